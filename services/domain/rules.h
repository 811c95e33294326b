// The rules of every fact, found by its type. Pure: a shape or a decision depends on
// nothing but what is passed in.
#ifndef VERKAN_SERVICES_DOMAIN_RULES_H_
#define VERKAN_SERVICES_DOMAIN_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "services/domain/states.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

// All take an event that holds a fact.

// Fills in what the caller left out, and notes texts that cannot be read.
void Complete(event::v1::Event* event, Checks* checks);

// Notes everything that is wrong with the fact's shape.
void Validate(const event::v1::Event& event, Checks* checks);

// OK, or the first refusal of the fact's ladder. The states are those of the stream and
// of all nouns that the fact names.
absl::Status Decide(const event::v1::Event& event, const States& states);

// Tags that no other stream may carry. Of a state: those of the noun as it is.
std::vector<std::string> UniqueTags(const event::v1::Event& event);
std::vector<std::string> UniqueTagsOf(const State& state);

// Id of an entry of the noun, loaded and known, that has one of the tags as it is and is not one
// with `own`; null for none.
const std::string* FindHolder(const Reference& own, const std::vector<std::string>& tags,
                              const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_RULES_H_
