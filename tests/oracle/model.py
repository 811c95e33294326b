"""What can happen and what is counted, as tables. A new noun is added here: its facts with their
rules, its indicators, and what random histories say of it (history.py).

Written from docs/indicators.md and the protos, and from no code of the product.
"""

# Rules of a fact, in the order in which they refuse: (check, argument, ...). Checks are the
# functions of rules.py. A field may be a path such as "details.projectId".
FACTS = {
    "organisationRegistered": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "parentId"), ("new", "organisation"),
                  ("number_free",)]},
    "organisationRenamed": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "organisationId")]},
    "organisationReclassified": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "organisationId")]},
    "organisationsMerged": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "organisationId"),
                  ("known", "organisation", "mergedOrganisationId"),
                  ("not_merged", "organisation", "organisationId", "mergedOrganisationId"),
                  ("numbers_agree",)]},
    "projectStarted": {
        "stream": ("project", "projectId"),
        "rules": [("known", "project", "programmeId"), ("new", "project")]},
    "projectPeriodStated": {
        "stream": ("project", "projectId"), "occurred": "period",
        "rules": [("known", "project", "projectId")]},
    "partnerJoined": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",),
                  ("known", "organisation", "organisationId"), ("not_partner",), ("in_period",)]},
    "partnerLeft": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",), ("partner",), ("in_period",)]},
    "projectClosed": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("not_closed",), ("in_period",)]},
    "activityPlanned": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.organiserIds"), ("new", "activity"),
                  ("in_period",)]},
    "activityHeld": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("not_ahead",), ("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.organiserIds"), ("not_cancelled", "activity"),
                  ("not_held", "activity"), ("in_period",), ("joins_fit",)]},
    "activityCorrected": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "activity", "activityId"), ("known", "project", "details.projectId"),
                  ("correction_open",), ("known", "organisation", "details.organiserIds"),
                  ("in_period",), ("not_ahead",), ("joins_fit",)]},
    "activityCancelled": {
        "stream": ("activity", "activityId"),
        "rules": [("known", "activity", "activityId"), ("not_cancelled", "activity"),
                  ("not_held", "activity")]},
    "headcountReported": {
        "stream": ("activity", "activityId"),
        "rules": [("known", "activity", "activityId"), ("not_cancelled", "activity")]},
    "participantJoined": {
        "stream": ("activity", "activityId"), "person": "participantId",
        "rules": [("known", "activity", "activityId"), ("not_cancelled", "activity"),
                  ("known", "participant", "participantId"), ("not_erased", "participantId"),
                  ("not_joined",), ("in_activity",)]},
    "participationWithdrawn": {
        "stream": ("activity", "activityId"), "person": "participantId",
        "rules": [("known", "activity", "activityId"), ("joined",)]},
    "participantRegistered": {
        "stream": ("participant", "participantId"),
        "rules": [("new", "participant"), ("not_erased", "participantId")]},
    "participantsMerged": {
        "stream": ("participant", "participantId"),
        "rules": [("known", "participant", "participantId"),
                  ("known", "participant", "mergedParticipantId"),
                  ("not_merged", "participant", "participantId", "mergedParticipantId"),
                  ("not_erased", "participantId", "mergedParticipantId"),
                  ("no_hold", "participantId", "mergedParticipantId"),
                  ("not_restricted", "participantId", "mergedParticipantId")]},
    "personalDataErased": {
        "stream": ("participant", "participantId"), "lasting": True,
        "rules": [("ever_registered",),
                  ("not_merged", "participant", "participantId"), ("not_erased", "participantId"),
                  ("no_hold", "participantId")]},
    "personalDataRestricted": {
        "stream": ("participant", "participantId"), "lasting": True,
        "rules": [("ever_registered",),
                  ("not_merged", "participant", "participantId"), ("not_erased", "participantId"),
                  ("not_restricted", "participantId")]},
    "personalDataRestrictionLifted": {
        "stream": ("participant", "participantId"), "lasting": True,
        "rules": [("ever_registered",),
                  ("not_merged", "participant", "participantId"), ("not_erased", "participantId"),
                  ("restricted", "participantId")]},
    "legalHoldPlaced": {
        "stream": ("participant", "participantId"), "lasting": True,
        "rules": [("ever_registered",),
                  ("not_merged", "participant", "participantId"), ("not_erased", "participantId"),
                  ("no_hold", "participantId")]},
    "legalHoldLifted": {
        "stream": ("participant", "participantId"), "lasting": True,
        "rules": [("ever_registered",),
                  ("not_merged", "participant", "participantId"), ("not_erased", "participantId"),
                  ("hold", "participantId")]},
    "procurementHeld": {
        "stream": ("procurement", "procurementId"), "project": "projectId",
        "rules": [("not_ahead",), ("known", "project", "projectId"), ("open",),
                  ("known", "organisation", "buyerId"),
                  ("known", "activity", "aroseFromActivityId"),
                  ("not_cancelled", "procurement"), ("not_held", "procurement"), ("in_period",)]},
    "contractAwarded": {
        "stream": ("procurement", "procurementId"),
        "rules": [("known", "procurement", "procurementId"),
                  ("known", "organisation", "supplierId"), ("no_contract",)]},
    "procurementCancelled": {
        "stream": ("procurement", "procurementId"),
        "rules": [("not_held", "procurement"), ("not_cancelled", "procurement")]},
    "collaborationFormed": {
        "stream": ("collaboration", "collaborationId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",),
                  ("known", "organisation", "partyIds"),
                  ("known", "activity", "aroseFromActivityId"),
                  ("known", "procurement", "aroseFromProcurementId"), ("new", "collaboration"),
                  ("two_parties",), ("party_of", "public", "PARTNERSHIP_NEEDS_PUBLIC_PARTY"),
                  ("party_of", "non_profit", "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY"),
                  ("in_period",)]},
    "collaborationEnded": {
        "stream": ("collaboration", "collaborationId"),
        "rules": [("known", "collaboration", "collaborationId"), ("not_ended",)]},
    "contactMade": {
        "stream": ("contact", "contactId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",),
                  ("known", "activity", "aroseFromActivityId"), ("new", "contact"),
                  ("in_period",)]},
    "networkStarted": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "project", "details.projectId"), ("open",), ("new", "network"),
                  ("in_period",)]},
    "networkDeveloped": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "project", "details.projectId"), ("open",), ("in_period",)]},
    "networkStartedOrDeveloped": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "project", "details.projectId"), ("open",), ("new", "network"),
                  ("in_period",)]},
    "figureReported": {
        "stream": ("figure", "figureId"), "project": "projectId", "occurred": "period",
        "after_closing": True,
        "rules": [("known", "indicator", "indicatorId"), ("known", "project", "projectId"),
                  ("new", "figure"), ("region_of_project",)]},
    "figureWithdrawn": {
        "stream": ("figure", "figureId"), "after_closing": True,
        "rules": [("known", "figure", "figureId"), ("not_withdrawn",)]},
    "sourceRanked": {
        "stream": ("indicator", "indicatorId"),
        "rules": [("known", "indicator", "indicatorId")]},
    "indicatorDefined": {
        "stream": ("indicator", "indicatorId"),
        "rules": [("new", "indicator")]},
    "targetSet": {
        "stream": ("indicator", "indicatorId"), "occurred": "period",
        "rules": [("known", "indicator", "indicatorId"), ("known", "project", "projectId"),
                  ("unit",)]},
    "eventVoided": {"stream": ("*", "stream"), "lasting": True, "rules": [("voidable",)]},
}

# Facts that are refused in the standard order, made into FACTS below: what they rest on, in the
# order of their fields; whether they are new; their own rules; the period of their project.
#   kind: (noun, traits, fields in the order of the proto, own rules)
# Traits: "begins" a stream, or a check that is asked instead of whether it is new; "late", taken
# after the closing; "corrects". A field with "!" must be said; an `occurred` with "<" has come.
LADDER = {
    "strandOpened": ("project", "", "name! occurred kind number label description audience "
                     "municipalityCode note sourceIds", [("new_strand",)]),
    "projectLinked": ("project", "late", "kind! otherProjectId otherName otherPeriod occurred "
                      "otherLabel otherOwnerIds otherKind fundCode about what scope note sourceIds",
                      [("not_itself",)]),
    "projectTakenOver": ("project", "late", "organisationId! what occurred label note sourceIds", []),
    "needIdentified": ("project", "", "need! occurred needId label status ofIds ofGroups surveyId "
                       "note sourceIds", [("new_need",)]),
    "projectDescribed": ("project", "late", "aspect! itemId number label texts text absence strand "
                         "organisationId sourceId! place note", []),
    "projectClassified": ("project", "late", "scheme! codeIds absence sourceId! place note",
                          [("of_scheme",)]),
    "procurementFormPromoted": ("project", "", "procedure reservedParticipation socialObjectives "
                                "ideaBasedPartnership label audienceGroups strand activityId "
                                "occurred note sourceIds", []),
    "seriesDescribed": ("series", "begins", "projectId! name! label kind minutes perYear speakers "
                        "formats planningIds planningGroups units audience topic traits "
                        "agendaAnnounced recorded strand regionCode note sourceIds",
                        [("series_name_free",)]),
    "seriesCorrected": ("series", "corrects", "projectId name label kind minutes perYear speakers "
                        "formats planningIds planningGroups units audience topic traits "
                        "agendaAnnounced recorded strand regionCode", []),
    "publicationReleased": ("publication", "begins late", "projectId! kind! title media finding "
                            "occurred< byIds uses url activityId seriesId initiativeId strand "
                            "language text titleLabel findingLabel note sourceIds", []),
    "publicationCorrected": ("publication", "corrects late", "projectId kind title media finding "
                             "occurred< byIds uses url activityId seriesId initiativeId strand "
                             "language text titleLabel findingLabel", []),
    "toolReleased": ("tool", "begins late", "projectId! name! testedBy occurred< byIds testedByIds "
                     "testedByGroups initiativeId strand nameLabel note sourceIds", []),
    "toolCorrected": ("tool", "corrects late", "projectId name testedBy occurred< byIds "
                      "testedByIds testedByGroups initiativeId strand nameLabel", []),
    "fundingOffered": ("funding", "begins", "projectId instrument! text purpose contactId occurred "
                       "giverIds recipientIds recipientGroups fundCode period regionCode "
                       "purposeLabel note sourceIds", []),
    "fundingGranted": ("funding", "begins", "projectId giverIds recipientIds recipientGroups "
                       "fundCode instrument text purposeLabel offerId initiativeId regionCode "
                       "occurred< period note sourceIds", [("not_to_oneself",), ("offer_earlier",)]),
    "fundingCorrected": ("funding", "corrects", "projectId instrument text purpose contactId "
                         "occurred giverIds recipientIds recipientGroups fundCode period "
                         "regionCode purposeLabel offerId initiativeId", []),
    "supportGiven": ("support", "begins", "projectId! kind giverIds giverGroups recipientIds "
                     "recipientGroups topic text activityId initiativeId regionCode "
                     "municipalityCode strand occurred< period note sourceIds", []),
    "supportCorrected": ("support", "corrects", "projectId kind giverIds giverGroups recipientIds "
                         "recipientGroups topic text activityId initiativeId regionCode "
                         "municipalityCode strand occurred< period", []),
    "courseLaunched": ("course", "begins", "projectId byIds title titleLabel language formats "
                       "audienceGroups audience text partOfId initiativeId regionCode "
                       "municipalityCode occurred< note sourceIds", []),
    "courseCorrected": ("course", "corrects", "projectId byIds title titleLabel language formats "
                        "audienceGroups audience text partOfId initiativeId regionCode "
                        "municipalityCode occurred<", []),
    "surveyConducted": ("survey", "begins survey_open", "projectId! kind label byIds subjects "
                        "subjectIds questions parts method text stage activityId initiativeId "
                        "regionCode occurred< period note sourceIds", []),
    "surveyCorrected": ("survey", "corrects", "projectId kind label byIds subjects subjectIds "
                        "questions parts method text stage activityId initiativeId regionCode "
                        "occurred< period", []),
    "practiceObserved": ("practice", "begins", "projectId label! ofIds ofGroups surveyId regionCode "
                         "occurred< note sourceIds", []),
    "practiceCorrected": ("practice", "corrects", "projectId label ofIds ofGroups surveyId "
                          "regionCode occurred<", []),
    "goalSet": ("goal", "begins", "projectId! number label! kind partOfGoalId indicatorIds "
                "quantityText runByIds withIds period occurred note sourceIds",
                [("goal_of_project",), ("whole_is_no_part",), ("goal_unit", "quantityText")]),
    "goalAssessed": ("goal", "late", "result! basis text figureId byIds occurred< sourceId! place "
                     "note", []),
    "goalCorrected": ("goal", "corrects", "number label kind partOfGoalId indicatorIds quantityText "
                      "runByIds withIds period occurred", []),
    "initiativePlanned": ("initiative", "begins not_begun", "projectId kind! stage name label byIds "
                          "withIds byGroups units regionCode municipalityCode strand activityId "
                          "aroseFromKind extendsId extendsRegion modelledOn codeIds fundCode "
                          "collaborationKind text goalIds occurred period note sourceIds", []),
    "initiativeStarted": ("initiative", "begins not_started", "projectId kind name label byIds "
                          "withIds byGroups units regionCode municipalityCode strand activityId "
                          "aroseFromKind extendsId extendsRegion modelledOn codeIds fundCode "
                          "collaborationKind text goalIds occurred< period note sourceIds", []),
    "initiativeDeepened": ("initiative", "begins initiative_open", "projectId kind name label byIds "
                           "withIds byGroups units regionCode municipalityCode strand activityId "
                           "aroseFromKind extendsId extendsRegion modelledOn codeIds fundCode "
                           "collaborationKind text goalIds occurred< period note sourceIds", []),
    "initiativeClosed": ("initiative", "", "outcome reason occurred note sourceIds",
                         [("not_closed_yet",), ("ends_after_beginning",)]),
    "initiativeCorrected": ("initiative", "corrects", "projectId kind stage name label byIds withIds "
                            "byGroups units regionCode municipalityCode strand activityId "
                            "aroseFromKind extendsId extendsRegion modelledOn codeIds fundCode "
                            "collaborationKind text goalIds occurred period", []),
    "resultAchieved": ("result", "begins late", "projectId initiativeId kind! name label text stage "
                       "byIds byGroups activityId aroseFromKind strand regionCode occurred< note "
                       "sourceIds", []),
    "outcomeStated": ("result", "begins late", "projectId initiativeId outcomeKind! name label text "
                      "stage byIds byGroups activityId aroseFromKind strand regionCode degreeText "
                      "needIds goalIds occurred< sourceId! place note", [("needs_known",)]),
    "resultCorrected": ("result", "corrects late", "projectId initiativeId kind name label text "
                        "stage byIds byGroups activityId aroseFromKind strand regionCode occurred< "
                        "outcomeKind degreeText needIds goalIds", []),
    "sourceRegistered": ("source", "begins", "kind title label otherNames publisherIds url document "
                         "language occurred< note sourceIds", [("source_name_free",)]),
    "sourceCorrected": ("source", "corrects", "kind title label otherNames publisherIds url "
                        "document language occurred<", []),
    "codeDefined": ("code", "begins", "scheme! code! label! alsoWritten note sourceIds", []),
    "codeCorrected": ("code", "corrects", "label alsoWritten", []),
}

# What a field names; a field of another name names nothing that is looked up.
REFERENCES = {
    "organisationId": "organisation", "byIds": "organisation", "withIds": "organisation",
    "ofIds": "organisation", "runByIds": "organisation", "giverIds": "organisation",
    "recipientIds": "organisation", "publisherIds": "organisation", "planningIds": "organisation",
    "subjectIds": "organisation", "testedByIds": "organisation", "otherOwnerIds": "organisation",
    "otherProjectId": "project", "sourceId": "source", "sourceIds": "source", "codeIds": "code",
    "fundCode": "code", "activityId": "activity", "seriesId": "series", "surveyId": "survey",
    "contactId": "contact", "initiativeId": "initiative", "extendsId": "initiative",
    "goalIds": "goal", "partOfGoalId": "goal", "partOfId": "course", "offerId": "funding",
    "indicatorIds": "indicator", "figureId": "figure",
}

# One of these is there.
ONE_OF = {
    "projectLinked": ("otherProjectId", "otherName", "otherLabel"),
    "projectDescribed": ("label", "texts", "text", "absence"),
    "projectClassified": ("codeIds", "absence"),
    "procurementFormPromoted": ("procedure", "reservedParticipation", "socialObjectives",
                                "ideaBasedPartnership", "label"),
    "resultAchieved": ("projectId", "initiativeId"), "outcomeStated": ("projectId", "initiativeId"),
    "supportGiven": ("recipientIds", "recipientGroups", "text"),
    "courseLaunched": ("projectId", "byIds"), "sourceRegistered": ("title", "label"),
    "practiceObserved": ("projectId", "surveyId", "ofIds", "ofGroups"),
    "fundingGranted": ("projectId", "recipientIds", "recipientGroups"),
}
COUNTED = {"publicationReleased", "supportGiven", "courseLaunched", "surveyConducted",
           "initiativePlanned", "initiativeStarted", "initiativeDeepened", "resultAchieved",
           "outcomeStated", "publicationCorrected", "supportCorrected", "courseCorrected",
           "surveyCorrected", "initiativeCorrected", "resultCorrected"}
# The `text` of these is a count or an absence, and never one of:
NOT_COUNTS = ("2,5", "10 kr")


def begins(kind):
    return kind in LADDER and "begins" in LADDER[kind][1]


def fields(kind):
    """Names of the fields of a fact of LADDER, but for its stream."""
    return [name.rstrip("!<") for name in LADDER[kind][2].split()]


def required(kind):
    return {name[:-1] for name in LADDER[kind][2].split() if name.endswith("!")}


def standard(kind):
    """The entry of FACTS of a fact of LADDER."""
    noun, traits, said, own = LADDER[kind]
    traits, project = traits.split(), noun == "project" or "projectId" in fields(kind)
    entry = {"stream": (noun, noun + "Id"), "after_closing": "late" in traits}
    if project:
        entry["project"] = "projectId"
    rules = [("shape",)] if kind in COUNTED or kind in ONE_OF else []
    if "occurred<" in said:
        rules += [("not_ahead",)]
    if "begins" not in traits:
        rules += [("known", noun, noun + "Id")]
    if "corrects" in traits:
        can_move = "projectId" in fields(kind) and "late" not in traits
        moved = [("not_moved_out_late",)] if can_move else []
        return {**entry, "corrects": True,
                "rules": rules + [("fits",), *moved, ("as_corrected",)]}
    if project and noun != "project":
        rules += [("known", "project", "projectId")]
    if project and "late" not in traits:
        rules += [("open",)]
    rules += [("known", REFERENCES[name], name) for name in fields(kind) if name in REFERENCES]
    if "begins" in traits:
        instead = [trait for trait in traits if trait not in ("begins", "late")]
        rules += [(check,) for check in instead] or [("new", noun)]
    rules += own
    if project and "late" not in traits and "occurred" in fields(kind):
        rules += [("in_period",)]
    return {**entry, "rules": rules}


FACTS |= {kind: standard(kind) for kind in LADDER}
# What is asked of a beginning, and not of its correction.
OF_BEGINNINGS = {"new", "survey_open", "not_begun", "not_started", "initiative_open"}

# Reasons of the checks; others are named in rules.py by what they are asked of.
REASONS = {
    "open": ["PROJECT_CLOSED"], "in_period": ["OUTSIDE_PROJECT_PERIOD"], "shape": ["NOT_WHOLE"],
    "not_ahead": ["HELD_AHEAD"], "new_strand": ["STRAND_EXISTS"], "new_need": ["NEED_EXISTS"],
    "not_itself": ["PROJECT_LINKED_TO_ITSELF"], "of_scheme": ["CODE_OF_OTHER_SCHEME"],
    "series_name_free": ["SERIES_NAME_TAKEN"], "source_name_free": ["SOURCE_NAME_TAKEN"],
    "not_to_oneself": ["FUNDING_TO_ONESELF"], "offer_earlier": ["OFFER_IS_LATER"],
    "survey_open": ["SURVEY_ALREADY_DONE"], "goal_of_project": ["GOAL_OF_OTHER_PROJECT"],
    "whole_is_no_part": ["GOAL_IS_A_PART"], "goal_unit": ["TARGET_UNIT_DIFFERS"],
    "not_begun": ["INITIATIVE_BEGUN", "INITIATIVE_EXISTS"],
    "not_started": ["INITIATIVE_ALREADY_STARTED", "INITIATIVE_CLOSED"],
    "initiative_open": ["INITIATIVE_CLOSED"], "not_closed_yet": ["INITIATIVE_CLOSED"],
    "ends_after_beginning": ["ENDS_BEFORE_BEGINNING"], "needs_known": ["NEED_UNKNOWN"],
    "fits": ["CORRECTION_DOES_NOT_FIT"], "not_moved_out_late": ["PROJECT_CLOSED"],
}


def reasons(kind):
    """Why a fact of LADDER may be refused."""
    found = []
    for check, *said in FACTS[kind]["rules"]:
        if check == "known":
            found.append(said[0].upper() + "_UNKNOWN")
        elif check == "new":
            found.append(said[0].upper() + "_EXISTS")
        elif check == "as_corrected":
            for whole in beginnings(kind):
                found += reasons_of_correction(whole, kind)
        elif check != "fits" or any(set(fields(kind)) - set(fields(whole)) or
                                    set(fields(kind)) & required(whole)
                                    for whole in beginnings(kind)):
            found += REASONS[check]
    return sorted(set(found))


def beginnings(kind):
    """Kinds of facts that begin the noun of a correction."""
    return [whole for whole in LADDER if begins(whole) and LADDER[whole][0] == LADDER[kind][0]]


def reasons_of_correction(whole, kind):
    """Those of its beginning that a correction can bring about."""
    skipped = {name for name in fields(whole) if name not in fields(kind)}
    for check, *said in FACTS[whole]["rules"]:
        if check == "known" and said[1] not in skipped:
            yield said[0].upper() + "_UNKNOWN"
        elif check not in OF_BEGINNINGS | {"known"}:
            yield from REASONS[check]


# Refusals without one name of their own: any refusal will do for them.
UNNAMED = {"HELD_AHEAD", "NOT_WHOLE"}

UNKNOWN = {"procurement": "PROCUREMENT_NOT_HELD"}  # others: NOUN_UNKNOWN
EXISTS = {}  # others: NOUN_EXISTS

PUBLIC = {"REGION", "COUNTY_ADMINISTRATIVE_BOARD", "MUNICIPALITY", "NATIONAL_AGENCY",
          "COORDINATION_ASSOCIATION", "UNIVERSITY"}
NON_PROFIT = {"CIVIL_SOCIETY", "SOCIAL_ENTERPRISE", "WORK_INTEGRATING_SOCIAL_ENTERPRISE",
              "FOLK_HIGH_SCHOOL"}
SOCIAL_ENTERPRISE = {"SOCIAL_ENTERPRISE", "WORK_INTEGRATING_SOCIAL_ENTERPRISE"}

PERIODS = ("day", "month", "quarter", "half-year", "year")
OF_ACTIVITY = ("region", "project", "kind", "format", "municipality")
OF_PARTICIPATION = ("region", "project", "kind", "role", "format", "municipality", "activity")
OF_PROCUREMENT = ("region", "project", "procedure", "reserved", "social_objective", "buyer",
                  "origin")
OF_CONTRACT = ("region", "project", "procedure", "reserved", "social_objective", "supplier")
OF_COLLABORATION = ("region", "project", "kind", "origin", "party")
OF_KNOWLEDGE = ("region", "project", "kind")

# id: (table, condition, what is counted, dimensions). A condition is (field of a row, value).
INDICATORS = {
    "activities": ("activities", None, "count", OF_ACTIVITY),
    "collaborations": ("collaborations", None, "count", OF_COLLABORATION),
    "contacts": ("contacts", None, "count", ("region", "project", "origin")),
    "contracts-to-social-enterprises":
        ("contracts", ("social_enterprise", True), "count", OF_CONTRACT),
    "networks": ("networks", None, "distinct", OF_KNOWLEDGE),
    "participants": ("participations", None, "distinct", OF_PARTICIPATION),
    "participations": ("participations", None, "count", OF_PARTICIPATION),
    "partnerships": ("collaborations", ("kind", "idea_based_partnership"), "count",
                     OF_COLLABORATION),
    "procurement-value": ("procurements", None, "sum", OF_PROCUREMENT),
    "procurements": ("procurements", None, "count", OF_PROCUREMENT),
    "procurements-with-social-consideration":
        ("procurements", ("social", True), "count", OF_PROCUREMENT),
    "publications": ("publications", None, "count", OF_KNOWLEDGE),
    "reserved-procurements": ("procurements", ("procedure", "reserved"), "count", OF_PROCUREMENT),
    "speakers": ("participations", ("role", "speaker"), "distinct", OF_PARTICIPATION),
}


def at(body, path):
    """The value at a path such as "details.projectId", or None."""
    for step in path.split("."):
        body = (body or {}).get(step)
    return body


def code(value, prefix):
    """The code of a dimension: "ACTIVITY_KIND_COURSE" is "course"; not said is ""."""
    short = (value or "").removeprefix(prefix)
    return "" if short == "UNSPECIFIED" else short.lower()


OF_PROJECT = ("projectStarted",)
OF_ACTIVITIES = OF_PROJECT + ("activityPlanned", "activityHeld", "activityCorrected",
                              "activityCancelled")
OF_PROCUREMENTS = OF_PROJECT + ("procurementHeld", "organisationRegistered", "organisationsMerged")

# The facts that a table rests on; voidings besides.
TABLES = {
    "activities": OF_ACTIVITIES,
    "participations": OF_ACTIVITIES + ("participantRegistered", "participantJoined",
                                       "participationWithdrawn", "participantsMerged",
                                       "personalDataErased"),
    "procurements": OF_PROCUREMENTS,
    "contracts": OF_PROCUREMENTS + ("contractAwarded", "organisationReclassified"),
    "collaborations": OF_PROJECT + ("collaborationFormed", "collaborationEnded",
                                    "organisationsMerged"),
    "contacts": OF_PROJECT + ("contactMade",),
    "networks": OF_PROJECT + ("networkStarted", "networkDeveloped", "networkStartedOrDeveloped"),
    "publications": OF_PROJECT + ("publicationReleased", "publicationCorrected"),
    "reported": OF_PROJECT + ("figureReported", "figureWithdrawn", "sourceRanked",
                              "indicatorDefined"),
}
TABLES = {table: kinds + ("eventVoided",) for table, kinds in TABLES.items()}

# Texts of reported figures, and how they are read: (qualifier, value, high). None: an absence.
READINGS = {"4": ("EXACT", 4, None), "6": ("EXACT", 6, None), "10": ("EXACT", 10, None),
            "ca 45": ("ABOUT", 45, None), "minst 5": ("AT_LEAST", 5, None),
            "över 12": ("MORE_THAN", 12, None), "högst 9": ("AT_MOST", 9, None),
            "3-4": ("RANGE", 3, 4), "-": None, "ej angett": None, "": None}
REPORTED_BY = ((), ("region",), ("project",), ("year",), ("region", "project"),
               ("region", "year"), ("project", "year"))
