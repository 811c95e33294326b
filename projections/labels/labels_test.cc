#include "projections/labels/labels.h"

#include <functional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "projections/facts/facts.h"
#include "projections/facts/texts.h"
#include "projections/figure/period.h"
#include "projections/registry/registry.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using testing::IsEmpty;

constexpr auto kSwedish = report::v1::LANGUAGE_SV;
constexpr auto kEnglish = report::v1::LANGUAGE_EN;

bool IsWhole(const Bilingual& words) { return !words.swedish.empty() && !words.english.empty(); }

// The row to fill in if there is no label, or it lacks a language.
void Check(const std::string& key, const Label* label, std::set<std::string>* missing) {
  if (label == nullptr || !IsWhole(label->one)) {
    missing->insert(absl::StrCat("{\"", key, "\", {\"sv\", \"en\"}},"));
  }
}

// All enumerations of facts, with their values as tables write them.
void ForEachEnumeration(
    const std::function<void(const google::protobuf::EnumDescriptor*, const EnumTexts&)>& visit) {
  const auto* event = event::v1::Event::descriptor();
  std::set<const google::protobuf::FileDescriptor*> files = {event->file()};
  for (int i = 0; i < event->field_count(); ++i) {
    if (const auto* type = event->field(i)->message_type()) files.insert(type->file());
  }
  files.insert(event::v1::FigureReading::descriptor()->file());
  for (const auto* file : files) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      visit(file->enum_type(i), EnumTexts(file->enum_type(i), '_'));
    }
  }
}

const google::protobuf::OneofDescriptor* AllEventTypes() {
  return event::v1::Event::descriptor()->oneof_decl(0);
}

TEST(LabelsTest, EveryRegisterAndColumnHasWords) {
  const Facts facts;
  const Registry registry(&facts);
  std::set<std::string> missing;
  const auto response = registry.Registers("sv");
  for (const auto& shown : response.registers()) {
    const Label* label = FindRegister(shown.register_());
    Check(shown.register_(), label, &missing);
    if (label != nullptr && !IsWhole(label->many)) missing.insert(shown.register_() + ": many");
    for (const auto& column : shown.columns()) {
      Check(column.column(), FindColumn(shown.register_(), column.column()), &missing);
    }
  }
  EXPECT_THAT(missing, IsEmpty()) << "rows of registers.cc and columns.cc";
}

TEST(LabelsTest, EveryValueOfAnEnumerationHasWords) {
  std::set<std::string> missing;
  ForEachEnumeration([&](const auto* enumeration, const EnumTexts& texts) {
    for (absl::string_view value : texts.All()) {
      const Label* label = FindValue(enumeration->name(), value);
      if (label == nullptr) missing.insert(absl::StrCat(enumeration->name(), " ", value));
    }
  });
  EXPECT_THAT(missing, IsEmpty()) << "rows of values.cc";
}

TEST(LabelsTest, EveryClosedColumnHasAnEnumerationWithWords) {
  const Facts facts;
  std::set<std::string> missing;
  for (const auto& table : facts.tables()) {
    for (const Column& column : table->columns()) {
      for (absl::string_view value : column.values) {
        if (FindValue(column.enumeration, value) != nullptr) continue;
        missing.insert(absl::StrCat(table->name(), ".", column.name, " ", value));
      }
    }
  }
  EXPECT_THAT(missing, IsEmpty()) << "its Column::enumeration, or rows of values.cc";
}

TEST(LabelsTest, EveryTypeOfEventHasWords) {
  std::set<std::string> missing;
  for (int i = 0; i < AllEventTypes()->field_count(); ++i) {
    const std::string& type = AllEventTypes()->field(i)->message_type()->name();
    Check(type, FindEventType(type), &missing);
  }
  EXPECT_THAT(missing, IsEmpty()) << "rows of event_types.cc";
}

TEST(LabelsTest, EveryDimensionHasWords) {
  const Facts facts;
  std::set<std::string> missing;
  for (const auto& table : facts.tables()) {
    for (const Column& column : table->columns()) {
      const std::string name(column.dimension);
      if (!name.empty()) Check(name, FindDimension(name), &missing);
    }
  }
  for (absl::string_view period : PeriodNames()) {
    Check(std::string(period), FindDimension(period), &missing);
  }
  EXPECT_THAT(missing, IsEmpty()) << "rows of columns.cc";
}

TEST(LabelsTest, WordsAreOfSomethingThatThereIs) {
  const Facts facts;
  std::set<std::string> tables, columns, types, unknown;
  for (const auto& table : facts.tables()) {
    tables.emplace(table->name());
    for (const Column& column : table->columns()) {
      columns.emplace(column.name);
      columns.insert(absl::StrCat(table->name(), ".", column.name));
    }
  }
  for (int i = 0; i < AllEventTypes()->field_count(); ++i) {
    types.insert(AllEventTypes()->field(i)->message_type()->name());
  }
  const auto check = [&unknown](absl::Span<const Label> labels, const std::set<std::string>& of) {
    for (const Label& label : labels) {
      if (of.count(std::string(label.key)) == 0) unknown.emplace(label.key);
    }
  };
  check(Registers(), tables);
  check(Columns(), columns);
  check(EventTypes(), types);
  EXPECT_THAT(unknown, IsEmpty());
}

TEST(LabelsTest, NoKeyStandsTwice) {
  const auto check = [](absl::Span<const Label> labels) {
    std::set<absl::string_view> keys;
    for (const Label& label : labels) EXPECT_TRUE(keys.insert(label.key).second) << label.key;
  };
  check(Registers());
  check(Columns());
  check(EventTypes());
  for (const Enumeration& enumeration : Enumerations()) check(enumeration.values);
}

TEST(LabelsTest, AColumnOfOneTableGoesBeforeThatOfAll) {
  EXPECT_EQ(ColumnLabel("organisations", "kind").In(kSwedish), "slag");
  EXPECT_EQ(ColumnLabel("goal_assessments", "result").In(kSwedish), "bedömning");
  EXPECT_EQ(ColumnLabel("results", "result").In(kSwedish), "resultat");
}

TEST(LabelsTest, WhatHasNoWordsStandsForItself) {
  EXPECT_EQ(ColumnLabel("organisations", "colour").In(kEnglish), "colour");
  EXPECT_EQ(ValueLabel("ActivityKind", "unknown").In(kSwedish), "unknown");
}

TEST(LabelsTest, ValuesAreFoundAsTablesWriteThem) {
  EXPECT_EQ(ValueLabel("SocialObjective", "gen-eq").In(kSwedish), "jämställdhet");
  EXPECT_EQ(ValueLabel(kEventTypes, "goal_set").In(kSwedish), "mål satt");
  EXPECT_EQ(FindValue("ActivityKind", "course")->For(2).In(kSwedish), "kurser");
  EXPECT_EQ(FindValue("ActivityKind", "course")->For(1).In(kEnglish), "course");
}

TEST(BilingualTest, MarkedTextsStandBetweenMarksWhileTheyAreAsked) {
  const Bilingual words = {"siffran för $0 är $1", "the figure of $0 is $1"};
  {
    const MarkTexts marks;
    EXPECT_EQ(words.In(kSwedish), "⟦siffran för ⟧$0⟦ är ⟧$1");
    EXPECT_EQ(words.In(kEnglish), "⟦the figure of ⟧$0⟦ is ⟧$1");
  }
  EXPECT_EQ(words.In(kSwedish), "siffran för $0 är $1");
}

}  // namespace
}  // namespace verkan::projections
