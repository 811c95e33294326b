"""Recomputes a built-in indicator over the tables of a position."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

import when
from model import INDICATORS, PERIODS


@dataclass
class Answer:
    """Values as text, None if nothing has one; by group, in the order of the question."""
    groups: dict = field(default_factory=dict)
    total: object = None
    not_placed: int = 0
    positions: list = field(default_factory=list)


def values_of(row, dimension):
    if dimension not in PERIODS:
        return row.values[dimension]
    period = when.placed(row.days, dimension)
    return (period,) if period else ()


def grouped_by(row, dimension, filters):
    """The values under which a row is shown: of a dimension that is filtered, those asked for."""
    wanted = filters.get(dimension)
    return [value for value in values_of(row, dimension) if wanted is None or value in wanted]


def meets(row, filters):
    """"yes", "no", or "perhaps" if only a period of time cannot be told."""
    verdict = "yes"
    for dimension, wanted in filters.items():
        if any(value in wanted for value in values_of(row, dimension)):
            continue
        overlaps = dimension in PERIODS and not when.placed(row.days, dimension) and any(
            when.share(row.days, when.period_days(value)) for value in wanted)
        if not overlaps:
            return "no"
        verdict = "perhaps"
    return verdict


def measure(rows, counts):
    """What rows come to, as text; None if none of them has a value."""
    if counts == "distinct":
        return str(len({row.distinct for row in rows}))
    by_key = {}
    for row in sorted(rows, key=lambda row: row.position):
        by_key.setdefault(row.key, row)
    if counts == "count":
        return str(len(by_key))
    known = [Decimal(row.value) for row in by_key.values() if row.value is not None]
    return plain(sum(known)) if known or not rows else None


def plain(number):
    """A decimal without an exponent and without zeros that say nothing."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(tables, indicator, by=(), filters=None):
    """The answer to a question about an indicator."""
    table, condition, counts, _ = INDICATORS[indicator]
    rows = [row for row in tables.rows(table)
            if condition is None or condition[1] in row.values[condition[0]]]
    verdicts = [(row, meets(row, filters or {})) for row in rows]
    asked = [row for row, verdict in verdicts if verdict == "yes"]
    answer = Answer(total=measure(asked, counts),
                    positions=sorted(row.position for row in asked))
    groups, placed = defaultdict(list), set()
    for row in asked:
        for group in product(*(grouped_by(row, dimension, filters or {}) for dimension in by)):
            groups[group].append(row)
            placed.add(row.key)
    answer.groups = {group: measure(found, counts) for group, found in groups.items()}
    if not by:
        answer.groups = {(): answer.total}
    possible = {row.key for row, verdict in verdicts if verdict != "no"}
    answer.not_placed = len(possible - placed)
    return answer


def questions(indicator):
    """Every grouping by none, one and two dimensions."""
    dimensions = INDICATORS[indicator][3] + PERIODS
    yield ()
    for place, one in enumerate(dimensions):
        yield (one,)
        for other in dimensions[place + 1:]:
            if one not in PERIODS or other not in PERIODS:
                yield (one, other)
