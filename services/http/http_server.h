// HttpServer serves pages over HTTP/1.1: GET and HEAD, on a few threads, and nothing else.
#ifndef VERKAN_SERVICES_HTTP_HTTP_SERVER_H_
#define VERKAN_SERVICES_HTTP_HTTP_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/http/pages.h"

namespace verkan::services {

class HttpServer {
 public:
  // `listen` is host:port; port 0: any free one. The pages must outlive it.
  HttpServer(std::string listen, Pages* pages);
  // Stops it; waits for requests that are being answered.
  ~HttpServer();

  // Starts to serve. Unavailable if the address cannot be listened on.
  absl::Status Start();

  // Address that is listened on, with the port that was found.
  const std::string& address() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_HTTP_HTTP_SERVER_H_
