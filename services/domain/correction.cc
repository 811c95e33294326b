#include "services/domain/correction.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using projections::ClearedBy;
using projections::IsSet;
using projections::kCleared;
using projections::kDetails;
using projections::kReason;
using projections::SaidOf;

const Message& FactOf(const Event& event) {
  return Schema::Default().Find(event.fact_case())->FactOf(event);
}

Message* MutableFactOf(Event* event) {
  const EventType* type = Schema::Default().Find(event->fact_case());
  return event->GetReflection()->MutableMessage(event, type->arm());
}

// The field of that name and type; null if there is none.
const FieldDescriptor* FieldLike(const FieldDescriptor* field, const Message& message) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field->name());
  const bool same = found != nullptr && found->cpp_type() == field->cpp_type() &&
                    found->is_repeated() == field->is_repeated() &&
                    found->message_type() == field->message_type() &&
                    found->enum_type() == field->enum_type();
  return same ? found : nullptr;
}

// Copies a field from one message into the field like it (FieldLike) of another.
void CopyField(const Message& from, const FieldDescriptor* field, const FieldDescriptor* into,
               Message* to) {
  const Reflection* reads = from.GetReflection();
  const Reflection* writes = to->GetReflection();
  writes->ClearField(to, into);
  const int count = field->is_repeated() ? reads->FieldSize(from, field) : 1;
  for (int i = 0; i < count; ++i) {
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        many ? writes->AddString(to, into, reads->GetRepeatedString(from, field, i))
             : writes->SetString(to, into, reads->GetString(from, field));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        many ? writes->AddEnumValue(to, into, reads->GetRepeatedEnumValue(from, field, i))
             : writes->SetEnumValue(to, into, reads->GetEnumValue(from, field));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        (many ? writes->AddMessage(to, into) : writes->MutableMessage(to, into))
            ->CopyFrom(many ? reads->GetRepeatedMessage(from, field, i)
                            : reads->GetMessage(from, field));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        writes->SetBool(to, into, reads->GetBool(from, field));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        writes->SetUInt32(to, into, reads->GetUInt32(from, field));
        break;
      default:
        break;
    }
  }
}

// Calls visit(field) for every field of what a correction says that says something of its noun.
template <typename Visit>
void ForEachStated(const Message& said, Visit visit) {
  for (int i = 0; i < said.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = said.GetDescriptor()->field(i);
    const bool own = field->name() == kCleared || field->name() == kReason;
    if (!own && IsSet(said, field)) visit(field);
  }
}

bool HasDetails(const Message& fact) { return &SaidOf(fact) != &fact; }

// The part of a beginning that a correction of it is about, which may be changed.
Message* MutableSaidOf(Message* fact) {
  const auto* details = fact->GetDescriptor()->FindFieldByName(std::string(kDetails));
  return details == nullptr ? fact : fact->GetReflection()->MutableMessage(fact, details);
}

absl::Status DoesNotFit(const EventType& type, const Event& correction, const std::string& field) {
  return Refuse(
      "CORRECTION_DOES_NOT_FIT",
      {{"noun", type.noun()}, {"id", std::string(type.IdOf(correction))}, {"field", field}});
}

}  // namespace

Event Corrected(const Event& beginning, const Event& correction) {
  Event corrected = beginning;
  Message* fact = MutableSaidOf(MutableFactOf(&corrected));
  const Message& from = SaidOf(FactOf(correction));
  ForEachStated(from, [&](const FieldDescriptor* field) {
    if (const auto* into = FieldLike(field, *fact)) CopyField(from, field, into, fact);
  });
  for (const std::string& name : projections::EmptiedBy(FactOf(correction))) {
    const auto* field = fact->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) fact->GetReflection()->ClearField(fact, field);
  }
  return corrected;
}

Event Continued(const Event& former, const Event& later) {
  if (HasDetails(FactOf(former)) && !HasDetails(FactOf(later))) return former;
  Event continued = later;
  Message* fact = MutableFactOf(&continued);
  const Message& from = FactOf(former);
  for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = from.GetDescriptor()->field(i);
    const FieldDescriptor* into = FieldLike(field, *fact);
    if (into == nullptr || !IsSet(from, field) || IsSet(*fact, into)) continue;
    CopyField(from, field, into, fact);
  }
  return continued;
}

void ValidateCleared(const EventType& type, const Event& correction, Checks* checks) {
  const std::vector<std::string> names = ClearedBy(type.FactOf(correction));
  const Message& fact = SaidOf(type.FactOf(correction));
  for (size_t i = 0; i < names.size(); ++i) {
    const auto* field = fact.GetDescriptor()->FindFieldByName(names[i]);
    const bool own = field == type.stream_field() || names[i] == kCleared || names[i] == kReason;
    const std::string path = absl::StrCat("event.cleared[", i, "]");
    if (field == nullptr || own) {
      checks->Fail(path, names[i], "a field of this fact, such as period");
    } else if (IsSet(fact, field)) {
      checks->Fail(path, names[i], "a field that is not stated beside it");
    }
  }
}

namespace {

// Whether nothing that begins such a noun has the field: then it is the correction's own, such as
// the day from which a revised indicator is asked for.
bool IsOfTheCorrection(const FieldDescriptor* field, const EventType& type) {
  const auto& types = Schema::Default().types();
  return std::none_of(types.begin(), types.end(), [&](const EventType& other) {
    return other.noun() == type.noun() && other.traits().begins_stream() &&
           other.arm()->message_type()->FindFieldByName(field->name()) != nullptr;
  });
}

}  // namespace

absl::Status RequireFits(absl::Span<const Event> corrected, const EventType& type,
                         const Event& correction) {
  const Message& fact = SaidOf(type.FactOf(correction));
  const bool have_details = std::any_of(corrected.begin(), corrected.end(), [](const Event& event) {
    return HasDetails(FactOf(event));
  });
  if (HasDetails(type.FactOf(correction)) && !have_details) {
    return DoesNotFit(type, correction, std::string(kDetails));
  }
  std::string wrong;
  const auto require = [&](const FieldDescriptor* field) {
    for (const Event& event : corrected) {
      if (FieldLike(field, SaidOf(FactOf(event))) != nullptr) return;
    }
    if (!IsOfTheCorrection(field, type)) wrong = field->name();
  };
  ForEachStated(fact, require);
  for (const std::string& name : ClearedBy(type.FactOf(correction))) {
    require(fact.GetDescriptor()->FindFieldByName(name));
  }
  if (!wrong.empty()) return DoesNotFit(type, correction, wrong);
  Checks checks;
  for (const Event& event : corrected) {
    Schema::Default().Find(event.fact_case())->shape().Check(FactOf(event), "event", &checks);
  }
  return RequireWhole(type, correction, checks);
}

absl::Status RequireWhole(const EventType& type, const Event& correction, const Checks& checks) {
  if (checks.violations().empty()) return absl::OkStatus();
  return DoesNotFit(type, correction,
                    checks.violations().front().path.substr(sizeof("event.") - 1));
}

}  // namespace verkan::services
