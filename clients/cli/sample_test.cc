// Every file of deploy/sample can be read, and the broken ones only where they say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "clients/cli/figures_file.h"
#include "clients/cli/jsonl_file.h"
#include "clients/cpp/request_id.h"

namespace verkan::cli {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using verkan::event::v1::Event;

const std::filesystem::path kSamples = VERKAN_SAMPLE_DIR;

std::vector<ImportRow> ReadAll(RowReader* rows) {
  std::vector<ImportRow> all;
  for (ImportRow row; rows->Next(&row); row = ImportRow()) all.push_back(row);
  return all;
}

std::vector<ImportRow> ReadFacts(const std::string& name) {
  const auto text = ReadTextFile(kSamples / name);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? ReadAll(ReadJsonLines(*text).get()) : std::vector<ImportRow>();
}

TEST(SampleTest, EveryLineIsAFactAndNoneIsThereTwice) {
  std::set<std::string> ids;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSamples)) {
    if (entry.path().extension() != ".jsonl") continue;
    ++files;
    for (const ImportRow& row : ReadFacts(entry.path().filename())) {
      EXPECT_TRUE(row.faults.empty()) << entry.path() << ":" << row.place.line;
      EXPECT_TRUE(ids.insert(client::DerivedRequestId(row.event)).second)
          << entry.path() << ":" << row.place.line << " is there twice";
    }
  }
  EXPECT_EQ(files, 10);
}

TEST(SampleTest, TheActivitiesOfSiruAreThoseOfItsLeaflet) {
  std::map<int, int> kinds;
  for (const ImportRow& row : ReadFacts("30-siru.jsonl")) {
    if (row.event.has_activity_held()) ++kinds[row.event.activity_held().details().kind()];
  }
  EXPECT_EQ(kinds, (std::map<int, int>{{verkan::event::v1::ACTIVITY_KIND_NETWORK_MEETING, 6},
                                       {verkan::event::v1::ACTIVITY_KIND_KNOWLEDGE_LUNCH, 4},
                                       {verkan::event::v1::ACTIVITY_KIND_IDEA_WORKSHOP, 1},
                                       {verkan::event::v1::ACTIVITY_KIND_DIALOGUE_FORUM, 2}}));
}

TEST(SampleTest, WhatIsInventedSaysSo) {
  int participations = 0;
  for (const ImportRow& row : ReadFacts("90-invented.jsonl")) {
    const Event& event = row.event;
    participations += event.has_participant_joined();
    EXPECT_THAT(event.ShortDebugString(), HasSubstr("invented-"));
    if (event.has_organisation_registered()) {
      EXPECT_THAT(event.organisation_registered().name(), HasSubstr("(påhittad)"));
      EXPECT_EQ(event.organisation_registered().organisation_number(), "");
    }
  }
  EXPECT_GT(participations, 80);
}

TEST(SampleTest, EveryCellOfTheOverviewIsAFigure) {
  const auto text = ReadTextFile(kSamples / "regions_2019.csv");
  ASSERT_TRUE(text.ok());
  const auto rows =
      ReadFigures("regions_2019.csv", *text, {.programme = "regions-programme", .source = "s"});
  ASSERT_TRUE(rows.ok()) << rows.status();
  int missing = 0;
  const auto figures = ReadAll(rows->get());
  EXPECT_EQ(figures.size(), 17u * 3);
  for (const ImportRow& row : figures) {
    EXPECT_TRUE(row.faults.empty()) << row.place.line;
    missing += row.event.figure_reported().field_missing();
  }
  EXPECT_EQ(missing, 3) << "region 18 has no such fields";
}

TEST(SampleTest, TheBrokenFilesAreBrokenOnlyInWhatTheySay) {
  for (const ImportRow& row : ReadFacts("broken/broken.jsonl")) {
    EXPECT_TRUE(row.faults.empty()) << row.place.line << ": the server refuses, not the reader";
  }
  const auto text = ReadTextFile(kSamples / "broken" / "broken.csv");
  ASSERT_TRUE(text.ok());
  const auto rows = ReadFigures("broken.csv", *text, {.programme = "p", .source = "s"});
  ASSERT_TRUE(rows.ok()) << rows.status();
  int faulty = 0;
  for (const ImportRow& row : ReadAll(rows->get())) faulty += !row.faults.empty();
  EXPECT_EQ(faulty, 1) << "one organisation number does not check";
}

}  // namespace
}  // namespace verkan::cli
