#include "services/organisation/organisation_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/organisation/kind_in_force.h"
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

// Two organisations with different numbers are not one.
absl::Status RequireOneNumber(const OrganisationsMerged& fact, const States& states) {
  std::string number;
  for (const std::string& root : {fact.organisation_id(), fact.merged_organisation_id()}) {
    for (const std::string& id : states.AliasesOf<Organisation>(root)) {
      const std::string& other = states.Get<Organisation>(id).number;
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
  if (!fact.parent_id().empty() && fact.parent_id() == fact.organisation_id()) {
    checks->Fail("event.parent_id", fact.parent_id(), "another organisation");
  }
}

void Validate(const OrganisationsMerged& fact, Checks* checks) {
  if (fact.organisation_id() == fact.merged_organisation_id()) {
    checks->Fail("event.merged_organisation_id", fact.merged_organisation_id(),
                 "another organisation");
  }
}

absl::Status DecideOwn(const OrganisationRegistered& fact, const States& states) {
  const std::string& number = fact.organisation_number();
  const std::string* holder = states.Find<Organisation>([&number](const Organisation& other) {
    return other.known && !number.empty() && other.number == number;
  });
  if (holder == nullptr) return absl::OkStatus();
  return Refuse("ORGANISATION_NUMBER_TAKEN", {{"number", number}, {"organisation", *holder}});
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
  organisation->number = fact.organisation_number();
}

void Evolve(const OrganisationReclassified& fact, const RecordedAt& at,
            Organisation* organisation) {
  const std::optional<Days> days = DaysOf(fact.occurred());
  organisation->kinds.push_back(
      {days.has_value() ? days->first : at.day, at.position, fact.kind()});
}

void Evolve(const OrganisationsMerged& fact, const RecordedAt& at, Organisation* organisation) {
  organisation->merged.push_back({fact.merged_organisation_id(), at.position});
}

}  // namespace verkan::services
