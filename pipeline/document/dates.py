"""Dates as readers of a language write them. Data: Babel (Unicode CLDR)."""

from __future__ import annotations

import datetime

from pipeline.article import folded


def spoken(date: datetime.date, lang: str) -> str:
    """A date in words; as ISO 8601 writes it where nothing is known of the language."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    # English readers outside the United States read the day first.
    tags = ["en-GB"] if lang == "en" else [lang, lang.split("-")[0]]
    for tag in tags:
        try:
            return folded(format_date(date, "long", locale=Locale.parse(tag, sep="-")))
        except (UnknownLocaleError, ValueError):
            continue
    return date.isoformat()
