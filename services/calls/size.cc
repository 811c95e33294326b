#include "services/calls/size.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Takes the elements off `left`; the path of the list with which it went below 0, or nothing.
std::string Count(const Message& message, const std::string& path, int* left) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string name = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    if (field->is_repeated()) *left -= size;
    if (*left < 0) return name;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < size; ++i) {
      const Message& inner = field->is_repeated()
                                 ? reflection->GetRepeatedMessage(message, field, i)
                                 : reflection->GetMessage(message, field);
      const std::string at = field->is_repeated() ? absl::StrCat(name, "[", i, "]") : name;
      if (std::string found = Count(inner, at, left); !found.empty()) return found;
    }
  }
  return "";
}

}  // namespace

absl::Status CheckListed(const Message& message) {
  int left = kMaxListed;
  const std::string path = Count(message, "", &left);
  if (path.empty()) return absl::OkStatus();
  return InvalidRequest(
      {{path, "too many",
        absl::StrCat("at most ", kMaxListed, " elements in all lists of the request together")}});
}

}  // namespace verkan::services
