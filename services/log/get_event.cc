#include "services/log/get_event.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "services/domain/checks.h"
#include "services/domain/schema.h"
#include "services/domain/stream_folder.h"
#include "services/domain/wipe.h"
#include "services/participant/participant_rules.h"
#include "services/participant/participant_service.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::EventStore;
using eventstore::RecordView;
using log::v1::GetEventRequest;
using log::v1::GetEventResponse;

absl::Status Check(const GetEventRequest& request, eventstore::Position head) {
  Checks checks;
  if (request.position() == 0) checks.Fail("position", "0", "a position, from 1");
  if (request.open_personal_data()) checks.RequiredText("purpose", request.purpose());
  if (!checks.violations().empty()) return InvalidRequest(checks.violations());
  return eventstore::CheckWithinLog(request.position(), head);
}

log::v1::WithheldReason ToMessage(Withheld::Reason reason) {
  switch (reason) {
    case Withheld::kErased:
      return log::v1::WITHHELD_REASON_ERASED;
    case Withheld::kRestricted:
      return log::v1::WITHHELD_REASON_RESTRICTED;
    case Withheld::kKeyMissing:
      break;
  }
  return log::v1::WITHHELD_REASON_KEY_MISSING;
}

void Withhold(const std::string& subject, log::v1::WithheldReason reason,
              GetEventResponse* response) {
  auto* withheld = response->add_withheld();
  withheld->set_subject(subject);
  withheld->set_reason(reason);
}

// Puts what may be shown into the payload. Returns the persons whose data that is.
absl::StatusOr<std::vector<std::string>> Open(const RecordView& record, const EventType& type,
                                              const PersonalData& personal,
                                              GetEventResponse* response) {
  event::v1::Event event;
  const WipeAtEnd wipe(&event);
  auto* fact = event.GetReflection()->MutableMessage(&event, type.arm());
  VERKAN_RETURN_IF_ERROR(ParsePayload(record, fact));
  VERKAN_ASSIGN_OR_RETURN(const std::vector<Withheld> closed, personal.Open(record, fact));
  std::vector<std::string> shown;
  for (const auto& part : record.sealed) shown.emplace_back(part.subject);
  for (const Withheld& part : closed) {
    Withhold(part.subject, ToMessage(part.reason), response);
    shown.erase(std::remove(shown.begin(), shown.end(), part.subject), shown.end());
  }
  if (event.has_participant_registered() && Mask(event.mutable_participant_registered())) {
    Withhold(event.participant_registered().participant_id(),
             log::v1::WITHHELD_REASON_PROTECTED_IDENTITY, response);
  }
  auto* sealed = response->mutable_event()->mutable_sealed();
  sealed->erase(std::remove_if(sealed->begin(), sealed->end(),
                               [&shown](const auto& part) {
                                 return std::find(shown.begin(), shown.end(), part.subject()) !=
                                        shown.end();
                               }),
                sealed->end());
  response->mutable_event()->set_payload(fact->SerializeAsString());
  return shown;
}

absl::StatusOr<std::vector<std::string>> Look(const EventStore& store, const PersonalData& personal,
                                              const GetEventRequest& request,
                                              GetEventResponse* response) {
  VERKAN_RETURN_IF_ERROR(Check(request, store.head()));
  VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store.Get(request.position()));
  RecordView record;
  VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
  response->mutable_event()->ParseFromString(bytes);
  const EventType* type = Schema::Default().Find(record.type);
  if (request.open_personal_data() && type != nullptr && !record.sealed.empty()) {
    return Open(record, *type, personal, response);
  }
  for (const auto& part : record.sealed) {
    Withhold(std::string(part.subject), log::v1::WITHHELD_REASON_NOT_ASKED, response);
  }
  return std::vector<std::string>();
}

void GetEvent(const EventStore& store, Recorder* recorder, const Context& context,
              const GetEventRequest& request, Answer answer) {
  GetEventResponse response;
  const WipeAtEnd wipe(&response);
  const auto shown = Look(store, recorder->personal_data(), request, &response);
  if (!shown.ok()) return answer(WithReason(shown.status()));
  RecordAccess(recorder, context, *shown, request.purpose(), request.position(),
               [bytes = std::make_shared<const WipedBytes>(response.SerializeAsString()),
                answer = std::move(answer)](const absl::Status& recorded) {
                 if (!recorded.ok()) return answer(recorded);
                 answer(bytes->get());
               });
}

}  // namespace

void AddGetEvent(const EventStore* store, Recorder* recorder, Handlers* handlers) {
  (*handlers)["verkan.log.v1.LogService.GetEvent"] = CommandOf<GetEventRequest>(
      [=](const Context& context, const GetEventRequest& request, Answer answer) {
        GetEvent(*store, recorder, context, request, std::move(answer));
      });
}

}  // namespace verkan::services
