#include "services/domain/rules.h"

#include "services/domain/visit.h"

namespace verkan::services {

using event::v1::Event;

void Complete(Event* event, Checks* checks) {
  VisitMutable(event, [checks](auto* fact) {
    if constexpr (requires { Complete(fact, checks); }) Complete(fact, checks);
  });
}

void Validate(const Event& event, Checks* checks) {
  Visit(event, [checks](const auto& fact) { Validate(fact, checks); });
}

absl::Status Decide(const Event& event, const States& states) {
  return Visit(event, [&states](const auto& fact) { return Decide(fact, states); });
}

std::string UniqueTag(const Event& event) {
  return Visit(event, [](const auto& fact) -> std::string {
    if constexpr (requires { UniqueTag(fact); }) {
      return UniqueTag(fact);
    } else {
      return "";
    }
  });
}

}  // namespace verkan::services
