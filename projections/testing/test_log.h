// TestLog is a log in memory whose events are applied to fact tables as they come: the
// Given of a test over facts.
//
//   TestLog log;
//   Position held = log.Add(ActivityHeld("lunch-1"), {.days = Month(2021, 3)});
//   log.Void(held);
#ifndef VERKAN_PROJECTIONS_TESTING_TEST_LOG_H_
#define VERKAN_PROJECTIONS_TESTING_TEST_LOG_H_

#include <deque>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "projections/facts/apply.h"
#include "projections/facts/facts.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::projections {

inline int32_t DayNumber(int year, int month, int day) {
  return static_cast<int32_t>(absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1));
}
inline DayRange Day(int year, int month, int day) {
  return {DayNumber(year, month, day), DayNumber(year, month, day)};
}
inline DayRange Month(int year, int month) {
  absl::CivilDay next(absl::CivilMonth(year, month) + 1);
  return {DayNumber(year, month, 1), static_cast<int32_t>(next - absl::CivilDay(1970, 1, 1)) - 1};
}
inline DayRange Year(int year) { return {DayNumber(year, 1, 1), DayNumber(year, 12, 31)}; }

// An event from its text format.
template <typename Event>
Event Make(const std::string& text) {
  Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

// Name of the stream that the event is on, by its annotation.
inline std::string StreamOf(const google::protobuf::Message& event) {
  const auto* descriptor = event.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    const std::string& noun = field->options().GetExtension(options::v1::stream);
    if (noun.empty()) continue;
    std::string value = event.GetReflection()->GetString(event, field);
    return noun == "*" ? value : absl::StrCat(noun, "-", value);
  }
  return "";
}

// The text form of an event id of 16 bytes.
inline std::string UuidText(absl::string_view id) {
  std::string hex = absl::BytesToHexString(id);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

// What the recorder derives from an event.
struct Extra {
  std::vector<std::string> tags = {};
  DayRange days = {};
};

class TestLog {
 public:
  TestLog() : applier_(&facts_, [this](auto... args) { return Visit(args...); }) {}

  // Adds the event and applies it; returns its position.
  Position Add(const google::protobuf::Message& event, Extra extra = {}) {
    Entry& entry = entries_.emplace_back();
    entry.position = entries_.size();
    entry.id = absl::StrFormat("%016d", entry.position);
    entry.type = event.GetDescriptor()->full_name();
    entry.stream = StreamOf(event);
    entry.payload = event.SerializeAsString();
    entry.extra = std::move(extra);
    absl::Status status = applier_.Apply(View(entry));
    EXPECT_TRUE(status.ok()) << status;
    return entry.position;
  }

  // Adds an event from its text format.
  template <typename Event>
  Position Add(const std::string& text, Extra extra = {}) {
    return Add(Make<Event>(text), std::move(extra));
  }

  Position Void(Position position) {
    const Entry& entry = entries_[position - 1];
    event::v1::EventVoided voided;
    voided.set_stream(entry.stream);
    voided.set_event_id(UuidText(entry.id));
    voided.set_reason("recorded in error");
    return Add(voided);
  }

  Facts& facts() { return facts_; }
  std::string TypeAt(Position position) const { return entries_[position - 1].type; }
  Position head() const { return entries_.size(); }

  // Digest of the facts that the same log gives anew.
  std::string ReplayDigest() {
    Facts facts;
    Applier applier(&facts, [this](auto... args) { return Visit(args...); });
    for (const Entry& entry : entries_) EXPECT_TRUE(applier.Apply(View(entry)).ok());
    return facts.Digest();
  }

  // Rows of the table seen at the position, each as "text text number …" of the columns.
  std::vector<std::string> Rows(Table table, Position as_of,
                                const std::vector<std::string>& columns) {
    std::vector<std::string> rows;
    for (Row row : facts_[table].AsOf(as_of)) {
      std::string line;
      for (const std::string& column : columns) {
        const FactTable& facts = facts_[table];
        const bool number = facts.columns()[facts.column(column)].kind == ColumnKind::kNumber;
        absl::StrAppend(&line, line.empty() ? "" : " ",
                        number ? absl::StrCat(row.number(column)) : std::string(row.text(column)));
      }
      rows.push_back(line);
    }
    return rows;
  }

 private:
  struct Entry {
    Position position;
    std::string id, type, stream, payload;
    Extra extra;
  };

  static eventstore::RecordView View(const Entry& entry) {
    eventstore::RecordView view;
    view.position = entry.position;
    view.id = entry.id;
    view.type = entry.type;
    view.stream = entry.stream;
    view.payload = entry.payload;
    view.tags.assign(entry.extra.tags.begin(), entry.extra.tags.end());
    if (entry.extra.days.known()) {
      view.first_day = entry.extra.days.first;
      view.last_day = entry.extra.days.last;
    }
    return view;
  }

  absl::Status Visit(absl::string_view stream, Position up_to, const VisitRecord& visit) {
    for (const Entry& entry : entries_) {
      if (entry.stream != stream || entry.position > up_to) continue;
      absl::Status status = visit(View(entry));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  std::deque<Entry> entries_;
  Facts facts_;
  Applier applier_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_TESTING_TEST_LOG_H_
