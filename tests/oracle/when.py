"""Days and periods: when something can have happened."""

import calendar
from datetime import date, timedelta

EARLIEST, LATEST = date.min, date.max


def end_of(text, last):
    """First or last day of an ISO 8601 date of reduced precision."""
    parts = [int(part) for part in text.split("T")[0].split("-")]
    if len(parts) == 3:
        return date(*parts)
    month = parts[1] if len(parts) == 2 else (12 if last else 1)
    return date(parts[0], month, calendar.monthrange(parts[0], month)[1] if last else 1)


def days(when):
    """(first, last) possible day of a When, or None if it is not said."""
    if not when or not when.get("from"):
        return None
    return end_of(when["from"], False), end_of(when.get("to") or when["from"], True)


def share(one, other):
    """Whether two spans can share a day. What is not known can."""
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def period_of(day, name):
    """The period of a day, as figures write it."""
    if name == "day":
        return day.isoformat()
    if name == "month":
        return f"{day:%Y-%m}"
    if name == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if name == "half-year":
        return f"{day.year}-H{(day.month + 5) // 6}"
    return str(day.year)


def period_days(text):
    """(first, last) day of a period as figures write it."""
    if "Q" not in text and "H" not in text:
        return end_of(text, False), end_of(text, True)
    year, number = int(text[:4]), int(text[6])
    months = 3 if "Q" in text else 6
    last = number * months
    return date(year, last - months + 1, 1), date(year, last, calendar.monthrange(year, last)[1])


def placed(span, name):
    """The one period that holds every possible day, or None."""
    if span is None:
        return None
    first, last = (period_of(day, name) for day in span)
    return first if first == last else None


def today():
    return date.today()


def tomorrow():
    return today() + timedelta(days=1)
