#include "eventstore/archive/reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kMaxLineBytes = 32 << 20;  // many times what the largest event comes to

}  // namespace

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::Open(
    std::istream* in, const std::string& verifier_key) {
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader(in));
  VERKAN_ASSIGN_OR_RETURN(const absl::string_view line, reader->ReadLine());
  VERKAN_RETURN_IF_ERROR(reader->At(reader->TakeHeader(line, verifier_key)));
  reader->digest_.Add(line);
  return reader;
}

absl::StatusOr<bool> ArchiveReader::Next(ArchiveItem* item) {
  if (ended_) return false;
  VERKAN_ASSIGN_OR_RETURN(const absl::string_view line, ReadLine());
  absl::StatusOr<bool> more = Take(line, item);
  if (!more.ok()) return At(more.status());
  digest_.Add(line);
  return more;
}

absl::Status ArchiveReader::At(const absl::Status& status) const {
  if (status.ok()) return status;
  return {status.code(), absl::StrCat("line ", line_, ": ", status.message())};
}

// The next line with its line feed; it holds until the next call.
absl::StatusOr<absl::string_view> ArchiveReader::ReadLine() {
  size_t size = 0;
  ++line_;
  while (true) {
    in_->getline(buffer_.data() + size, static_cast<std::streamsize>(buffer_.size() - size));
    size += in_->gcount();
    if (!in_->fail()) break;
    if (in_->eof() || in_->bad() || buffer_.size() >= kMaxLineBytes) break;
    in_->clear();
    buffer_.resize(2 * buffer_.size());
  }
  // getline counts the line feed and puts a zero in its place; at the end there was none.
  if (in_->good()) {
    buffer_[size - 1] = '\n';
    return absl::string_view(buffer_).substr(0, size);
  }
  return absl::DataLossError(absl::StrCat(
      "line ", line_, ": ", in_->eof() ? "the archive was cut off here" : "it cannot be read"));
}

absl::StatusOr<bool> ArchiveReader::Take(absl::string_view line, ArchiveItem* item) {
  VERKAN_ASSIGN_OR_RETURN(ArchiveLine parsed, ParseArchiveLine(line));
  if (parsed.event.has_value()) {
    const Position position = events() + 1;
    const absl::Status taken = TakeEvent(line, *std::move(parsed.event), item);
    if (taken.ok()) return true;
    return absl::Status(taken.code(), absl::StrCat("position ", position, ": ", taken.message()));
  }
  if (parsed.id.has_value()) {
    VERKAN_RETURN_IF_ERROR(TakeId(*parsed.id, item));
    return true;
  }
  if (!parsed.trailer.has_value()) return absl::DataLossError("a second header");
  VERKAN_RETURN_IF_ERROR(TakeTrailer(*parsed.trailer));
  ended_ = true;
  return false;
}

absl::Status ArchiveReader::TakeHeader(absl::string_view line, const std::string& verifier_key) {
  VERKAN_ASSIGN_OR_RETURN(ArchiveLine parsed, ParseArchiveLine(line));
  if (!parsed.header.has_value()) {
    return absl::DataLossError("the header is missing: this is not an archive, or lost its start");
  }
  header_ = *std::move(parsed.header);
  if (verifier_key.empty() || verifier_key == header_.verifier_key) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("it is signed by ", header_.verifier_key, ", not by ", verifier_key));
}

absl::Status ArchiveReader::TakeEvent(absl::string_view line, ArchiveEvent event,
                                      ArchiveItem* item) {
  const Position position = events() + 1;
  if (position > header_.checkpoint.size) return absl::DataLossError("more events than signed for");
  if (ids_ > 0) return absl::DataLossError("an event after the ids");
  record_ = std::move(event.record);
  const Hash leaf = RecordLeaf(record_);
  if (header_.proofs) {
    if (!event.proof.has_value()) return absl::DataLossError("its proof is missing");
    VERKAN_RETURN_IF_ERROR(VerifyInclusion(leaf, position - 1, header_.checkpoint.size,
                                           *event.proof, header_.checkpoint.root));
  }
  VERKAN_RETURN_IF_ERROR(ParseRecord(record_, &view_));
  if (view_.position != position) {
    return absl::DataLossError(absl::StrCat("the record of position ", view_.position, " is here"));
  }
  if (line != EventLine(header_.checkpoint.origin, record_, view_, event.proof)) {
    return absl::DataLossError("what the line says is not what its record says");
  }
  frontier_.Add(leaf, [](int, uint64_t, const Hash&) {});
  item->record = record_;
  return absl::OkStatus();
}

absl::Status ArchiveReader::TakeId(const KnownId& id, ArchiveItem* item) {
  const Position size = header_.checkpoint.size;
  if (events() != size) {
    return absl::DataLossError(absl::StrCat("the events end at position ", events(), " of ", size));
  }
  if (id.first_position == 0 || id.first_position > size || id.count == 0 ||
      id.count > size - id.first_position + 1) {
    return absl::DataLossError("an id of events that are not here");
  }
  ++ids_;
  item->record = absl::string_view();
  item->id = id;
  return absl::OkStatus();
}

absl::Status ArchiveReader::TakeTrailer(const ArchiveTrailer& trailer) {
  if (events() != header_.checkpoint.size || trailer.events != events() || trailer.ids != ids_) {
    return absl::DataLossError(absl::StrCat("it holds ", events(), " events and ", ids_,
                                            " ids, of ", header_.checkpoint.size, " and ",
                                            trailer.ids));
  }
  if (frontier_.Root() != header_.checkpoint.root || trailer.root != header_.checkpoint.root) {
    return absl::DataLossError(
        header_.proofs ? "the root of the records is not the signed one"
                       : "a record was changed: their root is not the signed one; which of them, "
                         "only an archive with proofs tells");
  }
  if (trailer.sha256 != digest_.Finish()) {
    return absl::DataLossError(
        "the bytes before it are not those that were written: an id or the "
        "header was changed");
  }
  if (in_->peek() != std::istream::traits_type::eof()) {
    return absl::DataLossError("something follows the end of the archive");
  }
  return absl::OkStatus();
}

}  // namespace verkan::eventstore
