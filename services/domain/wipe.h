// Overwrites what was opened of persons before its memory is given back, so that it does not stay
// there until something else happens to be put in its place.
#ifndef VERKAN_SERVICES_DOMAIN_WIPE_H_
#define VERKAN_SERVICES_DOMAIN_WIPE_H_

#include <string>
#include <utility>

#include "google/protobuf/message.h"

namespace verkan::services {

// Overwrites the bytes of every text in the message, at any depth. What they were is gone;
// lengths stay. Not what a text held before it grew, nor copies.
void WipeTexts(google::protobuf::Message* message);

// WipedBytes are overwritten when they go out of scope.
class WipedBytes {
 public:
  explicit WipedBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  ~WipedBytes();
  WipedBytes(const WipedBytes&) = delete;
  WipedBytes& operator=(const WipedBytes&) = delete;

  const std::string& get() const { return bytes_; }

 private:
  std::string bytes_;
};

// Has a message overwritten at the end of the scope.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(google::protobuf::Message* message) : message_(message) {}
  ~WipeAtEnd() { WipeTexts(message_); }
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

 private:
  google::protobuf::Message* const message_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_WIPE_H_
