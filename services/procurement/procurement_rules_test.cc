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
  static std::string Awarded(const std::string& supplier) {
    return absl::StrCat("contract_awarded { procurement_id: 'u' supplier_id: '", supplier, "' }");
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

TEST_F(ProcurementRulesTest, ReservedParticipationNeedsTheReservedProcedure) {
  const std::string reserved = "reserved_participation: RESERVED_PARTICIPATION_RES_WS ";
  EXPECT_THAT(Violations(Held(kOpen + reserved)), ElementsAre("event.reserved_participation"));
  EXPECT_THAT(Violations(Held("procedure: PROCUREMENT_PROCEDURE_RESERVED " + reserved)), IsEmpty());
  EXPECT_THAT(
      Violations(Held(absl::StrCat(kOpen, "reserved_participation: RESERVED_PARTICIPATION_NONE"))),
      IsEmpty());
  EXPECT_THAT(Violations(Held("procedure: PROCUREMENT_PROCEDURE_RESERVED")), IsEmpty());
}

TEST_F(ProcurementRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("procurement_held { social_objectives: [SOCIAL_OBJECTIVE_OPP, "
                         "SOCIAL_OBJECTIVE_UNSPECIFIED, 77] value_sek: '1 000' region_code: 'x' }"),
              ElementsAre("event.procurement_id", "event.title", "event.buyer_id",
                          "event.procedure", "event.social_objectives[1]",
                          "event.social_objectives[2]", "event.value_sek", "event.region_code"));
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
