"""Facts that are refused in the standard order (model.LADDER), at random: what their fields may say.

Most are right; some name nobody, are not whole, or say what their correction cannot say.
"""

from model import COUNTED, LADDER, NOT_COUNTS, ONE_OF, REFERENCES, begins, fields, required

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
    "reservedParticipation": ("RESERVED_PARTICIPATION_RES_WS",),
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
}
FAULT = 0.25 # how often a fact of model.LADDER is made with one name that does not stand
LIKELY = {"partOfGoalId": 0.6, "stage": 0.7, "offerId": 0.6, "indicatorIds": 0.6, "text": 0.4,
          "quantityText": 0.6, "needId": 0.7, "needIds": 0.5, "title": 0.8, "giverIds": 0.5,
          "recipientIds": 0.5, "byIds": 0.5, "projectId": 0.85, "initiativeId": 0.4,
          "occurred": 0.85, "codeIds": 0.6, "label": 0.4}  # others: 0.2


def make_standard(h, kind):
    """Any fact of the standard order: some of its fields, mostly right."""
    noun, traits, *_ = LADDER[kind]
    if "corrects" in traits:
        return correction(h, kind)
    new = begins(kind) and not (noun in ("initiative", "survey") and h.chance(0.45))
    if new and not h.room(noun, 0.7) and h.chance(0.85):
        return None
    name = h.new(noun) if new else any_of(h, noun, 0 if begins(kind) else 0.05)
    made = {noun + "Id": name}
    project = made_project(h, kind, made)
    for field in fields(kind):
        if field in required(kind) or h.chance(LIKELY.get(field, 0.2)):
            made[field] = said(h, kind, field, project)
    if kind == "codeDefined":
        made["codeId"] = f"{made['scheme']}.{made['code']}"
    if kind == "projectClassified" and made.get("codeIds"):
        made.pop("absence", None)
    if "giverIds" in made and "recipientIds" in made and h.chance(0.1):
        made["recipientIds"] = made["giverIds"]
    return faulty(h, kind, mended(h, kind, {**made, **({"projectId": project} if project else {})}))


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
    noun = LADDER[kind][0]
    if field == "projectId":
        return project
    if field == "occurred":
        ahead = ("occurred<" in LADDER[kind][2] or kind.endswith("Corrected")) and h.chance(0.06)
        odd = "2099-01" if ahead else "2012" if h.chance(0.1) else None
        return {"from": odd} if odd else h.in_project(project)
    if field == "needIds":
        return sorted(h.log.state.project.get(project, {}).get("needs", []))[:2] or None
    if field in REFERENCES:
        return named(h, kind, field, project)
    if field == "text" and (kind, field) not in WORDS_OF and kind in COUNTED:
        return h.pick(NOT_COUNTS if h.chance(0.04) else COUNTS)
    for key in ((kind, field), (noun, field)):
        if key in WORDS_OF:
            return h.pick(WORDS_OF[key])
    if (noun, field) == ("source", "title"):
        title = f"Title {h.random.randrange(h.pool)}"
        return h.pick((title, title, title.upper(), " " + title))
    if field == "code":
        return f"c{h.random.randrange(h.pool)}"
    if field in WORDS:
        return h.pick(WORDS[field])
    if field.endswith("Groups"):
        return [{"kind": "ORGANISATION_KIND_OTHER", "label": h.pick(LABELS), "text": h.pick(COUNTS)}]
    return h.pick(LABELS)


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
    several = field.endswith("s")
    if field == "indicatorIds":
        return h.random.sample(entries, min(len(entries), h.pick((1, 1, 1, 2))))
    chosen = h.random.sample(entries, min(len(entries), h.pick((1, 1, 2)))) if several else None
    return chosen or h.pick(entries)


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
    entry = getattr(h.log.state, noun).get(name)
    before = entry["fact"] if entry else None
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
    made = faulty(h, kind, made)
    if before and h.chance(0.3):
        there = [field for field in before.body if field in fields(kind) and field not in made]
        if not there or h.chance(0.1):
            there = [field for field in fields(kind) if field not in made]
        made["cleared"] = [snake(h.pick(there))] if there else []
    if not made.get("cleared"):
        made.pop("cleared", None)
    return {noun + "Id": name, **made, "reason": "it was wrong"} if made else None


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
