#include "tests/limits/fill.h"

#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/descriptor.h"

namespace verkan::limits {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

class Filler {
 public:
  explicit Filler(const Shape& shape) : shape_(shape) {}

  void Fill(Message* message, int depth) {
    const auto* type = message->GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      // The last arm of a oneof would be the one that stays: take the first.
      const auto* oneof = field->containing_oneof();
      if (oneof != nullptr && oneof->field(0) != field) continue;
      if (field->is_repeated()) {
        const size_t count = depth == 0 ? shape_.outer : shape_.inner;
        for (size_t j = 0; j < count && bytes_ < shape_.max_bytes; ++j) Add(field, message, depth);
      } else {
        Set(field, message, depth);
      }
    }
  }

 private:
  static constexpr int kDeepest = 6;

  void Set(const FieldDescriptor* field, Message* message, int depth) {
    const Reflection* reflection = message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth < kDeepest) Fill(reflection->MutableMessage(message, field), depth + 1);
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetString(message, field, Text(field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(message, field, field->name() != "validate_only");
      default:
        return;  // numbers: 0 is the widest of most, and enums stay unspecified
    }
  }

  void Add(const FieldDescriptor* field, Message* message, int depth) {
    const Reflection* reflection = message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        bytes_ += 4;
        if (depth < kDeepest) Fill(reflection->AddMessage(message, field), depth + 1);
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->AddString(message, field, Text(field));
      case FieldDescriptor::CPPTYPE_UINT64:
        bytes_ += 4;
        return reflection->AddUInt64(message, field, ++number_);
      case FieldDescriptor::CPPTYPE_ENUM:
        bytes_ += 2;
        return reflection->AddEnumValue(message, field, 1);
      default:
        return;
    }
  }

  std::string Text(const FieldDescriptor* field) {
    ++number_;
    std::string text = absl::StrCat("n-", number_);
    if (absl::StrContains(field->name(), "region")) text = absl::StrFormat("%02d", number_ % 100);
    if (absl::StrContains(field->name(), "request_id") || field->name() == "event_id") {
      text = absl::StrFormat("00000000-0000-4000-8000-%012d", number_);
    }
    if (absl::EndsWith(field->name(), "time") || absl::EndsWith(field->name(), "_from") ||
        absl::EndsWith(field->name(), "_to") || field->name() == "as_of") {
      text = "";
    }
    bytes_ += text.size() + 2;
    return text;
  }

  const Shape& shape_;
  size_t bytes_ = 0;
  int number_ = 0;
};

}  // namespace

void Fill(const Shape& shape, Message* message) { Filler(shape).Fill(message, 0); }

}  // namespace verkan::limits
