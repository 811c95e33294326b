"""Facts that are refused in the standard order (model.LADDER), at random: what their fields may say.

Most are right; some name nobody, are not whole, or say what their correction cannot say.
"""

from datetime import timedelta

from model import (COUNTED, FACTS, LADDER, NOT_COUNTS, ONE_OF, REFERENCES, begins, fields,
                   required)
from rules import ratio, rounded
from state import OWNER

LABELS = ({"sv": "Namn"}, {"en": "Name"}, {"sv": "Namn", "en": "Name"})
COUNTS = ("3", "ca 45", "två", "ej angett", "flera", "en handfull", "3-4", "minst en")
# Fields of the facts of model.LADDER: what they may say. Fields that name something are by
# REFERENCES, labels and lists of them by what `said` does with a name that is not here.
WORDS = {
    "name": ("one", "two", "three", " one", "four", "five  six", "five six"),
    "title": ("First title", "first title", "Second", "Third", "Fourth ", "Fourth"),
    "number": ("1a", "3+4"), "need": ("A need",), "needId": ("need1", "need2", "need3", "need4"),
    "finding": ("Found",), "media": (["article"], ["article", "film"]), "strand": ("one", "two"),
    "url": ("https://example.org/1",), "language": ("sv", "en"), "testedBy": ("12", "elever"),
    "purpose": ("trials",), "degreeText": ("till viss del",), "modelledOn": ("another",),
    "quantityText": ("10", "minst tre", "en upphandling", "10 kr", "10 kr"), "otherName": ("Other",),
    "otherPeriod": ({"from": "2010"},), "period": ({"from": "2021", "to": "2022"}, {"from": "2020"}),
    "perYear": ({"text": "3-4"},), "speakers": ({"text": "två"},), "recorded": (True,),
    "ideaBasedPartnership": (True,), "minutes": (60,), "texts": (["Words"],), "what": ("all",),
    "reason": ("done",), "units": (["Unit"],), "document": ("2021-17",), "place": ("p. 12",),
    "otherNames": (["Second", "Other name"],), "alsoWritten": (["Another"],),
    "itemId": ("item1", "item2"), "scheme": ("fund", "method"),
    "socialObjectives": (["SOCIAL_OBJECTIVE_OPP"],), "uses": ([{"sv": "I skolan"}],),
    "traits": ([{"en": "Questions"}],), "questions": ([{"sv": "Hur?"}],), "parts": ([{"sv": "Del"}],),
    "formats": (["ACTIVITY_FORMAT_DIGITAL"],), "municipalityCode": ("0680",), "extendsRegion": ("12",),
    "regionCode": ("06",), "subjects": ({"label": {"sv": "Alla"}, "text": "två"},),
    "agendaAnnounced": ("ANSWER_YES", "ANSWER_NO"), "absence": ("ABSENCE_NONE",),
    "aspect": ("ASPECT_PURPOSE", "ASPECT_AIM"), "status": ("NEED_STATUS_OPEN",),
    "result": ("GOAL_RESULT_REACHED", "GOAL_RESULT_PARTLY"), "outcome": ("INITIATIVE_OUTCOME_DONE",),
    "outcomeKind": ("OUTCOME_KIND_STRUCTURE", "OUTCOME_KIND_OTHER"),
    "instrument": ("FUNDING_INSTRUMENT_GRANT", "FUNDING_INSTRUMENT_OTHER"),
    "collaborationKind": ("COLLABORATION_KIND_RESEARCH",), "otherKind": ("LINKED_KIND_PROGRAMME",),
    "aroseFromKind": ("ACTIVITY_KIND_COURSE",), "procedure": ("PROCUREMENT_PROCEDURE_RESERVED",),
    "reservedParticipation": ("RESERVED_PARTICIPATION_RES_WS",), "valueSek": ("100", "2500.5"),
    "expected": ({"from": "2022"},), "noticeId": ("2021-123456",), "lots": (3,),
    "tendersDue": ({"from": "2021-05"},), "roleId": ("role1", "role2", "role3", "role4", "role5"),
    "followsAnother": (True,), "unit": ("Unit",), "from": ("a promoter",), "to": ("a company",),
    "subject": ("Work",), "aroseFrom": ("a lunch",), "example": (True,), "goesOn": (True,),
    "contributions": ("work",), "theme": ("Theme",), "recurs": (True,),
    "municipalityCodes": (["0680"],), "organisationNumber": ("2120000142", "5560160680"),
    "primaryTargetGroups": (["Young people"],), "secondaryTargetGroups": (["Schools"],),
    "nameSv": ("Nytt namn",), "nameEn": ("New name",),
    "externalCodes": (["sdg:8.5.2"],), "givenUp": (True,), "text": ("10", "10 kr"),
    "source": ("Alfa", "beta"), "inputsSek": ("600000", "1000"), "discountRate": ("0.035", "0"),
    "methodVersion": ("sroi-2012",), "quote": ("It was good",), "said": ("Good",),
    "activityKind": ("ACTIVITY_KIND_COURSE",), "per": ("COUNT_PER_YEAR",),
    "context": (True,), "noShow": (True,), "organiserUnits": (["Unit"],),
    "members": ("MEMBERS_KNOWN_PARTIAL",), "instruments": ([{"sv": "Checkar"}],),
    "email": ("a@example.org",), "birthYear": (1970,),
}
# The same of one noun, or of one kind of fact.
WORDS_OF = {
    ("projectLinked", "kind"): ("PROJECT_LINK_KIND_CONTINUES", "PROJECT_LINK_KIND_PRECEDED_BY"),
    ("projectTakenOver", "what"): ("the work",), ("strandOpened", "kind"): ("STRAND_KIND_PILOT",),
    ("projectLinked", "what"): ([{"sv": "Allt"}],), ("projectDescribed", "text"): ("3", "10 kr"),
    ("goalAssessed", "text"): ("10", "10 kr", "10 kr"),
    ("funding", "text"): ("2500:-", ">60 Mdkr", "ej angett"),
    ("series", "kind"): ("ACTIVITY_KIND_COURSE",), ("survey", "kind"): ("SURVEY_KIND_MAPPING",),
    ("publication", "kind"): ("PUBLICATION_KIND_FILM", "PUBLICATION_KIND_REPORT"),
    ("support", "kind"): ("SUPPORT_KIND_ADVICE",), ("goal", "kind"): ("GOAL_KIND_OUTCOME",),
    ("initiative", "kind"): ("INITIATIVE_KIND_IDEA", "INITIATIVE_KIND_TOOL"),
    ("result", "kind"): ("RESULT_KIND_PRODUCT", "RESULT_KIND_PATENT"),
    ("source", "kind"): ("SOURCE_KIND_NEWS", "SOURCE_KIND_PLAN"),
    ("survey", "stage"): ("SURVEY_STAGE_BEGUN", "SURVEY_STAGE_BEGUN", "SURVEY_STAGE_DONE"),
    ("initiative", "stage"): ("INITIATIVE_STAGE_EXPLORED", "INITIATIVE_STAGE_PLANNED"),
    ("result", "stage"): ("RESULT_STAGE_DRAFT", "RESULT_STAGE_ADOPTED"),
    ("procurement", "stage"): ("PROCUREMENT_STAGE_EXPLORED", "PROCUREMENT_STAGE_PLANNED"),
    ("count", "stage"): ("COUNT_STAGE_HELD", "COUNT_STAGE_PLANNED"),
    ("network", "text"): COUNTS, ("network", "stage"): ("MEMBERSHIP_STAGE_TO_BECOME",),
    ("count", "kind"): ("ACTIVITY_KIND_COURSE",), ("count", "regionCode"): ("03", "06", "06", "12"),
    ("project", "role"): ("PROJECT_ROLE_LEADER", "PROJECT_ROLE_TEAM"),
    ("activity", "role"): ("PARTICIPATION_ROLE_SPEAKER",),
    ("feedback", "role"): ("PARTICIPATION_ROLE_SPEAKER",),
    ("feedback", "subject"): ({"sv": "Maten"},), ("collaboration", "kind"): (
        "COLLABORATION_KIND_RESEARCH", "COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP"),
    ("organisation", "kind"): tuple("ORGANISATION_KIND_" + kind for kind in (
        "MUNICIPALITY", "CIVIL_SOCIETY", "SOCIAL_ENTERPRISE", "SMALL_OR_MEDIUM_COMPANY")),
    ("indicator", "regionCode"): ("03", "06"),
    ("indicator", "description"): ("Counted anew",), ("indicator", "scope"): ("ASF only",),
    ("assessment", "result"): ("2.34",), ("count", "title"): ({"sv": "Lunch"},),
    ("indicator", "unit"): ("SEK", "enterprises"), ("indicator", "period"): ({"from": "2021"},),
    ("roleAssigned", "expected"): (True,),
}
# What is not said at random, as what it makes of figures is not predicted (contacts of a number,
# figures over time), or is beside the matter.
UNSAID = {("contactMade", "text"), ("contactCorrected", "text"), ("indicatorRevised", "overTime"),
          ("indicatorRevised", "boundedByMunicipalities"), ("indicatorRevised", "decimals"),
          ("indicatorRevised", "context"), ("needCorrected", "needId")}
# Facts that history.py makes: what they may say besides; with "?" only the name of nobody, since
# figures are of sources as text.
OF_DETAILS = ("details.seriesId details.organiserGroups details.organiserUnits "
              "details.audienceGroups details.language details.titleLabel ")
OF_NETWORK = ("details.coordinatorIds details.nameLabel details.description details.text "
              "details.members details.instruments details.strand note sourceIds")
MORE = {
    "organisationRegistered": "otherNames note sourceIds", "organisationRenamed": "note sourceIds",
    "organisationReclassified": "parentId regionCode note sourceIds",
    "projectStarted": "nameLabel recurs municipalityCodes area contactOrganisationId themeLabel "
                      "primaryTargetGroupLabels note sourceIds",
    "projectPeriodStated": "sourceId place note", "projectClosed": "note sourceIds",
    "partnerJoined": "throughIds text assignment note sourceIds", "partnerLeft": "note sourceIds",
    "activityPlanned": OF_DETAILS + "note sourceIds", "activityHeld": OF_DETAILS + "note sourceIds",
    "activityCorrected": OF_DETAILS, "activityCancelled": "note sourceIds",
    "headcountReported": "sourceId place note", "participantJoined": "note sourceIds",
    "participationWithdrawn": "noShow note sourceIds", "participantRegistered": "note sourceIds",
    "procurementHeld": "titleLabel note sourceIds", "contractAwarded": "note sourceIds",
    "procurementCancelled": "note sourceIds", "collaborationEnded": "note sourceIds",
    "collaborationFormed": "aroseFromInitiativeId aroseFromKind fundCode goesOn titleLabel "
                           "contributionsLabel note sourceIds",
    "contactMade": "fromIds toIds aroseFromKind seriesId example fromLabel toLabel subjectLabel "
                   "aroseFromLabel note sourceIds",
    "networkStarted": OF_NETWORK, "networkDeveloped": OF_NETWORK,
    "networkStartedOrDeveloped": OF_NETWORK, "membershipStarted": "role stage note sourceIds",
    "membershipEnded": "note sourceIds", "figureReported": "namedIds namedGroups surveyId sourceId?",
    "sourceRanked": "sourceId?", "indicatorDefined": "unitLabel descriptionLabel context "
                                                     "externalCodes note sourceIds",
    "indicatorRetired": "note sourceIds", "targetSet": "goalId sourceId place scope note",
    "targetRevised": "sourceId place note",
}
FAULT = 0.25 # how often a fact of model.LADDER is made with one name that does not stand
LIKELY = {"partOfGoalId": 0.6, "stage": 0.7, "offerId": 0.6, "indicatorIds": 0.6, "text": 0.4,
          "quantityText": 0.6, "needId": 0.7, "needIds": 0.5, "title": 0.8, "giverIds": 0.5,
          "recipientIds": 0.5, "byIds": 0.5, "projectId": 0.85, "initiativeId": 0.4,
          "occurred": 0.85, "codeIds": 0.6, "label": 0.4, "opened": 0.85, "planned": 0.85,
          "published": 0.85, "activityId": 0.4, "kind": 0.4, "partyIds": 0.4, "buyerId": 0.5,
          "organisationId": 0.7, "networkId": 0.3, "participantId": 0.4, "givenUp": 0.15,
          "regionCode": 0.4}  # others: 0.2


def make_standard(h, kind):
    """Any fact of the standard order: some of its fields, mostly right."""
    noun, traits, *_ = LADDER[kind]
    if "corrects" in traits:
        return correction(h, kind)
    new = begins(kind) and not (noun in ("initiative", "survey", "procurement") and h.chance(0.5))
    if new and not h.room(noun, 0.7) and h.chance(0.85):
        return None
    name = h.new(noun) if new else any_of(h, noun, 0 if begins(kind) else 0.05)
    made = {noun + "Id": name}
    project = made_project(h, kind, made)
    for field in fields(kind):
        if field in required(kind) or h.chance(LIKELY.get(field, 0.2)):
            made[field] = said(h, kind, field, project or (name if noun == "project" else None))
    if kind == "codeDefined":
        made["codeId"] = f"{made['scheme']}.{made['code']}"
    if kind == "projectClassified" and made.get("codeIds"):
        made.pop("absence", None)
    if "giverIds" in made and "recipientIds" in made and h.chance(0.1):
        made["recipientIds"] = made["giverIds"]
    made |= {"projectId": project} if project else {}
    return faulty(h, kind, mended(h, kind, globals().get("adjust_" + kind, same)(h, made)))


def same(_h, made):
    return made


def adjust_feedbackGiven(h, made):
    """Mostly of an activity of the project; a quote with its source, or a person and the words."""
    own = [name for name, entry in h.log.state.activity.items()
           if entry["details"].get("projectId") == made["projectId"]]
    if "activityId" in made and own and h.chance(0.8):
        made["activityId"] = h.pick(own)
    person = made.pop("participantId", None) if h.chance(0.5) else None
    made = {name: value for name, value in made.items()
            if name not in ("quote", "said", "participantId")}
    if person:
        return {**made, "participantId": person, **({"said": "Good"} if h.chance(0.95) else {})}
    source = named(h, "feedbackGiven", "sourceIds", None)
    return {**made, "quote": "Good", **({"sourceIds": source} if h.chance(0.95) else {})}


def adjust_organisationCorrected(h, made):
    """What acts for a project or a network is mostly said to be one."""
    for noun in ("project", "network"):
        if made.get(noun + "Id") and h.chance(0.9):
            made["kind"] = "ORGANISATION_KIND_" + noun.upper()
    return made


def adjust_procurementCorrected(_h, made):
    """Whether a group may be named beside an organisation is not decided."""
    made.pop("buyerGroup", None)
    return made


def adjust_initiativeCorrected(h, made):
    """Now and then begun after it was closed."""
    closing = h.log.state.initiative.get(made["initiativeId"], {}).get("closing")
    if closing and closing.days and h.chance(0.3):
        made["occurred"] = {"from": f"{closing.days[1] + timedelta(1)}"}
    return made


def adjust_organisationJoined(h, made):
    if made.get("organisationId"):
        made.pop("group", None)
    span = h.log.state.activity.get(made["activityId"], {}).get("days")
    made["occurred"] = h.when(span) if h.chance(0.3) else None
    return made


def adjust_activitiesReported(_h, made):
    if made.get("regionCode") != "06":
        made.pop("municipalityCode", None)
    return made


def adjust_procurementPlanned(_h, made):
    """A buyer is an organisation or a group."""
    if made.get("buyerId"):
        made.pop("buyerGroup", None)
    return made


adjust_dialogueOpened = adjust_procurementPublished = adjust_procurementPlanned


def adjust_roleEnded(h, made):
    roles = h.log.state.project.get(made["projectId"], {}).get("roles")
    if roles and h.chance(0.8):
        made["roleId"] = h.pick(roles)
    return made


def adjust_goalRevised(h, made):
    entry = h.log.state.goal.get(made["goalId"])
    if entry and h.chance(0.85):
        made["projectId"] = entry["fact"].project
    return made


def adjust_baselineSet(h, made):
    made["text"] = h.pick(("10", "10 kr"))
    if made.get("projectId") not in (None, "nobody") and h.chance(0.8):
        made["regionCode"] = (h.log.state.regions(made["projectId"]) or ["06"])[0]
    return made


def adjust_socialOutcomeMeasured(h, made):
    """Mostly of a supplier that has a contract."""
    held = [name for name, entry in h.log.state.procurement.items() if entry["contracts"]]
    if held and h.chance(0.85):
        made["procurementId"] = h.pick(held)
        contract = h.pick(h.log.state.procurement[made["procurementId"]]["contracts"])
        made["supplierId"] = contract.body["supplierId"] if h.chance(0.85) else made["supplierId"]
    return made


def adjust_impactAssessed(h, made):
    """Mostly with the result that the method gives."""
    if h.chance(0.8):
        made["result"] = f"{rounded(ratio(made), h.pick((0, 1, 2, 4)))}"
    if h.chance(0.05):
        made["methodVersion"] = "sroi-1999"
    return made


def adjust_assessmentCorrected(h, made):
    entry = h.log.state.assessment.get(made["assessmentId"])
    if entry and h.chance(0.7):
        made["result"] = f"{rounded(ratio({**entry['fact'].body, **made}), 2)}"
    return made


def effects(h):
    """Those of an assessment: what each of them is worth."""
    shares = ("0.25", "0.1", "0.5", "0")
    one = {"label": h.pick(LABELS), "quantity": h.pick(("12", "3.5")), "proxySek": "90000",
           "deadweight": h.pick(shares), "displacement": h.pick(shares), "attribution": h.pick(shares),
           "dropOff": h.pick(shares), "years": h.pick((1, 3, 5))}
    return [one, {"label": h.pick(LABELS), "quantity": "1", "proxySek": "1000"}][:h.pick((1, 2))]


def add_more(h, kind, made):
    """What a fact that history.py made may say besides; now and then it names nobody."""
    if "details" in made:
        made = {**made, "details": {**made["details"]}}
    for field in MORE.get(kind, "").split():
        nested, name = "details." in field, field.removeprefix("details.").rstrip("?")
        target = made.get("details") if nested else made
        if target is None or name in target or not h.chance(0.1):
            continue
        nobody = "method.nothing" if REFERENCES.get(name) == "code" else "nobody"
        value = said(h, kind, name, made.get("projectId"))
        if name in REFERENCES and h.chance(1 if field.endswith("?") else 0.5):
            value = [nobody] if name.endswith("s") else nobody
        if value and value != made[FACTS[kind]["stream"][1]]:
            target[name] = value
    if kind == "projectStarted" and h.chance(0.9) and "06" not in made["regionCodes"]:
        made.pop("municipalityCodes", None)
    return made


def made_project(h, kind, made):
    """The project of a fact that may name one."""
    if "projectId" in made or "projectId" not in fields(kind):
        return made.get("projectId")
    asked = "projectId" in required(kind) or h.chance(LIKELY["projectId"])
    return h.known("project") if asked else None


def any_of(h, noun, wrong=0.05):
    """An id that stands, or seldom one that does not."""
    entries = list(getattr(h.log.state, noun))
    if not entries:
        raise LookupError(noun)
    return "nobody" if h.chance(wrong) else h.pick(entries)


def said(h, kind, field, project):
    """A value of a field, or None."""
    noun = FACTS[kind]["stream"][0]
    if (kind, field) in UNSAID:
        return None
    if field == "projectId":
        return project
    if field == "effects":
        return effects(h)
    if field == "ownerIds":
        return owners(h, project)
    if field in ("occurred", "planned", "opened", "published"):
        ahead = kind in LADDER and ("<" in LADDER[kind][2] or kind.endswith("Corrected")) and h.chance(
            0.06)
        odd = "2099-01" if ahead else "2012" if h.chance(0.1) else None
        return {"from": odd} if odd else h.in_project(project)
    if field == "needIds":
        return sorted(h.log.state.project.get(project, {}).get("needs", []))[:2] or None
    if field in REFERENCES:
        return named(h, kind, field, project)
    if field == "text" and (kind, field) not in WORDS_OF and kind in COUNTED:
        return h.pick(NOT_COUNTS if h.chance(0.04) else COUNTS)
    for key in ((kind, field), (noun, field)):
        if WORDS_OF.get(key):
            return h.pick(WORDS_OF[key])
    if (noun, field) == ("source", "title"):
        title = f"Title {h.random.randrange(h.pool)}"
        return h.pick((title, title, title.upper(), " " + title))
    if field == "code":
        return f"c{h.random.randrange(h.pool)}"
    if field in WORDS:
        return h.pick(WORDS[field])
    if field.endswith("GroupLabels"):
        return [h.pick(LABELS)]
    if field.lower().endswith(("groups", "group")):
        return [group_of_parties(h)] if field.endswith("s") else group_of_parties(h)
    return h.pick(LABELS)


def group_of_parties(h):
    kinds = ("OTHER", "OTHER", "MUNICIPALITY", "SOCIAL_ENTERPRISE")
    return {"kind": "ORGANISATION_KIND_" + h.pick(kinds), "label": h.pick(LABELS),
            "text": h.pick(COUNTS)}


def owners(h, project):
    """One or two who are no partners in another role, and have not left."""
    entry = h.log.state.project.get(project)
    if entry is None:
        return None
    state = h.log.state
    gone = {state.same("organisation", name) for name, role in entry["partners"] + entry["left"]
            if role != OWNER}
    free = [name for name in state.organisation if state.same("organisation", name) not in gone]
    return h.random.sample(free, min(len(free), h.pick((1, 1, 2)))) or None


def named(h, kind, field, project):
    """One id, or some."""
    noun = REFERENCES[field]
    entries = list(getattr(h.log.state, noun))
    if field == "fundCode":
        entries = [name for name in entries if name.startswith("fund.")]
    if field == "partOfGoalId" and h.chance(0.85):
        goals = h.log.state.goal
        entries = [name for name in entries if goals[name]["fact"].project == project]
        if h.chance(0.7):
            entries = [name for name in entries if "partOfGoalId" not in goals[name]["fact"].body]
    if not entries:
        return None
    if field == "programmeId":
        entries = [name for name in entries if project not in above(h.log.state, name)]
    several = field.endswith("s")
    if not entries:
        return None
    if field == "indicatorIds":
        return h.random.sample(entries, min(len(entries), h.pick((1, 1, 1, 2))))
    chosen = h.random.sample(entries, min(len(entries), h.pick((1, 1, 2)))) if several else None
    return chosen or h.pick(entries)


def above(state, project):
    """A project, its programme, that one's, and so on."""
    chain = [project]
    while chain[-1] in state.project:
        name = state.project[chain[-1]]["fact"].body.get("programmeId", "")
        if name in ["", *chain]:
            break
        chain.append(name)
    return chain


def mended(h, kind, made):
    """One of what must be there is; seldom it is not."""
    made = {name: value for name, value in made.items() if value not in (None, "", [])}
    wanted = ONE_OF.get(kind)
    if wanted and not any(name in made for name in wanted) and h.chance(0.9):
        name = h.pick([name for name in wanted if name != "projectId"])
        made[name] = said(h, kind, name, made.get("projectId"))
    if "needIds" in made and "projectId" not in made and h.chance(0.9):
        del made["needIds"]
    missing = {name for name in required(kind) if made.get(name) is None}
    if missing or None in made.values():
        raise LookupError(kind)
    return made


def faulty(h, kind, made):
    """Now and then one of its names is that of nobody."""
    if not h.chance(FAULT):
        return made
    names = [name for name in fields(kind) if name in REFERENCES or name == "projectId"]
    if "needIds" in fields(kind) and "projectId" in made:
        names += ["needIds"]
    if not names:
        return made
    name = h.pick(names)
    nobody = "method.nothing" if REFERENCES.get(name) == "code" else "nobody"
    if name == "codeIds" and "absence" in made:
        return made
    return {**made, name: [nobody] if name.endswith("s") else nobody}


def correction(h, kind):
    """Some fields of the beginning stated anew, some cleared; seldom of another kind of beginning."""
    noun = LADDER[kind][0]
    name = any_of(h, noun)
    entry, need = getattr(h.log.state, noun).get(name), {}
    if kind == "needCorrected":
        needs = entry and entry["needs"]
        need = {"needId": h.pick(needs) if needs and h.chance(0.95) else "need9"}
        entry = needs.get(need["needId"]) if needs else None
    if noun == "participant":
        return {"participantId": name, "reason": "it was wrong", **{
            field: said(h, kind, field, None)
            for field in h.random.sample(("name", "email", "birthYear", "regionCode"), 2)}}
    steps = entry.get("steps") if entry and noun == "procurement" else None
    before = (h.pick(steps) if steps else None) if noun == "procurement" else (
        entry["fact"] if entry else None)
    fitting = [field for field in fields(kind) if before is None or field in fields(before.kind)]
    chosen = h.random.sample(fitting, min(len(fitting), h.pick((1, 1, 2, 3))))
    odd = [field for field in fields(kind) if field not in fitting]
    if odd and h.chance(0.15):
        chosen.append(h.pick(odd))
    for field in LIKELY:
        if field in fitting and field not in chosen and h.chance(LIKELY[field] / 5):
            chosen.append(field)
    project = before.project if before else None
    if "projectId" in chosen:
        project = h.known("project")
    made = {field: said(h, kind, field, project) for field in chosen}
    made = {field: value for field, value in made.items() if value not in (None, "", [])}
    made = globals().get("adjust_" + kind, same)(h, {noun + "Id": name, **made})
    made = faulty(h, kind, {field: value for field, value in made.items() if field != noun + "Id"})
    if before and h.chance(0.3):
        there = [field for field in before.body if field in fields(kind) and field not in made
                 and (kind, field) not in UNSAID]
        if not there or h.chance(0.1):
            there = [field for field in fields(kind) if field not in made
                     and (kind, field) not in UNSAID]
        made["cleared"] = [snake(h.pick(there))] if there else []
    if not made.get("cleared"):
        made.pop("cleared", None)
    return {noun + "Id": name, **need, **made, "reason": "it was wrong"} if made else None


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
