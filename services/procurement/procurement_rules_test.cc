#include "services/procurement/procurement_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProcurementRulesTest : public RulesFixture {
 protected:
  void GivenOrganisation(const std::string& id) {
    Given(absl::StrCat("organisation_registered { organisation_id: '", id, "' name: 'N' }"));
  }
  static std::string Held(const std::string& more = "procedure: PROCUREMENT_PROCEDURE_OPEN") {
    return absl::StrCat("procurement_held { procurement_id: 'u' title: 'Food' buyer_id: 'buyer' ",
                        more, " }");
  }
  static std::string HeldOn(const std::string& day) {
    return Held(absl::StrCat("procedure: PROCUREMENT_PROCEDURE_OPEN ", On("occurred", day)));
  }
  static std::string Planned(const std::string& more = "") { return Of("planned", more); }
  static std::string Dialogue(const std::string& more = "") {
    return absl::StrCat("dialogue_opened { procurement_id: 'u' ", more, " }");
  }
  static std::string Published(const std::string& more = "") { return Of("published", more); }
  static std::string Tender(const std::string& tenderer, const std::string& more = "") {
    return absl::StrCat("tender_received { procurement_id: 'u' tenderer_id: '", tenderer, "' ",
                        more, " }");
  }
  static std::string Awarded(const std::string& supplier) {
    return absl::StrCat("contract_awarded { procurement_id: 'u' supplier_id: '", supplier, "' }");
  }
  static std::string Outcome(const std::string& supplier,
                             const std::string& what = "label { sv: 'Anställda' }") {
    return absl::StrCat("social_outcome_measured { procurement_id: 'u' supplier_id: '", supplier,
                        "' text: '4' source_id: 'c' ", what, " }");
  }
  static std::string Corrected(const std::string& how) {
    return absl::StrCat("procurement_corrected { procurement_id: 'u' reason: 'r' ", how, " }");
  }
  static std::string On(const std::string& field, const std::string& day) {
    return absl::StrCat(field, " { from: '", day, "' } ");
  }

 private:
  static std::string Of(const std::string& step, const std::string& more) {
    return absl::StrCat("procurement_", step, " { procurement_id: 'u' ", more, " }");
  }
};

constexpr char kOpen[] = "procedure: PROCUREMENT_PROCEDURE_OPEN ";
constexpr char kCancelled[] = "procurement_cancelled { procurement_id: 'u' }";

TEST_F(ProcurementRulesTest, WhatAProcurementNamesIsKnown) {
  EXPECT_EQ(When(Held()), "ORGANISATION_UNKNOWN");
  GivenOrganisation("buyer");
  EXPECT_EQ(When(Held()), kAccepted);
  EXPECT_EQ(When(Held(absl::StrCat(kOpen, "project_id: 'p'"))), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(Held(absl::StrCat(kOpen, "arose_from_activity_id: 'a'"))), "ACTIVITY_UNKNOWN");
  Given("project_started { project_id: 'p' }");
  Given("activity_held { activity_id: 'a' }");
  EXPECT_EQ(When(Held(absl::StrCat(kOpen, "project_id: 'p' arose_from_activity_id: 'a'"))),
            kAccepted);
}

TEST_F(ProcurementRulesTest, AProcurementIsNotHeldTwice) {
  GivenOrganisation("buyer");
  Given(Held());
  EXPECT_EQ(When(Held()), "PROCUREMENT_ALREADY_HELD");
}

TEST_F(ProcurementRulesTest, AProcurementIsCancelledOnceAndBeforeItIsHeld) {
  GivenOrganisation("buyer");
  EXPECT_EQ(When(kCancelled), kAccepted);
  Given(kCancelled);
  EXPECT_EQ(When(kCancelled), "PROCUREMENT_CANCELLED");
  EXPECT_EQ(When(Held()), "PROCUREMENT_CANCELLED");
}

TEST_F(ProcurementRulesTest, AHeldProcurementIsNotCancelled) {
  Given(Held());
  EXPECT_EQ(When(kCancelled), "PROCUREMENT_ALREADY_HELD");
}

TEST_F(ProcurementRulesTest, AContractIsAwardedInAHeldProcurementToARegisteredOrganisation) {
  EXPECT_EQ(When(Awarded("s")), "PROCUREMENT_NOT_HELD");
  Given(Held());
  EXPECT_EQ(When(Awarded("s")), "ORGANISATION_UNKNOWN");
  GivenOrganisation("s");
  EXPECT_EQ(When(Awarded("s")), kAccepted);
}

TEST_F(ProcurementRulesTest, AnOrganisationWinsOnceUnderAllItsEntries) {
  for (const char* id : {"s", "t", "v"}) GivenOrganisation(id);
  Given(Held());
  Given(Awarded("s"));
  EXPECT_EQ(When(Awarded("s")), "CONTRACT_ALREADY_AWARDED");
  EXPECT_EQ(When(Awarded("t")), kAccepted);
  Given("organisations_merged { organisation_id: 't' merged_organisation_id: 's' }");
  EXPECT_EQ(When(Awarded("t")), "CONTRACT_ALREADY_AWARDED");
  EXPECT_EQ(When(Awarded("v")), kAccepted);
}

TEST_F(ProcurementRulesTest, AnyStepCanBeTheFirstThatIsKnownAndLaterStepsFollow) {
  for (const std::string& step : {Planned(), Dialogue(), Published()}) {
    EXPECT_EQ(When(step), kAccepted);
  }
  Given(Planned());
  EXPECT_EQ(When(Planned()), "PROCUREMENT_ALREADY_PLANNED");
  Given(Dialogue());
  EXPECT_EQ(When(Dialogue()), kAccepted) << "there can be several";
  Given(Published());
  EXPECT_EQ(When(Published()), "PROCUREMENT_ALREADY_PUBLISHED");
  GivenOrganisation("buyer");
  EXPECT_EQ(When(Held()), kAccepted);
}

TEST_F(ProcurementRulesTest, WhatIsHeldIsNotPlanned) {
  Given(Held());
  EXPECT_EQ(When(Planned()), "PROCUREMENT_ALREADY_HELD");
  EXPECT_EQ(When(Dialogue()), kAccepted) << "recorded late";
  EXPECT_EQ(When(Published()), kAccepted);
}

TEST_F(ProcurementRulesTest, NoStepFollowsACancelling) {
  GivenOrganisation("buyer");
  Given(Published());
  Given(kCancelled);
  for (const std::string& step : {Planned(), Dialogue(), Published(), Tender("buyer"), Held()}) {
    EXPECT_EQ(When(step), "PROCUREMENT_CANCELLED") << step;
  }
}

TEST_F(ProcurementRulesTest, NoStepIsAfterTheHolding) {
  GivenOrganisation("buyer");
  Given(HeldOn("2021-03"));
  EXPECT_EQ(When(Dialogue(On("opened", "2021-04-01"))), "STEP_AFTER_HOLDING");
  EXPECT_EQ(When(Dialogue(On("opened", "2021"))), kAccepted) << "it may have been before";
  EXPECT_EQ(When(Published(On("published", "2021-04-01"))), "STEP_AFTER_HOLDING");
  EXPECT_EQ(When(Published(On("published", "2021-03-31"))), kAccepted);
  EXPECT_EQ(When(Tender("buyer", On("occurred", "2021-04-01"))), "STEP_AFTER_HOLDING");
  EXPECT_EQ(When(Tender("buyer")), kAccepted);
}

TEST_F(ProcurementRulesTest, AProcurementIsNotHeldBeforeAStepThatIsKnown) {
  GivenOrganisation("buyer");
  const std::string steps[] = {Planned(On("planned", "2021-02")), Dialogue(On("opened", "2021-04")),
                               Published(On("published", "2021-06")),
                               Tender("buyer", On("occurred", "2021-08"))};
  EXPECT_EQ(When(HeldOn("2021-01")), kAccepted);
  for (size_t i = 0; i < std::size(steps); ++i) {
    Given(steps[i]);
    EXPECT_EQ(When(HeldOn(absl::StrCat("2021-0", 2 * i + 1))), "STEP_AFTER_HOLDING") << steps[i];
    EXPECT_EQ(When(HeldOn(absl::StrCat("2021-0", 2 * i + 2))), kAccepted) << steps[i];
    EXPECT_EQ(When(Held()), kAccepted) << "nobody knows when";
  }
}

TEST_F(ProcurementRulesTest, WhatAStepNamesIsKnownAndItsProjectOpen) {
  EXPECT_EQ(When(Planned("buyer_id: 'buyer'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Dialogue("with_ids: 'buyer'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Published("source_ids: 'c'")), "SOURCE_UNKNOWN");
  EXPECT_EQ(When(Planned("arose_from_activity_id: 'a'")), "ACTIVITY_UNKNOWN");
  EXPECT_EQ(When(Planned("project_id: 'p'")), "PROJECT_UNKNOWN");
  Given("project_started { project_id: 'p' }");
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2021' } }");
  EXPECT_EQ(When(Planned("project_id: 'p' planned { from: '2022' }")), "OUTSIDE_PROJECT_PERIOD");
  Given("project_closed { project_id: 'p' occurred { from: '2021-06-30' } }");
  EXPECT_EQ(When(Planned("project_id: 'p' planned { from: '2021-07-01' }")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Planned("project_id: 'p' planned { from: '2021-06' }")), kAccepted);
}

TEST_F(ProcurementRulesTest, AnOrganisationMakesOneTenderInAProcurementThatIsKnown) {
  EXPECT_EQ(When(Tender("s")), "PROCUREMENT_UNKNOWN");
  Given(Published());
  EXPECT_EQ(When(Tender("s")), "ORGANISATION_UNKNOWN");
  for (const char* id : {"s", "t"}) GivenOrganisation(id);
  EXPECT_EQ(When(Tender("s", "source_ids: 'c'")), "SOURCE_UNKNOWN");
  Given(Tender("s"));
  EXPECT_EQ(When(Tender("s")), "TENDER_ALREADY_RECEIVED");
  EXPECT_EQ(When(Tender("t")), kAccepted);
  Given("organisations_merged { organisation_id: 't' merged_organisation_id: 's' }");
  EXPECT_EQ(When(Tender("t")), "TENDER_ALREADY_RECEIVED");
}

TEST_F(ProcurementRulesTest, AnOutcomeIsOfAContractThatWasAwarded) {
  EXPECT_EQ(When(Outcome("s")), "PROCUREMENT_NOT_HELD");
  Given(Held());
  EXPECT_EQ(When(Outcome("s")), "ORGANISATION_UNKNOWN");
  for (const char* id : {"s", "t"}) GivenOrganisation(id);
  EXPECT_EQ(When(Outcome("s")), "SOURCE_UNKNOWN");
  Given("source_registered { source_id: 'c' title: 'Uppföljning' }");
  EXPECT_EQ(When(Outcome("s", "indicator_id: 'jobs'")), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(Outcome("s")), "CONTRACT_NOT_AWARDED");
  Given(Awarded("s"));
  EXPECT_EQ(When(Outcome("s")), kAccepted);
  EXPECT_EQ(When(Outcome("t")), "CONTRACT_NOT_AWARDED");
  Given("organisations_merged { organisation_id: 't' merged_organisation_id: 's' }");
  EXPECT_EQ(When(Outcome("t")), kAccepted);
}

TEST_F(ProcurementRulesTest, AnOutcomeIsOfAnIndicatorOrHasALabel) {
  EXPECT_THAT(Violations(Outcome("s", "")), ElementsAre("event.indicator_id"));
  EXPECT_THAT(Violations(Outcome("s", "indicator_id: 'jobs' label { sv: 'Anställda' }")),
              ElementsAre("event.indicator_id"));
  EXPECT_THAT(Violations(Outcome("s", "indicator_id: 'jobs'")), IsEmpty());
}

TEST_F(ProcurementRulesTest, SourcesOfContractsAndCancellingsAreKnown) {
  GivenOrganisation("s");
  EXPECT_EQ(When("procurement_cancelled { procurement_id: 'u' source_ids: 'c' }"),
            "SOURCE_UNKNOWN");
  Given(Held());
  EXPECT_EQ(When("contract_awarded { procurement_id: 'u' supplier_id: 's' source_ids: 'c' }"),
            "SOURCE_UNKNOWN");
}

TEST_F(ProcurementRulesTest, ACorrectionIsOfTheStepsThatWereRecorded) {
  EXPECT_EQ(When(Corrected("title: 'T'")), "PROCUREMENT_UNKNOWN");
  Given(kCancelled);
  EXPECT_EQ(When(Corrected("title: 'T'")), "PROCUREMENT_UNKNOWN") << "nothing was said of it";
  Given(Planned());
  EXPECT_EQ(When(Corrected("title: 'T' expected { from: '2021' } " + On("planned", "2020"))),
            kAccepted);
  EXPECT_EQ(When(Corrected("cleared: 'title' stage: PROCUREMENT_STAGE_PLANNED")), kAccepted);
  EXPECT_EQ(When(Corrected(On("occurred", "2021"))), "CORRECTION_DOES_NOT_FIT");
  GivenOrganisation("buyer");
  Given(Held());
  EXPECT_EQ(When(Corrected(On("occurred", "2021") + On("planned", "2020"))), kAccepted);
}

TEST_F(ProcurementRulesTest, WhatAHoldingMustSayIsNotCleared) {
  GivenOrganisation("buyer");
  Given(Held());
  for (const char* field : {"title", "procedure", "buyer_id"}) {
    EXPECT_EQ(When(Corrected(absl::StrCat("cleared: '", field, "'"))), "CORRECTION_DOES_NOT_FIT");
  }
  EXPECT_EQ(When(Corrected("stage: PROCUREMENT_STAGE_PLANNED")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(Corrected("reserved_participation: RESERVED_PARTICIPATION_RES_WS")),
            "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(Corrected("cleared: 'buyer_id' buyer_group { text: '2' }")), kAccepted);
}

TEST_F(ProcurementRulesTest, AllStepsAreAskedAgain) {
  GivenOrganisation("buyer");
  Given("project_started { project_id: 'p' }");
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2021' } }");
  Given(Planned(On("planned", "2019")));
  Given(Published(On("published", "2021-02")));
  Given(Held(absl::StrCat(kOpen, "project_id: 'p' ", On("occurred", "2021-03"))));
  EXPECT_EQ(When(Corrected("buyer_id: 'nobody'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Corrected(On("occurred", "2022"))), "OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Corrected(On("occurred", "2021-01"))), "STEP_AFTER_HOLDING") << "the notice";
  EXPECT_EQ(When(Corrected(On("planned", "2021-04"))), "STEP_AFTER_HOLDING");
  EXPECT_EQ(When(Corrected(On("planned", "2021-04") + On("occurred", "2021-05"))), kAccepted);
  EXPECT_EQ(When(Corrected(On("planned", "2021-04") + "cleared: 'occurred'")), kAccepted);
  EXPECT_EQ(When(Corrected("project_id: 'p'")), "OUTSIDE_PROJECT_PERIOD") << "the planning";
  EXPECT_EQ(When(Corrected("project_id: 'p' " + On("planned", "2020"))), kAccepted);
  Given(Corrected(On("occurred", "2021-08")));
  EXPECT_EQ(When(Dialogue(On("opened", "2021-07"))), kAccepted) << "it holds from then on";
}

TEST_F(ProcurementRulesTest, AClosedProjectNeitherLetsGoNorTakesIn) {
  GivenOrganisation("buyer");
  for (const char* id : {"p", "open"}) {
    Given(absl::StrCat("project_started { project_id: '", id, "' }"));
  }
  Given(Held(absl::StrCat(kOpen, "project_id: 'p' ", On("occurred", "2021-03"))));
  Given("project_closed { project_id: 'p' occurred { from: '2021-02' } }");
  EXPECT_EQ(When(Corrected("project_id: 'open'")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Corrected("value_sek: '5'")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Corrected(On("occurred", "2021-01"))), kAccepted);
}

TEST_F(ProcurementRulesTest, AGroupCanBuy) {
  const std::string held =
      "procurement_held { procurement_id: 'u' title: 'Food' procedure: PROCUREMENT_PROCEDURE_OPEN ";
  EXPECT_THAT(Violations(held + "}"), ElementsAre("event.buyer_id"));
  EXPECT_EQ(When(held + "buyer_group { label { sv: 'Två kommuner' } text: '2' } }"), kAccepted);
}

TEST_F(ProcurementRulesTest, ReservedParticipationNeedsTheReservedProcedure) {
  const std::string reserved = "reserved_participation: RESERVED_PARTICIPATION_RES_WS ";
  EXPECT_THAT(Violations(Held(kOpen + reserved)), ElementsAre("event.reserved_participation"));
  EXPECT_THAT(Violations(Held("procedure: PROCUREMENT_PROCEDURE_RESERVED " + reserved)), IsEmpty());
  for (const auto& step : {Planned, Dialogue, Published}) {
    EXPECT_THAT(Violations(step(kOpen + reserved)), ElementsAre("event.reserved_participation"));
    EXPECT_THAT(Violations(step(reserved)), IsEmpty()) << "the procedure is not said";
  }
  EXPECT_THAT(
      Violations(Held(absl::StrCat(kOpen, "reserved_participation: RESERVED_PARTICIPATION_NONE"))),
      IsEmpty());
  EXPECT_THAT(Violations(Held("procedure: PROCUREMENT_PROCEDURE_RESERVED")), IsEmpty());
}

TEST_F(ProcurementRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("procurement_held { social_objectives: [SOCIAL_OBJECTIVE_OPP, "
                         "SOCIAL_OBJECTIVE_UNSPECIFIED, 77] value_sek: '1 000' region_code: 'x' }"),
              ElementsAre("event.procurement_id", "event.title", "event.procedure",
                          "event.social_objectives[1]", "event.social_objectives[2]",
                          "event.value_sek", "event.region_code", "event.buyer_id"));
}

TEST_F(ProcurementRulesTest, AnAmountIsADecimalThatIsNotNegative) {
  for (const char* value : {"0", "250000", "99.5", "0.0001", "99999999999999.9999"}) {
    EXPECT_THAT(Violations(Held(absl::StrCat(kOpen, "value_sek: '", value, "'"))), IsEmpty())
        << value;
  }
  for (const char* value :
       {"-1", "1,5", ".5", "5.", "1.23456", "1e6", "+1", "100000000000000", "1 ", "٣"}) {
    EXPECT_THAT(Violations(Held(absl::StrCat(kOpen, "value_sek: '", value, "'"))),
                ElementsAre("event.value_sek"))
        << value;
  }
}

}  // namespace
}  // namespace verkan::services
