// The kinds that organisations had over time, as of a position.
#ifndef VERKAN_PROJECTIONS_ORGANISATION_KINDS_H_
#define VERKAN_PROJECTIONS_ORGANISATION_KINDS_H_

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "projections/facts/identity.h"
#include "projections/organisation/kind_in_force.h"

namespace verkan::projections {

// Holds as long as the facts do not change.
class OrganisationKinds {
 public:
  OrganisationKinds(const Facts& facts, Position as_of);

  // The kind of an organisation; empty if it is not known. Codes are those of organisations.
  absl::string_view Of(Code organisation, const KindMoment& moment) const;

 private:
  struct Change {
    int32_t since;
    Position position;
    absl::string_view kind;
  };

  const Identities identities_;
  // By the organisation that stays, in the order of positions.
  absl::flat_hash_map<Code, std::vector<Change>> changes_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_ORGANISATION_KINDS_H_
