// verkan participant: what is known of a person, and decisions on it.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/erasure.h"
#include "clients/cli/session.h"
#include "verkan/participant/v1/participant_service.pb.h"

namespace verkan::cli {
namespace {

constexpr char kShowFooter[] = R"(
The server records that the data was read, by whom and what for. Name and e-mail address of a
protected identity are left out unless --reveal is given.

Examples:
  verkan participant show 7f3k2m9q --purpose "the person asked what is stored"
  verkan participant show 7f3k2m9q --purpose "contact before the next lunch" --json
)";

constexpr char kRestrictFooter[] = R"(
The data is kept and not shown, until the restriction is lifted.

Examples:
  verkan participant restrict 7f3k2m9q --reason "the person disputes the year of birth"
  verkan participant lift-restriction 7f3k2m9q --reason "settled"
)";

constexpr char kHoldFooter[] = R"(
While it is held the data cannot be erased.

Examples:
  verkan participant hold 7f3k2m9q --reason "audit 2026" --decided-by "Riksrevisionen"
  verkan participant release 7f3k2m9q --reason "audit closed" --decided-by "Riksrevisionen"
)";

struct Decision {
  std::string participant, reason, decided_by;
};

struct Question {
  std::string participant, purpose;
  bool reveal = false;
};

absl::string_view StateText(const Session& session, participant::v1::PersonalDataState state) {
  switch (state) {
    case participant::v1::PERSONAL_DATA_STATE_NONE:
      return session.Say("nothing personal is stored", "inget personligt är lagrat");
    case participant::v1::PERSONAL_DATA_STATE_READABLE:
      return session.Say("readable", "läsbara");
    case participant::v1::PERSONAL_DATA_STATE_RESTRICTED:
      return session.Say("restricted", "begränsade");
    case participant::v1::PERSONAL_DATA_STATE_ERASED:
      return session.Say("erased, for ever", "raderade för alltid");
    case participant::v1::PERSONAL_DATA_STATE_KEY_MISSING:
      return session.Say("the person's key is not on this server",
                         "personens nyckel finns inte på den här servern");
    default:
      return session.Say("not known", "inte känt");
  }
}

absl::string_view GenderText(const Session& session, event::v1::Gender gender) {
  switch (gender) {
    case event::v1::GENDER_WOMAN:
      return session.Say("woman", "kvinna");
    case event::v1::GENDER_MAN:
      return session.Say("man", "man");
    case event::v1::GENDER_OTHER:
      return session.Say("other", "annat");
    default:
      return "";
  }
}

void Line(const Session& session, absl::string_view english, absl::string_view swedish,
          absl::string_view value) {
  if (!value.empty()) session.out() << session.Say(english, swedish) << value << "\n";
}

void PrintPerson(const Session& session, const participant::v1::GetParticipantResponse& person) {
  const auto& fact = person.participant();
  Line(session, "participant    ", "deltagare        ", fact.participant_id());
  Line(session, "also           ", "även             ",
       absl::StrJoin(person.other_participant_ids(), ", "));
  Line(session, "region         ", "län              ", fact.region_code());
  Line(session, "personal data  ", "personuppgifter  ", StateText(session, person.state()));
  Line(session, "name           ", "namn             ", fact.name());
  Line(session, "e-mail         ", "e-post           ", fact.email());
  Line(session, "born           ", "född             ",
       fact.birth_year() == 0 ? "" : std::to_string(fact.birth_year()));
  Line(session, "gender         ", "kön              ", GenderText(session, fact.gender()));
  if (person.masked()) {
    session.out() << session.Say("protected identity: --reveal shows name and e-mail address\n",
                                 "skyddade personuppgifter: --reveal visar namn och e-post\n");
  }
  if (person.legal_hold()) {
    session.out() << session.Say("a legal hold keeps it from being erased\n",
                                 "måste bevaras och kan inte raderas\n");
  }
  Line(session, "decision       ", "beslut           ", person.erased().decision_id());
  Line(session, "legal basis    ", "rättslig grund   ", person.erased().legal_basis());
  Line(session, "decided by     ", "beslutat av      ", person.erased().decided_by());
}

int Show(Session* session, const Question& question) {
  participant::v1::GetParticipantRequest request;
  request.set_participant_id(question.participant);
  request.set_purpose(question.purpose);
  request.set_reveal_protected_identity(question.reveal);
  const auto person = session->client()->GetParticipant(request);
  if (!person.ok()) return session->Fail(person.status());
  if (session->json) return session->PrintJson(*person);
  PrintPerson(*session, *person);
  return kDone;
}

int Restrict(Session* session, const Decision& decision) {
  participant::v1::RestrictParticipantRequest request;
  request.mutable_event()->set_participant_id(decision.participant);
  request.mutable_event()->set_reason(decision.reason);
  return session->TellRecorded(session->client()->RestrictParticipant(request),
                               session->Say("restricted", "begränsat"));
}

int LiftRestriction(Session* session, const Decision& decision) {
  participant::v1::LiftRestrictionRequest request;
  request.mutable_event()->set_participant_id(decision.participant);
  request.mutable_event()->set_reason(decision.reason);
  return session->TellRecorded(session->client()->LiftRestriction(request),
                               session->Say("the restriction is lifted", "begränsningen är hävd"));
}

int Hold(Session* session, const Decision& decision) {
  participant::v1::PlaceLegalHoldRequest request;
  request.mutable_event()->set_participant_id(decision.participant);
  request.mutable_event()->set_reason(decision.reason);
  request.mutable_event()->set_decided_by(decision.decided_by);
  return session->TellRecorded(session->client()->PlaceLegalHold(request),
                               session->Say("held", "bevaras"));
}

int Release(Session* session, const Decision& decision) {
  participant::v1::LiftLegalHoldRequest request;
  request.mutable_event()->set_participant_id(decision.participant);
  request.mutable_event()->set_reason(decision.reason);
  request.mutable_event()->set_decided_by(decision.decided_by);
  return session->TellRecorded(session->client()->LiftLegalHold(request),
                               session->Say("the hold is lifted", "bevarandet är hävt"));
}

using Act = int (*)(Session*, const Decision&);

// A command that records a decision. Which of its grounds are asked for differs.
CLI::App* AddDecision(CLI::App* group, Session* session, const std::string& name,
                      const std::string& what, const char* footer, Act act, Decision** decision) {
  auto arguments = std::make_shared<Decision>();
  CLI::App* command = group->add_subcommand(name, what);
  command->footer(footer);
  command->add_option("participant", arguments->participant, "Pseudonym of the person")->required();
  command->callback([session, arguments, act] { session->exit_code = act(session, *arguments); });
  *decision = arguments.get();
  return command;
}

void AddGround(CLI::App* command, const std::string& option, std::string* value,
               const std::string& what) {
  command->add_option(option, *value, what)->required();
}

void AddShow(CLI::App* group, Session* session) {
  auto question = std::make_shared<Question>();
  CLI::App* show = group->add_subcommand("show", "Show what is known of a person");
  show->footer(kShowFooter);
  show->add_option("participant", question->participant, "Pseudonym of the person")->required();
  show->add_option("--purpose", question->purpose, "What the data is needed for")->required();
  show->add_flag("--reveal", question->reveal, "Also name and address of a protected identity");
  show->callback([session, question] { session->exit_code = Show(session, *question); });
}

}  // namespace

void AddParticipantCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("participant", "Personal data: show, lock, hold, erase");
  group->require_subcommand(1);
  AddShow(group, session);

  AddErase(group, session);

  Decision* decision = nullptr;
  CLI::App* restrict = AddDecision(group, session, "restrict", "Lock the data of a person",
                                   kRestrictFooter, Restrict, &decision);
  AddGround(restrict, "--reason", &decision->reason, "Why");
  CLI::App* lift = AddDecision(group, session, "lift-restriction", "Unlock the data of a person",
                               kRestrictFooter, LiftRestriction, &decision);
  AddGround(lift, "--reason", &decision->reason, "Why");

  CLI::App* hold = AddDecision(group, session, "hold", "Keep the data of a person from erasure",
                               kHoldFooter, Hold, &decision);
  AddGround(hold, "--reason", &decision->reason, "Why");
  AddGround(hold, "--decided-by", &decision->decided_by, "Office that decided");
  CLI::App* release =
      AddDecision(group, session, "release", "Lift a legal hold", kHoldFooter, Release, &decision);
  AddGround(release, "--reason", &decision->reason, "Why");
  AddGround(release, "--decided-by", &decision->decided_by, "Office that decided");
}

}  // namespace verkan::cli
