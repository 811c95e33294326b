// Connection is the part of a Client that knows gRPC. Internal to this folder.
#ifndef VERKAN_CLIENTS_CPP_CONNECTION_H_
#define VERKAN_CLIENTS_CPP_CONNECTION_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "verkan/admin/v1/admin_service.grpc.pb.h"
#include "verkan/figure/v1/figure_service.grpc.pb.h"
#include "verkan/indicator/v1/indicator_service.grpc.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"
#include "verkan/procurement/v1/procurement_service.grpc.pb.h"
#include "verkan/report/v1/report_service.grpc.pb.h"

namespace verkan::client {

struct Client::Connection {
  explicit Connection(const ClientOptions& options);

  const std::shared_ptr<grpc::Channel> channel;
  const std::unique_ptr<admin::v1::AdminService::Stub> admin;
  const std::unique_ptr<figure::v1::FigureService::Stub> figure;
  const std::unique_ptr<indicator::v1::IndicatorService::Stub> indicator;
  const std::unique_ptr<log::v1::LogService::Stub> log;
  const std::unique_ptr<procurement::v1::ProcurementService::Stub> procurement;
  const std::unique_ptr<report::v1::ReportService::Stub> report;
};

// The error with its google.rpc.Status, as errors.h reads it.
absl::Status ToStatus(const grpc::Status& status);

// How long to wait before attempt number `attempt`, counted from 2; longer where the
// server asks for it.
absl::Duration Backoff(int attempt, const absl::Status& error);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_CONNECTION_H_
