#include "projections/report/report_fixture.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "projections/figure_text/figure_text.h"

namespace verkan::projections {
namespace {

using google::protobuf::Message;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string SamplePath(const std::string& file) {
  return absl::StrCat(VERKAN_SOURCE_DIR, "/deploy/sample/", file);
}

// The fact inside the event.
Message* FactOf(event::v1::Event* event) {
  const auto* oneof = event->GetDescriptor()->FindOneofByName("fact");
  const auto* field = event->GetReflection()->GetOneofFieldDescriptor(*event, oneof);
  return event->GetReflection()->MutableMessage(event, field);
}

std::string StringField(const Message& message, const std::string& name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// The field of the fact, or of the details that it holds.
std::string StringOf(const Message& fact, const std::string& name) {
  const auto* details = fact.GetDescriptor()->FindFieldByName("details");
  if (details == nullptr) return StringField(fact, name);
  return StringField(fact.GetReflection()->GetMessage(fact, details), name);
}

void FillReading(Message* fact) {
  const auto* reading = fact->GetDescriptor()->FindFieldByName("reading");
  if (reading == nullptr || fact->GetReflection()->HasField(*fact, reading)) return;
  const auto* missing = fact->GetDescriptor()->FindFieldByName("field_missing");
  if (missing != nullptr && fact->GetReflection()->GetBool(*fact, missing)) return;
  const auto read = ReadFigureText(StringField(*fact, "text"));
  ASSERT_TRUE(read.ok()) << StringField(*fact, "text") << ": " << read.status();
  fact->GetReflection()->MutableMessage(fact, reading)->CopyFrom(*read);
}

}  // namespace

ReportFixture::ReportFixture()
    : figures_(&facts_), applier_(&facts_, [](absl::string_view, Position, const VisitRecord&) {
        return absl::UnimplementedError("nothing is voided here");
      }) {}

void ReportFixture::Record(absl::string_view json) {
  event::v1::Event event;
  const bool invented = absl::ConsumePrefix(&json, R"({"invented": true, )");
  const auto status = google::protobuf::util::JsonStringToMessage(
      invented ? absl::StrCat("{", json) : std::string(json), &event);
  ASSERT_TRUE(status.ok()) << status.ToString() << ": " << json;
  Apply(std::move(event), invented);
}

void ReportFixture::RecordSample(const std::string& file) {
  for (const absl::string_view line : absl::StrSplit(ReadFile(SamplePath(file)), '\n')) {
    if (!line.empty() && !absl::StartsWith(line, "#")) Record(line);
  }
}

void ReportFixture::RecordOverview() {
  constexpr const char* kIndicators[] = {"known-social-enterprises", "municipalities-working",
                                         "promoters-supporting"};
  for (const absl::string_view line :
       absl::StrSplit(ReadFile(SamplePath("regions_2019.csv")), '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(absl::StripAsciiWhitespace(line), ';');
    if (cells.size() != 5 || cells[0] == "region_code") continue;
    for (int column = 0; column < 3; ++column) {
      event::v1::Event event;
      event::v1::FigureReported* figure = event.mutable_figure_reported();
      figure->set_figure_id(absl::StrCat(kIndicators[column], "-", cells[0]));
      figure->set_indicator_id(kIndicators[column]);
      figure->set_region_code(cells[0]);
      figure->set_project_id("regions-programme");
      figure->set_source("national overview, autumn 2019");
      figure->mutable_period()->set_from("2019");
      figure->set_field_missing(cells[column + 2] == "\\N");
      if (!figure->field_missing()) figure->set_text(cells[column + 2]);
      Apply(std::move(event));
    }
  }
}

report::v1::Receipt ReportFixture::Receipt(Position position) const {
  report::v1::Receipt receipt;
  receipt.set_log_position(position);
  receipt.set_recorded_at("2026-11-22T09:00:00Z");
  receipt.set_log_origin("verkan.example/test");
  receipt.set_root_hash(std::string(32, 'r'));
  return receipt;
}

void ReportFixture::Apply(event::v1::Event event, bool invented) {
  Message* fact = FactOf(&event);
  FillReading(fact);
  if (event.has_project_started()) {
    auto& tags = regions_[event.project_started().project_id()];
    for (const auto& code : event.project_started().region_codes()) {
      tags.push_back(absl::StrCat("region:", code));
    }
  }
  const std::string payload = fact->SerializeAsString();
  eventstore::RecordView record;
  record.position = ++position_;
  record.type = fact->GetDescriptor()->full_name();
  record.payload = payload;
  if (invented) record.tags.push_back(kInventedTag);
  if (StringOf(*fact, "region_code").empty()) {
    for (const std::string& tag : regions_[StringOf(*fact, "project_id")]) {
      record.tags.push_back(tag);
    }
  }
  const absl::Status status = applier_.Apply(record);
  ASSERT_TRUE(status.ok()) << status;
}

void ExpectGolden(const std::string& file, const std::string& text) {
  const std::string path = absl::StrCat(VERKAN_SOURCE_DIR, "/projections/report/testdata/", file);
  if (std::getenv("VERKAN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  EXPECT_EQ(text, ReadFile(path)) << "VERKAN_UPDATE_GOLDEN=1 writes " << file << " anew";
}

}  // namespace verkan::projections
