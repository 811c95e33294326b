#include "projections/facts/apply.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/activity/activity_facts.h"
#include "projections/figure/figure_facts.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/project/project_facts.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ApplyTest : public ::testing::Test {
 protected:
  Position Held(const std::string& id, const std::string& kind, DayRange days = {},
                const std::string& region = "06") {
    return log_.Add<ActivityHeld>(
        absl::StrCat("activity_id: '", id, "' details { project_id: 'siru-2' kind: ACTIVITY_KIND_",
                     kind, " region_code: '", region, "' }"),
        {.days = days});
  }
  Position Corrected(const std::string& id, const std::string& kind, DayRange days = {}) {
    return log_.Add<ActivityCorrected>(
        absl::StrCat("activity_id: '", id, "' details { project_id: 'siru-2' kind: ACTIVITY_KIND_",
                     kind, " region_code: '06' }"),
        {.days = days});
  }
  Position Joined(const std::string& activity, const std::string& participant, DayRange days = {}) {
    return log_.Add<ParticipantJoined>(
        absl::StrCat("activity_id: '", activity, "' participant_id: '", participant, "'",
                     days.known() ? " occurred { from: '2021-03-06' }" : ""),
        {.days = days});
  }
  std::vector<std::string> Activities(Position as_of = kNow) {
    return log_.Rows(kActivities, as_of, {"activity", "kind", "status"});
  }
  std::vector<std::string> Participations(Position as_of = kNow) {
    return log_.Rows(kParticipations, as_of, {"participant", "kind"});
  }

  TestLog log_;
};

TEST_F(ApplyTest, AHeldActivityIsARowWithItsRegion) {
  log_.Add<ActivityHeld>(
      "activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_KNOWLEDGE_LUNCH "
      "organiser_ids: 'jibs' organiser_ids: 'almi' minutes: 50 occurred { from: '2021-03' } }",
      {.tags = {"organisation:jibs", "region:06", "region:23"}, .days = Month(2021, 3)});
  EXPECT_THAT(log_.Rows(kActivities, kNow,
                        {"activity", "project", "region", "kind", "organisers", "minutes", "when"}),
              ElementsAre("a p 06,23 knowledge_lunch jibs,almi 50 2021-03"));
}

TEST_F(ApplyTest, APlannedActivityThatIsHeldIsOneRow) {
  Position planned = log_.Add<ActivityPlanned>(
      "activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE }");
  Held("a", "COURSE");
  EXPECT_THAT(Activities(planned), ElementsAre("a course planned"));
  EXPECT_THAT(Activities(), ElementsAre("a course held"));
}

TEST_F(ApplyTest, ACorrectionReachesTheParticipationsAndEarlierReadsDoNotSeeIt) {
  Held("a", "COURSE", Day(2021, 3, 5));
  Position joined = Joined("a", "ada");
  Position own_day = Joined("a", "bo", Day(2021, 3, 6));
  Position corrected = Corrected("a", "SEMINAR", Day(2021, 4, 1));
  EXPECT_THAT(Participations(own_day), ElementsAre("ada course", "bo course"));
  EXPECT_THAT(Participations(), ElementsAre("ada seminar", "bo seminar"));

  const FactTable& table = log_.facts()[kParticipations];
  std::vector<Row> rows = table.AsOf(corrected, "a");
  EXPECT_EQ(rows[0].days(), Day(2021, 4, 1)) << "the activity's day follows";
  EXPECT_EQ(rows[1].days(), Day(2021, 3, 6)) << "a day of its own stays";
  EXPECT_EQ(rows[0].event(), joined);
  EXPECT_EQ(rows[0].from(), corrected);
}

TEST_F(ApplyTest, ACancelledActivityHasNoParticipations) {
  Held("a", "COURSE");
  Position joined = Joined("a", "ada");
  log_.Add<ActivityCancelled>("activity_id: 'a'");
  EXPECT_THAT(Activities(), ElementsAre("a course cancelled"));
  EXPECT_THAT(Participations(), IsEmpty());
  EXPECT_THAT(Participations(joined), ElementsAre("ada course"));
}

TEST_F(ApplyTest, AWithdrawnParticipationEndsAndOthersStay) {
  Held("a", "COURSE");
  Joined("a", "ada");
  Position both = Joined("a", "bo");
  log_.Add<ParticipationWithdrawn>("activity_id: 'a' participant_id: 'ada'");
  EXPECT_THAT(Participations(), ElementsAre("bo course"));
  EXPECT_THAT(Participations(both), ElementsAre("ada course", "bo course"));
}

TEST_F(ApplyTest, AVoidedEventHasNeverHappenedFromThereOn) {
  Position a = Held("a", "COURSE");
  Position b = Held("b", "SEMINAR");
  log_.Void(a);
  EXPECT_THAT(Activities(), ElementsAre("b seminar held"));
  EXPECT_THAT(Activities(b), ElementsAre("a course held", "b seminar held"));
}

TEST_F(ApplyTest, VoidingACorrectionBringsBackWhatWasThereBefore) {
  Held("a", "COURSE");
  Joined("a", "ada");
  Position corrected = Corrected("a", "SEMINAR");
  Position later = Joined("a", "bo");
  log_.Void(corrected);
  EXPECT_THAT(Activities(), ElementsAre("a course held"));
  EXPECT_THAT(Participations(), UnorderedElementsAre("ada course", "bo course"));
  EXPECT_THAT(Participations(later), UnorderedElementsAre("ada seminar", "bo seminar"));
}

TEST_F(ApplyTest, VoidingTheEarlierOfTwoCorrectionsLeavesTheLater) {
  Held("a", "COURSE");
  Position first = Corrected("a", "SEMINAR");
  Position second = Corrected("a", "OTHER");
  log_.Void(first);
  EXPECT_THAT(Activities(), ElementsAre("a other held"));
  log_.Void(second);
  EXPECT_THAT(Activities(), ElementsAre("a course held")) << "not the voided correction";
}

TEST_F(ApplyTest, VoidingAVoidingBringsTheFactBack) {
  Position a = Held("a", "COURSE");
  Position voided = log_.Void(a);
  EXPECT_THAT(Activities(), IsEmpty());
  log_.Void(voided);
  EXPECT_THAT(Activities(), ElementsAre("a course held"));
  EXPECT_THAT(Activities(voided), IsEmpty());
}

TEST_F(ApplyTest, VoidingOneParticipationLeavesTheRowsOfOthersUntouched) {
  Held("a", "COURSE");
  Position ada = Joined("a", "ada");
  Position bo = Joined("a", "bo");
  const RowId before = log_.facts()[kParticipations].size();
  log_.Void(ada);
  EXPECT_THAT(Participations(), ElementsAre("bo course"));
  EXPECT_EQ(log_.facts()[kParticipations].size(), before) << "no row is written anew";
  EXPECT_EQ(log_.facts()[kParticipations].AsOf(kNow, "a")[0].from(), bo);
}

TEST_F(ApplyTest, VoidingAWithdrawalBringsTheParticipationBack) {
  Held("a", "COURSE");
  Joined("a", "ada");
  Position withdrawn = log_.Add<ParticipationWithdrawn>("activity_id: 'a' participant_id: 'ada'");
  log_.Void(withdrawn);
  EXPECT_THAT(Participations(), ElementsAre("ada course"));
}

TEST_F(ApplyTest, ARenamedOrganisationIsFoundUnderItsFormerName) {
  Position registered = log_.Add<OrganisationRegistered>(
      "organisation_id: 'jibs' name: 'Internationella handelshögskolan' other_names: 'JIBS' "
      "kind: ORGANISATION_KIND_UNIVERSITY");
  log_.Add<OrganisationRenamed>(
      "organisation_id: 'jibs' name: 'Jönköping International Business School'");
  EXPECT_EQ(log_.facts().OrganisationName("jibs", registered), "Internationella handelshögskolan");
  EXPECT_EQ(log_.facts().OrganisationName("jibs", kNow), "Jönköping International Business School");
  EXPECT_THAT(log_.Rows(kOrganisationNames, kNow, {"name"}),
              ElementsAre("JIBS", "Internationella handelshögskolan"));
}

TEST_F(ApplyTest, MergedOrganisationsGoUnderOneNameFromTheMergeOn) {
  log_.Add<OrganisationRegistered>("organisation_id: 'almi' name: 'Almi'");
  log_.Add<OrganisationRegistered>("organisation_id: 'almi-2' name: 'ALMI'");
  Position before = log_.Add<OrganisationRegistered>("organisation_id: 'almi-3' name: 'ALMI AB'");
  log_.Add<OrganisationsMerged>("organisation_id: 'almi-2' merged_organisation_id: 'almi-3'");
  Position merged =
      log_.Add<OrganisationsMerged>("organisation_id: 'almi' merged_organisation_id: 'almi-2'");
  EXPECT_EQ(log_.facts().OrganisationName("almi-3", before), "ALMI AB");
  EXPECT_EQ(log_.facts().OrganisationName("almi-3", kNow), "Almi") << "through both merges";
  log_.Void(merged);
  EXPECT_EQ(log_.facts().OrganisationName("almi-3", kNow), "ALMI");
}

TEST_F(ApplyTest, MergesInACircleStillEnd) {
  log_.Add<OrganisationsMerged>("organisation_id: 'a' merged_organisation_id: 'b'");
  log_.Add<OrganisationsMerged>("organisation_id: 'b' merged_organisation_id: 'a'");
  EXPECT_EQ(log_.facts().Organisation("a", kNow), "a");
}

TEST_F(ApplyTest, EverySourceHasOnePeriodOfAProject) {
  auto stated = [&](const char* from, const char* to, const char* source) {
    return log_.Add<ProjectPeriodStated>(absl::StrCat("project_id: 'siru-2' source: '", source,
                                                      "' period { from: '", from, "' to: '", to,
                                                      "' }"));
  };
  stated("2021", "2023", "leaflet");
  Position two = stated("2021-01", "2023-04", "news");
  stated("2021", "2024", "leaflet");
  EXPECT_THAT(log_.Rows(kProjectPeriods, two, {"source", "period"}),
              ElementsAre("leaflet 2021/2023", "news 2021-01/2023-04"));
  EXPECT_THAT(log_.Rows(kProjectPeriods, kNow, {"source", "period"}),
              ElementsAre("news 2021-01/2023-04", "leaflet 2021/2024"));
}

TEST_F(ApplyTest, APartnerThatLeftIsKeptAsEnded) {
  log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'jibs'");
  log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'almi' role: PARTNER_ROLE_OWNER");
  log_.Add<PartnerLeft>("project_id: 'p' organisation_id: 'jibs' occurred { from: '2022' }");
  EXPECT_THAT(log_.Rows(kPartners, kNow, {"organisation", "role", "ended", "ended_when"}),
              ElementsAre("almi owner 0 ", "jibs partner 1 2022"));
}

TEST_F(ApplyTest, AProcurementCarriesWhatItsContractsAreCountedBy) {
  log_.Add<ProcurementHeld>(
      "procurement_id: 'u-1' procedure: PROCUREMENT_PROCEDURE_RESERVED reserved_participation: "
      "RESERVED_PARTICIPATION_RES_WS social_objectives: SOCIAL_OBJECTIVE_OPP social_objectives: "
      "SOCIAL_OBJECTIVE_ACC_ALL value_sek: '1250.5' project_id: 'siru-2'",
      {.tags = {"region:06"}});
  log_.Add<ContractAwarded>("procurement_id: 'u-1' supplier_id: 'asf'");
  EXPECT_THAT(
      log_.Rows(kProcurements, kNow,
                {"procurement", "region", "procedure", "reserved", "social_objectives", "value"}),
      ElementsAre("u-1 06 reserved res-ws acc-all,opp 12505000"));
  EXPECT_THAT(log_.Rows(kContracts, kNow,
                        {"supplier", "project", "region", "procedure", "social_objectives"}),
              ElementsAre("asf siru-2 06 reserved acc-all,opp"));
  log_.Add<ProcurementCancelled>("procurement_id: 'u-1'");
  EXPECT_THAT(log_.Rows(kContracts, kNow, {"supplier"}), IsEmpty());
}

TEST_F(ApplyTest, ATargetSetAgainReplacesTheEarlierOne) {
  Position first = log_.Add<TargetSet>("indicator_id: 'i' region_code: '22' text: '70'");
  log_.Add<TargetSet>("indicator_id: 'i' region_code: '20' text: '1'");
  log_.Add<TargetSet>("indicator_id: 'i' region_code: '22' text: '45'");
  EXPECT_THAT(log_.Rows(kTargets, first, {"region", "text"}), ElementsAre("22 70"));
  EXPECT_THAT(log_.Rows(kTargets, kNow, {"region", "text"}), ElementsAre("20 1", "22 45"));
}

TEST_F(ApplyTest, ASourceRankedAgainHasItsLatestRank) {
  log_.Add<SourceRanked>("indicator_id: 'i' source: 'Sofisam' rank: RANK_PREFERRED");
  log_.Add<SourceRanked>("indicator_id: 'i' source: 'sofisam' rank: RANK_DEPRECATED");
  EXPECT_THAT(log_.Rows(kSourceRanks, kNow, {"source", "rank"}), ElementsAre("sofisam deprecated"));
}

TEST_F(ApplyTest, ForeignEventsChangeNothing) {
  eventstore::RecordView record;
  record.position = 1;
  record.type = "acme.v1.Opened";
  record.payload = "anything";
  Facts facts;
  Applier applier(&facts, nullptr);
  EXPECT_TRUE(applier.Apply(record).ok());
  EXPECT_EQ(facts.rows(), 0u);
}

TEST_F(ApplyTest, AnEventThatCannotBeUnderstoodIsAnErrorThatNamesIt) {
  eventstore::RecordView record;
  record.position = 7;
  Facts facts;
  Applier applier(&facts, nullptr);
  record.type = "verkan.event.v1.Teleported";
  EXPECT_THAT(applier.Apply(record).ToString(), ::testing::HasSubstr("event 7"));
  record.type = "verkan.event.v1.ActivityHeld";
  record.payload = "\xff\xff";
  EXPECT_EQ(applier.Apply(record).code(), absl::StatusCode::kDataLoss);
}

TEST_F(ApplyTest, AReplayGivesTheSameRows) {
  Position a = Held("a", "COURSE", Day(2021, 3, 5));
  Joined("a", "ada");
  Joined("a", "bo");
  Position corrected = Corrected("a", "SEMINAR");
  log_.Add<ParticipantsMerged>("participant_id: 'ada' merged_participant_id: 'bo'");
  log_.Void(corrected);
  log_.Void(a);
  EXPECT_EQ(log_.facts().Digest(), log_.ReplayDigest());
  std::string before = log_.facts().Digest();
  Held("b", "COURSE");
  EXPECT_NE(log_.facts().Digest(), before);
}

}  // namespace
}  // namespace verkan::projections
