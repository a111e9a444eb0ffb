"""Dates and topics of the front matter."""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.article import text_direction
from pipeline.checks.subject import Subject
from pipeline.diagnostics import Diagnostic, did_you_mean, quoted, report, sentence
from pipeline.document import plain_text
from pipeline.document.dates import is_to_come


def dates(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: ART122 (neither `date` nor `modified`)."""
    written = subject.article.positions.value
    # A date that cannot be read is there all the same, and has been reported.
    unread = subject.article.positions.unreadable
    if subject.article.date is None and not (
        isinstance(written, dict)
        and any(written.get(key) is not None or (key,) in unread for key in ("date", "modified"))
    ):
        yield report("ART122", subject.article.at("date"))


def direction(subject: Subject) -> Iterator[Diagnostic]:
    """Reports: ART116 (a text that runs the other way than `dir` says)."""
    stated = subject.article.meta.dir
    if stated is None or stated == text_direction(subject.document.lang):
        return
    # A language may be written in two scripts, of which the tag need not say which.
    letters = Counter(unicodedata.bidirectional(each) for each in plain_text(subject.document.blocks))
    leftward, rightward = letters["R"] + letters["AL"], letters["L"]
    if (leftward < rightward) if stated == "rtl" else (rightward < leftward):
        other = "ltr" if stated == "rtl" else "rtl"
        yield report(
            "ART116",
            subject.article.at("dir"),
            key="dir",
            expected=f"{other}, as the letters of the text run",
            found=quoted(stated),
            action="take the line out; the direction of a text follows from `lang`",
        )


def review(subject: Subject, today: datetime.date) -> Iterator[Diagnostic]:
    """Reports: ART121 (review-by has passed)."""
    date = subject.article.meta.review_by
    if date is not None and date < today:
        yield report("ART121", subject.article.at("review-by"), date=date, today=today)


def reviewed(subject: Subject, today: datetime.date) -> Iterator[Diagnostic]:
    """Reports: ART144 (a review on a day that has not come)."""
    read = subject.article.meta.reviewed
    if read is not None and is_to_come(read.on, today):
        yield report("ART144", subject.article.at("reviewed", "on"), date=read.on, today=today)


def to_come(subject: Subject, today: datetime.date) -> Iterator[Diagnostic]:
    """Reports: ART145 (a date of the article's that has not come)."""
    article = subject.article
    for key, date in (("date", article.meta.date), ("modified", article.meta.modified)):
        # An inherited one is reported where it stands.
        if date is not None and is_to_come(date, today) and (key,) in article.positions.values:
            yield report("ART145", article.at(key), key=key, date=date, today=today)


def topics(subject: Subject, known: frozenset[str] | None) -> Iterator[Diagnostic]:
    """Reports: ART123 (a topic that the policy does not know)."""
    article = subject.article
    if known is None:
        return
    for index, topic in enumerate(article.meta.topics):
        if topic in known:
            continue
        location = article.at("topics", index)
        if article.translation:
            # Inherited topics come first; they were reported where they stand.
            own = [extent for path, extent in article.positions.values.items() if path[:1] == ("topics",)]
            here = next((extent for extent in own if subject.source(extent).strip("\"' ") == topic), None)
            if here is None:
                continue
            location = article.location(here)
        several = [part.strip() for part in topic.split(",")]
        action = (
            f"write a list, `topics: [{', '.join(several)}]`"
            if len(several) > 1 and known.issuperset(several)
            else did_you_mean(topic, known)
        )
        yield report("ART123", location, topic=quoted(topic), nearest=sentence(action))
