#include "services/grpc/health.h"

#include <optional>
#include <set>

#include "grpc/health/v1/health.pb.h"

namespace verkan::services {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::health::v1::HealthListResponse;

struct Health {
  std::function<bool(const std::string&)> serving;
  std::set<std::string> services;

  HealthCheckResponse::ServingStatus Of(const std::string& service) const {
    if (services.count(service) == 0) return HealthCheckResponse::SERVICE_UNKNOWN;
    return serving(service) ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  }
};

std::string Encode(HealthCheckResponse::ServingStatus status) {
  HealthCheckResponse response;
  response.set_status(status);
  return response.SerializeAsString();
}

absl::StatusOr<std::string> Check(const Health& health, absl::string_view bytes) {
  HealthCheckRequest request;
  if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
  const auto status = health.Of(request.service());
  if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
    return Refuse("NOT_FOUND", {{"details", "service " + request.service()}});
  }
  return Encode(status);
}

std::string List(const Health& health) {
  HealthListResponse response;
  for (const std::string& service : health.services) {
    (*response.mutable_statuses())[service].set_status(health.Of(service));
  }
  return response.SerializeAsString();
}

// Tells the health now and at every change.
class WatchSource final : public Source {
 public:
  WatchSource(std::shared_ptr<const Health> health, std::string service)
      : health_(std::move(health)), service_(std::move(service)) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    const auto status = health_->Of(service_);
    if (told_ == status) return kWait;
    told_ = status;
    *message = Encode(status);
    return kMessage;
  }

 private:
  const std::shared_ptr<const Health> health_;
  const std::string service_;
  std::optional<HealthCheckResponse::ServingStatus> told_;
};

}  // namespace

void AddHealth(std::function<bool(const std::string&)> serving, Handlers* handlers) {
  auto health = std::make_shared<Health>();
  health->serving = std::move(serving);
  health->services = {"", "grpc.health.v1.Health"};
  for (const auto& [method, handler] : *handlers) {
    health->services.insert(method.substr(0, method.rfind('.')));
  }
  (*handlers)["grpc.health.v1.Health.Check"] =
      Command{[health](const Context&, absl::string_view bytes, const Answer& answer) {
        answer(Check(*health, bytes));
      }};
  (*handlers)["grpc.health.v1.Health.List"] = Command{
      [health](const Context&, absl::string_view, const Answer& answer) { answer(List(*health)); }};
  (*handlers)["grpc.health.v1.Health.Watch"] = ServerStream{
      [health](const Context&, absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Source>> {
        HealthCheckRequest request;
        if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
        return std::make_unique<WatchSource>(health, request.service());
      }};
}

}  // namespace verkan::services
