#include "clients/cli/audit_leaves.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/tree.h"
#include "eventstore/status_macros.h"

namespace verkan::cli {
namespace {

using eventstore::Hash;
using eventstore::KnownCheckpoint;

constexpr uint64_t kChunk = 16384;  // what the server gives at once
constexpr size_t kChunksKept = 4;

Hash HashAt(absl::string_view hashes, uint64_t index) {
  Hash hash;
  std::memcpy(hash.data(), hashes.data() + index * sizeof(Hash), sizeof(Hash));
  return hash;
}

}  // namespace

absl::StatusOr<std::string> ServerLeaves::Fetch(uint64_t chunk) {
  const uint64_t count = std::min(kChunk, size_ - chunk * kChunk);
  log::v1::GetLeafHashesRequest request;
  request.set_first_position(chunk * kChunk + 1);
  request.set_count(static_cast<uint32_t>(count));
  VERKAN_ASSIGN_OR_RETURN(auto response, client_->GetLeafHashes(request));
  if (response.hashes().size() == count * sizeof(Hash)) {
    return std::move(*response.mutable_hashes());
  }
  return absl::DataLossError(
      absl::StrCat("the server gave ", response.hashes().size(), " bytes for ", count, " leaves"));
}

absl::StatusOr<std::vector<KnownCheckpoint>> ServerLeaves::NotLedTo(
    std::vector<KnownCheckpoint> checkpoints) {
  std::stable_sort(checkpoints.begin(), checkpoints.end(), [](const auto& a, const auto& b) {
    return a.checkpoint.size < b.checkpoint.size;
  });
  std::vector<KnownCheckpoint> others;
  eventstore::Tree tree;
  auto next = checkpoints.begin();
  const auto compare = [&] {
    for (; next != checkpoints.end() && next->checkpoint.size == tree.size(); ++next) {
      if (next->checkpoint.root != tree.Root()) others.push_back(*next);
    }
  };
  compare();
  for (uint64_t chunk = 0; chunk * kChunk < size_; ++chunk) {
    VERKAN_ASSIGN_OR_RETURN(const std::string hashes, Fetch(chunk));
    digests_.push_back(eventstore::Sha256(hashes));
    for (uint64_t i = 0; i < hashes.size() / sizeof(Hash); ++i) {
      tree.Add(HashAt(hashes, i), [](int, uint64_t, absl::string_view) {});
      compare();
    }
  }
  return others;
}

absl::StatusOr<Hash> ServerLeaves::At(uint64_t position) {
  VERKAN_ASSIGN_OR_RETURN(const absl::string_view hashes, Chunk((position - 1) / kChunk));
  return HashAt(hashes, (position - 1) % kChunk);
}

absl::StatusOr<absl::string_view> ServerLeaves::Chunk(uint64_t chunk) {
  const auto kept = std::find_if(chunks_.begin(), chunks_.end(),
                                 [chunk](const auto& entry) { return entry.first == chunk; });
  if (kept != chunks_.end()) return absl::string_view(kept->second);
  VERKAN_ASSIGN_OR_RETURN(std::string hashes, Fetch(chunk));
  if (eventstore::Sha256(hashes) != digests_.at(chunk)) {
    return absl::DataLossError("the server gives other leaves than a moment ago");
  }
  chunks_.emplace_front(chunk, std::move(hashes));
  if (chunks_.size() > kChunksKept) chunks_.pop_back();
  return absl::string_view(chunks_.front().second);
}

}  // namespace verkan::cli
