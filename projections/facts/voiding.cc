#include "projections/facts/voiding.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using event::v1::EventVoided;
using eventstore::RecordView;

constexpr absl::string_view kProjectStream = "project-";

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
  const std::vector<std::string> others = SayingTheSame(voided.stream());
  absl::string_view project = voided.stream();
  const bool of_project = absl::ConsumePrefix(&project, kProjectStream);
  const std::string regions = of_project ? RegionsOf(facts_, project) : "";
  VERKAN_RETURN_IF_ERROR(ApplyAnew(voided.stream(), record.position, reapply));
  VERKAN_RETURN_IF_ERROR(ApplyOthers(others, record.position, reapply));
  if (of_project) {
    VERKAN_RETURN_IF_ERROR(FollowRegions(project, regions, record.position, reapply));
  }
  if (Merges() == merges) return absl::OkStatus();
  absl::btree_set<std::string> streams;
  for (Row row : facts_[kRestOnMerges].AsOf(kNow)) streams.emplace(row.text("stream"));
  return ApplyOthers({streams.begin(), streams.end()}, record.position, reapply);
}

absl::Status Voiding::ApplyCorrection(const RecordView& record, const Reapply& reapply) {
  const absl::string_view project = absl::StripPrefix(record.stream, kProjectStream);
  const std::string regions = RegionsOf(facts_, project);
  VERKAN_RETURN_IF_ERROR(reapply({record, record.position}));
  return FollowRegions(project, regions, record.position, reapply);
}

absl::Status Voiding::ApplyOthers(const std::vector<std::string>& streams, Position from,
                                  const Reapply& reapply) {
  for (const std::string& stream : streams) {
    VERKAN_RETURN_IF_ERROR(ApplyAnew(stream, from, reapply));
    facts_[kAppliedAnew].Open(stream, from, from, {});
  }
  return absl::OkStatus();
}

// The facts on the project's own stream follow its correction by themselves (mirror.h).
absl::Status Voiding::FollowRegions(absl::string_view project, const std::string& before,
                                    Position from, const Reapply& reapply) {
  if (RegionsOf(facts_, project) == before) return absl::OkStatus();
  absl::btree_set<std::string> streams;
  for (const auto& table : facts_.tables()) {
    const absl::string_view noun = table->columns()[0].name;
    if (noun == "project" || !table->HasColumn("project") || !table->HasColumn("region")) continue;
    const int of = table->column("project");
    table->ForEachBelieved(kNow, [&](RowId row) {
      if (table->text(row, of) != project) return;
      streams.insert(absl::StrCat(noun, "-", table->text(row, 0)));
    });
  }
  return ApplyOthers({streams.begin(), streams.end()}, from, reapply);
}

// Other streams that say what this one says, the last one first.
std::vector<std::string> Voiding::SayingTheSame(const std::string& stream) const {
  const FactTable& said = facts_[kSaidAcross];
  const int column = said.column("stream");
  std::map<Position, std::string, std::greater<>> others;
  for (Row own : said.AsOf(kNow)) {
    if (own.text("stream") != stream) continue;
    for (RowId row : OpenRows(said, own.text("said"))) {
      if (said.text(row, column) == stream) continue;
      others.emplace(said.event(row), said.text(row, column));
    }
  }
  std::vector<std::string> streams;
  for (const auto& [position, other] : others) streams.push_back(other);
  return streams;
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
  facts_[kAppliedAnew].VisitKey(
      stream, [&](RowId row) { positions.push_back(facts_[kAppliedAnew].from(row)); });

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
            return std::vector<TableSchema>{{kRestOnMerges, {{"stream"}}},
                                            {kAppliedAnew, {{"stream"}}}};
          },
          [](Facts*, Arms*) {}, "27e741046cba5ab6"};
}

}  // namespace verkan::projections
