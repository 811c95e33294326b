#include "services/domain/dependents.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "services/domain/rules.h"
#include "services/domain/states.h"

namespace verkan::services {
namespace {

using eventstore::Position;

// The states of the nouns at positions that only grow: as they are, and without some facts.
class Histories {
 public:
  Histories(const eventstore::EventStore& store, const Schema& schema, const Merges& merges,
            Position before)
      : store_(store), schema_(schema), before_(before), merges_(merges), merges_without_(merges) {}

  // Leaves a fact out of the history without.
  void LeaveOut(const StreamFact& fact) {
    left_out_.insert(fact.at.position);
    const EventType* type = schema_.Find(fact.event.fact_case());
    if (type->traits().corrects()) {
      renamed_.emplace_back(type->noun(), std::string(type->IdOf(fact.event)));
    }
    if (!type->merges()) return;
    merges_without_.Remove(type->noun(), type->IdOf(fact.event), type->MergedIdOf(fact.event));
  }

  // The noun's history without is that of this correction: what it says holds from the beginning.
  void Rewrite(const event::v1::Event& correction) {
    rewritten_ = schema_.Find(correction.fact_case())->StreamOf(correction);
    correction_ = &correction;
  }
  bool IsRewritten(absl::string_view stream) const {
    return correction_ != nullptr && stream == rewritten_;
  }

  // Tags that must be unique and that the fact's noun has at some time without what is left out.
  absl::StatusOr<std::set<std::string>> UniqueTagsWithout(const StreamFact& fact) const {
    const EventType& type = *schema_.Find(fact.event.fact_case());
    VERKAN_ASSIGN_OR_RETURN(const auto facts,
                            ReadStanding(store_, schema_, type.StreamOf(fact.event), before_));
    State state;
    MakeEmpty(type.noun(), &state);
    std::set<std::string> tags;
    for (const auto& [position, other] : facts) {
      if (left_out_.contains(position)) continue;
      Evolve(other.event, other.at, &state);
      for (std::string& tag : UniqueTagsOf(state)) tags.insert(std::move(tag));
    }
    return tags;
  }

  // Whether the rules accept the fact in the history as it is, and not without what is left out.
  absl::StatusOr<bool> RestsOnWhatIsLeftOut(const StreamFact& fact) {
    std::vector<Reference> named;
    const EventType* type = schema_.Find(fact.event.fact_case());
    named.push_back({type->noun(), type->IdOf(fact.event)});
    VERKAN_ASSIGN_OR_RETURN(
        const Timeline* own,
        At(type->noun(), std::string(type->IdOf(fact.event)), fact.at.position));
    for (const Folded* folded : {own->as_is.get(), own->without.get()}) {
      if (folded == nullptr) continue;
      for (const Reference& reference : BasisOf(*type, fact.event, folded->state)) {
        named.push_back(reference);
      }
    }
    for (const auto& [noun, id] : renamed_) {
      if (noun == type->noun()) named.push_back({noun, id});
    }
    States as_is(&merges_, fact.at), without(&merges_without_, fact.at);
    std::set<std::pair<std::string, std::string>> seen;
    for (const Reference& reference : named) {
      for (const std::string& id : Aliases(reference)) {
        if (!seen.emplace(reference.noun, id).second) continue;
        VERKAN_ASSIGN_OR_RETURN(const Timeline* timeline, At(reference.noun, id, fact.at.position));
        as_is.Add(reference.noun, id, timeline->as_is);
        without.Add(reference.noun, id,
                    timeline->without == nullptr ? timeline->as_is : timeline->without);
      }
    }
    return !Decide(fact.event, without).ok() && Decide(fact.event, as_is).ok();
  }

  // Whether the fact has been voided.
  absl::StatusOr<bool> IsVoided(absl::string_view noun, absl::string_view id, Position position) {
    VERKAN_ASSIGN_OR_RETURN(const Timeline* timeline, At(noun, id, 0));
    return !timeline->facts.contains(position);
  }

  // The ids that are one with it at any time, and itself.
  std::vector<std::string> Aliases(const Reference& reference) const {
    std::vector<std::string> ids = {std::string(reference.id)};
    if (merges_.empty()) return ids;
    for (std::string& id : merges_.AliasesOf(reference.noun, reference.id)) {
      if (id != reference.id) ids.push_back(std::move(id));
    }
    return ids;
  }

 private:
  struct Timeline {
    std::map<Position, StreamFact> facts;                 // of its stream, but for what is voided
    std::map<Position, StreamFact>::const_iterator next;  // the first that is not folded
    std::shared_ptr<Folded> as_is;
    std::shared_ptr<Folded> without;  // null: the same
  };

  // The timeline of a noun, folded up to the position.
  absl::StatusOr<const Timeline*> At(absl::string_view noun, absl::string_view id,
                                     Position position) {
    std::unique_ptr<Timeline>& timeline = timelines_[StreamOf(noun, id)];
    if (timeline == nullptr) {
      auto made = std::make_unique<Timeline>();
      VERKAN_ASSIGN_OR_RETURN(made->facts,
                              ReadStanding(store_, schema_, StreamOf(noun, id), before_));
      made->next = made->facts.cbegin();
      made->as_is = std::make_shared<Folded>();
      if (!MakeEmpty(noun, &made->as_is->state)) {
        return absl::InternalError(absl::StrCat("there are no rules for the noun ", noun));
      }
      timeline = std::move(made);
    }
    for (auto& next = timeline->next; next != timeline->facts.cend() && next->first < position;
         ++next) {
      const StreamFact& fact = next->second;
      const bool is_left_out = left_out_.contains(next->first);
      const bool is_rewritten = IsRewritten(StreamOf(noun, id));
      if ((is_left_out || is_rewritten) && timeline->without == nullptr) {
        timeline->without = std::make_shared<Folded>(*timeline->as_is);
      }
      Evolve(fact.event, fact.at, &timeline->as_is->state);
      if (timeline->without == nullptr || is_left_out) continue;
      Evolve(fact.event, fact.at, &timeline->without->state);
      if (is_rewritten) Evolve(*correction_, fact.at, &timeline->without->state);
    }
    return timeline.get();
  }

  static std::string StreamOf(absl::string_view noun, absl::string_view id) {
    return absl::StrCat(noun, "-", id);
  }

  const eventstore::EventStore& store_;
  const Schema& schema_;
  const Position before_;
  const Merges& merges_;
  Merges merges_without_;
  absl::flat_hash_set<Position> left_out_;
  std::string rewritten_;                         // stream of the correction
  const event::v1::Event* correction_ = nullptr;  // null: none
  // Noun and id of what a left out fact corrected: it may be called what another is called now.
  std::vector<std::pair<std::string, std::string>> renamed_;
  absl::flat_hash_map<std::string, std::unique_ptr<Timeline>> timelines_;  // by stream
};

// Goes through what could rest on a fact, by position.
class Search {
 public:
  Search(const eventstore::EventStore& store, const Schema& schema, const Merges& merges,
         const DependentsOptions& options)
      : store_(store),
        schema_(schema),
        options_(options),
        histories_(store, schema, merges, options.before) {}

  absl::StatusOr<Dependents> Run(absl::string_view stream, absl::string_view event_id) {
    VERKAN_ASSIGN_OR_RETURN(const auto facts,
                            ReadStanding(store_, schema_, stream, options_.before));
    for (const auto& [position, fact] : facts) {
      if (fact.event_id == event_id) VERKAN_RETURN_IF_ERROR(LeaveOut(fact));
    }
    VERKAN_RETURN_IF_ERROR(LookAtAll());
    return std::move(found_);
  }

  absl::StatusOr<Dependents> Rewrite(const event::v1::Event& correction) {
    correction_ = schema_.Find(correction.fact_case());
    if (!correction_->PartOf(correction).id.empty()) return std::move(found_);
    histories_.Rewrite(correction);
    if (correction_->noun() == Project::kNoun) {
      VERKAN_RETURN_IF_ERROR(LookAt({{.streams = {correction_->StreamOf(correction)}}}, 0));
      VERKAN_RETURN_IF_ERROR(LookAtAll());
      return std::move(found_);
    }
    std::set<std::string> ids;
    for (std::string& id :
         histories_.Aliases({correction_->noun(), correction_->IdOf(correction)})) {
      VERKAN_RETURN_IF_ERROR(LookAtWhatNames(correction_->noun(), id, 0));
      ids.insert(std::move(id));
    }
    VERKAN_RETURN_IF_ERROR(LookAtStreamsNaming(correction_->noun(), ids, 0));
    VERKAN_RETURN_IF_ERROR(LookAtAll());
    return std::move(found_);
  }

 private:
  absl::Status LookAtAll() {
    while (!candidates_.empty() && found_.facts.size() <= options_.most) {
      const Position position = *candidates_.begin();
      candidates_.erase(candidates_.begin());
      VERKAN_RETURN_IF_ERROR(Look(position));
    }
    return absl::OkStatus();
  }

  absl::Status LookAtWhatNames(absl::string_view noun, const std::string& id, Position after) {
    return LookAt(
        {{.streams = {absl::StrCat(noun, "-", id)}}, {.tags = {absl::StrCat(noun, ":", id)}}},
        after);
  }

  // Leaves the fact out, and has what names its noun looked at.
  absl::Status LeaveOut(const StreamFact& fact) {
    histories_.LeaveOut(fact);
    const EventType* type = schema_.Find(fact.event.fact_case());
    const std::vector<std::string> aliases =
        histories_.Aliases({type->noun(), type->IdOf(fact.event)});
    std::set<std::string> ids(aliases.begin(), aliases.end());
    if (type->merges()) ids.emplace(type->MergedIdOf(fact.event));
    for (const std::string& id : ids) {
      if (!named_.emplace(type->noun(), id).second) continue;
      VERKAN_RETURN_IF_ERROR(LookAtWhatNames(type->noun(), id, fact.at.position));
    }
    if (type->merges()) {
      VERKAN_RETURN_IF_ERROR(LookAtStreamsNaming(type->noun(), ids, fact.at.position));
    }
    if (!type->traits().corrects()) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const std::set<std::string> tags, histories_.UniqueTagsWithout(fact));
    for (const std::string& tag : tags) {
      VERKAN_RETURN_IF_ERROR(LookAt({{.tags = {tag}}}, fact.at.position));
    }
    return absl::OkStatus();
  }

  // Who is one with whom can matter to a fact that names none of them, on a stream that does: that
  // an activity is moved away from the day of a participation that one of them withdrew.
  absl::Status LookAtStreamsNaming(absl::string_view noun, const std::set<std::string>& ids,
                                   Position after) {
    std::set<std::string> streams;
    for (const std::string& id : ids) {
      VERKAN_ASSIGN_OR_RETURN(const std::vector<std::string> naming,
                              StreamsTagged(store_, absl::StrCat(noun, ":", id)));
      for (const std::string& stream : naming) {
        if (correction_ == nullptr || IsOfPlainNoun(stream)) streams.insert(stream);
      }
    }
    if (streams.empty()) return absl::OkStatus();
    return LookAt({{.streams = {streams.begin(), streams.end()}}}, after);
  }

  // Of a correction: only other facts of plain nouns rest on what their beginning names.
  bool IsOfPlainNoun(absl::string_view stream) const {
    State state;
    const std::optional<Reference> noun = schema_.NounOf(stream);
    return noun.has_value() && MakeEmpty(noun->noun, &state) &&
           std::holds_alternative<PlainNoun>(state);
  }

  // What is corrected, or looked at by the rules of the fact that restates it.
  bool IsRewritten(const EventType& type, const event::v1::Event& fact) const {
    if (!histories_.IsRewritten(type.StreamOf(fact))) return false;
    return correction_->traits().restates() || type.traits().begins_stream() ||
           type.traits().corrects();
  }

  // Has what is later and matches one of the items looked at.
  absl::Status LookAt(std::vector<eventstore::QueryItem> items, Position after) {
    found_.names.items.insert(found_.names.items.end(), items.begin(), items.end());
    const eventstore::ReadOptions later = {.query = {.items = std::move(items)},
                                           .from = after + 1,
                                           .to = options_.before - 1,
                                           .limit = options_.candidates};
    uint64_t count = 0;
    VERKAN_RETURN_IF_ERROR(ForEachPosition(store_, later, [&](Position position) {
      candidates_.insert(position);
      ++count;
    }));
    if (count == options_.candidates) found_.complete = false;
    return absl::OkStatus();
  }

  absl::Status Look(Position position) {
    VERKAN_ASSIGN_OR_RETURN(const std::optional<StreamFact> fact,
                            ReadFact(store_, schema_, position));
    if (!fact.has_value()) return absl::OkStatus();
    const EventType* type = schema_.Find(fact->event.fact_case());
    if (!type->traits().voidable() || IsRewritten(*type, fact->event)) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const bool voided,
                            histories_.IsVoided(type->noun(), type->IdOf(fact->event), position));
    if (voided) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const bool rests, histories_.RestsOnWhatIsLeftOut(*fact));
    if (!rests) return absl::OkStatus();
    found_.facts.push_back({position, type->StreamOf(fact->event), fact->event_id});
    return correction_ == nullptr ? LeaveOut(*fact) : absl::OkStatus();
  }

  const eventstore::EventStore& store_;
  const Schema& schema_;
  const DependentsOptions options_;
  Histories histories_;
  const EventType* correction_ = nullptr;  // null: a fact is voided
  std::set<Position> candidates_;
  std::set<std::pair<std::string, std::string>> named_;  // noun and id
  Dependents found_;
};

}  // namespace

absl::StatusOr<Dependents> FindBroken(const eventstore::EventStore& store, const Schema& schema,
                                      const Merges& merges, const event::v1::Event& correction,
                                      const DependentsOptions& options) {
  return Search(store, schema, merges, options).Rewrite(correction);
}

absl::StatusOr<Dependents> FindDependents(const eventstore::EventStore& store, const Schema& schema,
                                          const Merges& merges, absl::string_view stream,
                                          absl::string_view event_id,
                                          const DependentsOptions& options) {
  return Search(store, schema, merges, options).Run(stream, event_id);
}

}  // namespace verkan::services
