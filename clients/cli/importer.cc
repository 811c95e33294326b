#include "clients/cli/importer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cpp/recorder.h"
#include "clients/cpp/request_id.h"
#include "clients/cpp/swedish.h"

namespace verkan::cli {

using client::Language;
using log::v1::Outcome;

namespace {

// A larger fact does not fit into one message to the server, whatever else the message holds.
constexpr size_t kMaxFactBytes = 4'000'000;

}  // namespace

std::string ToText(const Refusal& refusal, Language language) {
  std::string text = absl::StrCat(refusal.file, ":", refusal.place.line);
  if (refusal.place.column > 0) absl::StrAppend(&text, ":", refusal.place.column);
  if (refusal.reason.empty()) {
    return absl::StrCat(text, ": ", client::ToText(refusal.violation, language));
  }
  return absl::StrCat(text, ": ", refusal.text, " [", refusal.reason, "]");
}

Importer::Importer(client::Client* client, const ImportOptions& options, Progress* progress,
                   OnRefusal on_refusal)
    : client_(client), options_(options), progress_(progress), on_refusal_(std::move(on_refusal)) {}

ImportResult Importer::Run(const std::vector<ImportFile>& files) {
  client::RecorderOptions recorder_options;
  recorder_options.validate_only = options_.dry_run;
  recorder_options.patience = options_.patience;
  recorder_options.max_attempts = options_.max_attempts;
  client::Recorder recorder(
      client_, recorder_options,
      [this](const log::v1::Proposal&, const Outcome& outcome) { OnOutcome(outcome); });
  // A server that is not there is told from one that goes away, which is waited for.
  result_.end = client_->GetHead().status();
  for (size_t i = 0; i < files.size() && result_.end.ok(); ++i) {
    ImportRow row;
    uint64_t rows = 0;
    for (; result_.end.ok() && files[i].rows->Next(&row); ++rows) {
      pending_.push_back({&files[i].path, std::move(row)});
      ImportRow& sent = pending_.back().row;
      RefuseIfTooLarge(&sent);
      if (sent.faults.empty()) {
        log::v1::Proposal proposal;
        proposal.set_request_id(RequestIdOf(sent.event));
        proposal.mutable_event()->Swap(&sent.event);
        proposal.set_together(sent.together);
        result_.end = recorder.Add(std::move(proposal));
      }
      row = ImportRow();
      const double done =
          (static_cast<double>(i) + files[i].rows->fraction()) / static_cast<double>(files.size());
      progress_->Update(done, result_.recorded + result_.already_recorded);
    }
    result_.skipped += files[i].rows->skipped();
    if (rows == 0 && result_.end.ok()) result_.empty_files.push_back(files[i].path);
  }
  if (result_.end.ok()) result_.end = recorder.Finish();
  FinishFaultyRows();
  progress_->Clear();
  assert(!result_.end.ok() || pending_.empty());
  return result_;
}

// Equal rows are several facts, such as two equal meetings, or joined, withdrawn and joined again.
std::string Importer::RequestIdOf(const verkan::event::v1::Event& event) {
  const std::string id = client::DerivedRequestId(event);
  if (client::BeginsNamedStream(event)) return id;
  const int ordinal = ++equal_rows_[id];
  return ordinal == 1 ? id : client::DerivedRequestId(event, ordinal);
}

void Importer::RefuseIfTooLarge(ImportRow* row) const {
  const size_t size = row->event.ByteSizeLong();
  if (size <= kMaxFactBytes) return;
  row->faults.push_back(
      {row->place,
       {"", absl::StrCat(size, options_.language == Language::kSwedish ? " byte" : " bytes"),
        absl::StrCat("at most ", kMaxFactBytes)}});
}

// The first row that was sent got its outcome.
void Importer::OnOutcome(const Outcome& outcome) {
  FinishFaultyRows();
  assert(!pending_.empty());
  const Pending pending = std::move(pending_.front());
  pending_.pop_front();
  if (outcome.has_refusal()) {
    OnServerRefusal(pending, outcome.refusal());
  } else {
    ++(outcome.recorded().repeated() ? result_.already_recorded : result_.recorded);
    result_.last_position = std::max(result_.last_position, outcome.recorded().position());
  }
  FinishFaultyRows();
}

// Reports the rows that were never sent, up to the first one that awaits its outcome.
void Importer::FinishFaultyRows() {
  while (!pending_.empty() && !pending_.front().row.faults.empty()) {
    const Pending& pending = pending_.front();
    result_.refused += pending.row.facts;
    for (const RowFault& fault : pending.row.faults) {
      Report({*pending.file, fault.place, fault.violation, "", ""});
    }
    pending_.pop_front();
  }
}

// A column that is no indicator is told of once, with the way out, and not in every row. A dry run
// tells of it too: no earlier row of a file of figures can define an indicator.
bool Importer::OnUnknownColumn(const Pending& pending, const client::Problem& problem) {
  if (pending.row.column.empty()) return false;
  const bool no_id = std::any_of(
      problem.violations.begin(), problem.violations.end(),
      [](const client::Violation& violation) { return violation.path == "event.indicator_id"; });
  if (problem.reason != "INDICATOR_UNKNOWN" && !no_id) return false;
  ++result_.refused;
  const TextPlace place = pending.row.locate("event.indicator_id");
  if (!unknown_columns_.insert(absl::StrCat(*pending.file, ":", place.column)).second) return true;
  const absl::string_view text =
      options_.language == Language::kSwedish
          ? "kolumnen \"$\" är ingen indikator: ange vilken med --map \"$=INDIKATOR\", eller hoppa "
            "över den med --skip \"$\""
          : "the column \"$\" is no indicator: say which it is with --map \"$=INDICATOR\", or "
            "leave "
            "it out with --skip \"$\"";
  Report({*pending.file,
          place,
          {},
          "INDICATOR_UNKNOWN",
          absl::StrReplaceAll(text, {{"$", pending.row.column}})});
  return true;
}

void Importer::OnServerRefusal(const Pending& pending, const google::rpc::Status& refusal) {
  const client::Problem problem = client::Explain(refusal, options_.language);
  if (OnUnknownColumn(pending, problem)) return;
  if (options_.dry_run && problem.code != absl::StatusCode::kInvalidArgument) {
    ++result_.not_judged;
    return;
  }
  ++result_.refused;
  for (const client::Violation& violation : problem.violations) {
    Report({*pending.file, pending.row.locate(violation.path), violation, "", ""});
  }
  if (!problem.violations.empty()) return;
  const std::string reason =
      problem.reason.empty() ? absl::StatusCodeToString(problem.code) : problem.reason;
  Report({*pending.file, pending.row.place, {}, reason, problem.text});
}

void Importer::Report(Refusal refusal) {
  if (options_.language == Language::kSwedish) {
    refusal.violation.wanted = client::ToSwedish(refusal.violation.wanted);
  }
  std::string text = ToText(refusal, options_.language);
  if (text == last_report_) return;
  last_report_ = std::move(text);
  progress_->Clear();
  on_refusal_(refusal);
}

}  // namespace verkan::cli
