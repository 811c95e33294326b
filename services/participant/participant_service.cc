#include "services/participant/participant_service.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "services/domain/checks.h"
#include "services/domain/stream_folder.h"
#include "services/domain/wipe.h"
#include "services/participant/participant_rules.h"
#include "verkan/participant/v1/participant_service.pb.h"

namespace verkan::services {
namespace {

using event::v1::ParticipantRegistered;
using eventstore::EventStore;
using participant::v1::GetParticipantRequest;
using participant::v1::GetParticipantResponse;

absl::Status Check(const GetParticipantRequest& request) {
  Checks checks;
  checks.Id("participant_id", request.participant_id());
  checks.RequiredText("purpose", request.purpose());
  if (checks.violations().empty()) return absl::OkStatus();
  return InvalidRequest(checks.violations());
}

// The record of the registration that holds; it lies in `bytes`.
absl::StatusOr<eventstore::RecordView> FindRegistration(const EventStore& store,
                                                        const std::string& participant_id,
                                                        std::string* bytes) {
  eventstore::ReadOptions options;
  auto& item = options.query.items.emplace_back();
  item.streams = {absl::StrCat(Participant::kNoun, "-", participant_id)};
  item.types = {ParticipantRegistered::descriptor()->full_name()};
  options.backwards = true;
  options.limit = 1;
  VERKAN_ASSIGN_OR_RETURN(const auto cursor, store.Read(options));
  eventstore::StoredRecord stored;
  VERKAN_ASSIGN_OR_RETURN(const bool found, cursor->Next(&stored));
  if (!found) return Refuse("PARTICIPANT_UNKNOWN", {{"participant", participant_id}});
  *bytes = std::string(stored.bytes);
  eventstore::RecordView record;
  VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(*bytes, &record));
  return record;
}

participant::v1::PersonalDataState StateOf(const eventstore::RecordView& record,
                                           const std::vector<Withheld>& withheld,
                                           const Person& person) {
  if (person.erased.has_value()) return participant::v1::PERSONAL_DATA_STATE_ERASED;
  if (person.restricted) return participant::v1::PERSONAL_DATA_STATE_RESTRICTED;
  if (record.sealed.empty()) return participant::v1::PERSONAL_DATA_STATE_NONE;
  if (withheld.empty()) return participant::v1::PERSONAL_DATA_STATE_READABLE;
  switch (withheld.front().reason) {
    case Withheld::kErased:
      return participant::v1::PERSONAL_DATA_STATE_ERASED;
    case Withheld::kRestricted:
      return participant::v1::PERSONAL_DATA_STATE_RESTRICTED;
    case Withheld::kKeyMissing:
      break;
  }
  return participant::v1::PERSONAL_DATA_STATE_KEY_MISSING;
}

absl::StatusOr<GetParticipantResponse> Look(const EventStore& store, Recorder* recorder,
                                            const GetParticipantRequest& request) {
  const std::string& id = request.participant_id();
  VERKAN_ASSIGN_OR_RETURN(const Person person, recorder->FindPerson(id));
  if (!person.known) return Refuse("PARTICIPANT_UNKNOWN", {{"participant", id}});
  std::string bytes;
  VERKAN_ASSIGN_OR_RETURN(const auto record, FindRegistration(store, id, &bytes));
  GetParticipantResponse response;
  ParticipantRegistered* fact = response.mutable_participant();
  VERKAN_RETURN_IF_ERROR(ParsePayload(record, fact));
  VERKAN_ASSIGN_OR_RETURN(const auto withheld, recorder->personal_data().Open(record, fact));
  response.set_state(StateOf(record, withheld, person));
  if (!request.reveal_protected_identity()) response.set_masked(Mask(fact));
  for (const std::string& pseudonym : person.pseudonyms) {
    if (pseudonym != id) response.add_other_participant_ids(pseudonym);
  }
  response.set_legal_hold(person.legal_hold);
  if (person.erased.has_value()) *response.mutable_erased() = *person.erased;
  return response;
}

void GetParticipant(const EventStore& store, Recorder* recorder, const Context& context,
                    const GetParticipantRequest& request, Answer answer) {
  if (absl::Status checked = Check(request); !checked.ok()) return answer(checked);
  auto response = Look(store, recorder, request);
  if (!response.ok()) return answer(WithReason(response.status()));
  const WipeAtEnd wipe(&*response);
  std::vector<std::string> shown;
  if (response->state() == participant::v1::PERSONAL_DATA_STATE_READABLE) {
    shown.push_back(request.participant_id());
  }
  RecordAccess(recorder, context, shown, request.purpose(), 0,
               [bytes = std::make_shared<const WipedBytes>(response->SerializeAsString()),
                answer = std::move(answer)](const absl::Status& recorded) {
                 if (!recorded.ok()) return answer(recorded);
                 answer(bytes->get());
               });
}

}  // namespace

void RecordAccess(Recorder* recorder, const Context& context,
                  const std::vector<std::string>& participant_ids, const std::string& purpose,
                  eventstore::Position position, std::function<void(const absl::Status&)> show) {
  struct Pending {
    size_t open = 0;
    absl::Status failed;
    std::function<void(const absl::Status&)> show;
    void Count(const absl::Status& status) {
      if (!status.ok()) failed = status;
      if (--open == 0) show(failed);
    }
  };
  auto pending = std::make_shared<Pending>();
  pending->open = participant_ids.size() + 1;
  pending->show = std::move(show);
  for (const std::string& id : participant_ids) {
    event::v1::Event event;
    auto* fact = event.mutable_personal_data_read();
    fact->set_participant_id(id);
    fact->set_purpose(purpose);
    fact->set_position(position);
    recorder->Record(
        context, std::move(event), {},
        [pending](const absl::StatusOr<Recorded>& recorded) { pending->Count(recorded.status()); });
  }
  pending->Count(absl::OkStatus());
}

void AddParticipantService(const EventStore* store, Recorder* recorder, Handlers* handlers) {
  (*handlers)["verkan.participant.v1.ParticipantService.GetParticipant"] =
      CommandOf<GetParticipantRequest>(
          [=](const Context& context, const GetParticipantRequest& request, Answer answer) {
            GetParticipant(*store, recorder, context, request, std::move(answer));
          });
}

}  // namespace verkan::services
