// Collaborations and contacts in the fact tables.
#ifndef VERKAN_PROJECTIONS_COLLABORATION_COLLABORATION_FACTS_H_
#define VERKAN_PROJECTIONS_COLLABORATION_COLLABORATION_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// collaboration, project, region, kind, title, contributions, activity, procurement, parties,
// period, ended (flag), ended_when, when
inline constexpr Table kCollaborations{"collaborations"};
// contact, project, region, from_party, to_party, subject, activity, arose_from, when
inline constexpr Table kDeepenings{"deepenings"};

Noun CollaborationFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_COLLABORATION_COLLABORATION_FACTS_H_
