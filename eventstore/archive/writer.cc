#include "eventstore/archive/writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kChunkBytes = 128 << 10;
constexpr size_t kMaxNodes = 4096;

NodeReader TilesOf(const EventStore* store, Position size) {
  return NodesOf([store, size](int level, uint64_t index) {
    return store->ReadTile(
        {.level = level, .index = index, .width = TileWidthAt(level, index, size)});
  });
}

}  // namespace

ArchiveWriter::ArchiveWriter(const EventStore* store, ArchiveHeader header)
    : store_(store), header_(std::move(header)), tiles_(TilesOf(store, header_.checkpoint.size)) {}

absl::StatusOr<std::unique_ptr<ArchiveWriter>> ArchiveWriter::Open(const EventStore* store,
                                                                   Checkpoints* checkpoints,
                                                                   const ArchiveOptions& options) {
  VERKAN_ASSIGN_OR_RETURN(const SignedCheckpoint checkpoint, checkpoints->Sign(0));
  ArchiveHeader header = {.note = checkpoint.note,
                          .verifier_key = checkpoints->verifier().Key(),
                          .proofs = options.proofs,
                          .checkpoint = checkpoint.checkpoint};
  std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(store, std::move(header)));
  VERKAN_ASSIGN_OR_RETURN(writer->events_, store->Read({.to = writer->size()}));
  return writer;
}

absl::StatusOr<bool> ArchiveWriter::Next(std::string* lines) {
  lines->clear();
  if (part_ == Part::kHeader) {
    *lines = HeaderLine(header_);
    part_ = Part::kEvents;
  }
  while (part_ == Part::kEvents && lines->size() < kChunkBytes) {
    VERKAN_RETURN_IF_ERROR(AddEvent(lines));
  }
  while (part_ == Part::kIds && lines->size() < kChunkBytes) {
    VERKAN_RETURN_IF_ERROR(AddId(lines));
  }
  digest_.Add(*lines);
  if (part_ == Part::kTrailer && lines->size() < kChunkBytes) {
    VERKAN_RETURN_IF_ERROR(AddTrailer(lines));
  }
  return !lines->empty();
}

absl::Status ArchiveWriter::AddEvent(std::string* lines) {
  StoredRecord record;
  VERKAN_ASSIGN_OR_RETURN(const bool found, events_->Next(&record));
  if (!found) {
    part_ = Part::kIds;
    ids_ = store_->ReadIds();
    return absl::OkStatus();
  }
  VERKAN_RETURN_IF_ERROR(ParseRecord(record.bytes, &view_));
  frontier_.Add(RecordLeaf(record.bytes), [](int, uint64_t, const Hash&) {});
  std::optional<std::vector<Hash>> proof;
  if (header_.proofs) {
    VERKAN_ASSIGN_OR_RETURN(proof, Prove(record.position));
  }
  lines->append(EventLine(store_->origin(), record.bytes, view_, proof));
  return absl::OkStatus();
}

absl::Status ArchiveWriter::AddId(std::string* lines) {
  KnownId id;
  VERKAN_ASSIGN_OR_RETURN(const bool found, ids_->Next(&id));
  if (!found) {
    part_ = Part::kTrailer;
    return absl::OkStatus();
  }
  if (id.first_position > size()) return absl::OkStatus();
  ++id_count_;
  lines->append(IdLine(id));
  return absl::OkStatus();
}

absl::Status ArchiveWriter::AddTrailer(std::string* lines) {
  if (position() != size() || frontier_.Root() != header_.checkpoint.root) {
    return absl::DataLossError(absl::StrCat("the root of the ", position(),
                                            " records that were read is not the one signed for"));
  }
  lines->append(TrailerLine({.events = position(),
                             .ids = id_count_,
                             .root = frontier_.Root(),
                             .sha256 = digest_.Finish()}));
  part_ = Part::kEnd;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Hash>> ArchiveWriter::Prove(Position position) {
  if (nodes_.size() > kMaxNodes) nodes_.clear();
  return InclusionProof(position - 1, size(),
                        [this](int level, uint64_t index) { return Node(level, index); });
}

absl::StatusOr<Hash> ArchiveWriter::Node(int level, uint64_t index) {
  const std::pair<int, uint64_t> key(level, index);
  if (const auto it = nodes_.find(key); it != nodes_.end()) return it->second;
  VERKAN_ASSIGN_OR_RETURN(const Hash hash, tiles_(level, index));
  nodes_.emplace(key, hash);
  return hash;
}

}  // namespace verkan::eventstore
