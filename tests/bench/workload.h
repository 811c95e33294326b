// The requests of the bench: serialised once, with a number in them that is set anew
// for every call, so that the client spends next to nothing on making them.
#ifndef VERKAN_TESTS_BENCH_WORKLOAD_H_
#define VERKAN_TESTS_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace verkan::bench {

// What messages hold where the number is to stand: twelve digits.
inline constexpr char kNumber[] = "424242424242";

// A serialised message whose every kNumber stands for a number.
class Template {
 public:
  explicit Template(const google::protobuf::Message& message);

  // The message with another number for each number below 10^12.
  grpc::ByteBuffer With(uint64_t number);

  size_t bytes() const { return bytes_.size(); }

 private:
  std::string bytes_;
  std::vector<size_t> places_;  // of the number in bytes_
};

// A unary method and what it is asked.
struct Setup {
  std::string method;
  grpc::ByteBuffer request;
};

// What must be in the log before commands are: an organisation and a project. Repeats
// record nothing.
std::vector<Setup> SetupCalls();

// A procurement, new for every number: an event whose record has about 250 bytes.
Template ProcurementCommand(bool with_request_id);

// A health check made as large as ProcurementCommand by a field that the server skips.
Template HealthCheck();

// One event of a foreign type on a new stream, also of about 250 bytes.
Template ForeignAppend();

// `events` events of a foreign type on one stream, new for every number. A tenth of the
// numbers, in turn, has the tag of each region of Regions().
std::vector<Template> ForeignBatches(int events);
const std::vector<std::string>& Regions();

// `events` facts of seven kinds about activities, people and procurements of their own.
Template MixedFacts(int events);

// How many entries field 1 of a message has, such as the events of a ReadResponse, found
// without parsing or copying them. The message has no fields of fixed width.
uint64_t CountEntries(const grpc::ByteBuffer& message);

}  // namespace verkan::bench

#endif  // VERKAN_TESTS_BENCH_WORKLOAD_H_
