// Server answers gRPC calls with handlers. One thread, the loop, drains all calls that
// have arrived, hands commands and conversations to their handlers, and then runs the
// hook, which makes everything durable with one sync: group commit forms by itself.
// Queries and streams run on workers.
//
//   Server server({.listen = "127.0.0.1:7480"}, std::move(handlers));
//   server.AfterDrain([&] { store->Flush(); });
//   store->AddListener([&](Position) { server.Wake(); });
//   absl::Status started = server.Start();
//   …
//   server.Stop();
#ifndef VERKAN_SERVICES_GRPC_SERVER_H_
#define VERKAN_SERVICES_GRPC_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/calls/executor.h"
#include "services/calls/handler.h"

namespace verkan::services {

// What the server grants. Calls beyond a limit are refused, never queued without bound.
struct ServerOptions {
  std::string listen = "127.0.0.1:0";  // host:port or unix:PATH; port 0: any free one
  ExecutorOptions calls;
  int max_receive_bytes = 4 << 20;
  int max_metadata_bytes = 16 << 10;
  size_t memory_quota_bytes = 256 << 20;  // of gRPC's buffers, for all connections together
  absl::Duration connection_idle_timeout = absl::Minutes(30);  // without a call: it is closed
  int max_concurrent_streams = 1024;                           // per connection
  absl::Duration keepalive_minimum = absl::Seconds(5);         // pings more often are punished
  absl::Duration handshake_timeout = absl::Seconds(10);
};

class Server {
 public:
  // Every method of the handlers must be one of the linked protos.
  Server(ServerOptions options, Handlers handlers);
  // Stops the server if Stop was not called.
  ~Server();

  // Sets what runs on the loop whenever it has drained the calls that had arrived.
  // Before Start.
  void AfterDrain(std::function<void()> hook);

  // Starts to serve. Unavailable if the address cannot be listened on.
  absl::Status Start();

  // Address that is listened on, with the port that was found.
  const std::string& address() const;

  // Has the hook of AfterDrain run soon. Any thread; does not block.
  void Drain();
  // Lets sources that wait look again, which they do every second anyway. Any thread; does
  // not block.
  void Wake();
  // Lets queries that wait for a position look again, which they do every tick anyway. Any
  // thread; does not block.
  void WakeQueries();

  // Stops to take calls, ends streams and conversations, lets the others finish for as
  // long as `grace`, then cancels them. Returns when nothing runs any more.
  void Stop(absl::Duration grace = absl::Seconds(5));

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_SERVER_H_
