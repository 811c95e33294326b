#include "projections/report/leaflet.h"

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/report/layout.h"
#include "projections/report/report_fixture.h"

namespace verkan::projections {
namespace {

using report::v1::GetLeafletResponse;
using report::v1::LANGUAGE_EN;
using report::v1::LANGUAGE_SV;
using report::v1::Leaflet;
using report::v1::Line;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LeafletTest : public ::testing::Test {
 protected:
  void RecordPublished() {
    for (const char* file : {"10-organisations.jsonl", "20-programme.jsonl", "30-siru.jsonl",
                             "40-innovationsfabrik-smaland.jsonl", "50-dela.jsonl"}) {
      log_.RecordSample(file);
    }
  }

  GetLeafletResponse Make(const std::string& project,
                          report::v1::Language language = LANGUAGE_EN) const {
    return MakeAt(log_.position(), project, language);
  }

  GetLeafletResponse MakeAt(Position position, const std::string& project,
                            report::v1::Language language = LANGUAGE_EN) const {
    const auto response = MakeLeaflet(
        log_.facts(), log_.figures(),
        {.project_id = project, .language = language, .receipt = log_.Receipt(position)});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : GetLeafletResponse();
  }

  ReportFixture log_;
};

const Line* FindLine(const Leaflet& leaflet, absl::string_view section, absl::string_view key) {
  for (const auto& candidate : leaflet.sections()) {
    if (candidate.key() != section) continue;
    for (const Line& line : candidate.lines()) {
      if (line.key() == key) return &line;
    }
  }
  return nullptr;
}

std::string TextOf(const Leaflet& leaflet, absl::string_view section, absl::string_view key) {
  const Line* line = FindLine(leaflet, section, key);
  return line == nullptr ? "" : line->text();
}

TEST_F(LeafletTest, SiruWithInventedParticipations) {
  RecordPublished();
  log_.RecordSample("90-invented.jsonl");
  ExpectGolden("leaflet_siru-2.sv.txt", Make("siru-2", LANGUAGE_SV).text());
  ExpectGolden("leaflet_siru-2.en.txt", Make("siru-2", LANGUAGE_EN).text());
}

TEST_F(LeafletTest, OtherProjects) {
  RecordPublished();
  ExpectGolden("leaflet_innovationsfabrik-smaland.en.txt",
               Make("innovationsfabrik-smaland").text());
  ExpectGolden("leaflet_dela.sv.txt", Make("dela", LANGUAGE_SV).text());
  ExpectGolden("leaflet_regions-programme.en.txt", Make("regions-programme").text());
}

TEST_F(LeafletTest, ReportedParticipantsStandBesideComputedOnesWithTheReasonWhyTheyDiffer) {
  RecordPublished();
  log_.RecordSample("90-invented.jsonl");
  const Leaflet leaflet = Make("siru-2").leaflet();
  const Line* reported = FindLine(leaflet, "participants", "participants.reported");
  ASSERT_NE(reported, nullptr);
  EXPECT_EQ(reported->figure().reading().value(), "1200");
  EXPECT_EQ(reported->figure().reading().qualifier(), event::v1::QUALIFIER_MORE_THAN);
  EXPECT_EQ(reported->figure().origin(), figure::v1::ORIGIN_REPORTED);
  EXPECT_EQ(reported->figure().text(), "Över 1200");
  EXPECT_EQ(reported->source(), "results leaflet");
  EXPECT_THAT(reported->positions(), ElementsAre(reported->figure().position()));
  const Line* computed = FindLine(leaflet, "participants", "participants.computed");
  ASSERT_NE(computed, nullptr);
  EXPECT_EQ(computed->figure().origin(), figure::v1::ORIGIN_COMPUTED);
  EXPECT_EQ(computed->figure().indicator_id(), "participants");
  EXPECT_EQ(computed->figure().reading().value(), "38");
  EXPECT_FALSE(computed->positions().empty());
  EXPECT_NE(FindLine(leaflet, "participants", "participants.difference"), nullptr);
}

TEST_F(LeafletTest, ActivitiesOfUnstatedNumberAreHeldAndNotCounted) {
  RecordPublished();
  const Leaflet leaflet = Make("siru-2").leaflet();
  EXPECT_EQ(FindLine(leaflet, "activities", "network_meeting")->figure().reading().value(), "6");
  EXPECT_THAT(TextOf(leaflet, "activities", "learning_session.reported"),
              HasSubstr("held, number not stated"));
  EXPECT_EQ(FindLine(leaflet, "activities", "learning_session"), nullptr);
}

TEST_F(LeafletTest, AsOfAnEarlierPositionShowsWhatWasKnownThen) {
  RecordPublished();
  const Position before = log_.position();
  log_.RecordSample("90-invented.jsonl");
  const Leaflet then = MakeAt(before, "siru-2").leaflet();
  EXPECT_NE(FindLine(then, "procurements", "procurements.none"), nullptr);
  EXPECT_EQ(FindLine(then, "partnerships", "partnerships"), nullptr);
  const Leaflet now = Make("siru-2").leaflet();
  EXPECT_EQ(FindLine(now, "procurements", "procurements")->figure().reading().value(), "5");
  EXPECT_EQ(FindLine(now, "procurements", "procurements-with-social-consideration")
                ->figure()
                .reading()
                .value(),
            "3");
  EXPECT_EQ(FindLine(now, "partnerships", "partnerships")->figure().reading().value(), "1");
}

TEST_F(LeafletTest, NoLineIsLongerThanAHundredCharacters) {
  RecordPublished();
  log_.RecordSample("90-invented.jsonl");
  for (const char* project :
       {"siru-1", "siru-2", "innovationsfabrik-smaland", "dela", "regions-programme"}) {
    for (const auto language : {LANGUAGE_SV, LANGUAGE_EN}) {
      const std::string text = Make(project, language).text();
      for (const absl::string_view line : absl::StrSplit(text, '\n')) {
        EXPECT_LE(Width(line), 100u) << line;
      }
    }
  }
}

TEST_F(LeafletTest, EveryLineStandsInTheText) {
  RecordPublished();
  log_.RecordSample("90-invented.jsonl");
  const GetLeafletResponse response = Make("siru-2");
  const std::string flat = absl::StrJoin(
      absl::StrSplit(response.text(), absl::ByAnyChar(" \n"), absl::SkipEmpty()), " ");
  for (const auto& section : response.leaflet().sections()) {
    EXPECT_FALSE(section.lines().empty()) << section.key();
    for (const Line& line : section.lines()) EXPECT_THAT(flat, HasSubstr(line.text()));
  }
  EXPECT_EQ(response.text(), LeafletText(response.leaflet(), LANGUAGE_EN));
}

TEST_F(LeafletTest, TheReceiptNamesTheLogAndItsPosition) {
  RecordPublished();
  const GetLeafletResponse response = Make("siru-2");
  EXPECT_EQ(response.leaflet().receipt().log_position(), log_.position());
  EXPECT_THAT(response.text(), HasSubstr("log verkan.example/test; root hash\ncnJycnJycnJy"));
}

TEST_F(LeafletTest, AProjectThatWasNotKnownThenIsNotFound) {
  RecordPublished();
  const auto unknown = MakeLeaflet(log_.facts(), log_.figures(),
                                   {.project_id = "siru-3", .receipt = log_.Receipt()});
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  const auto early = MakeLeaflet(log_.facts(), log_.figures(),
                                 {.project_id = "siru-2", .receipt = log_.Receipt(1)});
  EXPECT_EQ(early.status().code(), absl::StatusCode::kNotFound);
}

TEST_F(LeafletTest, TargetsAreMeasuredWhereSomethingIsRecorded) {
  log_.Record(R"({"projectStarted": {"projectId": "p", "name": "P", "regionCodes": ["06"]}})");
  log_.Record(R"({"targetSet": {"indicatorId": "activities", "projectId": "p", "text": "två"}})");
  log_.Record(
      R"({"targetSet": {"indicatorId": "networks", "projectId": "p", "text": "minst en"}})");
  log_.Record(R"({"activityHeld": {"activityId": "a", "details": {"projectId": "p",
      "kind": "ACTIVITY_KIND_COURSE"}}})");
  const Leaflet leaflet = Make("p").leaflet();
  EXPECT_EQ(TextOf(leaflet, "targets", "target.outcome"), "outcome 1: not reached");
  EXPECT_EQ(TextOf(leaflet, "targets", "target.no_outcome"),
            "outcome: nothing is recorded to measure it by");
}

TEST_F(LeafletTest, PlannedAndCancelledActivitiesAreNotCountedAsHeld) {
  log_.Record(R"({"projectStarted": {"projectId": "p", "name": "P", "regionCodes": ["06"]}})");
  log_.Record(R"({"activityPlanned": {"activityId": "a", "details": {"projectId": "p",
      "kind": "ACTIVITY_KIND_COURSE"}}})");
  log_.Record(R"({"activityHeld": {"activityId": "b", "details": {"projectId": "p",
      "kind": "ACTIVITY_KIND_COURSE"}}})");
  log_.Record(R"({"activityCancelled": {"activityId": "b", "reason": "snow"}})");
  const Leaflet leaflet = Make("p", LANGUAGE_SV).leaflet();
  EXPECT_EQ(FindLine(leaflet, "activities", "course"), nullptr);
  EXPECT_EQ(TextOf(leaflet, "activities", "activities.planned"), "1 planerad");
  EXPECT_EQ(TextOf(leaflet, "activities", "activities.cancelled"), "1 inställd");
}

}  // namespace
}  // namespace verkan::projections
