"""What can happen and what is counted, as tables. A new noun is added here: its facts with their
rules, its indicators, and what random histories say of it (history.py).

Written from docs/indicators.md and the protos, and from no code of the product.
"""

# Rules of a fact, in the order in which they refuse: (check, argument, ...). Checks are the
# functions of rules.py. A field may be a path such as "details.projectId".
FACTS = {
    "organisationRenamed": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "organisationId"),
                  ("known", "source", "sourceIds")]},
    "organisationReclassified": {
        "stream": ("organisation", "organisationId"),
        "rules": [("shape",), ("known", "organisation", "organisationId"),
                  ("known", "organisation", "parentId"), ("known", "source", "sourceIds")]},
    "organisationsMerged": {
        "stream": ("organisation", "organisationId"),
        "rules": [("known", "organisation", "organisationId"),
                  ("known", "organisation", "mergedOrganisationId"),
                  ("not_merged", "organisation", "organisationId", "mergedOrganisationId"),
                  ("numbers_agree",)]},
    "projectPeriodStated": {
        "stream": ("project", "projectId"), "occurred": "period",
        "rules": [("known", "project", "projectId"),
                  ("known", "source", "sourceId")]},
    "partnerJoined": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("shape",), ("known", "project", "projectId"), ("open",),
                  ("known", "organisation", "organisationId"),
                  ("known", "organisation", "throughIds"), ("known", "source", "sourceIds"),
                  ("not_partner",), ("in_period",)]},
    "partnerLeft": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"), ("open",),
                  ("known", "source", "sourceIds"), ("partner",), ("in_period",)]},
    "projectClosed": {
        "stream": ("project", "projectId"), "project": "projectId",
        "rules": [("known", "project", "projectId"),
                  ("known", "source", "sourceIds"), ("not_closed",), ("in_period",)]},
    "activityPlanned": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.organiserIds"),
                  ("known", "series", "details.seriesId"), ("known", "source", "sourceIds"),
                  ("new", "activity"),
                  ("in_period",)]},
    "activityHeld": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("not_ahead",), ("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.organiserIds"),
                  ("known", "series", "details.seriesId"), ("known", "source", "sourceIds"),
                  ("not_cancelled", "activity"),
                  ("not_held", "activity"), ("in_period",), ("joins_fit",)]},
    "activityCorrected": {
        "stream": ("activity", "activityId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("known", "activity", "activityId"), ("known", "project", "details.projectId"),
                  ("correction_open",), ("known", "organisation", "details.organiserIds"),
                  ("known", "series", "details.seriesId"),
                  ("in_period",), ("not_ahead",), ("joins_fit",), ("activity_breaks",)]},
    "activityCancelled": {
        "stream": ("activity", "activityId"),
        "rules": [("known", "activity", "activityId"),
                  ("known", "source", "sourceIds"), ("not_cancelled", "activity"),
                  ("not_held", "activity")]},
    "headcountReported": {
        "stream": ("activity", "activityId"),
        "rules": [("known", "activity", "activityId"), ("not_cancelled", "activity"),
                  ("known", "source", "sourceId")]},
    "participantJoined": {
        "stream": ("activity", "activityId"), "person": "participantId",
        "rules": [("known", "activity", "activityId"), ("not_cancelled", "activity"),
                  ("known", "participant", "participantId"),
                  ("known", "source", "sourceIds"), ("not_erased", "participantId"),
                  ("not_joined",), ("in_activity",)]},
    "participationWithdrawn": {
        "stream": ("activity", "activityId"), "person": "participantId",
        "rules": [("known", "activity", "activityId"),
                  ("known", "source", "sourceIds"), ("joined",)]},
    "participantRegistered": {
        "stream": ("participant", "participantId"),
        "rules": [("known", "source", "sourceIds"), ("new", "participant"),
                  ("not_erased", "participantId")]},
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
    "networkStarted": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("shape",), ("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.coordinatorIds"),
                  ("known", "source", "sourceIds"), ("new", "network"), ("in_period",)]},
    "networkDeveloped": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("shape",), ("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.coordinatorIds"),
                  ("known", "source", "sourceIds"), ("in_period",)]},
    "networkCorrected": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred", "corrects": True,
        "rules": [("network_told",), ("not_moved_out_late",), ("as_corrected",)]},
    "networkStartedOrDeveloped": {
        "stream": ("network", "networkId"), "project": "details.projectId",
        "occurred": "details.occurred",
        "rules": [("shape",), ("known", "project", "details.projectId"), ("open",),
                  ("known", "organisation", "details.coordinatorIds"),
                  ("known", "source", "sourceIds"), ("new", "network"), ("in_period",)]},
    "figureReported": {
        "stream": ("figure", "figureId"), "project": "projectId", "occurred": "period",
        "after_closing": True,
        "rules": [("known", "indicator", "indicatorId"), ("known", "project", "projectId"),
                  ("known", "organisation", "namedIds"), ("known", "survey", "surveyId"),
                  ("known", "source", "sourceId"),
                  ("new", "figure"), ("region_of_project",)]},
    "figureWithdrawn": {
        "stream": ("figure", "figureId"), "after_closing": True,
        "rules": [("known", "figure", "figureId"), ("not_withdrawn",)]},
    "sourceRanked": {
        "stream": ("indicator", "indicatorId"),
        "rules": [("known", "indicator", "indicatorId"),
                  ("known", "source", "sourceId")]},
    "eventVoided": {"stream": ("*", "stream"), "lasting": True, "rules": [("voidable",)]},
}

# Facts that are refused in the standard order, made into FACTS below: what they rest on, in the
# order of their fields; whether they are new; their own rules; the period of their project.
#   kind: (noun, traits, fields in the order of the proto, own rules)
# Traits: "begins" a stream, or a check that is asked instead of whether it is new; "late", taken
# after the closing; "corrects". A field with "!" must be said; an `occurred` with "<" has come.
# The day is `occurred`, or the field with "<" or "@".
OF_PROCUREMENT_STEP = ("title titleLabel buyerId buyerGroup procedure reservedParticipation "
                       "socialObjectives valueSek projectId regionCode aroseFromActivityId ")
OF_ORGANISATION = ("otherNames organisationNumber kind municipalityCode regionCode parentId "
                   "occurred projectId networkId")
OF_PROJECTS = ("programmeId theme primaryTargetGroups secondaryTargetGroups occurred nameLabel "
               "recurs municipalityCodes area contactOrganisationId themeLabel "
               "primaryTargetGroupLabels secondaryTargetGroupLabels")
FORMED = ("title partyIds contributions projectId regionCode aroseFromActivityId "
          "aroseFromProcurementId occurred period partyGroups aroseFromInitiativeId aroseFromKind "
          "fundCode municipalityCode goesOn titleLabel contributionsLabel")
OF_CONTACT = ("subject aroseFromActivityId aroseFrom occurred fromIds toIds aroseFromKind seriesId "
              "text example fromLabel toLabel subjectLabel aroseFromLabel")
DEFINED = ("unit description boundedByMunicipalities decimals overTime unitLabel descriptionLabel "
           "context externalCodes")
LADDER = {
    "organisationRegistered": ("organisation", "begins late", f"name! {OF_ORGANISATION} note "
                               "sourceIds", [("number_free",), ("party_free",)]),
    "organisationCorrected": ("organisation", "corrects late", f"name {OF_ORGANISATION}", []),
    "projectStarted": ("project", "begins late", f"name! regionCodes! {OF_PROJECTS} note sourceIds",
                       []),
    "projectCorrected": ("project", "corrects late", f"name regionCodes {OF_PROJECTS} ownerIds", []),
    "needCorrected": ("project", "corrects", "need occurred needId! label status ofIds ofGroups "
                      "surveyId", []),
    "roleAssigned": ("project", "", "roleId! role! organisationId participantId label focus text "
                     "expected followsAnother occurred< note sourceIds",
                     [("not_erased", "participantId"), ("new_role",)]),
    "roleEnded": ("project", "", "roleId! occurred note sourceIds",
                  [("role_there",), ("role_not_ended",), ("role_began",)]),
    "organisationJoined": ("activity", "", "organisationId group role unit occurred note sourceIds",
                           []),
    "feedbackGiven": ("feedback", "begins late", "projectId! activityId activityKind seriesId role "
                      "language subject quote participantId said occurred< note sourceIds",
                      [("activity_of_project",), ("not_erased", "participantId")]),
    "activitiesReported": ("count", "begins late", "projectId! regionCode kind label text! per stage "
                           "formats organiserIds organiserGroups audienceGroups title audience topic "
                           "strand seriesId municipalityCode period@ sourceId! place note",
                           [("region_of_project",)]),
    "participantUpdated": ("participant", "corrects", "regionCode name email birthYear", []),
    "procurementPlanned": ("procurement", "begins own", OF_PROCUREMENT_STEP + "stage text expected "
                           "planned@ note sourceIds",
                           [("not_held", "procurement"), ("not_cancelled", "procurement"),
                            ("no_step", "PROCUREMENT_ALREADY_PLANNED")]),
    "dialogueOpened": ("procurement", "begins own", OF_PROCUREMENT_STEP + "text expected withIds "
                       "withGroups topic period opened< note sourceIds",
                       [("not_cancelled", "procurement"), ("not_after_holding",)]),
    "procurementPublished": ("procurement", "begins own", OF_PROCUREMENT_STEP + "text expected "
                             "noticeId url tendersDue lots published< note sourceIds",
                             [("not_cancelled", "procurement"), ("not_after_holding",),
                              ("no_step", "PROCUREMENT_ALREADY_PUBLISHED")]),
    "procurementHeld": ("procurement", "begins own", "title! buyerId procedure! reservedParticipation "
                        "socialObjectives valueSek projectId regionCode aroseFromActivityId occurred< "
                        "buyerGroup titleLabel note sourceIds",
                        [("not_cancelled", "procurement"), ("not_held", "procurement"),
                         ("steps_before",)]),
    "tenderReceived": ("procurement", "", "tendererId! valueSek occurred< note sourceIds", []),
    "contractAwarded": ("procurement", "", "supplierId! valueSek occurred< note sourceIds", []),
    "procurementCancelled": ("procurement", "", "reason occurred note sourceIds", []),
    "socialOutcomeMeasured": ("procurement", "late", "supplierId! indicatorId label text! method "
                              "period occurred< sourceId! place note", []),
    "procurementCorrected": ("procurement", "corrects", OF_PROCUREMENT_STEP + "stage text expected "
                             "planned occurred<", []),
    "collaborationFormed": ("collaboration", "begins", f"kind! {FORMED} note sourceIds",
                            [("two_parties",), ("party_of", "public"), ("party_of", "non_profit")]),
    "collaborationCorrected": ("collaboration", "corrects", f"kind {FORMED}", []),
    "collaborationDeepened": ("collaboration", "", "label addedPartyIds period occurred< note "
                              "sourceIds", [("collaboration_open",)]),
    "collaborationEnded": ("collaboration", "", "reason occurred note sourceIds", [("not_ended",)]),
    "contactMade": ("contact", "begins", f"projectId! from! to! {OF_CONTACT} note sourceIds", []),
    "contactCorrected": ("contact", "corrects", f"projectId from to {OF_CONTACT}", []),
    "membershipStarted": ("network", "", "membershipId organisationId group unit role stage "
                          "regionCode occurred name kind projectId note sourceIds", []),
    "membershipEnded": ("network", "", "membershipId organisationId occurred note sourceIds", []),
    "indicatorDefined": ("indicator", "begins", f"nameSv! nameEn! {DEFINED} note sourceIds", []),
    "indicatorRevised": ("indicator", "corrects", f"nameSv nameEn {DEFINED}", []),
    "indicatorRetired": ("indicator", "", "reason! replacedById occurred note sourceIds",
                         [("not_retired",)]),
    "baselineSet": ("indicator", "late", "regionCode projectId text period@ sourceId! place note",
                    [("unit",), ("region_of_project",)]),
    "targetSet": ("indicator", "late", "regionCode projectId text period@ source sourceId place "
                  "goalId scope note", [("unit",)]),
    "targetRevised": ("indicator", "", "regionCode projectId text period source sourceId place "
                      "scope reason! occurred note",
                      [("target_there",), ("unit",), ("region_of_project",)]),
    "goalRevised": ("goal", "", "projectId! label indicatorIds quantityText period givenUp reason "
                    "occurred< note sourceIds",
                    [("goal_is_of_project",), ("not_given_up",), ("revised_unit",)]),
    "impactAssessed": ("assessment", "begins late", "projectId! label! methodVersion! inputsSek! "
                       "effects! discountRate result! byIds period occurred< note sourceIds",
                       [("method_gives",)]),
    "assessmentCorrected": ("assessment", "corrects late", "projectId label methodVersion inputsSek "
                            "effects discountRate result byIds period occurred<", []),
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
                     "note", [("assessed_unit",)]),
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
    "indicatorIds": "indicator", "figureId": "figure", "parentId": "organisation",
    "contactOrganisationId": "organisation", "ownerIds": "organisation",
    "partyIds": "organisation", "addedPartyIds": "organisation", "fromIds": "organisation",
    "toIds": "organisation", "buyerId": "organisation", "tendererId": "organisation",
    "supplierId": "organisation", "organiserIds": "organisation", "networkId": "network",
    "programmeId": "project", "participantId": "participant", "replacedById": "indicator",
    "indicatorId": "indicator", "goalId": "goal", "aroseFromActivityId": "activity",
    "aroseFromProcurementId": "procurement", "aroseFromInitiativeId": "initiative",
    "namedIds": "organisation", "throughIds": "organisation", "coordinatorIds": "organisation",
}

# Facts of LADDER that are refused in an order of their own.
OWN_ORDER = {
    "needCorrected": [("known", "project", "projectId"), ("need_there",), ("fits",),
                      ("as_corrected",)],
    "organisationJoined": [("shape",), ("known", "activity", "activityId"),
                           ("not_cancelled", "activity"),
                           ("known", "organisation", "organisationId"),
                           ("known", "source", "sourceIds"), ("not_there",), ("in_activity",)],
    "participantUpdated": [("known", "participant", "participantId"),
                           ("not_merged", "participant", "participantId"),
                           ("not_erased", "participantId"), ("not_restricted", "participantId")],
    "tenderReceived": [("not_ahead",), ("known", "procurement", "procurementId"),
                       ("not_cancelled", "procurement"), ("known", "organisation", "tendererId"),
                       ("known", "source", "sourceIds"), ("not_after_holding",), ("no_tender",)],
    "contractAwarded": [("not_ahead",), ("held",), ("known", "organisation", "supplierId"),
                        ("known", "source", "sourceIds"), ("no_contract",)],
    "procurementCancelled": [("known", "source", "sourceIds"), ("not_held", "procurement"),
                             ("not_cancelled", "procurement")],
    "socialOutcomeMeasured": [("shape",), ("not_ahead",), ("held",),
                              ("known", "organisation", "supplierId"),
                              ("known", "indicator", "indicatorId"), ("known", "source", "sourceId"),
                              ("contract_there",)],
    "membershipStarted": [("shape",), ("network_there",), ("known", "project", "projectId"),
                          ("open",), ("known", "organisation", "organisationId"),
                          ("known", "source", "sourceIds"), ("not_member",), ("new_membership",),
                          ("in_period",)],
    "membershipEnded": [("known", "network", "networkId"), ("known", "source", "sourceIds"),
                        ("member",), ("membership_began",)],
    "indicatorRevised": [("not_built_in",), ("known", "indicator", "indicatorId"),
                         ("not_retired",), ("fits",), ("as_corrected",), ("breaks",)],
}

# A correction breaks what rests on its noun: (which facts, the check that refuses them then).
# Facts are found by the functions of rules.py that begin with `resting_`.
BREAKS = {
    "organisation": [("partnerships", "party_of", "public"),
                     ("partnerships", "party_of", "non_profit"), ("merges", "numbers_agree")],
    "project": [("leavings", "had_joined")],
    "funding": [("grants", "offer_earlier")],
    "goal": [("parts", "goal_of_project"), ("parts", "whole_is_no_part"),
             ("assessments", "assessed_unit"), ("revisions", "revised_unit")],
    "initiative": [("closing", "ends_after_beginning")],
    "indicator": [("targets", "unit"), ("goals", "goal_unit", "quantityText"),
                  ("assessments_by", "assessed_unit"), ("revisions_by", "revised_unit")],
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
    "organisationReclassified": ("kind", "municipalityCode", "regionCode", "parentId"),
    "partnerJoined": ("organisationId", "groups"), "organisationJoined": ("organisationId", "group"),
    "membershipStarted": ("organisationId", "group"), "procurementHeld": ("buyerId", "buyerGroup"),
    "socialOutcomeMeasured": ("indicatorId", "label"),
    "feedbackGiven": ("quote", "participantId"),
    "goalRevised": ("label", "indicatorIds", "quantityText", "period", "givenUp"),
}
# Of these the shape says more: rules.shape_of_...
SHAPES = {"outcomeStated": "outcome", "organisationRegistered": "organisation",
          "organisationCorrected": "parent", "organisationReclassified": "parent",
          "projectStarted": "project", "procurementPlanned": "procurement",
          "dialogueOpened": "procurement", "procurementPublished": "procurement",
          "procurementHeld": "procurement", "collaborationFormed": "partnership",
          "impactAssessed": "assessment",
          "feedbackGiven": "feedback", "networkStarted": "network", "networkDeveloped": "network",
          "networkStartedOrDeveloped": "network"}
COUNTED = {"publicationReleased", "supportGiven", "courseLaunched", "surveyConducted",
           "initiativePlanned", "initiativeStarted", "initiativeDeepened", "resultAchieved",
           "outcomeStated", "publicationCorrected", "supportCorrected", "courseCorrected",
           "surveyCorrected", "initiativeCorrected", "resultCorrected", "roleAssigned",
           "activitiesReported", "procurementPlanned", "dialogueOpened", "procurementPublished",
           "procurementCorrected", "partnerJoined"}
# The `text` of these is a count or an absence, and never one of:
NOT_COUNTS = ("2,5", "10 kr")


def begins(kind):
    return kind in LADDER and "begins" in LADDER[kind][1]


def fields(kind):
    """Names of the fields of a fact of LADDER, but for its stream."""
    return [name.rstrip("!<@") for name in LADDER[kind][2].split()]


def day(kind):
    """The field that tells when it happened."""
    marked = [name[:-1] for name in LADDER[kind][2].split() if name[-1] in "<@"]
    return marked[0] if marked else "occurred"


def required(kind):
    return {name[:-1] for name in LADDER[kind][2].split() if name.endswith("!")}


def standard(kind):
    """The entry of FACTS of a fact of LADDER."""
    noun, traits, said, own = LADDER[kind]
    traits, project = traits.split(), noun == "project" or "projectId" in fields(kind)
    entry = {"stream": (noun, noun + "Id"), "after_closing": "late" in traits,
             "occurred": day(kind), "corrects": "corrects" in traits}
    if project:
        entry["project"] = "projectId"
    if kind in OWN_ORDER:
        return {**entry, "rules": OWN_ORDER[kind]}
    rules = [("shape",)] if kind in COUNTED or kind in ONE_OF or kind in SHAPES else []
    if "<" in said:
        rules += [("not_ahead",)]
    if "begins" not in traits:
        rules += [("known", noun, noun + "Id")]
    if "corrects" in traits:
        return {**entry, "rules": rules + corrections(kind)}
    if project and noun != "project":
        rules += [("known", "project", "projectId")]
    if project and "late" not in traits:
        rules += [("open",)]
    rules += [("known", REFERENCES[name], name) for name in fields(kind) if name in REFERENCES]
    if "begins" in traits:
        instead = [trait for trait in traits if trait not in ("begins", "late", "own")]
        rules += [(check,) for check in instead] or ([] if "own" in traits else [("new", noun)])
    rules += own
    if project and "late" not in traits and day(kind) in fields(kind):
        rules += [("in_period",)]
    return {**entry, "rules": rules}


def corrections(kind):
    """The rules of a correction, once its noun is known."""
    noun, traits, *_ = LADDER[kind]
    moves = "projectId" in fields(kind) and "late" not in traits
    owners = [("known", "organisation", "ownerIds")] if "ownerIds" in fields(kind) else []
    return [("fits",), *[("not_moved_out_late",)] * moves, ("as_corrected",), *owners,
            *[("breaks",)] * (noun in BREAKS)]


FACTS |= {kind: standard(kind) for kind in LADDER}
# What is asked of a beginning, and not of its correction.
OF_BEGINNINGS = {"new", "survey_open", "not_begun", "not_started", "initiative_open", "new_need",
                 "not_cancelled", "not_held", "no_step"}

# Reasons of the checks that have one whatever they are asked of.
REASONS = {
    "open": ["PROJECT_CLOSED"], "shape": ["NOT_WHOLE"], "not_ahead": ["HELD_AHEAD"],
    "new_strand": ["STRAND_EXISTS"], "new_need": ["NEED_EXISTS"], "need_there": ["NEED_UNKNOWN"],
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
    "number_free": ["ORGANISATION_NUMBER_TAKEN"], "party_free": ["PARTY_EXISTS"],
    "numbers_agree": ["ORGANISATION_NUMBERS_DIFFER"], "not_closed": ["PROJECT_CLOSED"],
    "correction_open": ["PROJECT_CLOSED"], "not_partner": ["PARTNER_ALREADY_JOINED"],
    "partner": ["PARTNER_NOT_JOINED"], "new_role": ["ROLE_EXISTS"], "role_there": ["ROLE_UNKNOWN"],
    "role_not_ended": ["ROLE_ENDED"], "role_began": ["ENDS_BEFORE_BEGINNING"],
    "joins_fit": ["PARTICIPATIONS_OUTSIDE_ACTIVITY"], "not_joined": ["PARTICIPANT_ALREADY_JOINED"],
    "in_activity": ["PARTICIPATION_OUTSIDE_ACTIVITY"], "joined": ["PARTICIPANT_NOT_JOINED"],
    "not_there": ["ORGANISATION_ALREADY_JOINED"],
    "activity_of_project": ["ACTIVITY_OF_OTHER_PROJECT"],
    "not_erased": ["PARTICIPANT_ERASED"], "no_hold": ["LEGAL_HOLD"], "hold": ["NO_LEGAL_HOLD"],
    "not_restricted": ["PARTICIPANT_RESTRICTED"], "restricted": ["PARTICIPANT_NOT_RESTRICTED"],
    "ever_registered": ["PARTICIPANT_UNKNOWN"], "held": ["PROCUREMENT_NOT_HELD"],
    "not_after_holding": ["STEP_AFTER_HOLDING"], "steps_before": ["STEP_AFTER_HOLDING"],
    "no_tender": ["TENDER_ALREADY_RECEIVED"], "no_contract": ["CONTRACT_ALREADY_AWARDED"],
    "contract_there": ["CONTRACT_NOT_AWARDED"], "two_parties": ["COLLABORATION_NEEDS_TWO_PARTIES"],
    "collaboration_open": ["COLLABORATION_ENDED"], "not_ended": ["COLLABORATION_ENDED"],
    "network_there": ["NETWORK_UNKNOWN"], "network_told": ["NETWORK_UNKNOWN"],
    "not_member": ["MEMBER_ALREADY_JOINED"],
    "new_membership": ["MEMBERSHIP_EXISTS"], "member": ["MEMBER_NOT_JOINED"],
    "membership_began": ["ENDS_BEFORE_BEGINNING"], "not_withdrawn": ["FIGURE_WITHDRAWN"],
    "region_of_project": ["REGION_NOT_OF_PROJECT"], "unit": ["TARGET_UNIT_DIFFERS"],
    "assessed_unit": ["TARGET_UNIT_DIFFERS"], "revised_unit": ["TARGET_UNIT_DIFFERS"],
    "target_there": ["TARGET_UNKNOWN"], "not_retired": ["INDICATOR_RETIRED"],
    "not_built_in": ["INDICATOR_BUILT_IN"], "goal_is_of_project": ["GOAL_OF_OTHER_PROJECT"],
    "not_given_up": ["GOAL_GIVEN_UP"], "method_gives": ["RESULT_DIFFERS"],
    "breaks": ["CORRECTION_BREAKS"], "activity_breaks": ["CORRECTION_BREAKS"],
    "voidable": ["EVENT_UNKNOWN", "EVENT_NOT_VOIDABLE", "EVENT_VOIDED", "FACT_IN_USE"],
}


def reasons_of(check, said, noun):
    """Why a check refuses, by what it is asked of."""
    named = {"known": "UNKNOWN", "new": "EXISTS", "not_merged": "MERGED",
             "not_cancelled": "CANCELLED", "not_held": "ALREADY_HELD"}
    if check in named:
        return [f"{said[0].upper()}_{named[check]}"]
    if check == "in_period":
        return ["ACTIVITY_" * (noun == "activity") + "OUTSIDE_PROJECT_PERIOD"]
    if check == "party_of":
        return [f"PARTNERSHIP_NEEDS_{said[0].upper()}_PARTY"]
    return [said[0]] if check == "no_step" else REASONS[check]


def reasons(kind):
    """Why a fact may be refused."""
    found, noun = [], FACTS[kind]["stream"][0]
    for check, *said in FACTS[kind]["rules"]:
        if check == "as_corrected":
            for whole in beginnings(kind):
                found += reasons_of_correction(whole, kind)
        elif check != "fits" or any(set(fields(kind)) - set(fields(whole)) or
                                    set(fields(kind)) & required(whole)
                                    for whole in beginnings(kind)):
            found += reasons_of(check, said, noun)
    return sorted(set(found))


def beginnings(kind):
    """Kinds of facts that begin the noun of a correction."""
    if kind == "networkCorrected":
        return ["networkStarted"]
    if kind == "needCorrected":
        return ["needIdentified"]
    return [whole for whole in LADDER if begins(whole) and LADDER[whole][0] == LADDER[kind][0]]


def reasons_of_correction(whole, kind):
    """Those of its beginning that a correction can bring about."""
    said = fields(kind) if kind in LADDER else None
    skipped = {name for name in fields(whole) if name not in said} if said else {"sourceIds"}
    for check, *named in FACTS[whole]["rules"]:
        if check == "known":
            if named[1] not in skipped:
                yield from reasons_of(check, named, FACTS[whole]["stream"][0])
        elif check not in OF_BEGINNINGS:
            yield from reasons_of(check, named, FACTS[whole]["stream"][0])


# Refusals without one name of their own: any refusal will do for them.
UNNAMED = {"HELD_AHEAD", "NOT_WHOLE"}

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


OF_PROJECT = ("projectStarted", "projectCorrected")
OF_ACTIVITIES = OF_PROJECT + ("activityPlanned", "activityHeld", "activityCorrected",
                              "activityCancelled")
OF_PROCUREMENTS = OF_PROJECT + ("procurementHeld", "procurementCorrected", "organisationRegistered",
                                 "organisationsMerged")

# The facts that a table rests on; voidings besides.
TABLES = {
    "activities": OF_ACTIVITIES,
    "participations": OF_ACTIVITIES + ("participantRegistered", "participantJoined",
                                       "participationWithdrawn", "participantsMerged",
                                       "personalDataErased"),
    "procurements": OF_PROCUREMENTS,
    "contracts": OF_PROCUREMENTS + ("contractAwarded", "organisationReclassified",
                                    "organisationCorrected"),
    "collaborations": OF_PROJECT + ("collaborationFormed", "collaborationCorrected",
                                    "collaborationEnded", "organisationsMerged"),
    "contacts": OF_PROJECT + ("contactMade", "contactCorrected"),
    "networks": OF_PROJECT + ("networkStarted", "networkDeveloped", "networkStartedOrDeveloped",
                              "networkCorrected"),
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
