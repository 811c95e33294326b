#include "clients/cli/importer.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
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
  // A server that is not there is told from one that goes away, which is waited for.
  result_.end = client_->GetHead().status();
  if (result_.end.ok()) SendFiles(files);
  while (result_.end.ok() && !anew_.empty()) SendAnew(std::exchange(anew_, {}));
  std::vector<Undone> wanted;
  for (Undone& row : std::exchange(undone_, {})) {
    // What a later row of the input undoes is as the input wants it.
    if (positions_.contains(row.recorded.undone_at())) {
      ++result_.already_recorded;
    } else if (options_.again && !options_.dry_run) {
      wanted.push_back(std::move(row));
    } else {
      ReportUndone(row);
    }
  }
  while (result_.end.ok() && !wanted.empty()) {
    SendAnew(std::exchange(wanted, {}));
    std::move(anew_.begin(), anew_.end(), std::back_inserter(wanted));
    std::move(undone_.begin(), undone_.end(), std::back_inserter(wanted));
    anew_.clear();
    undone_.clear();
  }
  progress_->Clear();
  assert(!result_.end.ok() || pending_.empty());
  return result_;
}

client::Recorder Importer::NewRecorder() {
  client::RecorderOptions options;
  options.validate_only = options_.dry_run;
  options.patience = options_.patience;
  options.max_attempts = options_.max_attempts;
  return client::Recorder(client_, options,
                          [this](const log::v1::Proposal& proposal, const Outcome& outcome) {
                            OnOutcome(proposal, outcome);
                          });
}

void Importer::SendFiles(const std::vector<ImportFile>& files) {
  client::Recorder recorder = NewRecorder();
  for (size_t i = 0; i < files.size() && result_.end.ok(); ++i) {
    ImportRow row;
    uint64_t rows = 0;
    for (; result_.end.ok() && files[i].rows->Next(&row); ++rows) {
      RefuseIfTooLarge(&row);
      Pending pending = {&files[i].path, std::move(row)};
      std::string id = pending.row.faults.empty() ? RequestIdOf(&pending) : "";
      Send(&recorder, std::move(pending), std::move(id));
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
}

// Records rows whose facts were undone as new facts.
void Importer::SendAnew(std::vector<Undone> rows) {
  client::Recorder recorder = NewRecorder();
  for (Undone& undone : rows) {
    if (!result_.end.ok()) return;
    ImportRow& row = undone.pending.row;
    const uint64_t undone_at = undone.recorded.undone_at();
    std::string id = client::DerivedRequestId(row.event, undone.pending.ordinal, undone_at);
    if (!row.column.empty()) {
      // The id of a figure of a table follows from its row: a new figure has a new one.
      std::string* figure = row.event.mutable_figure_reported()->mutable_figure_id();
      absl::StrAppend(figure, ".", undone_at);
    }
    Send(&recorder, std::move(undone.pending), std::move(id));
  }
  if (result_.end.ok()) result_.end = recorder.Finish();
}

void Importer::Send(client::Recorder* recorder, Pending pending, std::string request_id) {
  pending_.push_back(std::move(pending));
  ImportRow& row = pending_.back().row;
  if (!row.faults.empty()) return;
  log::v1::Proposal proposal;
  proposal.set_request_id(std::move(request_id));
  proposal.mutable_event()->Swap(&row.event);
  proposal.set_together(row.beside.together);
  proposal.set_invented(row.beside.invented);
  result_.end = recorder->Add(std::move(proposal));
}

// Equal rows are several facts, such as two equal meetings, or joined, withdrawn and joined again.
std::string Importer::RequestIdOf(Pending* pending) {
  const verkan::event::v1::Event& event = pending->row.event;
  std::string id = client::DerivedRequestId(event);
  if (client::BeginsNamedStream(event)) return id;
  pending->ordinal = ++equal_rows_[id];
  return pending->ordinal == 1 ? id : client::DerivedRequestId(event, pending->ordinal);
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
void Importer::OnOutcome(const log::v1::Proposal& proposal, const Outcome& outcome) {
  FinishFaultyRows();
  assert(!pending_.empty());
  Pending pending = std::move(pending_.front());
  pending_.pop_front();
  if (outcome.has_refusal()) {
    OnServerRefusal(pending, outcome.refusal());
  } else {
    OnRecorded(std::move(pending), proposal.event(), outcome.recorded());
  }
  FinishFaultyRows();
}

void Importer::OnRecorded(Pending pending, verkan::event::v1::Event event,
                          const log::v1::Recorded& recorded) {
  result_.last_position = std::max(result_.last_position, recorded.position());
  const bool undone = recorded.repeated() && recorded.undone_at() > 0;
  if (undone) {
    // What a row before it undid is a new fact; what a later row undid was recorded.
    pending.row.event = std::move(event);
    const bool before = positions_.contains(recorded.undone_at()) && !options_.dry_run;
    (before ? anew_ : undone_).push_back({std::move(pending), recorded});
  } else {
    ++(recorded.repeated() ? result_.already_recorded : result_.recorded);
  }
  positions_.insert(recorded.position());
}

void Importer::ReportUndone(const Undone& undone) {
  ++result_.refused;
  const absl::string_view text =
      options_.language == Language::kSwedish
          ? "registrerades på position $0 och togs tillbaka eller ersattes på position $1: "
            "registreras inte igen; --again registrerar den på nytt"
          : "was recorded at position $0 and undone or replaced at position $1: not recorded "
            "again; "
            "--again records it anew";
  Report({*undone.pending.file,
          undone.pending.row.place,
          {},
          "FACT_UNDONE",
          absl::Substitute(text, undone.recorded.position(), undone.recorded.undone_at())});
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
