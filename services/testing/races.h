// Many writers at once against a whole server: what the log says afterwards is what won.
//
// The short form is part of every run of the tests; a long one is VERKAN_RACES=1000, as
// tests/campaign runs it.
#ifndef VERKAN_SERVICES_TESTING_RACES_H_
#define VERKAN_SERVICES_TESTING_RACES_H_

#include <cstdlib>
#include <functional>
#include <latch>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "services/domain/uuid.h"
#include "services/testing/services_fixture.h"

namespace verkan::services {

inline constexpr int kWriters = 8;

inline int Rounds() {
  const char* rounds = std::getenv("VERKAN_RACES");
  return rounds == nullptr ? 25 : std::atoi(rounds);
}

class RaceFixture : public ServicesFixture {
 protected:
  RaceFixture() {
    for (int i = 0; i < kWriters; ++i) {
      clients_.push_back(std::make_unique<TestClient>(server_->address()));
    }
  }

  // Calls write(writer, client) for all writers, each on a thread and a connection of its own, and
  // meanwhile() on this thread. All begin when the last of them is ready.
  void AtOnce(
      const std::function<void(int, TestClient*)>& write,
      const std::function<void()>& meanwhile = [] {}) {
    std::latch ready(kWriters + 1);
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, i] {
        ready.arrive_and_wait();
        write(i, clients_[i].get());
      });
    }
    ready.arrive_and_wait();
    meanwhile();
    for (std::thread& writer : writers) writer.join();
  }

  // Calls visit(record) for every fact of the log that is not voided, in its order.
  template <typename Visit>
  void VisitStanding(Visit visit) {
    std::set<std::string> voided;
    VisitLog([&](const eventstore::RecordView& record) {
      event::v1::EventVoided fact;
      if (record.type != event::v1::EventVoided::descriptor()->full_name()) return;
      EXPECT_TRUE(fact.ParseFromString(std::string(record.payload)));
      voided.insert(ParseUuid(fact.event_id()).value_or(""));
    });
    VisitLog([&](const eventstore::RecordView& record) {
      if (!voided.contains(std::string(record.id))) visit(record);
    });
  }

 private:
  template <typename Visit>
  void VisitLog(Visit visit) {
    auto cursor = store_->Read({});
    ASSERT_TRUE(cursor.ok()) << cursor.status();
    eventstore::StoredRecord stored;
    eventstore::RecordView record;
    auto more = (*cursor)->Next(&stored);
    for (; more.ok() && *more; more = (*cursor)->Next(&stored)) {
      ASSERT_TRUE(eventstore::ParseRecord(stored.bytes, &record).ok());
      visit(record);
    }
    ASSERT_TRUE(more.ok()) << more.status();
  }

  std::vector<std::unique_ptr<TestClient>> clients_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_TESTING_RACES_H_
