#include "services/domain/wipe.h"

#include <vector>

#include "eventstore/sealing/seal.h"

namespace verkan::services {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

// The message owns the text and may be changed; its reflection only has no way to do so in place.
void WipeText(const std::string& text) { eventstore::Wipe(const_cast<std::string*>(&text)); }

void WipeField(const FieldDescriptor* field, const Reflection& reflection, Message* message) {
  const int count = field->is_repeated() ? reflection.FieldSize(*message, field) : 1;
  std::string scratch;
  for (int i = 0; i < count; ++i) {
    const bool one = !field->is_repeated();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      WipeText(one ? reflection.GetStringReference(*message, field, &scratch)
                   : reflection.GetRepeatedStringReference(*message, field, i, &scratch));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      WipeTexts(one ? reflection.MutableMessage(message, field)
                    : reflection.MutableRepeatedMessage(message, field, i));
    }
  }
}

}  // namespace

void WipeTexts(Message* message) {
  const Reflection& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> set;  // none of them a default, which all messages share
  reflection.ListFields(*message, &set);
  for (const FieldDescriptor* field : set) WipeField(field, reflection, message);
}

WipedBytes::~WipedBytes() { eventstore::Wipe(&bytes_); }

}  // namespace verkan::services
