// The rules of organisations. Refusals, the most fundamental first:
//
//   OrganisationRegistered    ORGANISATION_UNKNOWN (the parent), PROJECT_UNKNOWN, NETWORK_UNKNOWN,
//                             ORGANISATION_EXISTS, ORGANISATION_NUMBER_TAKEN, PARTY_EXISTS
//   OrganisationCorrected     ORGANISATION_UNKNOWN, what refuses the registration,
//                             CORRECTION_BREAKS
//   OrganisationRenamed       ORGANISATION_UNKNOWN
//   OrganisationReclassified  ORGANISATION_UNKNOWN (it, the parent)
//   OrganisationsMerged       ORGANISATION_UNKNOWN (either), ORGANISATION_MERGED (either),
//                             ORGANISATION_NUMBERS_DIFFER
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_ORGANISATION_ORGANISATION_RULES_H_
#define VERKAN_SERVICES_ORGANISATION_ORGANISATION_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/begun.h"
#include "services/domain/checks.h"
#include "services/domain/merges.h"
#include "services/domain/when.h"
#include "verkan/event/v1/organisation.pb.h"

namespace verkan::services {

class States;

// What rules need to know of an organisation.
struct Organisation : Begun {
  static constexpr absl::string_view kNoun = "organisation";

  struct KindChange {
    int32_t since;  // projections/organisation/kind_in_force.h says what it means
    uint64_t position;
    event::v1::OrganisationKind kind;
  };

  bool known = false;
  std::vector<KindChange> kinds;    // in the order of positions
  std::vector<MergedEntry> merged;  // entries that are one with this one
};

// The kind that an organisation is, or was when a fact happened that is dated `days`.
event::v1::OrganisationKind KindOf(const std::string& id, const std::optional<Days>& days,
                                   const States& states);

// Whether an organisation of the kind can be the public party of an idea-based
// partnership, and whether it can be the non-profit one.
bool IsPublic(event::v1::OrganisationKind kind);
bool IsNonProfit(event::v1::OrganisationKind kind);

// Refuses an organisation that is named and not registered.
absl::Status RequireOrganisation(const std::string& id, const States& states);

// Write the organisation number in its normal form.
void Complete(event::v1::OrganisationRegistered* fact, Checks* checks);
void Complete(event::v1::OrganisationCorrected* fact, Checks* checks);

// Tags that must not be on another organisation: its number, and the project or network that it is.
std::vector<std::string> UniqueTags(const event::v1::OrganisationRegistered& fact);

void Validate(const event::v1::OrganisationRegistered& fact, Checks* checks);
void Validate(const event::v1::OrganisationCorrected& fact, Checks* checks);
void Validate(const event::v1::OrganisationReclassified& fact, Checks* checks);
void Validate(const event::v1::OrganisationsMerged& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::OrganisationRegistered& fact, const States& states);
absl::Status DecideOwn(const event::v1::OrganisationsMerged& fact, const States& states);

void Evolve(const event::v1::OrganisationRegistered& fact, const RecordedAt& at,
            Organisation* organisation);
void Evolve(const event::v1::OrganisationCorrected& fact, Organisation* organisation);
void Evolve(const event::v1::OrganisationReclassified& fact, const RecordedAt& at,
            Organisation* organisation);
void Evolve(const event::v1::OrganisationsMerged& fact, const RecordedAt& at,
            Organisation* organisation);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ORGANISATION_ORGANISATION_RULES_H_
