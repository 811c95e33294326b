// Visit calls a function with the fact inside an event, by its type: the step from "an event" to
// "a participant joined".
//
//   Visit(event, [&](const auto& fact) { Validate(fact, &checks); });
//
// This is the only list of all facts in C++, and it is made of event.proto when the build is
// configured. Visit answers what the function answers, which must be the same type for every fact.
// Thread-safe as the function is.
#ifndef VERKAN_SERVICES_DOMAIN_VISIT_H_
#define VERKAN_SERVICES_DOMAIN_VISIT_H_

#include <cassert>
#include <cstdlib>
#include <utility>

#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wswitch"

// The event must hold a fact: validation refuses one that does not. Otherwise the process ends.
template <typename Function>
decltype(auto) Visit(const verkan::event::v1::Event& event, Function&& visit) {
  using verkan::event::v1::Event;
  switch (event.fact_case()) {
#define VERKAN_FACT(Fact, field) \
  case Event::k##Fact:           \
    return visit(event.field());
#include "verkan/event/v1/facts.inc"
#undef VERKAN_FACT
    case Event::FACT_NOT_SET:
      break;
  }
  assert(false && "an event without a fact");
  std::abort();
}

#pragma GCC diagnostic pop

// The same for an event that may be changed; the function takes a pointer to the fact.
template <typename Function>
decltype(auto) VisitMutable(verkan::event::v1::Event* event, Function&& visit) {
  return Visit(*event, [&visit](const auto& fact) -> decltype(auto) {
    using Fact = std::remove_const_t<std::remove_reference_t<decltype(fact)>>;
    return visit(const_cast<Fact*>(&fact));  // the event itself is not constant
  });
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_VISIT_H_
