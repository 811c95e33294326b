// Activities and who took part in them in the fact tables.
#ifndef VERKAN_PROJECTIONS_ACTIVITY_ACTIVITY_FACTS_H_
#define VERKAN_PROJECTIONS_ACTIVITY_ACTIVITY_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// activity, project, region, kind, format, status, municipality, title, audience, topic, strand,
// series, organisers, minutes, when, and the other details; status: planned, held or cancelled
inline constexpr Table kActivities{"activities"};
// activity, participant, role, project, region, kind, format, municipality, status, when: status
// is that of the activity
inline constexpr Table kParticipations{"participations"};
// activity, source, project, region, kind, format, municipality, status, text,
// reading
inline constexpr Table kHeadcounts{"headcounts"};
// activity, participant, reason, no_show: who was withdrawn, until the person joins again
inline constexpr Table kWithdrawals{"withdrawals"};
// activity, organisation, group, role, unit, when, and what participations repeat of their activity
inline constexpr Table kOrganisationsJoined{"organisations_joined"};

Noun ActivityFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_ACTIVITY_ACTIVITY_FACTS_H_
