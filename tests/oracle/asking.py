"""Asks for figures in bulk, and compares every cell."""

from collections import Counter

import reported
from compare import Difference, differences, reported_differences
from figures import figure, questions
from model import INDICATORS, PERIODS, REPORTED_BY
from rows import Tables
from when import period_of

TURNS = {"eventVoided", "organisationsMerged", "participantsMerged", "personalDataErased",
         "activityCorrected", "collaborationCorrected", "contactCorrected", "networkCorrected",
         "organisationCorrected", "organisationReclassified", "procurementCorrected",
         "projectCorrected", "publicationCorrected"}  # what changes earlier figures


def words(indicator, by=(), filters=None, position=None, command="get"):
    """The command line of a question."""
    line = ["figure", command, indicator]
    for dimension, wanted in (filters or {}).items():
        line += ["--where", f"{dimension}={','.join(wanted)}"]
    if by:
        line += ["--by", ",".join(by)]
    return line + (["--as-of", str(position)] if position else [])


class Asking:
    """`counts` tells how many cells were compared, by table and kind of question."""

    def __init__(self, proposals, product, options):
        self.proposals, self.product, self.options = proposals, product, options
        self.log, self.chance = proposals.log, proposals.chance
        self.differences, self.counts = [], Counter()

    def run(self):
        share = 0.1 if self.options.quick else 1
        self.ask_at(self.log.head, share)
        for _ in range(self.options.positions):
            self.ask_at(self.earlier(), share / 5)
        self.ask_explanations()

    def earlier(self):
        """Any position, or one beside a fact that changes earlier figures."""
        turns = [fact.position for fact in self.log.facts if fact.kind in TURNS]
        if turns and self.chance.random() < 0.7:
            return max(1, self.chance.choice(turns) - self.chance.choice((0, 1)))
        return self.chance.randrange(1, self.log.head + 1)

    def ask_at(self, position, share):
        tables = Tables(self.log.fold(position))
        place = None if position == self.log.head else position
        asked = [(indicator, by, filters) for indicator in INDICATORS
                 for by, filters in self.some_questions(tables, indicator, share)]
        lines = [words(*question, place) for question in asked]
        for question, line, answer in zip(asked, lines, self.product.ask_all(lines)):
            wanted = figure(tables, *question)
            self.take(differences(" ".join(line), answer, wanted), "ask", question, position)
            self.count(INDICATORS[question[0]][0], question, place, len(wanted.groups) + 1)
        self.ask_reported(position, place, tables.state)

    def ask_reported(self, position, place, state):
        """Indicators that sources report, by what REPORTED_BY says, and filtered."""
        asked = [(indicator, by, {}) for indicator in state.indicator for by in REPORTED_BY]
        asked += [(indicator, self.chance.choice(REPORTED_BY[:4]), filters)
                  for indicator in state.indicator for filters in self.some_reported(state, indicator)]
        lines = [words(*question, place) for question in asked]
        for question, line, answer in zip(asked, lines, self.product.ask_all(lines)):
            groups, total = reported.figure(state, *question)
            self.take(reported_differences(" ".join(line), answer, groups, total), "reported",
                      question, position)
            self.count("reported", question, place, len(groups) + 1)

    def some_reported(self, state, indicator):
        """Three filters with values that occur, if any do."""
        found = reported.reports(state, indicator)
        for _ in range(3 if found else 0):
            report = self.chance.choice(found)
            yield {dimension: [reported.group_value(report, dimension)]
                   for dimension in self.chance.choice(REPORTED_BY[1:])}

    def take(self, found, kind, question, position):
        for difference in found:
            difference.probe = (kind, words(*question), *question)
            difference.facts = self.proposals.recorded(position)
        self.differences += found

    def count(self, table, question, place, cells):
        kind = "filtered" if question[2] else f"by {len(question[1])}"
        self.counts[table, "earlier" if place else kind] += cells

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
        """One or two dimensions with a value that occurs; it may be the empty one."""
        rows, filters = tables.rows(INDICATORS[indicator][0]), {}
        for _ in range(self.chance.choice((1, 1, 2)) if rows else 0):
            dimension = self.chance.choice(INDICATORS[indicator][3] + PERIODS)
            row = self.chance.choice(rows)
            if dimension not in PERIODS:
                filters[dimension] = [self.chance.choice(row.values[dimension])]
            elif row.days:
                filters[dimension] = [period_of(row.days[0], dimension)]
        return filters

    def ask_explanations(self):
        tables, state = Tables(self.log.state), self.log.state
        asked = [(INDICATORS[indicator][0], indicator, filters,
                  set(figure(tables, indicator, (), filters).positions)) for indicator in INDICATORS
                 for filters in ({}, self.some_filter(tables, indicator))]
        asked += [("reported", indicator, filters, reported.explained(state, indicator, filters))
                  for indicator in state.indicator
                  for filters in ({}, *self.some_reported(state, indicator))]
        asked = [question for question in asked if question[3] is not None]
        lines = [words(indicator, (), filters, None, "explain") + ["--limit", "10000"]
                 for _, indicator, filters, _ in asked]
        for (table, _, _, wanted), line, answer in zip(asked, lines, self.product.ask_all(lines)):
            self.counts[table, "explained"] += len(wanted) + 1
            if isinstance(answer, str):
                self.differences.append(Difference(" ".join(line), "answer", answer, "positions"))
                continue
            got = set(map(int, answer.get("positions", [])))
            if got != wanted:
                self.differences.append(Difference(" ".join(line), "positions only here",
                                                   sorted(got - wanted), sorted(wanted - got)))
