#include "services/http/metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace verkan::services {
namespace {

// Writes metrics one after the other: what it is, then its values.
class Writer {
 public:
  void Begin(absl::string_view name, absl::string_view type, absl::string_view help) {
    name_ = std::string(name);
    absl::StrAppend(&text_, "# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
  }
  template <typename Value>
  void Add(const Value& value) {
    absl::StrAppend(&text_, name_, " ", value, "\n");
  }
  template <typename Value>
  void Add(absl::string_view label, absl::string_view of, const Value& value) {
    absl::StrAppend(&text_, name_, "{", label, "=\"",
                    absl::StrReplaceAll(of, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
                    "\"} ", value, "\n");
  }
  template <typename Value>
  void One(absl::string_view name, absl::string_view type, absl::string_view help,
           const Value& value) {
    Begin(name, type, help);
    Add(value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string name_, text_;
};

void WriteProjections(const MetricsInput& input, Writer* to) {
  to->Begin("verkan_projection_position", "gauge", "Position that a projection reflects.");
  for (const auto& state : input.projections) to->Add("projection", state.name, state.position);
  to->Begin("verkan_projection_lag", "gauge", "Records that a projection does not reflect yet.");
  for (const auto& state : input.projections) {
    to->Add("projection", state.name,
            input.head > state.position ? input.head - state.position : 0);
  }
  to->Begin("verkan_projection_stopped", "gauge", "1 where a projection stopped at a record.");
  for (const auto& state : input.projections) {
    to->Add("projection", state.name, state.failure.empty() ? 0 : 1);
  }
}

void WriteScrub(const eventstore::ScrubState& scrub, Writer* to) {
  to->One("verkan_scrub_position", "gauge", "Position that the running scrub has reached; 0: none.",
          scrub.position);
  to->One("verkan_scrubs_completed_total", "counter", "Scrubs that came to their end.",
          scrub.completed);
  to->One("verkan_scrub_last_completed_timestamp_seconds", "gauge",
          "When the last scrub ended; 0: none has.",
          absl::StrFormat("%.6f", static_cast<double>(scrub.last_completed_at) / 1e6));
  to->One("verkan_scrub_damaged", "gauge", "1 where the last scrub found the log damaged.",
          scrub.finding.empty() ? 0 : 1);
}

}  // namespace

ProcessState ReadProcess() {
  ProcessState state;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    unsigned long long size = 0, resident = 0;
    if (std::fscanf(file, "%llu %llu", &size, &resident) == 2) {
      state.resident_bytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    }
    std::fclose(file);
  }
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    ++state.open_files;
  }
  struct rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) state.max_files = limit.rlim_cur;
  return state;
}

std::string MetricsText(const MetricsInput& input) {
  Writer to;
  to.Begin("verkan_build_info", "gauge", "Version of the server.");
  to.Add("version", input.version, 1);
  to.One("verkan_log_head", "gauge", "Position of the last durable record.", input.head);
  to.One("verkan_log_writable", "gauge", "1 where the log takes appends.", input.writable ? 1 : 0);
  to.One("verkan_log_ahead_seconds", "gauge",
         "How far the last record is dated ahead of the clock.", input.log_ahead_seconds);
  to.One("verkan_checkpoint_size", "gauge", "Records that the last signed checkpoint covers.",
         input.checkpoint_size);
  WriteProjections(input, &to);
  WriteScrub(input.scrub, &to);
  to.One("process_resident_memory_bytes", "gauge", "Resident memory.",
         input.process.resident_bytes);
  to.One("process_open_fds", "gauge", "Open file descriptors.", input.process.open_files);
  to.One("process_max_fds", "gauge", "File descriptors that may be open.", input.process.max_files);
  return to.text();
}

}  // namespace verkan::services
