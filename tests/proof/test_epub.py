"""Ebooks that were tampered with: each is caught, for the right reason."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from unicodedata import bidirectional

import pytest

from pipeline import proof
from pipeline.proof import epub, forbidden
from pipeline.proof.evidence import Unreadable
from pipeline.proof.mutants.epub import Book

from .conftest import PRICES, Finished


def changed(finished: Finished, change: Callable[[str, str], str | None]) -> bytes:
    """The archive with each text member changed: a mutant that changes nothing would prove nothing."""
    output = io.BytesIO()
    touched = False
    with zipfile.ZipFile(io.BytesIO(finished.content)) as source, zipfile.ZipFile(output, "w") as target:
        for member in source.infolist():
            content: bytes | None = source.read(member)
            if member.filename.endswith((".xhtml", ".opf", ".css", ".xml")):
                text = (content or b"").decode()
                new = change(member.filename, text)
                touched = touched or new != text
                content = None if new is None else new.encode()
            if content is not None:
                target.writestr(member, content)
    assert touched
    return output.getvalue()


def replaced(old: str, new: str) -> Callable[[str, str], str]:
    """Everywhere but in the navigation."""
    return lambda name, text: text if name.endswith("nav.xhtml") else text.replace(old, new)


def home(finished: Finished, words: str) -> str:
    """The member that holds words."""
    with zipfile.ZipFile(io.BytesIO(finished.content)) as archive:
        return next(
            name
            for name in archive.namelist()
            if name.endswith(".xhtml") and words in archive.read(name).decode()
        )


def itemref(finished: Finished, words: str) -> tuple[str, str]:
    """The spine entry of the member that holds words, and the package document."""
    with zipfile.ZipFile(io.BytesIO(finished.content)) as archive:
        package = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".opf"))
    file = home(finished, words).rsplit("/", 1)[-1]
    item = next(match[0] for match in re.finditer(r"<item [^>]*>", package) if file in match[0])
    identifier = re.search(r'id="([^"]+)"', item)
    assert identifier is not None
    return f'<itemref idref="{identifier[1]}"/>', package


def test_clean(ebook: Finished) -> None:
    made = ebook.proved()
    assert made.diagnostics == ()
    assert made.proved
    assert all(seen.file and seen.element and seen.visible and seen.placed for seen in made.disclaimers)


def test_deleted(ebook: Finished) -> None:
    assert "PRF801" in ebook.codes(changed(ebook, replaced(PRICES, "")))


@pytest.mark.parametrize(
    "other", [PRICES.replace("right", "wrong"), PRICES[:50], PRICES.replace(" and ", " und ")]
)
def test_reworded(ebook: Finished, other: str) -> None:
    assert "PRF803" in ebook.codes(changed(ebook, replaced(PRICES, other)))


@pytest.mark.code("PRF826")
def test_not_linear(ebook: Finished) -> None:
    entry, _ = itemref(ebook, PRICES)
    codes = ebook.codes(changed(ebook, replaced(entry, entry.replace("/>", ' linear="no"/>'))))
    assert "PRF826" in codes
    assert "PRF851" in codes


def test_not_in_the_spine(ebook: Finished) -> None:
    entry, _ = itemref(ebook, PRICES)
    assert "PRF826" in ebook.codes(changed(ebook, replaced(entry, "")))


def test_spine_out_of_order(ebook: Finished) -> None:
    first, _ = itemref(ebook, PRICES)
    second, _ = itemref(ebook, "Skippers know who")
    assert first != second

    def swap(name: str, text: str) -> str:
        return text.replace(first, "\x01").replace(second, first).replace("\x01", second)

    assert {"PRF851", "PRF852"} & ebook.codes(changed(ebook, swap))


@pytest.mark.code("PRF812")
def test_in_the_next_file(ebook: Finished) -> None:
    with zipfile.ZipFile(io.BytesIO(ebook.content)) as archive:
        text = archive.read(home(ebook, PRICES)).decode()
    match = re.search(r'<div class="notice [^>]*id="prices-1".*?</div>', text, re.DOTALL)
    assert match is not None
    target = home(ebook, "Deckhands earn")

    def move(name: str, text: str) -> str:
        if name == target:
            return re.sub(r"(<body[^>]*>)", lambda found: found[1] + match[0], text, count=1)
        return text.replace(match[0], "")

    assert {"PRF811", "PRF812"} & ebook.codes(changed(ebook, move))


def test_closing_in_an_earlier_file(ebook: Finished) -> None:
    text = ebook.content
    with zipfile.ZipFile(io.BytesIO(text)) as archive:
        page = archive.read(home(ebook, "It is not advice")).decode()
    match = re.search(r'<div class="notice [^>]*id="advice-1".*?</div>', page, re.DOTALL)
    assert match is not None
    target = home(ebook, "Deckhands earn")

    def move(name: str, text: str) -> str:
        text = text.replace(match[0], "")
        return text.replace("</body>", match[0] + "</body>") if name == target else text

    assert "PRF814" in ebook.codes(changed(ebook, move))


@pytest.mark.parametrize("attribute", ["hidden=''", "aria-hidden='true'", "style='display:none'"])
def test_hidden(ebook: Finished, attribute: str) -> None:
    assert "PRF822" in ebook.codes(
        changed(ebook, replaced('<span class="wording">', f'<span class="wording" {attribute}>'))
    )


def test_changed_stylesheet(ebook: Finished) -> None:
    hide = lambda name, text: text + "\n.notice{display:none}" if name.endswith(".css") else text  # noqa: E731
    mutant = changed(ebook, hide)
    assert {"PRF841", "PRF822"} <= ebook.codes(mutant)
    made = proof.prove(ebook.owed, mutant, path="ferries.epub")
    assert {found.code for found in made.diagnostics} == {"PRF822", "PRF841"}


@pytest.mark.parametrize(
    "head",
    [
        "<style>.notice{display:none}</style></head>",
        '<link rel="stylesheet" href="other.css"/></head>',
        '<link rel="stylesheet" href="https://example.org/x.css"/></head>',
    ],
)
def test_other_styles(ebook: Finished, head: str) -> None:
    assert "PRF841" in ebook.codes(changed(ebook, replaced("</head>", head)))


def test_script(ebook: Finished) -> None:
    assert "PRF842" in ebook.codes(changed(ebook, replaced("</head>", "<script>x()</script></head>")))


def test_switch(ebook: Finished) -> None:
    switch = '<epub:switch xmlns:epub="http://www.idpf.org/2007/ops">'
    mutant = changed(ebook, lambda name, text: text.replace(PRICES, f"{switch}{PRICES}</epub:switch>"))
    assert "PRF842" in ebook.codes(mutant)


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    "markup",
    [
        '<p><img src="https://example.org/x.png" alt=""/></p>',
        '<p><img src="//example.org/x.png" alt=""/></p>',
        '<p><img srcset="x.png, https://example.org/x.png 2x" alt=""/></p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/x.png"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(https://example.org/x.svg#a)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><discard/></svg>',
    ],
)
def test_what_is_loaded_from_elsewhere(ebook: Finished, markup: str) -> None:
    assert "PRF842" in ebook.codes(changed(ebook, replaced("</body>", f"{markup}</body>")))


@pytest.mark.code("PRF842")
def test_a_stylesheet_that_loads(ebook: Finished) -> None:
    book = Book(ebook.owed, ebook.content)
    assert "PRF842" in ebook.codes(*book.restyled("h1{background:url(https://example.org/x.png)}"))
    book.fresh()
    light = "h1{background-image:linear-gradient(#fff,#eee);color:#000}"
    assert ebook.codes(*book.restyled(light)) == set()


def test_pictures_of_the_book(ebook: Finished) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Meals</title>'
        '<defs><linearGradient id="a"/></defs><path d="M0 0h9" fill="url(#a)"/></svg>'
    )
    assert "PRF842" not in ebook.codes(changed(ebook, replaced("</body>", f"{drawing}</body>")))


def test_text_missing(ebook: Finished) -> None:
    assert "PRF851" in ebook.codes(changed(ebook, replaced("Meals are free on board.", "")))


def test_unreadable(ebook: Finished) -> None:
    for content in (b"", b"PK", ebook.content[: len(ebook.content) // 2], b"x" * 100):
        assert ebook.codes(content) == {"PRF871"}
    assert ebook.codes(changed(ebook, replaced("</body>", ""))) == {"PRF871"}
    for doctype in ('html [<!ENTITY a "b">]', 'html SYSTEM "x.dtd"', 'html PUBLIC "-//X" "x.dtd"', "other"):
        assert ebook.codes(changed(ebook, replaced("<!DOCTYPE html>", f"<!DOCTYPE {doctype}>"))) == {"PRF871"}
    without = changed(ebook, lambda name, text: None if name.endswith(".opf") else text)
    assert ebook.codes(without) == {"PRF871"}


@pytest.mark.code("PRF872")
def test_bomb(ebook: Finished) -> None:
    output = io.BytesIO(ebook.content)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("EPUB/bomb.txt", b"\0" * 30_000_000)
    assert ebook.codes(output.getvalue()) == {"PRF872"}
    output = io.BytesIO(ebook.content)
    with zipfile.ZipFile(output, "a") as archive:
        for number in range(2001):
            archive.writestr(f"EPUB/{number}.txt", b"")
    assert ebook.codes(output.getvalue()) == {"PRF872"}
    # Not that it has no manifest.
    with pytest.raises(Unreadable):
        proof.expectation_in(output.getvalue(), "ferries.epub")


@pytest.mark.code("PRF872")
def test_parts_that_are_too_long_together(ebook: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub, "MAX_TAGS", 2_000)
    longer = replaced("</section>", "<p>Word.</p>" * 1_000 + "</section>")
    assert ebook.codes(changed(ebook, longer)) == {"PRF872"}
    assert not ebook.codes()


def test_proved_from_its_own_manifest(ebook: Finished) -> None:
    owed = proof.expectation_in(ebook.content, "ferries.epub")
    assert ebook.codes(owed=owed) == set()
    assert "PRF801" in ebook.codes(changed(ebook, replaced(PRICES, "")), owed)


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    "markup",
    [
        "<nav><p>This notice is void:</p></nav>",
        '<svg xmlns="http://www.w3.org/2000/svg"><text>This notice is void:</text></svg>',
    ],
)
def test_words_where_the_article_is_not_looked_for(ebook: Finished, markup: str) -> None:
    assert "PRF855" in ebook.codes(changed(ebook, replaced("</body>", markup + "</body>")))


def test_the_direction_of_its_text_is_found_out_once(
    ebook: Finished, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "pipeline.proof.forbidden.bidirectional", lambda sign: asked.append(sign) or bidirectional(sign)
    )
    forbidden._written.cache_clear()
    assert not ebook.codes()
    assert asked
    assert len(asked) == len(set(asked))
