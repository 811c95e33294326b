#include "projections/projections.h"

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/memory_file_system.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using ::testing::SizeIs;

class ProjectionsTest : public ::testing::Test {
 protected:
  ProjectionsTest()
      : path_(std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("projections-", reinterpret_cast<uintptr_t>(this))) {
    store_ = *eventstore::EventStore::Open({.path = "/events",
                                            .origin = "verkan.test",
                                            .file_system = eventstore::NewMemoryFileSystem(),
                                            .now_micros = [this] { return now_; }});
    projections_ = *Projections::Open({.path = path_.string()}, store_.get());
  }
  ~ProjectionsTest() override {
    projections_.reset();
    std::filesystem::remove_all(path_);
  }

  // Appends the event, an hour after the one before, and waits until it is reflected.
  Position Append(const google::protobuf::Message& event) {
    now_ += int64_t{3600} * 1'000'000;
    eventstore::Batch batch;
    batch.events.push_back({.type = event.GetDescriptor()->full_name(),
                            .stream = StreamOf(event),
                            .payload = event.SerializeAsString()});
    Position position = store_->Append(std::move(batch))->last_position;
    EXPECT_TRUE(projections_->WaitFor(position, absl::Now() + absl::Seconds(30)).ok());
    return position;
  }
  Position Held(const std::string& id) {
    return Append(Make<ActivityHeld>(absl::StrCat(
        "activity_id: '", id, "' details { project_id: 'siru-2' kind: ACTIVITY_KIND_COURSE }")));
  }

  figure::v1::GetFigureResponse Activities(const std::string& as_of = "") {
    auto response = projections_->GetFigure(Make<figure::v1::GetFigureRequest>(
        absl::StrCat("query { indicator_id: 'activities' ", as_of, " }")));
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }

  const std::filesystem::path path_;
  int64_t now_ =
      absl::ToUnixMicros(absl::FromCivil(absl::CivilDay(2026, 3, 5), absl::UTCTimeZone()));
  std::unique_ptr<eventstore::EventStore> store_;
  std::unique_ptr<Projections> projections_;
};

TEST_F(ProjectionsTest, AFigureSaysWhichPositionItIsAsOfAndWhichIsReflected) {
  Position first = Held("a");
  Position second = Held("b");
  figure::v1::GetFigureResponse now = Activities();
  EXPECT_EQ(now.total().reading().value(), "2");
  EXPECT_EQ(now.as_of_position(), second);
  figure::v1::GetFigureResponse then = Activities(absl::StrCat("as_of_position: ", first));
  EXPECT_EQ(then.total().reading().value(), "1");
  EXPECT_EQ(then.as_of_position(), first);
  EXPECT_EQ(then.position(), second);
  EXPECT_EQ(Activities("as_of_time: '2026-03-05T01:30:00Z'").total().reading().value(), "1");
  EXPECT_EQ(Activities("as_of_time: '2026-03-04'").total().reading().value(), "0");
}

TEST_F(ProjectionsTest, ALeafletCarriesTheReceiptOfWhatItRestsOn) {
  Append(Make<ProjectStarted>("project_id: 'siru-2' name: 'SIRU 2.0' region_codes: '06'"));
  Position held = Held("a");
  Held("b");
  report::v1::GetLeafletRequest request;
  request.set_project_id("siru-2");
  request.set_as_of_position(held);
  auto response = projections_->GetLeaflet(request);
  ASSERT_TRUE(response.ok()) << response.status();
  const report::v1::Receipt& receipt = response->leaflet().receipt();
  EXPECT_EQ(receipt.log_position(), held);
  EXPECT_EQ(receipt.recorded_at(), "2026-03-05T02:00:00+00:00");
  EXPECT_EQ(receipt.log_origin(), "verkan.test");
  const eventstore::Hash root = *store_->Root(held);
  EXPECT_EQ(receipt.root_hash(), std::string(root.begin(), root.end()));
}

TEST_F(ProjectionsTest, BeforeTheFirstEventAnswersAreEmptyAndSayWhenTheLogBegan) {
  constexpr char kBegan[] = "2026-03-05T01:00:00+00:00";
  Append(Make<ProjectStarted>("project_id: 'siru-2' name: 'SIRU 2.0' region_codes: '06'"));
  Append(Make<IndicatorDefined>("indicator_id: 'known' unit: 'enterprises'"));
  const figure::v1::GetFigureResponse counted = Activities("as_of_time: '2026-03-04'");
  EXPECT_EQ(counted.as_of_position(), 0u);
  EXPECT_EQ(counted.log_began(), kBegan);
  EXPECT_EQ(Activities("as_of_position: 1").log_began(), "");
  const auto reported = projections_->GetFigure(Make<figure::v1::GetFigureRequest>(
      "query { indicator_id: 'known' as_of_time: '2026-03-04' }"));
  ASSERT_TRUE(reported.ok()) << reported.status();
  EXPECT_EQ(reported->log_began(), kBegan);
  ASSERT_EQ(reported->figures_size(), 1) << "exactly one if nothing is grouped";
  EXPECT_EQ(reported->figures(0).reading().value(), "");
  report::v1::GetLeafletRequest leaflet;
  leaflet.set_project_id("siru-2");
  leaflet.set_as_of_time("2026-03-04");
  const auto early = projections_->GetLeaflet(leaflet);
  ASSERT_TRUE(early.ok()) << early.status();
  EXPECT_EQ(early->leaflet().sections_size(), 0);
  EXPECT_EQ(early->leaflet().receipt().log_began(), kBegan);
  EXPECT_NE(early->text().find("Loggen började 2026-03-05"), std::string::npos) << early->text();
  report::v1::GetOverviewRequest overview;
  overview.set_programme_id("siru-2");
  overview.set_as_of_time("2026-03-04");
  const auto before = projections_->GetOverview(overview);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->overview().rows_size(), 0);
  EXPECT_EQ(before->overview().receipt().log_began(), kBegan);
}

TEST_F(ProjectionsTest, WhatWasNotKnownThenIsNotFound) {
  report::v1::GetLeafletRequest leaflet;
  leaflet.set_project_id("siru-2");
  EXPECT_EQ(projections_->GetLeaflet(leaflet).status().code(), absl::StatusCode::kNotFound);
  report::v1::GetOverviewRequest overview;
  overview.set_programme_id("regions-programme");
  EXPECT_EQ(projections_->GetOverview(overview).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ProjectionsTest, IndicatorsAreListedPageByPage) {
  Append(Make<IndicatorDefined>("indicator_id: 'known' unit: 'enterprises'"));
  std::vector<std::string> ids;
  indicator::v1::ListIndicatorsRequest request;
  request.set_page_size(4);
  do {
    auto response = projections_->ListIndicators(request);
    ASSERT_TRUE(response.ok());
    EXPECT_LE(response->indicators_size(), 4);
    for (const auto& indicator : response->indicators()) ids.push_back(indicator.indicator_id());
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_THAT(ids, ::testing::IsSupersetOf({"activities", "known", "participants"}));
}

TEST_F(ProjectionsTest, TheStateOfTheProjectionIsTold) {
  Held("a");
  ASSERT_THAT(projections_->states(), SizeIs(1));
  ProjectionState state = projections_->states()[0];
  EXPECT_EQ(state.position, 1u);
  EXPECT_EQ(state.rows, 1u);
  EXPECT_EQ(state.failure, "");
  eventstore::Batch batch;
  batch.events.push_back(
      {.type = "verkan.event.v1.Teleported", .stream = "activity-b", .payload = ""});
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  EXPECT_EQ(projections_->WaitFor(2, absl::Now() + absl::Seconds(30)).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(projections_->states()[0].failure, "");
  EXPECT_EQ(Activities().total().reading().value(), "1") << "what is known is still answered";
}

}  // namespace
}  // namespace verkan::projections
