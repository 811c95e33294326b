"""Recomputes an indicator that sources report: which report a cell takes, wholes and parts, sums.

Histories report in two worlds, so that what is a part of what is never in doubt: figures of the
country, of regions and of projects in one region; and figures of one project in several regions.
"""

from collections import defaultdict
from dataclasses import dataclass

from model import READINGS

COUNTRY, REGIONS_IN_COUNTRY = "00", 21
RANKS = {"RANK_PREFERRED": 0, "RANK_NORMAL": 1, "RANK_DEPRECATED": 2}


@dataclass
class Report:
    """What a source says of a cell, as it stands."""
    region: str
    project: str
    period: tuple
    source: str
    reading: tuple  # (qualifier, value, high), or None: an absence
    position: int

    @property
    def cell(self):
        return self.region, self.project


def region_of(state, fact):
    """Stated, else that of a project with one region, else not said."""
    regions = state.regions(fact.project)
    return fact.body.get("regionCode") or (regions[0] if len(regions) == 1 else "")


def reports(state, indicator):
    """The last report of each key; a later one replaces, a withdrawn one leaves nothing."""
    last = {}
    for entry in state.figure.values():
        fact = entry["fact"]
        if fact.body["indicatorId"] == indicator:
            report = Report(region_of(state, fact), fact.project, fact.days,
                            fact.body["source"].casefold(), READINGS[fact.body["text"]],
                            fact.position)
            key = (*report.cell, report.period, report.source)
            if key not in last or last[key][0].position < fact.position:
                last[key] = report, entry.get("withdrawn")
    return [report for report, withdrawn in last.values() if not withdrawn]


def rank(state, indicator, report):
    """A region's own rank before the general one; the last that was recorded."""
    found = {}
    for fact in state.ranks:
        if fact.id == indicator and fact.body["source"].casefold() == report.source:
            found[fact.body.get("regionCode", "")] = RANKS[fact.body["rank"]]
    return found.get(report.region, found.get("", 1))


def taken(state, indicator, candidates):
    """The report that a cell takes, None for an absence; a deprecated source is never taken."""
    ranked = [(report.reading is None, rank(state, indicator, report), -report.position, report)
              for report in candidates]
    ranked = [entry for entry in ranked if entry[1] < 2]
    return min(ranked)[3] if ranked and min(ranked)[3].reading else None


def add(counted):
    """The sum of intervals, as docs/indicators.md has it; None if nothing has a number. It is over
    what sources state: a sum of sums would not know the numbers as stated."""
    readings = [report.reading for report in counted]
    if len(readings) < 2:
        return readings[0] if readings else None
    stated = sum(value for _, value, _ in readings)
    kinds = {qualifier for qualifier, _, _ in readings}
    lower_open, upper_open = "AT_MOST" in kinds, bool(kinds & {"AT_LEAST", "MORE_THAN"})
    if "ABOUT" in kinds or (lower_open and upper_open):
        return "ABOUT", stated, None
    if upper_open:
        return "MORE_THAN" if "MORE_THAN" in kinds else "AT_LEAST", stated, None
    high = sum(value if high is None else high for _, value, high in readings)
    if lower_open:
        return "AT_MOST", high, None
    return ("RANGE", stated, high) if high != stated else ("EXACT", stated, None)


def whole(own, parts, complete):
    """The reports that count of a whole and its parts; `complete` if every part is stated."""
    return parts if parts and (own is None or complete) else [own] if own else []


def programmes(state, project):
    """The programme that a project belongs to, that one's programme, and so on."""
    chain = [project]
    while chain[-1] in state.project:
        above = state.project[chain[-1]]["fact"].body.get("programmeId", "")
        if above in ["", *chain]:
            break
        chain.append(above)
    return chain[1:]


def in_region(state, projects, name=""):
    """The reports that count of a region, {project: report}: projects are parts of their
    programme there, and all of them of the region."""
    def holder(project):
        return next((above for above in programmes(state, project) if projects.get(above)), "")

    parts = [report for project in projects if project and holder(project) == name
             for report in in_region(state, projects, project)]
    return whole(projects.get(name), parts, True)


def total(state, cells):
    """The reports that count of all cells, {(region, project): report or None}."""
    several = {project for region, project in cells
               if len(state.regions(project)) > 1}
    if several:
        (project,) = several
        parts = {region: report for (region, _), report in cells.items() if region}
        return whole(cells.get(("", project)), [part for part in parts.values() if part],
                     len(parts) >= len(state.regions(project)))
    regions = defaultdict(dict)
    for (region, project), report in cells.items():
        regions[region][project] = report
    country = regions.pop(COUNTRY, {}).get("")
    parts = [report for projects in regions.values() for report in in_region(state, projects)]
    return whole(country, parts, len(regions) >= REGIONS_IN_COUNTRY)


def period_taken(found):
    """The period for which most regions state a number; of equals the later."""
    regions = defaultdict(set)
    for report in found:
        regions[report.period] |= {report.region} if report.reading and report.region not in (
            "", COUNTRY) else set()
    return max(regions, key=lambda period: (len(regions[period]), period[1], period[0]))


def asked(state, indicator, filters):
    """The reports that a question is about."""
    return [report for report in reports(state, indicator)
            if all(group_value(report, dimension) in wanted
                   for dimension, wanted in (filters or {}).items())]


def figure(state, indicator, by, filters=None):
    """{group: reading} of a grouping by nothing, region, project or year; and the total."""
    found = asked(state, indicator, filters)
    if not found:
        return {} if by else {(): None}, None
    period = period_taken(found)
    groups = defaultdict(list)
    for report in found:
        groups[tuple(group_value(report, dimension) for dimension in by)].append(report)
    answers = {group: add(reckon(state, indicator, members, None if "year" in by else period))
               for group, members in groups.items()}
    return answers, add(reckon(state, indicator, found, period))


def explained(state, indicator, filters):
    """Positions of the reports that count; None if there is no number, and which report of an
    absence is named then is said nowhere."""
    found = asked(state, indicator, filters)
    counted = reckon(state, indicator, found, period_taken(found)) if found else []
    return {report.position for report in counted} or None


def group_value(report, dimension):
    if dimension == "year":
        return str(report.period[0].year)
    return getattr(report, dimension)


def reckon(state, indicator, members, period):
    """The reports that count of those of one period; a group by time has its own."""
    cells = defaultdict(list)
    for report in members:
        if period is None or report.period == period:
            cells[report.cell].append(report)
    return total(state, {cell: taken(state, indicator, found) for cell, found in cells.items()})
