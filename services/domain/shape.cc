#include "services/domain/shape.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::services {
namespace {

using event::v1::FigureReading;
using event::v1::When;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using options::v1::Form;

constexpr absl::string_view kSources = "source_ids";
constexpr int kMaxSources = 10;
constexpr size_t kMaxLabelBytes = 1000;

// Whether a field of the type can have the form.
bool CanHave(const FieldDescriptor* field, Form form) {
  switch (form) {
    case options::v1::FORM_UNSPECIFIED:
    case options::v1::FORM_OWN:
      return true;
    case options::v1::FORM_REGION:
    case options::v1::FORM_MUNICIPALITY:
    case options::v1::FORM_ID:
      return field->type() == FieldDescriptor::TYPE_STRING;
    case options::v1::FORM_REGION_OR_COUNTRY:
    case options::v1::FORM_AMOUNT:
    case options::v1::FORM_URL:
    case options::v1::FORM_LANGUAGE:
      return field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
    case options::v1::FORM_HAPPENED:
      return field->message_type() == When::descriptor();
    case options::v1::FORM_NUMBER:
    case options::v1::FORM_COUNT:
    case options::v1::FORM_COUNT_OR_ABSENCE:
      return field->message_type() == FigureReading::descriptor();
    default:
      return false;
  }
}

// Messages that Checks knows as a whole.
bool IsKnown(const Descriptor* message) {
  return message == When::descriptor() || message == FigureReading::descriptor() ||
         message == event::v1::Label::descriptor();
}

}  // namespace

absl::StatusOr<Shape> Shape::Of(const Descriptor* message,
                                const absl::flat_hash_set<std::string>& nouns) {
  Shape shape;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const auto& options = field->options();
    const std::string& stream = options.GetExtension(options::v1::stream);
    if (!stream.empty()) shape.noun_ = stream;
    Field own = {.field = field,
                 .form = options.GetExtension(options::v1::form),
                 .required = options.GetExtension(options::v1::required) || !stream.empty(),
                 .personal = options.GetExtension(options::v1::personal),
                 .id = !stream.empty() || nouns.contains(options.GetExtension(options::v1::tag)) ||
                       options.GetExtension(options::v1::form) == options::v1::FORM_ID,
                 .region = nullptr,
                 .inside = {}};
    if (!CanHave(field, own.form)) {
      return absl::InternalError(absl::StrCat(field->full_name(), ": it cannot have the form ",
                                              options::v1::Form_Name(own.form)));
    }
    if (own.form == options::v1::FORM_MUNICIPALITY) {
      own.region = message->FindFieldByName("region_code");
    }
    if (field->message_type() != nullptr && !IsKnown(field->message_type())) {
      VERKAN_ASSIGN_OR_RETURN(Shape inside, Of(field->message_type(), nouns));
      own.inside.push_back(std::move(inside));
    }
    shape.fields_.push_back(std::move(own));
  }
  for (Field& field : shape.fields_) {
    for (Shape& inside : field.inside) inside.noun_ = shape.noun_;
  }
  return shape;
}

void Shape::Check(const Message& message, absl::string_view path, Checks* checks) const {
  for (const Field& field : fields_) {
    if (field.form == options::v1::FORM_OWN) continue;
    const std::string here = absl::StrCat(path, ".", field.field->name());
    switch (field.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        field.field->is_repeated() ? CheckTexts(field, message, here, checks)
                                   : CheckText(field, message, here, checks);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        CheckEnum(field, message, here, checks);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CheckMessage(field, message, here, checks);
        break;
      default:
        break;
    }
  }
}

void Shape::CheckText(const Field& field, const Message& message, const std::string& path,
                      Checks* checks) {
  const Reflection* reflection = message.GetReflection();
  std::string unused, unused_region;  // a plain string is referred to where it stands
  const std::string& value = reflection->GetStringReference(message, field.field, &unused);
  switch (field.form) {
    case options::v1::FORM_REGION:
      return checks->OptionalRegion(path, value);
    case options::v1::FORM_REGION_OR_COUNTRY:
      return checks->OptionalRegionOrCountry(path, value);
    case options::v1::FORM_AMOUNT:
      if (field.required && value.empty()) return checks->Fail(path, value, "an amount");
      return checks->OptionalAmount(path, value);
    case options::v1::FORM_URL:
      return checks->OptionalUrl(path, value);
    case options::v1::FORM_LANGUAGE:
      return checks->OptionalLanguage(path, value);
    case options::v1::FORM_MUNICIPALITY:
      return checks->OptionalMunicipality(
          path, value,
          field.region == nullptr
              ? ""
              : reflection->GetStringReference(message, field.region, &unused_region));
    default:
      break;
  }
  if (field.personal) return checks->PersonalText(path, value);
  if (field.id) return field.required ? checks->Id(path, value) : checks->OptionalId(path, value);
  field.required ? checks->RequiredText(path, value) : checks->Text(path, value);
}

void Shape::CheckTexts(const Field& field, const Message& message, const std::string& path,
                       Checks* checks) {
  Checks::Texts values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field.field); ++i) {
    *values.Add() = message.GetReflection()->GetRepeatedString(message, field.field, i);
  }
  if (field.form == options::v1::FORM_REGION) {
    if (field.required || !values.empty()) checks->Regions(path, values);
    return;
  }
  if (field.form == options::v1::FORM_MUNICIPALITY) return checks->Municipalities(path, values);
  if (field.field->name() == kSources && values.size() > kMaxSources) {
    return checks->Fail(path, absl::StrCat(values.size(), " ids"),
                        absl::StrCat("at most ", kMaxSources, " ids"));
  }
  field.id ? checks->Ids(path, values) : checks->TextList(path, values);
}

void Shape::CheckEnum(const Field& field, const Message& message, const std::string& path,
                      Checks* checks) {
  const Reflection* reflection = message.GetReflection();
  const auto* type = field.field->enum_type();
  if (!field.field->is_repeated()) {
    return checks->Enum(path, reflection->GetEnumValue(message, field.field), type, field.required);
  }
  for (int i = 0; i < reflection->FieldSize(message, field.field); ++i) {
    checks->Enum(absl::StrCat(path, "[", i, "]"),
                 reflection->GetRepeatedEnumValue(message, field.field, i), type, true);
  }
}

namespace {

void CheckReading(Form form, const FigureReading& reading, const std::string& path,
                  Checks* checks) {
  const bool number = form == options::v1::FORM_NUMBER || form == options::v1::FORM_COUNT;
  number ? checks->NumberReading(path, reading) : checks->Reading(path, reading);
  if (form != options::v1::FORM_COUNT && form != options::v1::FORM_COUNT_OR_ABSENCE) return;
  const std::string wrong = NoCountIn(reading);
  if (!wrong.empty()) checks->Fail(path, wrong, "a whole number, 0 or more");
}

void CheckLabel(const event::v1::Label& label, const std::string& path, Checks* checks) {
  for (const auto& [language, text] :
       {std::pair("sv", &label.sv()), std::pair("en", &label.en())}) {
    const std::string here = absl::StrCat(path, ".", language);
    if (text->size() > kMaxLabelBytes) {
      checks->Fail(here, *text, absl::StrCat("at most ", kMaxLabelBytes, " bytes"));
    } else {
      checks->Text(here, *text);
    }
  }
}

}  // namespace

void Shape::CheckMessage(const Field& field, const Message& message, const std::string& path,
                         Checks* checks) {
  const Reflection* reflection = message.GetReflection();
  if (field.field->is_repeated()) {
    const int size = reflection->FieldSize(message, field.field);
    if (size == 0 && field.required) return checks->Fail(path, "", "one or more");
    if (size > kMaxListed) {
      return checks->Fail(path, absl::StrCat(size), absl::StrCat("at most ", kMaxListed));
    }
    for (int i = 0; i < size; ++i) {
      const Message& item = reflection->GetRepeatedMessage(message, field.field, i);
      const std::string here = absl::StrCat(path, "[", i, "]");
      field.inside.empty() ? CheckLabel(static_cast<const event::v1::Label&>(item), here, checks)
                           : field.inside.front().Check(item, here, checks);
    }
    return;
  }
  const bool present = reflection->HasField(message, field.field);
  const Message& value = reflection->GetMessage(message, field.field);
  if (field.field->message_type() == When::descriptor()) {
    const auto& when = static_cast<const When&>(value);
    field.required ? checks->RequiredDays(path, present, when) : checks->Days(path, present, when);
    if (field.form == options::v1::FORM_HAPPENED) checks->NotAhead(path, when);
  } else if (field.field->message_type() == FigureReading::descriptor()) {
    const auto& reading = static_cast<const FigureReading&>(value);
    if (present) CheckReading(field.form, reading, path, checks);
  } else if (field.field->message_type() == event::v1::Label::descriptor()) {
    if (present) CheckLabel(static_cast<const event::v1::Label&>(value), path, checks);
    if (!present && field.required) checks->Fail(path, "", "a label in Swedish or English");
  } else if (present) {
    field.inside.front().Check(value, path, checks);
  } else if (field.required) {
    checks->Fail(path, "", absl::StrCat("what the ", field.inside.front().noun_, " is"));
  }
}

}  // namespace verkan::services
