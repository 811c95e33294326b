// ViewStore keeps the fact tables on disk, so that a restart need not read the whole log
// again. It can always be rebuilt from the log, so nothing here is synced. The one file of
// the projections that names RocksDB.
//
// Keys, with numbers big endian:
//   "r" table 0x00 first row (4)  the rows that one commit opened in the table: each its length (4,
//                                 little endian) and the bytes of FactTable::Encode
//   "t" table 0x00 row (4)        `to` (8, little endian) of a row that was closed, or opened
//                                 again, by a later commit
//   "m"                           position, log, and of each table name, version and rows
#ifndef VERKAN_PROJECTIONS_VIEW_STORE_H_
#define VERKAN_PROJECTIONS_VIEW_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/facts/facts.h"

namespace verkan::projections {

// Not thread-safe.
class ViewStore {
 public:
  // Opens or creates the database in the directory, after removing what is there if
  // `fresh` holds. DataLoss for a directory that cannot be read as a database, Unavailable
  // if another process has it open or it cannot be written.
  static absl::StatusOr<std::unique_ptr<ViewStore>> Open(const std::string& path, bool fresh);
  virtual ~ViewStore() = default;

  // Fills empty facts with what is stored and returns the position they reflect; 0 for a
  // new database. DataLoss if that cannot be done in full, FailedPrecondition for views
  // of another version or another log: the facts must then not be used.
  virtual absl::StatusOr<Position> Load(const std::string& log, Facts* facts) = 0;

  // Writes what changed in the facts since the last commit, all or nothing, as reflecting
  // the position; then clears the changes. ResourceExhausted while the disk is full: the changes
  // stay, and a later commit takes them along.
  virtual absl::Status Commit(const std::string& log, Position position, Facts* facts) = 0;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_VIEW_STORE_H_
