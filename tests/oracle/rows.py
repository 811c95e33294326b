"""The fact tables at a position: rows with their dimensions, as docs/indicators.md says."""

from dataclasses import dataclass

import when
from model import SOCIAL_ENTERPRISE, code
from rules import kind_of

MUNICIPALITIES_MOVED = {"0331": (when.end_of("2007-01-01", False), "19")}  # until then


@dataclass
class Row:
    """One fact of a table. Rows of one key count once."""
    key: tuple
    position: int  # of the fact that says it as it is now
    days: tuple
    values: dict  # dimension: its values, never empty
    distinct: str = ""
    value: object = None
    earliest: int = 0  # position of the fact that came first


def values(*said):
    """The values of a dimension: those that are said, else the empty text."""
    return tuple(dict.fromkeys(value for value in said if value)) or ("",)


def regions(state, body, days):
    """Regions of a fact: stated, else of its municipality then, else of its project."""
    if body.get("regionCode"):
        return values(body["regionCode"])
    municipality = body.get("municipalityCode", "")
    if municipality:
        until, region = MUNICIPALITIES_MOVED.get(municipality, (when.EARLIEST, ""))
        return (region if days and days[1] < until else municipality[:2],)
    return values(*state.regions(body.get("projectId", "")))


def origins(body):
    activity, procurement = (body.get(f"aroseFrom{noun}Id")
                             for noun in ("Activity", "Procurement"))
    return values(activity and f"activity:{activity}", procurement and f"procurement:{procurement}")


def common(state, body, days, prefix=""):
    """What every table has: region, project, kind."""
    return {"region": regions(state, body, days), "project": values(body.get("projectId")),
            "kind": (code(body.get("kind"), prefix),)}


def of_activity(state, entry):
    details = entry["details"]
    return {**common(state, details, entry["days"], "ACTIVITY_KIND_"),
            "format": (code(details.get("format"), "ACTIVITY_FORMAT_"),),
            "municipality": values(details.get("municipalityCode"))}


def held(state):
    return ((name, entry) for name, entry in state.activity.items() if entry["status"] == "held")


def activities(state):
    return [Row((name,), entry["fact"].position, entry["days"], of_activity(state, entry))
            for name, entry in held(state)]


def participations(state):
    found = []
    for name, entry in held(state):
        for join in entry["joins"]:
            person = state.same("participant", join.body["participantId"])
            role = code(join.body.get("role"), "PARTICIPATION_ROLE_") or "attendee"
            found.append(Row((person, name), join.position, join.days or entry["days"],
                             {**of_activity(state, entry), "role": (role,), "activity": (name,)},
                             distinct=person))
    return found


def of_procurement(state, fact):
    body = fact.body
    objectives = [eforms(objective, "SOCIAL_OBJECTIVE_")
                  for objective in body.get("socialObjectives", [])]
    return {**common(state, body, fact.days),
            "procedure": (code(body["procedure"], "PROCUREMENT_PROCEDURE_"),),
            "reserved": (eforms(body.get("reservedParticipation"), "RESERVED_PARTICIPATION_")
                         or "none",),
            "social_objective": values(*objectives), "social": (bool(objectives),),
            "origin": origins(body)}


def eforms(value, prefix):
    return code(value, prefix).replace("_", "-")


def held_procurements(state):
    return (entry for entry in state.procurement.values() if entry["fact"])


def procurements(state):
    found = []
    for entry in held_procurements(state):
        fact = entry["fact"]
        buyer = state.same("organisation", fact.body.get("buyerId", ""))
        found.append(Row((fact.id,), fact.position, fact.days,
                         {**of_procurement(state, fact), "buyer": values(buyer)},
                         value=fact.body.get("valueSek") or None))
    return found


def contracts(state):
    found = []
    for entry in held_procurements(state):
        for fact in entry["contracts"]:
            days = fact.days or entry["fact"].days
            supplier = state.same("organisation", fact.body["supplierId"])
            social = kind_of(state, supplier, fact, days) in SOCIAL_ENTERPRISE
            found.append(Row((fact.id, supplier), fact.position, days,
                             {**of_procurement(state, entry["fact"]), "supplier": (supplier,),
                              "social_enterprise": (social,)},
                             value=fact.body.get("valueSek") or None))
    return found


def collaborations(state):
    found = []
    for entry in state.collaboration.values():
        fact = entry["fact"]
        parties = values(*(state.same("organisation", party) for party in fact.body.get("partyIds", [])))
        found.append(Row((fact.id,), fact.position, fact.days,
                         {**common(state, fact.body, fact.days, "COLLABORATION_KIND_"),
                          "origin": origins(fact.body), "party": parties}))
    return found


def contacts(state):
    """An example is counted elsewhere."""
    return [Row((entry["fact"].id,), entry["fact"].position, entry["fact"].days,
                {**common(state, entry["fact"].body, entry["fact"].days),
                 "origin": origins(entry["fact"].body)})
            for entry in state.contact.values() if not entry["fact"].body.get("example")]


NETWORK_KINDS = {"networkStarted": "started", "networkDeveloped": "developed",
                 "networkStartedOrDeveloped": "started_or_developed"}


COUNTED_NETWORKS = ("", "network", "partnership", "platform")


def is_network(fact):
    """A body is no network, and one that is to be formed is none yet."""
    details = fact.body["details"]
    return (code(details.get("kind"), "NETWORK_KIND_") in COUNTED_NETWORKS
            and details.get("stage") != "NETWORK_STAGE_TO_BE_FORMED")


def networks(state):
    return [Row((fact.id, fact.position), fact.position, fact.days,
                {**common(state, fact.body["details"], fact.days),
                 "kind": (NETWORK_KINDS[fact.kind],)}, distinct=fact.id)
            for entry in state.network.values() for fact in entry["facts"] if is_network(fact)]


def publications(state):
    return [Row((entry["fact"].id,), entry["fact"].position, entry["fact"].days,
                common(state, entry["fact"].body, entry["fact"].days, "PUBLICATION_KIND_"))
            for entry in state.publication.values()]


class Tables:
    """The tables of a state, each made when it is first asked for."""

    def __init__(self, state):
        self.state, self.made = state, {}

    def rows(self, table):
        if table not in self.made:
            self.made[table] = globals()[table](self.state)
        return self.made[table]
