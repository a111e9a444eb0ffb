"""A PDF whose parts are turned into bytes once, compared with pydyf's own writing."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from typing import Any

import pytest

from pipeline.engines.streams import compress_once
from pipeline.engines.weasyprint import WeasyPrint


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    WeasyPrint()


def file() -> Any:
    import pydyf

    pdf = pydyf.PDF()
    for number in range(5):
        inner = pydyf.Dictionary(
            {"Kind": "/One", "Part": number, "Places": pydyf.Array([number, 0.5, b"true", None])}
        )
        pdf.add_object(pydyf.Dictionary({"Type": "/Some", "Of": inner, "Also": inner}))
        pdf.add_object(pydyf.Stream([b"0 0 m", f"{number} 9 l", pydyf.Array([number])], compress=number != 2))
    return pdf


def written(pdf: Any) -> bytes:
    output = io.BytesIO()
    pdf.write(output, version=b"1.7", identifier=b"1" * 16, compress=True)
    return output.getvalue()


def test_each_stream_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import pydyf

    packed: Counter[bytes] = Counter()

    class Compressing:
        def compressobj(self, level: int) -> Any:
            made = zlib.compressobj(level=level)

            class One:
                flush = made.flush

                def compress(self, content: bytes) -> bytes:
                    packed[content] += 1
                    return made.compress(content)

            return One()

    monkeypatch.setattr(pydyf, "zlib", Compressing())
    once, of_once = written(file()), dict(packed)
    packed.clear()
    monkeypatch.setattr(pydyf.PDF, "write", pydyf.PDF.write.stock)
    assert written(file()) == once
    # What lists the objects is made for the file alone, both ways.
    assert of_once.keys() == packed.keys()
    assert set(of_once.values()) == {1}
    assert 2 in packed.values()


def test_each_dictionary_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import pydyf

    made: list[Any] = []

    def counted(stock: Any) -> Any:
        def to_bytes(item: Any) -> bytes:
            made.append(item)
            return bytes(stock(item))

        return to_bytes

    monkeypatch.setattr(pydyf, "_to_bytes", counted(pydyf._to_bytes))
    once, few = written(file()), len(made)
    made.clear()
    monkeypatch.setattr(pydyf.PDF, "write", pydyf.PDF.write.stock)
    assert written(file()) == once
    assert few < 0.7 * len(made)


@pytest.mark.parametrize("item", [0, -7, 12.5, 3.0, 1e-9, True, None, "/Name", b"raw", 10**20])
def test_bytes_are_those_that_they_would_have_been(item: Any) -> None:
    import pydyf

    stock = pydyf._to_bytes.__closure__[0].cell_contents
    assert stock is not pydyf._to_bytes
    assert pydyf._to_bytes(item) == stock(item)


def test_what_is_added_later_is_written_with_the_next_file() -> None:
    import pydyf

    pdf = file()
    stream = next(one for one in pdf.objects if isinstance(one, pydyf.Stream) and not one.compress)
    assert b"later" not in written(pdf)
    stream.stream.append(b"later")
    assert b"later" in stream.data
    assert b"later" in written(pdf)


def test_only_one_memory_is_put_before_pydyf() -> None:
    import pydyf

    before = pydyf.PDF.write, pydyf.Stream.data
    compress_once()
    assert (pydyf.PDF.write, pydyf.Stream.data) == before


def test_pages_are_listed_when_there_are_more_of_them() -> None:
    import pydyf

    pdf = pydyf.PDF()
    assert pdf.page_references == ()
    for count in range(1, 4):
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
        found = pdf.page_references
        assert found == tuple(b"%d 0 R" % number for number in pdf.pages["Kids"][::3])
        assert len(found) == count
        # Each element of a long text asks for them.
        assert pdf.page_references is found
