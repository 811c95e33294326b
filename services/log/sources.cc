#include "services/log/sources.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::Cursor;
using eventstore::EventStore;
using eventstore::Position;
using eventstore::ReadOptions;
using eventstore::StoredRecord;
using google::protobuf::internal::WireFormatLite;

// A subscriber whose query matches nothing still learns this often how far it has come.
constexpr absl::Duration kMarkerInterval = absl::Seconds(1);

constexpr size_t kFewEvents = 16;

void AppendVarint(uint64_t value, std::string* bytes) {
  uint8_t buffer[10];
  const uint8_t* end = google::protobuf::io::CodedOutputStream::WriteVarint64ToArray(value, buffer);
  bytes->append(reinterpret_cast<const char*>(buffer), static_cast<size_t>(end - buffer));
}

// Adds a record as an element of `events`, field 1 of both responses.
void AppendEvent(absl::string_view record, std::string* message) {
  AppendVarint(WireFormatLite::MakeTag(1, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), message);
  AppendVarint(record.size(), message);
  message->append(record.data(), record.size());
}

// Collects events until the message is full. False at the end of the cursor.
absl::StatusOr<bool> Fill(Cursor* cursor, std::string* message, Position* last, size_t* count) {
  StoredRecord record;
  while (*count < kMaxMessageEvents && message->size() < kMaxMessageBytes) {
    const absl::StatusOr<bool> found = cursor->Next(&record);
    if (!found.ok()) return found.status();
    if (!*found) return false;
    // A live message mostly holds a few events; one that holds more will be full.
    if (*count == kFewEvents) message->reserve(kMaxMessageBytes + (8 << 10));
    AppendEvent(record.bytes, message);
    *last = record.position;
    ++*count;
  }
  return true;
}

class ReadSource final : public Source {
 public:
  ReadSource(ReadOptions options, const EventStore* store)
      : options_(std::move(options)), store_(store) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    if (ended_) return kEnd;
    if (cursor_ == nullptr) {
      auto cursor = store_->Read(options_);
      if (!cursor.ok()) return cursor.status();
      cursor_ = *std::move(cursor);
    }
    Position last = 0;
    size_t count = 0;
    const absl::StatusOr<bool> more = Fill(cursor_.get(), message, &last, &count);
    if (!more.ok()) return more.status();
    ended_ = !*more;
    if (count == 0) return kEnd;
    log::v1::ReadResponse rest;
    rest.set_head(store_->head());
    rest.AppendToString(message);
    return kMessage;
  }

 private:
  const ReadOptions options_;
  const EventStore* const store_;
  std::unique_ptr<Cursor> cursor_;
  bool ended_ = false;
};

// Reads up to the head, then up to the next head, and so on. Every position is read by
// exactly one cursor, so that none is skipped and none comes twice.
class Subscription final : public Source {
 public:
  Subscription(ReadOptions options, const EventStore* store)
      : options_(std::move(options)), store_(store) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    if (cursor_ == nullptr) {
      if (absl::Status opened = Open(); !opened.ok()) return opened;
    }
    Position last = 0;
    size_t count = 0;
    if (cursor_ != nullptr) {
      const absl::StatusOr<bool> more = Fill(cursor_.get(), message, &last, &count);
      if (!more.ok()) return more.status();
      if (*more) return Send(last, false, message);
      cursor_.reset();
      options_.from = options_.to + 1;
    }
    // The first marker stands alone: history is over.
    if (!caught_up_ && count > 0) return Send(options_.from - 1, false, message);
    if (count == 0 && !MarkerIsDue()) return kWait;
    return Send(options_.from - 1, true, message);
  }

 private:
  // A cursor over what there is after the last one; none where there is nothing.
  absl::Status Open() {
    options_.to = store_->head();
    if (options_.to < options_.from) return absl::OkStatus();
    auto cursor = store_->Read(options_);
    if (!cursor.ok()) return cursor.status();
    cursor_ = *std::move(cursor);
    return absl::OkStatus();
  }

  bool MarkerIsDue() const {
    if (!caught_up_) return true;
    return options_.from - 1 > told_ && absl::Now() - told_at_ >= kMarkerInterval;
  }

  Step Send(Position position, bool caught_up, std::string* message) {
    log::v1::SubscribeResponse rest;
    rest.set_caught_up(caught_up);
    rest.set_position(position);
    rest.AppendToString(message);
    caught_up_ = caught_up_ || caught_up;
    told_ = position;
    told_at_ = absl::Now();
    return kMessage;
  }

  ReadOptions options_;  // from: the first position not read yet
  const EventStore* const store_;
  std::unique_ptr<Cursor> cursor_;
  bool caught_up_ = false;
  Position told_ = 0;
  absl::Time told_at_;
};

}  // namespace

std::unique_ptr<Source> MakeReadSource(ReadOptions options, const EventStore* store) {
  return std::make_unique<ReadSource>(std::move(options), store);
}

std::unique_ptr<Source> MakeSubscription(ReadOptions options, const EventStore* store) {
  return std::make_unique<Subscription>(std::move(options), store);
}

}  // namespace verkan::services
