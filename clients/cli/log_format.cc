#include "clients/cli/log_format.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::cli {
namespace {

constexpr absl::string_view kOwnPrefix = "verkan.event.v1.";

// What happened as JSON, for Verkan's own types.
std::optional<std::string> PayloadJson(const log::v1::RecordedEvent& event) {
  if (!absl::StartsWith(event.type(), kOwnPrefix)) return std::nullopt;
  // Names the event messages, so that the linker keeps their descriptors.
  const auto* pool = verkan::event::v1::Event::descriptor()->file()->pool();
  const google::protobuf::Descriptor* type = pool->FindMessageTypeByName(event.type());
  if (type == nullptr) return std::nullopt;
  const std::unique_ptr<google::protobuf::Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  std::string json;
  if (!message->ParseFromString(event.payload()) ||
      !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return std::nullopt;
  }
  return json;
}

std::string DayText(int64_t days) {
  return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + days);
}

}  // namespace

std::string TimeText(uint64_t micros) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6S%Ez",
                          absl::FromUnixMicros(static_cast<int64_t>(micros)), absl::UTCTimeZone());
}

std::string ToUuidText(absl::string_view bytes) {
  const std::string hex = absl::BytesToHexString(bytes);
  if (bytes.size() != 16) return hex;
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

std::string EventLine(const log::v1::RecordedEvent& event) {
  const std::optional<std::string> json = PayloadJson(event);
  return absl::StrFormat("%6d  %s  %s  %s  %s", event.position(), TimeText(event.recorded_at()),
                         event.stream(), absl::StripPrefix(event.type(), kOwnPrefix),
                         json.has_value() ? *json : absl::StrCat(event.payload().size(), " bytes"));
}

std::string EventJson(const log::v1::RecordedEvent& event) {
  nlohmann::ordered_json json;
  json["position"] = std::to_string(event.position());
  json["recordedAt"] = TimeText(event.recorded_at());
  json["revision"] = std::to_string(event.revision());
  json["eventId"] = ToUuidText(event.id());
  json["type"] = event.type();
  json["stream"] = event.stream();
  json["tags"] = event.tags();
  if (event.has_first_day()) json["firstDay"] = DayText(event.first_day());
  if (event.has_last_day()) json["lastDay"] = DayText(event.last_day());
  const std::optional<std::string> payload = PayloadJson(event);
  if (payload.has_value()) {
    json["event"] = nlohmann::ordered_json::parse(*payload, nullptr, false);
  } else {
    json["size"] = event.payload().size();
    json["payload"] = absl::Base64Escape(event.payload());
  }
  for (const auto& [key, value] : event.metadata()) json["metadata"][key] = value;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace verkan::cli
