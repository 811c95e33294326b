// Client speaks to one Verkan server. A call is tried again only if the server says UNAVAILABLE,
// and keeps its request_id then, so that nothing is recorded twice:
//
//   verkan::client::Client client({.address = "127.0.0.1:7480"});
//   auto leaflet = client.GetLeaflet(request);
//   if (!leaflet.ok()) std::cerr << ToText(Explain(leaflet.status(), Language::kEnglish));
//
// A call ends after ClientOptions::timeout at the latest, unless its comment says that it has no
// deadline. Errors are those of the server: errors.h reads their reason, the fields that are
// wrong and what to do. For many facts at once see recorder.h, for durable subscriptions
// subscriber.h. Thread-safe; functions that are passed in are called on the calling thread.
#ifndef VERKAN_CLIENTS_CPP_CLIENT_H_
#define VERKAN_CLIENTS_CPP_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "verkan/admin/v1/admin_service.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/indicator/v1/indicator_service.pb.h"
#include "verkan/log/v1/log_service.pb.h"
#include "verkan/participant/v1/participant_service.pb.h"
#include "verkan/procurement/v1/procurement_service.pb.h"
#include "verkan/registry/v1/registry_service.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::client {

// $VERKAN_ADDRESS, or 127.0.0.1:7480 if that is not set.
std::string DefaultAddress();

struct ClientOptions {
  std::string address = DefaultAddress();      // "host:port" or "unix:/path"
  absl::Duration timeout = absl::Seconds(30);  // of one call, all its attempts included
  int max_attempts = 4;                        // of one call
};

class Client {
 public:
  // Connects at the first call.
  explicit Client(ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const ClientOptions& options() const { return options_; }

  // Waits until the server answers and takes appends. If it did not in time: its last
  // error, or FAILED_PRECONDITION if it answers and takes none.
  absl::StatusOr<admin::v1::GetStatusResponse> WaitUntilReady(absl::Duration patience);

  // Questions.
  absl::StatusOr<admin::v1::GetStatusResponse> GetStatus();
  absl::StatusOr<log::v1::GetHeadResponse> GetHead();
  absl::StatusOr<log::v1::GetCheckpointResponse> GetCheckpoint(
      const log::v1::GetCheckpointRequest&);
  absl::StatusOr<log::v1::ProveInclusionResponse> ProveInclusion(
      const log::v1::ProveInclusionRequest&);
  absl::StatusOr<log::v1::ProveConsistencyResponse> ProveConsistency(
      const log::v1::ProveConsistencyRequest&);
  absl::StatusOr<log::v1::GetLeafHashesResponse> GetLeafHashes(
      const log::v1::GetLeafHashesRequest&);
  absl::StatusOr<figure::v1::GetFigureResponse> GetFigure(const figure::v1::GetFigureRequest&);
  absl::StatusOr<figure::v1::ExplainFigureResponse> ExplainFigure(
      const figure::v1::ExplainFigureRequest&);
  absl::StatusOr<indicator::v1::ListIndicatorsResponse> ListIndicators(
      const indicator::v1::ListIndicatorsRequest&);
  absl::StatusOr<registry::v1::ListRegistersResponse> ListRegisters(
      const registry::v1::ListRegistersRequest&);
  absl::StatusOr<registry::v1::ListTermsResponse> ListTerms(const registry::v1::ListTermsRequest&);
  absl::StatusOr<registry::v1::GetEntryResponse> GetEntry(const registry::v1::GetEntryRequest&);
  absl::StatusOr<registry::v1::ListEntriesResponse> ListEntries(
      const registry::v1::ListEntriesRequest&);
  absl::StatusOr<registry::v1::SearchEntriesResponse> SearchEntries(
      const registry::v1::SearchEntriesRequest&);
  absl::StatusOr<registry::v1::GetHistoryResponse> GetHistory(
      const registry::v1::GetHistoryRequest&);
  absl::StatusOr<report::v1::GetLeafletResponse> GetLeaflet(const report::v1::GetLeafletRequest&);
  absl::StatusOr<report::v1::GetOverviewResponse> GetOverview(
      const report::v1::GetOverviewRequest&);

  // Personal data, opened for a stated purpose; the server records the read.
  absl::StatusOr<participant::v1::GetParticipantResponse> GetParticipant(
      const participant::v1::GetParticipantRequest&);
  absl::StatusOr<log::v1::GetEventResponse> GetEvent(const log::v1::GetEventRequest&);

  // Commands. A request without a request_id is given a random one before its first
  // attempt. Commands that have no method here go through a Recorder.
  absl::StatusOr<figure::v1::ReportFigureResponse> ReportFigure(figure::v1::ReportFigureRequest);
  absl::StatusOr<figure::v1::WithdrawFigureResponse> WithdrawFigure(
      figure::v1::WithdrawFigureRequest);
  absl::StatusOr<figure::v1::RankSourceResponse> RankSource(figure::v1::RankSourceRequest);
  absl::StatusOr<indicator::v1::DefineIndicatorResponse> DefineIndicator(
      indicator::v1::DefineIndicatorRequest);
  absl::StatusOr<indicator::v1::SetTargetResponse> SetTarget(indicator::v1::SetTargetRequest);
  absl::StatusOr<procurement::v1::HoldProcurementResponse> HoldProcurement(
      procurement::v1::HoldProcurementRequest);
  absl::StatusOr<procurement::v1::AwardContractResponse> AwardContract(
      procurement::v1::AwardContractRequest);
  absl::StatusOr<procurement::v1::CancelProcurementResponse> CancelProcurement(
      procurement::v1::CancelProcurementRequest);
  absl::StatusOr<participant::v1::EraseParticipantResponse> EraseParticipant(
      participant::v1::EraseParticipantRequest);
  absl::StatusOr<participant::v1::RestrictParticipantResponse> RestrictParticipant(
      participant::v1::RestrictParticipantRequest);
  absl::StatusOr<participant::v1::LiftRestrictionResponse> LiftRestriction(
      participant::v1::LiftRestrictionRequest);
  absl::StatusOr<participant::v1::PlaceLegalHoldResponse> PlaceLegalHold(
      participant::v1::PlaceLegalHoldRequest);
  absl::StatusOr<participant::v1::LiftLegalHoldResponse> LiftLegalHold(
      participant::v1::LiftLegalHoldRequest);
  absl::StatusOr<log::v1::VoidEventResponse> VoidEvent(log::v1::VoidEventRequest);
  absl::StatusOr<log::v1::AppendResponse> Append(log::v1::AppendRequest);

  // Calls `on_message` for every message until the log is read or it returns false.
  // No deadline: a log may be long. Not tried again once a message has come.
  absl::Status Read(const log::v1::ReadRequest& request,
                    const std::function<bool(const log::v1::ReadResponse&)>& on_message);

  // Calls `on_record` with the records from position `first` to `last`, byte for byte as they
  // lie on disk, until it returns false. Goes on where it was when the server was away. OutOfRange
  // if the server ends before `last`.
  absl::Status ReadRecords(uint64_t first, uint64_t last,
                           const std::function<bool(absl::string_view record)>& on_record);

  // Follows the log until `on_message` returns false. If the server goes away, or drops it
  // because `on_message` took too long, connects again and goes on after the last position
  // received: nothing is skipped or repeated. It tells the server the hash of the record there, so
  // that a log which was restored to an earlier state meanwhile is not taken for the same one:
  // DataLoss with the reason LOG_NOT_THE_ONE_FOLLOWED, or OutOfRange with POSITION_BEYOND_LOG while
  // that log is still shorter. Returns any other error if the server stays away for `patience`.
  absl::Status Subscribe(log::v1::SubscribeRequest request, absl::Duration patience,
                         const std::function<bool(const log::v1::SubscribeResponse&)>& on_message);

  // Has the server back up its log, and tells how far it is. No deadline. If the connection is
  // lost the backup goes on; ListBackups tells when it is there.
  absl::StatusOr<admin::v1::Backup> CreateBackup(
      const std::function<void(const admin::v1::BackupProgress&)>& on_progress);

  absl::StatusOr<admin::v1::ListBackupsResponse> ListBackups();

  // Calls `on_message` for every piece of the archive until it is all there or it returns false.
  // No deadline, and not tried again once a message has come.
  absl::Status ExportArchive(
      const admin::v1::ExportArchiveRequest& request,
      const std::function<bool(const admin::v1::ExportArchiveResponse&)>& on_message);

 private:
  friend class Recorder;
  friend class Subscriber;
  struct Connection;

  const ClientOptions options_;
  const std::unique_ptr<Connection> connection_;
};

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_CLIENT_H_
