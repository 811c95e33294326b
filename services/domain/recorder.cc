#include "services/domain/recorder.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "projections/facts/facts.h"
#include "regions/swedish_time.h"
#include "services/domain/checks.h"
#include "services/domain/correction.h"
#include "services/domain/dependents.h"
#include "services/domain/ids.h"
#include "services/domain/rules.h"
#include "services/domain/schema.h"
#include "services/domain/state_cache.h"
#include "services/domain/states.h"
#include "services/domain/stream_folder.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using eventstore::Appended;
using eventstore::EventStore;

// About 100 MB of folded states.
constexpr size_t kMaxCachedWeight = 1 << 20;
// How often a decision is made again after somebody else wrote to what it rests on.
constexpr int kRetries = 3;
// How many facts are voided together with the one they rest on, and how many are counted.
constexpr size_t kMostTogether = 1000;
constexpr size_t kMostDependents = 10000;
// How many voidings fit into one append, whatever their streams and tags are.
constexpr size_t kMostInPiece = 500;

// The tag under which all merges of the noun are found.
std::string MergesTag(absl::string_view noun) { return absl::StrCat("merged:", noun); }

bool DecidesOnKeys(const EventType& type) {
  return type.traits().keys() != options::v1::KEYS_UNSPECIFIED;
}

int32_t Today() { return regions::SwedishDay(absl::ToUnixMicros(absl::Now())); }

bool IsRegionTag(const std::string& tag) { return absl::StartsWith(tag, "region:"); }

// Proposal is one fact on its way.
struct Proposal {
  const EventType* type = nullptr;
  Event event;
  std::string id;          // of the noun
  std::string stream;      // its own
  std::string request_id;  // 16 bytes, or empty
  std::optional<uint64_t> expected_revision;
  bool validate_only = false;
  bool together = false;  // a voiding takes back also what rests on the fact
  bool invented = false;  // the fact is made up
  std::vector<std::pair<std::string, std::string>> metadata;
};

// Pending is an answer that waits until the event is durable. The store may call back
// before Stage has returned what to answer.
struct Pending {
  Recorder::Done done;
  std::optional<Recorded> recorded;
  std::optional<absl::Status> durable;
  std::function<absl::Status()> settle;  // what is to be done once it is durable; null: nothing

  void AnswerIfComplete() {
    if (!recorded.has_value() || !durable.has_value() || done == nullptr) return;
    const Recorder::Done answer = std::exchange(done, nullptr);
    if (durable->ok()) {
      answer(*std::move(recorded));
    } else {
      answer(WithReason(*durable));
    }
  }
};

// Basis is what one decision rests on.
struct Basis {
  Basis(std::shared_ptr<const Merges> m, const RecordedAt& now)
      : merges(std::move(m)), states(merges.get(), now) {}

  std::shared_ptr<const Merges> merges;
  States states;
  std::shared_ptr<Folded> own;
  std::vector<std::string> tags;  // of the event
  std::vector<eventstore::StreamExpectation> expectations;
  eventstore::Position unique_after = 0;
  std::vector<Event> corrected;  // what began the noun, as the correction says it was
  std::vector<std::string> unique_tags;
  Dependents dependents;  // of what is voided
  // By stream, what must be unique of its noun once a correction of it is voided.
  std::map<std::string, std::vector<std::string>> unique_again;
};

// The first state of the noun that the decision rests on; null for none.
template <typename Noun>
const Folded* FindNoun(const States& states) {
  for (const States::Entry& entry : states.entries()) {
    if (std::holds_alternative<Noun>(entry.folded->state)) return entry.folded.get();
  }
  return nullptr;
}

// Adds those that are not there yet.
void AddTags(std::vector<std::string> more, std::vector<std::string>* tags) {
  for (std::string& tag : more) {
    if (std::find(tags->begin(), tags->end(), tag) == tags->end()) tags->push_back(std::move(tag));
  }
}

// What the proposal corrects, as it is; none of one that corrects nothing.
Beginnings CorrectedOf(const Proposal& proposal, const Folded& own) {
  if (!proposal.type->traits().corrects()) return {};
  return CorrectedOf(*proposal.type, proposal.event, own.state);
}

std::string ProjectOf(const Event& event) {
  return std::string(Schema::Default().Find(event.fact_case())->ProjectOf(event));
}

// The stream from which a fact that states no region has its regions; null for none.
const Folded* GiverOfRegions(const Proposal& proposal, const Basis& basis) {
  if (proposal.type->noun() == Project::kNoun) return basis.own.get();
  const options::v1::Regions regions = proposal.type->traits().regions();
  if (regions == options::v1::REGIONS_OF_PARTICIPANT) return FindNoun<Participant>(basis.states);
  std::string project = ProjectOf(proposal.event);
  for (const Event& beginning : basis.corrected) {
    if (project.empty()) project = ProjectOf(beginning);
  }
  for (const States::Entry& entry : basis.states.entries()) {
    if (entry.noun == Project::kNoun && entry.id == project) return entry.folded.get();
  }
  return regions == options::v1::REGIONS_OF_PROJECT ? nullptr : basis.own.get();
}

// The fact's own event is the last of what is appended for it.
Recorded RecordedOf(const Proposal& proposal, const Appended& appended) {
  return {.position = appended.last_position,
          .revision = appended.revisions.back(),
          .repeated = appended.repeated,
          .event_id = FormatUuid(appended.event_ids.back()),
          .id = proposal.id};
}

// Whether the proposal is a voiding that no caller asked for.
bool IsOfServer(const Proposal& proposal) {
  return !proposal.event.event_voided().basis_event_id().empty();
}

std::string CountOf(const Dependents& dependents) {
  const size_t count = dependents.facts.size();
  return count > kMostDependents ? absl::StrCat("more than ", kMostDependents)
                                 : absl::StrCat(count);
}

// "12, 15, …": the first ten.
std::string PositionsOf(const Dependents& dependents) {
  constexpr size_t kNamed = 10;
  std::string positions;
  for (size_t i = 0; i < std::min(dependents.facts.size(), kNamed); ++i) {
    absl::StrAppend(&positions, i == 0 ? "" : ", ", dependents.facts[i].position);
  }
  if (dependents.facts.size() > kNamed) absl::StrAppend(&positions, ", …");
  return positions;
}

// A fact that others rest on is not voided alone, and not together with too many.
absl::Status RequireNotInUse(const Proposal& proposal, const Dependents& dependents) {
  const size_t count = dependents.facts.size();
  if (count == 0 || (proposal.together && count <= kMostTogether)) return absl::OkStatus();
  const event::v1::EventVoided& fact = proposal.event.event_voided();
  return Refuse(count > kMostTogether ? "FACT_IN_USE_BY_TOO_MANY" : "FACT_IN_USE",
                {{"event", fact.event_id()},
                 {"stream", fact.stream()},
                 {"count", CountOf(dependents)},
                 {"positions", PositionsOf(dependents)},
                 {"most", absl::StrCat(kMostTogether)}});
}

// The voiding of a fact that rests on the one that is voided.
eventstore::NewEvent VoidingOf(const Proposal& proposal, const Basis& basis,
                               const Dependent& dependent) {
  event::v1::EventVoided fact = proposal.event.event_voided();
  fact.set_stream(dependent.stream);
  fact.set_event_id(FormatUuid(dependent.event_id));
  fact.set_basis_event_id(proposal.event.event_voided().event_id());
  eventstore::NewEvent voiding;
  voiding.type = proposal.type->name();
  voiding.stream = dependent.stream;
  for (const States::Entry& entry : basis.states.entries()) {
    if (entry.id == dependent.stream) voiding.tags = entry.folded->region_tags;
  }
  const auto again = basis.unique_again.find(dependent.stream);
  if (again != basis.unique_again.end()) AddTags(again->second, &voiding.tags);
  voiding.metadata = proposal.metadata;
  voiding.payload = fact.SerializeAsString();
  return voiding;
}

}  // namespace

class Recorder::Impl {
 public:
  Impl(EventStore* store, eventstore::KeyStore* keys) : store_(store), personal_(keys) {}

  void Record(const Context& context, Event event, const RecordOptions& options, Done done);
  absl::Status SettleKeys();
  absl::StatusOr<Person> FindPerson(const std::string& id);
  const PersonalData& personal() const { return personal_; }
  void Forget();

 private:
  absl::StatusOr<Proposal> Prepare(const Context& context, Event event,
                                   const RecordOptions& options);

  // Loads, decides and stages. Aborted without a reason: what the decision rests on has
  // changed meanwhile.
  absl::Status Attempt(const Proposal& proposal, const std::shared_ptr<Pending>& pending);
  absl::Status Stage(const Proposal& proposal, const Basis& basis,
                     const std::shared_ptr<Pending>& pending);
  // Answers what was recorded before under the proposal's request id, if anything was.
  absl::Status Repeat(const Proposal& proposal, const std::shared_ptr<Pending>& pending);
  // Makes it durable first, so that it can be read.
  absl::Status RequireSameFact(const Proposal& proposal, const Appended& before);

  absl::StatusOr<Basis> LoadBasis(const Proposal& proposal);
  absl::Status LoadInto(absl::string_view noun, absl::string_view id, Basis* basis);
  absl::Status LoadHolders(const Proposal& proposal, Basis* basis);
  absl::Status LoadDependents(const Proposal& proposal, Basis* basis);
  absl::Status RequireUnbroken(const Proposal& proposal, Basis* basis);
  absl::Status LoadUniqueAgain(const Proposal& proposal, Basis* basis);
  // Voids what rests on the fact, the latest first, until the rest fits into the append that voids
  // the fact. Aborted without a reason: the decision is to be made again.
  absl::Status VoidLatest(const Proposal& proposal, const Basis& basis);
  absl::StatusOr<std::shared_ptr<Folded>> Load(absl::string_view noun, const std::string& stream);
  absl::StatusOr<std::shared_ptr<Folded>> LoadHistory(const std::string& stream);
  // Sees to it that merges_ is there and whole.
  absl::Status NeedMerges();
  absl::Status ReadAllMerges();
  absl::Status ReadMergesInto(absl::string_view noun, const std::string& stream, Merges* merges);
  // The noun of a stream whose entries can be merged; empty for any other stream.
  absl::string_view MergingNounOf(absl::string_view stream) const;
  // Has what was folded of the stream read again before the next decision.
  void Distrust(const std::string& stream);

  absl::Status CheckRevision(const Proposal& proposal, const Folded& own);
  std::vector<std::string> TagsOf(const Proposal& proposal, const Basis& basis) const;
  absl::StatusOr<eventstore::Batch> BatchOf(const Proposal& proposal, const Basis& basis) const;
  absl::StatusOr<std::function<absl::Status()>> Settlement(const Proposal& proposal);
  void Remember(const Proposal& proposal, const Basis& basis, const Appended& appended);

  EventStore* const store_;
  const PersonalData personal_;
  const Schema& schema_ = Schema::Default();
  StateCache cache_{kMaxCachedWeight};
  std::shared_ptr<Merges> merges_;       // of all nouns; null: to be read from the log
  std::vector<std::string> distrusted_;  // streams whose merges are to be read again
  absl::BitGen random_;
};

void Recorder::Impl::Record(const Context& context, Event event, const RecordOptions& options,
                            Done done) {
  absl::StatusOr<Proposal> proposal = Prepare(context, std::move(event), options);
  if (!proposal.ok()) return done(proposal.status());

  const auto pending = std::make_shared<Pending>();
  pending->done = std::move(done);
  // The store answers a repeat by itself, but asked first is what must not be done by mistake.
  const bool ask = proposal->validate_only || DecidesOnKeys(*proposal->type);
  absl::Status status = ask ? Repeat(*proposal, pending) : absl::OkStatus();
  if (status.ok() && pending->done != nullptr) status = Attempt(*proposal, pending);
  for (int i = 0; i < kRetries && absl::IsAborted(status) && ReasonOf(status).empty(); ++i) {
    // What stands in the way may be staged only. If that cannot be written, the next
    // attempt says so.
    store_->Flush().IgnoreError();
    status = Attempt(*proposal, pending);
  }
  // A fact that was recorded before is answered, whatever the rules would say of a second.
  if (!status.ok()) {
    absl::Status repeat = Repeat(*proposal, pending);
    if (!repeat.ok()) status = std::move(repeat);
  }
  if (!status.ok() && pending->done != nullptr)
    std::exchange(pending->done, nullptr)(WithReason(std::move(status)));
}

void Recorder::Impl::Forget() {
  cache_.Clear();
  merges_.reset();
  distrusted_.clear();
}

void Recorder::Impl::Distrust(const std::string& stream) {
  cache_.Erase(stream);
  if (!MergingNounOf(stream).empty()) distrusted_.push_back(stream);
}

absl::StatusOr<Proposal> Recorder::Impl::Prepare(const Context& context, Event event,
                                                 const RecordOptions& options) {
  Checks checks(Today());
  const EventType* type = schema_.Find(event.fact_case());
  if (type == nullptr) checks.Fail("event", "", "one fact");
  if (options.together && type != nullptr && type->noun() != kAnyNoun) {
    checks.Fail("together", "true", "an event_voided beside it");
  }
  const std::optional<std::string> request_id = ParseUuid(options.request_id);
  if (!options.request_id.empty() && !request_id.has_value()) {
    checks.Fail("request_id", options.request_id, kUuidWanted);
  }
  if (type != nullptr) {
    const auto make = [&](absl::string_view noun) {
      return MakeId(noun, request_id.value_or(""), random_);
    };
    type->MakeIds(make, &event);
    Complete(&event, &checks);
    Validate(event, &checks);
  }
  if (!options.basis_event_id.empty()) {
    assert(event.has_event_voided());
    event.mutable_event_voided()->set_basis_event_id(options.basis_event_id);
  }
  if (!checks.violations().empty()) return InvalidRequest(checks.violations());

  Proposal proposal;
  proposal.type = type;
  proposal.event = std::move(event);
  proposal.request_id = request_id.value_or("");
  proposal.expected_revision = options.expected_revision;
  proposal.validate_only = options.validate_only;
  proposal.together = options.together;
  proposal.invented = options.invented;
  proposal.id = std::string(type->IdOf(proposal.event));
  proposal.stream = type->StreamOf(proposal.event);
  if (!context.actor.empty()) proposal.metadata.emplace_back("actor", context.actor);
  if (!context.traceparent.empty()) {
    proposal.metadata.emplace_back("traceparent", context.traceparent);
  }
  return proposal;
}

absl::Status Recorder::Impl::Attempt(const Proposal& proposal,
                                     const std::shared_ptr<Pending>& pending) {
  VERKAN_ASSIGN_OR_RETURN(Basis basis, LoadBasis(proposal));
  absl::Status status = CheckRevision(proposal, *basis.own);
  if (status.ok()) status = Decide(proposal.event, basis.states);
  if (status.ok() && proposal.type->rewrites()) status = RequireUnbroken(proposal, &basis);
  if (status.ok() && proposal.type->noun() == kAnyNoun) {
    VERKAN_RETURN_IF_ERROR(LoadDependents(proposal, &basis));
    const bool in_pieces = IsOfServer(proposal) && basis.dependents.facts.size() > kMostInPiece;
    if (!in_pieces) VERKAN_RETURN_IF_ERROR(RequireNotInUse(proposal, basis.dependents));
    VERKAN_RETURN_IF_ERROR(LoadUniqueAgain(proposal, &basis));
    if (in_pieces) status = VoidLatest(proposal, basis);
  }
  if (status.ok()) status = Stage(proposal, basis, pending);
  // A refusal, which has a reason, says nothing against what it rests on.
  if (absl::IsAborted(status) && ReasonOf(status).empty()) {
    for (const auto& expectation : basis.expectations) Distrust(expectation.stream);
  }
  return status;
}

absl::Status Recorder::Impl::Stage(const Proposal& proposal, const Basis& basis,
                                   const std::shared_ptr<Pending>& pending) {
  if (proposal.validate_only) {
    pending->recorded.emplace().id = proposal.id;
    pending->durable = absl::OkStatus();
    pending->AnswerIfComplete();
    return absl::OkStatus();
  }
  if (DecidesOnKeys(*proposal.type)) {
    VERKAN_ASSIGN_OR_RETURN(pending->settle, Settlement(proposal));
  }
  const auto durable = [this, pending](const absl::Status& status) {
    if (!status.ok()) Forget();
    pending->durable = status.ok() && pending->settle != nullptr ? pending->settle() : status;
    pending->AnswerIfComplete();
  };
  VERKAN_ASSIGN_OR_RETURN(eventstore::Batch batch, BatchOf(proposal, basis));
  VERKAN_ASSIGN_OR_RETURN(const Appended appended, store_->Stage(std::move(batch), durable));
  if (appended.repeated) {
    VERKAN_RETURN_IF_ERROR(RequireSameFact(proposal, appended));
  } else {
    Remember(proposal, basis, appended);
  }
  pending->recorded = RecordedOf(proposal, appended);
  pending->AnswerIfComplete();
  return absl::OkStatus();
}

absl::Status Recorder::Impl::Repeat(const Proposal& proposal,
                                    const std::shared_ptr<Pending>& pending) {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<Appended> before,
                          store_->FindRequest(proposal.request_id));
  if (!before.has_value()) return absl::OkStatus();
  VERKAN_RETURN_IF_ERROR(RequireSameFact(proposal, *before));
  std::exchange(pending->done, nullptr)(RecordedOf(proposal, *before));
  return absl::OkStatus();
}

absl::Status Recorder::Impl::RequireSameFact(const Proposal& proposal, const Appended& before) {
  if (before.last_position > store_->head()) VERKAN_RETURN_IF_ERROR(store_->Flush());
  VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store_->Get(before.last_position));
  eventstore::RecordView record;
  VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
  VERKAN_ASSIGN_OR_RETURN(const bool same, personal_.IsOf(record, *proposal.type,
                                                          proposal.type->FactOf(proposal.event)));
  if (same) return absl::OkStatus();
  return Refuse("REQUEST_ID_TAKEN", {{"position", absl::StrCat(before.last_position)}});
}

absl::StatusOr<Basis> Recorder::Impl::LoadBasis(const Proposal& proposal) {
  // What rests on the noun is read from the log.
  if (proposal.type->rewrites()) VERKAN_RETURN_IF_ERROR(store_->Flush());
  VERKAN_RETURN_IF_ERROR(NeedMerges());
  Basis basis(merges_, {.day = Today()});
  basis.unique_after = store_->head();
  VERKAN_RETURN_IF_ERROR(LoadInto(proposal.type->noun(), proposal.id, &basis));
  basis.own = std::const_pointer_cast<Folded>(basis.states.entries().front().folded);
  std::vector<Reference> named = BasisOf(*proposal.type, proposal.event, basis.own->state);
  for (const Reference& reference : named) {
    VERKAN_RETURN_IF_ERROR(LoadInto(reference.noun, reference.id, &basis));
  }
  if (!basis.merges->empty()) {
    named.push_back({proposal.type->noun(), proposal.id});
    for (const Reference& reference : named) {
      for (const std::string& alias : basis.merges->AliasesOf(reference.noun, reference.id)) {
        VERKAN_RETURN_IF_ERROR(LoadInto(reference.noun, alias, &basis));
      }
    }
  }
  for (const auto& before : CorrectedOf(proposal, *basis.own)) {
    basis.corrected.push_back(Corrected(*before, proposal.event));
  }
  basis.unique_tags = UniqueTags(proposal.event);
  for (const Event& beginning : basis.corrected) {
    AddTags(UniqueTags(beginning), &basis.unique_tags);
  }
  if (!basis.unique_tags.empty()) VERKAN_RETURN_IF_ERROR(LoadHolders(proposal, &basis));
  basis.tags = TagsOf(proposal, basis);
  return basis;
}

absl::Status Recorder::Impl::LoadInto(absl::string_view noun, absl::string_view id, Basis* basis) {
  const std::string stream = noun == kAnyNoun ? std::string(id) : absl::StrCat(noun, "-", id);
  const auto is_loaded = [&stream](const auto& expectation) {
    return expectation.stream == stream;
  };
  if (std::any_of(basis->expectations.begin(), basis->expectations.end(), is_loaded)) {
    return absl::OkStatus();
  }
  VERKAN_ASSIGN_OR_RETURN(std::shared_ptr<Folded> folded,
                          noun == kAnyNoun ? LoadHistory(stream) : Load(noun, stream));
  basis->expectations.push_back({.stream = stream,
                                 .kind = eventstore::StreamExpectation::kRevision,
                                 .revision = folded->revision});
  basis->states.Add(noun, std::string(id), std::move(folded));
  return absl::OkStatus();
}

// Those that have, or had, what must be unique. What is only staged is not found by reading:
// for a fact that is to be recorded the store finds it, by the condition.
absl::Status Recorder::Impl::LoadHolders(const Proposal& proposal, Basis* basis) {
  if (proposal.validate_only) VERKAN_RETURN_IF_ERROR(store_->Flush());
  basis->unique_after = store_->head();
  for (const std::string& tag : basis->unique_tags) {
    VERKAN_ASSIGN_OR_RETURN(const std::vector<std::string> streams, StreamsTagged(*store_, tag));
    for (const std::string& stream : streams) {
      const std::optional<Reference> noun = schema_.NounOf(stream);
      if (noun.has_value()) VERKAN_RETURN_IF_ERROR(LoadInto(noun->noun, noun->id, basis));
    }
  }
  return absl::OkStatus();
}

// What rests on the fact that is to be voided, and the streams it is on.
absl::Status Recorder::Impl::LoadDependents(const Proposal& proposal, Basis* basis) {
  VERKAN_RETURN_IF_ERROR(store_->Flush());
  basis->unique_after = store_->head();
  const event::v1::EventVoided& voided = proposal.event.event_voided();
  VERKAN_ASSIGN_OR_RETURN(
      basis->dependents,
      FindDependents(*store_, schema_, *basis->merges, voided.stream(),
                     ParseUuid(voided.event_id()).value_or(""),
                     {.most = IsOfServer(proposal) ? SIZE_MAX : kMostDependents}));
  for (const Dependent& dependent : basis->dependents.facts) {
    VERKAN_RETURN_IF_ERROR(LoadInto(kAnyNoun, dependent.stream, basis));
  }
  return absl::OkStatus();
}

// A correction is refused if later facts would not have been taken, had the noun been so.
absl::Status Recorder::Impl::RequireUnbroken(const Proposal& proposal, Basis* basis) {
  VERKAN_ASSIGN_OR_RETURN(Dependents broken, FindBroken(*store_, schema_, *basis->merges,
                                                        proposal.event, {.most = kMostDependents}));
  if (!broken.facts.empty()) {
    return Refuse("CORRECTION_BREAKS", {{"noun", proposal.type->noun()},
                                        {"id", proposal.id},
                                        {"count", CountOf(broken)},
                                        {"positions", PositionsOf(broken)}});
  }
  basis->dependents.names = std::move(broken.names);
  return absl::OkStatus();
}

// Without a correction a noun may be called what no fact on its stream calls it: corrected in its
// name and then in its project, say. Then it is found by the voiding.
absl::Status Recorder::Impl::LoadUniqueAgain(const Proposal& proposal, Basis* basis) {
  std::map<std::string, std::vector<std::string>> voided;  // ids, by stream
  const event::v1::EventVoided& fact = proposal.event.event_voided();
  voided[fact.stream()].push_back(fact.event_id());
  for (const Dependent& dependent : basis->dependents.facts) {
    voided[dependent.stream].push_back(FormatUuid(dependent.event_id));
  }
  for (const auto& [stream, ids] : voided) {
    const auto& types = basis->states.Get<Voidings>(stream).types;
    std::vector<std::string> corrections;
    for (const std::string& id : ids) {
      const auto found = types.find(id);
      const EventType* type = found == types.end() ? nullptr : schema_.Find(found->second);
      if (type != nullptr && type->traits().corrects()) corrections.push_back(*ParseUuid(id));
    }
    if (corrections.empty()) continue;
    VERKAN_ASSIGN_OR_RETURN(const Folded left, FoldWithout(*store_, schema_, stream, corrections));
    const std::vector<std::string> tags = UniqueTagsOf(left.state);
    if (stream == proposal.stream) AddTags(tags, &basis->tags);
    basis->unique_again[stream] = tags;
  }
  return absl::OkStatus();
}

absl::Status Recorder::Impl::VoidLatest(const Proposal& proposal, const Basis& basis) {
  const std::vector<Dependent>& facts = basis.dependents.facts;
  for (size_t left = facts.size(); left > kMostInPiece;) {
    eventstore::Batch piece;
    while (left > kMostInPiece && piece.events.size() < kMostInPiece) {
      piece.events.push_back(VoidingOf(proposal, basis, facts[--left]));
    }
    VERKAN_RETURN_IF_ERROR(store_->Append(std::move(piece)).status());
  }
  return absl::AbortedError("the latest of what rests on the fact is voided now");
}

absl::StatusOr<std::shared_ptr<Folded>> Recorder::Impl::Load(absl::string_view noun,
                                                             const std::string& stream) {
  if (std::shared_ptr<Folded> cached = cache_.Find(stream)) return cached;
  auto folded = std::make_shared<Folded>();
  if (!MakeEmpty(noun, &folded->state)) {
    return absl::InternalError(absl::StrCat("there are no rules for the noun ", noun));
  }
  VERKAN_ASSIGN_OR_RETURN(const eventstore::Revision revision, store_->StreamRevision(stream));
  if (revision > 0) VERKAN_RETURN_IF_ERROR(FoldStream(*store_, schema_, stream, folded.get()));
  if (folded->revision < revision) {  // the rest is staged
    VERKAN_RETURN_IF_ERROR(store_->Flush());
    VERKAN_RETURN_IF_ERROR(FoldStream(*store_, schema_, stream, folded.get()));
  }
  cache_.Put(stream, folded);
  return folded;
}

absl::StatusOr<std::shared_ptr<Folded>> Recorder::Impl::LoadHistory(const std::string& stream) {
  VERKAN_RETURN_IF_ERROR(store_->Flush());
  VERKAN_ASSIGN_OR_RETURN(Folded folded, ReadHistory(*store_, stream));
  return std::make_shared<Folded>(std::move(folded));
}

absl::Status Recorder::Impl::NeedMerges() {
  if (merges_ == nullptr) return ReadAllMerges();
  while (!distrusted_.empty()) {
    const std::string stream = distrusted_.back();
    const std::shared_ptr<Merges> merges = merges_;  // a failed write forgets them meanwhile
    VERKAN_RETURN_IF_ERROR(ReadMergesInto(MergingNounOf(stream), stream, merges.get()));
    distrusted_.pop_back();
  }
  return absl::OkStatus();
}

absl::Status Recorder::Impl::ReadAllMerges() {
  VERKAN_RETURN_IF_ERROR(store_->Flush());
  auto merges = std::make_shared<Merges>();
  for (const EventType& type : schema_.types()) {
    if (!type.merges()) continue;
    VERKAN_ASSIGN_OR_RETURN(const std::vector<std::string> streams,
                            StreamsTagged(*store_, MergesTag(type.noun())));
    for (const std::string& stream : streams) {
      VERKAN_RETURN_IF_ERROR(ReadMergesInto(type.noun(), stream, merges.get()));
    }
  }
  merges_ = std::move(merges);
  distrusted_.clear();
  return absl::OkStatus();
}

absl::Status Recorder::Impl::ReadMergesInto(absl::string_view noun, const std::string& stream,
                                            Merges* merges) {
  VERKAN_ASSIGN_OR_RETURN(const std::shared_ptr<Folded> folded, Load(noun, stream));
  const absl::string_view id = absl::string_view(stream).substr(noun.size() + 1);
  std::visit(
      [&](const auto& state) {
        if constexpr (requires { state.merged; }) merges->Set(noun, id, state.merged);
      },
      folded->state);
  return absl::OkStatus();
}

absl::string_view Recorder::Impl::MergingNounOf(absl::string_view stream) const {
  for (const EventType& type : schema_.types()) {
    absl::string_view rest = stream;
    if (type.merges() && absl::ConsumePrefix(&rest, type.noun()) && absl::StartsWith(rest, "-")) {
      return type.noun();
    }
  }
  return "";
}

absl::Status Recorder::Impl::CheckRevision(const Proposal& proposal, const Folded& own) {
  if (!proposal.expected_revision.has_value() || *proposal.expected_revision == own.revision) {
    return absl::OkStatus();
  }
  VERKAN_ASSIGN_OR_RETURN(const eventstore::Revision current,
                          store_->StreamRevision(proposal.stream));
  if (current != own.revision) return absl::AbortedError("the folded state is behind");
  return Refuse("STREAM_REVISION_CONFLICT",
                {{"stream", proposal.stream},
                 {"current", absl::StrCat(current)},
                 {"expected", absl::StrCat(*proposal.expected_revision)}});
}

// Those of its annotations, that of merges, and regions if it states none. A correction is also
// found from what the noun named and where it was before.
std::vector<std::string> Recorder::Impl::TagsOf(const Proposal& proposal,
                                                const Basis& basis) const {
  std::vector<std::string> tags = proposal.type->TagsOf(proposal.event);
  for (const Event& beginning : basis.corrected) {
    AddTags(schema_.Find(beginning.fact_case())->TagsOf(beginning), &tags);
  }
  AddTags(basis.unique_tags, &tags);
  if (proposal.type->merges()) tags.push_back(MergesTag(proposal.type->noun()));
  if (proposal.invented) tags.emplace_back(projections::kInventedTag);
  const Folded* giver = GiverOfRegions(proposal, basis);
  if (giver != nullptr && std::none_of(tags.begin(), tags.end(), IsRegionTag)) {
    AddTags(giver->region_tags, &tags);
  }
  if (proposal.type->traits().corrects()) AddTags(basis.own->region_tags, &tags);
  for (const auto& before : CorrectedOf(proposal, *basis.own)) {
    AddTags(schema_.Find(before->fact_case())->TagsOf(*before), &tags);
  }
  return tags;
}

absl::StatusOr<eventstore::Batch> Recorder::Impl::BatchOf(const Proposal& proposal,
                                                          const Basis& basis) const {
  eventstore::Batch batch;
  eventstore::NewEvent& event = batch.events.emplace_back();
  event.type = proposal.type->name();
  event.stream = proposal.stream;
  event.tags = basis.tags;
  event.metadata = proposal.metadata;
  if (const std::optional<Days> days = proposal.type->DaysOf(proposal.event)) {
    event.first_day = days->first;
    event.last_day = days->last;
  }
  const auto& fact = proposal.type->FactOf(proposal.event);
  if (proposal.type->personal().empty()) {
    event.payload = fact.SerializeAsString();
  } else {
    const std::unique_ptr<google::protobuf::Message> rest(fact.New());
    rest->CopyFrom(fact);
    VERKAN_ASSIGN_OR_RETURN(event.sealed,
                            personal_.Seal(*proposal.type, event.stream, event.tags, rest.get()));
    event.payload = rest->SerializeAsString();
  }
  // What rests on a fact is voided before it, the latest first, so that nothing ever rests on
  // what is voided.
  for (const Dependent& dependent : basis.dependents.facts) {
    batch.events.insert(batch.events.begin(), VoidingOf(proposal, basis, dependent));
  }
  batch.request_id = proposal.request_id;
  batch.expectations = basis.expectations;
  eventstore::Query condition = basis.dependents.names;
  for (const std::string& tag : basis.unique_tags) condition.items.push_back({.tags = {tag}});
  if (!condition.items.empty()) {
    batch.condition = {.fail_if_events_match = std::move(condition), .after = basis.unique_after};
  }
  return batch;
}

// What a fact that decides on a person's keys does to them.
absl::StatusOr<std::function<absl::Status()>> Recorder::Impl::Settlement(const Proposal& proposal) {
  VERKAN_RETURN_IF_ERROR(NeedMerges());
  return std::function<absl::Status()>(
      [this, type = proposal.type,
       pseudonyms = merges_->AliasesOf(Participant::kNoun, proposal.id)] {
        return personal_.Settle(*type, pseudonyms);
      });
}

void Recorder::Impl::Remember(const Proposal& proposal, const Basis& basis,
                              const Appended& appended) {
  if (proposal.type->noun() == kAnyNoun) {
    for (const Dependent& dependent : basis.dependents.facts) Distrust(dependent.stream);
    return Distrust(proposal.stream);
  }
  Folded& own = *basis.own;
  assert(appended.revisions.front() == own.revision + 1);
  FoldRegions(*proposal.type, proposal.event, basis.tags, &own.region_tags);
  own.revision = appended.revisions.front();
  const RecordedAt at = {.position = appended.first_position,
                         .day = basis.states.now().day,
                         .event_id = FormatUuid(appended.event_ids.front())};
  Evolve(proposal.event, at, &own.state);
  cache_.Put(proposal.stream, basis.own);
  if (merges_ != nullptr && proposal.type->merges()) {
    merges_->Add(proposal.type->noun(), proposal.id,
                 {std::string(proposal.type->MergedIdOf(proposal.event)), at.position});
  }
}

absl::Status Recorder::Impl::SettleKeys() {
  VERKAN_RETURN_IF_ERROR(NeedMerges());
  eventstore::ReadOptions options;
  auto& types = options.query.items.emplace_back().types;
  for (const EventType& type : schema_.types()) {
    if (DecidesOnKeys(type)) types.push_back(type.name());
  }
  std::map<std::string, const EventType*> last;  // by participant
  VERKAN_RETURN_IF_ERROR(ForEachFact(*store_, schema_, options, [&](const StreamFact& fact) {
    const EventType* type = schema_.Find(fact.event.fact_case());
    last[std::string(type->IdOf(fact.event))] = type;
    return absl::OkStatus();
  }));
  for (const auto& [id, type] : last) {
    VERKAN_RETURN_IF_ERROR(personal_.Settle(*type, merges_->AliasesOf(Participant::kNoun, id)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Person> Recorder::Impl::FindPerson(const std::string& id) {
  VERKAN_RETURN_IF_ERROR(NeedMerges());
  const auto load = [this](const std::string& pseudonym) {
    return Load(Participant::kNoun, absl::StrCat(Participant::kNoun, "-", pseudonym));
  };
  Person person;
  person.root = merges_->RootOf(Participant::kNoun, id);
  person.pseudonyms = merges_->AliasesOf(Participant::kNoun, id);
  VERKAN_ASSIGN_OR_RETURN(const std::shared_ptr<Folded> own, load(id));
  VERKAN_ASSIGN_OR_RETURN(const std::shared_ptr<Folded> folded, load(person.root));
  const auto& root = std::get<Participant>(folded->state);
  person.known = std::get<Participant>(own->state).known;
  person.restricted = root.restricted;
  person.legal_hold = root.legal_hold;
  person.erased = root.erased;
  return person;
}

Recorder::Recorder(EventStore* store, eventstore::KeyStore* keys)
    : impl_(std::make_unique<Impl>(store, keys)) {}
Recorder::~Recorder() = default;

void Recorder::Record(const Context& context, Event event, const RecordOptions& options,
                      Done done) {
  if (complete_repeat_ == nullptr) {
    return impl_->Record(context, std::move(event), options, std::move(done));
  }
  impl_->Record(context, std::move(event), options,
                [this, done = std::move(done)](absl::StatusOr<Recorded> recorded) {
                  if (!recorded.ok() || !recorded->repeated) return done(std::move(recorded));
                  complete_repeat_(*std::move(recorded), done);
                });
}

void Recorder::OnRepeated(std::function<void(Recorded, Done)> complete) {
  complete_repeat_ = std::move(complete);
}

absl::Status Recorder::SettleKeys() { return impl_->SettleKeys(); }

absl::StatusOr<Person> Recorder::FindPerson(const std::string& participant_id) {
  return impl_->FindPerson(participant_id);
}

const PersonalData& Recorder::personal_data() const { return impl_->personal(); }

void Recorder::Forget() { impl_->Forget(); }

}  // namespace verkan::services
