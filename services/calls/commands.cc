#include "services/calls/commands.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "services/calls/descriptors.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using verkan::event::v1::Event;

// The arm of Event that holds facts of the type; null if there is none.
const FieldDescriptor* ArmOf(const Descriptor* fact) {
  const auto* oneof = Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->message_type() == fact) return oneof->field(i);
  }
  return nullptr;
}

bool HasField(const Descriptor* message, int number, absl::string_view name,
              FieldDescriptor::Type type) {
  const FieldDescriptor* field = message->FindFieldByNumber(number);
  return field != nullptr && field->name() == name && field->type() == type &&
         !field->is_repeated();
}

// Whether two messages have the same bytes for the same content.
bool SameWire(const Descriptor* a, const Descriptor* b) {
  if (a->field_count() != b->field_count()) return false;
  for (int i = 0; i < a->field_count(); ++i) {
    const FieldDescriptor* field = b->FindFieldByNumber(a->field(i)->number());
    if (field == nullptr || field->type() != a->field(i)->type() ||
        field->name() != a->field(i)->name() || field->label() != a->field(i)->label()) {
      return false;
    }
  }
  return true;
}

// CommandHandler takes requests of one type apart. The loop's own.
class CommandHandler {
 public:
  CommandHandler(const Descriptor* request, Recorder* recorder)
      : recorder_(recorder),
        request_(MessageFactory::generated_factory()->GetPrototype(request)->New()),
        event_(request->FindFieldByNumber(1)),
        request_id_(request->FindFieldByNumber(2)),
        expected_revision_(request->FindFieldByNumber(3)),
        validate_only_(request->FindFieldByNumber(4)),
        together_(request->FindFieldByNumber(5)),
        arm_(ArmOf(event_->message_type())) {}

  void Handle(const Context& context, absl::string_view bytes, Answer answer) {
    if (absl::Status decoded = Decode(bytes, request_.get()); !decoded.ok()) {
      return answer(decoded);
    }
    const RecordOptions options = TakeOptions();
    recorder_->Record(context, TakeEvent(), options,
                      [answer = std::move(answer)](const absl::StatusOr<Recorded>& recorded) {
                        answer(Encode(recorded));
                      });
  }

 private:
  RecordOptions TakeOptions() {
    const auto* reflection = request_->GetReflection();
    RecordOptions options;
    options.request_id = reflection->GetString(*request_, request_id_);
    if (reflection->HasField(*request_, expected_revision_)) {
      options.expected_revision = reflection->GetUInt64(*request_, expected_revision_);
    }
    options.validate_only = reflection->GetBool(*request_, validate_only_);
    options.together = together_ != nullptr && reflection->GetBool(*request_, together_);
    return options;
  }

  // A request without event gives an empty fact, whose checks say what is missing.
  Event TakeEvent() {
    Event event;
    Message* fact = request_->GetReflection()->ReleaseMessage(request_.get(), event_);
    if (fact == nullptr) {
      event.GetReflection()->MutableMessage(&event, arm_);
    } else {
      event.GetReflection()->SetAllocatedMessage(&event, fact, arm_);
    }
    return event;
  }

  // Every response of a command has the wire form of log.v1.Recorded.
  static absl::StatusOr<std::string> Encode(const absl::StatusOr<Recorded>& recorded) {
    if (!recorded.ok()) return recorded.status();
    return ToMessage(*recorded).SerializeAsString();
  }

  Recorder* const recorder_;
  const std::unique_ptr<Message> request_;  // reused
  const FieldDescriptor* const event_;
  const FieldDescriptor* const request_id_;
  const FieldDescriptor* const expected_revision_;
  const FieldDescriptor* const validate_only_;
  const FieldDescriptor* const together_;  // null: only a voiding has it
  const FieldDescriptor* const arm_;
};

}  // namespace

log::v1::Recorded ToMessage(const Recorded& recorded) {
  log::v1::Recorded message;
  message.set_position(recorded.position);
  message.set_revision(recorded.revision);
  message.set_repeated(recorded.repeated);
  message.set_event_id(recorded.event_id);
  message.set_id(recorded.id);
  if (recorded.stands.has_value()) message.set_stands(*recorded.stands);
  message.set_undone_at(recorded.undone_at);
  return message;
}

bool IsCommand(const MethodDescriptor& method) {
  const Descriptor* request = method.input_type();
  const bool is_voiding = HasField(request, 5, "together", FieldDescriptor::TYPE_BOOL);
  return !method.client_streaming() && !method.server_streaming() &&
         request->field_count() == (is_voiding ? 5 : 4) &&
         HasField(request, 1, "event", FieldDescriptor::TYPE_MESSAGE) &&
         ArmOf(request->FindFieldByNumber(1)->message_type()) != nullptr &&
         HasField(request, 2, "request_id", FieldDescriptor::TYPE_STRING) &&
         HasField(request, 3, "expected_revision", FieldDescriptor::TYPE_UINT64) &&
         HasField(request, 4, "validate_only", FieldDescriptor::TYPE_BOOL);
}

absl::Status AddCommands(Recorder* recorder, Handlers* handlers) {
  for (const auto* service : LinkedServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (!IsCommand(method)) continue;
      if (!SameWire(method.output_type(), log::v1::Recorded::descriptor())) {
        return absl::InternalError(absl::StrCat(method.output_type()->full_name(),
                                                " has not the shape of a command's response"));
      }
      auto command = std::make_shared<CommandHandler>(method.input_type(), recorder);
      (*handlers)[method.full_name()] =
          Command{[command](const Context& context, absl::string_view bytes, Answer answer) {
            command->Handle(context, bytes, std::move(answer));
          }};
    }
  }
  return absl::OkStatus();
}

}  // namespace verkan::services
