"""What a screen does not show of a press file: the inks of its letters, and the printing condition that they are meant for."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from pipeline.proof.pdf.ink import Colour, ink_of

from .conftest import ROOT, Finished
from .pressed import PROFILE, TRIFOLD, Pressed, intent, pressed, saved, tampered
from .test_press import folded, leaflet

BLACK = re.compile(rb"0(?:\.0+)? 0(?:\.0+)? 0(?:\.0+)? [01]?\.?\d+ k")


def in_ink(
    colour: bytes, resources: dict[str, Any] | None = None, *, only: str = ""
) -> Callable[[Any], None]:
    """All black of the pages as another colour; with `only`, on one of them."""

    def change(document: Any) -> None:
        count = 0
        for page in document.pages:
            for name, form in page.obj.Resources.XObject.items():
                if only and name != only:
                    continue
                content = form.read_bytes()
                content, number = BLACK.subn(colour, content)
                count += number
                form.write(content)
                for kind, entries in (resources or {}).items():
                    form.Resources[kind] = Dictionary(entries)
        assert count

    return change


@pytest.mark.code("PRF848")
@pytest.mark.parametrize(
    ("colour", "said"),
    [
        (b"0 0 0 rg", "a colour in DeviceRGB"),
        (b"/DeviceRGB cs 0 0 0 sc", "a colour in DeviceRGB"),
        (b"1 1 1 1 k", "400 % of ink"),
        (b"1 1 1 0 k", "300 % of ink"),
        (b".6 .4 .4 1 k", "240 % of ink"),
        (b"/DeviceCMYK cs .6 .4 .4 1 scn", "240 % of ink"),
        # The recipe of no colour of the theme, though it is near one.
        (b"0.93 0.45 0.45 0.45 k", "228 % of ink"),
    ],
)
def test_letters_in_other_inks_than_black(colour: bytes, said: str) -> None:
    file = tampered(folded(), in_ink(colour))
    assert "PRF848" in file.codes()
    assert said in file.found()
    assert not any(seen.legible for seen in file.proved().disclaimers)


@pytest.mark.parametrize(
    "colour",
    [b"0 g", b"/DeviceGray cs 0 sc", b"/DeviceCMYK cs", b"0.0 0. .0 0.85 k", b"0.95 0.45 0.45 0.45 k"],
)
def test_black_alone_and_the_colours_of_the_theme(colour: bytes) -> None:
    assert tampered(folded(), in_ink(colour)).codes() == set()


@pytest.mark.parametrize("profile", [PROFILE, b"no profile"])
def test_a_colour_space_with_a_profile_of_its_own(profile: bytes) -> None:
    """What its numbers become depends on a program that converts them."""

    def change(document: Any) -> None:
        stream = document.make_stream(profile, Dictionary(N=4))
        space = Array([Name.ICCBased, stream])
        in_ink(b"/Own cs 0 0 0 1 scn", {"/ColorSpace": {"/Own": space}})(document)

    assert "a colour in ICCBased" in tampered(folded(), change).found()


def test_only_the_panel_that_was_changed_is_named() -> None:
    file = tampered(folded(), in_ink(b"1 1 1 1 k", only="/P2"))
    found = [one.message for one in file.proved().diagnostics if one.code == "PRF848"]
    assert found
    assert all("panel 3" in one for one in found)


def test_the_colour_around_a_form_holds_within() -> None:
    """Until it says another: a page that sets no black is printed in what the sheet set."""

    def change(document: Any) -> None:
        in_ink(b"")(document)
        for page in document.pages:
            content = page.Contents.read_bytes()
            page.Contents = document.make_stream(b"1 1 1 1 k " + content)

    assert "400 % of ink" in tampered(folded(), change).found()


def test_inks_that_cannot_be_told() -> None:
    """A picture within the content, which nothing of ours holds, may hold anything that looks like an operator."""

    def change(document: Any) -> None:
        page = document.pages[0]
        inline = b" BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"
        page.Contents = document.make_stream(page.Contents.read_bytes() + inline)

    assert "inks that cannot be told" in tampered(folded(), change).found()


def test_strings_and_names_are_no_operators() -> None:
    document = leaflet()
    content = (
        b"/k gs /rg Do BT 0 0 0 1 k (1 0 0 rg \\) (k) 0 1 0 rg) Tj [(a) 3 <0001>] TJ () Tj [() 2] TJ 1 0 0 rg"
        b" <</A (g)>> BDC (x) ' EMC ET % 0 0 1 rg\n"
    )

    def change(document: Any) -> None:
        while len(document.pages) > 1:
            del document.pages[1]
        document.pages[0].Contents = document.make_stream(content)

    colours = ink_of(tampered(pressed(document, TRIFOLD), change).content, None).colours
    black, red = Colour("DeviceCMYK", (0, 0, 0, 1)), Colour("DeviceRGB", (1, 0, 0))
    assert colours == ((black, black, red),)


def test_only_the_sheets_that_are_asked_for_are_read() -> None:
    outside, inside = ink_of(folded().content, None).colours
    assert outside
    assert ink_of(folded().content, None, {1}).colours == (None, inside)


def test_recipes_that_are_none() -> None:
    for manifest in (
        b"",
        b"[]",
        b"{",
        b'{"press": 3}',
        b'{"press": {"inks": 3}}',
        b'{"press": {"inks": [[1], 2]}}',
    ):
        assert ink_of(folded().content, manifest).recipes == ()


# ── the output intent


def _other(name: str) -> bytes:
    return (ROOT / "templates/shared/press" / name).read_bytes()


def _of_a_screen() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _without(document: Any) -> None:
    del document.Root["/OutputIntents"]


def _empty(document: Any) -> None:
    document.Root["/OutputIntents"] = Array()


def _twice(document: Any) -> None:
    document.Root["/OutputIntents"].append(intent(document, PROFILE))


def _bare(document: Any) -> None:
    del document.Root["/OutputIntents"][0]["/DestOutputProfile"]


def _with(profile: bytes, **entries: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.Root["/OutputIntents"] = Array([intent(document, profile, **entries)])

    return change


@pytest.mark.code("PRF849")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without, "found none"),
        (_empty, "found none"),
        (_twice, "2 of them"),
        (_bare, "without a profile"),
        (_with(_other("FOGRA29L.icc")), "another profile"),
        (_with(_of_a_screen()), "none of a press (mntr, RGB)"),
        (_with(b"nothing"), "none of a press"),
        (_with(PROFILE, **{"/S": Name.GTS_PDFA1}), "the kind GTS_PDFA1"),
        (_with(PROFILE, **{"/DestOutputProfileRef": Dictionary()}), "the entry /DestOutputProfile"),
        (_with(PROFILE, **{"/OutputConditionIdentifier": String("FOGRA29")}), "the condition FOGRA29"),
    ],
)
def test_another_output_intent(change: Callable[[Any], None], said: str) -> None:
    file = tampered(folded(), change)
    assert file.codes() == {"PRF849"}
    assert said in file.found()


def test_an_output_intent_of_one_sheet() -> None:
    def change(document: Any) -> None:
        document.pages[0].obj.OutputIntents = document.Root.OutputIntents

    assert "the entry /OutputIntents on page 1" in tampered(folded(), change).found()


def test_a_file_of_an_earlier_version_names_no_profile() -> None:
    """Then any profile of a press will do, and black alone."""

    def change(document: Any) -> None:
        private = document.Root.PieceInfo["/smallprint"].Private
        private["/Manifest"] = document.make_stream(b'{"manifest":3}')
        _with(_other("FOGRA29L.icc"))(document)

    assert tampered(folded(), change).codes() == set()


def test_the_press_file_says_what_it_was_made_for(
    build_press: Callable[[Any], Finished], document: Any
) -> None:
    import pikepdf

    made = build_press(document)
    file = Pressed(made.owed, made.content)
    assert file.codes() == set()
    with pikepdf.open(io.BytesIO(file.content)) as opened:
        profile = opened.Root.OutputIntents[0].DestOutputProfile
        profile.write(_other("TR006.icc"))
        assert Pressed(made.owed, saved(opened)).codes() == {"PRF849"}
    for key, words in (("/Info", "Uncoated"), ("/OutputCondition", "Void"), ("/RegistryName", "Void")):
        with pikepdf.open(io.BytesIO(file.content)) as opened:
            opened.Root.OutputIntents[0][key] = String(words)
            found = Pressed(made.owed, saved(opened)).found()
        assert f"{key} with the words {words} instead of" in found
