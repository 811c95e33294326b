// LogCursor joins the list of the positions that match with the records at them.
#ifndef VERKAN_EVENTSTORE_LOG_CURSOR_H_
#define VERKAN_EVENTSTORE_LOG_CURSOR_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/log_reader.h"
#include "eventstore/postings.h"

namespace verkan::eventstore {

class LogCursor final : public Cursor {
 public:
  // Goes over the positions `from` to `to`, inclusive; of the options it takes the rest. A null
  // list stands for every position.
  LogCursor(const Database* database, std::unique_ptr<PostingList> postings, Position from,
            Position to, const ReadOptions& options);

  absl::StatusOr<bool> Next(StoredRecord* record) override;
  bool paused() const override { return paused_; }
  Position next() const override { return next_; }

 private:
  bool InRange() const { return next_ >= from_ && next_ <= to_; }
  bool IsBeyond(Position bound) const { return backwards_ ? next_ < bound : next_ > bound; }

  // The last position that a Next looks at which begins now.
  Position Bound() const;

  // Moves next_ to the first position that is in the list, or beyond the bound.
  absl::Status Seek(Position bound);

  // Whether the record happened when it should have.
  bool Matches(const StoredRecord& record) const;

  absl::StatusOr<bool> Search(StoredRecord* record);

  const std::unique_ptr<PostingList> postings_;
  LogReader log_;
  const Position from_, to_;
  const bool backwards_;
  const std::optional<int32_t> occurred_from_, occurred_to_;
  const uint64_t pause_after_;
  Position next_;
  uint64_t left_;
  bool paused_ = false;
  absl::Status error_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_CURSOR_H_
