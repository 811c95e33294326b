// Every reason why a call is refused: one function a noun, each in a file of its name.
//
// To add a reason, add a row in the noun's file. The code says what the caller should do
// next (the table in proto/README.md); kRule is a rule of the domain that refuses. In a text
// {name} is the variable of that name: whoever refuses gives each of them (asserted).
#ifndef VERKAN_SERVICES_ERRORS_REASONS_H_
#define VERKAN_SERVICES_ERRORS_REASONS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace verkan::services {

struct Reason {
  absl::string_view name;  // UPPER_SNAKE, never changed once released
  absl::StatusCode code;
  absl::string_view english;
  absl::string_view swedish;
  int retry_millis = 0;  // when to send the same call again; 0: not said
};

inline constexpr absl::StatusCode kRule = absl::StatusCode::kFailedPrecondition;

// Reasons of any request: its shape, and who sends it.
absl::Span<const Reason> RequestReasons();
// Reasons of the server itself: it stops, is full, or cannot read or write.
absl::Span<const Reason> ServerReasons();
// Reasons of the log: what is appended, followed, voided.
absl::Span<const Reason> LogReasons();
// Reasons of backups.
absl::Span<const Reason> BackupReasons();
// Reasons of durable subscriptions.
absl::Span<const Reason> SubscriptionReasons();
// Reasons of organisations.
absl::Span<const Reason> OrganisationReasons();
// Reasons of projects.
absl::Span<const Reason> ProjectReasons();
// Reasons of activities and of taking part in them.
absl::Span<const Reason> ActivityReasons();
// Reasons of persons and their data.
absl::Span<const Reason> ParticipantReasons();
// Reasons of procurements and contracts.
absl::Span<const Reason> ProcurementReasons();
// Reasons of collaborations, contacts and networks.
absl::Span<const Reason> CollaborationReasons();
// Reasons of what projects bring about.
absl::Span<const Reason> InitiativeReasons();
// Reasons of figures, indicators and targets.
absl::Span<const Reason> FigureReasons();

// Reasons of assessments of impact.
absl::Span<const Reason> AssessmentReasons();
// Reasons of goals.
absl::Span<const Reason> GoalReasons();
// Reasons of sources and codes.
absl::Span<const Reason> SourceReasons();
// Reasons of registers.
absl::Span<const Reason> RegistryReasons();

// All of these tables.
absl::Span<const absl::Span<const Reason>> AllReasons();

// The reason of that name in any of the tables; null if there is none.
const Reason* FindReason(absl::string_view name);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ERRORS_REASONS_H_
