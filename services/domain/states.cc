#include "services/domain/states.h"

#include "services/domain/correction.h"
#include "services/domain/visit.h"

namespace verkan::services {
namespace {

// A fact evolves the state of its noun by what it says, or also by where and when it was recorded;
// or not at all.
template <typename Fact, typename Noun>
void EvolveOne(const Fact& fact, const RecordedAt& at, Noun* noun) {
  if constexpr (requires { Evolve(fact, noun); }) {
    Evolve(fact, noun);
  } else if constexpr (requires { Evolve(fact, at, noun); }) {
    Evolve(fact, at, noun);
  }
}

void EvolvePlain(const event::v1::Event& event, const RecordedAt& at, PlainNoun* noun) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  if (type.traits().begins_stream()) {
    noun->beginning = std::make_shared<event::v1::Event>(
        noun->beginning == nullptr ? event : Continued(*noun->beginning, event));
    noun->begun_by.try_emplace(type.number(), event);
  } else if (type.traits().corrects() && noun->beginning != nullptr) {
    noun->beginning = std::make_shared<event::v1::Event>(Corrected(*noun->beginning, event));
  } else {
    noun->others[type.number()] = {event, at};
  }
}

template <typename Noun>
bool IsKnown(const Noun& noun) {
  if constexpr (requires { noun.known(); }) {
    return noun.known();
  } else if constexpr (requires { noun.known; }) {
    return noun.known;
  } else {
    return false;
  }
}

template <typename Noun>
bool MakeEmptyIf(absl::string_view noun, State* state) {
  if constexpr (requires { Noun::kNoun; }) {
    if (Noun::kNoun == noun) {
      state->emplace<Noun>();
      return true;
    }
  }
  return false;
}

template <typename... Nouns>
bool MakeEmptyOne(absl::string_view noun, std::variant<Nouns...>* state) {
  return (MakeEmptyIf<Nouns>(noun, state) || ...);
}

}  // namespace

const PlainNoun& States::Plain(const Reference& reference) const {
  static const auto* const empty = new PlainNoun;
  for (const Entry& entry : entries_) {
    if (entry.noun != reference.noun || entry.id != reference.id) continue;
    const auto* plain = std::get_if<PlainNoun>(&entry.folded->state);
    return plain == nullptr ? *empty : *plain;
  }
  assert(reference.id.empty() && "a decision rests on a state that was not loaded");
  return *empty;
}

bool MakeEmpty(absl::string_view noun, State* state) {
  if (MakeEmptyOne(noun, state)) return true;
  state->emplace<PlainNoun>();
  return Schema::Default().IsNoun(noun);
}

bool States::Knows(const Reference& reference) const {
  for (const Entry& entry : entries_) {
    if (entry.noun != reference.noun || entry.id != reference.id) continue;
    return std::visit([](const auto& noun) { return IsKnown(noun); }, entry.folded->state);
  }
  assert(false && "a decision rests on a state that was not loaded");
  return false;
}

std::vector<Reference> BasisOf(const EventType& type, const event::v1::Event& event,
                               const State& own) {
  std::vector<Reference> named = type.ReferencesOf(event);
  const auto* plain = std::get_if<PlainNoun>(&own);
  if (!type.traits().corrects() || plain == nullptr || plain->beginning == nullptr) return named;
  const EventType& beginning = *Schema::Default().Find(plain->beginning->fact_case());
  for (const Reference& reference : beginning.ReferencesOf(*plain->beginning)) {
    named.push_back(reference);
  }
  return named;
}

void Evolve(const event::v1::Event& event, const RecordedAt& at, State* state) {
  if (auto* plain = std::get_if<PlainNoun>(state)) return EvolvePlain(event, at, plain);
  Visit(event, [&](const auto& fact) {
    std::visit([&](auto& noun) { EvolveOne(fact, at, &noun); }, *state);
  });
}

size_t WeightOf(const State& state) {
  if (const auto* activity = std::get_if<Activity>(&state)) return 3 + activity->joined.size();
  if (const auto* project = std::get_if<Project>(&state)) {
    return 5 + project->partners.size() + project->strands.size();
  }
  return 3;
}

}  // namespace verkan::services
