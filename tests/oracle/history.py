"""Random histories: the next fact to propose, from a seed and from what stands.

Most proposals are right; some name what is not there, come twice or lie outside a period, so that
every refusal occurs. Weights and ingredients are the tables at the top.
"""

import random
from datetime import timedelta

import when
from model import FACTS, READINGS
from standard import add_more, group_of_parties, make_standard, said
from state import camel

WEIGHTS = {
    "organisationRegistered": 5, "organisationRenamed": 1, "organisationReclassified": 4,
    "organisationsMerged": 2, "projectStarted": 3, "projectPeriodStated": 3, "partnerJoined": 3,
    "partnerLeft": 2, "strandOpened": 2, "projectLinked": 3, "projectTakenOver": 2,
    "needIdentified": 4, "projectClosed": 1, "activityPlanned": 5, "activityHeld": 12,
    "activityCorrected": 5, "activityCancelled": 2, "headcountReported": 2,
    "participantJoined": 26, "participationWithdrawn": 6, "participantRegistered": 8,
    "participantsMerged": 4, "personalDataErased": 1, "personalDataRestricted": 2,
    "personalDataRestrictionLifted": 2, "legalHoldPlaced": 2, "legalHoldLifted": 2,
    "procurementHeld": 7, "contractAwarded": 8, "procurementCancelled": 2,
    "collaborationFormed": 7, "collaborationEnded": 2, "contactMade": 3, "networkStarted": 3,
    "networkDeveloped": 3, "networkStartedOrDeveloped": 3, "publicationReleased": 3,
    "toolReleased": 3, "fundingOffered": 4, "figureReported": 14, "figureWithdrawn": 2,
    "sourceRanked": 2, "indicatorDefined": 2, "targetSet": 4, "eventVoided": 16,
    "projectDescribed": 2, "projectClassified": 3, "procurementFormPromoted": 2,
    "seriesDescribed": 4, "seriesCorrected": 4, "publicationCorrected": 4, "toolCorrected": 3,
    "fundingGranted": 5, "fundingCorrected": 6, "supportGiven": 4, "supportCorrected": 4,
    "courseLaunched": 4, "courseCorrected": 4, "surveyConducted": 5, "surveyCorrected": 4,
    "practiceObserved": 5, "practiceCorrected": 4, "goalSet": 6, "goalAssessed": 4,
    "goalCorrected": 5, "initiativePlanned": 5, "initiativeStarted": 5, "initiativeDeepened": 4,
    "initiativeClosed": 4, "initiativeCorrected": 6, "resultAchieved": 4, "outcomeStated": 4,
    "resultCorrected": 5, "sourceRegistered": 4, "sourceCorrected": 4, "codeDefined": 3,
    "codeCorrected": 2,
    "organisationCorrected": 5, "projectCorrected": 6, "needCorrected": 4, "roleAssigned": 6,
    "roleEnded": 6, "organisationJoined": 6, "feedbackGiven": 5, "activitiesReported": 4,
    "participantUpdated": 3, "procurementPlanned": 5, "dialogueOpened": 5,
    "procurementPublished": 5, "tenderReceived": 6, "socialOutcomeMeasured": 4,
    "procurementCorrected": 8, "collaborationDeepened": 4, "collaborationCorrected": 6,
    "contactCorrected": 4, "membershipStarted": 9, "membershipEnded": 5, "networkCorrected": 4,
    "indicatorRevised": 3, "indicatorRetired": 2, "baselineSet": 3, "targetRevised": 4,
    "goalRevised": 6, "impactAssessed": 4, "assessmentCorrected": 4,
}
# Of these the product and the oracle do not agree yet (docs/known-differences.md): not proposed.
NOT_YET = {"procurementPlanned", "dialogueOpened", "procurementPublished", "procurementCorrected",
           "tenderReceived", "socialOutcomeMeasured", "networkCorrected", "projectCorrected",
           "collaborationDeepened", "collaborationCorrected", "contactCorrected",
           "organisationJoined"}
NOT_YET_SAID = {"contactMade": ("example", "text"), "procurementCancelled": ("sourceIds",)}
WEIGHTS = {kind: weight for kind, weight in WEIGHTS.items() if kind not in NOT_YET}
# How often an id is one that does not stand; more often in facts that little else refuses.
WRONG = {"organisationRenamed": 0.2, "organisationReclassified": 0.08, "projectStarted": 0.3,
         "projectPeriodStated": 0.1, "headcountReported": 0.2, "sourceRanked": 0.1,
         "organisationRegistered": 0.08, "projectClosed": 0.15, "activityPlanned": 0.05,
         "activityCorrected": 0.05, "contactMade": 0.06, "networkStarted": 0.06,
         "networkDeveloped": 0.06, "networkStartedOrDeveloped": 0.06, "targetRevised": 0.06,
         "indicatorRetired": 0.1, "personalDataRestricted": 0.1, "legalHoldPlaced": 0.1,
         "personalDataRestrictionLifted": 0.2, "legalHoldLifted": 0.3}
REGIONS = ("03", "06", "12", "19")
MUNICIPALITIES = ("0331", "0680", "1280", "1980")
KINDS = ("MUNICIPALITY", "REGION", "CIVIL_SOCIETY", "SOCIAL_ENTERPRISE",
         "WORK_INTEGRATING_SOCIAL_ENTERPRISE", "SMALL_OR_MEDIUM_COMPANY")
NUMBERS = ("2120000142", "5560160680", "8020000009", "2021000894")
SOURCES = ("Alfa", "beta", "Gamma")
OBJECTIVES = ("ACC_ALL", "GEN_EQ", "OPP", "WORK_COND")
FIRST_DAY, DAYS = when.end_of("2020-01-01", False), 1400


class History:
    """Proposes facts; `log` is what was recorded so far."""

    def __init__(self, seed, size, log):
        self.random, self.log, self.made = random.Random(seed), log, {}
        self.wrong = 0  # as WRONG, of the fact that is made
        self.several = {}  # indicator: the one project it is reported for
        self.pool = max(8, size // 40)  # how many of each noun there are, at the most

    def next(self):
        """(kind, body) of the next proposal."""
        first = ("organisationRegistered", "projectStarted", "participantRegistered",
                 "indicatorDefined")
        while True:
            kind = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            if len(self.log.facts) < 12:
                kind = self.pick(first)
            self.wrong = WRONG.get(kind, 0.025)
            try:
                make = globals().get("make_" + kind)
                body = make(self) if make else make_standard(self, kind)
            except LookupError:  # nothing to name yet
                continue
            if body:
                body = add_more(self, kind, body) if make else body
                for name in NOT_YET_SAID.get(kind, ()):
                    body.pop(name, None)
                return kind, body

    def chance(self, share):
        return self.random.random() < share

    def pick(self, values):
        return self.random.choice(list(values))

    def new(self, noun):
        """An id that is not taken, or seldom one that is or was."""
        number = self.made.get(noun, 0)
        if number and self.chance(0.06):
            number = self.random.randrange(number)
        else:
            self.made[noun] = number + 1
        return f"{noun[:4]}{number}"

    def known(self, noun):
        """An id that stands, or seldom one that does not; LookupError if there is none."""
        entries = list(getattr(self.log.state, noun))
        if not entries:
            raise LookupError(noun)
        return "nobody" if self.chance(self.wrong) else self.pick(entries)

    def room(self, noun, share=1):
        return len(getattr(self.log.state, noun)) < self.pool * share

    def when(self, around=None):
        """A When of any precision, or None; `around` is a span that it should share a day with."""
        first, last = around or (FIRST_DAY, FIRST_DAY + timedelta(DAYS))
        if self.chance(0.04):
            first = last = self.pick((first, last)) + timedelta(self.pick((-400, 400)))
        day = first + timedelta(self.random.randrange((last - first).days + 1))
        form = self.random.choices(("day", "minute", "month", "year", "span", "none"),
                                   (40, 6, 24, 10, 10, 10))[0]
        if form == "none":
            return None
        if form == "span":
            return {"from": f"{day}", "to": f"{day + timedelta(self.pick((1, 6, 40)))}"}
        if form == "minute":
            return {"from": f"{day}T14:30"}
        return {"from": when.period_of(day, form)}

    def in_project(self, project):
        periods = [period for period in self.log.state.project.get(project, {}).get("periods", [])
                   if period]
        if self.chance(0.03):
            return {"from": "2012"}
        return self.when(self.pick(periods) if periods else None)


def body(**fields):
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def make_organisationRegistered(h):
    if not h.room("organisation"):
        return None
    name, parent = h.new("organisation"), origin(h, "organisation", 0.1)
    acts_for = h.pick(("project", "network")) if h.chance(0.15) else None
    return body(organisationId=name, name="Name",
                kind="ORGANISATION_KIND_" + (acts_for.upper() if acts_for and h.chance(0.9) else
                                             h.pick(KINDS)),
                organisationNumber=h.pick(NUMBERS) if h.chance(0.15) else None,
                projectId=h.known("project") if acts_for == "project" else None,
                networkId=h.known("network") if acts_for == "network" else None,
                parentId=parent if parent != name else None)


def make_organisationRenamed(h):
    return body(organisationId=h.known("organisation"), name=f"Name {h.random.randrange(9)}",
                occurred=h.when())


def make_organisationReclassified(h):
    return body(organisationId=h.known("organisation"),
                kind="ORGANISATION_KIND_" + h.pick(KINDS) if h.chance(0.95) else None,
                occurred=h.when())


def enough_merged(h, noun):
    """Most entries stay as they are, also in a long history."""
    return len(h.log.state.merged[noun]) * 4 > len(getattr(h.log.state, noun)) and h.chance(0.9)


def make_organisationsMerged(h):
    if enough_merged(h, "organisation"):
        return None
    stays, goes = h.known("organisation"), h.known("organisation")
    numbered = [name for name, entry in h.log.state.organisation.items()
                if entry["fact"].body.get("organisationNumber")]
    if len(numbered) > 1 and h.chance(0.1):
        stays, goes = h.random.sample(numbered, 2)
    return None if stays == goes else body(organisationId=stays, mergedOrganisationId=goes,
                                           reason="one and the same")


def make_projectStarted(h):
    if not h.room("project", 0.5):
        return None
    name, programme = h.new("project"), origin(h, "project", 0.3)
    return body(projectId=name, name="Project",
                regionCodes=h.random.sample(REGIONS, h.pick((1, 1, 2))),
                programmeId=None if programme == name else programme)


def make_projectPeriodStated(h):
    project = h.known("project")
    if h.log.state.project.get(project, {}).get("closed"):
        return None  # whether a period after the closing is taken is not decided
    year = h.pick((2005, 2020, 2020, 2021))
    return body(projectId=project, period={"from": f"{year}", "to": f"{year + h.pick((2, 3))}"},
                source=h.pick(SOURCES))


def make_partnerJoined(h):
    project = h.known("project")
    groups = h.chance(0.1)
    return body(projectId=project, organisationId=None if groups else h.known("organisation"),
                groups=[group_of_parties(h)] if groups and h.chance(0.9) else None,
                role=h.pick((None, "PARTNER_ROLE_OWNER", "PARTNER_ROLE_OWNER",
                             "PARTNER_ROLE_PARTICIPANT")), occurred=h.in_project(project))


def make_partnerLeft(h):
    project = h.known("project")
    partners = h.log.state.project.get(project, {}).get("partners")
    return body(projectId=project, occurred=h.in_project(project),
                organisationId=h.pick(partners)[0] if partners else h.known("organisation"))


def make_projectClosed(h):
    project = h.known("project")
    return body(projectId=project, occurred=h.in_project(project))


def details(h, project=None):
    project = project or h.known("project")
    place = h.pick(("region", "municipality", "none", "none"))
    return body(projectId=project,
                kind="ACTIVITY_KIND_" + h.pick(("COURSE", "KNOWLEDGE_LUNCH", "SEMINAR")),
                format=h.pick((None, "ACTIVITY_FORMAT_DIGITAL", "ACTIVITY_FORMAT_ON_SITE")),
                regionCode=h.pick(REGIONS) if place == "region" else None,
                municipalityCode=h.pick(MUNICIPALITIES) if place == "municipality" else None,
                organiserIds=[h.known("organisation")] if h.chance(0.2) else None,
                occurred=h.in_project(project))


def make_activityPlanned(h):
    return body(activityId=h.new("activity"), details=details(h)) if h.room("activity", 2) else None


def make_activityHeld(h):
    planned = [name for name, entry in h.log.state.activity.items() if entry["status"] == "planned"]
    if planned and h.chance(0.4):
        name = h.pick(planned)
        before = h.log.state.activity[name]["details"]
        return body(activityId=name, details=before if h.chance(0.6) else details(h))
    if not h.room("activity", 2):
        return None
    ahead = {"occurred": {"from": "2099-01"}} if h.chance(0.02) else {}
    return body(activityId=h.new("activity"), details=details(h) | ahead)


def make_activityCorrected(h):
    name = h.known("activity")
    before = h.log.state.activity.get(name, {"details": {}})["details"].get("projectId")
    changed = details(h, before if h.chance(0.7) else None)
    closed = h.log.state.project.get(changed.get("projectId"), {}).get("closed")
    if closed and "occurred" not in changed:
        return None  # whether a day may be taken away after the closing is not decided
    if h.chance(0.04):
        changed["occurred"] = {"from": "2099-01"}
    elif h.chance(0.02):
        changed["projectId"] = "nobody"
    return body(activityId=name, details=changed, reason="it was wrong")


def make_activityCancelled(h):
    planned = [name for name, entry in h.log.state.activity.items() if entry["status"] == "planned"]
    return body(activityId=h.pick(planned) if planned and h.chance(0.3) else h.known("activity"),
                reason="snow")


def make_headcountReported(h):
    return body(activityId=h.known("activity"), text="45", source=h.pick(SOURCES))


def make_participantJoined(h):
    name = h.known("activity")
    span = h.log.state.activity.get(name, {}).get("days")
    role = h.pick((None, "PARTICIPATION_ROLE_SPEAKER", "PARTICIPATION_ROLE_ORGANISER"))
    return body(activityId=name, participantId=h.known("participant"), role=role,
                occurred=h.when(span) if h.chance(0.2) else None)


def make_participationWithdrawn(h):
    name = h.known("activity")
    joins = h.log.state.activity.get(name, {}).get("joins")
    person = h.pick(joins).body["participantId"] if joins else h.known("participant")
    return body(activityId=name, participantId=person, reason="did not come")


def make_participantRegistered(h):
    if not h.room("participant", 2):
        return None
    erased = sorted(h.log.state.erased - set(h.log.state.participant))
    return body(participantId=h.pick(erased) if erased and h.chance(0.1) else h.new("participant"),
                regionCode=h.pick(REGIONS),
                name="Invented Person", birthYear=1980)


def make_participantsMerged(h):
    if enough_merged(h, "participant"):
        return None
    stays, goes = h.known("participant"), h.known("participant")
    return None if stays == goes else body(participantId=stays, mergedParticipantId=goes,
                                           reason="one and the same")


def make_personalDataErased(h):
    if len(h.log.state.erased) * 5 > len(h.log.state.participant) and h.chance(0.9):
        return None
    return body(participantId=h.known("participant"), legalBasis="basis", decisionId="D 1",
                decidedBy="archive")


def make_personalDataRestricted(h):
    return body(participantId=h.known("participant"), reason="disputed")


def make_personalDataRestrictionLifted(h):
    marked = h.log.state.restricted
    return body(participantId=h.pick(sorted(marked)) if marked and h.chance(0.8)
                else h.known("participant"), reason="settled")


def make_legalHoldPlaced(h):
    return body(participantId=h.known("participant"), reason="audit", decidedBy="office")


def make_legalHoldLifted(h):
    marked = h.log.state.hold
    return body(participantId=h.pick(sorted(marked)) if marked and h.chance(0.8)
                else h.known("participant"), reason="done", decidedBy="office")


def place(h, project):
    """A region if there is no project that has one."""
    return h.pick(REGIONS) if not project or h.chance(0.2) else None


def origin(h, noun, share=0.4):
    return h.known(noun) if getattr(h.log.state, noun) and h.chance(share) else None


def held_procurement(h):
    names = [name for name, entry in h.log.state.procurement.items() if entry["fact"]]
    begun = [name for name, entry in h.log.state.procurement.items() if not entry["fact"]]
    if begun and h.chance(0.1):
        return h.pick(begun)
    return h.pick(names) if names and h.chance(0.95) else "nothing"


def make_procurementHeld(h):
    begun = [name for name, entry in h.log.state.procurement.items() if not entry["fact"]]
    name = h.pick(begun) if begun and h.chance(0.5) else None
    if not name and not h.room("procurement"):
        return None
    project, group = h.known("project") if h.chance(0.8) else None, h.chance(0.1)
    reserved = h.chance(0.4)
    codes = ("RESERVED_PARTICIPATION_RES_WS", "RESERVED_PARTICIPATION_RES_PUB_SER", None)
    chosen = h.random.sample(OBJECTIVES, h.pick((0, 1, 2)))
    return body(procurementId=name or h.new("procurement"), title="Title",
                buyerId=None if group else h.known("organisation"),
                buyerGroup=group_of_parties(h) if group and h.chance(0.9) else None,
                procedure="PROCUREMENT_PROCEDURE_" + ("RESERVED" if reserved else
                                                      h.pick(("OPEN", "DIRECT"))),
                reservedParticipation=h.pick(codes) if reserved else
                h.pick((None, "RESERVED_PARTICIPATION_NONE")),
                socialObjectives=["SOCIAL_OBJECTIVE_" + name for name in chosen],
                valueSek=h.pick((None, "100", "2500.5", "70000")), projectId=project,
                regionCode=place(h, project), aroseFromActivityId=origin(h, "activity"),
                occurred={"from": "2099-01"} if h.chance(0.02) else h.in_project(project))


def make_contractAwarded(h):
    return body(procurementId=held_procurement(h), supplierId=h.known("organisation"),
                valueSek=h.pick((None, "50")),
                occurred={"from": "2099-01"} if h.chance(0.02) else h.when())


def make_procurementCancelled(h):
    begun = list(h.log.state.procurement)
    name = h.pick(begun) if begun and h.chance(0.6) else h.new("procurement")
    return body(procurementId=name, reason="no tenders")


def make_collaborationFormed(h):
    project = h.known("project") if h.chance(0.8) else None
    parties = [h.known("organisation") for _ in range(h.pick((2, 2, 3)))]
    groups = h.chance(0.2)
    parties = parties[:h.pick((0, 1, 1))] if groups else parties
    if not h.room("collaboration") or len(set(parties)) < 2 and not groups:
        return None
    partnership = h.chance(0.4)
    kind = "IDEA_BASED_PARTNERSHIP" if partnership else h.pick(("RESEARCH", "SUPPORT"))
    return body(collaborationId=h.new("collaboration"), kind="COLLABORATION_KIND_" + kind,
                partyIds=parties, contributions="work", projectId=project,
                partyGroups=[group_of_parties(h) for _ in range(h.pick((1, 1, 2)))] if groups else None,
                regionCode=place(h, project), aroseFromActivityId=origin(h, "activity"),
                aroseFromProcurementId=held_procurement(h) if h.chance(0.2) else None,
                occurred=h.in_project(project),
                period={"from": "2021", "to": "2023"} if partnership and h.chance(0.97) else None)


def make_collaborationEnded(h):
    return body(collaborationId=h.known("collaboration"), reason="done",
                occurred=h.when() if h.chance(0.6) else None)


def make_contactMade(h):
    project = h.known("project")
    return body(contactId=h.new("contact"), projectId=project, **{"from": "a promoter"},
                to="a company", aroseFromActivityId=origin(h, "activity"),
                occurred=h.in_project(project)) if h.room("contact") else None


NETWORK_KINDS = (None, None, "NETWORK_KIND_NETWORK", "NETWORK_KIND_STEERING_GROUP",
                 "NETWORK_KIND_PLATFORM", "NETWORK_KIND_ADVISERS")


def network(h, name):
    """Every fact of a network says the same kind."""
    project = h.known("project")
    kind = NETWORK_KINDS[sum(map(ord, name)) % len(NETWORK_KINDS)]
    stage = "NETWORK_STAGE_TO_BE_FORMED" if h.chance(0.1) else None
    return body(networkId=name, details=body(
        name="Network" if h.chance(0.9) else None, projectId=project, regionCode=place(h, project),
        occurred=h.in_project(project), kind=kind, stage=stage))


def make_networkStarted(h):
    members = [name for name, entry in h.log.state.network.items() if not entry["facts"]]
    if members and h.chance(0.4):
        return network(h, h.pick(members))
    return network(h, h.new("network")) if h.room("network") else None


make_networkStartedOrDeveloped = make_networkStarted


def make_networkDeveloped(h):
    name = h.known("network") if h.chance(0.7) else h.new("network")
    return network(h, name) if name else None


def make_figureReported(h):
    """In one of the two worlds of reported.py, by the indicator."""
    indicator = h.known("indicator")
    several = indicator.endswith(("1", "3"))
    cell = cell_in_several(h, indicator) if several else cell_of_regions(h)
    year = h.pick(("2020", "2021", "2021"))
    period = {"from": f"{year}-01", "to": f"{year}-12"} if h.chance(0.3) else {"from": year}
    source = h.pick(SOURCES)
    if h.chance(0.02):
        cell = {"projectId": "nobody"}
    return body(figureId=h.new("figure"), indicatorId=indicator, **cell, period=period,
                source=source.upper() if h.chance(0.2) else source) | {
                    "text": h.pick(list(READINGS))}


def cell_of_regions(h):
    """The country, a region, or a project that works in one region."""
    single = {name: h.log.state.regions(name)[0] for name in h.log.state.project
              if len(h.log.state.regions(name)) == 1}
    if single and h.chance(0.4):
        project = h.pick(single)
        return body(projectId=project, regionCode=single[project] if h.chance(0.5) else None)
    return {"regionCode": "00" if h.chance(0.1) else h.pick(REGIONS)}


def cell_in_several(h, indicator):
    """A project that works in several regions, one an indicator: as a whole, or in one of them."""
    projects = [name for name in h.log.state.project if len(h.log.state.regions(name)) > 1]
    if not projects:
        raise LookupError("project")
    project = h.several.setdefault(indicator, projects[0])
    if project not in projects:
        raise LookupError("project")
    regions = h.log.state.regions(project)
    region = h.pick(regions) if h.chance(0.7) else h.pick((None, h.pick(REGIONS)))
    return body(projectId=project, regionCode=region)


def make_figureWithdrawn(h):
    return body(figureId=h.known("figure"), reason="no longer said")


def make_sourceRanked(h):
    return body(indicatorId=h.known("indicator"), source=h.pick(SOURCES),
                regionCode=h.pick(REGIONS) if h.chance(0.5) else None,
                rank="RANK_" + h.pick(("PREFERRED", "NORMAL", "DEPRECATED")), reason="known")


def make_indicatorDefined(h):
    enough = len(h.log.state.indicator) > 3
    name = h.known("indicator") if enough else h.pick(
        ("activities", h.new("indicator"), h.new("indicator")))
    if name == "nobody":
        return None
    return body(indicatorId=name, nameSv="Namn", nameEn="Name",
                unit=h.pick(("enterprises", "SEK")))


def make_targetSet(h):
    project = h.known("project") if h.chance(0.3) else None
    return body(indicatorId=h.known("indicator"), regionCode=h.pick(REGIONS[:2]), projectId=project,
                period=h.pick((None, {"from": "2021"})),
                text=h.pick(("10", "10 kr")), source=h.pick(SOURCES))


def make_targetRevised(h):
    """Mostly of a target that was set."""
    name = h.known("indicator")
    targets = h.log.state.indicator.get(name, {}).get("targets")
    if not targets:
        return {**make_targetSet(h), "reason": "less money"}
    target = h.pick(targets).body
    kept = {field: target[field] for field in ("regionCode", "projectId", "period", "scope")
            if field in target and h.chance(0.95)}
    if h.chance(0.04):
        kept["projectId"] = "nobody"
    return body(indicatorId=name, **kept, text=h.pick(("10", "10 kr")), reason="less money",
                occurred=h.when())


def make_membershipStarted(h):
    """Of a network that is there, or the first that is known of one."""
    first = h.chance(0.3)
    name = h.new("network") if first else h.known("network")
    made = body(networkId=name, name="Network" if first and h.chance(0.9) else None,
                membershipId=h.pick((None, "m1", "m2", "m3", "m4", "m5")),
                unit="Unit" if h.chance(0.2) else None,
                projectId=h.known("project") if h.chance(0.4) else None)
    if h.chance(0.85):
        made["organisationId"] = h.known("organisation")
    elif h.chance(0.8):
        made["group"] = group_of_parties(h)
    return made | body(occurred=h.in_project(made.get("projectId")))


def make_membershipEnded(h):
    name = h.known("network")
    members = h.log.state.network.get(name, {}).get("members")
    if not members:
        return body(networkId=name, organisationId=h.known("organisation"))
    member = h.pick(members).body
    by_id = member.get("membershipId") and h.chance(0.5)
    organisation = member.get("organisationId") or h.known("organisation")
    return body(networkId=name, membershipId=member["membershipId"] if by_id else None,
                organisationId=None if by_id else organisation, occurred=h.when())


def make_networkCorrected(h):
    """Its kind only if one fact tells of it, so that it has one kind."""
    name = h.known("network")
    facts = h.log.state.network.get(name, {"facts": [None]})["facts"]
    if not facts:
        return None  # known by memberships alone: what can be corrected is not decided
    details = body(name="Right" if h.chance(0.4) else None,
                   kind=h.pick(NETWORK_KINDS) if len(facts) == 1 and h.chance(0.3) else None,
                   projectId=h.known("project") if h.chance(0.3) else None,
                   coordinatorIds=[h.known("organisation")] if h.chance(0.3) else None,
                   occurred=h.when() if h.chance(0.3) else None,
                   regionCode=h.pick(REGIONS) if h.chance(0.2) else None)
    cleared = [field for field in ("name", "kind", "occurred", "coordinator_ids", "project_id")
               if camel(field) not in details and h.chance(0.08)]
    if len(facts) > 1 and "kind" in cleared:
        cleared.remove("kind")
    made = body(networkId=name, details=details or None, cleared=cleared, reason="it was wrong")
    return made if len(made) > 2 else None


def make_indicatorRevised(h):
    if h.chance(0.03):
        return {"indicatorId": "activities", "nameEn": "Other", "reason": "clearer"}
    made = make_standard(h, "indicatorRevised")
    return made and {**made, **body(occurred=h.when() if h.chance(0.2) else None)}


def make_indicatorRetired(h):
    retired = [entry for entry in h.log.state.indicator.values() if entry["retired"]]
    if len(retired) * 3 > len(h.log.state.indicator) and h.chance(0.8):
        return None
    name, other = h.known("indicator"), h.known("indicator")
    return body(indicatorId=name, reason="enough", occurred=h.when(),
                replacedById=other if other != name and h.chance(0.5) else None)


def make_projectCorrected(h):
    """Projects in one region stay so, those in several with figures keep them (reported.py)."""
    name = h.known("project")
    made = body(projectId=name, theme="Theme" if h.chance(0.2) else None, reason="it was wrong")
    entry = h.log.state.project.get(name)
    if entry is None:
        return {**made, "theme": "Theme"}
    if len(h.log.state.regions(name)) == 1 and h.chance(0.4):
        made["regionCodes"] = [h.pick(REGIONS)]
    for field, share in (("ownerIds", 0.4), ("programmeId", 0.2), ("contactOrganisationId", 0.2),
                         ("municipalityCodes", 0.1), ("occurred", 0.2)):
        value = said(h, "projectCorrected", field, name) if h.chance(share) else None
        made |= {field: value} if value else {}
    if h.chance(0.1):
        made[h.pick(("programmeId", "contactOrganisationId"))] = "nobody"
    elif h.chance(0.05):
        made["ownerIds"] = ["nobody"]
    cleared = h.pick(("name", "theme", "programme_id", "municipality_codes"))
    if h.chance(0.2) and camel(cleared) not in made:
        made["cleared"] = [cleared]
    return made if len(made) > 2 else None


def make_eventVoided(h):
    """Mostly the latest facts, which less rests on; sometimes any, a lasting one, a voided one."""
    facts = h.log.facts[-40:] if h.chance(0.6) else h.log.facts
    fact = h.pick(facts)
    if h.log.state.erased and h.chance(0.02):  # who is then unknown, and still erased
        fact = next(other for other in h.log.facts if other.kind == "participantRegistered"
                    and other.id in h.log.state.erased)
    if not fact.event_id:  # the voiding of what rested on another fact: nobody told its id
        return None
    lasting = FACTS[fact.kind].get("lasting")
    if lasting:
        lasting = h.chance(0.8)
    elif fact.position not in h.log.state.standing:
        lasting = fact.position not in h.log.state.voided or h.chance(0.8)
    if lasting:
        return None
    event = fact.event_id if h.chance(0.97) else "00000000-0000-4000-8000-000000000000"
    return {"stream": fact.stream, "eventId": event, "reason": "recorded in error"}
