#include "services/http/pages.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/proofs/tile.h"
#include "services/http/metrics.h"
#include "services/process/clock.h"

namespace verkan::services {
namespace {

using eventstore::kTileWidth;
using eventstore::SignedCheckpoint;
using eventstore::TileId;

constexpr auto kSignAgainAfter = std::chrono::seconds(1);
constexpr char kForEver[] = "public, max-age=31536000, immutable";

Page Error(int status, absl::string_view what) {
  return {.status = status, .body = absl::StrCat(what, "\n")};
}

Page NotHere() {
  return Error(404, "not here; there are /checkpoint, /tile/…, /metrics and /healthz");
}

}  // namespace

Pages::Pages(std::string version, const eventstore::EventStore* store,
             eventstore::Checkpoints* checkpoints, const projections::Projections* projections,
             const eventstore::Scrubber* scrubber, const Health* health)
    : version_(std::move(version)),
      store_(store),
      checkpoints_(checkpoints),
      projections_(projections),
      scrubber_(scrubber),
      health_(health) {}

Page Pages::Get(absl::string_view path) {
  if (path == "/checkpoint") return Checkpoint();
  if (absl::StartsWith(path, "/tile/")) return Tile(path.substr(1));
  if (path == "/metrics") return Metrics();
  if (path == "/healthz" || path == "/readyz") return HealthOf("");
  if (absl::ConsumePrefix(&path, "/healthz/")) return HealthOf(path);
  if (path == "/livez") return {.body = "ok\n"};
  return NotHere();
}

// Signing syncs a file: whoever asks often gets the last one again.
Page Pages::Checkpoint() {
  eventstore::MutexLock lock(&mutex_);
  SignedCheckpoint last = checkpoints_->Last();
  const auto now = std::chrono::steady_clock::now();
  if (last.note.empty() || now - signed_at_ >= kSignAgainAfter) {
    absl::StatusOr<SignedCheckpoint> next = checkpoints_->Sign(0);
    if (!next.ok()) return Error(500, next.status().message());
    signed_at_ = now;
    last = *std::move(next);
  }
  return {.cache = "no-cache", .body = std::move(last.note)};
}

Page Pages::Tile(absl::string_view path) const {
  const absl::StatusOr<TileId> tile = eventstore::ParseTilePath(path);
  if (!tile.ok()) return Error(404, tile.status().message());
  absl::StatusOr<std::string> bytes = store_->ReadTile(*tile);
  if (absl::IsNotFound(bytes.status())) return Error(404, bytes.status().message());
  if (!bytes.ok()) return Error(500, bytes.status().message());
  return {.type = "application/octet-stream",
          .cache = tile->width == kTileWidth ? kForEver : "public, max-age=60",
          .body = *std::move(bytes)};
}

Page Pages::Metrics() const {
  MetricsInput input = {.version = version_,
                        .head = store_->head(),
                        .writable = store_->writable(),
                        .log_ahead_seconds = absl::ToInt64Seconds(AheadOf(absl::Now(), *store_)),
                        .checkpoint_size = checkpoints_->Last().checkpoint.size,
                        .projections = projections_->states(),
                        .process = ReadProcess()};
  if (scrubber_ != nullptr) input.scrub = scrubber_->state();
  return {.type = "text/plain; version=0.0.4; charset=utf-8", .body = MetricsText(input)};
}

// Of one part, or of all for "".
Page Pages::HealthOf(absl::string_view name) const {
  std::string failures;
  bool found = name.empty();
  for (const PartHealth& part : health_->parts()) {
    if (!name.empty() && part.name != name) continue;
    found = true;
    if (!part.failure.empty()) absl::StrAppend(&failures, part.name, ": ", part.failure, "\n");
  }
  if (!found) return NotHere();
  if (!failures.empty()) return {.status = 503, .body = failures};
  // A damaged record does not keep the others from being served.
  const std::string finding = scrubber_ == nullptr ? "" : scrubber_->state().finding;
  return {.body = finding.empty() ? "ok\n" : absl::StrCat("serving, but damaged: ", finding, "\n")};
}

}  // namespace verkan::services
