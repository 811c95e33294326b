"""What came of a trial, as text."""

from collections import Counter

from model import FACTS, TABLES, reasons
from shrink import answer, shrink


def show(trial, options):
    """The refusals, some differences of each sort, and how many there are."""
    print(f"{trial.log.head} facts recorded of {options.size} proposed")
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


def coverage(outcomes, counts):
    """Kinds of facts beside what became of them and kinds of questions: {kind: numbers}. The cells
    compared are those of the tables that rest on the kind; of one that no table rests on those of
    all tables, as it must change none of them."""
    rows = {}
    for kind in FACTS:
        recorded = outcomes[kind, "recorded"]
        refused = sum(count for (name, _), count in outcomes.items() if name == kind) - recorded
        tables = [table for table, kinds in TABLES.items() if kind in kinds] or TABLES
        rows[kind] = [recorded, refused] + [sum(counts[table, column] for table in tables)
                                            for column in COLUMNS]
    return rows


def show_coverage(rows):
    print(f"  {'fact':33}" + "".join(f"{name:>10}" for name in ("recorded", "refused", *COLUMNS)))
    for kind, numbers in rows.items():
        mark = "" if any(kind in kinds for kinds in TABLES.values()) else " *"
        print(f"  {kind + mark:33}" + "".join(f"{number:10}" for number in numbers))
    print("  * no figure rests on it, and every cell that was asked must be as if it were not there\n"
          "  first: as of a position beside a server with only the first events; "
          "anew: before and after\n  views made anew; explained: positions")


def zeros(rows):
    """What a long history has to show and does not, as text."""
    names = ("recorded", "refused", *COLUMNS)
    return [f"{kind}: {name}" for kind, numbers in rows.items()
            for name, number in zip(names, numbers) if not number]


def unseen(outcomes):
    """Reasons that refuse a fact by its rules, and never did, as text."""
    return [f"{kind}: {reason}" for kind in FACTS for reason in reasons(kind)
            if not outcomes[kind, reason]]


COLUMNS = ("by 0", "by 1", "by 2", "filtered", "earlier", "explained", "first", "anew")


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
