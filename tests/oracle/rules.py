"""Whether a fact is accepted in a state: the checks that model.py names. Each returns the
reason of its refusal, or None."""

import model
import when
from model import FACTS, at
from state import camel, corrected


def refusal(state, fact):
    """The first refusal of a fact, or None."""
    for check, *arguments in FACTS[fact.kind]["rules"]:
        reason = globals()["check_" + check](state, fact, *arguments)
        if reason:
            return reason
    return None


def exists(state, noun, name):
    entry = getattr(state, noun).get(name)
    return entry is not None and (noun != "procurement" or entry["fact"] is not None)


def check_known(state, fact, noun, path):
    named = at(fact.body, path) or []
    for name in named if isinstance(named, list) else [named]:
        if not exists(state, noun, name):
            return model.UNKNOWN.get(noun, noun.upper() + "_UNKNOWN")
    return None


def check_ever_registered(state, fact):
    """What was registered of a person is still in the log if the registration is voided."""
    return None if fact.id in state.ever_registered else "PARTICIPANT_UNKNOWN"


def check_new(state, fact, noun):
    known = fact.id in getattr(state, noun) or noun == "indicator" and fact.id in model.INDICATORS
    return model.EXISTS.get(noun, noun.upper() + "_EXISTS") if known else None


def check_number_free(state, fact):
    number = fact.body.get("organisationNumber", "").replace("-", "")
    taken = number and any(entry["number"].replace("-", "") == number
                           for entry in state.organisation.values())
    return "ORGANISATION_NUMBER_TAKEN" if taken else None


def check_not_merged(state, fact, noun, *paths):
    gone = any(at(fact.body, path) in state.merged[noun] for path in paths)
    return noun.upper() + "_MERGED" if gone else None


def check_numbers_agree(state, fact):
    def numbers(stays):
        return {entry["number"].replace("-", "") for name, entry in state.organisation.items()
                if entry["number"] and state.same("organisation", name) == stays}
    both = numbers(fact.id) | numbers(fact.body["mergedOrganisationId"])
    return "ORGANISATION_NUMBERS_DIFFER" if len(both) > 1 else None


def closing_day(state, fact):
    project = state.project.get(fact.project)
    return project["closed"] if project else None


def check_open(state, fact):
    closed = closing_day(state, fact)
    late = closed and (fact.days is None or fact.days[0] > closed)
    return "PROJECT_CLOSED" if late else None


def check_correction_open(state, fact):
    """No correction moves a fact past the closing day, or into a closed project."""
    closed, before = closing_day(state, fact), state.activity[fact.id]
    if not closed:
        return None
    moved_in = before["details"].get("projectId", "") != fact.project
    in_time = before["days"] is None or before["days"][0] <= closed
    late = fact.days is not None and fact.days[0] > closed
    return "PROJECT_CLOSED" if moved_in or (in_time and late) else None


def check_not_closed(state, fact):
    return "PROJECT_CLOSED" if state.project[fact.id]["closed"] else None


def check_in_period(state, fact):
    project = state.project.get(fact.project)
    if not project or not project["periods"] or None in project["periods"]:
        return None
    if any(when.share(fact.days, period) for period in project["periods"]):
        return None
    return ("ACTIVITY_OUTSIDE_PROJECT_PERIOD" if fact.noun == "activity"
            else "OUTSIDE_PROJECT_PERIOD")


def check_not_ahead(state, fact):
    held = fact.kind != "activityCorrected" or state.activity[fact.id]["status"] == "held"
    ahead = held and fact.days and fact.days[0] > when.tomorrow()
    return "HELD_AHEAD" if ahead else None


def is_partner(state, fact):
    wanted = state.same("organisation", fact.body["organisationId"])
    return any(state.same("organisation", partner) == wanted
               for partner in state.project[fact.id]["partners"])


def check_not_partner(state, fact):
    return "PARTNER_ALREADY_JOINED" if is_partner(state, fact) else None


def check_partner(state, fact):
    return None if is_partner(state, fact) else "PARTNER_NOT_JOINED"


def check_new_strand(state, fact):
    known = fact.body["name"] in state.project[fact.id]["strands"]
    return "STRAND_EXISTS" if known else None


def check_not_itself(_state, fact):
    itself = fact.id == fact.body.get("otherProjectId")
    return "PROJECT_LINKED_TO_ITSELF" if itself else None


def check_not_cancelled(state, fact, noun):
    cancelled = getattr(state, noun).get(fact.id, {}).get("cancelled")
    return noun.upper() + "_CANCELLED" if cancelled else None


def check_not_held(state, fact, noun):
    entry = getattr(state, noun).get(fact.id)
    held = entry and (entry["fact"] if noun == "procurement" else entry["status"] == "held")
    return noun.upper() + "_ALREADY_HELD" if held else None


def check_joins_fit(state, fact):
    """Nobody who states a day of taking part is left outside the activity's days."""
    joins = state.activity.get(fact.id, {"joins": []})["joins"]
    lost = any(not when.share(join.days, fact.days) for join in joins)
    return "PARTICIPATIONS_OUTSIDE_ACTIVITY" if lost else None


def check_in_activity(state, fact):
    fits = when.share(fact.days, state.activity[fact.id]["days"])
    return None if fits else "PARTICIPATION_OUTSIDE_ACTIVITY"


def has_joined(state, fact):
    person = state.same("participant", fact.body["participantId"])
    return any(state.same("participant", join.body["participantId"]) == person
               for join in state.activity[fact.id]["joins"])


def check_not_joined(state, fact):
    return "PARTICIPANT_ALREADY_JOINED" if has_joined(state, fact) else None


def check_joined(state, fact):
    return None if has_joined(state, fact) else "PARTICIPANT_NOT_JOINED"


def person_in(state, fact, paths, marked):
    return any(state.same("participant", name) == state.same("participant", at(fact.body, path))
               for path in paths for name in marked)


def check_not_erased(state, fact, *paths):
    return "PARTICIPANT_ERASED" if person_in(state, fact, paths, state.erased) else None


def check_no_hold(state, fact, *paths):
    return "LEGAL_HOLD" if person_in(state, fact, paths, state.hold) else None


def check_hold(state, fact, path):
    return None if person_in(state, fact, [path], state.hold) else "NO_LEGAL_HOLD"


def check_not_restricted(state, fact, *paths):
    return "PARTICIPANT_RESTRICTED" if person_in(state, fact, paths, state.restricted) else None


def check_restricted(state, fact, path):
    restricted = person_in(state, fact, [path], state.restricted)
    return None if restricted else "PARTICIPANT_NOT_RESTRICTED"


def check_no_contract(state, fact):
    supplier = state.same("organisation", fact.body["supplierId"])
    awarded = any(state.same("organisation", contract.body["supplierId"]) == supplier
                  for contract in state.procurement[fact.id]["contracts"])
    return "CONTRACT_ALREADY_AWARDED" if awarded else None


def check_two_parties(state, fact):
    parties = {state.same("organisation", party) for party in fact.body["partyIds"]}
    return None if len(parties) > 1 else "COLLABORATION_NEEDS_TWO_PARTIES"


def check_party_of(state, fact, group, reason):
    """An idea-based partnership needs a public and a non-profit party."""
    if fact.body["kind"] != "COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP":
        return None
    wanted = model.PUBLIC if group == "public" else model.NON_PROFIT
    kinds = {kind_of(state, party, fact) for party in fact.body["partyIds"]}
    return None if kinds & wanted else reason


def kind_of(state, organisation, fact, days=None):
    """The kind in force on the last possible day, or, without one, by the facts before it."""
    kinds = state.organisation[state.same("organisation", organisation)]["kinds"]
    days = days or fact.days
    if days:
        kinds = [kind for kind in kinds if kind[0] <= days[1]]
    else:
        kinds = [kind for kind in kinds if kind[1] < fact.position and kind[0] <= when.today()]
    return max(kinds, key=lambda kind: kind[:2])[2].removeprefix("ORGANISATION_KIND_")


def check_not_ended(state, fact):
    return "COLLABORATION_ENDED" if state.collaboration[fact.id]["ended"] else None


def check_not_withdrawn(state, fact):
    return "FIGURE_WITHDRAWN" if state.figure[fact.id].get("withdrawn") else None


def check_region_of_project(state, fact):
    """A figure is reported for a region only if its project works there."""
    region, project = fact.body.get("regionCode"), state.project.get(fact.project)
    if not region or not project or region == "00" or region in project["regions"]:
        return None
    return "REGION_NOT_OF_PROJECT"


def check_unit(state, fact):
    """The histories state targets in kronor or without a unit."""
    unit = "SEK" if fact.body["text"].endswith("kr") else ""
    entry = state.indicator.get(fact.body["indicatorId"])
    wanted = entry["fact"].body["unit"] if entry else ""
    return "TARGET_UNIT_DIFFERS" if unit and unit != wanted else None


def check_shape(_state, fact):
    """What must be said of several fields, and what a count cannot be."""
    wanted = model.ONE_OF.get(fact.kind)
    whole = not wanted or any(fact.body.get(name) for name in wanted)
    if fact.kind == "outcomeStated" and fact.body.get("needIds") and not fact.project:
        whole = False
    counted = fact.kind not in model.COUNTED or fact.body.get("text") not in model.NOT_COUNTS
    return None if whole and counted else "NOT_WHOLE"


def check_new_need(state, fact):
    known = fact.body.get("needId") in state.project[fact.id]["needs"]
    return "NEED_EXISTS" if known else None


def check_needs_known(state, fact):
    known = state.project.get(fact.project, {"needs": set()})["needs"]
    return None if set(fact.body.get("needIds", [])) <= known else "NEED_UNKNOWN"


def check_of_scheme(state, fact):
    codes = [state.code[name]["fact"].body for name in fact.body.get("codeIds", [])]
    others = [code for code in codes if code["scheme"] != fact.body["scheme"]]
    return "CODE_OF_OTHER_SCHEME" if others else None


def normal(text):
    return " ".join(text.split())


def check_series_name_free(state, fact):
    def named(body):
        return body["projectId"], normal(body["name"])
    taken = any(named(entry["fact"].body) == named(fact.body)
                for name, entry in state.series.items() if name != fact.id)
    return "SERIES_NAME_TAKEN" if taken else None


def names_of_source(body):
    """Its title, or else its label in Swedish, or else in English; sources have no case."""
    label = body.get("label", {})
    name = body.get("title") or label.get("sv") or label.get("en")
    return {normal(name).casefold()} if name else set()


def check_source_name_free(state, fact):
    taken = any(names_of_source(entry["fact"].body) & names_of_source(fact.body)
                for name, entry in state.source.items() if name != fact.id)
    return "SOURCE_NAME_TAKEN" if taken else None


def check_not_to_oneself(state, fact):
    giver, recipient = ({state.same("organisation", name) for name in fact.body.get(field, [])}
                        for field in ("giverIds", "recipientIds"))
    return "FUNDING_TO_ONESELF" if giver & recipient else None


def check_offer_earlier(state, fact):
    """An offer that is named was not certainly made later."""
    offer = state.funding[fact.body["offerId"]]["fact"] if fact.body.get("offerId") else None
    if offer and offer.id == fact.id:
        return None
    later = offer and offer.days and fact.days and offer.days[0] > fact.days[1]
    return "OFFER_IS_LATER" if later else None


def check_survey_open(state, fact):
    entry = state.survey.get(fact.id)
    done = entry and entry["fact"].body.get("stage") != "SURVEY_STAGE_BEGUN"
    return "SURVEY_ALREADY_DONE" if done else None


def check_goal_of_project(state, fact):
    whole = state.goal.get(fact.body.get("partOfGoalId"))
    other = whole and whole["fact"].body["projectId"] != fact.project
    return "GOAL_OF_OTHER_PROJECT" if other else None


def check_whole_is_no_part(state, fact):
    whole = state.goal.get(fact.body.get("partOfGoalId"))
    part = whole and (whole["fact"].id == fact.id or whole["fact"].body.get("partOfGoalId"))
    return "GOAL_IS_A_PART" if part else None


def check_goal_unit(state, fact, path):
    """Compared with the unit of the one indicator of the goal."""
    indicators = fact.body.get("indicatorIds", [])
    unit = "SEK" if fact.body.get(path, "").endswith("kr") else ""
    if not unit or len(indicators) != 1:
        return None
    entry = state.indicator.get(indicators[0])
    wanted = entry["fact"].body["unit"] if entry else ""
    return "TARGET_UNIT_DIFFERS" if unit != wanted else None


def check_not_begun(state, fact):
    steps = state.initiative.get(fact.id, {"steps": {}})["steps"]
    if set(steps) - {"initiativePlanned"}:
        return "INITIATIVE_BEGUN"
    return "INITIATIVE_EXISTS" if steps else None


def check_not_started(state, fact):
    if "initiativeStarted" in state.initiative.get(fact.id, {"steps": {}})["steps"]:
        return "INITIATIVE_ALREADY_STARTED"
    return check_initiative_open(state, fact)


def check_initiative_open(state, fact):
    """As with projects: what has no day happened now."""
    closed = state.initiative.get(fact.id, {"closed": None})["closed"]
    late = closed and (fact.days is None or fact.days[0] > closed)
    return "INITIATIVE_CLOSED" if late else None


def check_not_closed_yet(state, fact):
    return "INITIATIVE_CLOSED" if state.initiative[fact.id]["closed"] else None


def check_ends_after_beginning(state, fact):
    entry = state.initiative[fact.id]
    first = entry["steps"].get("initiativeStarted")
    if first and len(entry["steps"]) == 1:
        first = entry["fact"]  # as it was corrected
    before = first and first.days and fact.days and fact.days[1] < first.days[0]
    return "ENDS_BEFORE_BEGINNING" if before else None


def check_fits(state, fact):
    """A correction says nothing that its beginning does not have, and clears nothing that it needs."""
    kind = getattr(state, fact.noun)[fact.id]["fact"].kind
    cleared = {camel(name) for name in fact.body.get("cleared", [])}
    said = set(fact.body) | cleared
    odd = said & set(model.fields(fact.kind)) - set(model.fields(kind))
    return "CORRECTION_DOES_NOT_FIT" if odd or cleared & model.required(kind) else None


def check_not_moved_out_late(state, fact):
    """Nothing leaves a project that was closed before it happened."""
    before = getattr(state, fact.noun)[fact.id]["fact"]
    if corrected(state, fact).project == before.project:
        return None
    return check_open(state, before)


def check_as_corrected(state, fact):
    """What would refuse the beginning, if it were recorded as it is corrected."""
    whole = corrected(state, fact)
    for check, *arguments in FACTS[whole.kind]["rules"]:
        if check not in model.OF_BEGINNINGS:
            reason = globals()["check_" + check](state, whole, *arguments)
            if reason:
                return reason
    return None


def check_voidable(state, fact):
    """The rest of voiding needs the whole history: fold.py."""
    return None
