#include "clients/cli/erasure.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/counted.h"
#include "clients/cli/log_format.h"
#include "clients/cli/session.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/participant/v1/participant_service.pb.h"

namespace verkan::cli {
namespace {

constexpr char kFooter[] = R"(
The person's keys are destroyed: name, address, year of birth and gender can never be read again,
in the log, in any backup or in any export. What was counted stays counted, and proofs hold. It
cannot be undone.

On a terminal it says what it is about to do and asks; elsewhere it needs --yes. --dry-run says it
and does nothing.

Examples:
  verkan participant erase 7f3k2m9q --dry-run --legal-basis "GDPR art. 17.1 b" \
      --decision "RJ 2026/17" --decided-by "Region Jönköping, arkivfunktionen"
  verkan participant erase 7f3k2m9q --yes --legal-basis "GDPR art. 17.1 b" \
      --decision "RJ 2026/17" --decided-by "Region Jönköping, arkivfunktionen"
)";

struct Arguments {
  std::string participant, legal_basis, decision_id, decided_by;
  bool dry_run = false, yes = false;
};

participant::v1::EraseParticipantRequest MakeRequest(const Arguments& arguments) {
  participant::v1::EraseParticipantRequest request;
  auto* fact = request.mutable_event();
  fact->set_participant_id(arguments.participant);
  fact->set_legal_basis(arguments.legal_basis);
  fact->set_decision_id(arguments.decision_id);
  fact->set_decided_by(arguments.decided_by);
  return request;
}

// Everything that names one of the pseudonyms, on a stream of its own or by a tag.
absl::StatusOr<std::vector<log::v1::RecordedEvent>> ReadAbout(
    client::Client* client, const std::set<std::string>& pseudonyms) {
  log::v1::ReadRequest request;
  auto* streams = request.mutable_query()->add_items();
  for (const std::string& pseudonym : pseudonyms) {
    streams->add_streams(absl::StrCat("participant-", pseudonym));
    request.mutable_query()->add_items()->add_tags(absl::StrCat("participant:", pseudonym));
  }
  std::vector<log::v1::RecordedEvent> events;
  const absl::Status status =
      client->Read(request, [&events](const log::v1::ReadResponse& message) {
        events.insert(events.end(), message.events().begin(), message.events().end());
        return true;
      });
  if (!status.ok()) return status;
  return events;
}

// The pseudonyms that a merge which still stands makes one.
std::set<std::string> Merged(const std::vector<log::v1::RecordedEvent>& events) {
  std::set<std::string> voided, pseudonyms;
  for (const auto& recorded : events) {
    event::v1::EventVoided fact;
    if (recorded.type() != fact.GetTypeName() || !fact.ParseFromString(recorded.payload()))
      continue;
    voided.insert(fact.event_id());
  }
  for (const auto& recorded : events) {
    event::v1::ParticipantsMerged fact;
    if (recorded.type() != fact.GetTypeName() || !fact.ParseFromString(recorded.payload()))
      continue;
    if (voided.count(ToUuidText(recorded.id())) > 0) continue;
    pseudonyms.insert({fact.participant_id(), fact.merged_participant_id()});
  }
  return pseudonyms;
}

std::string Warning(const Session& session, const Traces& traces) {
  return absl::StrCat(
      session.Say("Erases for ever the personal data of ",
                  "Raderar för alltid personuppgifterna för "),
      absl::StrJoin(traces.pseudonyms, ", "), " (",
      Counted(traces.pseudonyms.size(), "pseudonyms", session.language()), ", ",
      Counted(traces.events, "events", session.language()), ")",
      session.Say(
          ": name, e-mail address, year of birth and gender can never be read again, in the "
          "log, in any\nbackup or in any export. Counts stay. It cannot be undone.\n",
          ": namn, e-post, födelseår och kön kan aldrig läsas igen, varken i loggen, i någon\n"
          "säkerhetskopia eller i någon export. Antalen består. Det kan inte ångras.\n"));
}

int ShowDryRun(const Session& session, const Traces& traces) {
  if (session.json) {
    session.out() << nlohmann::ordered_json{{"dryRun", true},
                                            {"pseudonyms", traces.pseudonyms},
                                            {"events", std::to_string(traces.events)}}
                  << "\n";
    return kDone;
  }
  session.out() << Warning(session, traces)
                << session.Say("Nothing was erased: this was a dry run.\n",
                               "Inget raderades: detta var ett prov.\n");
  return kDone;
}

bool Confirmed(const Session& session, const Traces& traces) {
  session.err() << Warning(session, traces)
                << session.Say("Type yes to erase: ", "Skriv ja för att radera: ") << std::flush;
  std::string answer;
  std::getline(session.in(), answer);
  return answer == session.Say("yes", "ja");
}

int Erase(Session* session, const Arguments& arguments) {
  if (!arguments.dry_run && !arguments.yes && !session->in_is_terminal()) {
    session->Fail(absl::FailedPreconditionError(
        session->Say("an erasure cannot be undone: without a terminal to ask on it needs --yes "
                     "(--dry-run shows what it would erase)",
                     "en radering kan inte ångras: utan en terminal att fråga på behövs --yes "
                     "(--dry-run visar vad som skulle raderas)")));
    return kUsage;
  }
  participant::v1::EraseParticipantRequest request = MakeRequest(arguments);
  if (!arguments.yes || arguments.dry_run) {
    request.set_validate_only(true);
    const auto valid = session->client()->EraseParticipant(request);
    if (!valid.ok()) return session->Fail(valid.status());
    const auto traces = FindTraces(session->client(), arguments.participant);
    if (!traces.ok()) return session->Fail(traces.status());
    if (arguments.dry_run) return ShowDryRun(*session, *traces);
    if (!Confirmed(*session, *traces)) {
      session->err() << session->Say("Nothing was erased.\n", "Inget raderades.\n");
      return kError;
    }
    request.set_validate_only(false);
  }
  return session->TellRecorded(session->client()->EraseParticipant(request),
                               session->Say("erased", "raderat"));
}

}  // namespace

absl::StatusOr<Traces> FindTraces(client::Client* client, const std::string& participant) {
  Traces traces;
  traces.pseudonyms = {participant};
  while (true) {
    const auto events = ReadAbout(client, traces.pseudonyms);
    if (!events.ok()) return events.status();
    traces.events = events->size();
    const size_t known = traces.pseudonyms.size();
    traces.pseudonyms.merge(Merged(*events));
    if (traces.pseudonyms.size() == known) return traces;
  }
}

void AddErase(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* erase = group->add_subcommand("erase", "Erase the data of a person, for ever");
  erase->footer(kFooter);
  erase->add_option("participant", arguments->participant, "Pseudonym of the person")->required();
  erase->add_option("--legal-basis", arguments->legal_basis, "Legal basis")->required();
  erase->add_option("--decision", arguments->decision_id, "Id of the decision")->required();
  erase->add_option("--decided-by", arguments->decided_by, "Office that decided")->required();
  erase->add_flag("--dry-run", arguments->dry_run, "Say what would be erased, and erase nothing");
  erase->add_flag("--yes", arguments->yes, "Erase without asking");
  erase->callback([session, arguments] { session->exit_code = Erase(session, *arguments); });
}

}  // namespace verkan::cli
