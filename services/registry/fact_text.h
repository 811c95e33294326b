// FactText writes what a fact says as cells: the paths of its fields and what stands in them, in
// the words that registers use. Lists are cells with several values; names stand beside ids.
#ifndef VERKAN_SERVICES_REGISTRY_FACT_TEXT_H_
#define VERKAN_SERVICES_REGISTRY_FACT_TEXT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/domain/schema.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::services {

// What the id of a noun is called; empty if that is not known.
using NameOf = std::function<std::string(absl::string_view noun, const std::string& id)>;

// The fields that are set, in the order of the message, without the id of the stream. Labels are in
// the language, "sv" or "en", if they are known in it. Fields that are personal are never written:
// they are not in the fact, but sealed beside it.
std::vector<registry::v1::Cell> CellsOf(const EventType& type, const event::v1::Event& event,
                                        absl::string_view language, const NameOf& name_of);

// The fields in which the fact names one of the ids under the tag key, such as
// "details.organiser_ids".
std::vector<std::string> FieldsNaming(const EventType& type, const event::v1::Event& event,
                                      absl::string_view key, const std::vector<std::string>& ids);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_FACT_TEXT_H_
