// ArchiveReader reads an archive and believes nothing that it has not verified: each event by its
// proof, the whole by its root, its digest and the signed checkpoint.
#ifndef VERKAN_EVENTSTORE_ARCHIVE_READER_H_
#define VERKAN_EVENTSTORE_ARCHIVE_READER_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/archive/digest.h"
#include "eventstore/archive/lines.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/merkle.h"

namespace verkan::eventstore {

// Item is what the archive holds next: an event's record, or an id.
struct ArchiveItem {
  absl::string_view record;  // until the next item; empty for an id
  KnownId id;
};

// Not thread-safe.
class ArchiveReader {
 public:
  // Reads the header. `verifier_key` must have signed the checkpoint; empty: the key that the
  // header names, which tells damage but not forgery. The stream must outlive the reader.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> Open(std::istream* in,
                                                             const std::string& verifier_key);

  const ArchiveHeader& header() const { return header_; }

  // Steps to the next item; false at the end, when all of it is verified. DataLoss names the
  // line, and the position of the event in it, if it does not verify.
  absl::StatusOr<bool> Next(ArchiveItem* item);

  // Events and ids so far.
  Position events() const { return frontier_.size(); }
  uint64_t ids() const { return ids_; }

 private:
  explicit ArchiveReader(std::istream* in) : in_(in), buffer_(kFirstBytes, '\0') {}

  static constexpr size_t kFirstBytes = 64 << 10;

  absl::StatusOr<absl::string_view> ReadLine();
  absl::StatusOr<bool> Take(absl::string_view line, ArchiveItem* item);
  absl::Status TakeHeader(absl::string_view line, const std::string& verifier_key);
  absl::Status TakeEvent(absl::string_view line, ArchiveEvent event, ArchiveItem* item);
  absl::Status TakeId(const KnownId& id, ArchiveItem* item);
  absl::Status TakeTrailer(const ArchiveTrailer& trailer);
  absl::Status At(const absl::Status& status) const;

  std::istream* const in_;
  std::string buffer_;
  uint64_t line_ = 0;
  ArchiveHeader header_;
  std::string record_;
  RecordView view_;
  Frontier frontier_;
  uint64_t ids_ = 0;
  bool ended_ = false;
  Digest digest_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ARCHIVE_READER_H_
