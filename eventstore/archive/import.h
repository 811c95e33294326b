// Makes the log of an archive: the same records, and so the same root.
#ifndef VERKAN_EVENTSTORE_ARCHIVE_IMPORT_H_
#define VERKAN_EVENTSTORE_ARCHIVE_IMPORT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/archive/reader.h"
#include "eventstore/whole_log.h"

namespace verkan::eventstore {

// Reads all of an archive. Errors are those of ArchiveReader::Next.
absl::Status VerifyArchive(ArchiveReader* archive, const ReadProgress& progress);

// Puts the log of an archive into a data directory that has none, and verifies both on the way.
// Cut off in the middle it leaves nothing that a server would take for a log, and can be run
// again. FailedPrecondition if there is a log already (incoming.h).
absl::Status ImportArchive(ArchiveReader* archive, const std::string& data_directory,
                           const ReadProgress& progress);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ARCHIVE_IMPORT_H_
