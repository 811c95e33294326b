"""A random history whose figures can be asked for in many ways: facts as lines of an import."""

from collections import Counter

REGIONS = ("03", "06", "12", "19")  # where the programme works
ALSO = ("20", "24")  # where some projects work, and nobody else
PROJECTS = 10
# id: (unit, what it comes to over time, reported for any project). Those that are not reported for
# any are of the programme alone, so that an overview and a question without filters are one.
REPORTED = {"known": ("enterprises", "STOCK", False), "jobs": ("jobs", "FLOW", True),
            "places": ("", "CUMULATIVE", True), "spent": ("SEK", "FLOW", True),
            "forums": ("forums", "STOCK", False)}
ALSO_REPORTED = ("participants", "activities", "procurements", "collaborations", "contacts")
COUNTS = ("0", "1", "4", "17", "1 250", "ca 45", "minst 5", "över 12", "högst 9", "3-4",
          "flera", "2 ASF", "51, endast ASF", "-", "ej angett", "", None)  # None: no such field
MONEY = ("2500:-", "12 000 kr", "ca 300 000 kr", "minst 1,5 mkr", "750,50 kr", "-", "", None)
PERIODS = ({"from": "2019"}, {"from": "2020"}, {"from": "2021"}, {"from": "2021"},
           {"from": "2021-01", "to": "2021-12"}, {"from": "2021-01", "to": "2021-03"},
           {"from": "2021-04", "to": "2021-12"}, {"from": "2021-07", "to": "2022-06"})
SOURCES = ("Alfa", "ALFA", "Beta", "Gamma")
RANKS = ("RANK_PREFERRED", "RANK_NORMAL", "RANK_DEPRECATED")
ORGANISATIONS = {"town": "MUNICIPALITY", "county": "REGION", "club": "CIVIL_SOCIETY",
                 "coop": "SOCIAL_ENTERPRISE", "firm": "SMALL_OR_MEDIUM_COMPANY"}
PERSONS = [f"person-{number}" for number in range(12)]
ACTIVITY_KINDS = ("COURSE", "SEMINAR", "KNOWLEDGE_LUNCH")


def body(**fields):
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, [])}


class History:
    """`projects` is what was started: id -> (regions, programme or "")."""

    def __init__(self, random):
        self.random, self.made = random, Counter()  # how many of each noun
        self.projects = {"programme": (list(REGIONS), ""),
                         "part": (["06", "12"], "programme")}
        for number in range(PROJECTS):
            programme = self.pick(("programme", "programme", "part", ""))
            self.projects[f"project-{number}"] = (self.some_regions(), programme)

    def pick(self, values):
        return self.random.choice(list(values))

    def chance(self, share):
        return self.random.random() < share

    def some_regions(self):
        return self.random.sample(REGIONS + ALSO, self.pick((1, 1, 1, 2, 3)))

    def below(self, programme):
        """The programme and what belongs to it, directly or not."""
        found = [programme]
        for project, (_, above) in self.projects.items():
            if above in found and project not in found:
                found.append(project)
        return found

    def new(self, noun):
        self.made[noun] += 1
        return f"{noun}-{self.made[noun]}"

    def some(self, noun):
        """An id of the noun that was made; it may have been refused."""
        return f"{noun}-{self.random.randint(1, self.made[noun] or 1)}"

    def beginnings(self):
        """What everything else names."""
        for name, kind in ORGANISATIONS.items():
            yield {"organisationRegistered": {"organisationId": name, "name": name,
                                              "kind": "ORGANISATION_KIND_" + kind}}
        for name, (regions, programme) in self.projects.items():
            yield {"projectStarted": body(projectId=name, name=name, regionCodes=regions,
                                          programmeId=programme or None)}
        for name, (unit, over_time, _) in REPORTED.items():
            yield {"indicatorDefined": {"indicatorId": name, "nameSv": name, "nameEn": name,
                                        "unit": unit, "overTime": "OVER_TIME_" + over_time}}
        for name in PERSONS:
            yield {"participantRegistered": {"participantId": name, "regionCode": "06"}}

    def facts(self, count):
        """So many more; some of them are refused, and then are no part of the history."""
        makers = ([self.figure] * 20 + [self.joining] * 6 + [self.activity] * 4
                  + [self.procurement] * 3 + [self.collaboration] * 3 + [self.withdrawal] * 3
                  + [self.rank, self.contract, self.contract, self.contact, self.network,
                     self.publication, self.merge, self.absence])
        for _ in range(count):
            yield from self.pick(makers)()

    def figure(self):
        indicator = self.pick(REPORTED) if self.chance(0.85) else self.pick(ALSO_REPORTED)
        anywhere = REPORTED.get(indicator, ("", "", True))[2]
        project = self.pick(self.projects if anywhere else self.below("programme"))
        own = self.pick(self.projects[project][0])
        region, project = self.pick(((self.pick(REGIONS + ALSO), None), (None, project),
                                     (own, project), (own, "programme"), ("00", None)))
        text = self.pick(MONEY if indicator == "spent" else COUNTS)
        yield {"figureReported": body(
            figureId=self.new("figure"), indicatorId=indicator, regionCode=region,
            projectId=project, text=text, fieldMissing=text is None or None,
            source=self.pick(SOURCES), period=self.pick(PERIODS),
            place=self.pick(("p. 1", "p. 2")) if self.chance(0.1) else None)}

    def withdrawal(self):
        yield {"figureWithdrawn": {"figureId": self.some("figure"), "reason": "no longer said"}}

    def rank(self):
        yield {"sourceRanked": body(
            indicatorId=self.pick(REPORTED), source=self.pick(SOURCES), rank=self.pick(RANKS),
            regionCode=self.pick(REGIONS) if self.chance(0.5) else None, reason="known")}

    def place(self):
        """A project, mostly; the region that a fact states, seldom."""
        return body(projectId=self.pick(self.projects),
                    regionCode=self.pick(REGIONS) if self.chance(0.2) else None)

    def activity(self):
        kind = "activityHeld" if self.chance(0.8) else "activityPlanned"
        details = body(kind="ACTIVITY_KIND_" + self.pick(ACTIVITY_KINDS), **self.place(),
                       occurred={"from": self.pick(("2020", "2021-03", "2021-05-05"))})
        yield {kind: {"activityId": self.new("activity"), "details": details}}

    def joining(self):
        for person in self.random.sample(PERSONS, 4):
            yield {"participantJoined": body(
                activityId=self.some("activity"), participantId=person,
                role="PARTICIPATION_ROLE_SPEAKER" if self.chance(0.3) else None)}

    def absence(self):
        yield {"participationWithdrawn": {"activityId": self.some("activity"), "reason": "ill",
                                          "participantId": self.pick(PERSONS)}}

    def merge(self):
        stays, goes = self.random.sample(PERSONS, 2)
        if self.chance(0.3):
            yield {"participantsMerged": {"participantId": stays, "mergedParticipantId": goes,
                                          "reason": "one and the same"}}

    def procurement(self):
        yield {"procurementHeld": body(
            procurementId=self.new("procurement"), title="Title", buyerId="town", **self.place(),
            procedure="PROCUREMENT_PROCEDURE_" + self.pick(("OPEN", "DIRECT", "RESERVED")),
            socialObjectives=["SOCIAL_OBJECTIVE_OPP"] if self.chance(0.5) else None,
            valueSek=self.pick((None, "100", "2500.5", "1850000")), occurred={"from": "2021-05"})}

    def contract(self):
        for _ in range(4):
            yield {"contractAwarded": {"procurementId": self.some("procurement"),
                                       "supplierId": self.pick(("coop", "firm"))}}

    def collaboration(self):
        kind = self.pick(("IDEA_BASED_PARTNERSHIP", "RESEARCH", "SUPPORT"))
        yield {"collaborationFormed": body(
            collaborationId=self.new("collaboration"), kind="COLLABORATION_KIND_" + kind,
            partyIds=[self.pick(("town", "county")), self.pick(("club", "coop"))],
            contributions="work", occurred={"from": "2021"}, period={"from": "2021"},
            **self.place())}

    def contact(self):
        yield {"contactMade": body(contactId=self.new("contact"), projectId=self.pick(self.projects),
                                   **{"from": "a promoter"}, to="a company")}

    def network(self):
        yield {self.pick(("networkStarted", "networkStartedOrDeveloped")): {
            "networkId": self.new("network"), "details": {"name": "Network", **self.place()}}}

    def publication(self):
        yield {"publicationReleased": {"publicationId": self.new("publication"),
                                       "projectId": self.pick(self.projects),
                                       "kind": "PUBLICATION_KIND_REPORT"}}
