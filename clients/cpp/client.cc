#include "clients/cpp/client.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/connection.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/record_stream.h"
#include "clients/cpp/request_id.h"

namespace verkan::client {
namespace {

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  return arguments;
}

}  // namespace

std::string DefaultAddress() {
  const char* address = std::getenv("VERKAN_ADDRESS");
  return address != nullptr && *address != '\0' ? address : "127.0.0.1:7480";
}

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status rpc;
  if (!rpc.ParseFromString(status.error_details()) || rpc.code() == 0) {
    rpc.Clear();
    rpc.set_code(status.error_code());
    rpc.set_message(status.error_message());
  }
  return FromRpc(rpc);
}

absl::Duration Backoff(int attempt, const absl::Status& error) {
  const absl::Duration own = absl::Milliseconds(100) * (1 << std::clamp(attempt - 2, 0, 4));
  return std::max(own, Explain(error, Language::kEnglish).retry_after);
}

Client::Connection::Connection(const ClientOptions& the_options)
    : options(the_options),
      channel(grpc::CreateCustomChannel(options.address, grpc::InsecureChannelCredentials(),
                                        Arguments())),
      admin(admin::v1::AdminService::NewStub(channel)),
      figure(figure::v1::FigureService::NewStub(channel)),
      indicator(indicator::v1::IndicatorService::NewStub(channel)),
      log(log::v1::LogService::NewStub(channel)),
      participant(participant::v1::ParticipantService::NewStub(channel)),
      procurement(procurement::v1::ProcurementService::NewStub(channel)),
      registry(registry::v1::RegistryService::NewStub(channel)),
      report(report::v1::ReportService::NewStub(channel)),
      subscription(subscription::v1::SubscriptionService::NewStub(channel)) {}

void Client::Connection::Pause(absl::Duration pause) const {
  const absl::Time end = absl::Now() + pause;
  if (channel->GetState(true) == GRPC_CHANNEL_READY) return absl::SleepFor(pause);
  channel->WaitForConnected(absl::ToChronoTime(end));
}

Client::Client(ClientOptions options)
    : options_(std::move(options)), connection_(std::make_unique<Connection>(options_)) {}

Client::~Client() = default;

absl::StatusOr<admin::v1::GetStatusResponse> Client::WaitUntilReady(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  for (;;) {
    const absl::Duration left = end - absl::Now();
    auto status = connection_->Attempt(
        connection_->admin.get(), &admin::v1::AdminService::Stub::GetStatus,
        admin::v1::GetStatusRequest(),
        absl::Now() + std::clamp(left, absl::Milliseconds(100), absl::Seconds(5)));
    if (status.ok() && status->writable()) return status;
    if (absl::Now() >= end) {
      return status.ok() ? absl::FailedPreconditionError("the server answers, but takes no appends")
                         : status.status();
    }
    connection_->Pause(absl::Milliseconds(50));
  }
}

absl::StatusOr<admin::v1::GetStatusResponse> Client::GetStatus() {
  return connection_->Call(connection_->admin.get(), &admin::v1::AdminService::Stub::GetStatus,
                           admin::v1::GetStatusRequest());
}

absl::StatusOr<log::v1::GetHeadResponse> Client::GetHead() {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::GetHead,
                           log::v1::GetHeadRequest());
}

absl::StatusOr<log::v1::GetCheckpointResponse> Client::GetCheckpoint(
    const log::v1::GetCheckpointRequest& request) {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::GetCheckpoint,
                           request);
}

absl::StatusOr<log::v1::ProveInclusionResponse> Client::ProveInclusion(
    const log::v1::ProveInclusionRequest& request) {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::ProveInclusion,
                           request);
}

absl::StatusOr<log::v1::ProveConsistencyResponse> Client::ProveConsistency(
    const log::v1::ProveConsistencyRequest& request) {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::ProveConsistency,
                           request);
}

absl::StatusOr<log::v1::GetLeafHashesResponse> Client::GetLeafHashes(
    const log::v1::GetLeafHashesRequest& request) {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::GetLeafHashes,
                           request);
}

absl::StatusOr<figure::v1::GetFigureResponse> Client::GetFigure(
    const figure::v1::GetFigureRequest& request) {
  return connection_->Call(connection_->figure.get(), &figure::v1::FigureService::Stub::GetFigure,
                           request);
}

absl::StatusOr<figure::v1::ExplainFigureResponse> Client::ExplainFigure(
    const figure::v1::ExplainFigureRequest& request) {
  return connection_->Call(connection_->figure.get(),
                           &figure::v1::FigureService::Stub::ExplainFigure, request);
}

absl::StatusOr<indicator::v1::ListIndicatorsResponse> Client::ListIndicators(
    const indicator::v1::ListIndicatorsRequest& request) {
  return connection_->Call(connection_->indicator.get(),
                           &indicator::v1::IndicatorService::Stub::ListIndicators, request);
}

absl::StatusOr<registry::v1::ListRegistersResponse> Client::ListRegisters(
    const registry::v1::ListRegistersRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::ListRegisters, request);
}

absl::StatusOr<registry::v1::ListTermsResponse> Client::ListTerms(
    const registry::v1::ListTermsRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::ListTerms, request);
}

absl::StatusOr<registry::v1::GetEntryResponse> Client::GetEntry(
    const registry::v1::GetEntryRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::GetEntry, request);
}

absl::StatusOr<registry::v1::ListEntriesResponse> Client::ListEntries(
    const registry::v1::ListEntriesRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::ListEntries, request);
}

absl::StatusOr<registry::v1::SearchEntriesResponse> Client::SearchEntries(
    const registry::v1::SearchEntriesRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::SearchEntries, request);
}

absl::StatusOr<registry::v1::GetHistoryResponse> Client::GetHistory(
    const registry::v1::GetHistoryRequest& request) {
  return connection_->Call(connection_->registry.get(),
                           &registry::v1::RegistryService::Stub::GetHistory, request);
}

absl::StatusOr<report::v1::GetLeafletResponse> Client::GetLeaflet(
    const report::v1::GetLeafletRequest& request) {
  return connection_->Call(connection_->report.get(), &report::v1::ReportService::Stub::GetLeaflet,
                           request);
}

absl::StatusOr<report::v1::GetOverviewResponse> Client::GetOverview(
    const report::v1::GetOverviewRequest& request) {
  return connection_->Call(connection_->report.get(), &report::v1::ReportService::Stub::GetOverview,
                           request);
}

absl::StatusOr<participant::v1::GetParticipantResponse> Client::GetParticipant(
    const participant::v1::GetParticipantRequest& request) {
  return connection_->Call(connection_->participant.get(),
                           &participant::v1::ParticipantService::Stub::GetParticipant, request);
}

absl::StatusOr<log::v1::GetEventResponse> Client::GetEvent(
    const log::v1::GetEventRequest& request) {
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::GetEvent, request);
}

absl::StatusOr<participant::v1::EraseParticipantResponse> Client::EraseParticipant(
    participant::v1::EraseParticipantRequest request) {
  return connection_->Command(connection_->participant.get(),
                              &participant::v1::ParticipantService::Stub::EraseParticipant,
                              std::move(request));
}

absl::StatusOr<participant::v1::RestrictParticipantResponse> Client::RestrictParticipant(
    participant::v1::RestrictParticipantRequest request) {
  return connection_->Command(connection_->participant.get(),
                              &participant::v1::ParticipantService::Stub::RestrictParticipant,
                              std::move(request));
}

absl::StatusOr<participant::v1::LiftRestrictionResponse> Client::LiftRestriction(
    participant::v1::LiftRestrictionRequest request) {
  return connection_->Command(connection_->participant.get(),
                              &participant::v1::ParticipantService::Stub::LiftRestriction,
                              std::move(request));
}

absl::StatusOr<participant::v1::PlaceLegalHoldResponse> Client::PlaceLegalHold(
    participant::v1::PlaceLegalHoldRequest request) {
  return connection_->Command(connection_->participant.get(),
                              &participant::v1::ParticipantService::Stub::PlaceLegalHold,
                              std::move(request));
}

absl::StatusOr<participant::v1::LiftLegalHoldResponse> Client::LiftLegalHold(
    participant::v1::LiftLegalHoldRequest request) {
  return connection_->Command(connection_->participant.get(),
                              &participant::v1::ParticipantService::Stub::LiftLegalHold,
                              std::move(request));
}

absl::StatusOr<figure::v1::ReportFigureResponse> Client::ReportFigure(
    figure::v1::ReportFigureRequest request) {
  return connection_->Command(connection_->figure.get(),
                              &figure::v1::FigureService::Stub::ReportFigure, std::move(request));
}

absl::StatusOr<figure::v1::WithdrawFigureResponse> Client::WithdrawFigure(
    figure::v1::WithdrawFigureRequest request) {
  return connection_->Command(connection_->figure.get(),
                              &figure::v1::FigureService::Stub::WithdrawFigure, std::move(request));
}

absl::StatusOr<figure::v1::RankSourceResponse> Client::RankSource(
    figure::v1::RankSourceRequest request) {
  return connection_->Command(connection_->figure.get(),
                              &figure::v1::FigureService::Stub::RankSource, std::move(request));
}

absl::StatusOr<indicator::v1::DefineIndicatorResponse> Client::DefineIndicator(
    indicator::v1::DefineIndicatorRequest request) {
  return connection_->Command(connection_->indicator.get(),
                              &indicator::v1::IndicatorService::Stub::DefineIndicator,
                              std::move(request));
}

absl::StatusOr<indicator::v1::SetTargetResponse> Client::SetTarget(
    indicator::v1::SetTargetRequest request) {
  return connection_->Command(connection_->indicator.get(),
                              &indicator::v1::IndicatorService::Stub::SetTarget,
                              std::move(request));
}

absl::StatusOr<procurement::v1::HoldProcurementResponse> Client::HoldProcurement(
    procurement::v1::HoldProcurementRequest request) {
  return connection_->Command(connection_->procurement.get(),
                              &procurement::v1::ProcurementService::Stub::HoldProcurement,
                              std::move(request));
}

absl::StatusOr<procurement::v1::AwardContractResponse> Client::AwardContract(
    procurement::v1::AwardContractRequest request) {
  return connection_->Command(connection_->procurement.get(),
                              &procurement::v1::ProcurementService::Stub::AwardContract,
                              std::move(request));
}

absl::StatusOr<procurement::v1::CancelProcurementResponse> Client::CancelProcurement(
    procurement::v1::CancelProcurementRequest request) {
  return connection_->Command(connection_->procurement.get(),
                              &procurement::v1::ProcurementService::Stub::CancelProcurement,
                              std::move(request));
}

absl::StatusOr<log::v1::VoidEventResponse> Client::VoidEvent(log::v1::VoidEventRequest request) {
  return connection_->Command(connection_->log.get(), &log::v1::LogService::Stub::VoidEvent,
                              std::move(request));
}

absl::StatusOr<log::v1::AppendResponse> Client::Append(log::v1::AppendRequest request) {
  if (request.batch().request_id().empty()) {
    request.mutable_batch()->set_request_id(RandomRequestId());
  }
  return connection_->Call(connection_->log.get(), &log::v1::LogService::Stub::Append, request);
}

absl::Status Client::Read(const log::v1::ReadRequest& request,
                          const std::function<bool(const log::v1::ReadResponse&)>& on_message) {
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    auto reader = connection_->log->Read(&context, request);
    bool started = false;
    log::v1::ReadResponse message;
    while (reader->Read(&message)) {
      started = true;
      if (!on_message(message)) {
        context.TryCancel();
        reader->Finish();
        return absl::OkStatus();
      }
    }
    const absl::Status status = ToStatus(reader->Finish());
    if (started || !absl::IsUnavailable(status) || attempt >= options_.max_attempts) return status;
    connection_->Pause(Backoff(attempt + 1, status));
  }
}

absl::Status Client::ReadRecords(uint64_t first, uint64_t last,
                                 const std::function<bool(absl::string_view)>& on_record) {
  bool more = true;
  const auto take = [&](absl::string_view record) {
    ++first;
    more = on_record(record);
    return more;
  };
  for (int attempt = 1; more && first <= last; ++attempt) {
    const uint64_t before = first;
    log::v1::ReadRequest request;
    request.set_from_position(first);
    request.set_to_position(last);
    const absl::Status status = ReadBytes(connection_->channel, request, take);
    if (first > before) attempt = 1;
    if (status.ok() && more && first <= last) {
      return absl::OutOfRangeError(absl::StrCat("the log ends before position ", first));
    }
    if (!absl::IsUnavailable(status) || attempt >= options_.max_attempts) return status;
    connection_->Pause(Backoff(attempt + 1, status));
  }
  return absl::OkStatus();
}

absl::Status Client::Subscribe(
    log::v1::SubscribeRequest request, absl::Duration patience,
    const std::function<bool(const log::v1::SubscribeResponse&)>& on_message) {
  absl::Time gone_since = absl::Now();
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    auto reader = connection_->log->Subscribe(&context, request);
    bool heard = false;
    log::v1::SubscribeResponse message;
    while (reader->Read(&message)) {
      heard = true;
      if (message.position() > request.start_after()) {
        request.set_start_after(message.position());
        request.set_start_after_hash(message.position_hash());
      }
      if (!on_message(message)) {
        context.TryCancel();
        reader->Finish();
        return absl::OkStatus();
      }
    }
    absl::Status status = ToStatus(reader->Finish());
    if (status.ok()) status = absl::UnavailableError("the server ended the subscription");
    if (heard) {
      attempt = 1;
      gone_since = absl::Now();
    }
    // Cancelled: by a server that stops. Aborted: the reader was too slow.
    const bool goes_on =
        absl::IsUnavailable(status) || absl::IsCancelled(status) || absl::IsAborted(status);
    if (!goes_on || absl::Now() - gone_since >= patience) return status;
    connection_->Pause(Backoff(attempt + 1, status));
  }
}

absl::StatusOr<admin::v1::Backup> Client::CreateBackup(
    const std::function<void(const admin::v1::BackupProgress&)>& on_progress) {
  grpc::ClientContext context;
  auto reader = connection_->admin->CreateBackup(&context, admin::v1::CreateBackupRequest());
  admin::v1::CreateBackupResponse message;
  while (reader->Read(&message)) {
    if (message.has_progress()) on_progress(message.progress());
  }
  const absl::Status status = ToStatus(reader->Finish());
  if (!status.ok()) return status;
  if (!message.has_finished()) return absl::UnavailableError("the server did not say how it ended");
  return message.finished();
}

absl::StatusOr<admin::v1::ListBackupsResponse> Client::ListBackups() {
  return connection_->Call(connection_->admin.get(), &admin::v1::AdminService::Stub::ListBackups,
                           admin::v1::ListBackupsRequest());
}

absl::Status Client::ExportArchive(
    const admin::v1::ExportArchiveRequest& request,
    const std::function<bool(const admin::v1::ExportArchiveResponse&)>& on_message) {
  grpc::ClientContext context;
  auto reader = connection_->admin->ExportArchive(&context, request);
  admin::v1::ExportArchiveResponse message;
  while (reader->Read(&message)) {
    if (on_message(message)) continue;
    context.TryCancel();
    reader->Finish();
    return absl::OkStatus();
  }
  return ToStatus(reader->Finish());
}

}  // namespace verkan::client
