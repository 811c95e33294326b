// A handler is what answers one method: a plain function over the bytes of messages,
// or over messages through the templates below. There are four kinds; nothing here
// names gRPC, which services/grpc/server.cc alone knows.
#ifndef VERKAN_SERVICES_CALLS_HANDLER_H_
#define VERKAN_SERVICES_CALLS_HANDLER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/calls/context.h"
#include "services/errors/errors.h"

namespace verkan::services {

// Answers a message with the bytes of the response or an error of errors.h. Called
// exactly once: on the loop, or by a query on its worker.
using Answer = std::function<void(absl::StatusOr<std::string>)>;

// Unary, on the loop. Must not block; may answer later, from a flush.
struct Command {
  std::function<void(const Context&, absl::string_view request, Answer)> handle;
};

// Lanes have workers of their own, so that calls of one kind cannot hold up the other.
enum class Lane {
  kQueries,  // figures, reports: they compute
  kStatus,   // acknowledgements, status, small look-ups: answered at once, also under load
};
inline constexpr size_t kLanes = 2;

// Wait is what a query needs before it is run. It holds no thread: the loop asks again when
// something has changed.
class Wait {
 public:
  virtual ~Wait() = default;
  // Whether it has come. An error answers the query. On the loop; must not block.
  virtual absl::StatusOr<bool> Ready() = 0;
  // What the query is answered if the deadline passes first.
  virtual absl::Status TooLate() const = 0;
};

// Unary, on a worker. May read and compute, and must not wait.
struct Query {
  std::function<absl::StatusOr<std::string>(const Context&, absl::string_view request)> handle;
  Lane lane = Lane::kQueries;
  // What the request needs first; null, or a null answer: nothing. On a worker.
  std::function<absl::StatusOr<std::unique_ptr<Wait>>(absl::string_view request)> wait = nullptr;
};

// Source is what a server-streaming call sends, pulled one message at a time when the
// one before has gone out, so that a slow reader costs no memory. One thread at a time.
class Source {
 public:
  enum Step { kMessage, kYield, kWait, kEnd };
  virtual ~Source() = default;
  // Makes the next message; or kYield: it has searched for long enough, ask again when the
  // others have had their turn; or kWait: ask again after the next Wake of the server, or a
  // second later; or kEnd. An error ends the call.
  virtual absl::StatusOr<Step> Next(std::string* message) = 0;
  // The reader is slow to take the last message: lets go of what is costly to hold meanwhile.
  virtual void Rest() {}
};

// Server-streaming; the source is made and pulled on workers.
struct ServerStream {
  std::function<absl::StatusOr<std::unique_ptr<Source>>(const Context&, absl::string_view request)>
      open;
};

// Session is one bidirectional call. It lives on the loop and must not block.
class Session {
 public:
  virtual ~Session() = default;
  // Answers the message now or later. Answers go out in the order of the messages; an
  // error is sent after those before it and ends the call. An answer may outlive the
  // session, which ends when its caller has gone.
  virtual void OnMessage(absl::string_view message, Answer answer) = 0;
};

// Bidirectional streaming.
struct Conversation {
  std::function<std::unique_ptr<Session>(const Context&)> open;
};

using Handler = std::variant<Command, Query, ServerStream, Conversation>;

// Every method the server answers, by full name: "verkan.log.v1.LogService.Append".
using Handlers = std::map<std::string, Handler>;

// The errors of a call that ends before its handler is done.
inline absl::Status TooLate() {
  return Refuse("DEADLINE_EXCEEDED", {{"details", "nothing was done"}});
}
inline absl::Status GoneAway() { return Refuse("CANCELLED", {{"details", "by the caller"}}); }

// Parses a request; UNDECODABLE_REQUEST if the bytes are none.
template <typename Request>
absl::Status Decode(absl::string_view bytes, Request* request) {
  if (request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return Refuse("UNDECODABLE_REQUEST", {{"type", request->GetDescriptor()->full_name()}});
}

// Makes a Command of a function void F(const Context&, const Request&, Answer).
template <typename Request, typename F>
Command CommandOf(F f) {
  return {[f = std::move(f)](const Context& context, absl::string_view bytes, Answer answer) {
    Request request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return answer(decoded);
    f(context, request, std::move(answer));
  }};
}

// Makes a Query of a function StatusOr<Response> F(const Context&, const Request&).
template <typename Request, typename F>
Query QueryOf(F f, Lane lane = Lane::kQueries) {
  return {[f = std::move(f)](const Context& context,
                             absl::string_view bytes) -> absl::StatusOr<std::string> {
            Request request;
            if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
            auto response = f(context, request);
            if (!response.ok()) return response.status();
            return response->SerializeAsString();
          },
          lane};
}

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_HANDLER_H_
