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

// A noun whose steps are kept apart: each says for itself what the next leaves out.
void KeepStep(const EventType& type, const event::v1::Event& event, Beginnings* steps) {
  if (type.traits().begins_stream()) steps->push_back(std::make_shared<event::v1::Event>(event));
  if (!type.traits().corrects()) return;
  for (auto& step : *steps) step = std::make_shared<event::v1::Event>(Corrected(*step, event));
}

void EvolveBegun(const EventType& type, const event::v1::Event& event, Begun* noun) {
  if (type.traits().begins_stream()) {
    noun->beginning = std::make_shared<event::v1::Event>(
        noun->beginning == nullptr ? event : Continued(*noun->beginning, event));
  } else if (type.traits().corrects() && type.PartOf(event).id.empty() &&
             noun->beginning != nullptr) {
    noun->beginning = std::make_shared<event::v1::Event>(Corrected(*noun->beginning, event));
  }
}

void EvolvePlain(const EventType& type, const event::v1::Event& event, const RecordedAt& at,
                 PlainNoun* noun) {
  if (type.traits().begins_stream()) {
    noun->begun_by.try_emplace(type.number(), event);
  } else if (type.traits().revises()) {
    noun->revisions.push_back(event);
  } else if (!type.traits().corrects()) {
    noun->others[type.number()] = {event, at};
  }
}

void AddReferences(const event::v1::Event& event, std::vector<Reference>* named) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  for (const Reference& reference : type.ReferencesOf(event)) named->push_back(reference);
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

Beginnings BeginningsOf(const State& state) {
  return std::visit(
      [](const auto& noun) -> Beginnings {
        if constexpr (requires { noun.steps; }) return noun.steps;
        if constexpr (requires { noun.beginning; }) {
          if (noun.beginning != nullptr) return {noun.beginning};
        }
        return {};
      },
      state);
}

Beginnings CorrectedOf(const EventType& type, const event::v1::Event& correction,
                       const State& own) {
  const Reference part = type.PartOf(correction);
  const Project* project = std::get_if<Project>(&own);
  if (part.id.empty() || project == nullptr) return BeginningsOf(own);
  const auto need = project->needs.find(part.id);
  return need == project->needs.end() ? Beginnings() : Beginnings{need->second};
}

event::v1::Event PlainNoun::AsRevised() const {
  event::v1::Event revised = *beginning;
  for (const event::v1::Event& revision : revisions) revised = Corrected(revised, revision);
  return revised;
}

Beginnings States::CorrectedOf(const EventType& type, const event::v1::Event& correction) const {
  for (const Entry& entry : entries_) {
    if (entry.noun != type.noun() || entry.id != type.IdOf(correction)) continue;
    return services::CorrectedOf(type, correction, entry.folded->state);
  }
  return {};
}

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
  const bool asks =
      type.traits().corrects() || (plain != nullptr && !type.traits().begins_stream());
  if (!asks) return named;
  for (const auto& corrected : CorrectedOf(type, event, own)) AddReferences(*corrected, &named);
  if (plain == nullptr) return named;
  for (const event::v1::Event& revision : plain->revisions) AddReferences(revision, &named);
  return named;
}

void Evolve(const event::v1::Event& event, const RecordedAt& at, State* state) {
  const EventType& type = *Schema::Default().Find(event.fact_case());
  std::visit(
      [&](auto& noun) {
        if constexpr (requires { noun.steps; }) KeepStep(type, event, &noun.steps);
        if constexpr (requires { noun.beginning; }) EvolveBegun(type, event, &noun);
      },
      *state);
  if (auto* plain = std::get_if<PlainNoun>(state)) return EvolvePlain(type, event, at, plain);
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
