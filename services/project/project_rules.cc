#include "services/project/project_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/figure_text/normal_form.h"
#include "regions/regions.h"
#include "services/domain/correction.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::Event;
using event::v1::NeedCorrected;
using event::v1::NeedIdentified;
using event::v1::PartnerJoined;
using event::v1::PartnerLeft;
using event::v1::ProcurementFormPromoted;
using event::v1::ProjectClassified;
using event::v1::ProjectClosed;
using event::v1::ProjectCorrected;
using event::v1::ProjectDescribed;
using event::v1::ProjectLinked;
using event::v1::ProjectPeriodStated;
using event::v1::ProjectStarted;
using event::v1::RoleAssigned;
using event::v1::RoleEnded;
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

absl::Status RequireRegionOfProject(const std::string& region, const std::string& project,
                                    const States& states) {
  if (project.empty() || region.empty() || region == regions::kCountryCode) return absl::OkStatus();
  const std::vector<std::string>& own = states.Get<Project>(project).regions;
  if (std::find(own.begin(), own.end(), region) != own.end()) return absl::OkStatus();
  return Refuse("REGION_NOT_OF_PROJECT",
                {{"region", region}, {"project", project}, {"regions", absl::StrJoin(own, ", ")}});
}

std::vector<std::string> UniqueTags(const NeedIdentified& fact) {
  if (fact.need_id().empty()) return {};
  return {absl::StrCat("need:", fact.need_id())};
}

void Validate(const ProjectStarted& fact, Checks* checks) {
  if (!fact.programme_id().empty() && fact.programme_id() == fact.project_id()) {
    checks->Fail("event.programme_id", fact.programme_id(), "another project");
  }
  for (int i = 0; i < fact.municipality_codes_size(); ++i) {
    const std::string& municipality = fact.municipality_codes(i);
    const auto in = [&](const std::string& region) {
      return absl::StartsWith(municipality, region);
    };
    if (std::any_of(fact.region_codes().begin(), fact.region_codes().end(), in)) continue;
    checks->Fail(absl::StrCat("event.municipality_codes[", i, "]"), municipality,
                 "a municipality of one of the regions");
  }
}

void Validate(const PartnerJoined& fact, Checks* checks) {
  if (fact.organisation_id().empty() == fact.groups().empty()) {
    checks->Fail("event.organisation_id", fact.organisation_id(), "an organisation, or groups");
  }
}

void Validate(const RoleAssigned& fact, Checks* checks) {
  if (!fact.expected() && fact.has_occurred()) {
    checks->NotAhead("event.occurred", fact.occurred());
  }
}

void Validate(const ProjectLinked& fact, Checks* checks) {
  if (fact.other_project_id().empty() && fact.other_name().empty() && !fact.has_other_label()) {
    checks->Fail("event.other_name", "", "the other project's name, or its id");
  }
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
  if (fact.organisation_id().empty()) return absl::OkStatus();
  const Project& project = states.Get<Project>(fact.project_id());
  const std::string partner =
      states.MemberOf<Organisation>(project.partners, fact.organisation_id());
  if (partner.empty()) return absl::OkStatus();
  return Refuse("PARTNER_ALREADY_JOINED",
                {{"organisation", partner}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const PartnerLeft& fact, const States& states) {
  const Project& project = states.Get<Project>(fact.project_id());
  if (!states.MemberOf<Organisation>(project.partners, fact.organisation_id()).empty()) {
    return absl::OkStatus();
  }
  return Refuse("PARTNER_NOT_JOINED",
                {{"organisation", fact.organisation_id()}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const StrandOpened& fact, const States& states) {
  if (!states.Get<Project>(fact.project_id()).strands.contains(fact.name())) {
    return absl::OkStatus();
  }
  return Refuse("STRAND_EXISTS", {{"strand", fact.name()}, {"project", fact.project_id()}});
}

absl::Status DecideCorrecting(const ProjectCorrected& fact, const States& states) {
  const Project& project = states.Get<Project>(fact.project_id());
  std::set<std::string> owners;  // merged organisations are one
  for (const std::string& id : fact.owner_ids()) {
    VERKAN_RETURN_IF_ERROR(RequireKnown({Organisation::kNoun, id}, states));
    const std::string partner = states.MemberOf<Organisation>(project.partners, id);
    const bool other = !partner.empty() && !project.owners.contains(partner);
    if (!other && owners.insert(states.RootOf<Organisation>(id)).second) continue;
    return Refuse("PARTNER_ALREADY_JOINED",
                  {{"organisation", other ? partner : id}, {"project", fact.project_id()}});
  }
  return absl::OkStatus();
}

absl::Status DecideNew(const NeedIdentified& fact, const States& states) {
  const std::string* project = states.Find<Project>(
      [&fact](const Project& other) { return other.needs.contains(fact.need_id()); });
  if (project == nullptr) return absl::OkStatus();
  return Refuse("NEED_EXISTS", {{"need", fact.need_id()}, {"project", *project}});
}

absl::Status DecideOwn(const RoleAssigned& fact, const States& states) {
  if (!states.Get<Project>(fact.project_id()).roles.contains(fact.role_id())) {
    return absl::OkStatus();
  }
  return Refuse("ROLE_EXISTS", {{"role", fact.role_id()}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const RoleEnded& fact, const States& states) {
  const Variables about = {{"role", fact.role_id()}, {"project", fact.project_id()}};
  const auto& roles = states.Get<Project>(fact.project_id()).roles;
  const auto role = roles.find(fact.role_id());
  if (role == roles.end()) return Refuse("ROLE_UNKNOWN", about);
  if (role->second.ended) return Refuse("ROLE_ENDED", about);
  const std::optional<Days> ended = DaysOf(fact.occurred());
  const std::optional<Days>& began = role->second.began;
  if (!began.has_value() || !ended.has_value() || began->first <= ended->last) {
    return absl::OkStatus();
  }
  return Refuse("ENDS_BEFORE_BEGINNING", {{"noun", "role"}, {"id", fact.role_id()}});
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

// Owners that stay are partners since they joined.
void Evolve(const ProjectCorrected& fact, const RecordedAt& at, Project* project) {
  if (project->beginning == nullptr) return;
  Evolve(project->beginning->project_started(), project);
  const absl::flat_hash_set<std::string> owners(fact.owner_ids().begin(), fact.owner_ids().end());
  const auto clears = [](const std::string& name) { return name == "owner_ids"; };
  if (owners.empty() && std::none_of(fact.cleared().begin(), fact.cleared().end(), clears)) return;
  for (const std::string& id : project->owners) {
    if (!owners.contains(id)) project->partners.Remove(id);
  }
  for (const std::string& id : owners) {
    if (!project->owners.contains(id)) project->partners.Join(id, {.position = at.position});
  }
  project->owners = owners;
}

void Evolve(const ProjectPeriodStated& fact, Project* project) {
  const auto same = [&fact](const Project::Period& period) {
    const ProjectPeriodStated& stated = period.stated;
    return projections::SameName(stated.place(), fact.place()) &&
           projections::SameSource(stated.source(), stated.source_id(), fact.source(),
                                   fact.source_id());
  };
  auto& periods = project->periods;
  periods.erase(std::remove_if(periods.begin(), periods.end(), same), periods.end());
  const std::optional<Days> days = DaysOf(fact.period());
  if (days.has_value()) periods.push_back({*days, TextOf(fact.period()), fact});
}

void Evolve(const PartnerJoined& fact, const RecordedAt& at, Project* project) {
  if (fact.organisation_id().empty()) return;
  project->partners.Join(fact.organisation_id(), {.position = at.position});
  if (fact.role() == event::v1::PARTNER_ROLE_OWNER) {
    project->owners.insert(fact.organisation_id());
  } else {
    project->owners.erase(fact.organisation_id());
  }
}

void Evolve(const PartnerLeft& fact, const RecordedAt& at, Project* project) {
  project->partners.Leave(fact.organisation_id(), at.position);
}

void Evolve(const StrandOpened& fact, Project* project) { project->strands.insert(fact.name()); }

void Evolve(const NeedIdentified& fact, const RecordedAt& at, Project* project) {
  auto event = std::make_shared<Event>();
  *event->mutable_need_identified() = fact;
  project->needs[fact.need_id().empty() ? at.event_id : fact.need_id()] = std::move(event);
}

void Evolve(const NeedCorrected& fact, Project* project) {
  const auto need = project->needs.find(fact.need_id());
  if (need == project->needs.end()) return;
  Event correction;
  *correction.mutable_need_corrected() = fact;
  need->second = std::make_shared<Event>(Corrected(*need->second, correction));
}

void Evolve(const RoleAssigned& fact, Project* project) {
  project->roles[fact.role_id()] = {.began = DaysOf(fact.occurred())};
}

void Evolve(const RoleEnded& fact, Project* project) {
  project->roles[fact.role_id()].ended = true;
}

void Evolve(const ProjectClosed& fact, const RecordedAt& at, Project* project) {
  const std::optional<Days> days = DaysOf(fact.occurred());
  project->closed = days.has_value() ? days->last : at.day;
}

}  // namespace verkan::services
