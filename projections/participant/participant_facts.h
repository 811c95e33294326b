// Participants in the fact tables.
#ifndef VERKAN_PROJECTIONS_PARTICIPANT_PARTICIPANT_FACTS_H_
#define VERKAN_PROJECTIONS_PARTICIPANT_PARTICIPANT_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// participant, region, and what the registration says besides
inline constexpr Table kParticipants{"participants"};
// merged, participant
inline constexpr Table kParticipantMerges{"participant_merges"};

Noun ParticipantFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PARTICIPANT_PARTICIPANT_FACTS_H_
