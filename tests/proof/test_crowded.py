"""What no parser is asked to read."""

from __future__ import annotations

import pytest

from pipeline.proof import parsing
from pipeline.proof.evidence import Unreadable
from pipeline.proof.html import html_manifest
from pipeline.proof.parsing import crowded


def test_an_element_of_many_attributes_and_a_page_of_many_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "<p>" + "<p " + " ".join(f"a{n}='b'" for n in range(300)) + ">"
    assert crowded(many) == ("attributes of an element", 200, 300)
    # Those without a value, and behind what only seems to end the tag, or a value.
    for said in ("", "title='>' ", 'title=b" ', 'title=b="x" ', "<p "):
        bare = f"<p {said}" + " ".join(f"a{n}" for n in range(300)) + ">"
        assert (crowded(bare) or ("",))[0] == "attributes of an element", said
    words = "many words " * 300
    assert crowded(f"<p title='{words}' class=\"{words}\">{words}</p>\n" * 3) is None
    assert crowded(f'<img src="data:image/png;base64,{"=" * 5000}" alt="=">' * 100) is None
    monkeypatch.setattr(parsing, "MAX_PIECE", 1000)
    for long in (f"<p>{'a ' * 600}</p>", f"<p title='{'a ' * 600}'>", f"<!--{'a ' * 600}-->"):
        found = crowded(long)
        assert found is not None
        assert found[:2] == ("bytes in one piece of text or one value", 1000)
    assert crowded(f"<p>{'a ' * 450}</p>" * 3) is None
    monkeypatch.setattr(parsing, "MAX_ELEMENTS", 100)
    assert crowded("<b></b>" * 101) == ("tags", 200, 202)
    assert crowded("<b></b>" * 100) is None


@pytest.mark.code("PRF872")
def test_a_page_that_takes_too_long_to_parse_is_refused() -> None:
    page = "<p " + " ".join(f'a{n}=""' for n in range(300)) + ">"
    with pytest.raises(Unreadable):
        html_manifest(page.encode())
