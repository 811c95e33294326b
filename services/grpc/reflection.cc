#include "services/grpc/reflection.h"

#include <algorithm>
#include <unordered_set>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "services/calls/descriptors.h"

namespace verkan::services {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// What a session may be sent: all descriptors there are, many times over.
constexpr size_t kMaxSessionBytes = 16 << 20;

// Adds a file and all it imports, each once, the file itself first.
void AddFile(const FileDescriptor* file, std::unordered_set<const FileDescriptor*>* seen,
             google::protobuf::RepeatedPtrField<std::string>* files) {
  if (!seen->insert(file).second) return;
  google::protobuf::FileDescriptorProto proto;
  file->CopyTo(&proto);
  proto.SerializeToString(files->Add());
  for (int i = 0; i < file->dependency_count(); ++i) AddFile(file->dependency(i), seen, files);
}

template <typename Response>
void Fail(absl::StatusCode code, const std::string& message, Response* response) {
  response->mutable_error_response()->set_error_code(static_cast<int>(code));
  response->mutable_error_response()->set_error_message(message);
}

template <typename Response>
void AnswerFile(const FileDescriptor* file, const std::string& asked, Response* response) {
  if (file == nullptr) return Fail(absl::StatusCode::kNotFound, asked + " is not known", response);
  std::unordered_set<const FileDescriptor*> seen;
  AddFile(file, &seen,
          response->mutable_file_descriptor_response()->mutable_file_descriptor_proto());
}

template <typename Response>
void AnswerExtensions(const std::string& type, Response* response) {
  const auto* pool = DescriptorPool::generated_pool();
  const auto* message = pool->FindMessageTypeByName(type);
  if (message == nullptr)
    return Fail(absl::StatusCode::kNotFound, type + " is not known", response);
  std::vector<const FieldDescriptor*> extensions;
  pool->FindAllExtensions(message, &extensions);
  auto* answer = response->mutable_all_extension_numbers_response();
  answer->set_base_type_name(type);
  for (const FieldDescriptor* extension : extensions) {
    answer->add_extension_number(extension->number());
  }
}

template <typename Response>
void AnswerServices(Response* response) {
  auto* answer = response->mutable_list_services_response();
  for (const auto* service : LinkedServices())
    answer->add_service()->set_name(service->full_name());
}

const FileDescriptor* FileOfExtension(const std::string& type, int number) {
  const auto* pool = DescriptorPool::generated_pool();
  const auto* message = pool->FindMessageTypeByName(type);
  const auto* extension = message ? pool->FindExtensionByNumber(message, number) : nullptr;
  return extension ? extension->file() : nullptr;
}

template <typename Request, typename Response>
class ReflectionSession final : public Session {
 public:
  void OnMessage(absl::string_view message, Answer answer) override {
    Request request;
    if (absl::Status decoded = Decode(message, &request); !decoded.ok()) return answer(decoded);
    Response response;
    response.set_valid_host(request.host());
    *response.mutable_original_request() = request;
    Fill(request, &response);
    std::string bytes = response.SerializeAsString();
    sent_bytes_ += bytes.size();
    if (sent_bytes_ > kMaxSessionBytes) {
      return answer(Refuse("STREAM_HAS_HAD_ENOUGH", {{"limit", "16 MiB of descriptors"}}));
    }
    answer(std::move(bytes));
  }

 private:
  static void Fill(const Request& request, Response* response) {
    const auto* pool = DescriptorPool::generated_pool();
    switch (request.message_request_case()) {
      case Request::kFileByFilename:
        return AnswerFile(pool->FindFileByName(request.file_by_filename()),
                          request.file_by_filename(), response);
      case Request::kFileContainingSymbol:
        return AnswerFile(pool->FindFileContainingSymbol(request.file_containing_symbol()),
                          request.file_containing_symbol(), response);
      case Request::kFileContainingExtension: {
        const auto& asked = request.file_containing_extension();
        return AnswerFile(FileOfExtension(asked.containing_type(), asked.extension_number()),
                          "the extension", response);
      }
      case Request::kAllExtensionNumbersOfType:
        return AnswerExtensions(request.all_extension_numbers_of_type(), response);
      case Request::kListServices:
        return AnswerServices(response);
      case Request::MESSAGE_REQUEST_NOT_SET:
        return Fail(absl::StatusCode::kInvalidArgument, "nothing is asked for", response);
    }
  }

  size_t sent_bytes_ = 0;
};

template <typename Request, typename Response>
Conversation Reflection() {
  return {[](const Context&) { return std::make_unique<ReflectionSession<Request, Response>>(); }};
}

}  // namespace

void AddReflection(Handlers* handlers) {
  (*handlers)["grpc.reflection.v1.ServerReflection.ServerReflectionInfo"] =
      Reflection<grpc::reflection::v1::ServerReflectionRequest,
                 grpc::reflection::v1::ServerReflectionResponse>();
  (*handlers)["grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo"] =
      Reflection<grpc::reflection::v1alpha::ServerReflectionRequest,
                 grpc::reflection::v1alpha::ServerReflectionResponse>();
}

}  // namespace verkan::services
