// LogImport makes a log of records as they are: same bytes, same places, same root. Streams,
// tags, types and tiles are indexed anew; what cannot be told from records, the known ids, is
// given beside them.
#ifndef VERKAN_EVENTSTORE_LOG_IMPORT_H_
#define VERKAN_EVENTSTORE_LOG_IMPORT_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/commit.h"
#include "eventstore/database.h"
#include "eventstore/event_store.h"
#include "eventstore/heads.h"
#include "eventstore/log_tree.h"
#include "eventstore/record.h"
#include "eventstore/whole_log.h"

namespace verkan::eventstore {

// Not thread-safe.
class LogImport {
 public:
  // Makes an empty log at the path. Nothing may be there.
  static absl::StatusOr<std::unique_ptr<LogImport>> Create(const std::string& path,
                                                           const std::string& origin);

  // Adds the record of the next position. DataLoss if it is not one that a log could have
  // there: another position, a gap in its stream, a time before the last.
  absl::Status AddRecord(absl::string_view bytes);

  // Adds an id; the records it is of are there.
  absl::Status AddId(const KnownId& id);

  // Makes everything durable, reads it all again, and tells what it is. Nothing can be added after.
  absl::StatusOr<WholeLog> Finish(const ReadProgress& progress);

 private:
  explicit LogImport(std::unique_ptr<Database> database);

  absl::Status CheckNext(const RecordView& view);
  void Stage(const RecordView& view, absl::string_view bytes);
  absl::Status Flush();

  const std::unique_ptr<Database> database_;
  LogTree tree_;
  Heads heads_;
  absl::flat_hash_map<std::string, TypeNumber> types_;
  RecordView view_;
  Position last_ = 0;
  int64_t last_recorded_at_ = 0;
  Group group_;
  size_t group_bytes_ = 0;
  rocksdb::WriteBatch ids_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_IMPORT_H_
