// Vocabularies: what the API writes, and what people call it, in Swedish and English.
#ifndef VERKAN_SERVICES_REGISTRY_TERMS_H_
#define VERKAN_SERVICES_REGISTRY_TERMS_H_

#include "absl/status/statusor.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::services {

// InvalidArgument, telling what was wanted, if no vocabulary is said.
absl::StatusOr<registry::v1::ListTermsResponse> ListTerms(
    const registry::v1::ListTermsRequest& request);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_TERMS_H_
