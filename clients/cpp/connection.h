// Connection is the part of a Client that knows gRPC. Internal to this folder.
#ifndef VERKAN_CLIENTS_CPP_CONNECTION_H_
#define VERKAN_CLIENTS_CPP_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "clients/cpp/request_id.h"
#include "verkan/admin/v1/admin_service.grpc.pb.h"
#include "verkan/figure/v1/figure_service.grpc.pb.h"
#include "verkan/indicator/v1/indicator_service.grpc.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"
#include "verkan/participant/v1/participant_service.grpc.pb.h"
#include "verkan/procurement/v1/procurement_service.grpc.pb.h"
#include "verkan/registry/v1/registry_service.grpc.pb.h"
#include "verkan/report/v1/report_service.grpc.pb.h"
#include "verkan/subscription/v1/subscription_service.grpc.pb.h"

namespace verkan::client {

// The error with its google.rpc.Status, as errors.h reads it.
absl::Status ToStatus(const grpc::Status& status);

// How long to wait before attempt number `attempt`, counted from 2; longer if the
// server asks for it.
absl::Duration Backoff(int attempt, const absl::Status& error);

struct Client::Connection {
  // `options` must outlive the connection.
  explicit Connection(const ClientOptions& options);

  template <typename Stub, typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  // Calls once.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Attempt(Stub* stub, Method<Stub, Request, Response> method,
                                   const Request& request, absl::Time deadline) const;

  // Calls until there is an answer other than UNAVAILABLE, the attempts are used up or the
  // deadline would pass.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub* stub, Method<Stub, Request, Response> method,
                                const Request& request) const;

  // The same for a command, with a request_id of its own if it has none.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Command(Stub* stub, Method<Stub, Request, Response> method,
                                   Request request) const;

  // Waits before another attempt: until the time has passed or, if there is no
  // connection, until there is one. gRPC makes connections only while somebody waits for
  // one in this way; after a plain sleep it would notice a new server seconds late.
  void Pause(absl::Duration pause) const;

  const ClientOptions& options;
  const std::shared_ptr<grpc::Channel> channel;
  const std::unique_ptr<admin::v1::AdminService::Stub> admin;
  const std::unique_ptr<figure::v1::FigureService::Stub> figure;
  const std::unique_ptr<indicator::v1::IndicatorService::Stub> indicator;
  const std::unique_ptr<log::v1::LogService::Stub> log;
  const std::unique_ptr<participant::v1::ParticipantService::Stub> participant;
  const std::unique_ptr<procurement::v1::ProcurementService::Stub> procurement;
  const std::unique_ptr<registry::v1::RegistryService::Stub> registry;
  const std::unique_ptr<report::v1::ReportService::Stub> report;
  const std::unique_ptr<subscription::v1::SubscriptionService::Stub> subscription;
};

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Client::Connection::Attempt(Stub* stub,
                                                     Method<Stub, Request, Response> method,
                                                     const Request& request,
                                                     absl::Time deadline) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  Response response;
  const absl::Status status = ToStatus((stub->*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Client::Connection::Call(Stub* stub,
                                                  Method<Stub, Request, Response> method,
                                                  const Request& request) const {
  const absl::Time deadline = absl::Now() + options.timeout;
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Response> response = Attempt(stub, method, request, deadline);
    const absl::Duration pause = Backoff(attempt + 1, response.status());
    if (!absl::IsUnavailable(response.status()) || attempt >= options.max_attempts ||
        absl::Now() + pause >= deadline) {
      return response;
    }
    Pause(pause);
  }
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Client::Connection::Command(Stub* stub,
                                                     Method<Stub, Request, Response> method,
                                                     Request request) const {
  if (request.request_id().empty()) request.set_request_id(RandomRequestId());
  return Call(stub, method, request);
}

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_CONNECTION_H_
