#include "eventstore/conflict.h"

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace verkan::eventstore {
namespace {

constexpr absl::string_view kPayload = "verkan/append-conflict";

// Streams that the text names; the payload holds all of them.
constexpr size_t kNamed = 5;

std::string TextOf(const AppendConflict::Stream& stream) {
  if (stream.revision == 0) return absl::StrCat("stream ", stream.name, " does not exist");
  return absl::StrCat("stream ", stream.name, " is at revision ", stream.revision);
}

}  // namespace

absl::Status ToStatus(const AppendConflict& conflict) {
  std::vector<std::string> texts;
  std::string lines;
  for (const AppendConflict::Stream& stream : conflict.streams) {
    if (texts.size() < kNamed) texts.push_back(TextOf(stream));
    absl::StrAppend(&lines, stream.name, "\t", stream.revision, "\n");
  }
  if (conflict.streams.size() > kNamed) {
    texts.push_back(absl::StrCat("and ", conflict.streams.size() - kNamed, " more"));
  }
  if (conflict.matching_event.has_value()) {
    texts.push_back(absl::StrCat("event ", *conflict.matching_event, " matches the condition"));
    absl::StrAppend(&lines, "\t", *conflict.matching_event, "\n");
  }
  if (texts.empty()) return absl::OkStatus();
  absl::Status status = absl::AbortedError(absl::StrJoin(texts, "; "));
  status.SetPayload(kPayload, absl::Cord(lines));
  return status;
}

std::optional<AppendConflict> ReadAppendConflict(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::string lines(*payload);
  AppendConflict conflict;
  for (absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    uint64_t number = 0;
    if (fields.size() != 2 || !absl::SimpleAtoi(fields[1], &number)) return std::nullopt;
    if (fields[0].empty()) {
      conflict.matching_event = number;
    } else {
      conflict.streams.push_back({fields[0], number});
    }
  }
  return conflict;
}

}  // namespace verkan::eventstore
