#include "services/errors/reasons.h"

namespace verkan::services {

const Reason* FindReason(absl::string_view name) {
  static const absl::Span<const Reason> kTables[] = {
      RequestReasons(),      ServerReasons(),       LogReasons(),           BackupReasons(),
      SubscriptionReasons(), OrganisationReasons(), ProjectReasons(),       ActivityReasons(),
      ParticipantReasons(),  ProcurementReasons(),  CollaborationReasons(), InitiativeReasons(),
      FigureReasons(),       RegistryReasons(),     GoalReasons(),          SourceReasons()};
  for (const absl::Span<const Reason> table : kTables) {
    for (const Reason& reason : table) {
      if (reason.name == name) return &reason;
    }
  }
  return nullptr;
}

}  // namespace verkan::services
