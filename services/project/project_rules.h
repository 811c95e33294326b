// The rules of projects. Refusals, the most fundamental first:
//
//   ProjectStarted       PROJECT_UNKNOWN (the programme), PROJECT_EXISTS
//   ProjectPeriodStated  PROJECT_UNKNOWN
//   PartnerJoined        PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                        PARTNER_ALREADY_JOINED, OUTSIDE_PROJECT_PERIOD
//   PartnerLeft          PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                        PARTNER_NOT_JOINED, OUTSIDE_PROJECT_PERIOD
//   StrandOpened         PROJECT_UNKNOWN, PROJECT_CLOSED, STRAND_EXISTS, OUTSIDE_PROJECT_PERIOD
//   ProjectLinked        PROJECT_UNKNOWN (either), PROJECT_LINKED_TO_ITSELF
//   ProjectTakenOver     PROJECT_UNKNOWN, ORGANISATION_UNKNOWN
//   NeedIdentified       PROJECT_UNKNOWN, PROJECT_CLOSED, NEED_EXISTS, OUTSIDE_PROJECT_PERIOD
//   RoleAssigned         PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                        PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED, ROLE_EXISTS,
//                        OUTSIDE_PROJECT_PERIOD
//   RoleEnded            PROJECT_UNKNOWN, PROJECT_CLOSED, ROLE_UNKNOWN, ROLE_ENDED,
//                        ENDS_BEFORE_BEGINNING, OUTSIDE_PROJECT_PERIOD
//   ProjectCorrected     PROJECT_UNKNOWN, ORGANISATION_UNKNOWN and PARTNER_ALREADY_JOINED (an
//                        owner), as ProjectStarted
//   NeedCorrected        PROJECT_UNKNOWN, NEED_UNKNOWN, as NeedIdentified
//   ProjectClosed        PROJECT_UNKNOWN, PROJECT_CLOSED, OUTSIDE_PROJECT_PERIOD
//
// A partner joins once and leaves under whatever id that is one with the one it joined under.
// Groups join as often as is said.
//
// The id of a need is unique, that of a role is within its project. A role keeps its id after it
// ended. Nobody has a role ahead unless it is only expected.
//
// A later statement of the period by the same source, at the same place in it, replaces the
// earlier.
//
// After a project is closed PROJECT_CLOSED refuses what happened later than the closing day, and
// what has no day; what happened earlier can be recorded late. A closing without a day closes on
// the day of its recording. What tells what became of the project is not refused: the facts that
// are annotated `after_closing`.
//
// A fact lies in its project's period if its days and those of any stated period share one; if no
// period is stated, or the fact's days are not known, it does.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_
#define VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/begun.h"
#include "services/domain/checks.h"
#include "services/domain/members.h"
#include "services/domain/when.h"
#include "services/errors/errors.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a project.
struct Project : Begun {
  static constexpr absl::string_view kNoun = "project";

  struct Period {
    Days days;
    std::string text;  // as stated, "2021 to 2023"
    event::v1::ProjectPeriodStated stated;
  };
  struct Role {
    std::optional<Days> began;
    bool ended = false;
  };

  bool known = false;
  std::optional<int32_t> closed;     // the closing day; nothing: it is open
  std::vector<std::string> regions;  // codes
  std::vector<Period> periods;       // all that sources state
  Members partners;
  absl::flat_hash_set<std::string> owners;  // those of them that joined as owners
  absl::flat_hash_set<std::string> strands;
  // By id, as corrected; that of a need without an id is the id of its event.
  absl::flat_hash_map<std::string, std::shared_ptr<const event::v1::Event>> needs;
  absl::flat_hash_map<std::string, Role> roles;  // by id
};

// Refuses a project that is named and not known.
absl::Status RequireProject(const std::string& id, const States& states);
// Refuses it also if it was closed before the fact happened.
absl::Status RequireOpenProject(const std::string& id, const event::v1::When& occurred,
                                const States& states);
// Refuses a fact outside every stated period of the project, if it names one: with `reason`, which
// is told what `about` says, and {occurred}, {project} and {period}.
absl::Status RequireWithinProject(const std::string& id, const event::v1::When& occurred,
                                  const States& states,
                                  absl::string_view reason = "OUTSIDE_PROJECT_PERIOD",
                                  Variables about = {});

// Refuses a region, if one is stated, in which the project, if one is named, does not work. The
// country is no region.
absl::Status RequireRegionOfProject(const std::string& region, const std::string& project,
                                    const States& states);
std::vector<std::string> UniqueTags(const event::v1::NeedIdentified& fact);

void Validate(const event::v1::ProjectStarted& fact, Checks* checks);
void Validate(const event::v1::PartnerJoined& fact, Checks* checks);
void Validate(const event::v1::RoleAssigned& fact, Checks* checks);
void Validate(const event::v1::ProjectLinked& fact, Checks* checks);
void Validate(const event::v1::ProjectDescribed& fact, Checks* checks);
void Validate(const event::v1::ProjectClassified& fact, Checks* checks);
void Validate(const event::v1::ProcurementFormPromoted& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::PartnerJoined& fact, const States& states);
absl::Status DecideOwn(const event::v1::PartnerLeft& fact, const States& states);
absl::Status DecideOwn(const event::v1::StrandOpened& fact, const States& states);
absl::Status DecideCorrecting(const event::v1::ProjectCorrected& fact, const States& states);
absl::Status DecideNew(const event::v1::NeedIdentified& fact, const States& states);
absl::Status DecideOwn(const event::v1::RoleAssigned& fact, const States& states);
absl::Status DecideOwn(const event::v1::RoleEnded& fact, const States& states);
absl::Status DecideOwn(const event::v1::ProjectClassified& fact, const States& states);
absl::Status DecideOwn(const event::v1::ProjectLinked& fact, const States& states);
absl::Status DecideOwn(const event::v1::ProjectClosed& fact, const States& states);

void Evolve(const event::v1::ProjectStarted& fact, Project* project);
void Evolve(const event::v1::ProjectCorrected& fact, const RecordedAt& at, Project* project);
void Evolve(const event::v1::ProjectPeriodStated& fact, Project* project);
void Evolve(const event::v1::PartnerJoined& fact, const RecordedAt& at, Project* project);
void Evolve(const event::v1::PartnerLeft& fact, const RecordedAt& at, Project* project);
void Evolve(const event::v1::StrandOpened& fact, Project* project);
void Evolve(const event::v1::NeedIdentified& fact, const RecordedAt& at, Project* project);
void Evolve(const event::v1::NeedCorrected& fact, Project* project);
void Evolve(const event::v1::RoleAssigned& fact, Project* project);
void Evolve(const event::v1::RoleEnded& fact, Project* project);
void Evolve(const event::v1::ProjectClosed& fact, const RecordedAt& at, Project* project);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROJECT_PROJECT_RULES_H_
