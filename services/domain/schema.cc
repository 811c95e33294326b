#include "services/domain/schema.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "services/domain/visit.h"

namespace verkan::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using projections::HolderOf;
using projections::IsSet;
using verkan::event::v1::When;

constexpr absl::string_view kProjectNoun = "project";

absl::Status Wrong(const FieldDescriptor* field, absl::string_view what) {
  return absl::InternalError(absl::StrCat(field->full_name(), ": ", what));
}

bool IsAnnotated(const FieldDescriptor* field) {
  const auto& options = field->options();
  return options.HasExtension(options::v1::stream) || options.HasExtension(options::v1::tag) ||
         options.GetExtension(options::v1::personal) ||
         options.GetExtension(options::v1::subject) ||
         options.GetExtension(options::v1::occurred) || options.GetExtension(options::v1::merged);
}

bool HoldsAnnotations(const Descriptor* message) {
  for (int i = 0; i < message->field_count(); ++i) {
    if (IsAnnotated(message->field(i))) return true;
  }
  return false;
}

// Calls `visit` with every value of a string field that is not empty.
template <typename Visit>
void ForEachValue(const Message& fact, const FieldPath& path, Visit visit) {
  const Message* holder = HolderOf(fact, path);
  if (holder == nullptr) return;
  const Reflection* reflection = holder->GetReflection();
  const FieldDescriptor* field = path.back();
  std::string scratch;
  if (!field->is_repeated()) {
    const std::string& value = reflection->GetStringReference(*holder, field, &scratch);
    if (!value.empty()) visit(value);
    return;
  }
  const int size = reflection->FieldSize(*holder, field);
  for (int i = 0; i < size; ++i) {
    const std::string& value = reflection->GetRepeatedStringReference(*holder, field, i, &scratch);
    if (!value.empty()) visit(value);
  }
}

// The field of the message that names the person it tells of; empty if there is none.
absl::StatusOr<FieldPath> SubjectOf(const Descriptor* message, const FieldPath& path) {
  FieldPath subject;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (!field->options().GetExtension(options::v1::subject)) continue;
    if (field->type() != FieldDescriptor::TYPE_STRING || field->is_repeated()) {
      return Wrong(field, "a subject must be one string");
    }
    if (!subject.empty()) return Wrong(field, "a message has at most one subject");
    subject = path;
    subject.push_back(field);
  }
  return subject;
}

}  // namespace

absl::Status EventType::Read(const Descriptor* message, const FieldPath& path, PersonalPart* part) {
  PersonalPart own;
  VERKAN_ASSIGN_OR_RETURN(own.subject, SubjectOf(message, path));
  if (!own.subject.empty()) part = &own;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    FieldPath here = path;
    here.push_back(field);
    VERKAN_RETURN_IF_ERROR(ReadField(here, part));
    if (field->message_type() == nullptr || field->message_type() == When::descriptor()) continue;
    if (field->is_repeated()) {
      if (HoldsAnnotations(field->message_type())) {
        return Wrong(field, "annotations are not read inside repeated messages");
      }
      continue;
    }
    VERKAN_RETURN_IF_ERROR(Read(field->message_type(), here, part));
  }
  if (!own.fields.empty()) personal_.push_back(std::move(own));
  return absl::OkStatus();
}

// What the annotations of the path's last field say.
absl::Status EventType::ReadField(const FieldPath& path, PersonalPart* part) {
  const FieldDescriptor* field = path.back();
  const auto& options = field->options();
  const bool text = field->type() == FieldDescriptor::TYPE_STRING;
  const bool own_text = text && !field->is_repeated() && path.size() == 1;
  if (options.HasExtension(options::v1::stream)) {
    if (!own_text) return Wrong(field, "a stream must be one string of the event itself");
    if (stream_field_ != nullptr) return Wrong(field, "an event has exactly one stream");
    stream_field_ = field;
    noun_ = options.GetExtension(options::v1::stream);
    if (noun_.empty() || noun_.find('-') != std::string::npos) {
      return Wrong(field, "a noun is not empty and has no hyphen");
    }
  }
  if (options.HasExtension(options::v1::tag)) {
    if (!text) return Wrong(field, "a tag must be a string");
    tags_.emplace_back(options.GetExtension(options::v1::tag), path);
    const bool id = options.GetExtension(options::v1::form) == options::v1::FORM_ID;
    if (id && own_text) part_field_ = field;
  }
  if (options.GetExtension(options::v1::merged)) {
    if (!own_text) return Wrong(field, "a merged entry must be one string of the event itself");
    if (merged_field_ != nullptr) return Wrong(field, "an event merges at most one entry");
    merged_field_ = field;
  }
  if (options.GetExtension(options::v1::occurred)) {
    if (field->message_type() != When::descriptor() || field->is_repeated()) {
      return Wrong(field, "the time of occurrence must be one verkan.event.v1.When");
    }
    if (!occurred_.empty()) return Wrong(field, "an event has at most one time of occurrence");
    occurred_ = path;
  }
  if (options.GetExtension(options::v1::personal)) {
    if (part == nullptr) return Wrong(field, "personal fields need a subject");
    part->fields.push_back(path);
  }
  return absl::OkStatus();
}

// What is said of the event as a whole, beside what its fields say.
absl::Status EventType::ReadTraits() {
  if (stream_field_ == nullptr) return Wrong(arm_, "the event has no stream");
  traits_ = arm_->message_type()->options().GetExtension(options::v1::traits);
  if (!traits_.has_voidable()) return Wrong(arm_, "the event does not say whether it is voidable");
  for (const std::string& type : traits_.undone_by()) {
    const Descriptor* own = arm_->message_type();
    const std::string name = absl::StrCat(own->file()->package(), ".", type);
    if (own->file()->pool()->FindMessageTypeByName(name) == nullptr) {
      return Wrong(arm_, absl::StrCat("it is undone by ", type, ", which is no type"));
    }
  }
  if (traits_.begins_stream() && noun_ == kAnyNoun) {
    return Wrong(arm_, "an event on any stream begins none");
  }
  if (traits_.keys() != options::v1::KEYS_UNSPECIFIED &&
      (traits_.voidable() || !stream_field_->options().GetExtension(options::v1::subject))) {
    return Wrong(arm_, "a decision on keys is lasting, and on the stream of the person");
  }
  if (merged_field_ == nullptr) return absl::OkStatus();
  const std::string tag = merged_field_->options().GetExtension(options::v1::tag);
  if (merged_field_ == stream_field_ || tag != noun_) {
    return Wrong(merged_field_,
                 "a merged entry is another than the stream's, tagged with its noun");
  }
  return absl::OkStatus();
}

const Message& EventType::FactOf(const Event& event) const {
  assert(event.fact_case() == number());
  return Visit(event, [](const auto& fact) -> const Message& { return fact; });
}

absl::string_view EventType::IdOf(const Event& event) const {
  const Message& fact = FactOf(event);
  std::string unused;  // a plain string is referred to where it stands
  return fact.GetReflection()->GetStringReference(fact, stream_field_, &unused);
}

absl::string_view EventType::MergedIdOf(const Event& event) const {
  assert(merges());
  const Message& fact = FactOf(event);
  std::string unused;
  return fact.GetReflection()->GetStringReference(fact, merged_field_, &unused);
}

void EventType::MakeIds(const std::function<std::string(absl::string_view)>& make,
                        Event* event) const {
  Message* fact = event->GetReflection()->MutableMessage(event, arm_);
  const auto make_in = [&](const FieldDescriptor* field, absl::string_view noun) {
    if (!fact->GetReflection()->GetString(*fact, field).empty()) return;
    fact->GetReflection()->SetString(fact, field, make(noun));
  };
  if (traits_.begins_stream()) make_in(stream_field_, noun_);
  // What ends a part names one that is there, by its id or in another way.
  const bool ends = absl::EndsWith(name(), "Ended");
  if (part_field_ != nullptr && !ends &&
      !part_field_->options().GetExtension(options::v1::required)) {
    make_in(part_field_, part());
  }
}

absl::string_view EventType::part() const {
  if (part_field_ == nullptr) return "";
  return part_field_->options().GetExtension(options::v1::tag);
}

Reference EventType::PartOf(const Event& event) const {
  if (part_field_ == nullptr) return {};
  const Message& fact = FactOf(event);
  std::string unused;
  return {part(), fact.GetReflection()->GetStringReference(fact, part_field_, &unused)};
}

std::string EventType::StreamOf(const Event& event) const {
  const absl::string_view id = IdOf(event);
  return noun_ == kAnyNoun ? std::string(id) : absl::StrCat(noun_, "-", id);
}

std::vector<std::string> EventType::TagsOf(const Event& event) const {
  std::vector<std::string> tags;
  const Message& fact = FactOf(event);
  for (const auto& [key, path] : tags_) {
    ForEachValue(fact, path, [&tags, &key = key](const std::string& value) {
      tags.push_back(absl::StrCat(key, ":", value));
    });
  }
  return tags;
}

std::vector<Reference> EventType::ReferencesOf(const Event& event) const {
  std::vector<Reference> references;
  const Message& fact = FactOf(event);
  for (const auto& [noun, path] : references_) {
    ForEachValue(fact, path, [&references, &noun = noun](const std::string& id) {
      references.push_back({noun, id});
    });
  }
  return references;
}

absl::string_view EventType::ProjectOf(const Event& event) const {
  if (noun_ == kProjectNoun) return traits_.begins_stream() ? "" : IdOf(event);
  absl::string_view project;
  for (const auto& [noun, path] : references_) {
    if (noun != kProjectNoun || path.back()->name() != "project_id") continue;
    ForEachValue(FactOf(event), path, [&project](const std::string& id) { project = id; });
  }
  return project;
}

const When& EventType::WhenOf(const Event& event) const {
  const Message& fact = FactOf(event);
  if (occurred_.empty() || !IsSet(fact, occurred_)) return When::default_instance();
  const Message* holder = HolderOf(fact, occurred_);
  return static_cast<const When&>(holder->GetReflection()->GetMessage(*holder, occurred_.back()));
}

std::optional<Days> EventType::DaysOf(const Event& event) const {
  return services::DaysOf(WhenOf(event));
}

const Schema& Schema::Default() {
  static const Schema* const schema = [] {
    absl::StatusOr<Schema> built = Build(verkan::event::v1::Event::descriptor());
    if (!built.ok()) {
      std::fprintf(stderr, "%s\n", std::string(built.status().message()).c_str());
      std::abort();
    }
    return new Schema(*std::move(built));
  }();
  return *schema;
}

absl::StatusOr<Schema> Schema::Build(const Descriptor* event) {
  if (event->oneof_decl_count() != 1) {
    return absl::InternalError(absl::StrCat(event->full_name(), ": wanted one oneof of events"));
  }
  Schema schema;
  const auto* facts = event->oneof_decl(0);
  for (int i = 0; i < facts->field_count(); ++i) {
    EventType type;
    type.arm_ = facts->field(i);
    if (type.arm_->message_type() == nullptr) return Wrong(type.arm_, "an event is a message");
    VERKAN_RETURN_IF_ERROR(type.Read(type.arm_->message_type(), {}, nullptr));
    VERKAN_RETURN_IF_ERROR(type.ReadTraits());
    if (type.noun_ != kAnyNoun) schema.nouns_.insert(type.noun_);
    schema.types_.push_back(std::move(type));
  }
  std::sort(schema.types_.begin(), schema.types_.end(),
            [](const EventType& a, const EventType& b) { return a.number() < b.number(); });

  for (size_t i = 0; i < schema.types_.size(); ++i) {
    EventType& type = schema.types_[i];
    schema.by_number_.resize(type.number() + 1, -1);
    schema.by_number_[type.number()] = static_cast<int>(i);
    if (!schema.by_name_.emplace(type.name(), static_cast<int>(i)).second) {
      return Wrong(type.arm_, "another field holds the same event");
    }
    for (const auto& [key, path] : type.tags_) {
      if (schema.IsNoun(key)) type.references_.emplace_back(key, path);
    }
    VERKAN_ASSIGN_OR_RETURN(type.shape_, Shape::Of(type.arm_->message_type(), schema.nouns_));
  }
  return schema;
}

const EventType* Schema::Find(int number) const {
  if (number < 0 || number >= static_cast<int>(by_number_.size())) return nullptr;
  return by_number_[number] < 0 ? nullptr : &types_[by_number_[number]];
}

const EventType* Schema::Find(absl::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &types_[found->second];
}

std::optional<Reference> Schema::NounOf(absl::string_view stream) const {
  const size_t hyphen = stream.find('-');
  if (hyphen == absl::string_view::npos) return std::nullopt;
  const auto noun = nouns_.find(stream.substr(0, hyphen));
  if (noun == nouns_.end()) return std::nullopt;
  return Reference{*noun, stream.substr(hyphen + 1)};
}

}  // namespace verkan::services
