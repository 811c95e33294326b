#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ProjectReasons() {
  static constexpr Reason kReasons[] = {
      {"PROJECT_UNKNOWN", kRule, "Project {project} is not known",
       "Projektet {project} är inte känt"},
      {"PROJECT_EXISTS", kRule, "Project {project} has already started",
       "Projektet {project} har redan startat"},
      {"PROJECT_CLOSED", kRule,
       "Project {project} was closed on {day}. What happened up to then can still be recorded, "
       "with "
       "its day",
       "Projektet {project} avslutades {day}. Det som hände till och med den dagen kan fortfarande "
       "registreras, med sin dag"},
      {"OUTSIDE_PROJECT_PERIOD", kRule,
       "{occurred} lies outside every stated period of project {project}: {period}",
       "{occurred} ligger utanför alla angivna perioder för projektet {project}: {period}"},
      {"REGION_NOT_OF_PROJECT", kRule,
       "Project {project} does not work in region {region}; its regions are {regions}",
       "Projektet {project} arbetar inte i region {region}; dess regioner är {regions}"},
      {"PROJECT_LINKED_TO_ITSELF", kRule, "Project {project} cannot be linked to itself",
       "Projektet {project} kan inte kopplas till sig självt"},
      {"PARTNER_ALREADY_JOINED", kRule,
       "Organisation {organisation} has already joined project {project}",
       "Organisationen {organisation} är redan med i projektet {project}"},
      {"PARTNER_NOT_JOINED", kRule, "Organisation {organisation} has not joined project {project}",
       "Organisationen {organisation} är inte med i projektet {project}"},
      {"STRAND_EXISTS", kRule, "Project {project} already has a strand {strand}",
       "Projektet {project} har redan ett spår {strand}"},
      {"NEED_EXISTS", kRule, "Need {need} of project {project} has already been identified",
       "Behovet {need} i projektet {project} har redan identifierats"},
      {"NEED_UNKNOWN", kRule, "Project {project} has not identified a need {need}",
       "Projektet {project} har inte identifierat något behov {need}"},
      {"ROLE_EXISTS", kRule, "Project {project} already has a role {role}",
       "Projektet {project} har redan en roll {role}"},
      {"ROLE_UNKNOWN", kRule, "Project {project} has no role {role}",
       "Projektet {project} har ingen roll {role}"},
      {"ROLE_ENDED", kRule, "Role {role} of project {project} has already ended",
       "Rollen {role} i projektet {project} har redan upphört"},
  };
  return kReasons;
}

}  // namespace verkan::services
