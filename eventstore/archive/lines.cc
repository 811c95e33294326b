#include "eventstore/archive/lines.h"

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "verkan.archive.v1";
constexpr size_t kIdBytes = 16;

std::string ToLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ToText(absl::string_view bytes) { return std::string(bytes); }

absl::string_view BytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string Uuid(absl::string_view id) {
  const std::string hex = absl::BytesToHexString(id);
  if (id.size() != kIdBytes) return hex;
  const absl::string_view view(hex);
  return absl::StrCat(view.substr(0, 8), "-", view.substr(8, 4), "-", view.substr(12, 4), "-",
                      view.substr(16, 4), "-", view.substr(20));
}

std::string TimeText(int64_t micros) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::FromUnixMicros(micros),
                          absl::UTCTimeZone());
}

std::string DayText(int32_t day) { return absl::FormatCivilTime(absl::CivilDay() + day); }

std::string TagsText(const std::vector<absl::string_view>& tags) {
  return absl::StrJoin(tags, " ", [](std::string* out, absl::string_view tag) {
    absl::StrAppend(out, absl::StrReplaceAll(tag, {{"%", "%25"}, {" ", "%20"}}));
  });
}

std::string ProofText(const std::vector<Hash>& proof) {
  std::string bytes;
  for (const Hash& hash : proof) bytes.append(BytesOf(hash).data(), hash.size());
  return absl::Base64Escape(bytes);
}

absl::Status Malformed(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("it is not a line of an archive: ", what));
}

// Members of a line. False if there is none or it is of another kind.
bool Take(const Json& json, const char* name, std::string* value) {
  const auto it = json.find(name);
  if (it == json.end() || !it->is_string()) return false;
  *value = it->get<std::string>();
  return true;
}
bool Take(const Json& json, const char* name, uint64_t* value) {
  const auto it = json.find(name);
  if (it == json.end() || !it->is_number_unsigned()) return false;
  *value = it->get<uint64_t>();
  return true;
}
bool TakeBase64(const Json& json, const char* name, std::string* bytes) {
  std::string text;
  return Take(json, name, &text) && absl::Base64Unescape(text, bytes);
}
bool TakeUuid(const Json& json, const char* name, std::string* id) {
  std::string text;
  if (!Take(json, name, &text) || text.size() != 36) return false;
  *id = absl::HexStringToBytes(absl::StrReplaceAll(text, {{"-", ""}}));
  return id->size() == kIdBytes;
}

Hash ToHash(const char* bytes) {
  Hash hash;
  std::copy_n(bytes, hash.size(), hash.begin());
  return hash;
}

absl::StatusOr<ArchiveHeader> ParseHeader(const Json& json) {
  ArchiveHeader header;
  std::string format;
  Take(json, "archive", &format);
  if (format != kFormat) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the archive's format is \"", format, "\"; this version of Verkan knows ", kFormat));
  }
  const auto proofs = json.find("proofs");
  if (!Take(json, "key", &header.verifier_key) || !Take(json, "checkpoint", &header.note) ||
      proofs == json.end() || !proofs->is_boolean()) {
    return Malformed("the header lacks something");
  }
  header.proofs = proofs->get<bool>();
  VERKAN_ASSIGN_OR_RETURN(const Verifier verifier, Verifier::FromKey(header.verifier_key));
  VERKAN_ASSIGN_OR_RETURN(header.checkpoint, OpenCheckpoint(header.note, verifier));
  return header;
}

absl::StatusOr<ArchiveEvent> ParseEvent(const Json& json) {
  ArchiveEvent event;
  if (!TakeBase64(json, "record", &event.record)) return Malformed("it has no record");
  if (!json.contains("proof")) return event;
  std::string hashes;
  if (!TakeBase64(json, "proof", &hashes) || hashes.size() % sizeof(Hash) != 0) {
    return Malformed("its proof is not one");
  }
  event.proof.emplace();
  for (size_t at = 0; at < hashes.size(); at += sizeof(Hash)) {
    event.proof->push_back(ToHash(hashes.data() + at));
  }
  return event;
}

absl::StatusOr<KnownId> ParseId(const Json& json) {
  KnownId id;
  id.kind = json.contains("requestid") ? KnownId::kRequest : KnownId::kEvent;
  const bool request = id.kind == KnownId::kRequest;
  if (TakeUuid(json, request ? "requestid" : "eventid", &id.id) &&
      Take(json, "position", &id.first_position) && (!request || Take(json, "count", &id.count))) {
    return id;
  }
  return Malformed("the id lacks something");
}

absl::StatusOr<ArchiveTrailer> ParseTrailer(const Json& json) {
  ArchiveTrailer trailer;
  std::string root, sha256;
  if (!Take(json, "events", &trailer.events) || !Take(json, "ids", &trailer.ids) ||
      !TakeBase64(json, "root", &root) || root.size() != sizeof(Hash) ||
      !Take(json, "sha256", &sha256) || sha256.size() != 2 * sizeof(Hash)) {
    return Malformed("the trailer lacks something");
  }
  trailer.root = ToHash(root.data());
  trailer.sha256 = absl::HexStringToBytes(sha256);
  return trailer;
}

absl::Status CheckSame(absl::string_view line, absl::string_view made) {
  return line == made ? absl::OkStatus() : Malformed("it is not written the way it must be");
}

}  // namespace

std::string HeaderLine(const ArchiveHeader& header) {
  return ToLine({{"archive", kFormat},
                 {"origin", header.checkpoint.origin},
                 {"size", header.checkpoint.size},
                 {"proofs", header.proofs},
                 {"key", header.verifier_key},
                 {"checkpoint", header.note}});
}

std::string EventLine(const std::string& origin, absl::string_view record, const RecordView& view,
                      const std::optional<std::vector<Hash>>& proof) {
  Json json = {{"specversion", "1.0"},
               {"id", Uuid(view.id)},
               {"source", origin},
               {"type", ToText(view.type)},
               {"subject", ToText(view.stream)},
               {"time", TimeText(view.recorded_at_micros)},
               {"position", absl::StrCat(view.position)},
               {"revision", absl::StrCat(view.revision)}};
  if (!view.tags.empty()) json["tags"] = TagsText(view.tags);
  if (view.first_day.has_value()) json["firstday"] = DayText(*view.first_day);
  if (view.last_day.has_value()) json["lastday"] = DayText(*view.last_day);
  if (!view.payload.empty()) {
    json["datacontenttype"] = "application/protobuf";
    json["data_base64"] = absl::Base64Escape(view.payload);
  }
  json["record"] = absl::Base64Escape(record);
  if (proof.has_value()) json["proof"] = ProofText(*proof);
  return ToLine(json);
}

std::string IdLine(const KnownId& id) {
  Json json;
  json[id.kind == KnownId::kRequest ? "requestid" : "eventid"] = Uuid(id.id);
  json["position"] = id.first_position;
  if (id.kind == KnownId::kRequest) json["count"] = id.count;
  return ToLine(json);
}

std::string TrailerLine(const ArchiveTrailer& trailer) {
  return ToLine({{"end", kFormat},
                 {"events", trailer.events},
                 {"ids", trailer.ids},
                 {"root", absl::Base64Escape(BytesOf(trailer.root))},
                 {"sha256", absl::BytesToHexString(trailer.sha256)}});
}

absl::StatusOr<ArchiveLine> ParseArchiveLine(absl::string_view line) {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Malformed("it is not a JSON object");
  ArchiveLine parsed;
  if (json.contains("specversion")) {
    VERKAN_ASSIGN_OR_RETURN(parsed.event, ParseEvent(json));
    return parsed;
  }
  std::string made;
  if (json.contains("archive")) {
    VERKAN_ASSIGN_OR_RETURN(parsed.header, ParseHeader(json));
    made = HeaderLine(*parsed.header);
  } else if (json.contains("end")) {
    VERKAN_ASSIGN_OR_RETURN(parsed.trailer, ParseTrailer(json));
    made = TrailerLine(*parsed.trailer);
  } else {
    VERKAN_ASSIGN_OR_RETURN(parsed.id, ParseId(json));
    made = IdLine(*parsed.id);
  }
  VERKAN_RETURN_IF_ERROR(CheckSame(line, made));
  return parsed;
}

}  // namespace verkan::eventstore
