#include "services/organisation/organisation_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/organisation/kind_in_force.h"
#include "services/domain/rules.h"
#include "services/domain/states.h"
#include "services/organisation/organisation_number.h"

namespace verkan::services {

using event::v1::OrganisationCorrected;
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

OrganisationKind KindOf(const std::string& id, const std::optional<Days>& days,
                        const States& states) {
  // What was said of an entry before it was merged is not said of the one that stays.
  std::vector<Organisation::KindChange> changes;
  const std::string root = states.RootOf<Organisation>(id);
  for (const std::string& alias : states.AliasesOf<Organisation>(id)) {
    for (const auto& change : states.Get<Organisation>(alias).kinds) {
      if (states.merges().RootOf(Organisation::kNoun, alias, change.position) == root) {
        changes.push_back(change);
      }
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  projections::KindMoment moment{.position = states.now().position,
                                 .recorded_day = states.now().day};
  if (days.has_value()) moment.last_day = days->last;
  const auto* change = projections::InForce(changes, moment);
  return change == nullptr ? event::v1::ORGANISATION_KIND_UNSPECIFIED : change->kind;
}

absl::Status RequireOrganisation(const std::string& id, const States& states) {
  if (id.empty() || states.Get<Organisation>(id).known) return absl::OkStatus();
  return Refuse("ORGANISATION_UNKNOWN", {{"organisation", id}});
}

namespace {

// Its number as it is registered, or corrected; empty: not known.
std::string NumberOf(const std::string& id, const States& states) {
  const auto& beginning = states.Get<Organisation>(id).beginning;
  return beginning == nullptr ? "" : beginning->organisation_registered().organisation_number();
}

// Two organisations with different numbers are not one.
absl::Status RequireOneNumber(const OrganisationsMerged& fact, const States& states) {
  std::string number;
  for (const std::string& root : {fact.organisation_id(), fact.merged_organisation_id()}) {
    for (const std::string& id : states.AliasesOf<Organisation>(root)) {
      const std::string other = NumberOf(id, states);
      if (number.empty()) number = other;
      if (other.empty() || other == number) continue;
      return Refuse("ORGANISATION_NUMBERS_DIFFER", {{"organisation", fact.organisation_id()},
                                                    {"merged", fact.merged_organisation_id()},
                                                    {"number", number},
                                                    {"other", other}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

namespace {

template <typename Fact>
void CompleteNumber(Fact* fact) {
  std::string normal;
  if (ReadOrganisationNumber(fact->organisation_number(), &normal) ==
      OrganisationNumberKind::kValid) {
    fact->set_organisation_number(normal);
  }
}

void ValidateNumber(const std::string& number, Checks* checks) {
  if (number.empty()) return;
  switch (ReadOrganisationNumber(number, nullptr)) {
    case OrganisationNumberKind::kValid:
      break;
    case OrganisationNumberKind::kWrong:
      checks->Fail("event.organisation_number", number,
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

template <typename Fact>
void ValidateParent(const Fact& fact, Checks* checks) {
  if (fact.parent_id().empty() || fact.parent_id() != fact.organisation_id()) return;
  checks->Fail("event.parent_id", fact.parent_id(), "another organisation");
}

std::vector<std::string> NumberTags(const OrganisationRegistered& fact) {
  if (fact.organisation_number().empty()) return {};
  return {absl::StrCat("organisation-number:", fact.organisation_number())};
}

std::vector<std::string> PartyTags(const OrganisationRegistered& fact) {
  std::vector<std::string> tags;
  if (!fact.project_id().empty()) tags.push_back(absl::StrCat("party:project-", fact.project_id()));
  if (!fact.network_id().empty()) tags.push_back(absl::StrCat("party:network-", fact.network_id()));
  return tags;
}

}  // namespace

void Complete(OrganisationRegistered* fact, Checks*) { CompleteNumber(fact); }
void Complete(OrganisationCorrected* fact, Checks*) { CompleteNumber(fact); }

std::vector<std::string> UniqueTags(const OrganisationRegistered& fact) {
  std::vector<std::string> tags = NumberTags(fact);
  for (std::string& tag : PartyTags(fact)) tags.push_back(std::move(tag));
  return tags;
}

void Validate(const OrganisationRegistered& fact, Checks* checks) {
  ValidateNumber(fact.organisation_number(), checks);
  ValidateParent(fact, checks);
  if (!fact.project_id().empty() && fact.kind() != event::v1::ORGANISATION_KIND_PROJECT) {
    checks->Fail("event.project_id", fact.project_id(), "the kind project beside it");
  }
  if (!fact.network_id().empty() && fact.kind() != event::v1::ORGANISATION_KIND_NETWORK) {
    checks->Fail("event.network_id", fact.network_id(), "the kind network beside it");
  }
}

void Validate(const OrganisationCorrected& fact, Checks* checks) {
  ValidateNumber(fact.organisation_number(), checks);
  ValidateParent(fact, checks);
}

void Validate(const OrganisationReclassified& fact, Checks* checks) {
  ValidateParent(fact, checks);
  if (fact.kind() == event::v1::ORGANISATION_KIND_UNSPECIFIED && fact.municipality_code().empty() &&
      fact.region_code().empty() && fact.parent_id().empty()) {
    checks->Fail("event.kind", "", "what changed: kind, seat or the organisation it belongs to");
  }
}

void Validate(const OrganisationsMerged& fact, Checks* checks) {
  if (fact.organisation_id() == fact.merged_organisation_id()) {
    checks->Fail("event.merged_organisation_id", fact.merged_organisation_id(),
                 "another organisation");
  }
}

absl::Status DecideOwn(const OrganisationRegistered& fact, const States& states) {
  const Reference own = {Organisation::kNoun, fact.organisation_id()};
  if (const std::string* holder = FindHolder(own, NumberTags(fact), states)) {
    return Refuse("ORGANISATION_NUMBER_TAKEN",
                  {{"number", fact.organisation_number()}, {"organisation", *holder}});
  }
  if (const std::string* holder = FindHolder(own, PartyTags(fact), states)) {
    return Refuse("PARTY_EXISTS", {{"organisation", *holder}});
  }
  return absl::OkStatus();
}

absl::Status DecideOwn(const OrganisationsMerged& fact, const States& states) {
  for (const std::string& id : {fact.organisation_id(), fact.merged_organisation_id()}) {
    if (states.RootOf<Organisation>(id) != id) {
      return Refuse("ORGANISATION_MERGED", {{"organisation", id}});
    }
  }
  return RequireOneNumber(fact, states);
}

void Evolve(const OrganisationRegistered& fact, const RecordedAt& at, Organisation* organisation) {
  organisation->known = true;
  organisation->kinds.push_back({projections::kSinceTheBeginning, at.position, fact.kind()});
}

void Evolve(const OrganisationCorrected&, Organisation* organisation) {
  if (organisation->beginning == nullptr) return;
  organisation->kinds.front().kind = organisation->beginning->organisation_registered().kind();
}

void Evolve(const OrganisationReclassified& fact, const RecordedAt& at,
            Organisation* organisation) {
  if (fact.kind() == event::v1::ORGANISATION_KIND_UNSPECIFIED) return;
  const std::optional<Days> days = DaysOf(fact.occurred());
  organisation->kinds.push_back(
      {days.has_value() ? days->first : at.day, at.position, fact.kind()});
}

void Evolve(const OrganisationsMerged& fact, const RecordedAt& at, Organisation* organisation) {
  organisation->merged.push_back({fact.merged_organisation_id(), at.position});
}

}  // namespace verkan::services
