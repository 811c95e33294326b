// A record is one event as it lies on disk: the bytes of a verkan.record.v1.Record
// whose first three fields stand at fixed offsets.
#ifndef VERKAN_EVENTSTORE_RECORD_H_
#define VERKAN_EVENTSTORE_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Every record starts with its position, time and revision, in this many bytes.
inline constexpr size_t kPlaceBytes = 27;

// SealedView is what an event tells of one person, as it is stored.
struct SealedView {
  absl::string_view subject;
  absl::string_view seal;
};

// RecordView is a record taken apart without copying; it holds as long as its bytes.
struct RecordView {
  Position position = 0;
  int64_t recorded_at_micros = 0;
  Revision revision = 0;
  absl::string_view id;
  absl::string_view type;
  absl::string_view stream;
  std::vector<absl::string_view> tags;  // sorted
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_day;
  absl::string_view payload;
  std::vector<std::pair<absl::string_view, absl::string_view>> metadata;
  std::vector<SealedView> sealed;
};

// Takes a record apart, reusing the view's memory. DataLoss for bytes that are not a record.
absl::Status ParseRecord(absl::string_view bytes, RecordView* view);

// Whether the event of a record can have happened on one of the days, counted since 1970-01-01
// and inclusive; false if it does not say when. Cheaper than taking the record apart.
bool CanHaveOccurred(absl::string_view bytes, int32_t first_day, int32_t last_day);

// Encodes an event; position, time and revision are left open.
std::string EncodeRecord(const NewEvent& event);

// Sets position, time and revision in place, in bytes that EncodeRecord made.
void PlaceRecord(Position position, int64_t recorded_at_micros, Revision revision,
                 std::string* bytes);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_RECORD_H_
