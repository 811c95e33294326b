#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const absl::Span<const Reason>> AllReasons() {
  static const absl::Span<const Reason> kTables[] = {
      RequestReasons(),      ServerReasons(),       LogReasons(),           BackupReasons(),
      SubscriptionReasons(), OrganisationReasons(), ProjectReasons(),       ActivityReasons(),
      ParticipantReasons(),  ProcurementReasons(),  CollaborationReasons(), InitiativeReasons(),
      FigureReasons(),       RegistryReasons(),     GoalReasons(),          SourceReasons(),
      AssessmentReasons()};
  return kTables;
}

const Reason* FindReason(absl::string_view name) {
  for (const absl::Span<const Reason> table : AllReasons()) {
    for (const Reason& reason : table) {
      if (reason.name == name) return &reason;
    }
  }
  return nullptr;
}

}  // namespace verkan::services
