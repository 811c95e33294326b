"""Answers of the product beside those of the oracle, cell by cell."""

from dataclasses import dataclass, field

from figures import plain


@dataclass
class Difference:
    """One cell, refusal or list that differs."""
    question: str
    cell: str
    product: object
    oracle: object
    probe: tuple = ()  # what to try again, and after which facts (shrink.py)
    facts: list = field(default_factory=list, repr=False)

    def __str__(self):
        return f"{self.question}: {self.cell}: product {self.product}, oracle {self.oracle}"


def read(figure):
    """A figure as text, None if it is an absence."""
    value = figure.get("reading", {}).get("value")
    return plain(value) if value not in (None, "") else None


def computed(answer):
    return [figure for figure in answer.get("figures", [])
            if figure.get("origin") != "ORIGIN_REPORTED"]


def differences(question, answer, wanted):
    """Every cell of an answer that is not what the oracle reckons."""
    if isinstance(answer, str):
        return [Difference(question, "answer", answer.splitlines()[0] if answer else "", "figures")]
    got = {tuple(figure.get("group", [])): read(figure) for figure in computed(answer)}
    found = []
    for group in sorted(set(got) | set(wanted.groups)):
        product, oracle = (side.get(group, "no such group") for side in (got, wanted.groups))
        if product != oracle:
            found.append(Difference(question, ",".join(group) or "(all)", product, oracle))
    total = answer["total"]
    if read(total) != wanted.total:
        found.append(Difference(question, "total", read(total), wanted.total))
    if int(total.get("notPlaced", 0)) != wanted.not_placed:
        found.append(Difference(question, "not placed", total.get("notPlaced", 0),
                                wanted.not_placed))
    return found


def stated(figure):
    """A reported figure as (qualifier, value, high), None if it is an absence."""
    reading = figure.get("reading", {})
    if reading.get("value") in (None, ""):
        return None
    high = reading.get("high")
    return (reading.get("qualifier", "").removeprefix("QUALIFIER_"), float(reading["value"]),
            float(high) if high else None)


def reported_differences(question, answer, groups, total):
    """As differences(), of an indicator that sources report."""
    if isinstance(answer, str):
        return [Difference(question, "answer", answer.splitlines()[0] if answer else "", "figures")]
    got = {tuple(figure.get("group", [])): stated(figure) for figure in answer.get("figures", [])}
    got["total"], wanted = stated(answer["total"]), {**groups, "total": total}
    return [Difference(question, str(group), got.get(group, "no such group"),
                       wanted.get(group, "no such group"))
            for group in sorted(set(got) | set(wanted), key=str)
            if got.get(group, "no such group") != wanted.get(group, "no such group")]
