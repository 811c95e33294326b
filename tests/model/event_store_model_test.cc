// The event store under random operations, compared with a model that is too simple to be
// wrong. A failure prints its seed; VERKAN_MODEL_SEED=N runs that one alone, and
// VERKAN_MODEL_SEEDS=N as many.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/testing/store_fixture.h"

namespace verkan::eventstore {
namespace {

// Model is a list of events and brute force.
class Model {
 public:
  struct Entry {
    NewEvent event;
    Revision revision = 0;
    int64_t recorded_at = 0;
  };

  Revision RevisionOf(const std::string& stream) const {
    return std::count_if(log_.begin(), log_.end(),
                         [&](const Entry& entry) { return entry.event.stream == stream; });
  }

  bool Matches(const Query& query, const NewEvent& event) const {
    const auto has = [](const auto& names, const std::string& name) {
      return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto matches = [&](const QueryItem& item) {
      return has(item.streams, event.stream) && has(item.types, event.type) &&
             std::all_of(item.tags.begin(), item.tags.end(), [&](const std::string& tag) {
               return !event.tags.empty() && has(event.tags, tag);
             });
    };
    return query.items.empty() || std::any_of(query.items.begin(), query.items.end(), matches);
  }

  bool Accepts(const Batch& batch) const {
    for (const StreamExpectation& expectation : batch.expectations) {
      const Revision revision = RevisionOf(expectation.stream);
      if (expectation.kind == StreamExpectation::kNone && revision != 0) return false;
      if (expectation.kind == StreamExpectation::kExists && revision == 0) return false;
      if (expectation.kind == StreamExpectation::kRevision && revision != expectation.revision) {
        return false;
      }
    }
    if (!batch.condition.has_value()) return true;
    for (Position position = batch.condition->after + 1; position <= log_.size(); ++position) {
      if (Matches(batch.condition->fail_if_events_match, log_[position - 1].event)) return false;
    }
    return true;
  }

  void Append(const Batch& batch, int64_t now) {
    if (!batch.request_id.empty()) requests_[batch.request_id] = log_.size() + 1;
    for (const NewEvent& event : batch.events) {
      const int64_t last = log_.empty() ? 0 : log_.back().recorded_at;
      log_.push_back({event, RevisionOf(event.stream) + 1, std::max(last, now)});
    }
  }

  // First position of a request; 0 for one that is new.
  Position FindRequest(const std::string& id) const {
    const auto it = requests_.find(id);
    return it == requests_.end() ? 0 : it->second;
  }

  Position PositionAt(int64_t micros, Position head) const {
    Position position = 0;
    while (position < head && log_[position].recorded_at <= micros) ++position;
    return position;
  }

  std::vector<Position> Read(const ReadOptions& options, Position head) const {
    std::vector<Position> positions;
    for (Position position = 1; position <= head; ++position) {
      const Entry& entry = log_[position - 1];
      if (position >= options.from && position <= options.to &&
          entry.recorded_at >= options.from_micros.value_or(INT64_MIN) &&
          entry.recorded_at < options.to_micros.value_or(INT64_MAX) &&
          entry.revision >= options.from_revision && Matches(options.query, entry.event)) {
        positions.push_back(position);
      }
    }
    if (options.backwards) std::reverse(positions.begin(), positions.end());
    if (positions.size() > options.limit) positions.resize(options.limit);
    return positions;
  }

  Position last() const { return log_.size(); }
  const Entry& at(Position position) const { return log_[position - 1]; }

 private:
  std::vector<Entry> log_;
  std::map<std::string, Position> requests_;
};

class ModelTest : public StoreFixture {
 protected:
  void Run(uint64_t seed, int steps) {
    random_.seed(seed);
    model_ = Model();
    options_.path = absl::StrCat("/data/", seed);
    Reopen();
    for (int step = 0; step < steps && !HasFailure(); ++step) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", step ", step));
      now_ += static_cast<int64_t>(Up(2000)) - 500;
      Step();
    }
    Flush();
    ASSERT_FALSE(HasFailure()) << "VERKAN_MODEL_SEED=" << seed << " shows it again";
  }

 private:
  uint64_t Up(uint64_t bound) { return random_() % bound; }
  bool Chance(int percent) { return Up(100) < static_cast<uint64_t>(percent); }
  std::string Stream() { return absl::StrCat("stream-", Up(6)); }
  std::string Type() { return absl::StrCat("Type", Up(4)); }
  std::string Tag() { return absl::StrCat("tag:", Up(5)); }

  Query AnyQuery() {
    Query query;
    for (uint64_t items = Up(3); items > 0; --items) {
      QueryItem& item = query.items.emplace_back();
      for (uint64_t i = Up(3); i > 0; --i) item.streams.push_back(Stream());
      for (uint64_t i = Up(3); i > 0; --i) item.types.push_back(Type());
      for (uint64_t i = Up(3); i > 0; --i) item.tags.push_back(Tag());
    }
    return query;
  }

  Batch AnyBatch() {
    Batch batch;
    for (uint64_t i = 0; i <= Up(4); ++i) {
      std::vector<std::string> tags;
      for (uint64_t t = Up(4); t > 0; --t) tags.push_back(Tag());
      const size_t size = Chance(2) ? 30'000 + Up(80'000) : Up(300);
      batch.events.push_back(Event(Type(), Stream(), tags, std::string(size, 'p')));
    }
    while (Chance(30)) {
      const std::string stream = Stream();
      const auto kind = static_cast<StreamExpectation::Kind>(Up(3));
      batch.expectations.push_back({stream, kind, model_.RevisionOf(stream) - Chance(10)});
    }
    if (Chance(30)) {
      const Position last = model_.last();
      batch.condition = AppendCondition{AnyQuery(), last - std::min(last, Up(6))};
    }
    if (Chance(40)) batch.request_id = Id(1 + Up(2000));
    return batch;
  }

  // Whatever is staged must be answered as the model says, at once.
  void StageOne() {
    const Batch batch = AnyBatch();
    const Position repeated = model_.FindRequest(batch.request_id);
    const auto appended = store_->Stage(batch, [this](const absl::Status& status) {
      EXPECT_TRUE(status.ok()) << status;
      --waiting_;
    });
    if (repeated == 0 && !model_.Accepts(batch)) {
      EXPECT_EQ(appended.status().code(), absl::StatusCode::kAborted) << appended.status();
      EXPECT_TRUE(ReadAppendConflict(appended.status()).has_value());
      return;
    }
    ASSERT_TRUE(appended.ok()) << appended.status();
    ++waiting_;
    EXPECT_EQ(appended->repeated, repeated != 0);
    EXPECT_EQ(appended->first_position, repeated != 0 ? repeated : model_.last() + 1);
    if (repeated == 0) model_.Append(batch, now_);
    for (size_t i = 0; i < appended->revisions.size(); ++i) {
      EXPECT_EQ(appended->revisions[i], model_.at(appended->first_position + i).revision);
    }
  }

  void Flush() {
    ASSERT_TRUE(store_->Flush().ok());
    EXPECT_EQ(waiting_, 0);
    EXPECT_EQ(store_->head(), model_.last());
  }

  void ReadOne() {
    ReadOptions options = {.query = AnyQuery(), .backwards = Chance(50)};
    if (Chance(50)) options.from = Up(model_.last() + 2);
    if (Chance(50)) options.to = Up(model_.last() + 2);
    if (Chance(20)) options.limit = Up(10);
    if (Chance(20)) options.from_micros = now_ - static_cast<int64_t>(Up(100'000));
    if (Chance(20)) options.to_micros = now_ - static_cast<int64_t>(Up(100'000));
    if (Chance(20)) {
      options.query = {.items = {{.streams = {Stream()}}}};
      options.from_revision = Up(20);
    }
    EXPECT_EQ(Positions(options), model_.Read(options, store_->head()));
  }

  void Look() {
    const std::string stream = Stream();
    EXPECT_EQ(*store_->StreamRevision(stream), model_.RevisionOf(stream));
    const int64_t micros = now_ - static_cast<int64_t>(Up(100'000));
    EXPECT_EQ(*store_->PositionAt(micros), model_.PositionAt(micros, store_->head()));
  }

  void Step() {
    const uint64_t choice = Up(1000);
    if (choice < 500) {
      StageOne();
    } else if (choice < 700) {
      Flush();
    } else if (choice < 900) {
      ReadOne();
    } else if (choice < 994) {
      Look();
    } else {
      Flush();
      Reopen();
    }
  }

  std::mt19937_64 random_;
  Model model_;
  int waiting_ = 0;
};

int FromEnvironment(const char* name, int otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoi(value);
}

TEST_F(ModelTest, TheStoreAnswersAsTheModelDoes) {
  const int first = FromEnvironment("VERKAN_MODEL_SEED", 1);
  const int seeds =
      std::getenv("VERKAN_MODEL_SEED") ? 1 : FromEnvironment("VERKAN_MODEL_SEEDS", 30);
  for (int seed = first; seed < first + seeds && !HasFatalFailure(); ++seed) Run(seed, 1500);
}

}  // namespace
}  // namespace verkan::eventstore
