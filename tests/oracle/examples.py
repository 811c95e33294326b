#!/usr/bin/env python3
"""Small histories whose answers can be reckoned by hand: the oracle itself is right.

  tests/oracle/examples.py      needs no server and takes no time
"""

import sys

import reported
from figures import figure
from fold import Log
from rows import Tables

DETAILS = {"projectId": "p", "kind": "ACTIVITY_KIND_COURSE", "occurred": {"from": "2021-03"}}
PROJECT = ("projectStarted", {"projectId": "p", "name": "P", "regionCodes": ["06"]})
SEVERAL = ("projectStarted", {"projectId": "s", "name": "S", "regionCodes": ["06", "12"]})
PROGRAMME = ("projectStarted", {"projectId": "g", "name": "G", "regionCodes": ["06"]})
PART = ("projectStarted", {"projectId": "h", "name": "H", "regionCodes": ["06"], "programmeId": "g"})
INDICATOR = ("indicatorDefined", {"indicatorId": "i", "unit": "enterprises"})
PERSONS = [("participantRegistered", {"participantId": name}) for name in ("x", "y")]
PLANNED = ("activityPlanned", {"activityId": "a", "details": DETAILS})
HELD = ("activityHeld", {"activityId": "a", "details": DETAILS})
CORRECTED = ("activityCorrected", {"activityId": "a", "details": DETAILS})
MERGED = ("participantsMerged", {"participantId": "x", "mergedParticipantId": "y"})
WITHDRAWN = ("participationWithdrawn", {"activityId": "a", "participantId": "x"})


def joined(person):
    return "participantJoined", {"activityId": "a", "participantId": person}


def said(name, text, **more):
    return "figureReported", {"figureId": name, "indicatorId": "i", "source": "A",
                              "period": {"from": "2021"}, "text": text} | more


def void(stream, number):
    """Of the fact of that number, from 0."""
    return "eventVoided", {"stream": stream, "eventId": number}


EXACT_4, EXACT_10 = ("EXACT", 4, None), ("EXACT", 10, None)
IN_06 = {"regionCode": "06"}

# Name, facts, indicator, dimensions, groups. Facts are recorded also if they are refused.
CASES = [
    ("who is to come has not taken part", [PROJECT, *PERSONS, PLANNED, joined("x")],
     "participations", (), {(): "0"}),
    ("two pseudonyms are one participation",
     [PROJECT, *PERSONS, HELD, joined("x"), joined("y"), MERGED], "participations", (), {(): "1"}),
    ("a voided merge parts them",
     [PROJECT, *PERSONS, HELD, joined("x"), joined("y"), MERGED, void("participant-x", 6)],
     "participations", (), {(): "2"}),
    ("a voided holding that was corrected", [PROJECT, HELD, CORRECTED, void("activity-a", 1)],
     "activities", (), {(): "0"}),
    ("a voided plan that was corrected", [PROJECT, PLANNED, CORRECTED, void("activity-a", 1)],
     "activities", (), {(): "0"}),
    ("joinings of a voided holding", [PROJECT, *PERSONS, HELD, joined("x"), void("activity-a", 3)],
     "participations", ("project",), {}),
    ("a voided withdrawal under a joining",
     [PROJECT, *PERSONS, HELD, joined("x"), WITHDRAWN, joined("x"), void("activity-a", 5)],
     "participations", (), {(): "1"}),
    ("a voided project takes its facts along", [PROJECT, HELD, void("project-p", 0)],
     "activities", ("region",), {}),
    ("projects before their region",
     [PROJECT, INDICATOR, said("1", "10", **IN_06), said("2", "4", projectId="p")], "i", (),
     {(): EXACT_4}),
    ("projects before their programme in a region",
     [PROGRAMME, PART, INDICATOR, said("1", "10", projectId="g"), said("2", "4", projectId="h")],
     "i", (), {(): EXACT_4}),
    ("a sum is of what is stated, not of sums",
     [INDICATOR, PROJECT, said("1", "3-4", **IN_06, projectId="p"),
      said("2", "högst 9", **IN_06, projectId="h"), PART,
      said("3", "minst 5", regionCode="12")], "i", (), {(): ("ABOUT", 17, None)}),
    ("the country before some of its regions",
     [INDICATOR, said("1", "10", regionCode="00"), said("2", "4", **IN_06)], "i", (),
     {(): EXACT_10}),
    ("one period, the later of equals",
     [INDICATOR, said("1", "10", **IN_06),
      said("2", "4", regionCode="12", period={"from": "2020"})],
     "i", ("region",), {("06",): EXACT_10, ("12",): None}),
    ("a source and a period spelled otherwise",
     [INDICATOR, said("1", "10", **IN_06),
      said("2", "4", **IN_06, source="a", period={"from": "2021-01", "to": "2021-12"})],
     "i", (), {(): EXACT_4}),
    ("nothing takes the place of what is withdrawn",
     [INDICATOR, said("1", "10", **IN_06), said("2", "4", **IN_06),
      ("figureWithdrawn", {"figureId": "2"})], "i", (), {(): None}),
    ("a voided replacement brings back what it replaced",
     [INDICATOR, said("1", "10", **IN_06), said("2", "4", **IN_06), void("figure-2", 2)], "i", (),
     {(): EXACT_10}),
    ("a whole before some of its parts",
     [SEVERAL, INDICATOR, said("1", "10", projectId="s"), said("2", "4", projectId="s", **IN_06)],
     "i", (), {(): EXACT_10}),
    ("all parts before the whole",
     [SEVERAL, INDICATOR, said("1", "10", projectId="s"), said("2", "4", projectId="s", **IN_06),
      said("3", "-", projectId="s", regionCode="12")], "i", (), {(): EXACT_4}),
]


GOAL = ("goalSet", {"goalId": "g", "projectId": "p", "label": {"sv": "Mål"}})
PART_OF_G = ("goalSet", {"goalId": "h", "projectId": "p", "label": {"sv": "Del"},
                         "partOfGoalId": "g"})
SOURCE = ("sourceRegistered", {"sourceId": "s", "title": "Leaflet"})
SOURCE_NAMED_ANEW = ("sourceCorrected", {"sourceId": "s", "title": "News"})
COMPANIES = [("organisationRegistered", {"organisationId": name, "kind": ""}) for name in ("x", "y")]
GRANT = ("fundingGranted", {"fundingId": "f", "giverIds": ["x"], "recipientIds": ["y"]})
ONE = ("organisationsMerged", {"organisationId": "x", "mergedOrganisationId": "y"})
TRIAL = ("initiativeStarted", {"initiativeId": "t", "occurred": {"from": "2021-05"}})
CLOSED = ("projectClosed", {"projectId": "p", "occurred": {"from": "2022"}})
TOOL = ("toolReleased", {"toolId": "t", "projectId": "p", "name": "T"})


def corrected(noun, name, **said):
    return noun + "Corrected", {noun + "Id": name, **said}


# Name, facts, and why the last of them is refused, if it is.
RULES = [
    ("a part of a part", [PROJECT, GOAL, PART_OF_G, (
        "goalSet", {**PART_OF_G[1], "goalId": "i", "partOfGoalId": "h"})], "GOAL_IS_A_PART"),
    ("a part of itself", [PROJECT, GOAL, corrected("goal", "g", partOfGoalId="g")],
     "GOAL_IS_A_PART"),
    ("its own name", [SOURCE, corrected("source", "s", title="leaflet")], None),
    ("a name that was corrected away",
     [SOURCE, SOURCE_NAMED_ANEW, ("sourceRegistered", {"sourceId": "t", "title": "Leaflet"})], None),
    ("a name in other letters", [SOURCE, ("sourceRegistered", {"sourceId": "t", "title": " LEAFLET"})],
     "SOURCE_NAME_TAKEN"),
    ("the correction that freed the name of another",
     [SOURCE, SOURCE_NAMED_ANEW, ("sourceRegistered", {"sourceId": "t", "title": "Leaflet"}),
      void("source-s", 1)], "FACT_IN_USE"),
    ("money to a company that is one with the giver", [*COMPANIES, ONE, GRANT], "FUNDING_TO_ONESELF"),
    ("a grant before the companies were one", [*COMPANIES, GRANT, ONE], None),
    ("a correction of it after that",
     [*COMPANIES, GRANT, ONE, corrected("funding", "f", text="2500:-")], "FUNDING_TO_ONESELF"),
    ("the purpose of a grant", [*COMPANIES, GRANT, corrected("funding", "f", purpose="trials")],
     "CORRECTION_DOES_NOT_FIT"),
    ("what must be said", [PROJECT, TOOL, corrected("tool", "t", cleared=["name"])],
     "CORRECTION_DOES_NOT_FIT"),
    ("out of a closed project, of what comes late",
     [PROJECT, PROGRAMME, TOOL, CLOSED, corrected("tool", "t", projectId="g")], None),
    ("into a closed project, of what comes late",
     [PROJECT, PROGRAMME, ("toolReleased", {**TOOL[1], "projectId": "g"}), CLOSED,
      corrected("tool", "t", projectId="p")], None),
    ("started twice", [TRIAL, TRIAL], "INITIATIVE_ALREADY_STARTED"),
    ("planned after it started", [TRIAL, ("initiativePlanned", {"initiativeId": "t"})],
     "INITIATIVE_BEGUN"),
    ("ended before it started", [TRIAL, ("initiativeClosed", {
        "initiativeId": "t", "occurred": {"from": "2021-04"}})], "ENDS_BEFORE_BEGINNING"),
    ("ended perhaps after it started", [TRIAL, ("initiativeClosed", {
        "initiativeId": "t", "occurred": {"from": "2021"}})], None),
]


def last_refusal(facts):
    log = Log()
    for number, (kind, body) in enumerate(facts[:-1]):
        log.record(number + 1, kind, body, number)
    return log.refusal(*facts[-1])


def groups(facts, indicator, by):
    log = Log()
    for number, (kind, body) in enumerate(facts):
        log.record(number + 1, kind, body, number)
    if indicator == "i":
        return reported.figure(log.state, indicator, by)[0]
    return figure(Tables(log.state), indicator, by).groups


def main():
    wrong = 0
    for name, facts, indicator, by, wanted in CASES:
        got = groups(facts, indicator, by)
        if got != wanted:
            wrong += 1
            print(f"{name}: {got}, wanted {wanted}")
    for name, facts, wanted in RULES:
        got = last_refusal(facts)
        if got != wanted:
            wrong += 1
            print(f"{name}: {got or 'accepted'}, wanted {wanted or 'accepted'}")
    count = len(CASES) + len(RULES)
    print(f"{count - wrong} of {count} examples")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
