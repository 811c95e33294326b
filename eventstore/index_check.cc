#include "eventstore/index_check.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "eventstore/layout.h"
#include "eventstore/log_reader.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr int kShift = 12;
constexpr size_t kIdsAtOnce = 1 << 20;
constexpr char kType = '\x01';  // first byte of the term of a type

struct ChosenId {
  Position position = 0;
  std::string id;
  bool operator<(const ChosenId& other) const { return position < other.position; }
};

std::string At(Family family) {
  return family == Family::kStreams ? "the index of streams" : "the index of tags and types";
}

// The name in the key of an entry; false if it is no such key.
bool NameOf(absl::string_view key, absl::string_view* name) {
  if (key.size() < 10 || key[key.size() - 9] != '\0') return false;
  *name = key.substr(0, key.size() - 9);
  return true;
}

Finding Damaged(Family family, Position position) {
  return {position, position, absl::StrCat("an entry in ", At(family), " is damaged")};
}

// Keeps the first of what is wrong: that with the lowest position.
void Keep(Finding finding, std::optional<Finding>* first) {
  if (!first->has_value() || finding.first < (*first)->first) *first = std::move(finding);
}

absl::Status CheckIds(const Database& database, const std::atomic<bool>& cancelled,
                      std::vector<ChosenId>* ids, std::optional<Finding>* first) {
  std::sort(ids->begin(), ids->end());
  LogReader log(database.Scan(Family::kLog));
  RecordView record;
  for (const ChosenId& chosen : *ids) {
    if (cancelled) return absl::CancelledError();
    absl::string_view bytes;
    VERKAN_RETURN_IF_ERROR(log.Get(chosen.position, &bytes));
    VERKAN_RETURN_IF_ERROR(ParseRecord(bytes, &record));
    if (record.id == chosen.id) continue;
    Keep({chosen.position, chosen.position, "the index of ids has another id for it"}, first);
  }
  ids->clear();
  return absl::OkStatus();
}

}  // namespace

PositionSums::PositionSums(Position first, Position last, int shift)
    : first_(first), last_(last), shift_(shift) {
  sums_.resize(first > last ? 0 : ((last - first) >> shift) + 1);
}

Position PositionSums::FirstDifference(const PositionSums& other) const {
  const auto [mine, its] = std::mismatch(sums_.begin(), sums_.end(), other.sums_.begin());
  if (mine == sums_.end()) return 0;
  return first_ + (static_cast<uint64_t>(mine - sums_.begin()) << shift_);
}

Position PositionSums::LastOf(Position first) const {
  return std::min(last_, first + (uint64_t{1} << shift_) - 1);
}

absl::StatusOr<IndexCheck> IndexCheck::Start(const Database* database, Position head) {
  VERKAN_ASSIGN_OR_RETURN(TypeNumbers types, LoadTypeNumbers(*database));
  return IndexCheck(database, head, std::move(types));
}

IndexCheck::IndexCheck(const Database* database, Position head, TypeNumbers types)
    : database_(database),
      head_(head),
      types_(std::move(types)),
      key_(std::random_device()() * uint64_t{0x100000001} ^ std::random_device()()),
      records_{PositionSums(1, head, kShift), PositionSums(1, head, kShift)},
      indexes_(records_) {}

uint64_t IndexCheck::StreamHash(absl::string_view stream, Revision revision,
                                Position position) const {
  return absl::HashOf(key_, stream, revision, position);
}

uint64_t IndexCheck::TermHash(bool is_type, absl::string_view term, const Posting& posting) const {
  return absl::HashOf(key_, is_type, term, posting.position, posting.type);
}

void IndexCheck::AddTo(const RecordView& record, Sums* sums) const {
  const auto number = types_.find(record.type);
  const Posting posting{record.position, number == types_.end() ? 0 : number->second};
  sums->streams.Add(record.position, StreamHash(record.stream, record.revision, record.position));
  uint64_t terms = TermHash(true, record.type, posting);
  for (absl::string_view tag : record.tags) terms += TermHash(false, tag, posting);
  sums->terms.Add(record.position, terms);
}

void IndexCheck::AddRecord(const RecordView& record) { AddTo(record, &records_); }

absl::Status IndexCheck::ReadStreams(const std::atomic<bool>& cancelled, PositionSums* sums,
                                     std::optional<Finding>* first) const {
  const std::unique_ptr<Entries> entries = database_->Scan(Family::kStreams);
  std::string stream;
  Revision revision = 0;
  Position last = 0;
  std::vector<Posting> postings;
  VERKAN_ASSIGN_OR_RETURN(bool found, entries->SeekAtOrAfter(0));
  while (found && !cancelled) {
    absl::string_view name;
    const bool decoded =
        NameOf(entries->key(), &name) && DecodeStreamEntry(entries->value(), &postings);
    if (!decoded) postings.clear();
    if (!decoded) Keep(Damaged(Family::kStreams, 0), first);
    if (decoded && name != stream) {
      stream.assign(name.data(), name.size());
      revision = last = 0;
    }
    if (decoded && NumberInKey(entries->key()) != revision + 1) {
      Keep({postings[0].position, postings[0].position,
            absl::StrCat("in the index, stream ", stream, " goes on with revision ",
                         NumberInKey(entries->key()), " after ", revision)},
           first);
      revision = NumberInKey(entries->key()) - 1;
    }
    for (const Posting& posting : postings) {
      if (posting.position <= last || posting.position > head_) {
        Keep({posting.position, posting.position,
              absl::StrCat("in the index of streams, ", stream, " has a place there")},
             first);
      }
      last = posting.position;
      sums->Add(last, StreamHash(stream, ++revision, last));
    }
    VERKAN_ASSIGN_OR_RETURN(found, entries->Next());
  }
  return absl::OkStatus();
}

absl::Status IndexCheck::ReadTerms(const std::atomic<bool>& cancelled, PositionSums* sums,
                                   std::optional<Finding>* first) const {
  const std::unique_ptr<Entries> entries = database_->Scan(Family::kTags);
  std::vector<Posting> postings;
  VERKAN_ASSIGN_OR_RETURN(bool found, entries->SeekAtOrAfter(0));
  while (found && !cancelled) {
    absl::string_view term;
    const Position start = NumberInKey(entries->key());
    if (!NameOf(entries->key(), &term) || !DecodeTermEntry(start, entries->value(), &postings)) {
      postings.clear();
      Keep(Damaged(Family::kTags, std::min(start, head_)), first);
    }
    const bool is_type = !postings.empty() && term[0] == kType;
    if (is_type) term.remove_prefix(1);
    for (const Posting& posting : postings) {
      if (posting.position > head_) {
        Keep({posting.position, posting.position,
              absl::StrCat("the index has ", term, " there, beyond the log")},
             first);
      }
      sums->Add(posting.position, TermHash(is_type, term, posting));
    }
    VERKAN_ASSIGN_OR_RETURN(found, entries->Next());
  }
  return absl::OkStatus();
}

absl::Status IndexCheck::ReadIds(const std::atomic<bool>& cancelled,
                                 std::optional<Finding>* first) const {
  const std::unique_ptr<Entries> entries = database_->Scan(Family::kIds);
  std::vector<ChosenId> ids;
  VERKAN_ASSIGN_OR_RETURN(bool found, entries->SeekAtOrAfter(0));
  while (found && !cancelled) {
    KnownId id;
    if (!DecodeIdEntry(entries->key(), entries->value(), &id) || id.first_position == 0 ||
        id.count == 0) {
      Keep({0, 0, "an entry in the index of ids is damaged"}, first);
    } else if (id.first_position > head_ || id.count - 1 > head_ - id.first_position) {
      Keep({head_ + 1, head_ + 1, "the index of ids leads there, beyond the log"}, first);
    } else if (id.kind == KnownId::kEvent) {
      ids.push_back({id.first_position, std::move(id.id)});
    }
    if (ids.size() == kIdsAtOnce) {
      VERKAN_RETURN_IF_ERROR(CheckIds(*database_, cancelled, &ids, first));
    }
    VERKAN_ASSIGN_OR_RETURN(found, entries->Next());
  }
  return CheckIds(*database_, cancelled, &ids, first);
}

void IndexCheck::ReadIndexes(const std::atomic<bool>& cancelled) {
  std::optional<Finding> streams, terms, ids;
  const auto note = [this, &cancelled](const absl::Status& read, std::optional<Finding>* first) {
    if (cancelled) return;
    if (!read.ok()) Keep({0, 0, absl::StrCat("an index: ", read.message())}, first);
    if (first->has_value()) findings_.push_back(**first);
  };
  note(ReadStreams(cancelled, &indexes_.streams, &streams), &streams);
  note(ReadTerms(cancelled, &indexes_.terms, &terms), &terms);
  note(ReadIds(cancelled, &ids), &ids);
}

std::vector<Finding> IndexCheck::Compare() {
  const Position streams = records_.streams.FirstDifference(indexes_.streams);
  const Position terms = records_.terms.FirstDifference(indexes_.terms);
  if (streams != 0) Narrow(Family::kStreams, streams, records_.streams.LastOf(streams));
  if (terms != 0) Narrow(Family::kTags, terms, records_.terms.LastOf(terms));
  return std::move(findings_);
}

void IndexCheck::Narrow(Family family, Position first, Position last) {
  const PositionSums empty(first, last, 0);
  Sums records{empty, empty}, indexes{empty, empty};
  const std::atomic<bool> cancelled = false;
  std::optional<Finding> ignored;
  const absl::Status read = family == Family::kStreams
                                ? ReadStreams(cancelled, &indexes.streams, &ignored)
                                : ReadTerms(cancelled, &indexes.terms, &ignored);
  if (!read.ok()) return;  // ReadIndexes has told of it
  LogReader log(database_);
  RecordView record;
  absl::string_view bytes;
  for (Position position = first; position <= last; ++position) {
    if (log.Get(position, &bytes).ok() && ParseRecord(bytes, &record).ok()) {
      AddTo(record, &records);
    }
  }
  const Position bad = family == Family::kStreams ? records.streams.FirstDifference(indexes.streams)
                                                  : records.terms.FirstDifference(indexes.terms);
  findings_.push_back({bad, bad, absl::StrCat(At(family), " does not agree with the record")});
}

}  // namespace verkan::eventstore
