#include "services/registry/field_changes.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/facts/fields.h"
#include "services/domain/uuid.h"

namespace verkan::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using projections::kDetails;
using registry::v1::Change;

// The message of `details`; null if the type has none.
const Descriptor* DetailsOf(const Descriptor* type) {
  const FieldDescriptor* field = type->FindFieldByName(std::string(kDetails));
  return field == nullptr ? nullptr : field->message_type();
}

const Descriptor* MessageOf(const EventType& type) { return type.arm()->message_type(); }

bool Has(const Descriptor* type, const std::string& field) {
  const Descriptor* details = DetailsOf(type);
  return type->FindFieldByName(field) != nullptr ||
         (details != nullptr && details->FindFieldByName(field) != nullptr);
}

// Names of the fields that the message states; those inside `details` count as its own.
void AddStated(const EventType& type, const Message& message, std::set<std::string>* fields) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool about_itself =
        field->name() == projections::kCleared || field->name() == projections::kReason ||
        field == type.stream_field() ||
        (!type.part().empty() && field->options().GetExtension(options::v1::tag) == type.part());
    if (about_itself || !projections::IsSet(message, field)) continue;
    if (field->name() == kDetails && !type.traits().restates()) {
      AddStated(type, message.GetReflection()->GetMessage(message, field), fields);
    } else {
      fields->insert(field->name());
    }
  }
}

// Those of the noun that begin or correct something, and voidings.
std::vector<std::string> TypesToRead(const Schema& schema, absl::string_view stream) {
  const std::optional<Reference> noun = schema.NounOf(stream);
  std::vector<std::string> types;
  for (const EventType& type : schema.types()) {
    const bool says = noun.has_value() && type.noun() == noun->noun &&
                      (type.traits().begins_stream() || type.rewrites() || !type.part().empty());
    if (says || type.noun() == kAnyNoun) types.push_back(type.name());
  }
  return types;
}

}  // namespace

// What began something, or corrects it.
struct FieldChanges::Statement {
  Position position;
  const EventType* type;
  std::set<std::string> fields;
};

absl::StatusOr<FieldChanges> FieldChanges::Read(const eventstore::EventStore& log,
                                                const Schema& schema, absl::string_view stream) {
  eventstore::ReadOptions options;
  options.query.items.push_back(
      {.streams = {std::string(stream)}, .types = TypesToRead(schema, stream)});
  std::vector<StreamFact> facts;
  absl::flat_hash_set<std::string> voided;
  VERKAN_RETURN_IF_ERROR(ForEachFact(log, schema, options, [&](const StreamFact& fact) {
    if (fact.event.has_event_voided()) {
      voided.insert(ParseUuid(fact.event.event_voided().event_id()).value_or(""));
    } else {
      facts.push_back(fact);
    }
    return absl::OkStatus();
  }));
  FieldChanges changes;
  std::map<std::string, std::vector<Statement>> said;                // by thing
  std::map<std::string, std::map<std::string, Position>> corrected;  // by thing and field
  for (const StreamFact& fact : facts) {
    if (voided.contains(fact.event_id)) continue;
    const EventType* type = schema.Find(fact.event.fact_case());
    const Reference part = type->PartOf(fact.event);
    if (part.id.empty() && !part.noun.empty()) continue;  // recorded without an id
    const std::string thing = absl::StrCat(part.noun, ":", part.id);
    Statement statement = {.position = fact.at.position, .type = type};
    AddStated(*type, type->FactOf(fact.event), &statement.fields);
    for (const std::string& name : projections::ClearedBy(type->FactOf(fact.event))) {
      statement.fields.insert(name);
    }
    if (type->rewrites()) changes.Correct(said[thing], statement, &corrected[thing]);
    said[thing].push_back(std::move(statement));
  }
  return changes;
}

void FieldChanges::Correct(const std::vector<Statement>& before, const Statement& correction,
                           std::map<std::string, Position>* last) {
  using registry::v1::CHANGE_KIND_CORRECTED;
  using registry::v1::CHANGE_KIND_REPLACED;
  const auto add = [&](Position earlier, registry::v1::ChangeKind kind, const std::string& field) {
    of_[correction.position][{earlier, kind}].insert(field);
    to_[earlier][{correction.position, kind}].insert(field);
  };
  for (const std::string& field : correction.fields) {
    std::vector<Position> stated;
    Position has = 0, any = 0;
    for (const Statement& statement : before) {
      if (statement.type->rewrites()) continue;
      any = statement.position;
      if (Has(MessageOf(*statement.type), field)) has = statement.position;
      const bool whole = field == kDetails && correction.type->traits().restates();
      if (whole || statement.fields.contains(field)) stated.push_back(statement.position);
    }
    if (stated.empty() && any != 0) stated.push_back(has != 0 ? has : any);
    Position& corrected = (*last)[field];
    for (Position beginning : stated) {
      // Of several corrections of one field only the last is in force.
      const auto former = to_[beginning].find({corrected, CHANGE_KIND_CORRECTED});
      if (former != to_[beginning].end()) {
        former->second.erase(field);
        if (former->second.empty()) to_[beginning].erase(former);
      }
      add(beginning, CHANGE_KIND_CORRECTED, field);
    }
    if (corrected != 0) add(corrected, CHANGE_KIND_REPLACED, field);
    corrected = correction.position;
  }
}

namespace {

template <typename Changes>
std::vector<Change> Listed(const std::map<eventstore::Position, Changes>& all,
                           eventstore::Position position) {
  std::vector<Change> listed;
  const auto found = all.find(position);
  if (found == all.end()) return listed;
  for (const auto& [other, fields] : found->second) {
    Change& change = listed.emplace_back();
    change.set_position(other.first);
    change.set_kind(other.second);
    for (const std::string& field : fields) change.add_fields(field);
  }
  return listed;
}

}  // namespace

std::vector<Change> FieldChanges::Of(Position position) const { return Listed(of_, position); }
std::vector<Change> FieldChanges::To(Position position) const { return Listed(to_, position); }

}  // namespace verkan::services
