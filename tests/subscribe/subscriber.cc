// verkan_subscriber is the other side of the tests in this folder: a client that is quick to
// start, so that it can be killed often.
//
//   verkan_subscriber append --events 100000 --bytes 250 --rate 20000
//   verkan_subscriber note --file seen.txt --tag seventh
//   verkan_subscriber list --tag seventh
//   verkan_subscriber stall --readers 8
//
// The server is that of $VERKAN_ADDRESS.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "verkan/log/v1/log_service.grpc.pb.h"

namespace verkan::subscribe {
namespace {

namespace log = verkan::log::v1;
using Clock = std::chrono::steady_clock;

struct Arguments {
  std::string file;
  std::string tag;
  uint64_t after = 0;
  std::string hash;  // hexadecimal
  uint64_t until = UINT64_MAX;
  uint64_t events = 0;
  size_t bytes = 100;
  int batch = 0;      // events an append; 0: from 1 to 40
  uint64_t rate = 0;  // events a second; 0: as fast as it goes
  int readers = 1;
};

// A connection that no other client shares.
std::unique_ptr<log::LogService::Stub> Connect() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const char* address = std::getenv("VERKAN_ADDRESS");
  return log::LogService::NewStub(
      grpc::CreateCustomChannel(address != nullptr ? address : "127.0.0.1:7480",
                                grpc::InsecureChannelCredentials(), arguments));
}

int Fail(const std::string& what) {
  std::fprintf(stderr, "verkan_subscriber: %s\n", what.c_str());
  return 1;
}

template <typename Request>
Request RequestOf(const Arguments& arguments) {
  Request request;
  if (!arguments.tag.empty()) request.mutable_query()->add_items()->add_tags(arguments.tag);
  return request;
}

// Append: every seventh event and every five hundredth has a tag that says so.

log::AppendStreamRequest BatchOf(uint64_t first, uint64_t count, size_t bytes) {
  log::AppendStreamRequest request;
  for (uint64_t number = first; number < first + count; ++number) {
    log::NewEvent* event = request.mutable_batch()->add_events();
    event->set_type("test.Happened");
    event->set_stream(absl::StrCat("test-", number % 50));
    event->set_payload(std::string(bytes, 'x'));
    if (number % 7 == 0) event->add_tags("seventh");
    if (number % 500 == 0) event->add_tags("rare");
  }
  return request;
}

int Append(const Arguments& arguments) {
  constexpr int kPending = 4;
  const auto stub = Connect();
  grpc::ClientContext context;
  const auto stream = stub->AppendStream(&context);
  std::mt19937 random(1);
  const Clock::time_point begin = Clock::now();
  uint64_t sent = 0, position = 0;
  int pending = 0;
  log::AppendStreamResponse response;
  while (sent < arguments.events || pending > 0) {
    if (sent < arguments.events && pending < kPending) {
      const uint64_t wanted = arguments.batch > 0 ? arguments.batch : 1 + random() % 40;
      const uint64_t count = std::min(wanted, arguments.events - sent);
      if (!stream->Write(BatchOf(sent, count, arguments.bytes))) break;
      sent += count;
      ++pending;
      if (arguments.rate == 0) continue;
      std::this_thread::sleep_until(begin +
                                    std::chrono::microseconds(sent * 1'000'000 / arguments.rate));
    }
    if (!stream->Read(&response) || !response.has_appended()) return Fail("an append failed");
    position = response.appended().last_position();
    --pending;
  }
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return Fail(status.error_message());
  std::printf("%llu\n", static_cast<unsigned long long>(position));
  return 0;
}

// Note: a line a message, "POSITION POSITION … | RESUME", in one write. A line without an end
// was being written when the process was killed: it does not count and is cut off.

uint64_t LastNoted(const std::string& path) {
  std::ifstream file(path);
  uint64_t resume = 0;
  std::streamoff kept = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    kept = file.tellg();
    if (!absl::SimpleAtoi(line.substr(line.rfind(' ') + 1), &resume)) std::abort();
  }
  if (std::ifstream(path).good() && truncate(path.c_str(), kept) != 0) std::abort();
  return resume;
}

int Note(const Arguments& arguments) {
  auto request = RequestOf<log::SubscribeRequest>(arguments);
  request.set_start_after(LastNoted(arguments.file));
  const int file = open(arguments.file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return Fail("cannot write " + arguments.file);
  const auto stub = Connect();
  grpc::ClientContext context;
  const auto reader = stub->Subscribe(&context, request);
  log::SubscribeResponse message;
  while (reader->Read(&message)) {
    std::string line;
    for (const auto& event : message.events()) absl::StrAppend(&line, event.position(), " ");
    absl::StrAppend(&line, "| ", message.position(), "\n");
    if (write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      return Fail("cannot write " + arguments.file);
    }
    if (write(STDOUT_FILENO, ".", 1) != 1) return 1;
    if (message.position() >= arguments.until) {
      context.TryCancel();
      while (reader->Read(&message)) {
      }
      reader->Finish();
      return 0;
    }
  }
  return Fail(reader->Finish().error_message());
}

// Resume: goes on from a position with the hash of its record, and tells how many events came
// before it had caught up or the call ended, and the code it ended with: "EVENTS CODE".

int Resume(const Arguments& arguments) {
  log::SubscribeRequest request;
  request.set_start_after(arguments.after);
  request.set_start_after_hash(absl::HexStringToBytes(arguments.hash));
  const auto stub = Connect();
  grpc::ClientContext context;
  const auto reader = stub->Subscribe(&context, request);
  log::SubscribeResponse message;
  int events = 0;
  while (reader->Read(&message)) {
    events += message.events_size();
    if (message.caught_up()) context.TryCancel();
  }
  std::printf("%d %d\n", events, reader->Finish().error_code());
  return 0;
}

// List: the positions of what matches, by Read.

int List(const Arguments& arguments) {
  const auto stub = Connect();
  grpc::ClientContext context;
  const auto reader = stub->Read(&context, RequestOf<log::ReadRequest>(arguments));
  log::ReadResponse message;
  while (reader->Read(&message)) {
    for (const auto& event : message.events()) {
      std::printf("%llu\n", static_cast<unsigned long long>(event.position()));
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? 0 : Fail(status.error_message());
}

// Stall: subscribes and takes nothing until its input ends; then it takes what there is and
// tells for each reader how it ended: "EVENTS LAST-POSITION CODE TEXT".

struct Stalled {
  std::unique_ptr<log::LogService::Stub> stub = Connect();
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<log::SubscribeResponse>> reader;
};

void Tell(Stalled* stalled, uint64_t until) {
  log::SubscribeResponse message;
  uint64_t events = 0, last = 0;
  while (last < until && stalled->reader->Read(&message)) {
    events += message.events_size();
    last = message.position();
  }
  if (last >= until) stalled->context.TryCancel();
  while (stalled->reader->Read(&message)) {
  }
  const grpc::Status status = stalled->reader->Finish();
  std::printf("%llu %llu %d %s\n", static_cast<unsigned long long>(events),
              static_cast<unsigned long long>(last), status.error_code(),
              status.error_message().c_str());
}

int Stall(const Arguments& arguments) {
  std::vector<std::unique_ptr<Stalled>> readers;
  for (int i = 0; i < arguments.readers; ++i) {
    auto stalled = std::make_unique<Stalled>();
    stalled->reader =
        stalled->stub->Subscribe(&stalled->context, RequestOf<log::SubscribeRequest>(arguments));
    stalled->reader->WaitForInitialMetadata();
    readers.push_back(std::move(stalled));
  }
  std::printf("open\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  for (const auto& stalled : readers) Tell(stalled.get(), arguments.until);
  return 0;
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{"The client of the tests in tests/subscribe."};
  app.require_subcommand(1);
  CLI::App* append = app.add_subcommand("append", "Append events, and print the last position");
  append->add_option("--events", arguments.events)->required();
  append->add_option("--bytes", arguments.bytes, "Bytes of a payload");
  append->add_option("--batch", arguments.batch, "Events an append; 0: from 1 to 40");
  append->add_option("--rate", arguments.rate, "Events a second; 0: as fast as it goes");
  CLI::App* note = app.add_subcommand("note", "Follow the log and note what comes in a file");
  note->add_option("--file", arguments.file)->required();
  CLI::App* resume = app.add_subcommand("resume", "Go on from a position and its hash");
  resume->add_option("--after", arguments.after)->required();
  resume->add_option("--hash", arguments.hash)->required();
  CLI::App* list = app.add_subcommand("list", "Print the positions that match");
  CLI::App* stall = app.add_subcommand("stall", "Follow the log and take nothing until EOF");
  stall->add_option("--readers", arguments.readers);
  for (CLI::App* command : {note, list, stall}) command->add_option("--tag", arguments.tag);
  for (CLI::App* command : {note, stall}) command->add_option("--until", arguments.until);
  CLI11_PARSE(app, argc, argv);
  if (append->parsed()) return Append(arguments);
  if (note->parsed()) return Note(arguments);
  if (resume->parsed()) return Resume(arguments);
  return list->parsed() ? List(arguments) : Stall(arguments);
}

}  // namespace
}  // namespace verkan::subscribe

int main(int argc, char** argv) { return verkan::subscribe::Main(argc, argv); }
