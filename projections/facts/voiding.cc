#include "projections/facts/voiding.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using event::v1::EventVoided;
using eventstore::RecordView;

// The 16 bytes of a UUID in text form; empty for anything else.
std::string UuidBytes(absl::string_view text) {
  std::string hex;
  for (char c : text) {
    if (absl::ascii_isxdigit(static_cast<unsigned char>(c)))
      hex.push_back(c);
    else if (c != '-')
      return "";
  }
  return hex.size() == 32 ? absl::HexStringToBytes(hex) : "";
}

}  // namespace

absl::Status Voiding::Apply(const RecordView& record, const Reapply& reapply) {
  EventVoided voided;
  if (!voided.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
    return absl::DataLossError(
        absl::StrCat("the payload of event ", record.position, " is no ", record.type));
  }
  const size_t merges = Merges();
  VERKAN_RETURN_IF_ERROR(ApplyAnew(voided.stream(), record.position, reapply));
  if (Merges() == merges) return absl::OkStatus();
  absl::btree_set<std::string> streams;
  for (Row row : facts_[kRestOnMerges].AsOf(kNow)) streams.emplace(row.text("stream"));
  for (const std::string& stream : streams) {
    VERKAN_RETURN_IF_ERROR(ApplyAnew(stream, record.position, reapply));
    FactTable& table = facts_[kRestOnMerges];
    table.Open(stream, record.position, record.position, {});
  }
  return absl::OkStatus();
}

// How many merges are believed.
size_t Voiding::Merges() const {
  size_t count = 0;
  for (Table merges : {kOrganisationMerges, kParticipantMerges}) {
    facts_[merges].ForEachBelieved(kNow, [&count](RowId) { ++count; });
  }
  return count;
}

absl::Status Voiding::ApplyAnew(const std::string& stream, Position from, const Reapply& reapply) {
  std::vector<Position> positions;
  VERKAN_ASSIGN_OR_RETURN(auto gone, VoidedOn(stream, from, &positions));
  const absl::flat_hash_set<Position> own(positions.begin(), positions.end());
  facts_[kRestOnMerges].VisitKey(
      stream, [&](RowId row) { positions.push_back(facts_[kRestOnMerges].from(row)); });

  std::vector<std::vector<RowId>> closed(facts_.tables().size());
  std::vector<RowId> first_new;
  for (size_t i = 0; i < closed.size(); ++i) {
    FactTable& table = *facts_.tables()[i];
    first_new.push_back(table.size());
    for (Position position : positions) {
      auto [first, last] = table.OpenedAt(position);
      for (RowId row = first; row < last; ++row) {
        if (!table.IsOpen(row) || !own.contains(table.event(row))) continue;
        table.Close(row, from);
        closed[i].push_back(row);
      }
    }
  }
  VERKAN_RETURN_IF_ERROR(history_(stream, from, [&](const RecordView& earlier) -> absl::Status {
    if (gone.contains(earlier.position)) return absl::OkStatus();
    return reapply({earlier, from});
  }));
  for (size_t i = 0; i < closed.size(); ++i) {
    Reconcile(*facts_.tables()[i], closed[i], first_new[i]);
  }
  return absl::OkStatus();
}

// Positions of the stream's events that are void. A voiding may itself be voided, by a
// later one: hence from the last to the first.
absl::StatusOr<absl::flat_hash_set<Position>> Voiding::VoidedOn(const std::string& stream,
                                                                Position up_to,
                                                                std::vector<Position>* positions) {
  struct Step {
    Position position;
    std::string id;
    std::string voids;  // id; empty: it voids nothing
  };
  std::vector<Step> steps;
  VERKAN_RETURN_IF_ERROR(history_(stream, up_to, [&](const RecordView& record) -> absl::Status {
    Step step{record.position, std::string(record.id), ""};
    EventVoided voided;
    if (record.type == EventVoided::descriptor()->full_name() &&
        voided.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
      step.voids = UuidBytes(voided.event_id());
    }
    positions->push_back(step.position);
    steps.push_back(std::move(step));
    return absl::OkStatus();
  }));
  absl::flat_hash_set<std::string> ids;
  absl::flat_hash_set<Position> gone;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (ids.contains(step->id)) {
      gone.insert(step->position);
    } else if (!step->voids.empty()) {
      ids.insert(step->voids);
    }
  }
  return gone;
}

void Voiding::Reconcile(FactTable& table, const std::vector<RowId>& closed, RowId first_new) {
  absl::flat_hash_map<Position, std::vector<RowId>> closed_by_event;
  for (RowId row : closed) closed_by_event[table.event(row)].push_back(row);
  std::vector<std::string> kept;
  std::vector<RowId> unchanged;
  for (RowId row = first_new; row < table.size(); ++row) {
    if (!table.IsOpen(row)) continue;  // opened and closed while applying anew
    std::vector<RowId>& before = closed_by_event[table.event(row)];
    auto same = std::find_if(before.begin(), before.end(),
                             [&](RowId other) { return table.SameFact(other, row); });
    if (same == before.end()) {
      kept.push_back(table.Encode(row));
    } else {
      unchanged.push_back(*same);
      before.erase(same);
    }
  }
  table.Truncate(first_new);
  for (const std::string& row : kept) table.Decode(row);
  for (RowId row : unchanged) table.Unclose(row);
}

Noun VoidingFacts() {
  return {[] {
            return std::vector<TableSchema>{{kRestOnMerges, {{"stream"}}}};
          },
          [](Facts*, Arms*) {}, "d4a052b2b2b6c361"};
}

}  // namespace verkan::projections
