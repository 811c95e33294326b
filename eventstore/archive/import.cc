#include "eventstore/archive/import.h"

#include <memory>

#include "eventstore/incoming.h"
#include "eventstore/log_import.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr Position kProgressEvents = 256;

absl::Status Go(const ArchiveReader& archive, const ReadProgress& progress) {
  if (archive.events() % kProgressEvents != 0) return absl::OkStatus();
  return progress(archive.events(), archive.header().checkpoint.size)
             ? absl::OkStatus()
             : absl::CancelledError("told to stop");
}

absl::StatusOr<WholeLog> MakeLog(ArchiveReader* archive, const std::string& path,
                                 const ReadProgress& progress) {
  VERKAN_ASSIGN_OR_RETURN(const std::unique_ptr<LogImport> log,
                          LogImport::Create(path, archive->header().checkpoint.origin));
  ArchiveItem item;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool more, archive->Next(&item));
    if (!more) break;
    VERKAN_RETURN_IF_ERROR(item.record.empty() ? log->AddId(item.id) : log->AddRecord(item.record));
    VERKAN_RETURN_IF_ERROR(Go(*archive, progress));
  }
  return log->Finish([&](Position, Position size) { return progress(size, size); });
}

}  // namespace

absl::Status VerifyArchive(ArchiveReader* archive, const ReadProgress& progress) {
  ArchiveItem item;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool more, archive->Next(&item));
    if (!more) return absl::OkStatus();
    VERKAN_RETURN_IF_ERROR(Go(*archive, progress));
  }
}

absl::Status ImportArchive(ArchiveReader* archive, const std::string& data_directory,
                           const ReadProgress& progress) {
  const ArchiveHeader& header = archive->header();
  VERKAN_ASSIGN_OR_RETURN(const Verifier verifier, Verifier::FromKey(header.verifier_key));
  VERKAN_ASSIGN_OR_RETURN(const Incoming incoming, Incoming::Prepare(data_directory));
  VERKAN_ASSIGN_OR_RETURN(const WholeLog log, MakeLog(archive, incoming.path(), progress));
  VERKAN_RETURN_IF_ERROR(CheckAgainst(header.checkpoint, log));
  return incoming.Install(log.mark, header.note, verifier);
}

}  // namespace verkan::eventstore
