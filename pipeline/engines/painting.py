"""Pictures behind pages that have been laid out.

Input: WeasyPrint's pages, and what a stylesheet would say of some of them. Output: the same pages, painted so. Must not: move
anything, or change a page that was given.

Why: what lies behind a page takes no room. To lay all of it out again for that costs as much as the first time.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import partial
from typing import Any

# Above all that stylesheets say.
_LAST = (9, 9, (9, 9, 9))


def painted(document: Any, backgrounds: Mapping[int, str], address: str, fetcher: Any) -> Any:
    """A document with backgrounds behind some of its pages.

    Shape: `backgrounds` are declarations by a page's number, from 0 on; names in them are joined to `address`.
    """
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.images import get_image_from_uri

    image = partial(get_image_from_uri, cache={}, url_fetcher=fetcher, options=dict(DEFAULT_OPTIONS))
    new = copy.copy(document)
    new.pages = [
        _page(page, backgrounds[number], address, image) if number in backgrounds else page
        for number, page in enumerate(document.pages)
    ]
    return new


def _page(page: Any, declarations: str, address: str, image: Any) -> Any:
    from weasyprint.layout.background import layout_box_backgrounds

    box = page._page_box.copy()
    box.style = _style(box.style, declarations, address)
    layout_box_backgrounds(box, box, image, layout_children=False)
    new = copy.copy(page)
    new._page_box = box
    return new


def _style(style: Any, declarations: str, address: str) -> Any:
    """A page's style, if its stylesheet had ended with some declarations."""
    from tinycss2 import parse_blocks_contents
    from weasyprint.css.validation import preprocess_declarations

    said = {
        name.replace("-", "_"): (value, _LAST)
        for name, value, _ in preprocess_declarations(address, parse_blocks_contents(declarations))
    }
    new = style.copy()
    new.cascaded = {**style.cascaded, **said}
    for name in said:
        new.pop(name, None)
        new.specified.pop(name, None)
    return new
