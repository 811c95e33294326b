#include "services/project/project_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::NeedIdentified;
using event::v1::PartnerJoined;
using event::v1::PartnerLeft;
using event::v1::ProjectClosed;
using event::v1::ProjectLinked;
using event::v1::ProjectPeriodStated;
using event::v1::ProjectStarted;
using event::v1::ProjectTakenOver;
using event::v1::StrandOpened;
using event::v1::When;

absl::Status RequireProject(const std::string& id, const States& states) {
  if (id.empty() || states.Get<Project>(id).known) return absl::OkStatus();
  return Refuse("PROJECT_UNKNOWN", {{"project", id}});
}

absl::Status RequireOpenProject(const std::string& id, const When& occurred, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(id, states));
  if (id.empty()) return absl::OkStatus();
  const std::optional<int32_t> closed = states.Get<Project>(id).closed;
  if (!closed.has_value()) return absl::OkStatus();
  const std::optional<Days> days = DaysOf(occurred);
  if (days.has_value() && days->first <= *closed) return absl::OkStatus();
  return Refuse("PROJECT_CLOSED", {{"project", id}, {"day", TextOf(*closed)}});
}

absl::Status RequireWithinProject(const std::string& id, const When& occurred, const States& states,
                                  absl::string_view reason, Variables about) {
  if (id.empty()) return absl::OkStatus();
  const auto& periods = states.Get<Project>(id).periods;
  const std::optional<Days> days = DaysOf(occurred);
  const bool within = std::any_of(periods.begin(), periods.end(), [&days](const auto& period) {
    return !Apart(period.days, days);
  });
  if (within || periods.empty()) return absl::OkStatus();
  const auto text = [](std::string* out, const Project::Period& period) {
    out->append(period.text);
  };
  about.insert(about.end(), {{"occurred", TextOf(occurred)},
                             {"project", id},
                             {"period", absl::StrJoin(periods, ", ", text)}});
  return Refuse(reason, about);
}

void Validate(const ProjectStarted& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredText("event.name", fact.name());
  checks->Regions("event.region_codes", fact.region_codes());
  checks->OptionalId("event.programme_id", fact.programme_id());
  if (!fact.programme_id().empty() && fact.programme_id() == fact.project_id()) {
    checks->Fail("event.programme_id", fact.programme_id(), "another project");
  }
  checks->Text("event.theme", fact.theme());
  checks->TextList("event.primary_target_groups", fact.primary_target_groups());
  checks->TextList("event.secondary_target_groups", fact.secondary_target_groups());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ProjectPeriodStated& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredDays("event.period", fact.has_period(), fact.period());
  checks->RequiredText("event.source", fact.source());
}

void Validate(const PartnerJoined& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->Known("event.role", fact.role());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const PartnerLeft& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const StrandOpened& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredText("event.name", fact.name());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ProjectLinked& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->Stated("event.kind", fact.kind());
  checks->OptionalId("event.other_project_id", fact.other_project_id());
  checks->Text("event.other_name", fact.other_name());
  if (fact.other_project_id().empty() && fact.other_name().empty()) {
    checks->Fail("event.other_name", "", "the other project's name, or its id");
  }
  checks->Days("event.other_period", fact.has_other_period(), fact.other_period());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ProjectTakenOver& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->Id("event.organisation_id", fact.organisation_id());
  checks->Text("event.what", fact.what());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const NeedIdentified& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredText("event.need", fact.need());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ProjectClosed& fact, Checks* checks) {
  checks->Id("event.project_id", fact.project_id());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

absl::Status Decide(const ProjectStarted& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.programme_id(), states));
  if (states.Get<Project>(fact.project_id()).known) {
    return Refuse("PROJECT_EXISTS", {{"project", fact.project_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const ProjectPeriodStated& fact, const States& states) {
  return RequireProject(fact.project_id(), states);
}

absl::Status Decide(const PartnerJoined& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.organisation_id(), states));
  const Project& project = states.Get<Project>(fact.project_id());
  const std::string partner =
      states.MemberOf<Organisation>(project.partners, fact.organisation_id());
  if (!partner.empty()) {
    return Refuse("PARTNER_ALREADY_JOINED",
                  {{"organisation", partner}, {"project", fact.project_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const PartnerLeft& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  const Project& project = states.Get<Project>(fact.project_id());
  if (states.MemberOf<Organisation>(project.partners, fact.organisation_id()).empty()) {
    return Refuse("PARTNER_NOT_JOINED",
                  {{"organisation", fact.organisation_id()}, {"project", fact.project_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const StrandOpened& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  if (states.Get<Project>(fact.project_id()).strands.contains(fact.name())) {
    return Refuse("STRAND_EXISTS", {{"strand", fact.name()}, {"project", fact.project_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const ProjectLinked& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.other_project_id(), states));
  if (fact.project_id() == fact.other_project_id()) {
    return Refuse("PROJECT_LINKED_TO_ITSELF", {{"project", fact.project_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const ProjectTakenOver& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  return RequireOrganisation(fact.organisation_id(), states);
}

absl::Status Decide(const NeedIdentified& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const ProjectClosed& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  if (const auto closed = states.Get<Project>(fact.project_id()).closed; closed.has_value()) {
    return Refuse("PROJECT_CLOSED", {{"project", fact.project_id()}, {"day", TextOf(*closed)}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

void Evolve(const ProjectStarted& fact, Project* project) {
  project->known = true;
  project->regions.assign(fact.region_codes().begin(), fact.region_codes().end());
}

void Evolve(const ProjectPeriodStated& fact, Project* project) {
  const std::optional<Days> days = DaysOf(fact.period());
  if (!days.has_value()) return;
  project->periods.push_back({*days, TextOf(fact.period())});
}

void Evolve(const PartnerJoined& fact, const RecordedAt& at, Project* project) {
  project->partners.Join(fact.organisation_id(), {.position = at.position});
}

void Evolve(const PartnerLeft& fact, const RecordedAt& at, Project* project) {
  project->partners.Leave(fact.organisation_id(), at.position);
}

void Evolve(const StrandOpened& fact, Project* project) { project->strands.insert(fact.name()); }

void Evolve(const ProjectLinked&, Project*) {}
void Evolve(const ProjectTakenOver&, Project*) {}
void Evolve(const NeedIdentified&, Project*) {}

void Evolve(const ProjectClosed& fact, const RecordedAt& at, Project* project) {
  const std::optional<Days> days = DaysOf(fact.occurred());
  project->closed = days.has_value() ? days->last : at.day;
}

}  // namespace verkan::services
