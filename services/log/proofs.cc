#include "services/log/proofs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/status_macros.h"
#include "services/errors/errors.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::Checkpoints;
using eventstore::EventStore;
using eventstore::Hash;
using eventstore::kTileWidth;
using eventstore::Position;

// Of one answer: 512 KiB.
constexpr Position kMaxLeaves = 16384;

std::string Bytes(const Hash& hash) { return {hash.begin(), hash.end()}; }

// Refuses a number that is beyond the log, or not between the bounds.
absl::Status CheckRange(const EventStore& store, absl::string_view path, Position value,
                        Position low, Position high) {
  if (low <= value && value <= high) return absl::OkStatus();
  if (const Position head = store.head(); value > head) {
    return WithReason(eventstore::CheckWithinLog(value, head));
  }
  return InvalidRequest({{std::string(path), absl::StrCat(value),
                          absl::StrCat("a number from ", low, " to ", high)}});
}

absl::StatusOr<log::v1::GetCheckpointResponse> GetCheckpoint(
    const EventStore& store, Checkpoints* checkpoints,
    const log::v1::GetCheckpointRequest& request) {
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "size", request.size(), 0, store.head()));
  VERKAN_ASSIGN_OR_RETURN(auto made, checkpoints->Sign(request.size()));
  log::v1::GetCheckpointResponse response;
  response.set_note(std::move(made.note));
  response.set_size(made.checkpoint.size);
  response.set_root_hash(Bytes(made.checkpoint.root));
  response.set_verifier_key(checkpoints->verifier().Key());
  return response;
}

absl::StatusOr<std::string> LeafAt(const EventStore& store, Position position) {
  VERKAN_ASSIGN_OR_RETURN(const std::string record, store.Get(position));
  return Bytes(eventstore::RecordLeaf(record));
}

absl::StatusOr<log::v1::ProveInclusionResponse> ProveInclusion(
    const EventStore& store, Checkpoints* checkpoints,
    const log::v1::ProveInclusionRequest& request) {
  const Position position = request.position();
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "position", position, 1, store.head()));
  log::v1::ProveInclusionResponse response;
  response.set_size(request.size());
  std::string note;
  if (request.size() == 0) {
    VERKAN_ASSIGN_OR_RETURN(auto made, checkpoints->Sign(position));
    response.set_size(made.checkpoint.size);
    note = std::move(made.note);
  }
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "size", response.size(), position, store.head()));
  VERKAN_ASSIGN_OR_RETURN(const std::vector<Hash> hashes,
                          store.ProveInclusion(position, response.size()));
  for (const Hash& hash : hashes) response.add_hashes(Bytes(hash));
  VERKAN_ASSIGN_OR_RETURN(*response.mutable_leaf_hash(), LeafAt(store, position));
  VERKAN_ASSIGN_OR_RETURN(const Hash root, store.Root(response.size()));
  response.set_root_hash(Bytes(root));
  if (!note.empty()) {
    response.set_tlog_proof(eventstore::TlogProof(position - 1, hashes, note));
  }
  return response;
}

absl::StatusOr<log::v1::ProveConsistencyResponse> ProveConsistency(
    const EventStore& store, const log::v1::ProveConsistencyRequest& request) {
  const Position size = request.size() == 0 ? store.head() : request.size();
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "size", size, 0, store.head()));
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "old_size", request.old_size(), 0, size));
  log::v1::ProveConsistencyResponse response;
  VERKAN_ASSIGN_OR_RETURN(const std::vector<Hash> hashes,
                          store.ProveConsistency(request.old_size(), size));
  for (const Hash& hash : hashes) response.add_hashes(Bytes(hash));
  VERKAN_ASSIGN_OR_RETURN(const Hash old_root, store.Root(request.old_size()));
  VERKAN_ASSIGN_OR_RETURN(const Hash root, store.Root(size));
  response.set_old_root_hash(Bytes(old_root));
  response.set_size(size);
  response.set_root_hash(Bytes(root));
  return response;
}

absl::StatusOr<log::v1::GetLeafHashesResponse> GetLeafHashes(
    const EventStore& store, const log::v1::GetLeafHashesRequest& request) {
  const Position head = store.head(), first = request.first_position();
  VERKAN_RETURN_IF_ERROR(CheckRange(store, "first_position", first, 1, head));
  const bool most = request.count() == 0 || request.count() > kMaxLeaves;
  const Position end = first - 1 +
                       std::min<Position>(most ? kMaxLeaves : request.count(),
                                          head - first + 1);  // leaves before it
  log::v1::GetLeafHashesResponse response;
  for (Position at = first - 1; at < end;) {
    const eventstore::TileId tile = {
        .index = at / kTileWidth,
        .width = std::min(kTileWidth, head - at / kTileWidth * kTileWidth)};
    VERKAN_ASSIGN_OR_RETURN(const std::string hashes, store.ReadTile(tile));
    const Position tile_end = std::min(tile.index * kTileWidth + tile.width, end);
    response.mutable_hashes()->append(hashes, at % kTileWidth * sizeof(Hash),
                                      (tile_end - at) * sizeof(Hash));
    at = tile_end;
  }
  return response;
}

}  // namespace

void AddLogProofs(const EventStore* store, Checkpoints* checkpoints, Handlers* handlers) {
  const auto add = [handlers](absl::string_view method, Handler handler) {
    (*handlers)[absl::StrCat("verkan.log.v1.LogService.", method)] = std::move(handler);
  };
  add("GetCheckpoint", QueryOf<log::v1::GetCheckpointRequest>(
                           [=](const Context&, const log::v1::GetCheckpointRequest& request) {
                             return GetCheckpoint(*store, checkpoints, request);
                           }));
  add("ProveInclusion", QueryOf<log::v1::ProveInclusionRequest>(
                            [=](const Context&, const log::v1::ProveInclusionRequest& request) {
                              return ProveInclusion(*store, checkpoints, request);
                            }));
  add("ProveConsistency", QueryOf<log::v1::ProveConsistencyRequest>(
                              [=](const Context&, const log::v1::ProveConsistencyRequest& request) {
                                return ProveConsistency(*store, request);
                              }));
  add("GetLeafHashes", QueryOf<log::v1::GetLeafHashesRequest>(
                           [=](const Context&, const log::v1::GetLeafHashesRequest& request) {
                             return GetLeafHashes(*store, request);
                           }));
}

}  // namespace verkan::services
