// EventStore is the log: events in one gap-free order, durable before they are
// acknowledged, found by stream, tag, type, position and time.
//
//   auto store = EventStore::Open({.path = "/var/lib/verkan/events"});
//   Batch batch;
//   batch.events.push_back({.type = "acme.v1.Opened", .stream = "case-1"});
//   batch.expectations.push_back({.stream = "case-1", .kind = StreamExpectation::kNone});
//   absl::StatusOr<Appended> appended = (*store)->Append(std::move(batch));
//
// It knows nothing of what events mean and nothing of gRPC. The bytes on disk
// are documented in eventstore/README.md.
#ifndef VERKAN_EVENTSTORE_EVENT_STORE_H_
#define VERKAN_EVENTSTORE_EVENT_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/proofs/tile.h"

namespace rocksdb {
class FileSystem;
}

namespace verkan::eventstore {

class Database;

// Place of an event in the log, from 1; 0 stands for "before the first".
using Position = uint64_t;
// Place of an event in its stream, from 1; 0 stands for "no such stream".
using Revision = uint64_t;

// Limits of what a batch may hold; beyond them Stage answers InvalidArgument.
inline constexpr size_t kMaxBatchEvents = 4096;
inline constexpr size_t kMaxBatchBytes = 1 << 20;
inline constexpr size_t kMaxNameBytes = 300;
inline constexpr size_t kMaxTypeBytes = 200;
inline constexpr size_t kMaxTags = 64;

// SealedPart is what an event tells of one person, sealed under the person's key. The store
// keeps it as it is given.
struct SealedPart {
  std::string subject;
  std::string seal;
};

// NewEvent is an event that has no place in the log yet.
struct NewEvent {
  std::string id;  // UUID, 16 bytes; empty: the store makes one (version 7)
  std::string type;
  std::string stream;
  std::vector<std::string> tags;  // any order; duplicates are dropped
  std::string payload;
  std::optional<int32_t> first_day;  // days since 1970-01-01
  std::optional<int32_t> last_day;   // inclusive
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<SealedPart> sealed;
};

// QueryItem matches an event that is on any of the streams, of any of the types,
// and has all of the tags. What is empty does not restrict.
struct QueryItem {
  std::vector<std::string> streams;
  std::vector<std::string> types;
  std::vector<std::string> tags;
};

// Query matches an event that any item matches; without items it matches all.
struct Query {
  std::vector<QueryItem> items;
};

// StreamExpectation says what must hold of a stream, written to or not.
struct StreamExpectation {
  enum Kind { kRevision, kNone, kExists };
  std::string stream;
  Kind kind = kRevision;
  Revision revision = 0;  // for kRevision; 0 is the same as kNone
};

// AppendCondition fails the append if an event after `after` matches the query
// (a dynamic consistency boundary as dcb.events specifies it).
struct AppendCondition {
  Query fail_if_events_match;
  Position after = 0;
};

// Batch is appended all or nothing.
struct Batch {
  std::vector<NewEvent> events;
  std::vector<StreamExpectation> expectations;
  std::optional<AppendCondition> condition;
  std::string request_id;  // UUID, 16 bytes; empty: the batch is not idempotent
};

// Appended tells where a batch stands.
struct Appended {
  Position first_position = 0;
  Position last_position = 0;
  std::vector<Revision> revisions;     // one an event
  std::vector<std::string> event_ids;  // one an event, 16 bytes each
  bool repeated = false;               // the request_id had been appended before
};

// AppendConflict is what kept a batch from being appended, in a form for programs.
struct AppendConflict {
  struct Stream {
    std::string name;
    Revision revision = 0;  // as it is, not as it was expected
  };
  std::vector<Stream> streams;             // every expectation that does not hold
  std::optional<Position> matching_event;  // one that makes the condition fail
};

// Reads it back from an Aborted status of Stage or Append; empty for any other status. It
// travels as the payload "verkan/append-conflict": a line "stream TAB revision" for each
// stream, then a line "TAB position" for a matching event.
std::optional<AppendConflict> ReadAppendConflict(const absl::Status& status);

// ReadOptions says what to read.
struct ReadOptions {
  Query query;
  Position from = 1;                   // inclusive
  Position to = UINT64_MAX;            // inclusive
  Revision from_revision = 0;          // only if the query is exactly one stream
  std::optional<int64_t> from_micros;  // recorded at or after
  std::optional<int64_t> to_micros;    // recorded before
  // Days since 1970-01-01, inclusive, on which it can have happened. With either bound, an
  // event that does not say when it happened does not match.
  std::optional<int32_t> occurred_from;
  std::optional<int32_t> occurred_to;
  bool backwards = false;
  bool fill_cache = true;             // false: for reading everything, once
  uint64_t limit = UINT64_MAX;        // events
  uint64_t pause_after = UINT64_MAX;  // positions that a Next looks at before it pauses
  // Ends a search with Cancelled when it is true; null: never. It must outlive the cursor.
  const std::atomic<bool>* cancelled = nullptr;
};

// StoredRecord is one record as it lies on disk: the bytes of a verkan.record.v1.Record.
struct StoredRecord {
  Position position = 0;
  absl::string_view bytes;
};

// Cursor steps through the events that a read matches. One thread at a time; it
// must not outlive its store. It sees the log as it was when it was opened.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // Steps to the next record; false at the end, or when it pauses. The bytes hold until the
  // next call. DataLoss if stored bytes do not verify: the end is never silent.
  virtual absl::StatusOr<bool> Next(StoredRecord* record) = 0;
  // Whether the last Next found nothing for so long that it paused; the next one goes on.
  virtual bool paused() const = 0;
  // The first position, in the order of reading, that has not been looked at: where another
  // cursor would go on.
  virtual Position next() const = 0;
};

// KnownId is an id that is never recorded twice: of a batch, or an event's that its caller chose.
struct KnownId {
  enum Kind { kRequest, kEvent };
  Kind kind = kRequest;
  std::string id;  // UUID, 16 bytes
  Position first_position = 0;
  uint64_t count = 1;  // events of the batch
};

// Steps through known ids. One thread at a time; it must not outlive its store.
class IdCursor {
 public:
  virtual ~IdCursor() = default;
  // Steps to the next id; false at the end. DataLoss if stored bytes do not verify.
  virtual absl::StatusOr<bool> Next(KnownId* id) = 0;
};

struct Options {
  std::string path;    // directory of the database; its parent holds the high-water mark
  std::string origin;  // name of the log, fixed at its creation; empty: as stored, or "verkan"
  bool create_if_missing = true;
  bool read_only = false;  // opens what is there and writes nothing, also beside a server
  size_t block_cache_bytes = 64 << 20;
  std::shared_ptr<rocksdb::FileSystem> file_system;  // seam for fault tests; null: the real one
  std::function<int64_t()> now_micros;               // clock; null: the system's
  // Called before every write; if it fails, nothing is written and appends are answered
  // Unavailable. After ResourceExhausted the store resumes as after a full disk. Makes durable what
  // events rest on, such as the keys they are sealed under.
  std::function<absl::Status()> before_write;
};

// Thread-safe throughout.
class EventStore {
 public:
  // Opens or creates the store. DataLoss if the log is corrupt or shorter than the
  // high-water mark; FailedPrecondition for a format this version does not know or a
  // store that another process has open.
  static absl::StatusOr<std::unique_ptr<EventStore>> Open(const Options& options);

  virtual ~EventStore() = default;

  // Checks the batch against the log and against everything staged, and gives its
  // events their places. Not durable yet: the next Flush makes it so and calls `done`
  // on the flushing thread, with OK or, if the outcome is unknown, Unavailable.
  //   InvalidArgument: the batch itself is wrong; nothing is staged, `done` is not called.
  //   Aborted: expectations or the condition do not hold; ReadAppendConflict reads them.
  //   OutOfRange: the condition is after a position beyond the last one. Nothing is staged.
  //   AlreadyExists: an event id of the caller's, or the request id, is in the log with other
  //     content (conflict.h). If all ids are there with the same, the batch is a repeated one.
  //   Unavailable: the store stopped after a failed write; it must be reopened.
  // A repeated request_id (types, streams, days and payloads are the same) answers the first
  // places with `repeated` set, and `done` is called once those are durable.
  virtual absl::StatusOr<Appended> Stage(Batch batch,
                                         std::function<void(const absl::Status&)> done) = 0;

  // Writes everything staged, with one sync, and calls what waits for it. Does
  // nothing when nothing is staged. Concurrent calls queue. Not to be called from a `done`.
  virtual absl::Status Flush() = 0;

  // Stage and Flush: appends and waits until it is durable. Concurrent callers share a sync.
  virtual absl::StatusOr<Appended> Append(Batch batch) = 0;

  // Opens a cursor over durable events.
  virtual absl::StatusOr<std::unique_ptr<Cursor>> Read(const ReadOptions& options) const = 0;

  // The bytes of the durable record at a position. OutOfRange unless 1 <= position <= head();
  // DataLoss, naming the position, if its stored bytes are damaged or missing.
  virtual absl::StatusOr<std::string> Get(Position position) const = 0;

  // Opens a cursor over what makes appends idempotent, in no order. It sees at least what is
  // durable now.
  virtual std::unique_ptr<IdCursor> ReadIds() const = 0;

  // Position of the last durable event; 0 for an empty log.
  virtual Position head() const = 0;

  // Revision of the stream's last durable or staged event; 0 if there is none.
  virtual absl::StatusOr<Revision> StreamRevision(absl::string_view stream) const = 0;

  // The places of the batch with this request id (16 bytes), if it is durable or staged, with
  // `repeated` set; nothing if there is none.
  virtual absl::StatusOr<std::optional<Appended>> FindRequest(
      absl::string_view request_id) const = 0;

  // Position of the last durable event recorded at or before the time; 0 for none.
  virtual absl::StatusOr<Position> PositionAt(int64_t micros) const = 0;

  // Root of the Merkle tree over the first `size` records, leaf i being the record at
  // position i + 1. InvalidArgument beyond the head.
  virtual absl::StatusOr<Hash> Root(Position size) const = 0;

  // Proof that the record at the position is in the tree of `size` records; InvalidArgument
  // unless 1 <= position <= size <= head.
  virtual absl::StatusOr<std::vector<Hash>> ProveInclusion(Position position,
                                                           Position size) const = 0;

  // Proof that the tree of `old_size` records is a prefix of that of `size`; InvalidArgument
  // unless old_size <= size <= head.
  virtual absl::StatusOr<std::vector<Hash>> ProveConsistency(Position old_size,
                                                             Position size) const = 0;

  // Bytes of a tile, in the layout of tlog-tiles: hashes, or entries. NotFound if the log
  // has not grown to the tile's width.
  virtual absl::StatusOr<std::string> ReadTile(const TileId& tile) const = 0;

  // False once a write failed: appends answer Unavailable until the store is reopened or, after
  // a full disk, resumed.
  virtual bool writable() const = 0;

  // Why the store is not writable; OK while it is. ResourceExhausted while the disk is full, which
  // passes; anything else stays until the store is reopened.
  virtual absl::Status write_failure() const = 0;

  // Takes up writing again after a full disk, if there is room; does nothing otherwise. Tries
  // twice a second at most, as Stage does by itself. True if the store is writable.
  virtual bool Resume() = 0;

  // Name of the log.
  virtual const std::string& origin() const = 0;

  // What the store lies in. Internal to this folder.
  virtual const Database& database() const = 0;

  // Calls `listener` with the head after every flush, on the flushing thread, until
  // it is removed. The listener must not block and must not call back into the store,
  // except head(). Returns a handle for RemoveListener, which waits for a running call.
  virtual int AddListener(std::function<void(Position head)> listener) = 0;
  virtual void RemoveListener(int handle) = 0;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_EVENT_STORE_H_
