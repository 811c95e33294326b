// The lines of an archive (README.md): each is made from what it says, in one way only, so a
// reader checks a line by making it again.
#ifndef VERKAN_EVENTSTORE_ARCHIVE_LINES_H_
#define VERKAN_EVENTSTORE_ARCHIVE_LINES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/proofs/note.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

// What the first line says.
struct ArchiveHeader {
  std::string note;  // the signed checkpoint
  std::string verifier_key;
  bool proofs = true;
  Checkpoint checkpoint;  // what the note says
};

// What the last line says.
struct ArchiveTrailer {
  uint64_t events = 0;
  uint64_t ids = 0;
  Hash root = {};
  std::string sha256;  // of all bytes before the line, 32 bytes
};

// An event's record and its proof, if the archive has proofs.
struct ArchiveEvent {
  std::string record;
  std::optional<std::vector<Hash>> proof;
};

// Lines, each with its line feed.
std::string HeaderLine(const ArchiveHeader& header);
std::string EventLine(const std::string& origin, absl::string_view record, const RecordView& view,
                      const std::optional<std::vector<Hash>>& proof);
std::string IdLine(const KnownId& id);
std::string TrailerLine(const ArchiveTrailer& trailer);

// Line is a line taken apart: one of them is set.
struct ArchiveLine {
  std::optional<ArchiveHeader> header;  // its checkpoint is verified by its own key
  std::optional<ArchiveEvent> event;
  std::optional<KnownId> id;
  std::optional<ArchiveTrailer> trailer;
};

// Takes a line with its line feed apart. DataLoss, saying what is wrong, for anything else, also
// for a line that is not written the one right way. That an event's attributes are those of its
// record is left to the caller, who knows the origin: EventLine makes it again.
absl::StatusOr<ArchiveLine> ParseArchiveLine(absl::string_view line);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ARCHIVE_LINES_H_
