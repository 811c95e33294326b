#include "projections/facts/apply.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/activity/activity_facts.h"
#include "projections/collaboration/collaboration_facts.h"
#include "projections/facts/mirror.h"
#include "projections/figure/figure_facts.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/network/network_facts.h"
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
  EXPECT_THAT(log_.Rows(kProjectPeriods, two, {"source", "when"}),
              ElementsAre("leaflet 2021/2023", "news 2021-01/2023-04"));
  EXPECT_THAT(log_.Rows(kProjectPeriods, kNow, {"source", "when"}),
              ElementsAre("news 2021-01/2023-04", "leaflet 2021/2024"));
}

TEST_F(ApplyTest, APartnerThatLeftIsKeptAsEnded) {
  log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'jibs'");
  log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'almi' role: PARTNER_ROLE_OWNER");
  log_.Add<PartnerLeft>("project_id: 'p' organisation_id: 'jibs' occurred { from: '2022' }");
  EXPECT_THAT(log_.Rows(kPartners, kNow, {"organisation", "role", "fact", "left_when"}),
              ElementsAre("almi owner partner_joined ", "jibs partner partner_left 2022"));
}

TEST_F(ApplyTest, OwnersThatAreCorrectedReplaceTheFormer) {
  const auto rows = [this] {
    return log_.Rows(kPartners, kNow, {"organisation", "groups_sv", "role", "when"});
  };
  log_.Add<ProjectStarted>("project_id: 'p' region_codes: '06'");
  log_.Add<PartnerJoined>(
      "project_id: 'p' organisation_id: 'a' role: PARTNER_ROLE_OWNER occurred { from: '2021' }");
  log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'b' role: PARTNER_ROLE_OWNER");
  log_.Add<PartnerJoined>("project_id: 'p' groups { text: 'två' label { sv: 'kommuner' } }");
  const Position corrected =
      log_.Add<ProjectCorrected>("project_id: 'p' owner_ids: 'a' owner_ids: 'c' reason: 'r'");
  EXPECT_THAT(rows(), ElementsAre("a  owner 2021", "två kommuner partner ", "c  owner "));
  log_.Void(corrected);
  EXPECT_THAT(rows(), UnorderedElementsAre("a  owner 2021", "två kommuner partner ", "b  owner "));
  log_.Add<ProjectCorrected>("project_id: 'p' cleared: 'owner_ids' reason: 'r'");
  EXPECT_THAT(rows(), ElementsAre("två kommuner partner "));
}

TEST_F(ApplyTest, ACollaborationIsDeepenedAndCorrected) {
  const auto rows = [this] {
    return log_.Rows(kCollaborations, kNow, {"title", "party", "period", "fact"});
  };
  log_.Add<CollaborationFormed>(
      "collaboration_id: 'c' title: 'T' party_ids: ['a', 'b'] period { from: '2021' }");
  const Position deepened = log_.Add<CollaborationDeepened>(
      "collaboration_id: 'c' added_party_ids: ['b', 'd'] period { from: '2022' to: '2023' }");
  EXPECT_THAT(rows(), ElementsAre("T a,b,d 2021/2023 collaboration_formed"));
  log_.Add<CollaborationCorrected>(
      "collaboration_id: 'c' title: 'U' party_ids: ['a', 'e'] period { from: '2020' } reason: 'r'");
  EXPECT_THAT(rows(), ElementsAre("U a,e,b,d 2020/2023 collaboration_formed"));
  log_.Add<CollaborationEnded>("collaboration_id: 'c'");
  log_.Void(deepened);
  EXPECT_THAT(rows(), ElementsAre("U a,e 2020 collaboration_ended"));
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

TEST_F(ApplyTest, AProcurementIsOneRowThroughAllItsSteps) {
  const auto rows = [this] {
    return log_.Rows(kProcurements, kNow,
                     {"stage", "title", "buyer", "procedure", "planned", "notice", "when"});
  };
  log_.Add<ProcurementPlanned>(
      "procurement_id: 'u' title: 'Mat' buyer_id: 'b' planned { from: '2020' }");
  EXPECT_THAT(rows(), ElementsAre("planned Mat b  2020  "));
  log_.Add<DialogueOpened>("procurement_id: 'u' with_ids: 'x' with_ids: 'y' topic { sv: 'Städ' }");
  EXPECT_THAT(rows(), ElementsAre("dialogue Mat b  2020  "));
  EXPECT_THAT(log_.Rows(kDialogues, kNow, {"procurement", "with", "topic_sv"}),
              ElementsAre("u x,y Städ"));
  log_.Add<ProcurementPublished>("procurement_id: 'u' title: 'Måltider' notice_id: 'TED-7'");
  EXPECT_THAT(rows(), ElementsAre("published Måltider b  2020 TED-7 "));
  const Position held = log_.Add<ProcurementHeld>(
      "procurement_id: 'u' procedure: PROCUREMENT_PROCEDURE_OPEN occurred { from: '2021' }",
      {.days = Month(2021, 1)});
  EXPECT_THAT(rows(), ElementsAre("held Måltider b open 2020 TED-7 2021"));
  log_.Void(held);
  EXPECT_THAT(rows(), ElementsAre("published Måltider b  2020 TED-7 "));
  log_.Add<ProcurementCancelled>("procurement_id: 'u'");
  EXPECT_THAT(rows(), ElementsAre("cancelled Måltider b  2020 TED-7 "));
}

TEST_F(ApplyTest, AStepThatIsRecordedLateAddsOnlyWhatNoneHasSaid) {
  const Position held = log_.Add<ProcurementHeld>("procurement_id: 'u' title: 'Mat'",
                                                  {.tags = {"region:06"}, .days = Month(2021, 3)});
  log_.Add<ContractAwarded>("procurement_id: 'u' supplier_id: 's'");
  log_.Add<DialogueOpened>(
      "procurement_id: 'u' title: 'Städ' project_id: 'p' title_label { en: 'Food' } "
      "procedure: PROCUREMENT_PROCEDURE_RESERVED region_code: '07'",
      {.tags = {"region:07"}, .days = Month(2020, 1)});
  EXPECT_THAT(log_.Rows(kProcurements, kNow,
                        {"stage", "title", "title_label_en", "project", "procedure", "region"}),
              ElementsAre("held Mat Food p reserved 07"));
  EXPECT_THAT(log_.Rows(kContracts, kNow, {"project", "procedure", "region"}),
              ElementsAre("p reserved 07"));
  for (const Row& row : log_.facts()[kProcurements].AsOf(kNow)) {
    EXPECT_EQ(row.event(), held);
    EXPECT_EQ(row.days(), Month(2021, 3));
  }
}

TEST_F(ApplyTest, NothingIsSaidOfAReservationThatNobodyNamed) {
  log_.Add<ProcurementPlanned>("procurement_id: 'u'");
  log_.Add<ProcurementHeld>("procurement_id: 'v'");
  EXPECT_THAT(log_.Rows(kProcurements, kNow, {"procurement", "reserved"}), ElementsAre("u ", "v "));
}

TEST_F(ApplyTest, ACorrectedProcurementTakesItsContractsAlong) {
  log_.Add<ProcurementPlanned>("procurement_id: 'u' stage: PROCUREMENT_STAGE_EXPLORED");
  const Position held = log_.Add<ProcurementHeld>(
      "procurement_id: 'u' title: 'Mat' procedure: PROCUREMENT_PROCEDURE_OPEN value_sek: '5' "
      "social_objectives: SOCIAL_OBJECTIVE_OPP",
      {.tags = {"region:06"}, .days = Month(2021, 3)});
  log_.Add<ContractAwarded>("procurement_id: 'u' supplier_id: 's'");
  const auto contracts = [this] {
    return log_.Rows(kContracts, kNow, {"procedure", "region", "social_objectives"});
  };
  const Position corrected = log_.Add<ProcurementCorrected>(
      "procurement_id: 'u' title: 'Städ' procedure: PROCUREMENT_PROCEDURE_DIRECT "
      "region_code: '07' planned { from: '2020-02' } stage: PROCUREMENT_STAGE_PLANNED "
      "cleared: 'value_sek' cleared: 'social_objectives' reason: 'r'",
      {.days = Month(2021, 4)});
  EXPECT_THAT(log_.Rows(kProcurements, kNow,
                        {"stage", "title", "value", "planning", "planned", "social_objectives"}),
              ElementsAre(absl::StrCat("held Städ ", kNoNumber, " planned 2020-02 ")));
  EXPECT_THAT(contracts(), ElementsAre("direct 07 "));
  for (const Row& row : log_.facts()[kContracts].AsOf(kNow)) {
    EXPECT_EQ(row.days(), Month(2021, 4));
  }
  log_.Void(corrected);
  EXPECT_THAT(contracts(), ElementsAre("open 06 opp"));
  EXPECT_THAT(log_.Rows(kProcurements, held, {"title"}), ElementsAre("Mat"));
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

class NetworkFactsTest : public ::testing::Test {
 protected:
  std::vector<std::string> Networks() {
    return log_.Rows(kNetworks, kNow, {"network", "kind", "network_kind", "name", "counts"});
  }
  std::vector<std::string> Memberships() {
    return log_.Rows(kMemberships, kNow,
                     {"membership", "organisation", "unit", "fact", "closed_when"});
  }
  Position Member(const std::string& id, const std::string& more) {
    return log_.Add<MembershipStarted>(
        absl::StrCat("network_id: 'n' membership_id: '", id, "' ", more));
  }
  TestLog log_;
};

TEST_F(NetworkFactsTest, ABodyOrWhatIsToBeFormedCountsForNothing) {
  log_.Add<NetworkStarted>("network_id: 'a' details { name: 'A' }");
  log_.Add<NetworkStarted>("network_id: 'b' details { name: 'B' kind: NETWORK_KIND_PLATFORM }");
  log_.Add<NetworkStarted>("network_id: 'c' details { kind: NETWORK_KIND_STEERING_GROUP }");
  log_.Add<NetworkStarted>(
      "network_id: 'd' details { name: 'D' stage: NETWORK_STAGE_TO_BE_FORMED }");
  EXPECT_THAT(Networks(), ElementsAre("a started  A yes", "b started platform B yes",
                                      "c started steering_group  ", "d started  D "));
}

TEST_F(NetworkFactsTest, ANetworkIsKnownByItsMembersUntilItStarts) {
  Member("m", "organisation_id: 'o' name: 'REVES' kind: NETWORK_KIND_NETWORK");
  EXPECT_THAT(Networks(), ElementsAre("n known_by_members network REVES "));
  Member("m2", "organisation_id: 'p'");
  const Position started = log_.Add<NetworkStarted>("network_id: 'n' details { name: 'Reves' }");
  EXPECT_THAT(Networks(), ElementsAre("n started  Reves yes"));
  log_.Void(started);
  EXPECT_THAT(Networks(), ElementsAre("n known_by_members network REVES "));
}

TEST_F(NetworkFactsTest, AMembershipEndsUnderItsIdOrAsThatOfTheOrganisation) {
  Member("m", "organisation_id: 'o' name: 'N'");
  Member("u", "organisation_id: 'o' unit: 'Kultur'");
  Member("g", "group { text: 'två' }");
  const Position ended =
      log_.Add<MembershipEnded>("network_id: 'n' organisation_id: 'o' occurred { from: '2021' }");
  EXPECT_THAT(Memberships(),
              UnorderedElementsAre("m o  membership_ended 2021", "u o Kultur membership_started ",
                                   "g   membership_started "));
  log_.Void(ended);
  log_.Add<MembershipEnded>("network_id: 'n' membership_id: 'u'");
  EXPECT_THAT(Memberships(),
              UnorderedElementsAre("m o  membership_started ", "u o Kultur membership_ended ",
                                   "g   membership_started "));
}

TEST_F(NetworkFactsTest, AnOrganisationLeavesUnderWhateverIdIsOneWithIt) {
  Member("m", "organisation_id: 'o' name: 'N'");
  const Position merged =
      log_.Add<OrganisationsMerged>("organisation_id: 'p' merged_organisation_id: 'o'");
  log_.Add<MembershipEnded>("network_id: 'n' organisation_id: 'p'");
  EXPECT_THAT(Memberships(), ElementsAre("m o  membership_ended "));
  log_.Void(merged);
  EXPECT_THAT(Memberships(), ElementsAre("m o  membership_started "));
}

TEST_F(NetworkFactsTest, ACorrectionReplacesWhatItStatesAndEmptiesWhatItNames) {
  log_.Add<NetworkStarted>("network_id: 'n' details { name: 'N' strand: '1' text: '34' }");
  const Position corrected = log_.Add<NetworkCorrected>(
      "network_id: 'n' details { kind: NETWORK_KIND_COUNCIL } cleared: 'strand' reason: 'r'");
  const auto rows = [this] {
    return log_.Rows(kNetworks, kNow, {"name", "network_kind", "strand", "text", "counts"});
  };
  EXPECT_THAT(rows(), ElementsAre("N council  34 "));
  log_.Void(corrected);
  EXPECT_THAT(rows(), ElementsAre("N  1 34 yes"));
}

TEST(ActivityFactsTest, OrganisationsThatJoinedFollowTheActivity) {
  TestLog log;
  log.Add<ActivityHeld>("activity_id: 'a' details { project_id: 'p' }", {.days = Year(2021)});
  log.Add<OrganisationJoined>("activity_id: 'a' organisation_id: 'o' unit: 'Kultur'");
  log.Add<OrganisationJoined>("activity_id: 'a' group { text: 'två' label { sv: 'bolag' } }");
  log.Add<ActivityCorrected>("activity_id: 'a' details { project_id: 'q' }", {.days = Year(2022)});
  EXPECT_THAT(log.Rows(kOrganisationsJoined, kNow, {"project", "organisation", "group_sv", "unit"}),
              ElementsAre("q o  Kultur", "q  två bolag "));
  for (Row row : log.facts()[kOrganisationsJoined].AsOf(kNow)) {
    EXPECT_EQ(row.days(), Year(2022));
  }
}

TEST(ActivityFactsTest, AHeadcountReplacesThatOfTheSameSourceUnderNameOrId) {
  TestLog log;
  const auto rows = [&log] { return log.Rows(kHeadcounts, kNow, {"text", "source", "source_id"}); };
  log.Add<ActivityHeld>("activity_id: 'a' details { project_id: 'p' }");
  log.Add<HeadcountReported>("activity_id: 'a' source: 'Listan' text: '50'");
  log.Add<HeadcountReported>("activity_id: 'a' source: 'listan ' source_id: 's' text: '51'");
  EXPECT_THAT(rows(), ElementsAre("51 listan  s"));
  log.Add<HeadcountReported>("activity_id: 'a' source_id: 's' text: '52'");
  EXPECT_THAT(rows(), ElementsAre("52  s"));
  log.Add<HeadcountReported>("activity_id: 'a' source_id: 't' text: '53'");
  log.Add<HeadcountReported>("activity_id: 'a' text: '54'");
  EXPECT_EQ(rows().size(), 3u);
}

TEST(ActivityFactsTest, WhoDidNotComeIsTold) {
  TestLog log;
  log.Add<ActivityHeld>("activity_id: 'a' details { project_id: 'p' }");
  log.Add<ParticipantJoined>("activity_id: 'a' participant_id: 'x'");
  log.Add<ParticipationWithdrawn>("activity_id: 'a' participant_id: 'x' no_show: true");
  EXPECT_THAT(log.Rows(kWithdrawals, kNow, {"participant", "no_show"}), ElementsAre("x 1"));
}

}  // namespace
}  // namespace verkan::projections
