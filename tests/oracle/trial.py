"""One history against one server."""

import random
from collections import Counter

import reported
from compare import Difference, differences, reported_differences
from figures import figure, questions
from fold import Log
from history import History
from model import INDICATORS, PERIODS, REPORTED_BY, UNNAMED
from product import Product, request_id
from rows import Tables
from shrink import answer, shrink
from when import period_of


def words(indicator, by=(), filters=None, position=None, command="get"):
    """The command line of a question."""
    line = ["figure", command, indicator]
    for dimension, wanted in (filters or {}).items():
        line += ["--where", f"{dimension}={','.join(wanted)}"]
    if by:
        line += ["--by", ",".join(by)]
    return line + (["--as-of", str(position)] if position else [])


class Trial:
    """Proposes, asks, compares; `differences` is what came of it."""

    def __init__(self, seed, options):
        self.options, self.seed = options, seed
        self.chance = random.Random(seed * 7919 + 1)
        self.product, self.log = Product(), Log()
        self.history = History(seed, options.size, self.log)
        self.sent = []  # (request id, kind, body, outcome) of what was recorded
        self.differences, self.counts, self.outcomes = [], Counter(), Counter()

    def close(self):
        self.product.close()

    def run(self):
        for number in range(self.options.size):
            self.propose(*self.history.next(), f"proposal {number}")
        self.product.wait_until(self.log.head)
        self.ask_figures()
        self.ask_explanations()
        self.ask_a_prefix()
        self.ask_new_views()

    # Facts.

    def propose(self, kind, body, name):
        name_of_request = request_id(self.chance)
        wanted = self.log.refusal(kind, body)
        got = self.product.recorder.send(kind, body, name_of_request, bool(wanted))
        self.outcomes[kind, wanted or "recorded"] += 1
        self.check_outcome(name, kind, body, got, wanted)
        forced = self.options.force and wanted == "FACT_IN_USE" and isinstance(got, dict)
        if wanted and (isinstance(got, str) or forced):
            got = self.product.recorder.send(kind, body, name_of_request)
        if isinstance(got, dict) and (forced or not wanted):
            self.record(name_of_request, kind, body, got)
        elif isinstance(got, dict) and int(got.get("position", 0)):
            self.differ(name, f"{kind} {body}", "recorded after it was refused", wanted)

    def check_outcome(self, name, kind, body, got, wanted):
        got = got if isinstance(got, str) else None
        if got != wanted and not (got and wanted in UNNAMED):
            self.differ(name, f"{kind} {body}", got or "accepted", wanted or "accepted")
            self.differences[-1].probe = ("fact", kind, body)
            self.differences[-1].facts = self.recorded(self.log.head)

    def record(self, name_of_request, kind, body, got):
        self.log.record(int(got["position"]), kind, body, got["eventId"])
        self.sent.append((name_of_request, kind, body, got))
        if self.chance.random() < 0.05:
            self.repeat()

    def repeat(self):
        """The same request again, with the same fact and with another."""
        name_of_request, kind, body, first = self.chance.choice(self.sent)
        got = self.product.recorder.send(kind, body, name_of_request)
        again = isinstance(got, dict) and (got.get("repeated"), got.get("position"))
        if again != (True, first["position"]):
            self.differ("repeat", f"{kind} {body}", got, "repeated at " + first["position"])
        other = ("organisationRegistered", {"organisationId": "other", "name": "Other",
                                            "kind": "ORGANISATION_KIND_OTHER"})
        got = self.product.recorder.send(*other, name_of_request, True)
        self.outcomes["a request id again", "REQUEST_ID_TAKEN"] += 1
        if got != "REQUEST_ID_TAKEN":
            self.differ("repeat", f"another fact under the request id of {kind}",
                        "repeated" if isinstance(got, dict) else got, "REQUEST_ID_TAKEN")

    def differ(self, question, cell, product, oracle):
        self.differences.append(Difference(question, cell, product, oracle))

    def recorded(self, position):
        return [(kind, body, got["eventId"]) for _, kind, body, got in self.sent
                if int(got["position"]) <= position]

    # Figures.

    def ask_figures(self):
        share = 0.1 if self.options.quick else 1
        self.ask_at(self.log.head, share, at_head=True)
        for _ in range(self.options.positions):
            self.ask_at(self.chance.randrange(1, self.log.head), share / 5)

    def ask_at(self, position, share, at_head=False):
        tables = Tables(self.log.fold(position))
        asked = [(indicator, by, filters) for indicator in INDICATORS
                 for by, filters in self.some_questions(tables, indicator, share)]
        place = None if at_head else position
        lines = [words(*question, place) for question in asked]
        for question, line, answer in zip(asked, lines, self.product.ask_all(lines)):
            wanted = figure(tables, *question)
            found = differences(" ".join(line), answer, wanted)
            for difference in found:
                difference.probe = ("ask", words(*question), *question)
                difference.facts = self.recorded(position)
            self.differences += found
            kind = "by " + str(len(question[1])) + (", filtered" if question[2] else "") + (
                "" if at_head else ", earlier")
            self.counts[INDICATORS[question[0]][0], kind] += len(wanted.groups) + 1

        self.ask_reported(position, place, tables.state)

    def ask_reported(self, position, place, state):
        """Indicators that sources report, by what REPORTED_BY says."""
        asked = [(indicator, by) for indicator in state.indicator for by in REPORTED_BY]
        lines = [words(*question, None, place) for question in asked]
        for question, line, answer in zip(asked, lines, self.product.ask_all(lines)):
            groups, total = reported.figure(state, *question)
            found = reported_differences(" ".join(line), answer, groups, total)
            for difference in found:
                difference.probe = ("reported", words(*question), *question)
                difference.facts = self.recorded(position)
            self.differences += found
            self.counts["reported", f"by {len(question[1])}" + (", earlier" if place else "")] += (
                len(groups) + 1)

    def some_questions(self, tables, indicator, share):
        for by in questions(indicator):
            if not by or self.chance.random() < share:
                yield by, {}
        for _ in range(3):
            filters = self.some_filter(tables, indicator)
            if filters:
                by = self.chance.choice(list(questions(indicator)))
                yield (by if len(by) < 2 else ()), filters

    def some_filter(self, tables, indicator):
        """One or two dimensions and values that occur, the empty one too."""
        rows = tables.rows(INDICATORS[indicator][0])
        filters = {}
        for _ in range(self.chance.choice((1, 1, 2)) if rows else 0):
            dimension = self.chance.choice(INDICATORS[indicator][3] + PERIODS)
            row = self.chance.choice(rows)
            if dimension in PERIODS:
                if row.days:
                    filters[dimension] = [period_of(row.days[0], dimension)]
            else:
                filters[dimension] = [self.chance.choice(row.values[dimension])]
        return filters

    def ask_explanations(self):
        tables = Tables(self.log.state)
        lines = [words(indicator, command="explain") + ["--limit", "10000"]
                 for indicator in INDICATORS]
        for indicator, line, answer in zip(INDICATORS, lines, self.product.ask_all(lines)):
            wanted = figure(tables, indicator).positions
            got = sorted(map(int, answer.get("positions", []))) if isinstance(answer, dict) else 0
            self.counts[INDICATORS[indicator][0], "explained"] += len(wanted)
            if got != wanted:
                self.differ(" ".join(line), "positions",
                            f"+{sorted(set(got) - set(wanted))}", f"+{sorted(set(wanted) - set(got))}")

    # The same answers in other ways.

    def sample(self, position):
        return [words(indicator, by, None, position) for indicator in INDICATORS
                for by in self.chance.sample(list(questions(indicator)), 3)]

    def ask_a_prefix(self):
        """As of a position is what a server with only the first events says."""
        count = self.chance.randrange(1, len(self.sent))
        other = Product()
        try:
            self.feed(other, count)
            position = self.log.facts[count - 1].position
            earlier = self.product.ask_all(self.sample_lines(position))
            self.same(f"a server with the first {count} events", self.lines,
                      other.ask_all(self.lines_at_head()), earlier)
        finally:
            other.close()

    def sample_lines(self, position):
        self.lines = self.sample(position)
        return self.lines

    def lines_at_head(self):
        return [line[:line.index("--as-of")] for line in self.lines]

    def feed(self, other, count):
        """Sends the first events that were recorded; event ids are those of the other server."""
        ids = {}
        for name_of_request, kind, body, first in self.sent[:count]:
            if kind == "eventVoided":
                body = {**body, "eventId": ids[body["eventId"]]}
            got = other.recorder.send(kind, body, name_of_request)
            if isinstance(got, str):
                self.differ("a server with the first events", f"{kind} {body}", got, "accepted")
                return
            ids[first["eventId"]] = got["eventId"]
        other.wait_until(count)

    def ask_new_views(self):
        lines = self.sample(None)
        before = self.product.ask_all(lines)
        self.product.with_views_made_anew()
        self.product.wait_until(self.log.head)
        self.same("views made anew", lines, self.product.ask_all(lines), before)

    def same(self, what, lines, got, wanted):
        for line, one, other in zip(lines, got, wanted):
            self.counts["any", what.split(" the first")[0]] += 1
            if cells(one) != cells(other):
                self.differ(f"{what}: {' '.join(line)}", "answer", cells(one), cells(other))

    # What came of it.

    def show(self):
        print(f"{self.log.head} facts recorded of {self.options.size} proposed")
        for (kind, reason), count in sorted(self.outcomes.items()):
            print(f"  {kind:32}{reason:36}{count:6}")
        for (table, kind), count in sorted(self.counts.items()):
            print(f"  {table:20}{kind:28}{count:8} cells")
        self.show_differences()

    def shrink(self, limit):
        """Shows the fewest facts for the first difference of each sort."""
        seen = set()
        for difference in self.differences:
            if difference.probe and sort_of(difference) not in seen and len(seen) < limit:
                seen.add(sort_of(difference))
                self.show_small(difference)

    def show_small(self, difference):
        probe = difference.probe
        first = answer(difference.facts, probe)
        if not first:
            print(f"NOT SEEN AGAIN {difference}")
            return
        exactly = probe[0] == "fact"
        small = shrink(difference.facts, probe, lambda said: said == first if exactly else said)
        print(f"SMALL {difference}")
        for kind, body, event in small:
            print(f"    {kind} {body}  # {event[-4:]}")
        print(f"    then {probe[1:]}: {answer(small, probe)}", flush=True)

    def show_differences(self):
        shown = Counter()
        for difference in self.differences:
            key = sort_of(difference)
            shown[key] += 1
            if shown[key] <= self.options.show:
                print(f"DIFFERS {difference}")
        for key, count in shown.most_common():
            print(f"  {count:6} differ: {key}")


def sort_of(difference):
    if difference.note:
        return difference.note
    if difference.question.startswith("proposal"):
        return f"{difference.cell.split()[0]}: {difference.product} / {difference.oracle}"
    first = difference.question.split()
    return f"{' '.join(first[:3])} {'not placed' if difference.cell == 'not placed' else ''}"


def cells(answer):
    """What two servers must say alike of one question."""
    if isinstance(answer, str):
        return answer
    return str([[entry.get("group"), entry.get("reading"), entry.get("notPlaced")]
                for entry in [*answer.get("figures", []), answer["total"]]])
