"""The command line: the only package that prints and exits.

Only Click and the standard library are imported here; a command imports what it needs when it runs, so
that `smallprint --help` costs what Click costs.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.ending import ENVIRONMENT, FINE, USAGE, exit_code, fail, interruptible
from pipeline.cli.printing import (
    indented,
    print_findings,
    print_proofs,
    print_to_stderr,
    say,
    shown,
    sources,
    tally,
    tried,
    without_crowds,
)
from pipeline.cli.project import (
    clock,
    language_around,
    language_tag,
    own_templates,
    root_of,
    wanted_of,
    workers_for,
    workspace_of,
)

# One byte more than a file may have that is proved: enough to know that it is too large.
MOST_BYTES = 200_000_001
REPORTS = click.Choice(["text", "json", "sarif", "github"])


def _example(text: str) -> str:
    return f"\b\nExample:\n  {text}"


class Day(click.ParamType[datetime.date]):
    """A date such as 2026-03-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-03-01", param, ctx)


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from pipeline import __version__

        click.echo(f"smallprint {__version__}")
        context.exit()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_example("smallprint build medical-assistant-norway --format handout"),
)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The project's folder (default: the nearest one upward).",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context, project: Path | None) -> None:
    """One article in; a print brochure, an ebook and a web handout out, every disclaimer proved to be in each."""
    from pipeline import precompiled

    context.obj = project
    precompiled.begin()
    context.call_on_close(precompiled.keep)


_articles = click.argument("articles", nargs=-1, metavar="[ARTICLE]...")


_formats = click.option(
        "--format", "formats", multiple=True, type=click.Choice(["brochure", "ebook", "handout"], case_sensitive=False),
        help="Only this edition; repeat it for more.",
    )  # fmt: skip


_languages = click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="TAG",
    help="Only articles and collections in this language; repeat it for more.",
)


_report = click.option(
    "--report", "report", type=REPORTS, default="text", help="How findings are written to stdout."
)


_today = click.option(
    "--today", type=Day(), metavar="DATE", help="The day that decides on expiry (default: today)."
)


_jobs = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1),
    metavar="N",
    help="Processes at work (default: one for each processor).",
)


# ── commands ────────────────────────────────────────────────────────────────────────────────────


@main.command(
    short_help="Report all that is wrong with articles; make nothing.",
    epilog=_example("smallprint check medical-assistant-norway --report github"),
)
@_articles
@_languages
@_today
@_jobs
@_report
@click.pass_obj
def check(
    project: Path | None,
    articles: tuple[str, ...],
    languages: tuple[str, ...],
    today: datetime.date | None,
    jobs: int | None,
    report: str,
) -> None:
    """Report everything that is wrong with articles and collections; make nothing."""
    from pipeline import production
    from pipeline.cli.progress import Progress

    workspace = workspace_of(project)
    wanted = wanted_of(articles, (), languages)
    with interruptible(), workers_for(jobs) as crew, Progress(each=False) as progress:
        day = today or clock()
        summary = production.check(workspace, wanted, day, progress, crew, begun=progress.begun)
    shown_here, hidden = (
        without_crowds(summary.diagnostics) if report == "text" else (summary.diagnostics, [])
    )
    print_findings(shown_here, report)
    if report == "text":
        say(f"checked {sources(summary.made)}: {tally(summary.diagnostics)}")
        for line in hidden:
            say(line)
    sys.exit(exit_code(summary.diagnostics))


@main.command(
    short_help="Make, prove and release the editions into output/.",
    epilog=_example("smallprint build --format brochure --format handout --lang nb"),
)
@_articles
@_formats
@_languages
@_today
@click.option(
    "--layout",
    type=click.Choice(["auto", "trifold", "booklet", "flyer"], case_sensitive=False),
    help="The brochures' layout, whatever the articles say.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"], case_sensitive=False),
    help="The brochures' sheet of paper.",
)
@click.option("--no-press", is_flag=True, help="No files for a print shop.")
@click.option("--watch", is_flag=True, help="Go on: build again what each saved file affects.")
@click.option("--cluster", metavar="URL", help="Do the work on a Dask cluster, such as tcp://scheduler:8786.")
@click.option("--timings", "with_timings", is_flag=True, help="Show where the time went.")
@_jobs
@_report
@click.pass_obj
def build(
    project: Path | None,
    articles: tuple[str, ...],
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    today: datetime.date | None,
    layout: str | None,
    paper: str | None,
    no_press: bool,
    watch: bool,
    cluster: str | None,
    with_timings: bool,
    jobs: int | None,
    report: str,
) -> None:
    """Make, prove and release the editions of articles and collections into output/."""
    from pipeline.cli import building

    brochure = {"layout": layout, "paper": paper, "press": False if no_press else None}
    words = tuple(sys.argv[1:])
    order = building.Order(
        words, articles, formats, languages, brochure, today, report, jobs, cluster, with_timings
    )
    sys.exit((building.watched if watch else building.once)(root_of(project), order))


@main.command(
    short_help="Open finished files again and look for each disclaimer.",
    epilog=_example("smallprint prove output/en/medical-assistant-norway/medical-assistant-norway.pdf"),
)
@click.argument("targets", nargs=-1, metavar="[FILE|ARTICLE]...")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PAGE",
    help="Write the evidence as a web page with pictures.",
)
@click.option(
    "--self-test",
    is_flag=True,
    help="Attack copies of the files in every way that is known; each has to be caught.",
)
@_jobs
@_today
@_report
@click.pass_obj
def prove(
    project: Path | None,
    targets: tuple[str, ...],
    page: Path | None,
    self_test: bool,
    jobs: int | None,
    today: datetime.date | None,
    report: str,
) -> None:
    """Open finished files again and show that every disclaimer is in them.

    A FILE is proved from the manifest that it carries, without its source, and compared with the manifest of
    releases beside or above it; an ARTICLE against its source.
    """
    from pipeline import reproving
    from pipeline.workspace import manifests_near

    for target in targets:
        # An article is named by its slug or its folder; this can only have been meant as a file.
        if Path(target).suffix.lower() in (".pdf", ".epub", ".html", ".htm") and not Path(target).is_file():
            fail(f"{target}: no such file", USAGE)
    files = [target for target in targets if Path(target).is_file()]
    names = tuple(target for target in targets if target not in files)
    with interruptible(), workers_for(jobs) as crew:
        summary = reproving.prove_files(
            [(name, _read(name)) for name in files],
            lambda path: manifests_near(Path(path)),
            today=today or clock(),
            templates=own_templates(project),
            crew=crew,
        )
        if names or not files:
            workspace = workspace_of(project)
            summary = summary.with_more(
                reproving.prove(workspace, wanted_of(names, (), ()), today or clock(), crew)
            )
        if page is not None:
            page.write_text(reproving.proof_page(summary), encoding="utf-8")
        if self_test:
            summary = reproving.self_test(summary, tried, crew, templates=own_templates(project))
    print_proofs(summary, report, self_test=self_test)
    if page is not None:
        say(f"wrote {shown(page)}")
    sys.exit(exit_code(summary.diagnostics))


@main.command(
    short_help="Explain a code, or what an article owes and why.",
    epilog=_example("smallprint explain DOC213"),
)
@click.argument("name", metavar="CODE|ARTICLE")
@_today
@click.pass_obj
def explain(project: Path | None, name: str, today: datetime.date | None) -> None:
    """Explain a diagnostic code, or which disclaimers an article owes and why."""
    from pipeline.diagnostics import did_you_mean, registry

    rule = registry().get(name.upper())
    if rule is not None:
        click.echo(
            f"{rule.code} ({rule.severity})\n{rule.message}\n\n{rule.explanation}\n\n"
            f"What to do: {rule.advice}\n\nInstead of:\n{indented(rule.bad)}\n\nWrite:\n{indented(rule.good)}"
        )
        return
    kin = [code for code in registry() if code[:3] == name[:3].upper()]
    if kin and name[3:].isdigit():
        fail(f"there is no code {name}; {did_you_mean(name.upper(), kin)}", USAGE)
    from pipeline import production

    workspace = workspace_of(project)
    with interruptible(), workers_for(1) as crew:
        summary = production.explain(workspace, name, today or clock(), crew)
    for line in summary.lines:
        click.echo(line)
    print_findings(summary.diagnostics, "text")
    sys.exit(exit_code(summary.diagnostics))


@main.command(
    short_help="Show what a text mentions: money, pay, doses, dates …",
    epilog=_example("smallprint detect --lang nb source/articles/pleie/article.md"),
)
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option(
    "--lang",
    metavar="TAG",
    help="The language of the text (default: what it, its name or the project around it says, else English).",
)
@click.option(
    "--report", "report", type=click.Choice(["text", "json"]), default="text", help="How it is written."
)
def detect(file: str, lang: str | None, report: str) -> None:
    """Show what a text mentions: money, pay, percentages, returns, doses, medicine, law, dates.

    FILE is Markdown, with an article's front matter or without; - reads standard input.
    """
    from pipeline import mentions
    from pipeline.schema import canonical_language

    language_tag(lang)
    content = sys.stdin.buffer.read(mentions.MOST) if file == "-" else _read(file, mentions.MOST)
    with interruptible(), workers_for(1) as crew:
        around = None if lang or file == "-" else language_around(Path(file))
        found, diagnostics = mentions.detect(
            content, file, canonical_language(lang) if lang else None, crew, otherwise=around or "en"
        )
    if not found and not diagnostics:
        say("nothing found")
    if report == "json":
        import json

        entries = [
            {"line": one.line, "column": one.column, "detector": one.detector, "text": one.text}
            for one in found
        ]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        print_to_stderr(diagnostics)
    else:
        block: int | None = None
        for one in found:
            if block is not None and one.block != block:
                click.echo()
            block = one.block
            click.echo(f"{one.line}:{one.column}: {one.detector}: {one.text}")
        print_findings(diagnostics, "text")
    sys.exit(exit_code(diagnostics))


@main.command(
    short_help="Sign the wording of a disclaimer as it stands.",
    epilog=_example('smallprint approve pricing --lang nb --by "Editorial board"'),
)
@click.argument("disclaimer", metavar="ID")
@click.option("--lang", required=True, metavar="TAG", help="Which of its languages.")
@click.option("--by", required=True, metavar="NAME", help="Who approves it.")
@click.option(
    "--review-by", "review_by", type=Day(), metavar="DATE", help="Until when (default: as it stands there)."
)
@_today
@click.pass_obj
def approve(
    project: Path | None,
    disclaimer: str,
    lang: str,
    by: str,
    review_by: datetime.date | None,
    today: datetime.date | None,
) -> None:
    """Sign the wording of a disclaimer as it stands: bind an approval to the hash of its text."""
    from pipeline import production

    language_tag(lang)
    if not by.strip():
        raise click.BadParameter("an approval needs somebody's name", param_hint="--by")
    workspace = workspace_of(project)
    with interruptible():
        summary = production.approve(workspace, disclaimer, lang, by.strip(), today or clock(), review_by)
    for line in summary.lines:
        click.echo(line)
    print_findings(summary.diagnostics, "text")
    sys.exit(exit_code(summary.diagnostics))


@main.command(
    short_help="Write a commented article that builds.",
    epilog=_example("smallprint new tides --title 'When the tide comes in'"),
)
@click.argument("slug")
@click.option("--title", help="The article's title (default: made from SLUG).")
@click.option("--lang", metavar="TAG", help="The article's language (default: the publication's).")
@click.pass_obj
def new(project: Path | None, slug: str, title: str | None, lang: str | None) -> None:
    """Write a commented article that builds, as source/articles/SLUG/article.md."""
    from pipeline import scaffold

    workspace = workspace_of(project)
    try:
        path = scaffold.new_article(workspace, slug, title, lang)
    except ValueError as error:
        fail(str(error), USAGE)
    click.echo(path)
    lang = lang or scaffold.main_language(workspace)
    if lang.split("-")[0] != "en":
        say(f"the text in it is an English sample: put yours in its place, in the language {lang}")
    say(f"next: edit it, then `smallprint check {slug}` and `smallprint build {slug}`")


@main.command(
    short_help="Make a project that builds, with a first article.",
    epilog=_example("smallprint init harbour-guides"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--publisher", default="My Organisation", help="Who publishes.")
@click.option("--lang", default="en", metavar="TAG", help="The language of most articles.")
def init(folder: Path, publisher: str, lang: str) -> None:
    """Make a project that builds: publication, policy, wordings, a first article."""
    import shlex

    from pipeline import scaffold
    from pipeline.workspace import Workspace

    try:
        written = scaffold.new_project(Workspace(folder), publisher, lang)
    except ValueError as error:
        fail(str(error), USAGE)
    except OSError as error:
        fail(f"no project can be made in {shown(folder)}: {(error.strerror or str(error)).lower()}", USAGE)
    for name in written:
        click.echo(str(folder / name))
    if written and lang.lower().partition("-")[0] != "en":
        say("the first article and the wordings are in English: write yours over them")
    say(f"next: cd {shlex.quote(shown(folder))} && smallprint build")


@main.command(
    short_help="Write the JSON Schema of a source file or proof.json.",
    epilog=_example("smallprint schema article > article.schema.json"),
)
@click.argument(
    "name",
    metavar="KIND",
    type=click.Choice(["article", "collection", "publication", "policy", "disclaimer", "proof"]),
)
def schema(name: str) -> None:
    """Write the JSON Schema of a source file, for editors that complete and check YAML, or of proof.json.

    KIND is article, collection, publication, policy, disclaimer or proof.
    """
    import json

    from pipeline import scaffold

    click.echo(json.dumps(scaffold.json_schema(name), ensure_ascii=False, indent=2))


@main.command(epilog=_example("smallprint doctor"))
@click.pass_obj
def doctor(project: Path | None) -> None:
    """Show which engines, libraries and fonts are here, and try each."""
    from pipeline import scaffold

    failed = False
    for probe in scaffold.probes():
        failed = failed or not probe.fine
        click.echo(f"{'ok  ' if probe.fine else 'FAIL'}  {probe.name:<14} {probe.found}")
        if probe.advice:
            click.echo(f"      {'':<14} {probe.advice}")
    from pipeline.glance import find_project

    found = project or find_project(str(Path.cwd()))
    click.echo(
        f"{'ok  ' if found else '-   '}  {'project':<14} {shown(found) if found else 'none here; `smallprint init DIR` makes one'}"
    )
    sys.exit(ENVIRONMENT if failed else FINE)


@main.command(
    "import",
    short_help="Bring in text, web pages, Word and OpenDocument files.",
    epilog=_example("smallprint import leaflet.docx --slug after-your-operation --lang nb"),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--slug", metavar="SLUG", help="The article's folder (default: the file's name); for one file only."
)
@click.option(
    "--lang",
    metavar="TAG",
    help="The language of the text (default: what the file says, else what it reads like).",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option("--force", is_flag=True, help="Replace articles that are there.")
@click.option(
    "--report",
    "report",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the report is written.",
)
@_today
@click.pass_obj
def import_(
    project: Path | None,
    files: tuple[str, ...],
    slug: str | None,
    lang: str | None,
    dry_run: bool,
    force: bool,
    report: str,
    today: datetime.date | None,
) -> None:
    """Bring in text, Markdown, web pages, Word and OpenDocument files as articles.

    FILE may be a folder: then everything in it that can be imported is. Each becomes source/articles/SLUG/article.md; the
    report says what was left out, and why.
    """
    from pipeline.cli import importing

    sys.exit(
        importing.run(workspace_of(project), files, slug, lang, dry_run, force, report, today or clock())
    )


def _read(name: str, most: int = MOST_BYTES) -> bytes:
    """A file, or its beginning: no more than tells that it is too large."""
    try:
        with Path(name).open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        fail(f"{name}: {(error.strerror or str(error)).lower()}", USAGE)
