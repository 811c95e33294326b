#include "projections/facts/standing.h"

#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::projections {
namespace {

constexpr absl::string_view kPackage = "verkan.event.v1.";

// Follows what became of the rows of one event.
class Fate {
 public:
  Fate(Position event, absl::string_view type, const TypeAt& type_at, Position as_of)
      : event_(event), as_of_(as_of), type_at_(type_at) {
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
            std::string(type));
    if (descriptor != nullptr) traits_ = descriptor->options().GetExtension(options::v1::traits);
  }

  // Where a row that the event opened was undone; 0 if it was not.
  absl::StatusOr<Position> Of(const FactTable& table, RowId row) const {
    while (table.to(row) <= as_of_) {
      const Position at = table.to(row);
      VERKAN_ASSIGN_OR_RETURN(const std::string type, type_at_(at));
      const bool voids = type == event::v1::EventVoided::descriptor()->full_name();
      const bool undoes = voids || IsUndoneBy(type);
      // What undid it may have been taken back: then the row is there again, from then on.
      RowId next = Again(table, row, undoes && !voids ? at + 1 : at);
      if (next == kNoRow && undoes) return at;
      if (next == kNoRow) next = GoesOn(table, row, at);
      if (next == kNoRow) return 0;
      row = next;
    }
    return 0;
  }

 private:
  bool IsUndoneBy(absl::string_view type) const {
    return absl::c_linear_search(traits_.undone_by(), absl::StripPrefix(type, kPackage));
  }

  // The first row of the key that the same event states, believed from `from` or later.
  RowId Again(const FactTable& table, RowId row, Position from) const {
    RowId again = kNoRow;
    table.VisitKey(table.text(row, 0), [&](RowId other) {
      const bool believed = table.from(other) >= from && table.from(other) <= as_of_;
      if (other > row && table.event(other) == event_ && believed) again = other;
    });
    return again;
  }

  // The row that another event has put in its place, if it is the only one of the key.
  RowId GoesOn(const FactTable& table, RowId row, Position at) const {
    RowId only = kNoRow;
    const auto [first, last] = table.OpenedAt(at);
    for (RowId other = first; other < last; ++other) {
      if (table.text(other, 0) != table.text(row, 0)) continue;
      if (only != kNoRow) return kNoRow;
      only = other;
    }
    return only;
  }

  const Position event_;
  const Position as_of_;
  const TypeAt& type_at_;
  options::v1::Traits traits_;
};

}  // namespace

absl::StatusOr<Position> UndoneAt(const Facts& facts, Position event, const TypeAt& type_at,
                                  Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(const std::string type, type_at(event));
  const Fate fate(event, type, type_at, as_of);
  for (const auto& table : facts.tables()) {
    const auto [first, last] = table->OpenedAt(event);
    for (RowId row = first; row < last; ++row) {
      if (table->event(row) != event) continue;
      VERKAN_ASSIGN_OR_RETURN(const Position undone, fate.Of(*table, row));
      if (undone != 0) return undone;
    }
  }
  return 0;
}

std::vector<Position> EventsClosedBy(const Facts& facts, Position event,
                                     absl::string_view noun_id) {
  std::set<Position> closed;
  for (const auto& table : facts.tables()) {
    table->VisitKey(noun_id, [&](RowId row) {
      if (table->to(row) == event && table->event(row) < event) closed.insert(table->event(row));
    });
  }
  return {closed.begin(), closed.end()};
}

}  // namespace verkan::projections
