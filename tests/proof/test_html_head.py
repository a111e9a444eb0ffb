"""What a handout may say of itself in its head, and what there would load, run or hide something."""

from __future__ import annotations

import pytest

from .conftest import Finished
from .test_html import changed
from .test_html_looks import styled

HEAD = "</head>"


@pytest.mark.parametrize(
    "harmless",
    [
        '<link rel="canonical" href="https://example.org/en/ferries/ferries.html">',
        '<link rel="alternate" hreflang="nb" href="https://example.org/nb/ferries/ferries.html">',
        '<script type="application/ld+json">{"@type":"Article"}</script>',
        '<meta property="og:image:alt" content="What a viewport is">',
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#000000">',
    ],
)
def test_metadata_is_harmless(handout: Finished, harmless: str) -> None:
    assert handout.codes(changed(handout, HEAD, harmless + HEAD)) == set()


@pytest.mark.code("PRF841")
@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate stylesheet" href="https://example.org/x.css">',
        '<link rel="alternate stylesheet" hreflang="nb" href="https://example.org/x.css">',
        '<link rel="alternate" hreflang="nb" type="text/css" href="https://example.org/x.css">',
        '<link rel="alternate" hreflang="nb" href="javascript:x()">',
        '<link rel="alternate" href="https://example.org/feed">',
        '<link rel="canonical" href="data:text/html,x">',
        '<link rel="canonical" media="print" href="https://example.org/">',
        '<link rel="preload" as="style" href="https://example.org/x.css">',
        '<link rel="icon" href="https://example.org/icon.png">',
        '<link rel="dns-prefetch" href="https://example.org/">',
    ],
)
def test_a_link_that_may_load_something(handout: Finished, link: str) -> None:
    assert "PRF841" in handout.codes(changed(handout, HEAD, link + HEAD))


@pytest.mark.code("PRF842")
@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'type="module"',
        'type="text/javascript"',
        'type="importmap"',
        'type="speculationrules"',
        'type="application/ld+json" src="https://example.org/x.js"',
        'type="application/ld+json " src=""',
    ],
)
def test_a_script_that_is_no_data(handout: Finished, attributes: str) -> None:
    tampered = changed(handout, HEAD, f"<script {attributes}>{{}}</script>{HEAD}")
    assert "PRF842" in handout.codes(tampered)


@pytest.mark.code("PRF871")
@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="&#118;iewport" content="width=9000">',
        """<meta data-x=' content="' name=viewport data-y='" ' content="width=9000">""",
        '<meta content="width=9000" name=viewport>',
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-7">',
    ],
)
def test_a_viewport_or_character_set_in_disguise(handout: Finished, meta: str) -> None:
    assert "PRF871" in handout.codes(changed(handout, HEAD, meta + HEAD))


def test_what_has_no_box_hides_nothing(handout: Finished) -> None:
    assert styled(handout, "@media print{.page,main{display:contents}}") == set()


@pytest.mark.code("PRF822", "PRF833")
def test_what_has_no_box_has_no_ground(handout: Finished) -> None:
    light = "html,body{background:#222}.notice{background:#fff;color:#222}"
    assert styled(handout, light) == {"PRF857"}  # the dark ground is under dark text, too
    assert "PRF833" in styled(handout, light + ".notice{display:contents}")
    assert "PRF822" in styled(handout, ".wording{display:contents}")


@pytest.mark.code("PRF856")
@pytest.mark.parametrize("title", ["<title>Fares</title>", "<title></title>", ""])
def test_a_window_with_the_name_of_a_part(handout: Finished, title: str) -> None:
    page = handout.content.decode()
    named = page[page.index("<title>") : page.index("</title>") + len("</title>")]
    assert "PRF856" in handout.codes(changed(handout, named, title))
