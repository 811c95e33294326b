#include "services/http/http_server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <string>

#include "services/http/pages.h"

namespace verkan::services {
namespace {

// Pages without parts: only what asks for none of them may be got.
class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() : pages_("1", nullptr, nullptr, nullptr, nullptr, nullptr) {}

  httplib::Client ClientOf(const HttpServer& server) {
    return httplib::Client("http://" + server.address());
  }

  Pages pages_;
};

TEST_F(HttpServerTest, AnswersOnAFreePortWithHeaders) {
  HttpServer server("127.0.0.1:0", &pages_);
  ASSERT_TRUE(server.Start().ok());
  const auto answer = ClientOf(server).Get("/nothing");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->get_header_value("Cache-Control"), "no-store");
  EXPECT_EQ(answer->get_header_value("X-Content-Type-Options"), "nosniff");
}

TEST_F(HttpServerTest, OnlyReadsAreServed) {
  HttpServer server("127.0.0.1:0", &pages_);
  ASSERT_TRUE(server.Start().ok());
  const auto answer = ClientOf(server).Post("/checkpoint", "x", "text/plain");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->get_header_value("Allow"), "GET, HEAD");
}

TEST_F(HttpServerTest, APortIsNotShared) {
  HttpServer server("127.0.0.1:0", &pages_);
  ASSERT_TRUE(server.Start().ok());
  HttpServer second(server.address(), &pages_);
  EXPECT_EQ(second.Start().code(), absl::StatusCode::kUnavailable);
}

TEST_F(HttpServerTest, AnAddressThatIsNoneIsRefused) {
  EXPECT_EQ(HttpServer("7481", &pages_).Start().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace verkan::services
