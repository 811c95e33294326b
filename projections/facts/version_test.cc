// What events do to the tables of each noun, of every type and with every field, as one digest. It
// is the noun's `meaning`: whoever changes it has views that were made before made anew.
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "projections/facts/apply.h"
#include "projections/facts/noun.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

// Fills every field: fields of one name have one value, so that events are about each other.
void Fill(int number, google::protobuf::Message* message) {
  using google::protobuf::FieldDescriptor;
  const auto* reflection = message->GetReflection();
  const auto* type = message->GetDescriptor();
  if (type->full_name() == event::v1::When::descriptor()->full_name()) {
    static_cast<event::v1::When*>(message)->set_from(absl::StrCat("2021-0", number));
    return;
  }
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool repeated = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const bool decimal = absl::StartsWith(field->name(), "value");
        const std::string text = decimal ? "12.5" : absl::StrCat(field->name(), "-", number);
        repeated ? reflection->AddString(message, field, text)
                 : reflection->SetString(message, field, text);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        repeated ? reflection->AddEnumValue(message, field, number)
                 : reflection->SetEnumValue(message, field, number);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Fill(number, repeated ? reflection->AddMessage(message, field)
                              : reflection->MutableMessage(message, field));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(message, field, true);
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection->SetUInt32(message, field, number);
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        reflection->SetUInt64(message, field, number);
        break;
      default:
        FAIL() << "fill fields such as " << field->full_name();
    }
  }
}

// A log of every type of event that the noun has arms for, with every field, and of merges; some
// are voided.
void FillLog(const Noun& noun, TestLog* log) {
  Arms arms;
  noun.add_arms(&log->facts(), &arms);
  Position last = 0;
  const auto* fact = event::v1::Event::descriptor()->FindOneofByName("fact");
  for (const int number : {1, 2, 1}) {
    for (int i = 0; i < fact->field_count(); ++i) {
      const auto* type = fact->field(i)->message_type();
      const bool merges = absl::EndsWith(type->name(), "sMerged");
      if (arms.Find(type->full_name()) == nullptr && !merges) continue;
      event::v1::Event event;
      auto* message = event.GetReflection()->MutableMessage(&event, fact->field(i));
      Fill(number, message);
      last = log->Add(*message, {.tags = {"region:06", "region:07"}, .days = Month(2021, number)});
    }
  }
  for (Position position = 3; position < last; position += 5) log->Void(position);
}

TEST(FactsVersionTest, WhatEventsDoToTheTablesOfANounIsItsMeaning) {
  for (const Noun& noun : Nouns()) {
    TestLog log;
    FillLog(noun, &log);
    std::vector<const FactTable*> tables;
    for (const TableSchema& schema : noun.tables()) tables.push_back(&log.facts()[schema.table]);
    EXPECT_EQ(std::string(noun.meaning), absl::BytesToHexString(DigestOf(tables).substr(0, 8)))
        << "what events do to " << tables[0]->name()
        << " has changed: write the new digest where the noun lists its tables, <noun>_facts.cc";
  }
}

}  // namespace
}  // namespace verkan::projections
