"""What stands at a position: a state, and what each kind of fact does to it."""

from dataclasses import dataclass, field

import model
import when
from model import FACTS, at, begins


@dataclass
class Fact:
    """A fact as it was recorded."""
    position: int
    kind: str
    body: dict
    event_id: str = ""
    target: int = 0  # of a voiding: position of what it voids

    @property
    def noun(self):
        return FACTS[self.kind]["stream"][0]

    @property
    def id(self):
        return self.body.get(FACTS[self.kind]["stream"][1])

    @property
    def stream(self):
        return self.id if self.noun == "*" else f"{self.noun}-{self.id}"

    @property
    def project(self):
        return at(self.body, FACTS[self.kind].get("project", "")) or ""

    @property
    def days(self):
        return when.days(at(self.body, FACTS[self.kind].get("occurred", "occurred")))


@dataclass
class State:
    """Everything that stands. Nouns by id; identity by `merged`: id -> the id that stays."""
    organisation: dict = field(default_factory=dict)
    participant: dict = field(default_factory=dict)
    project: dict = field(default_factory=dict)
    activity: dict = field(default_factory=dict)
    procurement: dict = field(default_factory=dict)
    collaboration: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    network: dict = field(default_factory=dict)
    source: dict = field(default_factory=dict)
    code: dict = field(default_factory=dict)
    goal: dict = field(default_factory=dict)
    series: dict = field(default_factory=dict)
    initiative: dict = field(default_factory=dict)
    result: dict = field(default_factory=dict)
    support: dict = field(default_factory=dict)
    course: dict = field(default_factory=dict)
    survey: dict = field(default_factory=dict)
    practice: dict = field(default_factory=dict)
    publication: dict = field(default_factory=dict)
    tool: dict = field(default_factory=dict)
    funding: dict = field(default_factory=dict)
    figure: dict = field(default_factory=dict)
    indicator: dict = field(default_factory=dict)
    merged: dict = field(default_factory=lambda: {"organisation": {}, "participant": {}})
    networks: list = field(default_factory=list)  # facts, several for one network
    ranks: list = field(default_factory=list)
    ever_registered: set = field(default_factory=set)  # also those whose registration is voided
    erased: set = field(default_factory=set)  # every pseudonym the person then had
    restricted: set = field(default_factory=set)
    hold: set = field(default_factory=set)
    standing: dict = field(default_factory=dict)  # position: Fact, of what can be voided
    voided: set = field(default_factory=set)  # positions that a voiding names

    def same(self, noun, name):
        """The id that stays for this one."""
        merged = self.merged.get(noun, {})
        while name in merged:
            name = merged[name]
        return name

    def pseudonyms(self, person):
        person = self.same("participant", person)
        return {name for name in self.participant if self.same("participant", name) == person}

    def apply(self, fact):
        globals().get("apply_" + fact.kind, standard(fact.kind))(self, fact, fact.body)
        if not FACTS[fact.kind].get("lasting"):
            self.standing[fact.position] = fact


def apply_organisationRegistered(state, fact, body):
    state.organisation[fact.id] = {"kinds": [(when.EARLIEST, 0, body["kind"])],
                                   "number": body.get("organisationNumber", "")}


def apply_organisationRenamed(_state, _fact, _body):
    """A name changes no figure."""


def apply_organisationReclassified(state, fact, body):
    entry = state.organisation[state.same("organisation", fact.id)]
    since = fact.days[0] if fact.days else when.today()
    entry["kinds"].append((since, fact.position, body["kind"]))


def apply_organisationsMerged(state, fact, body):
    stays, goes = fact.id, body["mergedOrganisationId"]
    state.merged["organisation"][goes] = stays


def apply_projectStarted(state, fact, body):
    state.project[fact.id] = {"regions": body["regionCodes"], "periods": [], "closed": None,
                              "partners": [], "strands": set(), "needs": set(),
                              "programme": body.get("programmeId", "")}


def apply_projectPeriodStated(state, fact, _body):
    state.project[fact.id]["periods"].append(fact.days)


def apply_partnerJoined(state, fact, body):
    state.project[fact.id]["partners"].append(body["organisationId"])


def apply_partnerLeft(state, fact, body):
    gone = state.same("organisation", body["organisationId"])
    project = state.project[fact.id]
    project["partners"] = [partner for partner in project["partners"]
                           if state.same("organisation", partner) != gone]


def apply_strandOpened(state, fact, body):
    state.project[fact.id]["strands"].add(body["name"])


def nothing(_state, _fact, _body):
    """What no rule and no figure looks at."""


apply_headcountReported = apply_targetSet = nothing


def apply_needIdentified(state, fact, body):
    state.project[fact.id]["needs"] |= {body["needId"]} if body.get("needId") else set()


def apply_projectClosed(state, fact, _body):
    state.project[fact.id]["closed"] = fact.days[1] if fact.days else when.today()


def set_activity(state, fact, status):
    entry = state.activity.setdefault(fact.id, {"joins": [], "cancelled": False})
    entry.update(fact=fact, details=fact.body["details"], days=fact.days)
    entry["status"] = status or entry["status"]


def apply_activityPlanned(state, fact, _body):
    set_activity(state, fact, "planned")


def apply_activityHeld(state, fact, _body):
    set_activity(state, fact, "held")


def apply_activityCorrected(state, fact, _body):
    set_activity(state, fact, None)


def apply_activityCancelled(state, fact, _body):
    state.activity[fact.id]["cancelled"] = True


def apply_participantJoined(state, fact, _body):
    state.activity[fact.id]["joins"].append(fact)


def apply_participationWithdrawn(state, fact, body):
    person = state.same("participant", body["participantId"])
    entry = state.activity[fact.id]
    entry["joins"] = [join for join in entry["joins"]
                      if state.same("participant", join.body["participantId"]) != person]


def apply_participantRegistered(state, fact, _body):
    state.ever_registered.add(fact.id)
    state.participant[fact.id] = {}


def apply_participantsMerged(state, fact, body):
    state.merged["participant"][body["mergedParticipantId"]] = fact.id


def apply_personalDataErased(state, fact, _body):
    state.erased |= state.pseudonyms(fact.id) | {fact.id}


def apply_personalDataRestricted(state, fact, _body):
    state.restricted |= {fact.id}


def apply_personalDataRestrictionLifted(state, fact, _body):
    state.restricted -= {fact.id}


def apply_legalHoldPlaced(state, fact, _body):
    state.hold |= {fact.id}


def apply_legalHoldLifted(state, fact, _body):
    state.hold -= {fact.id}


def apply_procurementHeld(state, fact, _body):
    entry = state.procurement.setdefault(fact.id, {"cancelled": False})
    entry.update(fact=fact, contracts=[])


def apply_procurementCancelled(state, fact, _body):
    state.procurement.setdefault(fact.id, {"fact": None, "contracts": []})["cancelled"] = True


def apply_contractAwarded(state, fact, _body):
    state.procurement[fact.id]["contracts"].append(fact)


def apply_collaborationFormed(state, fact, _body):
    state.collaboration[fact.id] = {"fact": fact, "ended": False}


def apply_collaborationEnded(state, fact, _body):
    state.collaboration[fact.id]["ended"] = True


def put(state, fact, _body):
    getattr(state, fact.noun)[fact.id] = {"fact": fact}


apply_contactMade = apply_figureReported = apply_indicatorDefined = put


def corrected(state, fact):
    """What began the noun, as it would say with a correction of it."""
    before = getattr(state, fact.noun)[fact.id]["fact"]
    cleared = {camel(name) for name in fact.body.get("cleared", [])}
    said = {name: value for name, value in fact.body.items() if name not in ("cleared", "reason")}
    kept = {name: value for name, value in before.body.items() if name not in cleared}
    return Fact(fact.position, before.kind, {**kept, **said})


def camel(name):
    first, *more = name.split("_")
    return first + "".join(word.capitalize() for word in more)


def correct(state, fact, _body):
    getattr(state, fact.noun)[fact.id]["fact"] = corrected(state, fact)


def standard(kind):
    """What a fact of model.LADDER does, if it has no function of its own."""
    if FACTS[kind].get("corrects"):
        return correct
    return put if begins(kind) else nothing


def apply_initiativePlanned(state, fact, body):
    """A later step says what differs, its day too."""
    entry = state.initiative.setdefault(fact.id, {"fact": fact, "steps": {}, "closed": None})
    kept = {name: value for name, value in entry["fact"].body.items()
            if name in (*model.fields(fact.kind), "initiativeId")}
    entry["fact"] = Fact(fact.position, fact.kind, {**kept, **body})
    entry["steps"].setdefault(fact.kind, fact)


apply_initiativeStarted = apply_initiativeDeepened = apply_initiativePlanned


def apply_surveyConducted(state, fact, body):
    """What a later step leaves out is as the earlier said, but that it is done."""
    entry = state.survey.get(fact.id)
    kept = entry["fact"].body if entry else {}
    state.survey[fact.id] = {"fact": Fact(
        fact.position, fact.kind, {**kept, "stage": "SURVEY_STAGE_DONE", **body})}


def apply_initiativeClosed(state, fact, _body):
    state.initiative[fact.id]["closed"] = fact.days[1] if fact.days else when.today()


def apply_networkStarted(state, fact, body):
    put(state, fact, body)
    state.networks.append(fact)


apply_networkDeveloped = apply_networkStartedOrDeveloped = apply_networkStarted


def apply_figureWithdrawn(state, fact, _body):
    state.figure[fact.id]["withdrawn"] = True


def apply_sourceRanked(state, fact, _body):
    state.ranks.append(fact)


def apply_eventVoided(state, fact, _body):
    """What it voids is left out when facts are folded (fold.py)."""
    state.voided.add(fact.target)
