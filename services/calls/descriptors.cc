#include "services/calls/descriptors.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor_database.h"

namespace verkan::services {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

bool Fits(const Handler& handler, const MethodDescriptor& method) {
  const bool reads_one = !method.client_streaming();
  const bool writes_one = !method.server_streaming();
  if (std::holds_alternative<ServerStream>(handler)) return reads_one && !writes_one;
  if (std::holds_alternative<Conversation>(handler)) return !reads_one && !writes_one;
  return reads_one && writes_one;
}

}  // namespace

std::vector<const ServiceDescriptor*> LinkedServices() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const ServiceDescriptor*> services;
  for (const std::string& file : files) {
    const auto* descriptor = DescriptorPool::generated_pool()->FindFileByName(file);
    for (int i = 0; i < descriptor->service_count(); ++i) {
      services.push_back(descriptor->service(i));
    }
  }
  std::sort(services.begin(), services.end(),
            [](const auto* a, const auto* b) { return a->full_name() < b->full_name(); });
  return services;
}

absl::Status CheckHandlers(const Handlers& handlers) {
  std::vector<std::string> wrong;
  size_t found = 0;
  for (const ServiceDescriptor* service : LinkedServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const auto handler = handlers.find(method.full_name());
      if (handler == handlers.end()) {
        wrong.push_back(absl::StrCat(method.full_name(), " has no handler"));
        continue;
      }
      ++found;
      if (!Fits(handler->second, method)) {
        wrong.push_back(absl::StrCat(method.full_name(), " has a handler of another kind"));
      }
    }
  }
  if (found < handlers.size()) wrong.push_back("a handler is for a method that no proto declares");
  if (wrong.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(wrong, "; "));
}

}  // namespace verkan::services
