#include "projections/facts/fields.h"

#include <algorithm>

namespace verkan::projections {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const Message* HolderOf(const Message& fact, const FieldPath& path) {
  const Message* holder = &fact;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!holder->GetReflection()->HasField(*holder, path[i])) return nullptr;
    holder = &holder->GetReflection()->GetMessage(*holder, path[i]);
  }
  return holder;
}

bool IsSet(const Message& holder, const FieldDescriptor* field) {
  return field->is_repeated() ? holder.GetReflection()->FieldSize(holder, field) > 0
                              : holder.GetReflection()->HasField(holder, field);
}

bool IsSet(const Message& fact, const FieldPath& path) {
  const Message* holder = HolderOf(fact, path);
  return holder != nullptr && IsSet(*holder, path.back());
}

const Message& SaidOf(const Message& fact) {
  const auto* details = fact.GetDescriptor()->FindFieldByName(std::string(kDetails));
  return details == nullptr ? fact : fact.GetReflection()->GetMessage(fact, details);
}

std::vector<std::string> ClearedBy(const Message& correction) {
  const auto* field = correction.GetDescriptor()->FindFieldByName(std::string(kCleared));
  std::vector<std::string> names;
  if (field == nullptr) return names;
  for (int i = 0; i < correction.GetReflection()->FieldSize(correction, field); ++i) {
    names.push_back(correction.GetReflection()->GetRepeatedString(correction, field, i));
  }
  return names;
}

std::vector<std::string> EmptiedBy(const Message& correction) {
  std::vector<std::string> names = ClearedBy(correction);
  const Message& said = SaidOf(correction);
  const auto* reading = said.GetDescriptor()->FindFieldByName("reading");
  if (reading == nullptr || IsSet(said, reading)) return names;
  const auto changes = [&](const char* name) {
    const auto* text = said.GetDescriptor()->FindFieldByName(name);
    return text != nullptr &&
           (IsSet(said, text) || std::find(names.begin(), names.end(), name) != names.end());
  };
  if (changes("text") || changes("quantity_text")) names.emplace_back("reading");
  return names;
}

}  // namespace verkan::projections
