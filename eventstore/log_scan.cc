#include "eventstore/log_scan.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/block.h"
#include "eventstore/layout.h"

namespace verkan::eventstore {
namespace {

Finding At(Position position, std::string what) { return {position, position, std::move(what)}; }

// What is wrong with a block's place, if `next` is the position that comes next.
std::optional<Finding> CheckPlace(absl::string_view key, Position next) {
  const Position first = NumberInKey(key);
  if (key.size() != sizeof(Position)) return At(next, "the log has an entry that is no block");
  if (first > next) {
    return At(next, absl::StrCat("the record is missing: the next block begins with ", first));
  }
  if (first < next) return At(first, "a second block claims the position");
  return std::nullopt;
}

}  // namespace

std::optional<Finding> ScanLog(const Database& database,
                               const std::function<bool(absl::string_view record)>& visit) {
  const std::unique_ptr<Entries> entries = database.Scan(Family::kLog);
  Position next = 1;
  BlockView block;
  absl::StatusOr<bool> found = entries->SeekAtOrAfter(0);
  for (; found.ok() && *found; found = entries->Next()) {
    if (auto misplaced = CheckPlace(entries->key(), next)) return misplaced;
    const absl::Status parsed = block.Parse(next, entries->value());
    if (!parsed.ok()) return At(next, std::string(parsed.message()));
    for (const Position last = block.last(); next <= last; ++next) {
      absl::string_view record;
      const absl::Status read = block.Get(next, &record);
      if (!read.ok()) return At(next, std::string(read.message()));
      if (!visit(record)) return std::nullopt;
    }
  }
  if (!found.ok()) return At(next, std::string(found.status().message()));
  return std::nullopt;
}

}  // namespace verkan::eventstore
