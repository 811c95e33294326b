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


def corrected(noun, name, **said):
    return noun + "Corrected", {noun + "Id": name, **said}


CONTACT = ("contactMade", {"contactId": "k", "projectId": "p"})
BODY = ("networkStarted", {"networkId": "n", "details": {
    "projectId": "p", "name": "N", "kind": "NETWORK_KIND_STEERING_GROUP"}})
BOUGHT = ("procurementHeld", {"procurementId": "u", "buyerId": "x", "title": "T", "valueSek": "100",
                              "procedure": "PROCUREMENT_PROCEDURE_OPEN", "occurred": {"from": "2021-05"}})
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
    ("the regions of a corrected project, on all days",
     [PROJECT, HELD, corrected("project", "p", regionCodes=["12"])], "activities", ("region",),
     {("12",): "1"}),
    ("an example is counted elsewhere", [PROJECT, CONTACT, corrected("contact", "k", example=True)],
     "contacts", (), {(): "0"}),
    ("a body is no network", [PROJECT, BODY], "networks", (), {(): "0"}),
    ("a network that was called a body", [PROJECT, BODY, (
        "networkCorrected", {"networkId": "n", "details": {"kind": "NETWORK_KIND_NETWORK"}})],
     "networks", ("region",), {("06",): "1"}),
    ("a value that was wrong", [BOUGHT, corrected("procurement", "u", valueSek="70")],
     "procurement-value", (), {(): "70"}),
    ("a value that is not known", [BOUGHT, corrected("procurement", "u", cleared=["value_sek"])],
     "procurement-value", (), {(): None}),
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

TOWN = ("organisationRegistered", {"organisationId": "x", "kind": "ORGANISATION_KIND_MUNICIPALITY"})
CLUB = ("organisationRegistered", {"organisationId": "y", "kind": "ORGANISATION_KIND_CIVIL_SOCIETY"})
A_FIRM = "ORGANISATION_KIND_SMALL_OR_MEDIUM_COMPANY"
PARTNERSHIP = ("collaborationFormed", {
    "collaborationId": "c", "kind": "COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP",
    "partyIds": ["x", "y"], "period": {"from": "2021"}, "occurred": {"from": "2021"}})
IN_SEK = ("indicatorDefined", {"indicatorId": "i", "unit": "SEK"})
TARGET = ("targetSet", {"indicatorId": "i", "text": "70 kr", "period": {"from": "2021"}})
OWNER = ("partnerJoined", {"projectId": "p", "organisationId": "x", "role": "PARTNER_ROLE_OWNER"})
LEFT = ("partnerLeft", {"projectId": "p", "organisationId": "x"})
FEEDBACK = ("feedbackGiven", {"feedbackId": "f", "projectId": "p", "activityId": "a", "quote": "Good",
                              "sourceIds": ["s"]})
IN_G = ("activityCorrected", {"activityId": "a", "details": {**DETAILS, "projectId": "g"}})
PLANNING = ("procurementPlanned", {"procurementId": "u", "planned": {"from": "2021-03"}})
DIALOGUE = ("dialogueOpened", {"procurementId": "u", "opened": {"from": "2021-05"}})
MEMBER = ("membershipStarted", {"networkId": "n", "name": "N", "organisationId": "x",
                                "membershipId": "m", "occurred": {"from": "2021"}})
EFFECT = {"label": {"sv": "Arbete"}, "quantity": "12", "proxySek": "90000", "deadweight": "0.25",
          "displacement": "0.1", "attribution": "0.2", "dropOff": "0.15", "years": 3}


def assessed(result, version="sroi-2012"):
    return "impactAssessed", {"assessmentId": "b", "projectId": "p", "label": {"sv": "Nytta"},
                              "methodVersion": version, "inputsSek": "600000", "effects": [EFFECT],
                              "discountRate": "0.035", "result": result}


# Name, facts, and why the last of them is refused, if it is.
RULES = [
    ("the kind that a partnership rests on", [TOWN, CLUB, PARTNERSHIP, corrected(
        "organisation", "x", kind=A_FIRM)], "CORRECTION_BREAKS"),
    ("a kind that a partnership does not rest on", [TOWN, CLUB, PARTNERSHIP, corrected(
        "organisation", "x", kind="ORGANISATION_KIND_REGION")], None),
    ("the kind of a party to what is a partnership no more", [TOWN, CLUB, PARTNERSHIP, corrected(
        "collaboration", "c", kind="COLLABORATION_KIND_RESEARCH"), corrected(
            "organisation", "x", kind=A_FIRM)], None),
    ("numbers of two that are one", [TOWN, CLUB, ONE, corrected(
        "organisation", "x", organisationNumber="2120000142"), corrected(
            "organisation", "y", organisationNumber="5560160680")], "CORRECTION_BREAKS"),
    ("the same number of two that are one", [TOWN, CLUB, ONE, corrected(
        "organisation", "x", organisationNumber="2120000142"), corrected(
            "organisation", "y", organisationNumber="212000-0142")], None),
    ("a second entry of a project", [PROJECT, *[("organisationRegistered", {
        "organisationId": name, "kind": "ORGANISATION_KIND_PROJECT", "projectId": "p"})
        for name in ("x", "y")]], "PARTY_EXISTS"),
    ("the unit of a target", [IN_SEK, TARGET, ("indicatorRevised", {
        "indicatorId": "i", "unit": "enterprises"})], "CORRECTION_BREAKS"),
    ("the unit once the target is voided", [IN_SEK, TARGET, void("indicator-i", 1), (
        "indicatorRevised", {"indicatorId": "i", "unit": "enterprises"})], None),
    ("a target that was set", [IN_SEK, TARGET, ("targetRevised", {
        **TARGET[1], "text": "45 kr", "reason": ""})], None),
    ("a target of another period", [IN_SEK, TARGET, ("targetRevised", {
        **TARGET[1], "period": {"from": "2022"}})], "TARGET_UNKNOWN"),
    ("what was set and is revised", [IN_SEK, TARGET, ("targetRevised", TARGET[1]),
                                     void("indicator-i", 1)], "FACT_IN_USE"),
    ("an owner that left and was none", [PROJECT, TOWN, CLUB, OWNER, LEFT, corrected(
        "project", "p", ownerIds=["y"])], "CORRECTION_BREAKS"),
    ("an owner in the place of another", [PROJECT, TOWN, CLUB, OWNER, corrected(
        "project", "p", ownerIds=["y"]), LEFT], "PARTNER_NOT_JOINED"),
    ("an activity under its feedback", [PROJECT, PROGRAMME, SOURCE, HELD, FEEDBACK, IN_G],
     "CORRECTION_BREAKS"),
    ("feedback on another's activity", [PROJECT, PROGRAMME, SOURCE, HELD, IN_G, FEEDBACK],
     "ACTIVITY_OF_OTHER_PROJECT"),
    ("a part that gets parts", [PROJECT, GOAL, PART_OF_G, (
        "goalSet", {**GOAL[1], "goalId": "i"}), corrected("goal", "g", partOfGoalId="i")],
     "CORRECTION_BREAKS"),
    ("an offer after its grant", [*COMPANIES, ("fundingOffered", {"fundingId": "o", "occurred": {
        "from": "2020"}}), ("fundingGranted", {**GRANT[1], "offerId": "o", "occurred": {
            "from": "2021"}}), corrected("funding", "o", occurred={"from": "2022"})],
     "CORRECTION_BREAKS"),
    ("a beginning after the end", [TRIAL, ("initiativeClosed", {"initiativeId": "t", "occurred": {
        "from": "2021-06"}}), corrected("initiative", "t", occurred={"from": "2021-07"})],
     "CORRECTION_BREAKS"),
    ("held before the dialogue", [TOWN, PLANNING, DIALOGUE, (
        "procurementHeld", {**BOUGHT[1], "occurred": {"from": "2021-04"}})], "STEP_AFTER_HOLDING"),
    ("held in the month of the dialogue", [TOWN, PLANNING, DIALOGUE, BOUGHT], None),
    ("corrected to before the dialogue", [TOWN, PLANNING, DIALOGUE, BOUGHT, corrected(
        "procurement", "u", occurred={"from": "2021-04"})], "STEP_AFTER_HOLDING"),
    ("the day of a holding that was not", [PLANNING, corrected(
        "procurement", "u", occurred={"from": "2021-04"})], "CORRECTION_DOES_NOT_FIT"),
    ("the buyer of what is planned", [TOWN, PLANNING, corrected("procurement", "u", buyerId="x")],
     None),
    ("a contract of what is planned", [TOWN, PLANNING, (
        "contractAwarded", {"procurementId": "u", "supplierId": "x"})], "PROCUREMENT_NOT_HELD"),
    ("a tender twice", [TOWN, PLANNING, *[("tenderReceived", {
        "procurementId": "u", "tendererId": "x"})] * 2], "TENDER_ALREADY_RECEIVED"),
    ("a network known by its member, started", [PROJECT, TOWN, MEMBER, (
        "networkStarted", {"networkId": "n", "details": {"name": "N"}})], None),
    ("a member twice", [TOWN, MEMBER, ("membershipStarted", {
        **MEMBER[1], "membershipId": "k"})], "MEMBER_ALREADY_JOINED"),
    ("a unit of a member", [TOWN, MEMBER, ("membershipStarted", {
        **MEMBER[1], "membershipId": "k", "unit": "U"})], None),
    ("a member that left before it joined", [TOWN, MEMBER, ("membershipEnded", {
        "networkId": "n", "membershipId": "m", "occurred": {"from": "2020"}})],
     "ENDS_BEFORE_BEGINNING"),
    ("a goal that was given up", [PROJECT, GOAL, *[("goalRevised", {
        "goalId": "g", "projectId": "p", "givenUp": True})] * 2], "GOAL_GIVEN_UP"),
    ("the worth of the first year discounted", [PROJECT, assessed("2.3438")], None),
    ("the worth rounded", [PROJECT, assessed("2.34")], None),
    ("the worth of the first year as it is", [PROJECT, assessed("2.4258")], "RESULT_DIFFERS"),
    ("a method that is not known", [PROJECT, assessed("2.3438", "sroi")], "NOT_WHOLE"),
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
