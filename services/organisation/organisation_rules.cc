#include "services/organisation/organisation_rules.h"

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"
#include "services/organisation/organisation_number.h"

namespace verkan::services {

using event::v1::OrganisationKind;
using event::v1::OrganisationReclassified;
using event::v1::OrganisationRegistered;
using event::v1::OrganisationRenamed;
using event::v1::OrganisationsMerged;

bool IsPublic(OrganisationKind kind) {
  switch (kind) {
    case event::v1::ORGANISATION_KIND_REGION:
    case event::v1::ORGANISATION_KIND_COUNTY_ADMINISTRATIVE_BOARD:
    case event::v1::ORGANISATION_KIND_MUNICIPALITY:
    case event::v1::ORGANISATION_KIND_NATIONAL_AGENCY:
    case event::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION:
    case event::v1::ORGANISATION_KIND_UNIVERSITY:
      return true;
    default:
      return false;
  }
}

bool IsNonProfit(OrganisationKind kind) {
  switch (kind) {
    case event::v1::ORGANISATION_KIND_CIVIL_SOCIETY:
    case event::v1::ORGANISATION_KIND_FOLK_HIGH_SCHOOL:
    case event::v1::ORGANISATION_KIND_SOCIAL_ENTERPRISE:
    case event::v1::ORGANISATION_KIND_WORK_INTEGRATING_SOCIAL_ENTERPRISE:
      return true;
    default:
      return false;
  }
}

absl::Status RequireOrganisation(const std::string& id, const States& states) {
  if (id.empty() || states.Get<Organisation>(id).known) return absl::OkStatus();
  return Refuse("ORGANISATION_UNKNOWN", {{"organisation", id}});
}

void Complete(OrganisationRegistered* fact, Checks*) {
  std::string normal;
  if (ReadOrganisationNumber(fact->organisation_number(), &normal) ==
      OrganisationNumberKind::kValid) {
    fact->set_organisation_number(normal);
  }
}

std::string UniqueTag(const OrganisationRegistered& fact) {
  if (fact.organisation_number().empty()) return "";
  return absl::StrCat("organisation-number:", fact.organisation_number());
}

void Validate(const OrganisationRegistered& fact, Checks* checks) {
  checks->ImpersonalId("event.organisation_id", fact.organisation_id());
  checks->RequiredText("event.name", fact.name());
  checks->TextList("event.other_names", fact.other_names());
  if (!fact.organisation_number().empty()) {
    switch (ReadOrganisationNumber(fact.organisation_number(), nullptr)) {
      case OrganisationNumberKind::kValid:
        break;
      case OrganisationNumberKind::kWrong:
        checks->Fail("event.organisation_number", fact.organisation_number(),
                     "an organisation number: ten digits, the third at least 2, the last the "
                     "check digit, such as 556036-0793");
        break;
      case OrganisationNumberKind::kPersonal:
        checks->Fail("event.organisation_number", kWithheld,
                     "an organisation number that is not a personal identity number: leave it "
                     "out for a sole trader");
        break;
    }
  }
  checks->Known("event.kind", fact.kind());
  checks->OptionalMunicipality("event.municipality_code", fact.municipality_code(),
                               fact.region_code());
  checks->OptionalRegion("event.region_code", fact.region_code());
  checks->OptionalId("event.parent_id", fact.parent_id());
  if (!fact.parent_id().empty() && fact.parent_id() == fact.organisation_id()) {
    checks->Fail("event.parent_id", fact.parent_id(), "another organisation");
  }
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const OrganisationRenamed& fact, Checks* checks) {
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->RequiredText("event.name", fact.name());
  checks->TextList("event.other_names", fact.other_names());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const OrganisationReclassified& fact, Checks* checks) {
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->Stated("event.kind", fact.kind());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const OrganisationsMerged& fact, Checks* checks) {
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->Id("event.merged_organisation_id", fact.merged_organisation_id());
  if (fact.organisation_id() == fact.merged_organisation_id()) {
    checks->Fail("event.merged_organisation_id", fact.merged_organisation_id(),
                 "another organisation");
  }
  checks->RequiredText("event.reason", fact.reason());
}

absl::Status Decide(const OrganisationRegistered& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.parent_id(), states));
  if (states.Get<Organisation>(fact.organisation_id()).known) {
    return Refuse("ORGANISATION_EXISTS", {{"organisation", fact.organisation_id()}});
  }
  const std::string& number = fact.organisation_number();
  const std::string* holder = states.Find<Organisation>([&number](const Organisation& other) {
    return other.known && !number.empty() && other.number == number;
  });
  if (holder != nullptr) {
    return Refuse("ORGANISATION_NUMBER_TAKEN", {{"number", number}, {"organisation", *holder}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const OrganisationRenamed& fact, const States& states) {
  return RequireOrganisation(fact.organisation_id(), states);
}

absl::Status Decide(const OrganisationReclassified& fact, const States& states) {
  return RequireOrganisation(fact.organisation_id(), states);
}

absl::Status Decide(const OrganisationsMerged& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.organisation_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.merged_organisation_id(), states));
  for (const std::string& id : {fact.organisation_id(), fact.merged_organisation_id()}) {
    if (states.RootOf<Organisation>(id) != id) {
      return Refuse("ORGANISATION_MERGED", {{"organisation", id}});
    }
  }
  return absl::OkStatus();
}

void Evolve(const OrganisationRegistered& fact, Organisation* organisation) {
  organisation->known = true;
  organisation->kind = fact.kind();
  organisation->number = fact.organisation_number();
}

void Evolve(const OrganisationRenamed&, Organisation*) {}

void Evolve(const OrganisationReclassified& fact, Organisation* organisation) {
  organisation->kind = fact.kind();
}

void Evolve(const OrganisationsMerged& fact, Organisation* organisation) {
  organisation->merged.push_back(fact.merged_organisation_id());
}

}  // namespace verkan::services
