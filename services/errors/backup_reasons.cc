#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> BackupReasons() {
  static constexpr Reason kReasons[] = {
      {"BACKUP_NOT_CONFIGURED", absl::StatusCode::kFailedPrecondition,
       "The server has no backup directory: start verkand with --backup-dir DIRECTORY",
       "Servern har ingen katalog för säkerhetskopior: starta verkand med --backup-dir KATALOG"},
      {"BACKUP_RUNNING", absl::StatusCode::kFailedPrecondition,
       "A backup is being made already; it goes on",
       "En säkerhetskopia görs redan; den fortsätter"},
      {"BACKUP_NOT_POSSIBLE", absl::StatusCode::kFailedPrecondition,
       "The backup was not made: {details}", "Säkerhetskopian gjordes inte: {details}"},
  };
  return kReasons;
}

}  // namespace verkan::services
