#include "services/admin/admin_service.h"

#include <memory>
#include <string>
#include <utility>

#include "eventstore/archive/writer.h"
#include "services/admin/messages.h"
#include "services/process/clock.h"
#include "verkan/admin/v1/admin_service.pb.h"

namespace verkan::services {
namespace {

admin::v1::GetStatusResponse StatusOf(const std::string& version,
                                      const eventstore::EventStore& store,
                                      const projections::Projections& projections,
                                      const eventstore::Scrubber* scrubber) {
  admin::v1::GetStatusResponse response;
  response.set_version(version);
  response.set_log_origin(store.origin());
  response.set_head(store.head());
  response.set_writable(store.writable());
  response.set_log_ahead_seconds(
      static_cast<uint64_t>(absl::ToInt64Seconds(AheadOf(absl::Now(), store))));
  for (const auto& state : projections.states()) {
    auto* projection = response.add_projections();
    projection->set_name(state.name);
    projection->set_version(state.version);
    projection->set_position(state.position);
    projection->set_failure(state.failure);
    projection->set_rows(state.rows);
  }
  if (scrubber != nullptr) {
    const eventstore::ScrubState state = scrubber->state();
    response.mutable_scrub()->set_position(state.position);
    response.mutable_scrub()->set_completed(state.completed);
    response.mutable_scrub()->set_last_completed_at(state.last_completed_at);
    response.mutable_scrub()->set_finding(state.finding);
  }
  return response;
}

absl::StatusOr<admin::v1::ListBackupsResponse> ListOf(const Backups& backups) {
  const auto list = backups.List();
  if (!list.ok()) return WithReason(list.status());
  admin::v1::ListBackupsResponse response;
  response.set_directory(backups.directory());
  for (const eventstore::Backup& backup : *list) *response.add_backups() = ToMessage(backup);
  return response;
}

// Sends an archive in pieces.
class ArchiveSource final : public Source {
 public:
  explicit ArchiveSource(std::unique_ptr<eventstore::ArchiveWriter> writer)
      : writer_(std::move(writer)) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    admin::v1::ExportArchiveResponse response;
    const absl::StatusOr<bool> more = writer_->Next(response.mutable_lines());
    if (!more.ok()) return WithReason(more.status());
    if (!*more) return kEnd;
    response.set_position(writer_->position());
    response.set_size(writer_->size());
    *message = response.SerializeAsString();
    return kMessage;
  }

 private:
  const std::unique_ptr<eventstore::ArchiveWriter> writer_;
};

ServerStream ExportOf(const eventstore::EventStore* store, eventstore::Checkpoints* checkpoints) {
  return {[=](const Context&, absl::string_view bytes) -> absl::StatusOr<std::unique_ptr<Source>> {
    admin::v1::ExportArchiveRequest request;
    if (absl::Status decoded = Decode(bytes, &request); !decoded.ok()) return decoded;
    auto writer =
        eventstore::ArchiveWriter::Open(store, checkpoints, {.proofs = !request.without_proofs()});
    if (!writer.ok()) return WithReason(writer.status());
    return std::make_unique<ArchiveSource>(*std::move(writer));
  }};
}

}  // namespace

void AddAdminService(const std::string& version, const eventstore::EventStore* store,
                     eventstore::Checkpoints* checkpoints,
                     const projections::Projections* projections, Backups* backups,
                     const eventstore::Scrubber* scrubber, Handlers* handlers) {
  using admin::v1::GetStatusRequest;
  using admin::v1::GetStatusResponse;
  (*handlers)["verkan.admin.v1.AdminService.GetStatus"] = QueryOf<GetStatusRequest>(
      [=](const Context&, const GetStatusRequest&) -> absl::StatusOr<GetStatusResponse> {
        return StatusOf(version, *store, *projections, scrubber);
      },
      Lane::kStatus);
  (*handlers)["verkan.admin.v1.AdminService.CreateBackup"] =
      ServerStream{[=](const Context&, absl::string_view) { return backups->Start(); }};
  (*handlers)["verkan.admin.v1.AdminService.ListBackups"] = QueryOf<admin::v1::ListBackupsRequest>(
      [=](const Context&, const admin::v1::ListBackupsRequest&) { return ListOf(*backups); },
      Lane::kStatus);
  (*handlers)["verkan.admin.v1.AdminService.ExportArchive"] = ExportOf(store, checkpoints);
}

}  // namespace verkan::services
