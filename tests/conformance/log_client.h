// A tiny language to state rules of the public log service in: every test works under a
// prefix of its own, so that all can share one server and one log.
#ifndef VERKAN_TESTS_CONFORMANCE_LOG_CLIENT_H_
#define VERKAN_TESTS_CONFORMANCE_LOG_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::conformance {

namespace log = verkan::log::v1;

// An event to append.
struct E {
  std::string type = "Happened";
  std::string stream = "s";
  std::vector<std::string> tags = {};
  std::string payload = "payload";
  std::string id = "";
  std::vector<std::string> regions = {};
};

// Outcome of a call: the gRPC code by number, the reason and what came back.
struct Answer {
  int code = 0;
  std::string reason;
  std::string message;
  std::vector<std::string> violations;  // paths, for INVALID_ARGUMENT
  log::Appended appended;
  bool ok() const { return code == 0; }
};

// Codes of gRPC that the rules speak of.
inline constexpr int kInvalidArgument = 3;
inline constexpr int kAlreadyExists = 6;
inline constexpr int kAborted = 10;
inline constexpr int kOutOfRange = 11;

// A UUID in text form, new each time.
std::string NewUuid();

class LogRules : public testing::Test {
 protected:
  LogRules();
  ~LogRules() override;

  // Names under this test's prefix: of streams and tags, and of types.
  std::string N(const std::string& name) const { return prefix_ + name; }
  std::string T(const std::string& type) const {
    return "conformance." + type_prefix_ + "." + type;
  }

  // A batch of events; streams, tags and types get this test's prefix.
  log::Batch Batch(const std::vector<E>& events) const;
  // The same with a revision that a stream must have.
  log::Batch BatchAt(uint64_t revision, const std::vector<E>& events) const;
  // A query item; names get this test's prefix.
  struct Item {
    std::vector<std::string> streams = {};
    std::vector<std::string> types = {};
    std::vector<std::string> tags = {};
    std::vector<std::string> regions = {};
  };
  log::Query Query(const std::vector<Item>& items) const;
  log::AppendCondition Unless(const std::vector<Item>& items, uint64_t after = 0) const;

  Answer Append(const log::Batch& batch);
  Answer AppendEvents(const std::vector<E>& events) { return Append(Batch(events)); }
  // Appends that must work; position of the first event.
  uint64_t Put(const std::vector<E>& events);
  // Records that a project of this test started, on days as precise as they are known, both
  // inclusive and empty if not known; its position. Its stream is "project-" and the id.
  uint64_t PutProject(const std::string& id, const std::string& from, const std::string& to = "",
                      const std::string& region = "06");
  std::string ProjectStream(const std::string& id) const { return "project-" + N(id); }
  // Every batch over one stream, in order.
  std::vector<Answer> AppendStream(const std::vector<log::Batch>& batches);

  struct Events {
    int code = 0;
    std::vector<log::RecordedEvent> events;
    uint64_t head = 0;
    std::vector<uint64_t> Positions() const;
    std::vector<uint64_t> Revisions() const;
    std::vector<std::string> Payloads() const;
  };
  Events Read(const log::ReadRequest& request);
  Events Read(const std::vector<Item>& items);
  Events ReadBackwards(const std::vector<Item>& items, uint64_t limit = 0);

  // Follows the log and calls `message` for every message, until it returns false.
  void Follow(const std::vector<Item>& items, uint64_t start_after,
              const std::function<bool(const log::SubscribeResponse&)>& message);
  void Follow(const log::SubscribeRequest& request,
              const std::function<bool(const log::SubscribeResponse&)>& message);
  // A subscription that is refused: its error.
  Answer FollowInVain(const log::SubscribeRequest& request);
  // The same for a read.
  Answer ReadInVain(const log::ReadRequest& request);

  uint64_t Head();

 private:
  struct Channel;
  std::unique_ptr<Channel> channel_;
  std::string prefix_;
  std::string type_prefix_;
};

}  // namespace verkan::conformance

#endif  // VERKAN_TESTS_CONFORMANCE_LOG_CLIENT_H_
