// The refusals that most facts share, as the annotations of their messages tell. A fact whose noun
// has no Decide function of its own for it is refused, the most fundamental first, with
//
//   <NOUN>_UNKNOWN          the noun whose stream it is on, unless it begins the stream
//   PROJECT_UNKNOWN         its project: the one whose stream it is on, or its field project_id
//   PROJECT_CLOSED          the same, unless the fact is annotated after_closing
//   <NOUN>_UNKNOWN          every other noun that it names, in the order of its fields
//   <NOUN>_EXISTS           if it begins its stream
//   what the noun's DecideOwn function says
//   OUTSIDE_PROJECT_PERIOD  unless it is annotated after_closing
//
// A person that was erased is refused with PARTICIPANT_ERASED, a procurement that was not held with
// PROCUREMENT_NOT_HELD. Pure.
#ifndef VERKAN_SERVICES_DOMAIN_LADDER_H_
#define VERKAN_SERVICES_DOMAIN_LADDER_H_

#include "absl/status/status.h"
#include "services/domain/schema.h"
#include "services/domain/states.h"

namespace verkan::services {

// Refuses a noun of which nothing that begins it was recorded.
absl::Status RequireRecorded(const Reference& reference, const States& states);

// The same of one that is named (its id is not empty), and what else it must be to be named.
absl::Status RequireKnown(const Reference& reference, const States& states);

// Refuses sources that are named and not known.
absl::Status RequireSources(const google::protobuf::RepeatedPtrField<std::string>& ids,
                            const States& states);

// What is refused before the noun's own rules are asked: what it rests on is not known, or its
// project was closed before.
absl::Status RequireFoundations(const EventType& type, const event::v1::Event& event,
                                const States& states);
absl::Status RequireNew(const EventType& type, const event::v1::Event& event, const States& states);
// Its project was not closed before it happened, though it may be annotated after_closing
// otherwise.
absl::Status RequireStillOpen(const EventType& type, const event::v1::Event& event,
                              const States& states);

// What is refused after them.
absl::Status RequireWithinItsProject(const EventType& type, const event::v1::Event& event,
                                     const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_LADDER_H_
