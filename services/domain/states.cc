#include "services/domain/states.h"

#include "services/domain/visit.h"

namespace verkan::services {
namespace {

// A fact evolves a state by what it says, or also by where and when it was recorded.
template <typename Fact, typename Noun>
concept EvolvesAlone = requires(const Fact& fact, Noun* noun) {
  Evolve(fact, noun);
};
template <typename Fact, typename Noun>
concept EvolvesInto = EvolvesAlone<Fact, Noun> ||
    requires(const Fact& fact, const RecordedAt& at, Noun* noun) {
  Evolve(fact, at, noun);
};

template <typename Fact, typename Noun>
void EvolveIfItsNoun(const Fact& fact, const RecordedAt& at, Noun* noun) {
  if constexpr (EvolvesAlone<Fact, Noun>) {
    if (noun != nullptr) Evolve(fact, noun);
  } else if constexpr (EvolvesInto<Fact, Noun>) {
    if (noun != nullptr) Evolve(fact, at, noun);
  }
}

template <typename Fact, typename... Nouns>
void EvolveOne(const Fact& fact, const RecordedAt& at, std::variant<Nouns...>* state) {
  static_assert((0 + ... + int{EvolvesInto<Fact, Nouns>}) == 1,
                "every fact has an Evolve function for the state of exactly one noun");
  (EvolveIfItsNoun(fact, at, std::get_if<Nouns>(state)), ...);
}

template <typename... Nouns>
bool MakeEmptyOne(absl::string_view noun, std::variant<Nouns...>* state) {
  return ((Nouns::kNoun == noun && (state->template emplace<Nouns>(), true)) || ...);
}

}  // namespace

bool MakeEmpty(absl::string_view noun, State* state) { return MakeEmptyOne(noun, state); }

void Evolve(const event::v1::Event& event, const RecordedAt& at, State* state) {
  Visit(event, [&](const auto& fact) { EvolveOne(fact, at, state); });
}

size_t WeightOf(const State& state) {
  if (const auto* activity = std::get_if<Activity>(&state)) return 3 + activity->joined.size();
  if (const auto* project = std::get_if<Project>(&state)) {
    return 5 + project->partners.size() + project->strands.size();
  }
  return 3;
}

}  // namespace verkan::services
