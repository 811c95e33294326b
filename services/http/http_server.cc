#include "services/http/http_server.h"

#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace verkan::services {
namespace {

constexpr int kThreads = 4;
constexpr size_t kWaitingConnections = 64;
constexpr size_t kMaxBodyBytes = 1024;  // requests have none
constexpr auto kTimeout = std::chrono::seconds(5);

// A pool whose queue is bounded: while it is full no connection is accepted.
class BoundedPool final : public httplib::TaskQueue {
 public:
  BoundedPool() {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { Work(); });
  }

  void enqueue(std::function<void()> job) override {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return jobs_.size() < kWaitingConnections || stopping_; });
    jobs_.push_back(std::move(job));
    changed_.notify_all();
  }

  void shutdown() override {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return !jobs_.empty() || stopping_; });
      if (jobs_.empty()) return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      changed_.notify_all();
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

void Answer(Pages* pages, const httplib::Request& request, httplib::Response* response) {
  Page page = {.status = 405, .body = "only GET and HEAD\n"};
  if (request.method == "GET" || request.method == "HEAD") {
    page = pages->Get(request.path);
  } else {
    response->set_header("Allow", "GET, HEAD");
    response->set_header("Connection", "close");
  }
  response->status = page.status;
  response->set_header("Cache-Control", page.cache);
  response->set_header("X-Content-Type-Options", "nosniff");
  response->set_content(page.body, page.type);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(std::string listen, Pages* pages) : listen_(std::move(listen)) {
    server_.new_task_queue = [] { return new BoundedPool; };
    server_.set_read_timeout(kTimeout);
    server_.set_write_timeout(kTimeout);
    server_.set_keep_alive_timeout(kTimeout.count());
    server_.set_payload_max_length(kMaxBodyBytes);
    server_.set_tcp_nodelay(true);
    // The library's own choice would let two servers share a port.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server_.set_pre_routing_handler(
        [pages](const httplib::Request& request, httplib::Response& response) {
          Answer(pages, request, &response);
          return httplib::Server::HandlerResponse::Handled;
        });
  }

  ~Impl() {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }

  absl::Status Start() {
    const size_t colon = listen_.rfind(':');
    const std::string host = listen_.substr(0, colon);
    int port = 0;
    if (colon == std::string::npos || !absl::SimpleAtoi(listen_.substr(colon + 1), &port)) {
      return absl::InvalidArgumentError(absl::StrCat("--http ", listen_, ": wanted host:port"));
    }
    if (port == 0) {
      port = server_.bind_to_any_port(host);
    } else if (!server_.bind_to_port(host, port)) {
      port = -1;
    }
    if (port < 0) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", listen_, " for HTTP: ",
                                                 "the address is taken or not this machine's"));
    }
    address_ = absl::StrCat(host, ":", port);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return absl::OkStatus();
  }

  const std::string& address() const { return address_; }

 private:
  const std::string listen_;
  httplib::Server server_;
  std::string address_;
  std::thread thread_;
};

HttpServer::HttpServer(std::string listen, Pages* pages)
    : impl_(std::make_unique<Impl>(std::move(listen), pages)) {}
HttpServer::~HttpServer() = default;
absl::Status HttpServer::Start() { return impl_->Start(); }
const std::string& HttpServer::address() const { return impl_->address(); }

}  // namespace verkan::services
