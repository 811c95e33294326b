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
    "strandOpened": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",), ("new_strand",), ("in_period",)]},
    "projectLinked": {
        "stream": ("project", "projectId"), "project": "projectId", "after_closing": True,
        "rules": [("known", "project", "projectId"), ("known", "project", "otherProjectId"),
                  ("not_itself",)]},
    "projectTakenOver": {
        "stream": ("project", "projectId"), "project": "projectId", "after_closing": True,
        "rules": [("known", "project", "projectId"), ("known", "organisation", "organisationId")]},
    "needIdentified": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",), ("in_period",)]},
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
    "publicationReleased": {
        "stream": ("publication", "publicationId"), "project": "projectId", "after_closing": True,
        "rules": [("known", "project", "projectId"), ("new", "publication")]},
    "toolReleased": {
        "stream": ("tool", "toolId"), "project": "projectId", "after_closing": True,
        "rules": [("known", "project", "projectId"), ("new", "tool")]},
    "fundingOffered": {
        "stream": ("funding", "fundingId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",), ("known", "contact", "contactId"),
                  ("new", "funding"), ("in_period",)]},
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

# Refusals without one name of their own: any refusal will do for them.
UNNAMED = {"HELD_AHEAD"}

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
    "publications": OF_PROJECT + ("publicationReleased",),
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
