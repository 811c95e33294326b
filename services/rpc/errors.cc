#include "services/rpc/errors.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/rpc/error_details.pb.h"

namespace verkan::services {
namespace {

using absl::StatusCode;

// Row is one reason: its code, its text in both languages, and when to try again.
struct Row {
  absl::string_view reason;
  StatusCode code;
  absl::string_view english;
  absl::string_view swedish;
  int retry_millis = 0;
};

constexpr StatusCode kRule = StatusCode::kFailedPrecondition;

// Every reason, by noun; {name} stands for the variable of that name.
constexpr Row kRows[] = {
    // The request itself.
    {"INVALID_REQUEST", StatusCode::kInvalidArgument, "The request is not valid: {details}",
     "Begäran är inte giltig: {details}"},
    {"UNDECODABLE_REQUEST", StatusCode::kInvalidArgument,
     "The bytes of the request are not a {type}", "Begärans byte är inte en {type}"},
    {"DOMAIN_EVENT_NEEDS_RECORD", StatusCode::kInvalidArgument,
     "Events of type {type} on stream {stream} are only taken by Record, which runs the rules",
     "Händelser av typen {type} på strömmen {stream} tas bara emot av Record, som prövar reglerna"},
    {"EVENT_ID_TAKEN", StatusCode::kAlreadyExists,
     "An event of that id is in the log with other content: {details}",
     "En händelse med det id:t finns i loggen med annat innehåll: {details}"},
    {"NOT_FOUND", StatusCode::kNotFound, "{details}", "Finns inte: {details}"},
    {"UNIMPLEMENTED", StatusCode::kUnimplemented, "{details}", "Stöds inte: {details}"},

    // Whoever read something must read it again.
    {"STREAM_REVISION_CONFLICT", StatusCode::kAborted,
     "Stream {stream} is at revision {current}, not {expected}",
     "Strömmen {stream} är vid revision {current}, inte {expected}"},
    {"APPEND_CONDITION_FAILED", StatusCode::kAborted,
     "The append's conditions do not hold: {details}",
     "Villkoren för tillägget gäller inte: {details}"},

    // Whoever follows the log must go on from where it was.
    {"SUBSCRIBER_TOO_SLOW", StatusCode::kAborted,
     "The reader took nothing for {seconds} s and was dropped. Go on with start_after = the last "
     "position received",
     "Läsaren tog inte emot något på {seconds} s och kopplades bort. Fortsätt med start_after = "
     "den sist mottagna positionen"},

    // The server.
    {"STORE_NOT_WRITABLE", StatusCode::kUnavailable,
     "The log cannot be written now: {details}. Try the same call again, with the same request_id",
     "Loggen kan inte skrivas nu: {details}. Försök igen med samma anrop och samma request_id",
     1000},
    {"SHUTTING_DOWN", StatusCode::kUnavailable, "The server is stopping. Try the same call again",
     "Servern stängs. Försök igen med samma anrop", 1000},
    {"QUEUE_FULL", StatusCode::kResourceExhausted, "{queue} is full. Try again shortly",
     "{queue} är full. Försök igen om en stund", 200},
    {"LOG_DATA_LOSS", StatusCode::kDataLoss,
     "Stored bytes do not verify; tell the admin: {details}",
     "Lagrade byte stämmer inte; säg till administratören: {details}"},
    {"NOT_REFLECTED_IN_TIME", StatusCode::kDeadlineExceeded,
     "Position {position} was not reflected in time; the read models are at {reflected}",
     "Position {position} hann inte återspeglas; läsmodellerna är vid {reflected}"},
    {"DEADLINE_EXCEEDED", StatusCode::kDeadlineExceeded, "The deadline passed: {details}",
     "Tidsgränsen passerades: {details}"},
    {"PROJECTION_STOPPED", kRule, "A read model has stopped: {details}",
     "En läsmodell har stannat: {details}"},
    {"CANCELLED", StatusCode::kCancelled, "The call was cancelled: {details}",
     "Anropet avbröts: {details}"},
    {"UNAUTHENTICATED", StatusCode::kUnauthenticated, "Log in first: {details}",
     "Logga in först: {details}"},
    {"PERMISSION_DENIED", StatusCode::kPermissionDenied, "A role is missing: {details}",
     "En roll saknas: {details}"},
    {"BACKUP_NOT_CONFIGURED", kRule,
     "The server has no backup directory: start verkand with --backup-dir DIRECTORY",
     "Servern har ingen katalog för säkerhetskopior: starta verkand med --backup-dir KATALOG"},
    {"BACKUP_RUNNING", kRule, "A backup is being made already; it goes on",
     "En säkerhetskopia görs redan; den fortsätter"},
    {"BACKUP_NOT_POSSIBLE", kRule, "The backup was not made: {details}",
     "Säkerhetskopian gjordes inte: {details}"},
    {"INTERNAL", StatusCode::kInternal, "The server failed: {details}",
     "Servern misslyckades: {details}"},

    // Durable subscriptions.
    {"SUBSCRIPTION_UNKNOWN", StatusCode::kNotFound, "There is no subscription {subscription}",
     "Det finns ingen prenumeration {subscription}"},
    {"SUBSCRIPTION_EXISTS", StatusCode::kAlreadyExists,
     "Subscription {subscription} exists with another definition; delete it first, or take another "
     "name",
     "Prenumerationen {subscription} finns med en annan definition; ta bort den först, eller välj "
     "ett annat namn"},
    {"TOO_MANY_SUBSCRIPTIONS", kRule, "There are {limit} subscriptions already; delete one first",
     "Det finns redan {limit} prenumerationer; ta bort en först"},
    {"SUBSCRIPTION_SESSION_ENDED", StatusCode::kAborted,
     "The consumer's session with subscription {subscription} has ended; consume anew, and what "
     "was not acknowledged comes again",
     "Konsumentens session med prenumerationen {subscription} är slut; konsumera på nytt, så "
     "kommer "
     "det som inte kvitterats igen"},
    {"SUBSCRIPTION_NOT_WRITABLE", StatusCode::kUnavailable,
     "The state of subscription {subscription} cannot be written now: {details}. Try again shortly",
     "Läget för prenumerationen {subscription} kan inte skrivas nu: {details}. Försök igen om en "
     "stund",
     1000},

    // Organisations.
    {"ORGANISATION_UNKNOWN", kRule, "Organisation {organisation} is not registered",
     "Organisationen {organisation} är inte registrerad"},
    {"ORGANISATION_EXISTS", kRule, "Organisation {organisation} is already registered",
     "Organisationen {organisation} är redan registrerad"},
    {"ORGANISATION_NUMBER_TAKEN", kRule,
     "Organisation number {number} belongs to organisation {organisation}",
     "Organisationsnumret {number} tillhör organisationen {organisation}"},
    {"ORGANISATION_MERGED", kRule,
     "Organisation {organisation} has already been merged into another",
     "Organisationen {organisation} har redan slagits ihop med en annan"},

    // Projects.
    {"PROJECT_UNKNOWN", kRule, "Project {project} is not known",
     "Projektet {project} är inte känt"},
    {"PROJECT_EXISTS", kRule, "Project {project} has already started",
     "Projektet {project} har redan startat"},
    {"PROJECT_CLOSED", kRule, "Project {project} is closed", "Projektet {project} är avslutat"},
    {"PROJECT_LINKED_TO_ITSELF", kRule, "Project {project} cannot be linked to itself",
     "Projektet {project} kan inte kopplas till sig självt"},
    {"PARTNER_ALREADY_JOINED", kRule,
     "Organisation {organisation} has already joined project {project}",
     "Organisationen {organisation} är redan med i projektet {project}"},
    {"PARTNER_NOT_JOINED", kRule, "Organisation {organisation} has not joined project {project}",
     "Organisationen {organisation} är inte med i projektet {project}"},
    {"STRAND_EXISTS", kRule, "Project {project} already has a strand {strand}",
     "Projektet {project} har redan ett spår {strand}"},

    // Activities and participation.
    {"ACTIVITY_UNKNOWN", kRule, "Activity {activity} is not known",
     "Aktiviteten {activity} är inte känd"},
    {"ACTIVITY_EXISTS", kRule, "Activity {activity} is already planned or held",
     "Aktiviteten {activity} är redan planerad eller hållen"},
    {"ACTIVITY_ALREADY_HELD", kRule, "Activity {activity} has already been held",
     "Aktiviteten {activity} har redan hållits"},
    {"ACTIVITY_CANCELLED", kRule, "Activity {activity} is cancelled",
     "Aktiviteten {activity} är inställd"},
    {"ACTIVITY_OUTSIDE_PROJECT_PERIOD", kRule,
     "Activity {activity} on {occurred} lies outside every stated period of project {project}: "
     "{period}",
     "Aktiviteten {activity} den {occurred} ligger utanför projektet {project}s alla angivna "
     "perioder: "
     "{period}"},
    {"PARTICIPANT_UNKNOWN", kRule, "Participant {participant} is not registered",
     "Deltagaren {participant} är inte registrerad"},
    {"PARTICIPANT_EXISTS", kRule, "Participant {participant} is already registered",
     "Deltagaren {participant} är redan registrerad"},
    {"PARTICIPANT_MERGED", kRule, "Participant {participant} has already been merged into another",
     "Deltagaren {participant} har redan slagits ihop med en annan"},
    {"PARTICIPANT_ALREADY_JOINED", kRule,
     "Participant {participant} has already joined activity {activity}",
     "Deltagaren {participant} är redan med i aktiviteten {activity}"},
    {"PARTICIPANT_NOT_JOINED", kRule,
     "Participant {participant} has not joined activity {activity}",
     "Deltagaren {participant} är inte med i aktiviteten {activity}"},
    {"PARTICIPANT_ERASED", kRule,
     "The personal data of participant {participant} has been erased, for ever; nothing new is "
     "recorded of that person",
     "Personuppgifterna för deltagaren {participant} är raderade för alltid; inget nytt "
     "registreras "
     "om den personen"},
    {"PARTICIPANT_RESTRICTED", kRule,
     "The personal data of participant {participant} is restricted; lift the restriction first",
     "Personuppgifterna för deltagaren {participant} är begränsade; häv begränsningen först"},
    {"PARTICIPANT_NOT_RESTRICTED", kRule,
     "The personal data of participant {participant} is not restricted",
     "Personuppgifterna för deltagaren {participant} är inte begränsade"},
    {"LEGAL_HOLD", kRule,
     "A legal hold keeps the personal data of participant {participant}; lift the hold first",
     "Personuppgifterna för deltagaren {participant} måste bevaras; häv bevarandet först"},
    {"NO_LEGAL_HOLD", kRule, "There is no legal hold on participant {participant}",
     "Deltagaren {participant} omfattas inte av något bevarande"},

    // Procurements.
    {"PROCUREMENT_NOT_HELD", kRule, "Procurement {procurement} has not been held",
     "Upphandlingen {procurement} har inte genomförts"},
    {"PROCUREMENT_ALREADY_HELD", kRule, "Procurement {procurement} has already been held",
     "Upphandlingen {procurement} har redan genomförts"},
    {"PROCUREMENT_CANCELLED", kRule, "Procurement {procurement} is cancelled",
     "Upphandlingen {procurement} är avbruten"},
    {"CONTRACT_ALREADY_AWARDED", kRule,
     "Organisation {organisation} has already been awarded a contract in procurement {procurement}",
     "Organisationen {organisation} har redan tilldelats kontrakt i upphandlingen {procurement}"},

    // Collaborations, contacts and networks.
    {"COLLABORATION_UNKNOWN", kRule, "Collaboration {collaboration} is not known",
     "Samarbetet {collaboration} är inte känt"},
    {"COLLABORATION_EXISTS", kRule, "Collaboration {collaboration} has already been formed",
     "Samarbetet {collaboration} har redan inletts"},
    {"COLLABORATION_ENDED", kRule, "Collaboration {collaboration} has ended",
     "Samarbetet {collaboration} är avslutat"},
    {"COLLABORATION_NEEDS_TWO_PARTIES", kRule,
     "The parties of collaboration {collaboration} are one and the same organisation",
     "Parterna i samarbetet {collaboration} är en och samma organisation"},
    {"PARTNERSHIP_NEEDS_PUBLIC_PARTY", kRule,
     "The idea-based public partnership {collaboration} needs a public party",
     "Det idéburna offentliga partnerskapet {collaboration} behöver en offentlig part"},
    {"PARTNERSHIP_NEEDS_NON_PROFIT_PARTY", kRule,
     "The idea-based public partnership {collaboration} needs a non-profit party",
     "Det idéburna offentliga partnerskapet {collaboration} behöver en idéburen part"},
    {"CONTACT_UNKNOWN", kRule, "Contact {contact} is not known",
     "Kontakten {contact} är inte känd"},
    {"CONTACT_EXISTS", kRule, "Contact {contact} has already been made",
     "Kontakten {contact} har redan tagits"},
    {"NETWORK_EXISTS", kRule, "Network {network} has already started",
     "Nätverket {network} har redan startat"},

    // What projects bring about.
    {"PUBLICATION_EXISTS", kRule, "Publication {publication} has already been released",
     "Publikationen {publication} har redan getts ut"},
    {"TOOL_EXISTS", kRule, "Tool {tool} has already been released",
     "Verktyget {tool} har redan släppts"},
    {"FUNDING_EXISTS", kRule, "Funding {funding} has already been offered",
     "Finansieringen {funding} har redan erbjudits"},

    // Figures and indicators.
    {"INDICATOR_UNKNOWN", kRule, "Indicator {indicator} is not defined",
     "Indikatorn {indicator} är inte definierad"},
    {"INDICATOR_EXISTS", kRule, "Indicator {indicator} is already defined",
     "Indikatorn {indicator} är redan definierad"},
    {"TARGET_UNIT_DIFFERS", kRule,
     "The target is stated in {unit}, but indicator {indicator} is counted in {wanted}",
     "Målet anges i {unit}, men indikatorn {indicator} räknas i {wanted}"},
    {"FIGURE_UNKNOWN", kRule, "Figure {figure} has not been reported",
     "Siffran {figure} har inte rapporterats"},
    {"FIGURE_EXISTS", kRule, "Figure {figure} has already been reported",
     "Siffran {figure} har redan rapporterats"},
    {"FIGURE_WITHDRAWN", kRule, "Figure {figure} has been withdrawn",
     "Siffran {figure} har dragits tillbaka"},

    // Events.
    {"EVENT_UNKNOWN", kRule, "There is no event {event} on stream {stream}",
     "Det finns ingen händelse {event} på strömmen {stream}"},
    {"EVENT_NOT_VOIDABLE", kRule,
     "Event {event} on stream {stream} voids another, or is a decision on the data of a person, "
     "and "
     "cannot be voided; record what holds now",
     "Händelsen {event} på strömmen {stream} makulerar en annan eller är ett beslut om en persons "
     "uppgifter och kan inte makuleras; registrera det som gäller nu"},
    {"EVENT_VOIDED", kRule, "Event {event} on stream {stream} is already voided",
     "Händelsen {event} på strömmen {stream} är redan makulerad"},
};

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

const Row& RowOf(absl::string_view reason) {
  for (const Row& row : kRows) {
    if (row.reason == reason) return row;
  }
  std::fprintf(stderr, "services/rpc/errors.cc has no row for reason %s\n",
               std::string(reason).c_str());
  std::abort();
}

// Fills variables into a text. Every one the text asks for must be given.
std::string Fill(const Row& row, absl::string_view text, const Variables& variables) {
  std::string filled;
  size_t at = 0;
  for (size_t open; (open = text.find('{', at)) != absl::string_view::npos;) {
    const size_t close = text.find('}', open);
    assert(close != absl::string_view::npos);
    const absl::string_view name = text.substr(open + 1, close - open - 1);
    const auto found = std::find_if(variables.begin(), variables.end(),
                                    [name](const auto& v) { return v.first == name; });
    if (found == variables.end()) {
      std::fprintf(stderr, "reason %s lacks its variable %s\n", std::string(row.reason).c_str(),
                   std::string(name).c_str());
    }
    assert(found != variables.end());
    absl::StrAppend(&filled, text.substr(at, open - at),
                    found == variables.end() ? "?" : found->second);
    at = close + 1;
  }
  absl::StrAppend(&filled, text.substr(at));
  return filled;
}

// A status holds one payload a type; the two LocalizedMessages are told apart by a
// suffix that the wire form drops.
void Attach(const google::protobuf::Message& detail, absl::string_view suffix,
            absl::Status* status) {
  status->SetPayload(absl::StrCat(kTypePrefix, detail.GetDescriptor()->full_name(), suffix),
                     absl::Cord(detail.SerializeAsString()));
}

template <typename Detail>
bool Detach(const absl::Status& status, Detail* detail) {
  const auto payload =
      status.GetPayload(absl::StrCat(kTypePrefix, detail->GetDescriptor()->full_name()));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

void AttachLocalized(absl::string_view locale, std::string text, absl::Status* status) {
  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(locale));
  localized.set_message(std::move(text));
  Attach(localized, absl::StrCat("#", locale), status);
}

void AttachReason(const Row& row, const Variables& variables, absl::Status* status) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(row.reason));
  info.set_domain("verkan");
  for (const auto& [name, value] : variables) (*info.mutable_metadata())[name] = value;
  Attach(info, "", status);
}

void AttachPrecondition(const Row& row, const Variables& variables, const std::string& text,
                        absl::Status* status) {
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_type(std::string(row.reason));
  if (!variables.empty()) {
    violation->set_subject(absl::StrCat(variables[0].first, ":", variables[0].second));
  }
  violation->set_description(text);
  Attach(failure, "", status);
}

void AttachRetry(int millis, absl::Status* status) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(millis / 1000);
  retry.mutable_retry_delay()->set_nanos(millis % 1000 * 1000000);
  Attach(retry, "", status);
}

absl::Status Make(const Row& row, absl::StatusCode code, const Variables& variables) {
  std::string english = Fill(row, row.english, variables);
  absl::Status status(code, english);
  AttachReason(row, variables, &status);
  if (code == StatusCode::kFailedPrecondition) {
    AttachPrecondition(row, variables, english, &status);
  }
  if (row.retry_millis > 0) AttachRetry(row.retry_millis, &status);
  AttachLocalized("en", std::move(english), &status);
  AttachLocalized("sv", Fill(row, row.swedish, variables), &status);
  return status;
}

// The first bytes of a value, cut between characters.
std::string Shortened(absl::string_view value) {
  constexpr size_t kMaxShown = 120;
  if (value.size() <= kMaxShown) return std::string(value);
  size_t end = kMaxShown;
  while (end > 0 && (value[end] & 0xC0) == 0x80) --end;
  return absl::StrCat(value.substr(0, end), "…");
}

std::string Describe(const Violation& violation) {
  return absl::StrCat(
      violation.path.empty() ? "request" : violation.path, ": ",
      violation.value.empty() ? "nothing" : absl::StrCat("\"", Shortened(violation.value), "\""),
      ", wanted ", violation.wanted);
}

// The first violations in a sentence; all of them stand in BadRequest.
std::string Summary(const google::rpc::BadRequest& bad) {
  constexpr int kNamed = 3;
  std::string summary;
  for (int i = 0; i < std::min(kNamed, bad.field_violations_size()); ++i) {
    absl::StrAppend(&summary, i == 0 ? "" : "; ", bad.field_violations(i).description());
  }
  const int others = bad.field_violations_size() - kNamed;
  if (others > 0) absl::StrAppend(&summary, "; and ", others, " more");
  return summary;
}

// The reason of an error that names none.
absl::string_view ReasonFor(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kOutOfRange:
      return "INVALID_REQUEST";
    case StatusCode::kNotFound:
      return "NOT_FOUND";
    case StatusCode::kAlreadyExists:
      return "EVENT_ID_TAKEN";
    case StatusCode::kAborted:
      return "APPEND_CONDITION_FAILED";
    case StatusCode::kUnavailable:
      return "STORE_NOT_WRITABLE";
    case StatusCode::kDataLoss:
      return "LOG_DATA_LOSS";
    case StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case StatusCode::kResourceExhausted:
      return "QUEUE_FULL";
    case StatusCode::kFailedPrecondition:
      return "PROJECTION_STOPPED";
    case StatusCode::kCancelled:
      return "CANCELLED";
    case StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    case StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    default:
      return "INTERNAL";
  }
}

}  // namespace

absl::Status InvalidRequest(const std::vector<Violation>& violations) {
  assert(!violations.empty());
  google::rpc::BadRequest bad;
  for (const Violation& violation : violations) {
    auto* field = bad.add_field_violations();
    field->set_field(violation.path);
    field->set_description(Describe(violation));
  }
  absl::Status status =
      Make(RowOf("INVALID_REQUEST"), StatusCode::kInvalidArgument, {{"details", Summary(bad)}});
  Attach(bad, "", &status);
  return status;
}

absl::Status Refuse(absl::string_view reason, const Variables& variables) {
  const Row& row = RowOf(reason);
  return Make(row, row.code, variables);
}

absl::Status NotFound(absl::string_view reason, const Variables& variables) {
  return Make(RowOf(reason), StatusCode::kNotFound, variables);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  std::vector<std::pair<std::string, std::string>> payloads;
  status.ForEachPayload([&payloads](absl::string_view url, const absl::Cord& payload) {
    payloads.emplace_back(std::string(url), std::string(payload));
  });
  std::sort(payloads.begin(), payloads.end());
  for (auto& [url, value] : payloads) {
    auto* detail = rpc.add_details();
    detail->set_type_url(url.substr(0, url.find('#')));
    detail->set_value(std::move(value));
  }
  return rpc;
}

absl::Status FromRpcStatus(const google::rpc::Status& rpc) {
  absl::Status status(static_cast<StatusCode>(rpc.code()), rpc.message());
  for (const auto& detail : rpc.details()) {
    std::string url = detail.type_url();
    google::rpc::LocalizedMessage localized;
    if (absl::EndsWith(url, ".LocalizedMessage") && localized.ParseFromString(detail.value())) {
      absl::StrAppend(&url, "#", localized.locale());
    }
    status.SetPayload(url, absl::Cord(detail.value()));
  }
  return status;
}

void LimitDetails(size_t bytes, google::rpc::Status* status) {
  for (auto& detail : *status->mutable_details()) {
    google::rpc::BadRequest bad;
    if (!detail.Is<google::rpc::BadRequest>() || !detail.UnpackTo(&bad)) continue;
    int left_out = 0;
    while (status->ByteSizeLong() > bytes && bad.field_violations_size() > 1) {
      const int keep = bad.field_violations_size() / 2;
      left_out += bad.field_violations_size() - keep;
      bad.mutable_field_violations()->DeleteSubrange(keep, bad.field_violations_size() - keep);
      google::rpc::BadRequest shown = bad;
      shown.add_field_violations()->set_description(absl::StrCat("and ", left_out, " more"));
      detail.set_value(shown.SerializeAsString());
    }
  }
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return Detach(status, &info) ? info.reason() : "";
}

absl::Status WithReason(absl::Status status) {
  if (status.ok() || !ReasonOf(status).empty()) return status;
  const Row& row = RowOf(ReasonFor(status.code()));
  const std::string details(status.message());
  absl::Status complete =
      Make(row, row.code, {{"details", details}, {"queue", "The queue of the server"}});
  if (row.code == StatusCode::kInvalidArgument) {
    google::rpc::BadRequest bad;
    bad.add_field_violations()->set_description(details);
    Attach(bad, "", &complete);
  }
  return complete;
}

}  // namespace verkan::services
