// Fields of facts, read through reflection. Rules and tables ask here what a fact says.
#ifndef VERKAN_PROJECTIONS_FACTS_FIELDS_H_
#define VERKAN_PROJECTIONS_FACTS_FIELDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace verkan::projections {

// Fields of every correction that say nothing of its noun.
inline constexpr absl::string_view kCleared = "cleared";
inline constexpr absl::string_view kReason = "reason";
// The field of facts that say what they say of their noun in a message of its own.
inline constexpr absl::string_view kDetails = "details";

// FieldPath leads from the fact to a field, through messages that are not repeated.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// The message that holds the last field of the path; null if one on the way is not set.
const google::protobuf::Message* HolderOf(const google::protobuf::Message& fact,
                                          const FieldPath& path);

// Whether the field is set, or has elements.
bool IsSet(const google::protobuf::Message& holder, const google::protobuf::FieldDescriptor* field);
bool IsSet(const google::protobuf::Message& fact, const FieldPath& path);

// The message whose fields say what a fact says of its noun: its details if it has such a field,
// else the fact itself.
const google::protobuf::Message& SaidOf(const google::protobuf::Message& fact);

// Names of fields that a correction lists as cleared; none of any other fact.
std::vector<std::string> ClearedBy(const google::protobuf::Message& correction);

// Names of fields that become empty by a correction: those it clears, and the reading of a text
// that it states or clears without a reading beside it.
std::vector<std::string> EmptiedBy(const google::protobuf::Message& correction);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_FIELDS_H_
