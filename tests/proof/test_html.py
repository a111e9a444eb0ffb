"""Handouts that were tampered with: each is caught, for the right reason."""

from __future__ import annotations

import re

import pytest

from pipeline import proof
from pipeline.rendition.expected import from_manifest, manifest

from .conftest import CLOSING, OPENING, PAY, PRICES, Finished


def changed(finished: Finished, old: str, new: str, count: int = 1) -> bytes:
    """The page with `old` replaced: a mutant that changes nothing would prove nothing."""
    text = finished.content.decode()
    head, manifest_part = text.split('<script type="application/json"', 1)
    assert old in head, old
    return (head.replace(old, new, count) + '<script type="application/json"' + manifest_part).encode()


def notice(finished: Finished, key: str) -> str:
    """The markup of one disclaimer."""
    match = re.search(rf'<div class="notice [^>]*id="{key}".*?</div>', finished.content.decode(), re.DOTALL)
    assert match is not None
    return match[0]


def test_clean(handout: Finished) -> None:
    made = handout.proved()
    assert made.diagnostics == ()
    assert made.proved
    assert [seen.key for seen in made.disclaimers] == ["offer-1", "prices-1", "pay-1", "advice-1"]
    assert all(seen.sha256 == seen.found_sha256 and seen.element for seen in made.disclaimers)
    assert made.parity is not None
    assert made.parity.found == made.parity.expected
    assert made.parity.missing is None


@pytest.mark.code("PRF801")
def test_deleted(handout: Finished) -> None:
    assert "PRF801" in handout.codes(changed(handout, notice(handout, "prices-1"), ""))


@pytest.mark.code("PRF803")
@pytest.mark.parametrize(
    "other",
    [
        PRICES.replace("may change", "may not change"),
        PRICES[:40],
        PRICES.replace("Prices", "Рrices"),
        PRICES.replace("fees", "fe\u200bes"),
        PRICES.replace("any time", "anytime"),
        PRICES.upper(),
        PRICES + " Or not.",
        "It is not true that: " + PRICES,
    ],
)
def test_reworded(handout: Finished, other: str) -> None:
    assert handout.codes(changed(handout, PRICES, other)) & {"PRF803", "PRF811"}


@pytest.mark.code("PRF802")
def test_twice(handout: Finished) -> None:
    assert "PRF802" in handout.codes(changed(handout, "</main>", f"<p>{PRICES}</p></main>"))


@pytest.mark.code("PRF811")
@pytest.mark.parametrize("before", ['<section class="notes"', "<ul>\n<li>Warm"])
def test_moved_away(handout: Finished, before: str) -> None:
    moved = notice(handout, "prices-1")
    text = handout.content.decode()
    assert before in text
    assert "PRF811" in handout.codes(text.replace(moved, "", 1).replace(before, moved + before, 1).encode())


def test_text_between(handout: Finished) -> None:
    moved = notice(handout, "prices-1")
    assert "PRF811" in handout.codes(changed(handout, moved, f"<p>All is well.</p>{moved}"))


def test_swapped(handout: Finished) -> None:
    swapped = (
        handout.content.decode().replace(PRICES, "\x01", 1).replace(PAY, PRICES, 1).replace("\x01", PAY, 1)
    )
    assert "PRF811" in handout.codes(swapped.encode())


@pytest.mark.code("PRF813")
def test_opening_after_the_lead(handout: Finished) -> None:
    moved = notice(handout, "offer-1")
    text = handout.content.decode().replace(moved, "", 1)
    lead = "in all weathers but\u00a0fog.</p>"
    assert lead in text
    assert "PRF813" in handout.codes(text.replace(lead, lead + moved, 1).encode())


@pytest.mark.code("PRF814")
def test_closing_outside_main(handout: Finished) -> None:
    moved = notice(handout, "advice-1")
    text = handout.content.decode().replace(moved, "", 1)
    assert "PRF814" in handout.codes(text.replace("</main>", f"</main>{moved}", 1).encode())


def test_closing_before_text(handout: Finished) -> None:
    moved = notice(handout, "advice-1")
    text = handout.content.decode().replace(moved, "", 1)
    assert "PRF814" in handout.codes(
        text.replace("<p>The first ferry", f"{moved}<p>The first ferry", 1).encode()
    )


@pytest.mark.code("PRF822")
@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'aria-hidden="true"',
        'style="display:none"',
        "inert",
        'role="presentation"',
        'class="skip"',
        "popover",
    ],
)
def test_hidden(handout: Finished, attribute: str) -> None:
    mutant = notice(handout, "prices-1")
    for old, new in (
        (mutant, f"<div {attribute}>{mutant}</div>"),
        ('<span class="wording">', f"<span {attribute}>"),
    ):
        position = handout.content.decode().index(mutant)
        text = handout.content.decode()
        tampered = text[:position] + text[position:].replace(old, new, 1)
        assert "PRF822" in handout.codes(tampered.encode()), new


@pytest.mark.parametrize("element", ["details", "dialog", "template", "title", "figcaption", "a"])
def test_folded_away(handout: Finished, element: str) -> None:
    mutant = notice(handout, "prices-1")
    codes = handout.codes(changed(handout, mutant, f"<{element}>{mutant}</{element}>"))
    assert codes & {"PRF822", "PRF801", "PRF811"}


def test_no_notice_any_more(handout: Finished) -> None:
    assert "PRF822" in handout.codes(changed(handout, notice(handout, "prices-1"), f"<p>{PRICES}</p>"))


@pytest.mark.code("PRF841")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</head>", "<style>.notice{display:none}</style></head>"),
        ("</main>", "<style>.wording{font-size:1px}</style></main>"),
        ("<style>", "<style>.notice{visibility:hidden}"),
        ("<style>", '<style media="print">'),
        ("</head>", '<link rel="stylesheet" href="data:text/css,.notice{opacity:0}"></head>'),
        ("<p>Buy", '<p style="position:absolute;inset:0">Buy'),
    ],
)
def test_other_styles(handout: Finished, old: str, new: str) -> None:
    assert "PRF841" in handout.codes(changed(handout, old, new))


@pytest.mark.parametrize(
    "rule",
    [
        ".notice{display:none}",
        "@media print{.notice-material{visibility:hidden}}",
        "div>p>.wording{opacity:.01}",
        ".qualified{position:absolute;left:-9999px}",
        "main{clip-path:inset(50%)}",
        ".notice{height:0;overflow:hidden}",
        ".wording{font-size:2px}",
        "@import 'x.css';",
        "#prices-1{transform:scale(0)}",
        "@supports (display:grid){@layer a{.notice{content-visibility:hidden}}}",
        ".notice:not(:hover){display:none}",
        ":has(.table) .notice{display:none}",
        ".notice{flow-into:nowhere}",
        ".notice{-webkit-box-reflect:below}",
        "@page{margin:48%}",
        "@page{size:2000mm 3000mm}",
        ".notice-label::after{content:'?'}",
        "html:has(>body main .notice){display:none}",
        "body:not(:has(>main>.never)) .notice{display:none}",
    ],
)
def test_rules_that_hide(handout: Finished, rule: str) -> None:
    """Also where the hash says nothing, as when the manifest was altered with the file."""
    tampered = changed(handout, "<style>", f"<style>{rule}")
    made = proof.prove(handout.owed, tampered, path="ferries.html")
    assert "PRF822" in {found.code for found in made.diagnostics}, rule


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    "content",
    [
        "<script>document.querySelector('.notice').remove()</script>",
        '<iframe src="data:text/html,x"></iframe>',
        '<img src="x" alt="" onerror="x()">',
        '<meta http-equiv="refresh" content="0;url=https://example.org">',
        '<base href="https://example.org/">',
        '<a href=" javascript:x()">x</a>',
        '<p title="No notice holds."></p>',
        '<p aria-description="No notice holds."></p>',
        '<hr size="9000">',
        '<p id="prices-1"></p>',
        '<table><tr><td rowspan="9000"></td></tr></table>',
    ],
)
def test_active_content(handout: Finished, content: str) -> None:
    assert "PRF842" in handout.codes(changed(handout, "</main>", content + "</main>"))


def test_a_link_may_have_a_title(handout: Finished) -> None:
    assert handout.codes(changed(handout, '<a class="skip"', '<a title="Skip" class="skip"')) == set()


@pytest.mark.code("PRF851")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>The first ferry leaves at six, the last one at\u00a0midnight.</p>", ""),
        (">12\u00a0months<", "><"),
        (">12\u00a0months<", ">112\u00a0months<"),
        ("Fares for one crossing", ""),
        ("Warm clothes are\u00a0provided.", "Warm clothes are\u00a0provided"),
        ("<h1>Harbour Ferries</h1>", "<h1></h1>"),
    ],
)
def test_text_missing(handout: Finished, old: str, new: str) -> None:
    made = handout.proved(changed(handout, old, new))
    assert {"PRF851", "PRF852"} & {found.code for found in made.diagnostics}
    assert made.parity is not None
    assert made.parity.missing


@pytest.mark.code("PRF852")
def test_out_of_order(handout: Finished) -> None:
    first, second = "Warm clothes are\u00a0provided.", "Meals are free on board."
    text = (
        handout.content.decode()
        .replace(first, "\x01", 1)
        .replace(second, first, 1)
        .replace("\x01", second, 1)
    )
    assert "PRF852" in handout.codes(text.encode())


@pytest.mark.code("PRF853")
def test_note_missing(handout: Finished) -> None:
    assert "PRF853" in handout.codes(changed(handout, "The machine takes cards only", "The machine"))


@pytest.mark.code("PRF854")
@pytest.mark.parametrize("left", ["{{ author }}", "By None", "::: callout", "[^quay]", "{% if %}"])
def test_residue(handout: Finished, left: str) -> None:
    assert "PRF854" in handout.codes(changed(handout, "</main>", f"<p>{left}</p></main>"))


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"\xff\xfe<!DOCTYPE html>",
        b"<!DOCTYPE html><p><b></p></b>",
        b"<!DOCTYPE html><html><!-- <main> --></html>",
        b"<!DOCTYPE html>" + b"<div>" * 5000,
        b"<!DOCTYPE html>\x00",
        b"<!DOCTYPE html><svg><![CDATA[<main>]]></svg>",
        b"<!DOCTYPE html><p title='>",
    ],
)
def test_unreadable(handout: Finished, content: bytes) -> None:
    assert handout.codes(content) == {"PRF871"}


def test_proved_from_its_own_manifest(handout: Finished) -> None:
    owed = proof.expectation_in(handout.content, "ferries.html")
    assert manifest(owed) == manifest(handout.owed)
    assert [notice.text for notice in owed.notices] == [OPENING, PRICES, PAY, CLOSING]
    assert handout.codes(owed=owed) == set()
    assert "PRF801" in handout.codes(changed(handout, notice(handout, "pay-1"), ""), owed)
    lead = handout.content.decode().replace(notice(handout, "offer-1"), "", 1)
    lead = lead.replace("<p>Buy your", notice(handout, "offer-1") + "<p>Buy your", 1)
    assert "PRF813" in handout.codes(lead.encode(), owed)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<!DOCTYPE html><html></html>"),
        ("a.html", b"nothing"),
        ("a.pdf", b"nothing"),
        ("a.epub", b"nothing"),
        ("a.txt", b"nothing"),
        ("a.html", b'<!DOCTYPE html><script type="application/json" id="smallprint-manifest">[]</script>'),
        ("a.html", b'<!DOCTYPE html><script type="application/json" id="smallprint-manifest">{</script>'),
        (
            "a.html",
            b'<!DOCTYPE html><script type="application/json" id="smallprint-manifest">{"manifest":1}</script>',
        ),
    ],
)
def test_no_manifest(name: str, content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        proof.expectation_in(content, name)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "a manifest that is no JSON"),
        (b"\xff", "a manifest that is no JSON"),
        (b"[" * 200_000, "a manifest whose parts are nested too deeply"),
        (b'{"version": 1}', r"a manifest that is none of ours \(KeyError: 'manifest'\)"),
    ],
)
def test_what_is_no_manifest_is_told_in_words(content: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        from_manifest(content)


def test_a_manifest_of_another_format(handout: Finished) -> None:
    other = manifest(handout.owed).decode().replace('"handout"', '"ebook"')
    text = handout.content.decode()
    start = text.index('id="smallprint-manifest">') + len('id="smallprint-manifest">')
    with pytest.raises(ValueError, match="the format ebook"):
        proof.expectation_in((text[:start] + other + "</script></body></html>").encode(), "a.html")


@pytest.mark.code("PRF855")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</main>", "<p>The note above no longer applies.</p></main>"),
        ("21\u00a0NOK", "21\u00a0NOK, guaranteed"),
        ("</footer>", "<p>This is void.</p></footer>"),
        ('<div class="notice', '<p>\N{NO ENTRY SIGN}</p><div class="notice'),
    ],
)
def test_text_that_somebody_added(handout: Finished, old: str, new: str) -> None:
    assert "PRF855" in handout.codes(changed(handout, old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<meta charset="utf-8">', '<meta charset="windows-1252">'),
        ('<meta charset="utf-8">', ""),
        ("width=device-width", "width=9000"),
        ("\n<main", "\n\x0b<main"),
    ],
)
def test_read_otherwise_by_browsers(handout: Finished, old: str, new: str) -> None:
    assert "PRF871" in handout.codes(changed(handout, old, new))


@pytest.mark.parametrize("attribute", ['role="meter"', 'lang="ar"', 'aria-busy="true"', 'title="void"'])
def test_attributes_inside_a_disclaimer(handout: Finished, attribute: str) -> None:
    tampered = changed(handout, '<span class="wording"', f'<span {attribute} class="wording"')
    assert "PRF822" in handout.codes(tampered)
