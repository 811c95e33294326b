#include "services/domain/fallen.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "eventstore/status_macros.h"
#include "services/domain/merges.h"
#include "services/domain/stream_folder.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using event::v1::EventVoided;
using eventstore::EventStore;
using eventstore::Position;

constexpr absl::Duration kProgressEvery = absl::Seconds(5);

// Goes through voidings in the order of the log, and through merges, so that at each voiding it
// knows the merges that stood just before.
class Walk {
 public:
  using Visit = std::function<absl::Status(const FallenFact&)>;

  Walk(const EventStore& store, const Schema& schema, const Visit& visit)
      : store_(store), schema_(schema), visit_(visit) {}

  absl::Status Run() {
    VERKAN_RETURN_IF_ERROR(ReadVoided());
    eventstore::ReadOptions options;
    auto& types = options.query.items.emplace_back().types;
    for (const EventType& type : schema_.types()) {
      if (type.merges() || type.noun() == kAnyNoun) types.push_back(type.name());
    }
    return ForEachFact(store_, schema_, options, [this](const StreamFact& fact) {
      if (fact.event.has_event_voided()) return Look(fact);
      Merge(fact);
      return absl::OkStatus();
    });
  }

 private:
  struct Merged {
    std::string noun, stays, merged;
  };

  void Merge(const StreamFact& fact) {
    const EventType* type = schema_.Find(fact.event.fact_case());
    Merged merge = {.noun = type->noun(),
                    .stays = std::string(type->IdOf(fact.event)),
                    .merged = std::string(type->MergedIdOf(fact.event))};
    standing_.Add(merge.noun, merge.stays, {merge.merged, fact.at.position});
    merges_.emplace(fact.event_id, std::move(merge));
  }

  absl::Status Look(const StreamFact& voiding) {
    const EventVoided& fact = voiding.event.event_voided();
    const std::string event_id = ParseUuid(fact.event_id()).value_or("");
    // If it was voided because of another, all that rested on it was voided before it.
    if (fact.basis_event_id().empty()) {
      VERKAN_ASSIGN_OR_RETURN(const Dependents dependents,
                              FindDependents(store_, schema_, standing_, fact.stream(), event_id,
                                             {.before = voiding.at.position}));
      for (const Dependent& dependent : dependents.facts) {
        if (voided_.contains(dependent.event_id)) continue;
        VERKAN_RETURN_IF_ERROR(visit_({dependent, fact.event_id(), voiding.at.position}));
        VERKAN_RETURN_IF_ERROR(ReadVoided());
      }
    }
    if (const auto merge = merges_.find(event_id); merge != merges_.end()) {
      standing_.Remove(merge->second.noun, merge->second.stays, merge->second.merged);
      merges_.erase(merge);
    }
    TellProgress(voiding.at.position);
    return absl::OkStatus();
  }

  // Takes in what has been voided since it was called last.
  absl::Status ReadVoided() {
    eventstore::ReadOptions options;
    options.query.items.emplace_back().types = {EventVoided::descriptor()->full_name()};
    options.from = std::exchange(unread_, store_.head() + 1);
    options.to = unread_ - 1;
    return ForEachFact(store_, schema_, options, [this](const StreamFact& fact) {
      voided_.insert(ParseUuid(fact.event.event_voided().event_id()).value_or(""));
      return absl::OkStatus();
    });
  }

  void TellProgress(Position position) {
    if (absl::Now() < tell_at_) return;
    tell_at_ = absl::Now() + kProgressEvery;
    spdlog::info("looking for facts that rested on what was voided: at position {} of {}", position,
                 store_.head());
  }

  const EventStore& store_;
  const Schema& schema_;
  const Visit& visit_;
  Merges standing_;
  absl::flat_hash_map<std::string, Merged> merges_;  // by the id of their event
  absl::flat_hash_set<std::string> voided_;          // ids of events, before unread_
  Position unread_ = 1;
  absl::Time tell_at_ = absl::Now() + kProgressEvery;
};

absl::Status Void(const FallenFact& fallen, EventStore* store, Recorder* recorder) {
  event::v1::Event event;
  EventVoided& voided = *event.mutable_event_voided();
  voided.set_stream(fallen.fact.stream);
  voided.set_event_id(FormatUuid(fallen.fact.event_id));
  voided.set_reason(absl::StrCat("what it rested on was voided at position ", fallen.voided_at));
  RecordOptions options;
  options.together = true;
  options.basis_event_id = fallen.basis_event_id;
  absl::Status recorded = absl::InternalError("a voiding was not answered");
  recorder->Record(
      Context(), std::move(event), options,
      [&recorded](const absl::StatusOr<Recorded>& answer) { recorded = answer.status(); });
  VERKAN_RETURN_IF_ERROR(store->Flush());
  return recorded;
}

}  // namespace

absl::Status ForEachFallenFact(const EventStore& store, const Schema& schema,
                               const std::function<absl::Status(const FallenFact&)>& visit) {
  return Walk(store, schema, visit).Run();
}

absl::StatusOr<uint64_t> VoidFallenFacts(EventStore* store, Recorder* recorder) {
  const Position before = store->head();
  VERKAN_RETURN_IF_ERROR(
      ForEachFallenFact(*store, Schema::Default(),
                        [&](const FallenFact& fallen) { return Void(fallen, store, recorder); }));
  // All that was recorded meanwhile are voidings.
  const uint64_t count = store->head() - before;
  if (count > 0) {
    spdlog::warn(
        "former versions left facts standing although what they rested on was voided; now these "
        "are "
        "voided too: {}, at positions {} to {} of the log",
        count, before + 1, store->head());
  }
  return count;
}

}  // namespace verkan::services
