#include "services/log/sources.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "eventstore/coding.h"
#include "eventstore/followed.h"
#include "eventstore/proofs/tile.h"
#include "google/protobuf/wire_format_lite.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::AppendVarint;
using eventstore::Cursor;
using eventstore::EventStore;
using eventstore::Followed;
using eventstore::Position;
using eventstore::ReadOptions;
using eventstore::StoredRecord;
using google::protobuf::internal::WireFormatLite;

// A subscriber whose query matches nothing still learns this often how far it has come.
constexpr absl::Duration kCheckpointInterval = absl::Seconds(1);

// Positions that are searched without a find before others get their turn: some milliseconds.
constexpr uint64_t kSearchedPositions = 32768;

constexpr size_t kFewEvents = 16;

// Adds a record as an element of `events`, field 1 of both responses.
void AppendEvent(absl::string_view record, std::string* message) {
  AppendVarint(WireFormatLite::MakeTag(1, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), message);
  AppendVarint(record.size(), message);
  message->append(record.data(), record.size());
}

// LogRead reads what the options say a message at a time. Between two messages it can let go of
// the store, as a cursor keeps files and memory from being freed.
class LogRead {
 public:
  enum Outcome { kFull, kPaused, kDone };

  LogRead(ReadOptions options, const EventStore* store)
      : options_(std::move(options)), store_(store) {
    options_.to = std::min(options_.to, store->head());
    options_.pause_after = kSearchedPositions;
  }

  // Added is the record that a message ends with.
  struct Added {
    Position position = 0;
    size_t bytes = 0;
  };

  // Adds events to the message until it is full, or nothing was found for a while. Tells the last
  // one that it added, if any.
  absl::StatusOr<Outcome> Fill(std::string* message, Added* last) {
    if (cursor_ == nullptr) {
      auto cursor = store_->Read(options_);
      if (!cursor.ok()) return cursor.status();
      cursor_ = *std::move(cursor);
    }
    StoredRecord record;
    for (size_t count = 0; count < kMaxMessageEvents && message->size() < kMaxMessageBytes;) {
      const absl::StatusOr<bool> found = cursor_->Next(&record);
      if (!found.ok()) return found.status();
      if (!*found) return cursor_->paused() ? kPaused : kDone;
      // A live message mostly holds a few events; one that holds more will be full.
      if (++count == kFewEvents) message->reserve(kMaxMessageBytes + (8 << 10));
      AppendEvent(record.bytes, message);
      *last = {.position = record.position, .bytes = record.bytes.size()};
      if (options_.limit != UINT64_MAX) --options_.limit;
    }
    return kFull;
  }

  // Lets go of the store until the next Fill, which goes on if the last one stopped.
  void Rest() {
    if (cursor_ == nullptr) return;
    (options_.backwards ? options_.to : options_.from) = cursor_->next();
    cursor_.reset();
  }

  // The last position it reads; the first it has not read yet, once it has begun.
  Position to() const { return options_.to; }
  Position next() const { return cursor_ != nullptr ? cursor_->next() : options_.from; }

 private:
  ReadOptions options_;
  const EventStore* const store_;
  std::unique_ptr<Cursor> cursor_;
};

class ReadSource final : public Source {
 public:
  ReadSource(ReadOptions options, const EventStore* store)
      : read_(std::move(options), store), store_(store) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    if (done_) return kEnd;
    LogRead::Added last;
    const absl::StatusOr<LogRead::Outcome> outcome = read_.Fill(message, &last);
    if (!outcome.ok()) return outcome.status();
    done_ = *outcome == LogRead::kDone;
    if (message->empty()) return done_ ? kEnd : kYield;
    log::v1::ReadResponse rest;
    rest.set_head(store_->head());
    rest.AppendToString(message);
    return kMessage;
  }

  void Rest() override { read_.Rest(); }

 private:
  LogRead read_;
  const EventStore* const store_;
  bool done_ = false;
};

// Scans up to the head, then up to the next head, and so on. Every position is looked at by
// exactly one scan, so that none is skipped and none comes twice.
class LogSubscription final : public Source {
 public:
  LogSubscription(ReadOptions options, const EventStore* store)
      : options_(std::move(options)), store_(store), told_at_(absl::Now()) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    if (owes_caught_up_) return CaughtUp(message);
    if (!read_.has_value()) {
      const Position head = store_->head();
      if (absl::Status begun = Begin(head); !begun.ok()) return begun;
      const uint64_t waiting = head + 1 - std::min(options_.from, head + 1);
      if (live_ && waiting > kBehindEvents) return FellBehind(message);
      if (waiting > 0) read_.emplace(options_, store_);
    }
    if (read_.has_value()) {
      const absl::StatusOr<LogRead::Outcome> outcome = read_->Fill(message, &last_);
      if (!outcome.ok()) return outcome.status();
      if (*outcome != LogRead::kDone) {
        options_.from = read_->next();
        if (message->empty() && !CheckpointIsDue()) return kYield;
        return Send({}, message);
      }
      options_.from = read_->to() + 1;
      read_.reset();
    }
    return AtEnd(message);
  }

  void Rest() override {
    if (read_.has_value()) read_->Rest();
  }

 private:
  // Moves the start to the first event of the start time, which may not be there yet.
  absl::Status Begin(Position head) {
    if (!options_.from_micros.has_value() || *options_.from_micros == INT64_MIN) {
      return absl::OkStatus();
    }
    const absl::StatusOr<Position> before = store_->PositionAt(*options_.from_micros - 1);
    if (!before.ok()) return before.status();
    options_.from = std::max(options_.from, *before + 1);
    if (*before < head) options_.from_micros.reset();
    return absl::OkStatus();
  }

  // Everything that there was when the last scan began is in the message or was sent before.
  // After history the marker is a message of its own.
  absl::StatusOr<Step> AtEnd(std::string* message) {
    if (message->empty() && !said_caught_up_) return CaughtUp(message);
    owes_caught_up_ = !live_;
    if (message->empty() && !CheckpointIsDue()) return kWait;
    log::v1::SubscribeResponse rest;
    rest.set_caught_up(live_);
    return Send(std::move(rest), message);
  }

  absl::StatusOr<Step> CaughtUp(std::string* message) {
    owes_caught_up_ = false;
    live_ = true;
    log::v1::SubscribeResponse rest;
    rest.set_caught_up(true);
    return Send(std::move(rest), message);
  }

  absl::StatusOr<Step> FellBehind(std::string* message) {
    live_ = false;
    log::v1::SubscribeResponse rest;
    rest.set_fell_behind(true);
    return Send(std::move(rest), message);
  }

  bool CheckpointIsDue() const {
    return options_.from - 1 > told_ && absl::Now() - told_at_ >= kCheckpointInterval;
  }

  // Completes the message.
  absl::StatusOr<Step> Send(log::v1::SubscribeResponse rest, std::string* message) {
    const absl::Status hashed = HashUpTo(options_.from - 1, *message);
    if (!hashed.ok()) return hashed;
    if (followed_.position > 0) {
      rest.set_position_hash(followed_.hash.data(), followed_.hash.size());
    }
    told_ = options_.from - 1;
    told_at_ = absl::Now();
    said_caught_up_ = rest.caught_up();
    rest.set_position(told_);
    rest.set_time(absl::ToUnixMicros(told_at_));
    rest.AppendToString(message);
    return kMessage;
  }

  // Takes the record from the message if that ends with it, as it mostly does, or from the store.
  absl::Status HashUpTo(Position position, absl::string_view message) {
    if (position == followed_.position) return absl::OkStatus();
    if (last_.position == position) {
      followed_ = {.position = position,
                   .hash = eventstore::RecordLeaf(message.substr(message.size() - last_.bytes))};
      return absl::OkStatus();
    }
    const absl::StatusOr<Followed> read = eventstore::FollowedUpTo(*store_, position);
    if (read.ok()) followed_ = *read;
    return read.status();
  }

  ReadOptions options_;  // from: the first position that is not sent or passed over yet
  const EventStore* const store_;
  std::optional<LogRead> read_;
  LogRead::Added last_;          // that the message being made ends with
  Followed followed_;            // what the last message told
  bool live_ = false;            // it has caught up, and has not fallen behind since
  bool owes_caught_up_ = false;  // the next message is the marker
  bool said_caught_up_ = false;  // the last message did
  Position told_ = 0;
  absl::Time told_at_;
};

}  // namespace

std::unique_ptr<Source> MakeReadSource(ReadOptions options, const EventStore* store) {
  return std::make_unique<ReadSource>(std::move(options), store);
}

std::unique_ptr<Source> MakeSubscription(ReadOptions options, const EventStore* store) {
  return std::make_unique<LogSubscription>(std::move(options), store);
}

}  // namespace verkan::services
