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
    def details(self):
        """What is said of an activity or a network is in a message of its own."""
        return self.body.get("details", self.body)

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
    assessment: dict = field(default_factory=dict)
    count: dict = field(default_factory=dict)
    feedback: dict = field(default_factory=dict)
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
    merges: list = field(default_factory=list)  # of organisations, as they were recorded
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

    def membership(self, ended):
        """The membership that an end names, by its id or its organisation; None if there is none."""
        wanted = ended.body.get("membershipId")
        organisation = self.same("organisation", ended.body.get("organisationId"))
        for fact in self.network[ended.id]["members"]:
            member = self.same("organisation", fact.body.get("organisationId"))
            if wanted and fact.body.get("membershipId") == wanted or not wanted and (
                    member == organisation and not fact.body.get("unit")):
                return fact
        return None

    def regions(self, project):
        """The regions of a project; none if there is no such project."""
        entry = self.project.get(project)
        return entry["fact"].body["regionCodes"] if entry else []

    def apply(self, fact):
        globals().get("apply_" + fact.kind, standard(fact.kind))(self, fact, fact.body)
        if not FACTS[fact.kind].get("lasting"):
            self.standing[fact.position] = fact


def apply_organisationRegistered(state, fact, _body):
    state.organisation[fact.id] = {"fact": fact, "changes": []}


def apply_organisationRenamed(_state, _fact, _body):
    """A name changes no figure."""


def apply_organisationReclassified(state, fact, body):
    entry = state.organisation[state.same("organisation", fact.id)]
    since = fact.days[0] if fact.days else when.today()
    if body.get("kind"):
        entry["changes"].append((since, fact.position, body["kind"]))


def apply_organisationsMerged(state, fact, body):
    stays, goes = fact.id, body["mergedOrganisationId"]
    state.merged["organisation"][goes] = stays
    state.merges.append(fact)


def apply_projectStarted(state, fact, _body):
    """`partners` and `left` are organisations with the role in which they joined."""
    state.project[fact.id] = {"fact": fact, "periods": [], "closed": None, "partners": [],
                              "left": [], "strands": set(), "needs": {}, "roles": {}}


def apply_projectPeriodStated(state, fact, _body):
    state.project[fact.id]["periods"].append(fact.days)


def apply_partnerJoined(state, fact, body):
    if body.get("organisationId"):
        state.project[fact.id]["partners"].append((body["organisationId"], body.get("role")))


def apply_partnerLeft(state, fact, body):
    gone = state.same("organisation", body["organisationId"])
    project = state.project[fact.id]
    project["left"] += [partner for partner in project["partners"]
                        if state.same("organisation", partner[0]) == gone]
    project["partners"] = [partner for partner in project["partners"]
                           if state.same("organisation", partner[0]) != gone]


OWNER = "PARTNER_ROLE_OWNER"


def apply_projectCorrected(state, fact, body):
    """The owners that it states are the owners from the beginning; who left has still left."""
    correct(state, fact, body)
    if "ownerIds" in body:
        project = state.project[fact.id]
        owners = {state.same("organisation", name): name for name in body["ownerIds"]}
        project["partners"] = [(name, role) for name, role in project["partners"] if role != OWNER and
                               state.same("organisation", name) not in owners]
        gone = {state.same("organisation", name) for name, _ in project["left"]}
        project["partners"] += [(name, OWNER) for same, name in owners.items() if same not in gone]
        project["left"] = [(name, OWNER if state.same("organisation", name) in owners else role)
                           for name, role in project["left"]]


def apply_roleAssigned(state, fact, body):
    state.project[fact.id]["roles"][body["roleId"]] = {"fact": fact, "ended": False}


def apply_roleEnded(state, fact, body):
    state.project[fact.id]["roles"][body["roleId"]]["ended"] = True


def apply_strandOpened(state, fact, body):
    state.project[fact.id]["strands"].add(body["name"])


def nothing(_state, _fact, _body):
    """What no rule and no figure looks at."""


apply_headcountReported = apply_participantUpdated = nothing


def apply_needIdentified(state, fact, body):
    if body.get("needId"):
        state.project[fact.id]["needs"][body["needId"]] = {"fact": fact}


def apply_projectClosed(state, fact, _body):
    state.project[fact.id]["closed"] = fact.days[1] if fact.days else when.today()


def set_activity(state, fact, status):
    entry = state.activity.setdefault(fact.id, {"joins": [], "organisations": [],
                                                "cancelled": False})
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


def apply_organisationJoined(state, fact, _body):
    state.activity[fact.id]["organisations"].append(fact)


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


def procurement(state, fact):
    """`fact` is the holding; `steps` are planning, dialogues, notice and holding in order."""
    return state.procurement.setdefault(fact.id, {"fact": None, "steps": [], "tenders": [],
                                                  "contracts": [], "cancelled": False})


def apply_procurementHeld(state, fact, _body):
    procurement(state, fact)["steps"].append(fact)
    if fact.kind == "procurementHeld":
        state.procurement[fact.id]["fact"] = fact


apply_procurementPlanned = apply_dialogueOpened = apply_procurementPublished = apply_procurementHeld


def apply_procurementCancelled(state, fact, _body):
    procurement(state, fact)["cancelled"] = True


def apply_tenderReceived(state, fact, _body):
    state.procurement[fact.id]["tenders"].append(fact)


def apply_contractAwarded(state, fact, _body):
    state.procurement[fact.id]["contracts"].append(fact)


def apply_procurementCorrected(state, fact, _body):
    entry = state.procurement[fact.id]
    entry["steps"] = [corrected(fact, step) for step in entry["steps"]]
    entry["fact"] = next((step for step in entry["steps"] if step.kind == "procurementHeld"), None)


def apply_collaborationFormed(state, fact, _body):
    state.collaboration[fact.id] = {"fact": fact, "ended": None}


def apply_collaborationEnded(state, fact, _body):
    state.collaboration[fact.id]["ended"] = fact.days[1] if fact.days else when.today()


def put(state, fact, _body):
    getattr(state, fact.noun)[fact.id] = {"fact": fact}


apply_figureReported = put


def apply_indicatorDefined(state, fact, _body):
    state.indicator[fact.id] = {"fact": fact, "retired": False, "targets": [], "baselines": []}


def apply_indicatorRetired(state, fact, _body):
    state.indicator[fact.id]["retired"] = True


def apply_targetSet(state, fact, _body):
    if fact.id in state.indicator:
        state.indicator[fact.id]["targets"].append(fact)


apply_targetRevised = apply_targetSet


def apply_baselineSet(state, fact, _body):
    state.indicator[fact.id]["baselines"].append(fact)


def apply_goalSet(state, fact, _body):
    state.goal[fact.id] = {"fact": fact, "revisions": [], "assessments": []}


def apply_goalRevised(state, fact, _body):
    state.goal[fact.id]["revisions"].append(fact)


def apply_goalAssessed(state, fact, _body):
    state.goal[fact.id]["assessments"].append(fact)


def beginnings(state, fact):
    """The facts that a correction corrects, as they stand: of a procurement each of its steps."""
    if fact.kind == "needCorrected":
        return [state.project[fact.id]["needs"][fact.body["needId"]]["fact"]]
    entry = getattr(state, fact.noun)[fact.id]
    if fact.noun == "network":
        return entry["facts"][:1]
    return entry["steps"] if fact.noun == "procurement" else [entry["fact"]]


def corrected(fact, before):
    """A fact that began the noun, as it would say with a correction of it."""
    nested = "details" in before.body
    own, said = ((body.get("details", {}) if nested else body) for body in (before.body, fact.body))
    cleared = {camel(name) for name in fact.body.get("cleared", [])}
    fits = None if nested else {*model.fields(before.kind), *before.body}
    said = {name: value for name, value in said.items() if nested or name in fits}
    merged = {**{name: value for name, value in own.items() if name not in cleared}, **said}
    body = {**before.body, "details": merged} if nested else merged
    return Fact(fact.position, before.kind, body)


def camel(name):
    first, *more = name.split("_")
    return first + "".join(word.capitalize() for word in more)


def correct(state, fact, _body):
    whole = corrected(fact, beginnings(state, fact)[0])
    if fact.kind == "needCorrected":
        state.project[fact.id]["needs"][fact.body["needId"]]["fact"] = whole
    elif fact.noun == "network":
        state.network[fact.id]["facts"][0] = whole
    else:
        getattr(state, fact.noun)[fact.id]["fact"] = whole


apply_networkCorrected = correct


def standard(kind):
    """What a fact of model.LADDER does, if it has no function of its own."""
    if FACTS[kind].get("corrects"):
        return correct
    return put if begins(kind) else nothing


def apply_initiativePlanned(state, fact, body):
    """A later step says what differs, its day too."""
    entry = state.initiative.setdefault(fact.id, {"fact": fact, "steps": {}, "closed": None,
                                                  "closing": None})
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
    state.initiative[fact.id].update(closing=fact, closed=fact.days[1] if fact.days else
                                     when.today())


def network(state, fact):
    """`facts` are starts and developments in order; `members` those whose membership lasts."""
    return state.network.setdefault(fact.id, {"facts": [], "members": [], "memberships": set()})


def apply_networkStarted(state, fact, _body):
    network(state, fact)["facts"].append(fact)


apply_networkDeveloped = apply_networkStartedOrDeveloped = apply_networkStarted


def apply_membershipStarted(state, fact, body):
    network(state, fact)["members"].append(fact)
    state.network[fact.id]["memberships"] |= {body.get("membershipId")}


def apply_membershipEnded(state, fact, body):
    gone = state.membership(fact)
    state.network[fact.id]["members"].remove(gone)


def apply_figureWithdrawn(state, fact, _body):
    state.figure[fact.id]["withdrawn"] = True


def apply_sourceRanked(state, fact, _body):
    state.ranks.append(fact)


def apply_eventVoided(state, fact, _body):
    """What it voids is left out when facts are folded (fold.py)."""
    state.voided.add(fact.target)
