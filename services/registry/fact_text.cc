#include "services/registry/fact_text.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/fields.h"
#include "projections/facts/texts.h"

namespace verkan::services {
namespace {

using event::v1::FigureReading;
using event::v1::Label;
using event::v1::When;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using registry::v1::Cell;

std::string TextOf(const When& when) {
  const std::string days = projections::WhenText(when);
  if (when.text().empty()) return days;
  return days.empty() ? when.text() : absl::StrCat(when.text(), " (", days, ")");
}

const Message& MessageAt(const Message& holder, const FieldDescriptor* field, int index) {
  const Reflection* reflection = holder.GetReflection();
  return field->is_repeated() ? reflection->GetRepeatedMessage(holder, field, index)
                              : reflection->GetMessage(holder, field);
}

class Writer {
 public:
  Writer(const EventType& type, absl::string_view language, const NameOf& name_of)
      : type_(type), language_(language), name_of_(name_of) {}

  void Write(const Message& message, const std::string& path) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      const bool told = field != type_.stream_field() && projections::IsSet(message, field) &&
                        !field->options().GetExtension(options::v1::personal);
      if (!told) continue;
      const std::string here =
          path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      if (IsWrittenInParts(field)) {
        Write(MessageAt(message, field, 0), here);
      } else {
        WriteField(message, field, here);
      }
    }
  }

  std::vector<Cell> Take() { return std::move(cells_); }

 private:
  // One message that is more than one value: its fields are cells of their own.
  static bool IsWrittenInParts(const FieldDescriptor* field) {
    const auto* type = field->message_type();
    return type != nullptr && !field->is_repeated() && type != When::descriptor() &&
           type != Label::descriptor() && type != FigureReading::descriptor();
  }

  void WriteField(const Message& holder, const FieldDescriptor* field, const std::string& path) {
    Cell& cell = cells_.emplace_back();
    cell.set_column(path);
    if (field->message_type() == FigureReading::descriptor() && !field->is_repeated()) {
      cell.mutable_reading()->CopyFrom(MessageAt(holder, field, 0));
      return;
    }
    const int count = field->is_repeated() ? holder.GetReflection()->FieldSize(holder, field) : 1;
    const std::string& noun = field->options().GetExtension(options::v1::tag);
    const bool named = Schema::Default().IsNoun(noun);
    for (int i = 0; i < count; ++i) {
      cell.add_values(ValueOf(holder, field, i));
      if (named) cell.add_names(name_of_(noun, cell.values(i)));
    }
  }

  std::string ValueOf(const Message& holder, const FieldDescriptor* field, int index) const {
    const Reflection* reflection = holder.GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return many ? reflection->GetRepeatedString(holder, field, index)
                    : reflection->GetString(holder, field);
      case FieldDescriptor::CPPTYPE_ENUM:
        return std::string(projections::EnumTexts(field->enum_type(), '_')
                               .Get(many ? reflection->GetRepeatedEnumValue(holder, field, index)
                                         : reflection->GetEnumValue(holder, field)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(holder, field) ? "true" : "false";
      case FieldDescriptor::CPPTYPE_UINT32:
        return absl::StrCat(reflection->GetUInt32(holder, field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return absl::StrCat(reflection->GetUInt64(holder, field));
      case FieldDescriptor::CPPTYPE_INT32:
        return absl::StrCat(reflection->GetInt32(holder, field));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return MessageText(MessageAt(holder, field, index));
      default:
        return "";
    }
  }

  // A message as one value. A reading is told by the text that it is read from.
  std::string MessageText(const Message& message) const {
    if (message.GetDescriptor() == When::descriptor()) {
      return TextOf(static_cast<const When&>(message));
    }
    if (message.GetDescriptor() == Label::descriptor()) {
      const auto& label = static_cast<const Label&>(message);
      const bool swedish = language_ == "sv" ? !label.sv().empty() : label.en().empty();
      return swedish ? label.sv() : label.en();
    }
    if (message.GetDescriptor() == FigureReading::descriptor()) return "";
    std::vector<std::string> values;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message.GetDescriptor()->field(i);
      if (!projections::IsSet(message, field)) continue;
      const int count =
          field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int j = 0; j < count; ++j) values.push_back(ValueOf(message, field, j));
    }
    values.erase(std::remove(values.begin(), values.end(), ""), values.end());
    return absl::StrJoin(values, " ");
  }

  const EventType& type_;
  const absl::string_view language_;
  const NameOf& name_of_;
  std::vector<Cell> cells_;
};

}  // namespace

std::vector<Cell> CellsOf(const EventType& type, const event::v1::Event& event,
                          absl::string_view language, const NameOf& name_of) {
  Writer writer(type, language, name_of);
  writer.Write(type.FactOf(event), "");
  return writer.Take();
}

std::vector<std::string> FieldsNaming(const EventType& type, const event::v1::Event& event,
                                      absl::string_view key, const std::vector<std::string>& ids) {
  std::vector<std::string> fields;
  for (const auto& [tag, path] : type.tags()) {
    const Message* holder = projections::HolderOf(type.FactOf(event), path);
    if (tag != key || holder == nullptr) continue;
    const FieldDescriptor* field = path.back();
    const Reflection* reflection = holder->GetReflection();
    const int count = field->is_repeated() ? reflection->FieldSize(*holder, field) : 1;
    bool names = false;
    for (int i = 0; i < count; ++i) {
      names |= absl::c_linear_search(ids, field->is_repeated()
                                              ? reflection->GetRepeatedString(*holder, field, i)
                                              : reflection->GetString(*holder, field));
    }
    if (!names) continue;
    fields.push_back(absl::StrJoin(
        path, ".", [](std::string* out, const auto* part) { out->append(part->name()); }));
  }
  return fields;
}

}  // namespace verkan::services
