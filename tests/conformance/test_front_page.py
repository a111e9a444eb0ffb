"""The front page in a real browser: search, filters, languages, its state in the address; without a script; at every width."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.distribution import front, listing
from pipeline.theme import load_theme
from pipeline.workspace import read_templates, shipped_templates
from tests.conformance import checkers
from tests.conformance.checkers import NODE_MODULES, _run, needed, program
from tests.distribution.books import entry, many, publication

pytestmark = pytest.mark.xdist_group("conformance")

# What is typed, and a title that it has to find.
ALIKE = [
    ("CREME BRULEE", "Crème brûlée"), ("blabaer", "Blåbær"), ("Łódź", "lodz"), ("strasse", "Straße"), ("oslo", "ØSLO"),
    ("їжак", "ЇЖАК"), ("елка", "Ёлка"), ("ΟΔΟΣ", "οδός"), ("istanbul", "İstanbul"), ("medecin", "médecin"),
    ("المد", "الْمَدّ"), ("احمد", "أحمد"), ("مدرسه", "مدرسة"), ("١٢٣", "123"), ("۴۵۶", "456"), ("کتاب", "كتاب"),
    ("שלום", "שָׁלוֹם"), ("लड़का", "लड\u093cका"), ("潮汐", "潮汐时间"), ("ＰＤＦ", "pdf"), ("e-mail", "e\u2011mail"), ("l'eau", "l’eau"),
    ("filet", "ﬁlet"), ("kraftwerk", "Gezeiten\u00adkraft\u00adwerk"), ("२०२६", "2026"), ("isik", "ışık"), ("thorsmork", "Þórsmörk"),
    ('ש"ח', "ש״ח"), ("צ'ק", "צ׳ק"), ("בית-ספר", "בית־ספר"), ("مدرسه", "مدرسۃ"), ('"tide"', "„tide“"), ("1/2", "½"),
]  # fmt: skip
# And one that it must not find: vowels of Devanagari are no accents, and words are not joined.
UNLIKE = [("कि", "की"), ("潮", "汐"), ("ab", "a b"), ("zzz", "Zz")]

_SCRIPT = r"""
const {chromium} = require('playwright-core'), fs = require('fs');
const task = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const address = (name, hash = '') => 'file://' + task.pages[name] + hash;
const axe = require.resolve('axe-core/axe.min.js');

(async () => {
  const out = {problems: [], requests: [], axe: [], wide: [], art: [], least: []};
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM, headless: true, timeout: 300000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']});
  try {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}});
    context.setDefaultTimeout(300000);
    const page = await context.newPage();
    page.on('request', (one) => out.requests.push(one.url()));
    page.on('console', (one) => out.problems.push(one.text()));
    page.on('pageerror', (one) => out.problems.push(String(one)));
    const seen = () => page.evaluate(() => ({
      shown: [...document.querySelectorAll('.card:not([hidden])')].map((card) =>
        [...card.querySelectorAll('.edition:not([hidden]) h2')].map((one) => one.textContent).join('|')),
      hash: decodeURIComponent(location.hash), reset: !document.getElementById('reset').hidden}));
    // Waits on the page's own clock, whose timers go off in order however busy the machine is.
    const told = () => page.evaluate(() => new Promise((done) =>
      setTimeout(() => done(document.getElementById('count').textContent), 220)));
    const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);

    await page.goto(address('main'));
    out.start = {...await seen(), told: await told(), live: await page.getAttribute('#count', 'role')};
    await page.keyboard.press('Tab');
    out.tabs = [await focus()];
    await page.keyboard.press('Tab');
    out.tabs.push(await focus());
    await page.keyboard.type('MAREE');
    out.search = {...await seen(), told: await told()};
    await page.fill('#q', 'no such word');
    out.nothing = {...await seen(), told: await told()};
    await page.click('#reset');
    out.reset = {...await seen(), focus: await focus()};
    await page.selectOption('#lang', 'nb');
    out.language = await seen();
    await page.selectOption('#lang', '');
    await page.selectOption('#state', 'expired');
    out.expired = await seen();
    await page.selectOption('#state', '');
    await page.selectOption('#topic', 'cooking');
    out.topic = await seen();
    await page.selectOption('#format', 'large');
    out.both = await seen();
    await page.goto(address('main', '#q=sea&sort=title'));
    await page.waitForFunction(() => document.getElementById('q').value === 'sea');
    out.kept = await seen();
    await page.reload();
    out.again = await seen();
    await page.goto(address('main', '#lang=xx&topic='));
    await page.waitForFunction(() => document.getElementById('q').value === '');
    out.unknown = {...await seen(), chosen: await page.evaluate(() => document.getElementById('lang').selectedIndex)};
    await page.locator('.tongues button', {hasText: 'العربية'}).first().click();
    out.switched = await page.evaluate(() => {
      const group = document.querySelector('.tongues'), box = group.parentElement.querySelector('.edition:not([hidden])');
      return {lang: box.lang, dir: box.dir, pressed: [...group.children].map((one) => one.getAttribute('aria-pressed'))};
    });

    await page.goto(address('titles'));
    const found = (typed, title) => page.evaluate(([typed, title]) => {
      const field = document.getElementById('q');
      field.value = typed;
      field.dispatchEvent(new Event('input', {bubbles: true}));
      return [...document.querySelectorAll('.card:not([hidden]) h2')].some((one) => one.textContent === title);
    }, [typed, title]);
    out.missed = [], out.mixed = [];
    for (const [typed, title] of task.alike) if (!await found(typed, title)) out.missed.push(typed);
    for (const [typed, title] of task.unlike) if (await found(typed, title)) out.mixed.push(typed);

    await page.goto(address('many'));
    const meter = await context.newCDPSession(page);
    await meter.send('Performance.enable', {timeDomain: 'threadTicks'});
    const spent = async () => (await meter.send('Performance.getMetrics')).metrics.find((one) => one.name === 'TaskDuration').value;
    out.slowest = 0;
    for (const typed of ['b', 'bo', 'book 49', 'zzz', '']) {
      const before = await spent();
      await page.evaluate((typed) => {
        const field = document.getElementById('q');
        field.value = typed;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        document.body.getBoundingClientRect();
      }, typed);
      out.slowest = Math.max(out.slowest, 1000 * (await spent() - before));
    }
    await context.close();

    const still = await (await browser.newContext({javaScriptEnabled: false})).newPage();
    still.setDefaultTimeout(300000);
    await still.goto(address('main'));
    const visible = async (selector) => {
      const all = still.locator(selector);
      let number = 0;
      for (let place = 0; place < await all.count(); place++) if (await all.nth(place).isVisible()) number++;
      return number;
    };
    out.still = {search: await visible('form, .tongues, #found'), editions: await visible('.edition'), links: await visible('.files a')};

    const loose = await browser.newContext({bypassCSP: true});
    loose.setDefaultTimeout(300000);
    for (const name of ['main', 'rtl']) {
      const one = await loose.newPage();
      await one.goto(address(name));
      await one.addScriptTag({path: axe});
      for (const [colorScheme, width] of [['light', 1280], ['light', 320], ['dark', 1280], ['dark', 320]]) {
        await one.emulateMedia({colorScheme});
        await one.setViewportSize({width, height: 900});
        const over = await one.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) out.wide.push([name, width, over].join(' '));
        const art = await one.evaluate(() => {
          const {width, height} = document.querySelector('.art').getBoundingClientRect();
          return height / width;
        });
        if (width === 320) out.art.push(art);
        out.least.push(await one.evaluate(() => Math.min(
          ...[...document.querySelectorAll('label, .hint, .eyebrow, .dates, .facts')].map((part) => parseFloat(getComputedStyle(part).fontSize)))));
        if (width === 320 && colorScheme === 'dark') continue;
        const result = await one.evaluate(() => axe.run(document, {resultTypes: ['violations']}));
        for (const rule of result.violations) for (const node of rule.nodes)
          out.axe.push([name, colorScheme, width, rule.id, node.html.slice(0, 120)].join(' '));
      }
      await one.close();
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(out));
})().catch((error) => { console.error(error); process.exit(2); });
"""


def _entry(slug: str, title: str, lang: str = "en", **changes: Any) -> dict[str, Any]:
    ending = "" if lang == "en" else f".{lang}"
    source = f"source/articles/{slug}/article{ending}.md"
    # No covers beside them: these files are not there.
    return entry(slug, **{"covers": False, "lang": lang, "title": title, "source": source, **changes})


ENTRIES = [
    _entry("tides", "Tides", modified="2026-05-01", keywords=["marée"], description="How the sea breathes."),
    _entry("tides", "Tidevann", "nb", modified="2026-05-01"),
    _entry("tides", "المد والجزر", "ar", modified="2026-05-01"),
    _entry("soup", "Soup from the sea", modified="2026-06-01", topics=["cooking"], others=False),
    _entry("bread", "A bread", modified="2026-04-01", topics=["cooking", "sea"], subtitle="With a very long subtitle " * 6),
    _entry("old", "Old rules", expired=True, **{"valid-until": "2026-01-01"}),
    _entry("failed", "Failed" + "withoutanyspace" * 9, state="outdated", reviewed={"by": "Ada", "on": "2026-01-01"}, modified="2026-01-02"),
]  # fmt: skip


def _pages(folder: Path) -> dict[str, str]:
    theme = load_theme(read_templates(shipped_templates())).value
    assert theme is not None
    titles = [_entry(f"title-{n}", title) for n, (_, title) in enumerate((*ALIKE, *UNLIKE))]
    several = {
        "main": ("en", ENTRIES),
        "rtl": ("ar", ENTRIES),
        "titles": ("en", [{**one, "topics": []} for one in titles]),
        "many": ("en", [{**one, "files": one["files"][1:]} for one in many(500)]),
    }
    made = {}
    for name, (lang, entries) in several.items():
        about = publication().model_copy(update={"lang": lang})
        listings = [listing(one) for one in entries]
        made[name] = str(folder / f"{name}.html")
        Path(made[name]).write_text(front.page(listings, about, theme, catalogues=True, feed="feed.xml"))
    return made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return _pages(tmp_path_factory.mktemp("front"))


@pytest.fixture(scope="module")
def looked(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What happened in the browser, which is started once for all tests."""
    node = needed(program("node"), "node")
    chromium = needed(
        os.environ.get("CHROMIUM") or program("chromium", "chromium-browser", "google-chrome"), "chromium"
    )
    needed((NODE_MODULES / "axe-core").is_dir() and (NODE_MODULES / "playwright-core").is_dir(), "axe-core")
    folder = tmp_path_factory.mktemp("look")
    script, task = folder / "front.js", folder / "front.json"
    script.write_text(_SCRIPT)
    task.write_text(json.dumps({"pages": pages, "alike": ALIKE, "unlike": UNLIKE}))
    environment = {**os.environ, "NODE_PATH": str(NODE_MODULES), "CHROMIUM": chromium}
    done = _run([node, str(script), str(task)], env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


LONG = ENTRIES[-1]["title"]
NEWEST = ["Soup from the sea", "Tides", "A bread", LONG, "Old rules"]


def test_search_finds_words_wherever_they_are(looked: Any) -> None:
    assert looked["start"] == {
        "shown": NEWEST,
        "hash": "",
        "reset": False,
        "told": "5 of 5 shown",
        "live": "status",
    }
    # Behind the link that skips the masthead, the field is the first stop of the keyboard.
    assert looked["tabs"] == ["skip", "q"]
    assert looked["search"] == {"shown": ["Tides"], "hash": "#q=MAREE", "reset": True, "told": "1 of 5 shown"}
    assert looked["nothing"]["shown"] == []
    assert looked["nothing"]["told"] == "Nothing fits. Try other words, or show all."
    assert looked["reset"] == {"shown": NEWEST, "hash": "", "reset": False, "focus": "q"}


def test_filters_narrow_and_show_the_language_that_was_asked_for(looked: Any) -> None:
    assert (looked["language"]["shown"], looked["language"]["hash"]) == (["Tidevann"], "#lang=nb")
    assert looked["expired"]["shown"] == ["Old rules"]
    assert looked["topic"]["shown"] == ["Soup from the sea", "A bread"]
    assert (looked["both"]["shown"], looked["both"]["hash"]) == (["A bread"], "#topic=cooking&format=large")


def test_the_address_keeps_what_was_looked_for(looked: Any) -> None:
    assert looked["kept"]["shown"] == ["A bread", "Soup from the sea", "Tides"]
    assert looked["again"] == looked["kept"]
    assert (looked["unknown"]["shown"], looked["unknown"]["chosen"]) == (NEWEST, 0)


def test_a_card_turns_to_another_language(looked: Any) -> None:
    assert looked["switched"] == {"lang": "ar", "dir": "rtl", "pressed": ["false", "true", "false"]}


def test_accents_case_and_forms_of_letters_do_not_matter(looked: Any) -> None:
    assert looked["missed"] == []
    assert looked["mixed"] == []


def test_five_hundred_articles_are_searched_at_once(looked: Any) -> None:
    # A tenth of a second feels instant; the machine of a test is slow. Units: milliseconds of processor time.
    assert 0 < looked["slowest"] < 300


def test_without_a_script_everything_is_there(looked: Any) -> None:
    files = sum(len(one["files"]) for one in ENTRIES)
    assert looked["still"] == {"search": 0, "editions": len(ENTRIES), "links": files}


def test_nothing_is_asked_for_and_nothing_complains(looked: Any, pages: dict[str, str]) -> None:
    assert {one.split("#")[0] for one in looked["requests"]} <= {
        *(f"file://{path}" for path in pages.values()),
        "data:,",
    }
    assert looked["problems"] == []


def test_axe_has_no_violation_and_nothing_is_too_wide(looked: Any) -> None:
    assert looked["axe"] == []
    assert looked["wide"] == []


def test_the_art_of_a_narrow_window_ends_between_tiles(looked: Any) -> None:
    # Two rows of six.
    assert looked["art"] == pytest.approx([2 / 6] * len(looked["art"]), abs=0.003)


def test_no_label_is_smaller_than_the_least_size_of_text_on_a_screen(looked: Any) -> None:
    assert min(looked["least"]) >= 16


def test_nu_has_no_message(pages: dict[str, str]) -> None:
    assert checkers.nu([Path(pages["main"]), Path(pages["rtl"])]) == []
