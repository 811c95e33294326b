// Corrections of nouns: a fact that is annotated `corrects` states the fields of the fact that
// began its noun anew. What it leaves out stays, and `cleared` names what becomes empty; what it
// says holds on all days.
#ifndef VERKAN_SERVICES_DOMAIN_CORRECTION_H_
#define VERKAN_SERVICES_DOMAIN_CORRECTION_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "services/domain/checks.h"
#include "services/domain/schema.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

// The beginning as if it had been recorded as the correction says.
event::v1::Event Corrected(const event::v1::Event& beginning, const event::v1::Event& correction);

// A later beginning of the same noun, with what it leaves out as the former said.
event::v1::Event Continued(const event::v1::Event& former, const event::v1::Event& later);

// Notes names in `cleared` that are no field of the correction, or of one that it states.
void ValidateCleared(const EventType& type, const event::v1::Event& correction, Checks* checks);

// Refuses a correction of a field that no beginning of the noun has, though others do, or that
// must be said, with CORRECTION_DOES_NOT_FIT; `type` is that of the correction.
absl::Status RequireFits(absl::Span<const event::v1::Event> corrected, const EventType& type,
                         const event::v1::Event& correction);

// Refuses one that leaves the beginning with violations, in the same way.
absl::Status RequireWhole(const EventType& type, const event::v1::Event& correction,
                          const Checks& checks);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_CORRECTION_H_
