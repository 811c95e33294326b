#include "services/organisation/organisation_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"
#include "services/organisation/organisation_number.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr auto kValid = OrganisationNumberKind::kValid;
constexpr auto kWrong = OrganisationNumberKind::kWrong;
constexpr auto kPersonal = OrganisationNumberKind::kPersonal;

TEST(OrganisationNumberTest, KindsOfNumbers) {
  const struct {
    const char* text;
    OrganisationNumberKind kind;
  } rows[] = {
      {"212000-0142", kValid},
      {"2120000142", kValid},
      {"212000-1355", kValid},
      {"556036-0793", kValid},
      {"212000-0143", kWrong},
      {"123456-7891", kWrong},
      {"", kWrong},
      {"556036 0793", kWrong},
      {"55603-60793", kWrong},
      {"556036+0793", kWrong},
      {"556036-079", kWrong},
      {"SE556036079301", kValid},
      {"SE556036079302", kWrong},
      {"16556036-0793", kValid},
      {"811218-9876", kPersonal},  // a published example of a personal identity number
      {"811218-9875", kPersonal},  // also with a slip in it
      {"19811218-9876", kPersonal},
      {"198112189876", kPersonal},
      {"811278-9873", kPersonal},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ReadOrganisationNumber(row.text, nullptr), row.kind) << row.text;
  }
}

TEST(OrganisationNumberTest, TheNormalFormHasAHyphen) {
  std::string normal;
  ReadOrganisationNumber("5560360793", &normal);
  EXPECT_EQ(normal, "556036-0793");
}

class OrganisationRulesTest : public RulesFixture {
 protected:
  static std::string Registered(const std::string& id, const std::string& more = "") {
    return absl::StrCat("organisation_registered { organisation_id: '", id, "' name: 'N' ", more,
                        " }");
  }
  static std::string Merged(const std::string& stays, const std::string& merged) {
    return absl::StrCat("organisations_merged { organisation_id: '", stays,
                        "' merged_organisation_id: '", merged, "' reason: 'the same' }");
  }
};

TEST_F(OrganisationRulesTest, AnOrganisationIsRegisteredOnce) {
  EXPECT_EQ(When(Registered("a")), kAccepted);
  Given(Registered("a"));
  EXPECT_EQ(When(Registered("a")), "ORGANISATION_EXISTS");
}

TEST_F(OrganisationRulesTest, AParentMustBeRegistered) {
  EXPECT_EQ(When(Registered("a", "parent_id: 'b'")), "ORGANISATION_UNKNOWN");
  Given(Registered("b"));
  EXPECT_EQ(When(Registered("a", "parent_id: 'b'")), kAccepted);
}

TEST_F(OrganisationRulesTest, AnOrganisationNumberBelongsToOneOrganisation) {
  Given(Registered("a", "organisation_number: '556036-0793'"));
  EXPECT_EQ(When(Registered("b", "organisation_number: '5560360793'")),
            "ORGANISATION_NUMBER_TAKEN");
  EXPECT_EQ(When(Registered("b", "organisation_number: '212000-0142'")), kAccepted);
  EXPECT_EQ(When(Registered("b")), kAccepted);
}

TEST_F(OrganisationRulesTest, WhatIsSaidOfAnOrganisationNeedsOneThatIsRegistered) {
  const std::string renamed = "organisation_renamed { organisation_id: 'a' name: 'M' }";
  const std::string reclassified =
      "organisation_reclassified { organisation_id: 'a' kind: ORGANISATION_KIND_COOPERATIVE }";
  EXPECT_EQ(When(renamed), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(reclassified), "ORGANISATION_UNKNOWN");
  Given(Registered("a"));
  EXPECT_EQ(When(renamed), kAccepted);
  EXPECT_EQ(When(reclassified), kAccepted);
}

TEST_F(OrganisationRulesTest, AnOrganisationIsMergedOnce) {
  EXPECT_EQ(When(Merged("a", "b")), "ORGANISATION_UNKNOWN");
  for (const char* id : {"a", "b", "c"}) Given(Registered(id));
  EXPECT_EQ(When(Merged("a", "x")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Merged("a", "b")), kAccepted);
  Given(Merged("a", "b"));
  EXPECT_EQ(When(Merged("a", "b")), "ORGANISATION_MERGED");
  EXPECT_EQ(When(Merged("c", "b")), "ORGANISATION_MERGED");
  EXPECT_EQ(When(Merged("b", "c")), "ORGANISATION_MERGED");
  EXPECT_EQ(When(Merged("c", "a")), kAccepted);
}

TEST_F(OrganisationRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(
      Violations("organisation_registered { organisation_id: 'Å' name: ' ' "
                 "organisation_number: '212000-0143' municipality_code: '9999' "
                 "region_code: '02' parent_id: 'B' kind: 99 occurred { from: 'igår' } }"),
      UnorderedElementsAre("event.organisation_id", "event.name", "event.organisation_number",
                           "event.kind", "event.municipality_code", "event.region_code",
                           "event.parent_id", "event.occurred.from"));
  EXPECT_THAT(Violations(Registered("a", "municipality_code: '0680' region_code: '05'")),
              ElementsAre("event.municipality_code"));
  EXPECT_THAT(Violations(Registered("a", "parent_id: 'a'")), ElementsAre("event.parent_id"));
  EXPECT_THAT(Violations(Registered("811218-9876")), ElementsAre("event.organisation_id"));
  EXPECT_THAT(Violations(Merged("a", "a")), ElementsAre("event.merged_organisation_id"));
  EXPECT_THAT(Violations("organisation_reclassified { organisation_id: 'a' }"),
              ElementsAre("event.kind"));
}

TEST_F(OrganisationRulesTest, APersonalNumberIsRefusedAndNeverShown) {
  event::v1::Event event = EventOf(Registered("a", "organisation_number: '811218-9876'"));
  Checks checks;
  Complete(&event, &checks);
  Validate(event, &checks);
  ASSERT_EQ(checks.violations().size(), 1u);
  EXPECT_EQ(checks.violations()[0].value, kWithheld);
  const absl::Status status = InvalidRequest(checks.violations());
  EXPECT_THAT(std::string(status.ToString(absl::StatusToStringMode::kWithEverything)),
              Not(::testing::HasSubstr("811218")));
}

TEST_F(OrganisationRulesTest, OrganisationsWithDifferentNumbersAreNotOne) {
  const auto registered = [](const std::string& id, const std::string& number) {
    return absl::StrCat("organisation_registered { organisation_id: '", id,
                        "' name: 'N' organisation_number: '", number, "' }");
  };
  const auto merged = [](const std::string& stays, const std::string& goes) {
    return absl::StrCat("organisations_merged { organisation_id: '", stays,
                        "' merged_organisation_id: '", goes, "' reason: 'r' }");
  };
  Given(registered("a", "212000-0142"));
  Given(registered("b", "556036-0793"));
  Given(registered("c", ""));
  EXPECT_EQ(When(merged("a", "b")), "ORGANISATION_NUMBERS_DIFFER");
  EXPECT_EQ(When(merged("a", "c")), kAccepted);
  Given(merged("c", "a"));
  EXPECT_EQ(When(merged("c", "b")), "ORGANISATION_NUMBERS_DIFFER") << "c is one with a";
}

TEST_F(OrganisationRulesTest, AProjectOrANetworkIsOneParty) {
  Given("project_started { project_id: 'p' }");
  const std::string of_p = "kind: ORGANISATION_KIND_PROJECT project_id: 'p'";
  EXPECT_EQ(When(Registered("a", "kind: ORGANISATION_KIND_PROJECT project_id: 'x'")),
            "PROJECT_UNKNOWN");
  EXPECT_EQ(When(Registered("a", of_p)), kAccepted);
  Given(Registered("a", of_p));
  EXPECT_EQ(When(Registered("b", of_p)), "PARTY_EXISTS");
  EXPECT_THAT(Violations(Registered("b", "project_id: 'p'")), ElementsAre("event.project_id"));
}

TEST_F(OrganisationRulesTest, ACorrectionIsRefusedByWhatRefusesTheRegistration) {
  const std::string number = "organisation_number: '556036-0793'";
  const auto corrected = [](const std::string& id, const std::string& more) {
    return absl::StrCat("organisation_corrected { organisation_id: '", id, "' reason: 'r' ", more,
                        " }");
  };
  EXPECT_EQ(When(corrected("a", "name: 'M'")), "ORGANISATION_UNKNOWN");
  Given(Registered("a", number));
  Given(Registered("b"));
  EXPECT_EQ(When(corrected("a", number)), kAccepted);  // its own
  EXPECT_EQ(When(corrected("b", number)), "ORGANISATION_NUMBER_TAKEN");
  Given(corrected("a", "cleared: 'organisation_number'"));
  EXPECT_EQ(When(corrected("b", number)), kAccepted);
  EXPECT_EQ(When(corrected("b", "cleared: 'name'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("b", "parent_id: 'x'")), "ORGANISATION_UNKNOWN");
}

TEST_F(OrganisationRulesTest, AChangeSaysWhatChanged) {
  Given(Registered("a"));
  const std::string changed = "organisation_reclassified { organisation_id: 'a' ";
  EXPECT_THAT(Violations(changed + "}"), ElementsAre("event.kind"));
  EXPECT_EQ(When(changed + "municipality_code: '0680' }"), kAccepted);
  EXPECT_EQ(When(changed + "parent_id: 'x' }"), "ORGANISATION_UNKNOWN");
}

}  // namespace
}  // namespace verkan::services
