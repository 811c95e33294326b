// ArchiveWriter makes the archive of a store, some lines at a time, while appends go on:
//
//   auto writer = *ArchiveWriter::Open(store, checkpoints, {});
//   std::string lines;
//   while (*writer->Next(&lines)) out << lines;
#ifndef VERKAN_EVENTSTORE_ARCHIVE_WRITER_H_
#define VERKAN_EVENTSTORE_ARCHIVE_WRITER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/archive/digest.h"
#include "eventstore/archive/lines.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

struct ArchiveOptions {
  bool proofs = true;  // one for each event
};

// Not thread-safe.
class ArchiveWriter {
 public:
  // Signs for what is durable now: that is what the archive will hold. The store must outlive it.
  static absl::StatusOr<std::unique_ptr<ArchiveWriter>> Open(const EventStore* store,
                                                             Checkpoints* checkpoints,
                                                             const ArchiveOptions& options);

  // Sets `lines` to the next lines, about 128 KiB; false after the last. DataLoss if stored
  // bytes do not verify: what was written so far is then not an archive.
  absl::StatusOr<bool> Next(std::string* lines);

  // Position of the last event written, and how many there will be.
  Position position() const { return frontier_.size(); }
  Position size() const { return header_.checkpoint.size; }

 private:
  enum class Part { kHeader, kEvents, kIds, kTrailer, kEnd };

  ArchiveWriter(const EventStore* store, ArchiveHeader header);

  absl::Status AddEvent(std::string* lines);
  absl::Status AddId(std::string* lines);
  absl::Status AddTrailer(std::string* lines);
  absl::StatusOr<std::vector<Hash>> Prove(Position position);
  absl::StatusOr<Hash> Node(int level, uint64_t index);

  const EventStore* const store_;
  const ArchiveHeader header_;
  Part part_ = Part::kHeader;
  std::unique_ptr<Cursor> events_;
  std::unique_ptr<IdCursor> ids_;
  RecordView view_;
  Frontier frontier_;  // over the records that were written
  uint64_t id_count_ = 0;
  Digest digest_;
  NodeReader tiles_;
  // Neighbours share most of their proofs.
  absl::flat_hash_map<std::pair<int, uint64_t>, Hash> nodes_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ARCHIVE_WRITER_H_
