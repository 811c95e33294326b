// Yesterday's facts are read today. Every event type has a golden file: an example as
// JSON and the bytes it has in the log. They are written once and never again, so that a
// change that would make old logs unreadable is found here.
//
//   compat_test                              checks all golden files
//   compat_test --make-missing tests/compat/events   writes those that are not there yet
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "verkan/event/v1/event.pb.h"

namespace verkan {
namespace {

using event::v1::Event;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using nlohmann::ordered_json;

// Fills every field with a value of its own, so that no two can be mistaken.
class Filler {
 public:
  void Fill(Message* message) {
    const Descriptor* descriptor = message->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      const int times = field->is_repeated() ? 2 : 1;
      for (int j = 0; j < times; ++j) FillField(message, field);
    }
  }

 private:
  void FillField(Message* message, const FieldDescriptor* field) {
    const auto* reflection = message->GetReflection();
    ++count_;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(field->is_repeated() ? reflection->AddMessage(message, field)
                                         : reflection->MutableMessage(message, field));
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = absl::StrCat(field->name(), " åäö ", count_);
        return field->is_repeated() ? reflection->AddString(message, field, text)
                                    : reflection->SetString(message, field, text);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* type = field->enum_type();
        const int number = type->value(1 + count_ % (type->value_count() - 1))->number();
        return field->is_repeated() ? reflection->AddEnumValue(message, field, number)
                                    : reflection->SetEnumValue(message, field, number);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(message, field, true);
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->SetUInt32(message, field, 1000 + count_);
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection->SetUInt64(message, field, 1000 + count_);
      default:
        ADD_FAILURE() << field->full_name() << ": teach the filler this type";
    }
  }

  int count_ = 0;
};

std::string FileOf(const FieldDescriptor* arm) { return arm->name() + ".json"; }

std::string JsonOf(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

std::vector<const FieldDescriptor*> Arms() {
  const auto* facts = Event::descriptor()->FindOneofByName("fact");
  std::vector<const FieldDescriptor*> arms;
  for (int i = 0; i < facts->field_count(); ++i) arms.push_back(facts->field(i));
  return arms;
}

int MakeMissing(const std::filesystem::path& folder) {
  for (const FieldDescriptor* arm : Arms()) {
    const std::filesystem::path path = folder / FileOf(arm);
    if (std::filesystem::exists(path)) continue;
    Event event;
    Message* fact = event.GetReflection()->MutableMessage(&event, arm);
    Filler().Fill(fact);
    ordered_json golden;
    golden["type"] = arm->message_type()->full_name();
    golden["number"] = arm->number();
    golden["fact"] = ordered_json::parse(JsonOf(*fact));
    golden["bytes"] = absl::BytesToHexString(fact->SerializeAsString());
    std::ofstream(path) << golden.dump(2) << "\n";
    std::cout << "wrote " << path.string() << "\n";
  }
  return 0;
}

struct Golden {
  std::string name;
  std::string type;
  int number = 0;
  std::string json;
  std::string bytes;
};

std::vector<Golden> ReadAll() {
  std::vector<Golden> all;
  for (const auto& entry : std::filesystem::directory_iterator(VERKAN_GOLDEN_EVENTS)) {
    std::ifstream file(entry.path());
    const ordered_json json = ordered_json::parse(file);
    all.push_back({entry.path().filename().string(), json["type"], json["number"],
                   json["fact"].dump(), absl::HexStringToBytes(json["bytes"].get<std::string>())});
  }
  return all;
}

// The message a golden file is of, empty, inside `event`; null where there is none.
Message* FactOf(const Golden& golden, Event* event) {
  const FieldDescriptor* arm = Event::descriptor()->FindFieldByNumber(golden.number);
  return arm == nullptr ? nullptr : event->GetReflection()->MutableMessage(event, arm);
}

TEST(CompatTest, EveryEventHasAGoldenFile) {
  for (const FieldDescriptor* arm : Arms()) {
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(VERKAN_GOLDEN_EVENTS) / FileOf(arm)))
        << FileOf(arm) << " is missing: run compat_test --make-missing tests/compat/events";
  }
}

TEST(CompatTest, NumbersAndNamesOfEventsNeverChange) {
  for (const Golden& golden : ReadAll()) {
    const FieldDescriptor* arm = Event::descriptor()->FindFieldByNumber(golden.number);
    ASSERT_NE(arm, nullptr) << golden.name;
    EXPECT_EQ(arm->message_type()->full_name(), golden.type) << golden.name;
    // A second example of an event, with fields added later, is named <event>.<what>.json.
    EXPECT_TRUE(absl::StartsWith(golden.name, arm->name() + ".")) << golden.name;
  }
}

TEST(CompatTest, BytesReadAsTheFactTheyWereWrittenAs) {
  for (const Golden& golden : ReadAll()) {
    Event event, expected;
    Message* fact = FactOf(golden, &event);
    ASSERT_NE(fact, nullptr) << golden.name;
    ASSERT_TRUE(fact->ParseFromString(golden.bytes)) << golden.name;
    Message* from_json = FactOf(golden, &expected);
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(golden.json, from_json).ok())
        << golden.name;
    EXPECT_TRUE(MessageDifferencer::Equals(*fact, *from_json)) << golden.name;
  }
}

TEST(CompatTest, TheFactIsWrittenAsTheSameBytesAgain) {
  for (const Golden& golden : ReadAll()) {
    Event event;
    Message* fact = FactOf(golden, &event);
    ASSERT_TRUE(fact->ParseFromString(golden.bytes)) << golden.name;
    EXPECT_EQ(fact->SerializeAsString(), golden.bytes) << golden.name;
    EXPECT_EQ(fact->GetReflection()->GetUnknownFields(*fact).field_count(), 0) << golden.name;
  }
}

}  // namespace
}  // namespace verkan

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--make-missing") return verkan::MakeMissing(argv[2]);
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
