// The rules of what projects made known, made available or were offered. Refusals, the
// most fundamental first:
//
//   PublicationReleased  PROJECT_UNKNOWN, PUBLICATION_EXISTS
//   ToolReleased         PROJECT_UNKNOWN, TOOL_EXISTS
//   FundingOffered       PROJECT_UNKNOWN, PROJECT_CLOSED, CONTACT_UNKNOWN, FUNDING_EXISTS,
//                        OUTSIDE_PROJECT_PERIOD
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_
#define VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/knowledge.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a publication, a tool and an offer of money.
struct Publication {
  static constexpr absl::string_view kNoun = "publication";

  bool known = false;
};

struct Tool {
  static constexpr absl::string_view kNoun = "tool";

  bool known = false;
};

struct Funding {
  static constexpr absl::string_view kNoun = "funding";

  bool known = false;
};

// Reads the amount's text, if there is one.
void Complete(event::v1::FundingOffered* fact, Checks* checks);

void Validate(const event::v1::PublicationReleased& fact, Checks* checks);
void Validate(const event::v1::ToolReleased& fact, Checks* checks);
void Validate(const event::v1::FundingOffered& fact, Checks* checks);

absl::Status Decide(const event::v1::PublicationReleased& fact, const States& states);
absl::Status Decide(const event::v1::ToolReleased& fact, const States& states);
absl::Status Decide(const event::v1::FundingOffered& fact, const States& states);

void Evolve(const event::v1::PublicationReleased& fact, Publication* publication);
void Evolve(const event::v1::ToolReleased& fact, Tool* tool);
void Evolve(const event::v1::FundingOffered& fact, Funding* funding);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_
