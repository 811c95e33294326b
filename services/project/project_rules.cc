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
using event::v1::ProcurementFormPromoted;
using event::v1::ProjectClassified;
using event::v1::ProjectClosed;
using event::v1::ProjectDescribed;
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
  if (!fact.programme_id().empty() && fact.programme_id() == fact.project_id()) {
    checks->Fail("event.programme_id", fact.programme_id(), "another project");
  }
}

void Validate(const ProjectLinked& fact, Checks* checks) {
  if (fact.other_project_id().empty() && fact.other_name().empty() && !fact.has_other_label()) {
    checks->Fail("event.other_name", "", "the other project's name, or its id");
  }
}

absl::Status Decide(const ProjectPeriodStated& fact, const States& states) {
  return RequireProject(fact.project_id(), states);
}

void Validate(const ProjectDescribed& fact, Checks* checks) {
  const bool said = fact.has_label() || fact.texts_size() > 0 || !fact.text().empty() ||
                    fact.has_reading() || fact.absence() != event::v1::ABSENCE_UNSPECIFIED;
  if (!said) checks->Fail("event.label", "", "a label, a text, a figure or an absence");
}

void Validate(const ProjectClassified& fact, Checks* checks) {
  if (fact.code_ids().empty() && fact.absence() == event::v1::ABSENCE_UNSPECIFIED) {
    checks->Fail("event.code_ids", "", "the codes, or why there are none as absence");
  }
}

void Validate(const ProcurementFormPromoted& fact, Checks* checks) {
  const bool said =
      fact.procedure() != event::v1::PROCUREMENT_PROCEDURE_UNSPECIFIED ||
      fact.reserved_participation() != event::v1::RESERVED_PARTICIPATION_UNSPECIFIED ||
      fact.social_objectives_size() > 0 || fact.idea_based_partnership() || fact.has_label();
  if (!said) checks->Fail("event.procedure", "", "the form that was made known");
}

absl::Status DecideOwn(const PartnerJoined& fact, const States& states) {
  const Project& project = states.Get<Project>(fact.project_id());
  const std::string partner =
      states.MemberOf<Organisation>(project.partners, fact.organisation_id());
  if (partner.empty()) return absl::OkStatus();
  return Refuse("PARTNER_ALREADY_JOINED",
                {{"organisation", partner}, {"project", fact.project_id()}});
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

absl::Status DecideOwn(const StrandOpened& fact, const States& states) {
  if (!states.Get<Project>(fact.project_id()).strands.contains(fact.name())) {
    return absl::OkStatus();
  }
  return Refuse("STRAND_EXISTS", {{"strand", fact.name()}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const NeedIdentified& fact, const States& states) {
  if (!states.Get<Project>(fact.project_id()).needs.contains(fact.need_id())) {
    return absl::OkStatus();
  }
  return Refuse("NEED_EXISTS", {{"need", fact.need_id()}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const ProjectClassified& fact, const States& states) {
  for (const std::string& id : fact.code_ids()) {
    const auto& code = states.Plain({"code", id}).beginning;
    if (code == nullptr || code->code_defined().scheme() == fact.scheme()) continue;
    return Refuse("CODE_OF_OTHER_SCHEME", {{"code", id}, {"scheme", fact.scheme()}});
  }
  return absl::OkStatus();
}

absl::Status DecideOwn(const ProjectLinked& fact, const States&) {
  if (fact.project_id() != fact.other_project_id()) return absl::OkStatus();
  return Refuse("PROJECT_LINKED_TO_ITSELF", {{"project", fact.project_id()}});
}

absl::Status DecideOwn(const ProjectClosed& fact, const States& states) {
  const std::optional<int32_t> closed = states.Get<Project>(fact.project_id()).closed;
  if (!closed.has_value()) return absl::OkStatus();
  return Refuse("PROJECT_CLOSED", {{"project", fact.project_id()}, {"day", TextOf(*closed)}});
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

void Evolve(const NeedIdentified& fact, Project* project) {
  if (!fact.need_id().empty()) project->needs.insert(fact.need_id());
}

void Evolve(const ProjectClosed& fact, const RecordedAt& at, Project* project) {
  const std::optional<Days> days = DaysOf(fact.occurred());
  project->closed = days.has_value() ? days->last : at.day;
}

}  // namespace verkan::services
