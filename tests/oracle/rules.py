"""Whether a fact is accepted in a state: the checks that model.py names. Each returns the
reason of its refusal, or None."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import model
import when
from model import FACTS, at
from state import OWNER, beginnings, camel, corrected


def refusal(state, fact):
    """The first refusal of a fact, or None."""
    for check, *arguments in FACTS[fact.kind]["rules"]:
        reason = globals()["check_" + check](state, fact, *arguments)
        if reason:
            return reason
    return None


def exists(state, noun, name):
    entry = getattr(state, noun).get(name)
    if noun == "network":
        return bool(entry and (entry["facts"] or entry["memberships"]))
    return entry is not None and (noun != "procurement" or bool(entry["steps"]))


def check_known(state, fact, noun, path):
    named = at(fact.body, path) or []
    for name in named if isinstance(named, list) else [named]:
        if noun == "procurement" and fact.noun != noun and not was_held(state, name):
            return "PROCUREMENT_NOT_HELD"
        if not exists(state, noun, name):
            return noun.upper() + "_UNKNOWN"
    return None


def check_ever_registered(state, fact):
    """What was registered of a person is still in the log if the registration is voided."""
    return None if fact.id in state.ever_registered else "PARTICIPANT_UNKNOWN"


def check_new(state, fact, noun):
    """Memberships alone do not begin a network."""
    known = fact.id in getattr(state, noun) or noun == "indicator" and fact.id in model.INDICATORS
    if noun == "network":
        known = known and bool(state.network[fact.id]["facts"])
    return noun.upper() + "_EXISTS" if known else None


def number(entry):
    return entry["fact"].body.get("organisationNumber", "").replace("-", "")


def others(state, fact):
    """Entries of organisations but those that are one with this one."""
    own = state.same("organisation", fact.id)
    return (entry for name, entry in state.organisation.items()
            if state.same("organisation", name) != own)


def check_number_free(state, fact):
    wanted = number({"fact": fact})
    taken = wanted and any(number(entry) == wanted for entry in others(state, fact))
    return "ORGANISATION_NUMBER_TAKEN" if taken else None


def check_party_free(state, fact):
    """A project or network has one entry as a party."""
    taken = any(fact.body.get(field) and entry["fact"].body.get(field) == fact.body[field]
                for entry in others(state, fact) for field in ("projectId", "networkId"))
    return "PARTY_EXISTS" if taken else None


def check_not_merged(state, fact, noun, *paths):
    gone = any(at(fact.body, path) in state.merged[noun] for path in paths)
    return noun.upper() + "_MERGED" if gone else None


def check_numbers_agree(state, fact):
    one = {state.same("organisation", name) for name in (fact.id, fact.body["mergedOrganisationId"])}
    numbers = {number(entry) for name, entry in state.organisation.items()
               if state.same("organisation", name) in one} - {""}
    return "ORGANISATION_NUMBERS_DIFFER" if len(numbers) > 1 else None


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
    """Of what has happened; a role may be expected."""
    held = fact.kind != "activityCorrected" or state.activity[fact.id]["status"] == "held"
    ahead = held and not fact.body.get("expected") and fact.days and fact.days[0] > when.tomorrow()
    return "HELD_AHEAD" if ahead else None


def is_partner(state, fact):
    wanted = state.same("organisation", fact.body.get("organisationId"))
    return any(state.same("organisation", partner) == wanted
               for partner, _ in state.project[fact.id]["partners"])


def check_not_partner(state, fact):
    return "PARTNER_ALREADY_JOINED" if is_partner(state, fact) else None


def check_partner(state, fact):
    return None if is_partner(state, fact) else "PARTNER_NOT_JOINED"


def check_had_joined(_state, leaving):
    """Of one that left: still one that had joined, or an owner no more (resting_leavings)."""
    return None if leaving[2] else "PARTNER_NOT_JOINED"


def check_new_role(state, fact):
    known = fact.body["roleId"] in state.project[fact.id]["roles"]
    return "ROLE_EXISTS" if known else None


def check_role_there(state, fact):
    return None if fact.body["roleId"] in state.project[fact.id]["roles"] else "ROLE_UNKNOWN"


def check_role_not_ended(state, fact):
    return "ROLE_ENDED" if state.project[fact.id]["roles"][fact.body["roleId"]]["ended"] else None


def ends_before(end, beginning):
    """Whether it certainly ended before it began."""
    return beginning.days and end.days and end.days[1] < beginning.days[0]


def check_role_began(state, fact):
    role = state.project[fact.id]["roles"][fact.body["roleId"]]["fact"]
    return "ENDS_BEFORE_BEGINNING" if ends_before(fact, role) else None


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
    entry = state.activity.get(fact.id, {"joins": [], "organisations": []})
    lost = any(not when.share(join.days, fact.days)
               for join in entry["joins"] + entry["organisations"])
    return "PARTICIPATIONS_OUTSIDE_ACTIVITY" if lost else None


def check_not_there(state, fact):
    """An organisation takes part once; its units may take part besides."""
    name = state.same("organisation", fact.body.get("organisationId"))
    there = name and not fact.body.get("unit") and any(
        state.same("organisation", join.body.get("organisationId")) == name
        and not join.body.get("unit") for join in state.activity[fact.id]["organisations"])
    return "ORGANISATION_ALREADY_JOINED" if there else None


def check_activity_of_project(state, fact):
    activity = state.activity.get(fact.body.get("activityId"))
    other = activity and activity["details"]["projectId"] != fact.project
    return "ACTIVITY_OF_OTHER_PROJECT" if other else None


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
    return in_procurement(state, fact, "supplierId", "contracts", "CONTRACT_ALREADY_AWARDED")


def in_procurement(state, fact, field, known, reason):
    """Whether the organisation is in one of the facts that are known of the procurement."""
    name = state.same("organisation", fact.body[field])
    there = any(state.same("organisation", other.body[field]) == name
                for other in state.procurement[fact.id][known])
    return reason if there else None


def check_no_tender(state, fact):
    return in_procurement(state, fact, "tendererId", "tenders", "TENDER_ALREADY_RECEIVED")


def check_contract_there(state, fact):
    there = in_procurement(state, fact, "supplierId", "contracts", "there")
    return None if there else "CONTRACT_NOT_AWARDED"


def check_held(state, fact):
    return None if was_held(state, fact.id) else "PROCUREMENT_NOT_HELD"


def was_held(state, procurement):
    return state.procurement.get(procurement, {"fact": None})["fact"] is not None


def check_no_step(state, fact, reason):
    steps = state.procurement.get(fact.id, {"steps": []})["steps"]
    return reason if any(step.kind == fact.kind for step in steps) else None


def check_not_after_holding(state, fact):
    held = state.procurement.get(fact.id, {"fact": None})["fact"]
    return "STEP_AFTER_HOLDING" if held and ends_before(held, fact) else None


def check_steps_before(state, fact):
    entry = state.procurement.get(fact.id, {"steps": [], "tenders": []})
    later = any(ends_before(fact, step) for step in entry["steps"] + entry["tenders"])
    return "STEP_AFTER_HOLDING" if later else None


def check_two_parties(state, fact):
    parties = {state.same("organisation", party) for party in fact.body.get("partyIds", [])}
    several = len(parties) + in_groups(fact.body) > 1
    return None if several else "COLLABORATION_NEEDS_TWO_PARTIES"


def in_groups(body):
    """A group is as many parties as it says, and one if it does not say."""
    said = {"3": 3, "ca 45": 45, "två": 2, "flera": 2, "en handfull": 5, "3-4": 3}
    return sum(said.get(group.get("text"), 1) for group in body.get("partyGroups", []))


def check_party_of(state, fact, group):
    """An idea-based partnership needs a public and a non-profit party."""
    if fact.body["kind"] != "COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP":
        return None
    kinds = {kind_of(state, party, fact) for party in fact.body.get("partyIds", [])}
    kinds |= {parties.get("kind", "").removeprefix("ORGANISATION_KIND_")
              for parties in fact.body.get("partyGroups", [])}
    wanted = model.PUBLIC if group == "public" else model.NON_PROFIT
    return None if kinds & wanted else f"PARTNERSHIP_NEEDS_{group.upper()}_PARTY"


def kind_of(state, organisation, fact, days=None):
    """The kind in force on the last possible day, or, without one, by the facts before it."""
    entry = state.organisation[state.same("organisation", organisation)]
    kinds = [(when.EARLIEST, 0, entry["fact"].body.get("kind", "")), *entry["changes"]]
    days = days or fact.days
    if days:
        kinds = [kind for kind in kinds if kind[0] <= days[1]]
    else:
        kinds = [kind for kind in kinds if kind[1] < fact.position and kind[0] <= when.today()]
    return max(kinds, key=lambda kind: kind[:2])[2].removeprefix("ORGANISATION_KIND_")


def check_not_ended(state, fact):
    return "COLLABORATION_ENDED" if state.collaboration[fact.id]["ended"] else None


def check_collaboration_open(state, fact):
    ended = state.collaboration[fact.id]["ended"]
    late = ended and (fact.days is None or fact.days[0] > ended)
    return "COLLABORATION_ENDED" if late else None


def check_network_there(state, fact):
    """A membership is the first that is known of a network if it says its name."""
    named = fact.body.get("name") or exists(state, "network", fact.id)
    return None if named else "NETWORK_UNKNOWN"


def check_network_told(state, fact):
    """Of a network that is known by memberships alone there is nothing to correct."""
    told = state.network.get(fact.id, {"facts": []})["facts"]
    return None if told else "NETWORK_UNKNOWN"


def check_not_member(state, fact):
    if not fact.body.get("organisationId") or fact.body.get("unit") or fact.id not in state.network:
        return None
    bare = {name: value for name, value in fact.body.items() if name != "membershipId"}
    member = state.membership(type(fact)(fact.position, fact.kind, bare))
    return "MEMBER_ALREADY_JOINED" if member else None


def check_new_membership(state, fact):
    known = state.network.get(fact.id, {"memberships": set()})["memberships"] - {None}
    return "MEMBERSHIP_EXISTS" if fact.body.get("membershipId") in known else None


def check_member(state, fact):
    return None if state.membership(fact) else "MEMBER_NOT_JOINED"


def check_membership_began(state, fact):
    return "ENDS_BEFORE_BEGINNING" if ends_before(fact, state.membership(fact)) else None


def check_not_withdrawn(state, fact):
    return "FIGURE_WITHDRAWN" if state.figure[fact.id].get("withdrawn") else None


def check_region_of_project(state, fact):
    """A figure is reported for a region only if its project works there."""
    region = fact.body.get("regionCode")
    if not region or not fact.project or region == "00" or region in state.regions(fact.project):
        return None
    return "REGION_NOT_OF_PROJECT"


def differs(state, text, indicator):
    """Whether a text names another unit. The histories state kronor or no unit."""
    entry = state.indicator.get(indicator)
    wanted = entry["fact"].body.get("unit", "") if entry else ""
    return text.endswith("kr") and wanted != "SEK"


def check_unit(state, fact):
    return "TARGET_UNIT_DIFFERS" if differs(state, fact.body["text"], fact.id) else None


def target_of(fact):
    period = when.days(fact.body.get("period"))
    return [fact.body.get(name) for name in ("regionCode", "projectId", "scope")] + [period]


def check_target_there(state, fact):
    there = any(target.kind == "targetSet" and target_of(target) == target_of(fact)
                for target in state.indicator[fact.id]["targets"])
    return None if there else "TARGET_UNKNOWN"


def check_not_retired(state, fact):
    return "INDICATOR_RETIRED" if state.indicator[fact.id]["retired"] else None


def check_not_built_in(_state, fact):
    return "INDICATOR_BUILT_IN" if fact.id in model.INDICATORS else None


def check_shape(_state, fact):
    """What must be said of several fields, and what a count cannot be."""
    wanted, body = model.ONE_OF.get(fact.kind), fact.details
    whole = not wanted or any(body.get(name) for name in wanted)
    counted = fact.kind not in model.COUNTED or body.get("text") not in model.NOT_COUNTS
    fits = globals().get("shape_of_" + model.SHAPES.get(fact.kind, ""), lambda _body: True)(body)
    return None if whole and counted and fits else "NOT_WHOLE"


def shape_of_outcome(body):
    return bool(body.get("projectId") or not body.get("needIds"))


def shape_of_organisation(body):
    """A project that acts as a party is one of kind project, and a network one of kind network."""
    return shape_of_parent(body) and all(
        not body.get(noun + "Id") or body.get("kind") == "ORGANISATION_KIND_" + noun.upper()
        for noun in ("project", "network"))


def shape_of_parent(body):
    """Nothing belongs to itself."""
    return not body.get("parentId") or body["parentId"] != body["organisationId"]


def shape_of_project(body):
    """The municipalities lie in its regions."""
    return all(name[:2] in body["regionCodes"] for name in body.get("municipalityCodes", []))


def shape_of_procurement(body):
    reserved = body.get("reservedParticipation") not in (None, "RESERVED_PARTICIPATION_NONE")
    return not reserved or body.get("procedure") in (None, "PROCUREMENT_PROCEDURE_RESERVED")


def shape_of_partnership(body):
    """There are two parties; an idea-based partnership has a period; a municipality lies in the
    region beside it."""
    if len(set(body.get("partyIds", []))) + in_groups(body) < 2:
        return False
    region, place = body.get("regionCode"), body.get("municipalityCode")
    if region and place and not place.startswith(region):
        return False
    return body["kind"] != "COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP" or bool(body.get("period"))


def shape_of_assessment(body):
    return body["methodVersion"] == "sroi-2012"


def shape_of_feedback(body):
    """Either a quote, which has a source and names nobody, or a person with what was said."""
    if body.get("quote"):
        return bool(body.get("sourceIds")) and not body.get("participantId")
    return bool(body.get("said"))


def shape_of_network(body):
    return any(body.get(name) for name in ("name", "nameLabel", "kind"))


def check_new_need(state, fact):
    known = any(fact.body.get("needId") in project["needs"] for project in state.project.values())
    return "NEED_EXISTS" if known else None


def check_need_there(state, fact):
    known = fact.body["needId"] in state.project[fact.id]["needs"]
    return None if known else "NEED_UNKNOWN"


def check_needs_known(state, fact):
    known = state.project.get(fact.project, {"needs": {}})["needs"]
    return None if set(fact.body.get("needIds", [])) <= set(known) else "NEED_UNKNOWN"


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
    indicators, text = fact.body.get("indicatorIds", []), fact.body.get(path, "")
    other = len(indicators) == 1 and differs(state, text, indicators[0])
    return "TARGET_UNIT_DIFFERS" if other else None


def as_revised(state, name, by=()):
    """What a goal says, with its revisions and these."""
    entry, said = state.goal[name], ("indicatorIds", "quantityText")
    body = dict(entry["fact"].body)
    for revision in [*entry["revisions"], *by]:
        body.update({field: revision.body[field] for field in said if field in revision.body})
    return body


def check_assessed_unit(state, fact):
    """Compared with the unit of the one indicator that the goal has now."""
    indicators, text = as_revised(state, fact.id).get("indicatorIds", []), fact.body.get("text", "")
    other = len(indicators) == 1 and differs(state, text, indicators[0])
    return "TARGET_UNIT_DIFFERS" if other else None


def check_revised_unit(state, fact):
    """The quantity and the indicators, of which a revision may change one."""
    later = [] if fact in state.goal[fact.id]["revisions"] else [fact]
    whole = type(fact)(fact.position, "goalSet", as_revised(state, fact.id, later))
    return check_goal_unit(state, whole, "quantityText")


def check_goal_is_of_project(state, fact):
    other = state.goal[fact.id]["fact"].project != fact.project
    return "GOAL_OF_OTHER_PROJECT" if other else None


def check_not_given_up(state, fact):
    given_up = any(revision.body.get("givenUp") for revision in state.goal[fact.id]["revisions"])
    return "GOAL_GIVEN_UP" if given_up else None


def ratio(body):
    """What the method of 2012 gives: the worth of each year is discounted, that of the first too."""
    worth, rate = Fraction(0), 1 + Fraction(body.get("discountRate", "0"))
    for effect in body["effects"]:
        of_year = Fraction(effect["quantity"]) * Fraction(effect["proxySek"])
        for share in ("deadweight", "displacement", "attribution"):
            of_year *= 1 - Fraction(effect.get(share, "0"))
        for year in range(1, effect.get("years", 1) + 1):
            worth += of_year / rate ** year
            of_year *= 1 - Fraction(effect.get("dropOff", "0"))
    return worth / Fraction(body["inputsSek"])


def rounded(number, decimals):
    """A fraction as a decimal of so many digits behind the point."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def check_method_gives(_state, fact):
    said = Decimal(fact.body["result"])
    gives = rounded(ratio(fact.body), -said.as_tuple().exponent)
    return None if said == gives else "RESULT_DIFFERS"


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
    return "ENDS_BEFORE_BEGINNING" if first and ends_before(fact, first) else None


def check_fits(state, fact):
    """A correction says nothing that its beginning does not have, and clears nothing that it needs."""
    kinds = [before.kind for before in beginnings(state, fact)]
    cleared = {camel(name) for name in fact.body.get("cleared", [])}
    said = (set(fact.body) | cleared) & set(model.fields(fact.kind)) - {"ownerIds"}
    odd = said - {name for kind in kinds for name in model.fields(kind)}
    needed = {name for kind in kinds for name in model.required(kind)}
    return "CORRECTION_DOES_NOT_FIT" if odd or cleared & needed else None


def check_not_moved_out_late(state, fact):
    """Nothing leaves a project that was closed before it happened."""
    for before in beginnings(state, fact):
        if corrected(fact, before).project != before.project and check_open(state, before):
            return "PROJECT_CLOSED"
    return None


def check_as_corrected(state, fact):
    """What would refuse the beginning, if it were recorded as it is corrected."""
    wholes = [corrected(fact, before) for before in beginnings(state, fact)]
    for whole in wholes:
        for check, *arguments in FACTS[whole.kind]["rules"]:
            if check not in model.OF_BEGINNINGS:
                reason = globals()["check_" + check](with_steps(state, whole, wholes), whole,
                                                     *arguments)
                if reason:
                    return reason
    return None


def with_steps(state, whole, wholes):
    """Steps of a procurement are asked beside the others as they are corrected too."""
    if whole.noun != "procurement":
        return state
    held = next((step for step in wholes if step.kind == "procurementHeld"), None)
    entry = {**state.procurement[whole.id], "steps": wholes, "fact": held}
    return replace(state, procurement={**state.procurement, whole.id: entry})


def check_breaks(state, fact):
    """Whether the correction makes the rules refuse a later fact that rests on its noun."""
    entry = getattr(state, fact.noun)[fact.id]
    before, (beginning,) = broken(state, fact), beginnings(state, fact)
    entry["fact"] = corrected(fact, beginning)
    after = broken(state, fact)
    entry["fact"] = beginning
    return "CORRECTION_BREAKS" if after - before else None


def check_activity_breaks(state, fact):
    """An activity that is moved to another project leaves the feedback on it behind."""
    left = any(feedback.project != fact.project for feedback in resting_feedback(state, fact))
    return "CORRECTION_BREAKS" if left else None


def broken(state, correction):
    """Facts that rest on the noun of a correction and that the rules refuse, as (position, check)."""
    found = set()
    for name, check, *arguments in model.BREAKS[correction.noun]:
        for fact in globals()["resting_" + name](state, correction):
            if globals()["check_" + check](state, fact, *arguments):
                found.add((getattr(fact, "position", fact), check))
    return found


def facts_of(entries, field, wanted):
    """Of nouns that name one in a field, what they say as it stands."""
    return [entry["fact"] for entry in entries.values()
            if wanted in (entry["fact"].body.get(field), *listed(entry["fact"].body.get(field)))]


def listed(value):
    return value if isinstance(value, list) else []


def resting_partnerships(state, fact):
    """Of an organisation, or of entries that are one with it."""
    own = state.same("organisation", fact.id)
    return [entry["fact"] for entry in state.collaboration.values()
            if any(state.same("organisation", name) == own
                   for name in entry["fact"].body.get("partyIds", []))]


def resting_merges(state, fact):
    own = state.same("organisation", fact.id)
    return [merge for merge in state.merges if state.same("organisation", merge.id) == own]


def resting_leavings(state, fact):
    """(organisation, role, whether it had joined) of those who left; an owner that is none has not."""
    owners = fact.body.get("ownerIds")
    same = {state.same("organisation", name) for name in owners or []}
    corrected_now = state.project[fact.id]["fact"].position == fact.position
    return [(name, role, not corrected_now or owners is None or role != OWNER or
             state.same("organisation", name) in same) for name, role in state.project[fact.id]["left"]]


def resting_feedback(state, fact):
    return facts_of(state.feedback, "activityId", fact.id)


def resting_grants(state, fact):
    return facts_of(state.funding, "offerId", fact.id)


def resting_parts(state, fact):
    return facts_of(state.goal, "partOfGoalId", fact.id)


def resting_assessments(state, fact):
    return state.goal[fact.id]["assessments"]


def resting_revisions(state, fact):
    return state.goal[fact.id]["revisions"]


def resting_closing(state, fact):
    closing = state.initiative[fact.id]["closing"]
    return [closing] if closing else []


def resting_targets(state, fact):
    entry = state.indicator[fact.id]
    return entry["targets"] + entry["baselines"]


def resting_goals(state, fact):
    return facts_of(state.goal, "indicatorIds", fact.id)


def resting_assessments_by(state, _fact):
    return [assessment for entry in state.goal.values() for assessment in entry["assessments"]]


def resting_revisions_by(state, _fact):
    return [revision for entry in state.goal.values() for revision in entry["revisions"]]


def check_voidable(state, fact):
    """The rest of voiding needs the whole history: fold.py."""
    return None
