// States are what decisions rest on: the facts of a stream folded into what the rules of
// its noun need to know.
#ifndef VERKAN_SERVICES_DOMAIN_STATES_H_
#define VERKAN_SERVICES_DOMAIN_STATES_H_

#include <cassert>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "services/activity/activity_rules.h"
#include "services/assessment/assessment_rules.h"
#include "services/collaboration/collaboration_rules.h"
#include "services/domain/begun.h"
#include "services/domain/members.h"
#include "services/domain/merges.h"
#include "services/domain/schema.h"
#include "services/domain/void_rules.h"
#include "services/figure/figure_rules.h"
#include "services/goal/goal_rules.h"
#include "services/indicator/indicator_rules.h"
#include "services/initiative/initiative_rules.h"
#include "services/knowledge/knowledge_rules.h"
#include "services/network/network_rules.h"
#include "services/organisation/organisation_rules.h"
#include "services/participant/participant_rules.h"
#include "services/procurement/procurement_rules.h"
#include "services/project/project_rules.h"
#include "services/source/source_rules.h"

namespace verkan::services {

// The state of a noun whose rules need to know nothing but what it says of itself.
struct PlainNoun : Begun {
  bool known() const { return beginning != nullptr; }
  // What it is now: its beginning, as it was revised since. It must be known.
  event::v1::Event AsRevised() const;

  struct Other {
    event::v1::Event event;
    RecordedAt at;
  };
  std::vector<event::v1::Event> revisions = {};  // in the order of recording
  // The other facts on its stream that neither began nor corrected it, by type, the latest of each.
  absl::flat_hash_map<int, Other> others = {};
  absl::flat_hash_map<int, event::v1::Event> begun_by = {};  // the steps that began it, by type
};

// One alternative per noun that has a state of its own.
using State = std::variant<PlainNoun, Organisation, Project, Activity, Participant, Procurement,
                           Collaboration, Network, Figure, Indicator, Voidings>;

// Folded is a stream's state and how far it reaches.
struct Folded {
  State state;
  eventstore::Revision revision = 0;
  // The last that a fact stated, or had from a project that it named.
  std::vector<std::string> region_tags;
};

// What began the noun, as continued and corrected since: one fact, or one a step of a noun whose
// steps are kept apart; none of a noun that is not known or cannot be corrected.
using Beginnings = std::vector<std::shared_ptr<const event::v1::Event>>;
Beginnings BeginningsOf(const State& state);

// What a correction corrects, as it is: what began the noun, or the fact of the part that it is
// about.
Beginnings CorrectedOf(const EventType& type, const event::v1::Event& correction, const State& own);

// Sets the state that a stream of the noun has before its first fact. False for what is no noun.
bool MakeEmpty(absl::string_view noun, State* state);

// What a fact's decision rests on besides its own stream: the nouns that it names and, if it
// corrects a noun or is one more fact of a plain one, those that the noun names itself. They hold
// as long as the event and the state.
std::vector<Reference> BasisOf(const EventType& type, const event::v1::Event& event,
                               const State& own);

// Folds one fact into the state of its stream: by the Evolve function that the noun has for it, if
// any. Pure.
void Evolve(const event::v1::Event& event, const RecordedAt& at, State* state);

// What a state costs to keep, in units of about a hundred bytes.
size_t WeightOf(const State& state);

// States holds those that one fact's decision rests on: its own stream's, those of all
// nouns it names, and those that are one with them.
class States {
 public:
  // `now` is where the fact would be recorded. `merges` must outlive this object.
  States(const Merges* merges, const RecordedAt& now) : merges_(merges), now_(now) {}

  const RecordedAt& now() const { return now_; }
  const Merges& merges() const { return *merges_; }

  struct Entry {
    absl::string_view noun;
    std::string id;
    std::shared_ptr<const Folded> folded;
  };

  // The noun's name must outlive this object, as that of a Schema does.
  void Add(absl::string_view noun, std::string id, std::shared_ptr<const Folded> folded) {
    entries_.push_back({noun, std::move(id), std::move(folded)});
  }

  const absl::InlinedVector<Entry, 4>& entries() const { return entries_; }

  // Whether the noun's state has been added.
  template <typename Noun>
  bool Has(absl::string_view id) const {
    return FindById<Noun>(id) != nullptr;
  }

  // Whether a noun that the fact names is known: a fact that begins its stream was recorded.
  bool Knows(const Reference& reference) const;

  // What a correction corrects, as it is.
  Beginnings CorrectedOf(const EventType& type, const event::v1::Event& correction) const;

  // What a plain noun that the fact names says of itself; its beginning is null if it is not known.
  const PlainNoun& Plain(const Reference& reference) const;

  // The state of a noun that the fact names.
  template <typename Noun>
  const Noun& Get(absl::string_view id) const {
    static const Noun* const empty = new Noun;
    const Noun* noun = FindById<Noun>(id);
    assert(noun != nullptr && "a decision rests on a state that was not loaded");
    return noun == nullptr ? *empty : *noun;
  }

  // Id of the first noun of the kind for which the condition holds; null for none.
  template <typename Noun, typename Condition>
  const std::string* Find(Condition condition) const {
    for (const Entry& entry : entries_) {
      const Noun* noun = std::get_if<Noun>(&entry.folded->state);
      if (noun != nullptr && condition(*noun)) return &entry.id;
    }
    return nullptr;
  }

  // The id that stands for all that were merged with this one.
  template <typename Noun>
  std::string RootOf(const std::string& id) const {
    return merges_->empty() ? id : merges_->RootOf(Noun::kNoun, id, now_.position);
  }

  // All ids that are one with this one, itself among them.
  template <typename Noun>
  std::vector<std::string> AliasesOf(const std::string& id) const {
    return merges_->empty() ? std::vector<std::string>{id}
                            : merges_->AliasesOf(Noun::kNoun, id, now_.position);
  }

  // The id under which somebody is a member who is one with this id; empty for nobody.
  template <typename Noun>
  std::string MemberOf(const Members& members, const std::string& id) const {
    for (const std::string& alias : AliasesOf<Noun>(id)) {
      if (members.Has(*merges_, Noun::kNoun, alias)) return alias;
    }
    return "";
  }

 private:
  template <typename Noun>
  const Noun* FindById(absl::string_view id) const {
    for (const Entry& entry : entries_) {
      const Noun* noun = std::get_if<Noun>(&entry.folded->state);
      if (noun != nullptr && entry.id == id) return noun;
    }
    return nullptr;
  }

  const Merges* merges_;
  RecordedAt now_;
  absl::InlinedVector<Entry, 4> entries_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_STATES_H_
