#include "services/initiative/initiative_rules.h"

#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::FundingOffered;
using event::v1::PublicationReleased;
using event::v1::ToolReleased;

void Complete(FundingOffered* fact, Checks* checks) {
  if (!fact->text().empty()) CompleteReading(fact, checks);
}

void Validate(const PublicationReleased& fact, Checks* checks) {
  checks->Id("event.publication_id", fact.publication_id());
  checks->Id("event.project_id", fact.project_id());
  checks->Stated("event.kind", fact.kind());
  checks->Text("event.title", fact.title());
  checks->TextList("event.media", fact.media());
  checks->Text("event.finding", fact.finding());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ToolReleased& fact, Checks* checks) {
  checks->Id("event.tool_id", fact.tool_id());
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredText("event.name", fact.name());
  checks->Text("event.tested_by", fact.tested_by());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const FundingOffered& fact, Checks* checks) {
  checks->Id("event.funding_id", fact.funding_id());
  checks->Id("event.project_id", fact.project_id());
  checks->Stated("event.instrument", fact.instrument());
  checks->Text("event.text", fact.text());
  if (fact.has_reading()) checks->Reading("event.reading", fact.reading());
  checks->Text("event.purpose", fact.purpose());
  checks->OptionalId("event.contact_id", fact.contact_id());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

absl::Status Decide(const PublicationReleased& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  if (states.Get<Publication>(fact.publication_id()).known) {
    return Refuse("PUBLICATION_EXISTS", {{"publication", fact.publication_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const ToolReleased& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  if (states.Get<Tool>(fact.tool_id()).known) {
    return Refuse("TOOL_EXISTS", {{"tool", fact.tool_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const FundingOffered& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  if (!fact.contact_id().empty() && !states.Get<Contact>(fact.contact_id()).made) {
    return Refuse("CONTACT_UNKNOWN", {{"contact", fact.contact_id()}});
  }
  if (states.Get<Funding>(fact.funding_id()).known) {
    return Refuse("FUNDING_EXISTS", {{"funding", fact.funding_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

void Evolve(const PublicationReleased&, Publication* publication) { publication->known = true; }
void Evolve(const ToolReleased&, Tool* tool) { tool->known = true; }
void Evolve(const FundingOffered&, Funding* funding) { funding->known = true; }

}  // namespace verkan::services
