#include "services/domain/ladder.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"

namespace verkan::services {
namespace {

using event::v1::Event;

absl::Status RefuseNoun(const Reference& reference, absl::string_view what) {
  return Refuse(absl::StrCat(absl::AsciiStrToUpper(reference.noun), what),
                {{std::string(reference.noun), std::string(reference.id)}});
}

}  // namespace

absl::Status RequireRecorded(const Reference& reference, const States& states) {
  return states.Knows(reference) ? absl::OkStatus() : RefuseNoun(reference, "_UNKNOWN");
}

absl::Status RequireKnown(const Reference& reference, const States& states) {
  const std::string id(reference.id);
  if (id.empty()) return absl::OkStatus();
  if (reference.noun == Participant::kNoun) return RequireParticipant(id, states);
  if (reference.noun == Procurement::kNoun) return RequireHeldProcurement(id, states);
  if (reference.noun == Indicator::kNoun) return RequireIndicator(id, states);
  return RequireRecorded(reference, states);
}

absl::Status RequireSources(const google::protobuf::RepeatedPtrField<std::string>& ids,
                            const States& states) {
  for (const std::string& id : ids) VERKAN_RETURN_IF_ERROR(RequireKnown({"source", id}, states));
  return absl::OkStatus();
}

absl::Status RequireFoundations(const EventType& type, const Event& event, const States& states) {
  const Reference own = {type.noun(), type.IdOf(event)};
  if (!type.traits().begins_stream()) VERKAN_RETURN_IF_ERROR(RequireKnown(own, states));
  const std::string project(type.ProjectOf(event));
  VERKAN_RETURN_IF_ERROR(type.traits().after_closing()
                             ? RequireProject(project, states)
                             : RequireOpenProject(project, type.WhenOf(event), states));
  for (const Reference& reference : type.ReferencesOf(event)) {
    VERKAN_RETURN_IF_ERROR(RequireKnown(reference, states));
  }
  return absl::OkStatus();
}

absl::Status RequireNew(const EventType& type, const Event& event, const States& states) {
  const Reference own = {type.noun(), type.IdOf(event)};
  if (!type.traits().begins_stream() || !states.Knows(own)) return absl::OkStatus();
  return RefuseNoun(own, "_EXISTS");
}

absl::Status RequireStillOpen(const EventType& type, const Event& event, const States& states) {
  if (type.traits().after_closing()) return absl::OkStatus();
  return RequireOpenProject(std::string(type.ProjectOf(event)), type.WhenOf(event), states);
}

absl::Status RequireWithinItsProject(const EventType& type, const Event& event,
                                     const States& states) {
  if (type.traits().after_closing()) return absl::OkStatus();
  return RequireWithinProject(std::string(type.ProjectOf(event)), type.WhenOf(event), states);
}

}  // namespace verkan::services
