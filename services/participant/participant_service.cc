#include "services/participant/participant_service.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "services/domain/checks.h"
#include "services/domain/correction.h"
#include "services/domain/stream_folder.h"
#include "services/domain/uuid.h"
#include "services/domain/wipe.h"
#include "services/participant/participant_rules.h"
#include "verkan/participant/v1/participant_service.pb.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using event::v1::EventVoided;
using event::v1::ParticipantRegistered;
using event::v1::ParticipantUpdated;
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

// The records of the registration that holds, and of what it was updated to since, in order; none
// that is voided.
absl::StatusOr<std::vector<std::string>> FindRegistration(const EventStore& store,
                                                          const std::string& participant_id) {
  eventstore::ReadOptions options;
  auto& item = options.query.items.emplace_back();
  item.streams = {absl::StrCat(Participant::kNoun, "-", participant_id)};
  item.types = {ParticipantRegistered::descriptor()->full_name(),
                ParticipantUpdated::descriptor()->full_name(),
                EventVoided::descriptor()->full_name()};
  options.backwards = true;
  VERKAN_ASSIGN_OR_RETURN(const auto cursor, store.Read(options));
  std::set<std::string> voided;
  std::vector<std::string> records;
  eventstore::StoredRecord stored;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool found, cursor->Next(&stored));
    if (!found) return Refuse("PARTICIPANT_UNKNOWN", {{"participant", participant_id}});
    eventstore::RecordView record;
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record));
    if (voided.count(std::string(record.id)) > 0) continue;
    if (record.type == EventVoided::descriptor()->full_name()) {
      EventVoided fact;
      VERKAN_RETURN_IF_ERROR(ParsePayload(record, &fact));
      voided.insert(ParseUuid(fact.event_id()).value_or(""));
      continue;
    }
    records.insert(records.begin(), std::string(stored.bytes));
    if (record.type == ParticipantRegistered::descriptor()->full_name()) return records;
  }
}

// Reads what is told of the person into an event, opened as far as it can be. What is withheld is
// added.
absl::Status OpenInto(Recorder* recorder, const std::string& bytes, Event* told, bool* sealed,
                      std::vector<Withheld>* withheld) {
  eventstore::RecordView record;
  VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
  const bool updated = record.type == ParticipantUpdated::descriptor()->full_name();
  Event event;
  const WipeAtEnd wipe(&event);
  google::protobuf::Message* fact = nullptr;
  if (updated) {
    fact = event.mutable_participant_updated();
  } else {
    fact = event.mutable_participant_registered();
  }
  VERKAN_RETURN_IF_ERROR(ParsePayload(record, fact));
  VERKAN_ASSIGN_OR_RETURN(const auto closed, recorder->personal_data().Open(record, fact));
  *sealed |= !record.sealed.empty();
  withheld->insert(withheld->end(), closed.begin(), closed.end());
  Event former = std::move(*told);
  const WipeAtEnd wipe_former(&former);
  *told = updated ? Corrected(former, event) : event;
  return absl::OkStatus();
}

participant::v1::PersonalDataState StateOf(bool sealed, const std::vector<Withheld>& withheld,
                                           const Person& person) {
  if (person.erased.has_value()) return participant::v1::PERSONAL_DATA_STATE_ERASED;
  if (person.restricted) return participant::v1::PERSONAL_DATA_STATE_RESTRICTED;
  if (!sealed) return participant::v1::PERSONAL_DATA_STATE_NONE;
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
  VERKAN_ASSIGN_OR_RETURN(const std::vector<std::string> records, FindRegistration(store, id));
  Event told;
  const WipeAtEnd wipe(&told);
  bool sealed = false;
  std::vector<Withheld> withheld;
  for (const std::string& bytes : records) {
    VERKAN_RETURN_IF_ERROR(OpenInto(recorder, bytes, &told, &sealed, &withheld));
  }
  GetParticipantResponse response;
  ParticipantRegistered* fact = response.mutable_participant();
  *fact = told.participant_registered();
  response.set_state(StateOf(sealed, withheld, person));
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
