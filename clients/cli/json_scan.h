// Scans JSON (RFC 8259) and remembers where everything stands, so that an error can name
// the column of a value.
#ifndef VERKAN_CLIENTS_CLI_JSON_SCAN_H_
#define VERKAN_CLIENTS_CLI_JSON_SCAN_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace verkan::cli {

struct JsonMember;

struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  size_t offset = 0;                // of its first byte
  std::string text;                 // a string's content; any other value as written
  std::vector<JsonValue> items;     // of an array
  std::vector<JsonMember> members;  // of an object, as written
};

struct JsonMember {
  std::string key;
  size_t key_offset = 0;
  JsonValue value;
};

struct JsonFault {
  size_t offset = 0;
  std::string wanted;
};

// Scans one value with nothing but white space around it. False, with the first fault,
// for anything that is not JSON or lies deeper than 100 values.
bool ScanJson(absl::string_view text, JsonValue* value, JsonFault* fault);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_JSON_SCAN_H_
