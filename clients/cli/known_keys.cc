#include "clients/cli/known_keys.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "eventstore/files.h"
#include "eventstore/status_macros.h"

namespace verkan::cli {
namespace {

using eventstore::ReadFile;
using eventstore::Verifier;

absl::StatusOr<Verifier> Given(const std::string& given) {
  std::error_code error;
  std::string key = given;
  if (std::filesystem::is_regular_file(given, error)) {
    VERKAN_ASSIGN_OR_RETURN(auto content, ReadFile(given));
    key = std::string(absl::StripAsciiWhitespace(content.value_or("")));
  }
  absl::StatusOr<Verifier> verifier = Verifier::FromKey(key);
  if (verifier.ok()) return verifier;
  return absl::InvalidArgumentError(
      absl::StrCat("--verifier-key \"", given, "\": wanted a key such as ",
                   "log.example.se+1a2b3c4d+AZ…, or a file that holds one; `verkan audit ",
                   "checkpoint` prints it"));
}

constexpr char kSeenSuffix[] = ".seen";

absl::Status MakeDirectoryOf(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", error.message()));
}

}  // namespace

std::string KnownKeys::DefaultPath() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return absl::StrCat(state, "/verkan/known-logs");
  const char* home = std::getenv("HOME");
  return absl::StrCat(home == nullptr ? "." : home, "/.local/state/verkan/known-logs");
}

absl::StatusOr<std::optional<std::string>> KnownKeys::Remembered(const std::string& origin) const {
  VERKAN_ASSIGN_OR_RETURN(const auto content, ReadFile(path_));
  const std::string text = content.value_or("");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, origin + "+")) return std::string(line);
  }
  return std::nullopt;
}

absl::Status KnownKeys::Remember(const std::string& key) {
  VERKAN_RETURN_IF_ERROR(MakeDirectoryOf(path_));
  VERKAN_ASSIGN_OR_RETURN(const auto content, ReadFile(path_));
  return eventstore::WriteFile(path_, absl::StrCat(content.value_or(""), key, "\n"), 0600);
}

// A line a log: origin, size, root.
absl::StatusOr<std::optional<eventstore::Checkpoint>> KnownKeys::LastSeen(
    const std::string& origin) const {
  VERKAN_ASSIGN_OR_RETURN(const auto content, ReadFile(path_ + kSeenSuffix));
  const std::string text = content.value_or("");
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    eventstore::Checkpoint checkpoint = {.origin = origin};
    std::string root;
    if (fields.size() != 3 || fields[0] != origin ||
        !absl::SimpleAtoi(fields[1], &checkpoint.size) || !absl::Base64Unescape(fields[2], &root) ||
        root.size() != checkpoint.root.size()) {
      continue;
    }
    std::copy(root.begin(), root.end(), checkpoint.root.begin());
    return std::optional(checkpoint);
  }
  return std::optional<eventstore::Checkpoint>();
}

absl::Status KnownKeys::Saw(const eventstore::Checkpoint& checkpoint) {
  VERKAN_ASSIGN_OR_RETURN(const auto before, LastSeen(checkpoint.origin));
  if (before.has_value() && before->size >= checkpoint.size) return absl::OkStatus();
  const std::string path = path_ + kSeenSuffix;
  VERKAN_ASSIGN_OR_RETURN(const auto content, ReadFile(path));
  std::string kept;
  for (absl::string_view line : absl::StrSplit(content.value_or(""), '\n', absl::SkipEmpty())) {
    if (!absl::StartsWith(line, checkpoint.origin + "\t")) absl::StrAppend(&kept, line, "\n");
  }
  VERKAN_RETURN_IF_ERROR(MakeDirectoryOf(path));
  const std::string root(checkpoint.root.begin(), checkpoint.root.end());
  return eventstore::WriteFile(path,
                               absl::StrCat(kept, checkpoint.origin, "\t", checkpoint.size, "\t",
                                            absl::Base64Escape(root), "\n"),
                               0600);
}

absl::StatusOr<TrustedKey> KnownKeys::Trusted(const std::string& origin, const std::string& given,
                                              const std::string& offered) {
  if (!given.empty()) {
    VERKAN_ASSIGN_OR_RETURN(Verifier verifier, Given(given));
    return TrustedKey{std::move(verifier), Trust::kGiven};
  }
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> remembered, Remembered(origin));
  if (remembered.has_value()) {
    if (!offered.empty() && offered != *remembered) {
      return absl::DataLossError(absl::StrCat(
          "the log ", origin, " signs by another key than before: ", offered, ", not ", *remembered,
          ". If its key was replaced, have that confirmed by those who run it, and remove the "
          "line ",
          "from ", path_, ". If it is another log of the same name, give its key with ",
          "--verifier-key"));
    }
    VERKAN_ASSIGN_OR_RETURN(Verifier verifier, Verifier::FromKey(*remembered));
    return TrustedKey{std::move(verifier), Trust::kRemembered};
  }
  if (offered.empty()) {
    return absl::NotFoundError(
        absl::StrCat("nothing is known of the key of ", origin, "; give it with --verifier-key"));
  }
  VERKAN_ASSIGN_OR_RETURN(Verifier verifier, Verifier::FromKey(offered));
  VERKAN_RETURN_IF_ERROR(Remember(offered));
  return TrustedKey{std::move(verifier), Trust::kFirstUse};
}

}  // namespace verkan::cli
