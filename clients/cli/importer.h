// Importer records the facts of files, row by row, and tells what became of every row.
#ifndef VERKAN_CLIENTS_CLI_IMPORTER_H_
#define VERKAN_CLIENTS_CLI_IMPORTER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/event_json.h"
#include "clients/cli/progress.h"
#include "clients/cli/text_file.h"
#include "clients/cpp/client.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/recorder.h"
#include "verkan/event/v1/event.pb.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::cli {

// RowFault is one thing that is wrong with a row.
struct RowFault {
  TextPlace place;
  client::Violation violation;
};

// ImportRow is one fact of a file, or why it is none.
struct ImportRow {
  TextPlace place;
  verkan::event::v1::Event event;
  BesideFact beside;
  std::vector<RowFault> faults;  // not empty: the row is not sent
  uint64_t facts = 1;            // how many facts a faulty row stands for
  std::string column;            // of a figure: the name of its column in the file

  // Where the value stands that a path of the server's names.
  std::function<TextPlace(absl::string_view path)> locate;
};

// RowReader reads the rows of one file.
class RowReader {
 public:
  virtual ~RowReader() = default;

  // Reads the next row. False at the end.
  virtual bool Next(ImportRow* row) = 0;

  // How many rows without any value were skipped so far.
  virtual uint64_t skipped() const { return 0; }

  // How much of the file is read, from 0 to 1.
  virtual double fraction() const = 0;
};

struct ImportFile {
  std::string path;
  std::unique_ptr<RowReader> rows;
};

// Refusal is one reason why a row was not recorded: a violation, or a rule.
struct Refusal {
  std::string file;
  TextPlace place;
  client::Violation violation;
  std::string reason;  // of a rule, such as "PROJECT_UNKNOWN"; empty for a violation
  std::string text;    // of a rule, in the language asked for
};

// "file:line:column: …", one line.
std::string ToText(const Refusal& refusal, client::Language language);

struct ImportResult {
  uint64_t recorded = 0;
  uint64_t already_recorded = 0;
  uint64_t refused = 0;
  uint64_t not_judged = 0;               // dry run: refused by a rule that may look at earlier rows
  uint64_t last_position = 0;            // of what was recorded, now or before
  uint64_t skipped = 0;                  // rows without any value
  std::vector<std::string> empty_files;  // from which nothing was read
  absl::Status end;                      // not OK: the import broke off, and the rest is unknown
};

struct ImportOptions {
  bool dry_run = false;
  bool again = false;                           // record anew what was undone since it was recorded
  absl::Duration patience = absl::Seconds(60);  // without any answer
  int max_attempts = 10;                        // to reach a server that went away
  client::Language language = client::Language::kEnglish;
};

class Importer {
 public:
  using OnRefusal = std::function<void(const Refusal&)>;

  // `on_refusal` is called row by row, in the order of the files. Repetitions of the same
  // refusal at the same place are left out.
  Importer(client::Client* client, const ImportOptions& options, Progress* progress,
           OnRefusal on_refusal);

  ImportResult Run(const std::vector<ImportFile>& files);

 private:
  // Pending is a row on its way.
  struct Pending {
    const std::string* file;
    ImportRow row;    // its event has gone to the server
    int ordinal = 1;  // among equal rows
  };
  // Undone is a row whose fact was recorded before, and undone since.
  struct Undone {
    Pending pending;
    log::v1::Recorded recorded;
  };

  client::Recorder NewRecorder();
  void SendFiles(const std::vector<ImportFile>& files);
  void SendAnew(std::vector<Undone> rows);
  void Send(client::Recorder* recorder, Pending pending, std::string request_id);
  std::string RequestIdOf(Pending* pending);
  void OnRecorded(Pending pending, verkan::event::v1::Event event,
                  const log::v1::Recorded& recorded);
  void ReportUndone(const Undone& undone);
  void RefuseIfTooLarge(ImportRow* row) const;
  void OnOutcome(const log::v1::Proposal& proposal, const log::v1::Outcome& outcome);
  void FinishFaultyRows();
  bool OnUnknownColumn(const Pending& pending, const client::Problem& problem);
  void OnServerRefusal(const Pending& pending, const google::rpc::Status& refusal);
  void Report(Refusal refusal);

  client::Client* const client_;
  const ImportOptions options_;
  Progress* const progress_;
  const OnRefusal on_refusal_;

  std::deque<Pending> pending_;
  std::set<uint64_t> positions_;  // of what this input says, as far as it has been answered
  std::vector<Undone> anew_;      // the input itself had undone them before they stand in it
  std::vector<Undone> undone_;    // others
  ImportResult result_;
  std::string last_report_;
  absl::flat_hash_map<std::string, int> equal_rows_;  // so far, by the request id of the first
  std::set<std::string> unknown_columns_;             // that were told of
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_IMPORTER_H_
