// A verkand of its own, over an empty data directory, and what the system tells of its process.
#ifndef VERKAN_TESTS_LIMITS_SERVER_PROCESS_H_
#define VERKAN_TESTS_LIMITS_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace verkan::limits {

// Starts the program that $VERKAND names; killed and removed at the end.
class ServerProcess {
 public:
  ServerProcess();
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Of gRPC; empty if it did not start.
  const std::string& address() const { return address_; }

  // Most memory it ever had, and memory it has, in bytes.
  uint64_t PeakBytes() const;
  uint64_t ResidentBytes() const;
  // From now on PeakBytes counts from the present.
  void ResetPeak() const;
  // Processor time it has used, in milliseconds.
  int64_t CpuMillis() const;
  bool runs() const;

 private:
  uint64_t StatusBytes(const char* field) const;

  std::string directory_;
  std::string address_;
  pid_t process_ = -1;
};

}  // namespace verkan::limits

#endif  // VERKAN_TESTS_LIMITS_SERVER_PROCESS_H_
