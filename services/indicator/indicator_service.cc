#include "services/indicator/indicator_service.h"

#include "services/calls/reflected.h"
#include "verkan/indicator/v1/indicator_service.pb.h"

namespace verkan::services {

void AddIndicatorService(projections::Projections* projections, Handlers* handlers) {
  using indicator::v1::ListIndicatorsRequest;
  using indicator::v1::ListIndicatorsResponse;
  (*handlers)["verkan.indicator.v1.IndicatorService.ListIndicators"] =
      ReflectedQueryOf<ListIndicatorsRequest>(
          projections,
          [projections](
              const ListIndicatorsRequest& request) -> absl::StatusOr<ListIndicatorsResponse> {
            auto response = projections->ListIndicators(request);
            if (!response.ok()) return WithReason(response.status());
            return response;
          });
}

}  // namespace verkan::services
