#include "clients/cpp/request_id.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::client {
namespace {

std::string ToUuid(const uint8_t* bytes, int version) {
  std::string raw(reinterpret_cast<const char*>(bytes), 16);
  raw[6] = static_cast<char>((raw[6] & 0x0f) | version << 4);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(raw);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

std::string Canonical(const verkan::event::v1::Event& event) {
  std::string bytes = event.GetDescriptor()->full_name();
  bytes.push_back('\0');
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  event.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Clears the personal fields. Whether a message named nobody whom they tell of.
bool ClearPersonal(google::protobuf::Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  bool personal = false, named = false, unnamed = false;
  for (const auto* field : fields) {
    named |= field->options().GetExtension(verkan::options::v1::subject);
    if (field->options().GetExtension(verkan::options::v1::personal)) {
      personal = true;
      reflection->ClearField(message, field);
    } else if (field->message_type() != nullptr && !field->is_repeated()) {
      unnamed |= ClearPersonal(reflection->MutableMessage(message, field));
    }
  }
  return unnamed || (personal && !named);
}

}  // namespace

std::string RandomRequestId() {
  std::array<uint8_t, 16> bytes;
  const int ok = RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  assert(ok == 1);
  (void)ok;
  return ToUuid(bytes.data(), 4);
}

std::string DerivedRequestId(const verkan::event::v1::Event& event, int ordinal,
                             uint64_t undone_at) {
  verkan::event::v1::Event impersonal = event;
  if (ClearPersonal(&impersonal)) return RandomRequestId();
  std::string canonical = Canonical(impersonal);
  if (ordinal > 1) absl::StrAppend(&canonical, absl::string_view("\0", 1), ordinal);
  if (undone_at > 0) {
    absl::StrAppend(&canonical, absl::string_view("\0", 1), "after", undone_at);
  }
  std::array<uint8_t, SHA256_DIGEST_LENGTH> hash;
  SHA256(reinterpret_cast<const uint8_t*>(canonical.data()), canonical.size(), hash.data());
  return ToUuid(hash.data(), 8);
}

bool BeginsNamedStream(const verkan::event::v1::Event& event) {
  std::vector<const google::protobuf::FieldDescriptor*> set;
  event.GetReflection()->ListFields(event, &set);
  if (set.empty()) return false;
  const auto& fact = event.GetReflection()->GetMessage(event, set[0]);
  const auto* type = fact.GetDescriptor();
  if (!type->options().GetExtension(verkan::options::v1::traits).begins_stream()) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->options().GetExtension(verkan::options::v1::stream).empty()) continue;
    return !fact.GetReflection()->GetString(fact, field).empty();
  }
  return false;
}

}  // namespace verkan::client
