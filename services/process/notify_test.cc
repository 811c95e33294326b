#include "services/process/notify.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "eventstore/testing/temporary_directory.h"

namespace verkan::services {
namespace {

// Stands in for systemd.
class Listener {
 public:
  // A name that begins with @ is no file's.
  explicit Listener(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Listener() {
    ::close(socket_);
    unsetenv("NOTIFY_SOCKET");
  }
  std::string Heard() const {
    char text[100];
    const ssize_t size = ::recv(socket_, text, sizeof(text), MSG_DONTWAIT);
    return size < 0 ? "" : std::string(text, static_cast<size_t>(size));
  }

 private:
  const int socket_;
};

TEST(NotifyTest, TheStateArrivesAtAFile) {
  const eventstore::TemporaryDirectory directory;
  const Listener listener(directory / "socket");
  EXPECT_TRUE(NotifySystemd("READY=1"));
  EXPECT_EQ(listener.Heard(), "READY=1");
}

TEST(NotifyTest, TheStateArrivesAtAnAbstractName) {
  const Listener listener("@verkan-notify-test-" + std::to_string(::getpid()));
  EXPECT_TRUE(NotifySystemd("WATCHDOG=1"));
  EXPECT_EQ(listener.Heard(), "WATCHDOG=1");
}

TEST(NotifyTest, WithoutASocketNothingHappens) {
  unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(NotifySystemd("READY=1"));
  setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
  EXPECT_FALSE(NotifySystemd("READY=1"));
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace verkan::services
