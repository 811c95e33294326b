// Schema is what the annotations of proto/verkan/options/v1 say of every event: which
// stream it is recorded on, which tags it is found by, when it happened, which of its
// fields are personal, what each may hold (its shape), and what is true of every event of
// its type (its traits). Read once, through reflection. What differs between types of events is
// asked here: no other code lists them.
//
//   const EventType* type = Schema::Default().Find(event.fact_case());
//   type->StreamOf(event)    // "activity-lunch-1"
//   type->TagsOf(event)      // {"project:siru-2", "region:06"}
//   type->traits().voidable()
#ifndef VERKAN_SERVICES_DOMAIN_SCHEMA_H_
#define VERKAN_SERVICES_DOMAIN_SCHEMA_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "projections/facts/fields.h"
#include "services/domain/shape.h"
#include "services/domain/when.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::services {

using projections::FieldPath;

// The noun of an event whose stream field holds the whole name of a stream.
inline constexpr absl::string_view kAnyNoun = "*";
// The key of tags that name regions.
inline constexpr absl::string_view kRegionTag = "region";

// PersonalPart is what one message inside an event tells of the person it names: messages
// inside it belong to the part unless they name a person of their own.
struct PersonalPart {
  FieldPath subject;              // the field that names the person
  std::vector<FieldPath> fields;  // the personal ones
};

// Reference is another noun that an event names.
struct Reference {
  absl::string_view noun;
  absl::string_view id;
};

// EventType is what is known of one type of event. Events given to its functions are
// of that type.
class EventType {
 public:
  using Event = verkan::event::v1::Event;

  int number() const { return arm_->number(); }
  const std::string& name() const { return arm_->message_type()->full_name(); }
  const std::string& noun() const { return noun_; }
  const google::protobuf::FieldDescriptor* arm() const { return arm_; }
  const google::protobuf::FieldDescriptor* stream_field() const { return stream_field_; }
  const std::vector<PersonalPart>& personal() const { return personal_; }
  const FieldPath& occurred() const { return occurred_; }
  const std::vector<std::pair<std::string, FieldPath>>& tags() const { return tags_; }
  const verkan::options::v1::Traits& traits() const { return traits_; }
  const Shape& shape() const { return shape_; }

  // Whether an event says that two entries of the noun are one.
  bool merges() const { return merged_field_ != nullptr; }

  // Whether an event says of its noun how it was from the beginning.
  bool rewrites() const { return traits_.corrects() || traits_.restates(); }

  // What events are about if that is a part of the noun, such as a need or a role of a project: the
  // key of its tag; empty for none.
  absl::string_view part() const;

  // That part of one event. Both are empty if it is about none. Holds as long as the event.
  Reference PartOf(const Event& event) const;

  // The fact inside the event.
  const google::protobuf::Message& FactOf(const Event& event) const;

  // Value of the stream field: the id of the noun. Holds as long as the event.
  absl::string_view IdOf(const Event& event) const;
  // Fills in ids that are left out and that the server makes, by make(noun): that of the stream
  // that the event begins, and one that is no noun's, if it may be left out.
  void MakeIds(const std::function<std::string(absl::string_view)>& make, Event* event) const;

  // Id of the entry that is one with IdOf from this event on; only of a type that merges.
  // Holds as long as the event.
  absl::string_view MergedIdOf(const Event& event) const;

  // Name of the stream it is recorded on.
  std::string StreamOf(const Event& event) const;

  // Tags it is found by, in the order of the fields.
  std::vector<std::string> TagsOf(const Event& event) const;

  // Other nouns it names, in the order of the fields. Holds as long as the event.
  std::vector<Reference> ReferencesOf(const Event& event) const;

  // The project it belongs to: that of its stream, or of its field project_id. Empty: none, or it
  // begins one. Holds as long as the event.
  absl::string_view ProjectOf(const Event& event) const;

  // When it happened; empty if that is not said. Holds as long as the event.
  const verkan::event::v1::When& WhenOf(const Event& event) const;

  // Days on which it can have happened; nothing if that is not said.
  std::optional<Days> DaysOf(const Event& event) const;

 private:
  friend class Schema;

  absl::Status Read(const google::protobuf::Descriptor* message, const FieldPath& path,
                    PersonalPart* part);
  absl::Status ReadField(const FieldPath& path, PersonalPart* part);
  absl::Status ReadTraits();

  const google::protobuf::FieldDescriptor* arm_ = nullptr;
  const google::protobuf::FieldDescriptor* stream_field_ = nullptr;
  const google::protobuf::FieldDescriptor* merged_field_ = nullptr;  // null: it does not merge
  const google::protobuf::FieldDescriptor* part_field_ = nullptr;    // null: it has no part
  verkan::options::v1::Traits traits_;
  Shape shape_;
  std::string noun_;
  std::vector<std::pair<std::string, FieldPath>> tags_;        // key and field
  std::vector<std::pair<std::string, FieldPath>> references_;  // those of tags_ whose key is a noun
  std::vector<PersonalPart> personal_;                         // none empty
  FieldPath occurred_;                                         // empty: it never says when
};

// Constant after construction, and so safe for any thread.
class Schema {
 public:
  // That of verkan.event.v1.Event. Aborts the process if its annotations are wrong:
  // call it at start-up.
  static const Schema& Default();

  // Reads a message whose first oneof lists the types of events. Internal, naming the
  // field, if an event has not exactly one stream annotation, does not say whether it is
  // voidable, or has an annotation on a field that cannot carry it.
  static absl::StatusOr<Schema> Build(const google::protobuf::Descriptor* event);

  // The type with the number or the full name; null if there is none.
  const EventType* Find(int number) const;
  const EventType* Find(absl::string_view name) const;

  // All types, by number.
  const std::vector<EventType>& types() const { return types_; }

  // Whether events of the noun have streams of their own.
  bool IsNoun(absl::string_view noun) const { return nouns_.contains(noun); }

  // The noun and the id of a stream's name. Nothing for a stream that is no noun's.
  std::optional<Reference> NounOf(absl::string_view stream) const;

 private:
  std::vector<EventType> types_;
  std::vector<int> by_number_;  // index into types_, -1 for none
  absl::flat_hash_map<std::string, int> by_name_;
  absl::flat_hash_set<std::string> nouns_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_SCHEMA_H_
