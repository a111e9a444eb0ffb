"""Days as they are compared."""

from __future__ import annotations

import datetime

from pipeline.document.dates import is_to_come

DAY = datetime.timedelta(days=1)


def test_tomorrow_may_be_today_elsewhere() -> None:
    today = datetime.date(2026, 3, 1)
    assert [is_to_come(today + DAY * number, today) for number in (-1, 0, 1, 2)] == [
        False,
        False,
        False,
        True,
    ]


def test_the_first_and_the_last_day_are_days_like_others() -> None:
    assert not is_to_come(datetime.date(2026, 3, 1), datetime.date.max)
    assert is_to_come(datetime.date.max, datetime.date.min)
    assert not is_to_come(datetime.date.min, datetime.date.max)
