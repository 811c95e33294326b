// The rules of projects. Refusals, the most fundamental first:
//
//   ProjectStarted       PROJECT_UNKNOWN (the programme), PROJECT_EXISTS
//   ProjectPeriodStated  PROJECT_UNKNOWN
//   PartnerJoined        PROJECT_UNKNOWN, ORGANISATION_UNKNOWN, PARTNER_ALREADY_JOINED
//   PartnerLeft          PROJECT_UNKNOWN, PARTNER_NOT_JOINED
//   StrandOpened         PROJECT_UNKNOWN, PROJECT_CLOSED, STRAND_EXISTS
//   ProjectLinked        PROJECT_UNKNOWN (either), PROJECT_LINKED_TO_ITSELF
//   ProjectTakenOver     PROJECT_UNKNOWN, ORGANISATION_UNKNOWN
//   NeedIdentified       PROJECT_UNKNOWN
//   ProjectClosed        PROJECT_UNKNOWN, PROJECT_CLOSED
//
// A partner leaves under the id it joined under.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_
#define VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "services/domain/when.h"
#include "verkan/event/v1/project.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a project.
struct Project {
  static constexpr absl::string_view kNoun = "project";

  struct Period {
    Days days;
    std::string text;  // as stated, "2021 to 2023"
  };

  bool known = false;
  bool closed = false;
  std::vector<Period> periods;  // all that sources state
  absl::flat_hash_set<std::string> partners;
  absl::flat_hash_set<std::string> strands;
};

// Refuses a project that is named and not known, and one that is closed.
absl::Status RequireProject(const std::string& id, const States& states);
absl::Status RequireOpenProject(const std::string& id, const States& states);

void Validate(const event::v1::ProjectStarted& fact, Checks* checks);
void Validate(const event::v1::ProjectPeriodStated& fact, Checks* checks);
void Validate(const event::v1::PartnerJoined& fact, Checks* checks);
void Validate(const event::v1::PartnerLeft& fact, Checks* checks);
void Validate(const event::v1::StrandOpened& fact, Checks* checks);
void Validate(const event::v1::ProjectLinked& fact, Checks* checks);
void Validate(const event::v1::ProjectTakenOver& fact, Checks* checks);
void Validate(const event::v1::NeedIdentified& fact, Checks* checks);
void Validate(const event::v1::ProjectClosed& fact, Checks* checks);

absl::Status Decide(const event::v1::ProjectStarted& fact, const States& states);
absl::Status Decide(const event::v1::ProjectPeriodStated& fact, const States& states);
absl::Status Decide(const event::v1::PartnerJoined& fact, const States& states);
absl::Status Decide(const event::v1::PartnerLeft& fact, const States& states);
absl::Status Decide(const event::v1::StrandOpened& fact, const States& states);
absl::Status Decide(const event::v1::ProjectLinked& fact, const States& states);
absl::Status Decide(const event::v1::ProjectTakenOver& fact, const States& states);
absl::Status Decide(const event::v1::NeedIdentified& fact, const States& states);
absl::Status Decide(const event::v1::ProjectClosed& fact, const States& states);

void Evolve(const event::v1::ProjectStarted& fact, Project* project);
void Evolve(const event::v1::ProjectPeriodStated& fact, Project* project);
void Evolve(const event::v1::PartnerJoined& fact, Project* project);
void Evolve(const event::v1::PartnerLeft& fact, Project* project);
void Evolve(const event::v1::StrandOpened& fact, Project* project);
void Evolve(const event::v1::ProjectLinked& fact, Project* project);
void Evolve(const event::v1::ProjectTakenOver& fact, Project* project);
void Evolve(const event::v1::NeedIdentified& fact, Project* project);
void Evolve(const event::v1::ProjectClosed& fact, Project* project);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_
