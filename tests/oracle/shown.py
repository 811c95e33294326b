"""What came of a trial, as text."""

from collections import Counter

from model import FACTS, TABLES
from shrink import answer, shrink


def show(trial, options):
    """The tables, some differences of each sort, and how many there are."""
    print(f"{trial.log.head} facts recorded of {options.size} proposed")
    show_coverage(trial)
    for (kind, reason), count in sorted(trial.proposals.outcomes.items()):
        if reason != "recorded":
            print(f"  {kind:32}{reason:40}{count:6}")
    shown = Counter()
    for difference in trial.differences:
        shown[sort_of(difference)] += 1
        if shown[sort_of(difference)] <= options.show:
            print(f"DIFFERS {difference}")
    for sort, count in shown.most_common():
        print(f"  {count:6} differ: {sort}")


def show_coverage(trial):
    """Kinds of facts beside kinds of questions: cells compared of the tables that rest on them."""
    counts = trial.asking.counts
    columns = sorted({kind for _, kind in counts})
    print(f"  {'fact':32}{'recorded':>9}{'refused':>9}" + "".join(f"{kind:>10}" for kind in columns
                                                            if kind in SHORT))
    for kind in FACTS:
        recorded = trial.proposals.outcomes[kind, "recorded"]
        refused = sum(count for (name, _), count in trial.proposals.outcomes.items()
                      if name == kind) - recorded
        cells = [sum(counts[table, column] for table, kinds in TABLES.items() if kind in kinds)
                 for column in columns if column in SHORT]
        print(f"  {kind:32}{recorded:9}{refused:9}" + "".join(f"{count:10}" for count in cells))
    for (table, kind), count in sorted(counts.items()):
        if kind not in SHORT:
            print(f"  {kind}: {count} answers of {table} compared")


SHORT = ("by 0", "by 1", "by 2", "filtered", "earlier", "explained")


def sort_of(difference):
    """What kind of thing differs, for counting."""
    if difference.question.startswith("proposal"):
        return f"{difference.cell.split()[0]}: {difference.product} / {difference.oracle}"
    if difference.cell == "answer":
        return f"no answer: {str(difference.product)[:60]}"
    first = " ".join(difference.question.split()[:3])
    return first + (", not placed" if difference.cell == "not placed" else "")


def show_small(trial, limit):
    """The fewest facts for the first difference of each sort, up to so many sorts."""
    seen = set()
    for difference in trial.differences:
        if difference.probe and sort_of(difference) not in seen and len(seen) < limit:
            seen.add(sort_of(difference))
            show_smallest(difference)


def show_smallest(difference):
    probe, first = difference.probe, answer(difference.facts, difference.probe)
    if not first:
        print(f"NOT SEEN AGAIN {difference}")
        return
    small = shrink(difference.facts, probe, lambda said: alike(said, first, probe[0]))
    print(f"SMALL {difference}")
    for kind, body, event in small:
        print(f"    {kind} {body}  # {event[-4:]}")
    print(f"    then {probe[1:]}: {answer(small, probe)}", flush=True)


def alike(one, other, kind):
    """Whether two answers of shrink.answer() tell of the same sort of difference."""
    if kind == "fact":
        return one == other
    return one and all((mark in one) == (mark in other) for mark in (": answer:", ": not placed:"))
