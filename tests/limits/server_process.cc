#include "tests/limits/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace verkan::limits {
namespace {

std::string ProcFile(pid_t process, const char* name) {
  return "/proc/" + std::to_string(process) + "/" + name;
}

}  // namespace

ServerProcess::ServerProcess() {
  std::string pattern = std::filesystem::temp_directory_path() / "verkan-limits-XXXXXX";
  directory_ = mkdtemp(pattern.data());
  const char* program = getenv("VERKAND");
  const std::string data = directory_ + "/data", ready = directory_ + "/ready";
  process_ = fork();
  if (process_ == 0) {
    const int log = open((directory_ + "/log").c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(log, 1);
    dup2(log, 2);
    execl(program, program, "--data", data.c_str(), "--listen", "127.0.0.1:0", "--http", "off",
          "--scrub-interval", "0", "--ready-file", ready.c_str(), nullptr);
    _exit(127);
  }
  for (int i = 0; i < 1000 && address_.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    int id = 0;
    std::ifstream(ready) >> id >> address_;
  }
}

ServerProcess::~ServerProcess() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  std::filesystem::remove_all(directory_);
}

bool ServerProcess::runs() const { return waitpid(process_, nullptr, WNOHANG) == 0; }

uint64_t ServerProcess::StatusBytes(const char* field) const {
  std::ifstream status(ProcFile(process_, "status"));
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field, 0) == 0) return std::stoull(line.substr(line.find(':') + 1)) << 10;
  }
  return 0;
}

uint64_t ServerProcess::PeakBytes() const { return StatusBytes("VmHWM"); }
uint64_t ServerProcess::ResidentBytes() const { return StatusBytes("VmRSS"); }

void ServerProcess::ResetPeak() const { std::ofstream(ProcFile(process_, "clear_refs")) << "5"; }

// Fields 14 and 15 of stat, in ticks; the name in field 2 may hold blanks.
int64_t ServerProcess::CpuMillis() const {
  std::ifstream file(ProcFile(process_, "stat"));
  std::string stat;
  std::getline(file, stat);
  std::istringstream rest(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) rest >> skipped;
  int64_t user = 0, system = 0;
  rest >> user >> system;
  return (user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

}  // namespace verkan::limits
