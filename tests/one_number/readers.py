"""Every reader of a figure: `figure get`, `figure explain`, overview and leaflet, as text in both
languages and as JSON.

A reader gives Says: who says it, what (said.py), and the unit that is shown beside it, if any.
"""

import json
import re
from dataclasses import dataclass

from said import NOTHING, of_json, of_text

LANGUAGES = ("en", "sv")
TOTAL, NOT_SAID = ("total", "totalt"), ("(not said)", "(inget angivet)")
IN_ALL, BESIDE = (", in all", ", totalt"), ("reported", "rapporterat")
ZERO = ("EXACT", "0", "")


@dataclass
class Says:
    """What a reader says. `unit` is (kind of answer, unit), None if none is shown there."""
    reader: str
    said: object
    unit: tuple = None
    period: str = ""


@dataclass
class Question:
    """One question, whoever answers it."""
    indicator: str
    computed: bool
    projects: tuple = None  # of these, "" for none; None: no matter
    region: str = None
    period: str = ""
    as_of: int = 0
    only: tuple = ()  # (dimension, value), of a computed indicator
    preferring: tuple = ()  # options of `figure get` and the overview
    beside: bool = False  # what sources report of an indicator that is computed

    @property
    def nothing(self):
        """What no group, row or line means: 0 for what is counted."""
        return ZERO if self.computed and not self.beside else NOTHING

    def __str__(self):
        parts = [self.indicator, "as reported" if self.beside else ""]
        parts += [f"of {','.join(self.projects)}"] if self.projects else []
        parts += [f"{name} {value}" for name, value in (
            ("region", self.region), ("period", self.period), ("as of", self.as_of)) if value]
        return " ".join(filter(None, [*parts, "=".join(self.only), *self.preferring]))


def cells(text):
    """Lines `name  figure` of `figure get`, {name: figure}; details are indented. What sources
    report of an indicator that is computed is a second line of the same name."""
    rows = [re.split(r"  +", line, maxsplit=1) for line in text.splitlines()
            if line and not line.startswith(" ")]
    return {row[0]: row[1] for row in reversed(rows) if len(row) == 2}


def unit_in(text, language):
    """The unit behind a number: "12 jobs, ASF" has jobs."""
    if not isinstance(of_text(text), tuple):
        return None
    found = re.search(r"\d (?!\d)([^,(]+)", text.split(", ")[0].split(" (")[0])
    return language, found[1].strip() if found else ""


class Readers:
    """`server` is a harness.Server; answers are kept, as nothing is recorded meanwhile."""

    def __init__(self, server):
        self.server, self.kept = server, {}

    def ask(self, *line):
        if line not in self.kept:
            self.kept[line] = self.server.verkan(*line).stdout
        return self.kept[line]

    def json(self, *line):
        return json.loads(self.ask(*line, "--json"))

    def get(self, question):
        """All of `figure get` and `figure explain`."""
        where = []
        for project in question.projects or ():
            where += ["--where", "project=" + project]
        common = [*question.preferring]
        common += ["--period", question.period] if question.period else []
        common += ["--as-of", str(question.as_of)] if question.as_of else []
        dimension, value = question.only or ("region", question.region)
        if value is None:
            yield from self.get_total(question, [*where, *common], "region", "project")
            return
        narrower = [*where, "--where", f"{dimension}={value}", *common]
        yield from self.get_total(question, narrower, "project")
        yield from self.get_group(question, [*where, *common], dimension, value)

    def get_total(self, question, options, *by):
        line = ("figure", "get", question.indicator, *options)
        if question.beside:
            yield from self.get_beside(question, line)
            return
        yield self.of_figure(" ".join(line), self.json(*line)["total"])
        for language in LANGUAGES:
            yield self.of_cells(question, line, language, question.indicator)
        for dimension in by:
            grouped = (*line, "--by", dimension)
            yield self.of_figure(" ".join(grouped), self.json(*grouped)["total"])
            language = by.index(dimension) % 2
            yield self.of_cells(question, grouped, LANGUAGES[language], TOTAL[language])
        explain = ("figure", "explain", question.indicator, *options)
        yield self.of_figure(" ".join(explain), self.json(*explain)["figure"])

    def get_group(self, question, options, dimension, value):
        line = ("figure", "get", question.indicator, *options, "--by", dimension)
        found = [figure for figure in self.json(*line).get("figures", [])
                 if figure.get("group") == [value]]
        yield (self.of_figure(" ".join(line), found[0]) if found
               else Says(" ".join(line), question.nothing))
        for language in LANGUAGES:
            yield self.of_cells(question, line, language, self.shown(line, language, value))

    def shown(self, line, language, value):
        """What a line of `figure get` is called that is of the value."""
        for figure in self.json(*line, "--lang", language).get("figures", []):
            label = figure.get("groupLabels", [""])[0]
            if figure.get("group") == [value] and label:
                return f"{value} {label}" if value[0].isdigit() else label
        return value

    def get_beside(self, question, line):
        for options in ((), ("--by", "region")):
            found = [figure for figure in self.json(*line, *options).get("figures", [])
                     if figure.get("origin") == "ORIGIN_REPORTED"]
            name = " ".join([*line, *options])
            yield self.of_figure(name, found[0]) if found else Says(name, NOTHING)
        for language, beside in zip(LANGUAGES, BESIDE):
            yield self.of_cells(question, (*line, "--by", "region"), language, beside)

    def of_figure(self, reader, figure):
        return Says(reader + " --json", of_json(figure), ("json", figure.get("unit", "")),
                    figure.get("period", ""))

    def of_cells(self, question, line, language, name):
        text = cells(self.ask(*line, "--lang", language)).get(name)
        reader = " ".join([*line, "--lang", language])
        if text is None:
            return Says(reader, question.nothing)
        return Says(reader, of_text(text), unit_in(text, language))

    def overview(self, question, programme):
        """A row of the overview, or its total. The texts of reports show no unit but that of money,
        and not even that of a sum of money: only their JSON is asked for it."""
        line = ["report", "overview", "--programme", programme, "--indicator", question.indicator]
        line += question.preferring
        line += ["--period", question.period] if question.period else []
        line += ["--as-of", str(question.as_of)] if question.as_of else []
        answer = self.json(*line)["overview"]
        if question.region is None:
            yield self.of_figure(" ".join(line), answer["totals"][0])
        else:
            (row,) = [row for row in answer["rows"] if row["regionCode"] == question.region]
            yield in_programme(question, self.of_figure(" ".join(line), row["figures"][0]))
        for language in LANGUAGES:
            for text in overview_cells(self.ask(*line, "--lang", language), question.region):
                yield in_programme(question, Says(" ".join([*line, "--lang", language]),
                                                  of_text(text)))

    def leaflet(self, question):
        """A line of the leaflet of the one project, if the leaflet has such lines."""
        line = ["report", "leaflet", *question.projects]
        line += ["--as-of", str(question.as_of)] if question.as_of else []
        answer = self.json(*line)["leaflet"]
        lines = [entry for section in answer["sections"] for entry in section["lines"]]
        place = self.place_in(question, answer, lines)
        if place is None:
            yield Says(" ".join(line), question.nothing)
            return
        yield self.of_figure(" ".join(line), lines[place]["figure"])
        yield Says(" ".join(line) + " --json, its text", of_text(figure_in(lines[place])))
        for language in LANGUAGES:
            bullets = bullets_of(self.ask(*line, "--lang", language))
            if len(bullets) != len(lines):
                raise AssertionError(f"{line}: {len(lines)} lines, {len(bullets)} bullets")
            yield Says(" ".join([*line, "--lang", language]),
                       of_text(figure_in({**lines[place], "text": bullets[place]})))

    def place_in(self, question, leaflet, lines):
        """Where the figure stands, None if there is none."""
        if question.computed:
            keys = computed_keys(question)
            return next((place for place, line in enumerate(lines) if line["key"] in keys), None)
        key = "figure." + question.indicator
        places = [place for place, line in enumerate(lines) if line["key"] == key]
        if question.region is None:
            return places[-1] if places else None
        own = leaflet.get("regionCodes", []) == [question.region]
        suffix = "" if own else ", " + self.region_names()[question.region]
        return next((place for place in places if lines[place]["text"].partition(":")[0]
                     == question.indicator + suffix), None)

    def region_names(self):
        rows = self.json("report", "overview", "--programme", "programme")["overview"]["rows"]
        return {row["regionCode"]: row["regionName"] for row in rows}


def in_programme(question, says):
    """A region outside the programme of which nothing is recorded "does not take part" there;
    `figure get`, which knows of no programme then, says nothing of it, or counts 0."""
    if says.said == "NOT_IN_PROGRAMME":
        says.said = question.nothing
        says.unit = None
    return says


def computed_keys(question):
    """Keys of the lines of a leaflet that tell a computed indicator."""
    indicator = question.indicator
    if question.beside:
        return {indicator + ".reported"}
    if question.only:
        value = question.only[1]
        return {value if indicator == "activities" else f"{indicator}.{value}"}
    # Networks of one kind have no line of their total.
    return {indicator + ending for ending in ("", ".computed", ".none", ".started",
                                              ".started_or_developed")}


def figure_in(line):
    """The text of a line from its figure on."""
    text = line["text"].replace("\u00a0", " ")
    named = re.match(r"(figure|procurements|collaborations|networks)\.", line["key"])
    stands_first = line["key"].startswith("networks.") or line["key"].endswith((".none", ".reported"))
    if named and not stands_first:
        text = text.partition(":")[2].strip()
    return "" if text.startswith("[") else text


def bullets_of(text):
    """The lines of a leaflet's text, unwrapped."""
    bullets = []
    for line in text.splitlines():
        if line.startswith("  - "):
            bullets.append(line[4:])
        elif line.startswith("    ") and bullets:
            bullets[-1] += " " + line[4:]
    return bullets


def overview_cells(text, region):
    """The cell of the only column in a region's row; of the total, also where it is told again."""
    lines = text.splitlines()
    first, last = [place for place, line in enumerate(lines) if set(line) == {"-"}][:2]
    rows = []
    for line in lines[first + 1:last] + lines[last + 1:lines.index("", last)]:
        if line[:28].strip():
            rows.append([line[:2].strip(), line[28:]])
        else:
            rows[-1][1] += " " + line[28:]
    cell = dict(rows)[region or ""].replace("\u00a0", " ")
    again = next(line for line in lines[last:] if line.startswith("  - "))
    return [cell] if region else [cell, again[4:].replace("\u00a0", " ")]
