"""Dates as readers of a language write them, and whether a day has come. Data: Babel (Unicode CLDR)."""

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
            text = folded(format_date(date, "long", locale=Locale.parse(tag, sep="-")))
        except (UnknownLocaleError, ValueError):
            continue
        # Source: Lexique des règles typographiques en usage à l’Imprimerie nationale. CLDR knows it for other forms only.
        return f"1er{text.removeprefix('1')}" if tag.startswith("fr") and date.day == 1 else text
    return date.isoformat()


def is_to_come(date: datetime.date, today: datetime.date) -> bool:
    """Whether a day has come nowhere yet. Why: who signs in Auckland is up to a day ahead of the machine that builds."""
    return date - today > datetime.timedelta(days=1)
