// Texts of people: figures, times, ids, and the files that are imported.

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/csv.h"
#include "clients/cli/event_json.h"
#include "clients/cli/figures_file.h"
#include "clients/cli/json_scan.h"
#include "clients/cli/jsonl_file.h"
#include "clients/cli/text_file.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "nlohmann/json.hpp"
#include "projections/figure_text/figure_text.h"
#include "projections/figure_text/format.h"
#include "services/domain/checks.h"
#include "services/domain/uuid.h"
#include "services/domain/when.h"
#include "tests/fuzz/fuzz.h"

namespace verkan::fuzz {
namespace {

using google::protobuf::util::MessageDifferencer;

// What is read passes the checks that every fact passes, and can be printed in both languages.
void RunFigureText(absl::string_view bytes) {
  const auto reading = projections::ReadFigureText(bytes);
  if (!reading.ok()) {
    FUZZ_EXPECT(reading.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  FUZZ_EXPECT(reading->value().empty() != (reading->absence() == event::v1::ABSENCE_UNSPECIFIED));
  services::Checks checks;
  checks.Reading("reading", *reading);
  FUZZ_EXPECT(checks.violations().empty());
  for (const auto language : {report::v1::LANGUAGE_SV, report::v1::LANGUAGE_EN}) {
    const std::string text = projections::FormatFigure(*reading, language);
    FUZZ_EXPECT(!text.empty() && cli::ToUtf8Text("", text).ok());
  }
}

std::vector<std::string> FigureTextSeeds() {
  return {"Över 1200",
          "ca 45",
          "två",
          "3-4",
          "2500:-",
          "64 (ASF: 14 (21 enligt Sofisam), övriga 50)",
          "-",
          "ej angett",
          "51, endast asf-företag i listan",
          "ett hundratal",
          "2,7 mkr",
          "11 - Coompanion",
          "twenty-five",
          "1 200 000 kr",
          "Umeå, Luleå och Piteå"};
}

// A moment is a range of minutes that lies within that of every less precise reading of it.
void RunWhen(absl::string_view bytes) {
  if (const auto moment = services::ParseMoment(bytes)) {
    FUZZ_EXPECT(moment->first_minute <= moment->last_minute);
    for (const size_t size : {4, 7, 10}) {
      if (bytes.size() <= size) continue;
      const auto wider = services::ParseMoment(bytes.substr(0, size));
      FUZZ_EXPECT(wider.has_value() && wider->first_minute <= moment->first_minute &&
                  wider->last_minute >= moment->last_minute);
    }
  }
  const size_t parting = bytes.find(' ');
  event::v1::When when;
  when.set_from(std::string(bytes.substr(0, parting)));
  if (parting != absl::string_view::npos) when.set_to(std::string(bytes.substr(parting + 1)));
  if (const auto days = services::DaysOf(when)) {
    FUZZ_EXPECT(days->first <= days->last && services::Overlap(*days, *days));
    FUZZ_EXPECT(!services::TextOf(when).empty());
  }
}

std::vector<std::string> WhenSeeds() {
  return {"2021",
          "2021-03",
          "2024-02-29",
          "2021-03-05T14:30",
          "2021 2023-01",
          "0001-01-01 9999",
          "2021-03-05T14:30 2021-03-05"};
}

void RunUuid(absl::string_view bytes) {
  const auto id = services::ParseUuid(bytes);
  if (!id.has_value()) return;
  FUZZ_EXPECT(id->size() == 16 && services::FormatUuid(*id) == absl::AsciiStrToLower(bytes));
}

std::vector<std::string> UuidSeeds() {
  return {"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B",
          "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b0000"};
}

bool IsPlace(const cli::TextPlace& place) { return place.line >= 1 && place.column >= 1; }

void ReadRows(cli::RowReader* rows) {
  cli::ImportRow row;
  for (size_t number = 0; rows->Next(&row); ++number, row = cli::ImportRow()) {
    FUZZ_EXPECT(number < 1'000'000 && IsPlace(row.place) && row.facts > 0);
    FUZZ_EXPECT(rows->fraction() >= 0 && rows->fraction() <= 1);
    for (const cli::RowFault& fault : row.faults) FUZZ_EXPECT(IsPlace(fault.place));
    if (!row.faults.empty()) continue;
    FUZZ_EXPECT(row.event.fact_case() != event::v1::Event::FACT_NOT_SET);
    for (const char* path :
         {"event.text", "event.region_code", "event.period.from", "", "x[9].y"}) {
      FUZZ_EXPECT(IsPlace(row.locate(path)));
    }
  }
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// Cells that are quoted and read again are the same cells.
void RunCsv(absl::string_view bytes) {
  const auto text = cli::ToUtf8Text("f.csv", std::string(bytes));
  if (!text.ok()) return;
  cli::CsvReader reader(*text, cli::SniffSeparator(*text));
  std::vector<cli::Cell> record, again;
  std::string written;
  std::vector<std::string> cells;
  while (reader.Next(&record)) {
    for (const cli::Cell& cell : record) {
      FUZZ_EXPECT(IsPlace(cell.place));
      absl::StrAppend(&written, &cell == &record.front() ? "" : ";", Quoted(cell.text));
      cells.push_back(cell.text);
    }
    written += "\r\n";
  }
  FUZZ_EXPECT(reader.error().empty() || IsPlace(reader.error_place()));
  cli::CsvReader reread(written, ';');
  size_t next = 0;
  while (reread.Next(&again)) {
    for (const cli::Cell& cell : again) FUZZ_EXPECT(cell.quoted && cell.text == cells.at(next++));
  }
  FUZZ_EXPECT(reread.error().empty() && next == cells.size());
}

void RunFigures(absl::string_view bytes) {
  const auto text = cli::ToUtf8Text("f.csv", std::string(bytes));
  if (!text.ok()) return;
  const auto rows = cli::ReadFigures("f.csv", *text, {.programme = "p", .source = "s"});
  if (rows.ok()) ReadRows(rows->get());
}

std::vector<std::string> FiguresSeeds() {
  return {"region_code;region;a_b;C d\n06;Jönköping;12; ca 3 \n12;Skåne;;\\N\n",
          "project_id,source,period,note,a\nq,t,2021..2023,why,1\n,,,,\"2\"\"\n3\"\n",
          "region_code\torganisation_number\ta\r\n06\t212000-0142\t1\r\n",
          "\xEF\xBB\xBFregion_code;a\n"};
}

// A number beyond what a double holds is JSON, though many readers refuse it.
bool HasHugeNumber(const cli::JsonValue& value) {
  if (value.kind == cli::JsonValue::Kind::kNumber) {
    return std::isinf(std::strtod(value.text.c_str(), nullptr));
  }
  for (const auto& item : value.items) {
    if (HasHugeNumber(item)) return true;
  }
  for (const auto& member : value.members) {
    if (HasHugeNumber(member.value)) return true;
  }
  return false;
}

// What is JSON is told as another reader tells it.
void RunJson(absl::string_view bytes) {
  const auto text = cli::ToUtf8Text("f.json", std::string(bytes));
  if (!text.ok()) return;
  cli::JsonValue value;
  cli::JsonFault fault;
  const bool scanned = cli::ScanJson(*text, &value, &fault);
  const bool accepted = nlohmann::json::accept(*text);
  if (scanned) {
    FUZZ_EXPECT(accepted || HasHugeNumber(value));
  } else {
    FUZZ_EXPECT(fault.offset <= text->size() && !fault.wanted.empty());
    FUZZ_EXPECT(!accepted || absl::StrContains(fault.wanted, "inside each other"));
  }
}

std::vector<std::string> JsonSeeds() {
  return {R"({"a": [1, -2.5e3, "x\u00e5\n\"", true, null], "b": {}})", R"("\ud83d\ude00")",
          "[[[]]]", "-0.0e+1", std::string(102, '[') + std::string(102, ']')};
}

// A fact that is read is read again from what it is printed as.
void RunEventJson(absl::string_view bytes) {
  const auto text = cli::ToUtf8Text("f.jsonl", std::string(bytes));
  if (!text.ok()) return;
  event::v1::Event event, again;
  std::vector<cli::EventFault> faults;
  const int last = cli::CountCharacters(*text) + 1;
  if (cli::ReadEvent(*text, &event, &faults)) {
    std::string printed;
    FUZZ_EXPECT(google::protobuf::util::MessageToJsonString(event, &printed).ok());
    FUZZ_EXPECT(cli::ReadEvent(printed, &again, &faults));
    FUZZ_EXPECT(MessageDifferencer::Equals(event, again));
  } else {
    FUZZ_EXPECT(!faults.empty());
  }
  for (const cli::EventFault& fault : faults)
    FUZZ_EXPECT(fault.column >= 1 && fault.column <= last);
  for (const char* path : {"event.details.region_code", "activity_held.details.organiser_ids[1]",
                           "", "activityHeld[0]", "event.occurred.from"}) {
    const int column = cli::ColumnOf(*text, path);
    FUZZ_EXPECT(column >= 1 && column <= last);
  }
  const auto rows = cli::ReadJsonLines(*text);
  ReadRows(rows.get());
}

std::vector<std::string> EventJsonSeeds() {
  return {R"({"activityHeld": {"activityId": "lunch-1", "details": {"regionCode": "06",)"
          R"( "organiserIds": ["a", "b"]}, "occurred": {"from": "2021-03"}}})",
          "# comment\n\n{\"procurement_held\": {\"procurement_id\": \"p\"}}\n{\"x\": 1}\n",
          R"({"figureReported": {"text": "12", "fieldMissing": true, "reading": {"value": "12"}}})",
          "{\"activityHeld\": }"};
}

}  // namespace

std::vector<Target> TextTargets() {
  return {{"figure_text", RunFigureText, FigureTextSeeds},
          {"when", RunWhen, WhenSeeds},
          {"uuid", RunUuid, UuidSeeds},
          {"csv", RunCsv, FiguresSeeds},
          {"figures", RunFigures, FiguresSeeds},
          {"json", RunJson, JsonSeeds},
          {"event_json", RunEventJson, EventJsonSeeds}};
}

}  // namespace verkan::fuzz
