// The event store under random operations, compared with a model that is too simple to be
// wrong. A failure prints its seed; VERKAN_MODEL_SEED=N runs that one alone, and
// VERKAN_MODEL_SEEDS=N as many.

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/testing/store_fixture.h"
#include "tests/model/model.h"

namespace verkan::eventstore {
namespace {

class ModelTest : public StoreFixture {
 protected:
  void Run(uint64_t seed, int steps) {
    random_.Seed(seed);
    model_ = Model();
    options_.path = absl::StrCat("/data/", seed);
    Reopen();
    for (int step = 0; step < steps && !HasFailure(); ++step) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", step ", step));
      now_ += static_cast<int64_t>(random_.Up(2000)) - 500;
      Step();
    }
    Flush();
    ASSERT_FALSE(HasFailure()) << "VERKAN_MODEL_SEED=" << seed << " shows it again";
  }

 private:
  // Whatever is staged must be answered as the model says, at once.
  void StageOne() {
    const Batch batch = random_.AnyBatch(model_);
    const Position repeated = model_.Find(batch);
    const auto appended = store_->Stage(batch, [this](const absl::Status& status) {
      EXPECT_TRUE(status.ok()) << status;
      --waiting_;
    });
    if (model_.IsTaken(batch)) {
      EXPECT_EQ(appended.status().code(), absl::StatusCode::kAlreadyExists) << appended.status();
      return;
    }
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
    const ReadOptions options = random_.AnyRead(model_, now_);
    EXPECT_EQ(Positions(options), model_.Read(options, store_->head()));
  }

  void Look() {
    const std::string stream = random_.AnyStream();
    EXPECT_EQ(*store_->StreamRevision(stream), model_.RevisionOf(stream));
    const int64_t micros = now_ - static_cast<int64_t>(random_.Up(100'000));
    EXPECT_EQ(*store_->PositionAt(micros), model_.PositionAt(micros, store_->head()));
  }

  void Step() {
    const uint64_t choice = random_.Up(1000);
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

  Operations random_;
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
