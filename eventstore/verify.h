// Verifies a whole store as it lies on disk, without a server and without believing what
// the store says of itself: blocks, checksums, places and times of records, the Merkle
// tree against its tiles and against signed checkpoints, every index entry, the
// high-water mark. Nothing is written.
//
//   auto report = VerifyStore({.path = "/var/lib/verkan/events", .checkpoints = {known}});
//   if (report.ok() && !report->findings.empty()) std::cerr << ToText(report->findings[0]);
#ifndef VERKAN_EVENTSTORE_VERIFY_H_
#define VERKAN_EVENTSTORE_VERIFY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/log_check.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

struct VerifyOptions {
  std::string path;  // directory of the database; the high-water mark lies beside it
  // Whose signatures the caller has checked. Also of other sizes than the store's: the more
  // there are, the narrower is the range in which a change is found.
  std::vector<KnownCheckpoint> checkpoints;
  LeafTail tail;     // stored hashes beyond full tiles, if there are
  std::string copy;  // directory of another copy's database, or empty
  std::shared_ptr<rocksdb::FileSystem> file_system;            // null: the real one
  std::function<void(Position done, Position head)> progress;  // every 4096 records; may be null
  // Called with each record that is read, in order, empty but for its place if it is no record.
  std::function<void(const RecordView& record)> visit;  // may be null
};

struct VerifyReport {
  std::string origin;
  Position head = 0;              // last position that the store has
  Position checked = 0;           // records that were read and checked, from the first on
  Hash root = {};                 // that these lead to
  Position vouched = 0;           // up to here they are what a checkpoint was signed for
  std::vector<Finding> findings;  // empty: all is well; else as SortFindings leaves them
};

// Puts that finding first by whose `last` a bad position has come at the latest.
void SortFindings(std::vector<Finding>* findings);

// Memory is bounded: it grows by 32 bytes for 4096 records. Uses two threads.
//   NotFound: there is no store. FailedPrecondition: a process has it open, or its format is
//   of another version. What is damaged is a finding, also if the database does not open.
absl::StatusOr<VerifyReport> VerifyStore(const VerifyOptions& options);

// StoreCopy gives the records of a store that nobody has open, to compare others with.
// Not thread-safe.
class StoreCopy {
 public:
  // Errors as VerifyStore's; DataLoss if it does not open.
  static absl::StatusOr<std::unique_ptr<StoreCopy>> Open(
      const std::string& path, std::shared_ptr<rocksdb::FileSystem> file_system = nullptr);
  virtual ~StoreCopy() = default;

  // Compares the next record, from position 1 on, with the copy's; keeps the first difference.
  virtual void Compare(absl::string_view record) = 0;

  // The first record that differs from the copy's, or that it has beyond those compared.
  virtual std::vector<Finding> Finish() = 0;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_VERIFY_H_
