// Corrections after which the rules would refuse what was recorded since.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/testing/recorder_fixture.h"

namespace verkan::services {
namespace {

using ::testing::UnorderedElementsAre;

constexpr char kAccepted[] = "";

class CorrectionTest : public RecorderFixture {
 protected:
  std::vector<std::string> RegionsAt(eventstore::Position position) {
    std::vector<std::string> regions;
    for (const std::string& tag : TagsAt(position)) {
      if (absl::StartsWith(tag, "region:")) regions.push_back(tag);
    }
    return regions;
  }
  static std::string Registered(const std::string& id, const std::string& more = "") {
    return absl::StrCat("organisation_registered { organisation_id: '", id, "' name: '", id, "' ",
                        more, " }");
  }
  static std::string Corrected(const std::string& id, const std::string& more) {
    return absl::StrCat("organisation_corrected { organisation_id: '", id, "' reason: 'r' ", more,
                        " }");
  }
  // An idea-based partnership of the municipality m and the association c.
  Recorded GivenPartnership() {
    Given(kProject);
    Given(Registered("m", "kind: ORGANISATION_KIND_MUNICIPALITY"));
    Given(Registered("c", "kind: ORGANISATION_KIND_CIVIL_SOCIETY"));
    return Given(
        "collaboration_formed { collaboration_id: 'iop' "
        "kind: COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP party_ids: ['m', 'c'] "
        "occurred { from: '2022-03' } period { from: '2022' to: '2023' } }");
  }
};

TEST_F(CorrectionTest, AKindThatAPartnershipRestsOnIsNotCorrectedAway) {
  const Recorded formed = GivenPartnership();
  EXPECT_EQ(When(Corrected("c", "kind: ORGANISATION_KIND_MICROFUND")), "CORRECTION_BREAKS");
  EXPECT_EQ(When(Corrected("c", "kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE")), kAccepted);
  Given(Voided("collaboration-iop", formed.event_id));
  EXPECT_EQ(When(Corrected("c", "kind: ORGANISATION_KIND_MICROFUND")), kAccepted);
}

TEST_F(CorrectionTest, WhatChangedSinceIsNotAskedOfTheBeginning) {
  GivenPartnership();
  Given(Registered("later"));
  Given("organisation_reclassified { organisation_id: 'later' kind: ORGANISATION_KIND_OTHER }");
  EXPECT_EQ(When(Corrected("later", "kind: ORGANISATION_KIND_MUNICIPALITY")), kAccepted);
}

TEST_F(CorrectionTest, ANumberThatPartsAMergeBreaksIt) {
  Given(Registered("a", "organisation_number: '556036-0793'"));
  Given(Registered("b"));
  Given("organisations_merged { organisation_id: 'a' merged_organisation_id: 'b' reason: 'r' }");
  EXPECT_EQ(When(Corrected("b", "organisation_number: '212000-0142'")), "CORRECTION_BREAKS");
  EXPECT_EQ(When(Corrected("b", "organisation_number: '556036-0793'")), kAccepted);
}

TEST_F(CorrectionTest, ANumberIsFreeOnceItIsCorrected) {
  Given(Registered("a", "organisation_number: '556036-0793'"));
  const Recorded corrected = Given(Corrected("a", "organisation_number: '212000-0142'"));
  EXPECT_EQ(When(Registered("b", "organisation_number: '212000-0142'")),
            "ORGANISATION_NUMBER_TAKEN");
  Given(Registered("c", "organisation_number: '556036-0793'"));
  EXPECT_EQ(When(Voided("organisation-a", corrected.event_id)), "FACT_IN_USE");
}

TEST_F(CorrectionTest, AUnitThatATargetIsInIsNotRevised) {
  Given("indicator_defined { indicator_id: 'i' name_sv: 'n' name_en: 'n' unit: 'SEK' }");
  Given("target_set { indicator_id: 'i' text: '2500 kr' }");
  EXPECT_EQ(When("indicator_revised { indicator_id: 'i' unit: 'st' reason: 'r' }"),
            "CORRECTION_BREAKS");
  EXPECT_EQ(When("indicator_revised { indicator_id: 'i' description: 'd' reason: 'r' }"),
            kAccepted);
}

TEST_F(CorrectionTest, AUnitThatAnAssessmentOfAGoalIsInIsNotRevised) {
  Given(kProject);
  Given("source_registered { source_id: 's' title: 'Plan' }");
  Given("indicator_defined { indicator_id: 'i' name_sv: 'n' name_en: 'n' unit: 'SEK' }");
  Given("goal_set { goal_id: 'g' project_id: 'p' label { sv: 'M' } indicator_ids: 'i' }");
  Given(
      "goal_assessed { goal_id: 'g' result: GOAL_RESULT_REACHED source_id: 's' text: '2500 kr' }");
  EXPECT_EQ(When("indicator_revised { indicator_id: 'i' unit: 'st' reason: 'r' }"),
            "CORRECTION_BREAKS");
}

TEST_F(CorrectionTest, AWholeThatHasPartsDoesNotBecomeAPart) {
  Given(kProject);
  for (const char* goal : {"whole", "other"}) {
    Given(absl::StrCat("goal_set { goal_id: '", goal, "' project_id: 'p' label { sv: 'M' } }"));
  }
  Given("goal_set { goal_id: 'part' project_id: 'p' label { sv: 'M' } part_of_goal_id: 'whole' }");
  EXPECT_EQ(When("goal_corrected { goal_id: 'whole' part_of_goal_id: 'other' reason: 'r' }"),
            "CORRECTION_BREAKS");
}

// Both regions see a noun that was moved, and that the move was voided; later facts are of the
// region that it is in now.
TEST_F(CorrectionTest, AVoidedMoveLeavesNoRegionBehind) {
  Given("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
  Given("project_started { project_id: 'q' name: 'Q' region_codes: '12' }");
  Given(
      "survey_conducted { survey_id: 's' project_id: 'p' label { sv: 'Enkät' } stage: "
      "SURVEY_STAGE_BEGUN }");
  const Recorded moved = Given("survey_corrected { survey_id: 's' project_id: 'q' reason: 'r' }");
  EXPECT_THAT(RegionsAt(moved.position), UnorderedElementsAre("region:06", "region:12"));
  const Recorded voided = Given(Voided("survey-s", moved.event_id));
  EXPECT_THAT(RegionsAt(voided.position), UnorderedElementsAre("region:06", "region:12"));
}

}  // namespace
}  // namespace verkan::services
