#include "clients/cli/event_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <cctype>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/json_scan.h"
#include "clients/cli/text_file.h"

namespace verkan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using Kind = JsonValue::Kind;

const FieldDescriptor* FindField(const Descriptor* type, const std::string& key) {
  const FieldDescriptor* field = type->FindFieldByName(key);
  return field != nullptr ? field : type->FindFieldByCamelcaseName(key);
}

std::string NamesOf(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->json_name());
  return absl::StrJoin(names, ", ");
}

std::string NamesOf(const EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 1; i < type->value_count(); ++i) names.push_back(type->value(i)->name());
  return absl::StrJoin(names, ", ");
}

std::string Join(absl::string_view path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

// Checks a scanned value against the message type it stands for.
class Checker {
 public:
  Checker(absl::string_view json, std::vector<EventFault>* faults) : json_(json), faults_(faults) {}

  void Message(const JsonValue& value, const Descriptor* type, const std::string& path) {
    if (value.kind != Kind::kObject) {
      return Fault(value.offset, path, value.text, "an object, { … }");
    }
    for (const JsonMember& member : value.members) {
      const FieldDescriptor* field = FindField(type, member.key);
      if (field == nullptr) {
        Fault(member.key_offset, Join(path, member.key), member.key,
              absl::StrCat("one of the fields ", NamesOf(type)));
      } else if (member.value.kind != Kind::kNull) {
        Field(member.value, field, Join(path, field->name()));
      }
    }
  }

  // The protobuf library takes the last of equal keys, in either spelling; here it is a fault.
  void KeysOnce(const JsonValue& value, const Descriptor* type, const std::string& path) {
    for (const JsonValue& item : value.items) KeysOnce(item, type, path);
    std::set<int> seen;
    for (const JsonMember& member : value.members) {
      const FieldDescriptor* field = FindField(type, member.key);
      if (field == nullptr) continue;
      const std::string inner = Join(path, field->name());
      if (!seen.insert(field->number()).second) {
        Fault(member.key_offset, inner, member.key, "each key once, and this one came before");
      }
      if (field->message_type() != nullptr) KeysOnce(member.value, field->message_type(), inner);
    }
  }

  void Fault(size_t offset, const std::string& path, absl::string_view value,
             absl::string_view wanted) {
    const int column = CountCharacters(json_.substr(0, offset)) + 1;
    faults_->push_back({column, {path, std::string(value), std::string(wanted)}});
  }

 private:
  void Field(const JsonValue& value, const FieldDescriptor* field, const std::string& path) {
    if (!field->is_repeated()) return Single(value, field, path);
    if (value.kind != Kind::kArray) {
      return Fault(value.offset, path, value.text, "a list, [ … ]");
    }
    for (size_t i = 0; i < value.items.size(); ++i) {
      Single(value.items[i], field, absl::StrCat(path, "[", i, "]"));
    }
  }

  void Single(const JsonValue& value, const FieldDescriptor* field, const std::string& path) {
    uint32_t number = 0;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Message(value, field->message_type(), path);
      case FieldDescriptor::CPPTYPE_STRING:
        if (value.kind == Kind::kString) return;
        return Fault(value.offset, path, value.text, "text in double quotes");
      case FieldDescriptor::CPPTYPE_BOOL:
        if (value.kind == Kind::kBool) return;
        return Fault(value.offset, path, value.text, "true or false");
      case FieldDescriptor::CPPTYPE_ENUM:
        if (value.kind == Kind::kNumber) return;
        if (field->enum_type()->FindValueByName(value.text) != nullptr) return;
        return Fault(value.offset, path, value.text,
                     absl::StrCat("one of ", NamesOf(field->enum_type())));
      case FieldDescriptor::CPPTYPE_UINT32:
        if (absl::SimpleAtoi(value.text, &number)) return;
        return Fault(value.offset, path, value.text, "a whole number, 0 or more");
      default:
        return;
    }
  }

  const absl::string_view json_;
  std::vector<EventFault>* const faults_;
};

// Finds the keys that stand twice and, if the protobuf library complained, what it did not like,
// in words for people.
void ExplainFaults(absl::string_view json, const std::string& message,
                   std::vector<EventFault>* faults) {
  Checker checker(json, faults);
  JsonValue root;
  JsonFault fault;
  if (!ScanJson(json, &root, &fault)) {
    return checker.Fault(fault.offset, "", json.substr(fault.offset, 20), fault.wanted);
  }
  const Descriptor* const type = verkan::event::v1::Event::descriptor();
  checker.KeysOnce(root, type, "");
  if (faults->empty() && message.empty()) return;
  checker.Message(root, type, "");
  if (faults->empty() && root.members.size() != 1) {
    checker.Fault(root.offset, "", absl::StrCat(root.members.size(), " facts"),
                  "one fact a line, such as {\"activityHeld\": {…}}");
  }
  if (faults->empty()) checker.Fault(root.offset, "", "", message);
}

// The line with blanks in place of what stands beside the fact, so that columns stay.
std::string TakeBeside(absl::string_view json, BesideFact* beside) {
  *beside = {};
  std::string line(json);
  JsonValue root;
  JsonFault fault;
  if (!ScanJson(json, &root, &fault) || root.members.size() < 2) return line;
  const auto is_voiding = [](const JsonMember& member) {
    return member.key == "eventVoided" || member.key == "event_voided";
  };
  const bool voids = std::any_of(root.members.begin(), root.members.end(), is_voiding);
  bool first = true;  // of what is left of the line
  for (size_t i = 0; i < root.members.size(); ++i) {
    const JsonMember& member = root.members[i];
    const bool together = voids && member.key == "together", invented = member.key == "invented";
    if (member.value.kind != Kind::kBool || !(together || invented)) {
      first = false;
      continue;
    }
    (together ? beside->together : beside->invented) = member.value.text == "true";
    const bool last = i + 1 == root.members.size();
    const size_t begin = first ? member.key_offset : line.rfind(',', member.key_offset);
    const size_t end = first && !last ? root.members[i + 1].key_offset
                                      : member.value.offset + member.value.text.size();
    line.replace(begin, end - begin, end - begin, ' ');
  }
  return line;
}

const JsonMember* FindMember(const JsonValue& value, const std::string& name) {
  for (const JsonMember& member : value.members) {
    if (member.key == name) return &member;
    std::string camel;
    for (size_t i = 0; i < name.size(); ++i) {
      const bool hump = name[i] == '_' && i + 1 < name.size();
      camel.push_back(hump ? static_cast<char>(std::toupper(name[++i])) : name[i]);
    }
    if (member.key == camel) return &member;
  }
  return nullptr;
}

// Splits "a.b[1].c" into "a", "b", "[1]", "c".
std::vector<std::string> Steps(absl::string_view path) {
  std::vector<std::string> steps;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const size_t bracket = part.find('[');
    steps.emplace_back(part.substr(0, bracket));
    if (bracket != absl::string_view::npos) steps.emplace_back(part.substr(bracket));
  }
  return steps;
}

// Descends as far as the steps lead. Counts them in `taken`.
const JsonValue* Descend(const JsonValue& root, const std::vector<std::string>& steps, size_t from,
                         size_t* taken) {
  const JsonValue* value = &root;
  for (*taken = 0; from + *taken < steps.size(); ++*taken) {
    const std::string& step = steps[from + *taken];
    size_t index = 0;
    if (absl::StartsWith(step, "[")) {
      const bool there =
          absl::SimpleAtoi(absl::StripSuffix(absl::StripPrefix(step, "["), "]"), &index) &&
          index < value->items.size();
      if (!there) break;
      value = &value->items[index];
    } else {
      const JsonMember* member = FindMember(*value, step);
      if (member == nullptr) break;
      value = &member->value;
    }
  }
  return value;
}

}  // namespace

bool ReadEvent(absl::string_view json, verkan::event::v1::Event* event,
               std::vector<EventFault>* faults) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), event);
  const bool read = status.ok() && event->fact_case() != verkan::event::v1::Event::FACT_NOT_SET;
  ExplainFaults(json, read ? "" : status.ToString(), faults);
  return faults->empty();
}

bool ReadLine(absl::string_view json, verkan::event::v1::Event* event, BesideFact* beside,
              std::vector<EventFault>* faults) {
  return ReadEvent(TakeBeside(json, beside), event, faults);
}

int ColumnOf(absl::string_view json, absl::string_view path) {
  JsonValue root;
  JsonFault fault;
  if (!ScanJson(json, &root, &fault)) return 1;
  const std::vector<std::string> steps = Steps(path);
  const JsonValue* best = &root;
  size_t most = 0;
  // A path may begin with "event" or "proposals[3].event", and may or may not name the
  // kind of fact: every start is tried, from the whole value and from inside the fact.
  for (size_t from = 0; from < steps.size(); ++from) {
    for (const JsonValue* start :
         {&std::as_const(root),
          root.members.empty() ? nullptr : &std::as_const(root.members[0].value)}) {
      size_t taken = 0;
      if (start == nullptr) continue;
      const JsonValue* found = Descend(*start, steps, from, &taken);
      if (taken > most) {
        best = found;
        most = taken;
      }
    }
  }
  return CountCharacters(json.substr(0, best->offset)) + 1;
}

}  // namespace verkan::cli
