// Shape is what the annotations say that every field of a message may hold: whether it must be
// said, and its form. Read once, through reflection. What one field means for another is a rule of
// the noun: its own Validate function.
//
//   VERKAN_ASSIGN_OR_RETURN(const Shape shape, Shape::Of(ToolReleased::descriptor(), nouns));
//   shape.Check(fact, "event", &checks);
#ifndef VERKAN_SERVICES_DOMAIN_SHAPE_H_
#define VERKAN_SERVICES_DOMAIN_SHAPE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/domain/checks.h"
#include "verkan/options/v1/annotations.pb.h"

namespace verkan::services {

// Constant after construction, and so safe for any thread.
class Shape {
 public:
  // Fields that are tagged with one of `nouns` hold ids. Internal, naming the field, for an
  // annotation on a field that cannot carry it.
  static absl::StatusOr<Shape> Of(const google::protobuf::Descriptor* message,
                                  const absl::flat_hash_set<std::string>& nouns);

  // Notes everything that is wrong, field by field; paths begin with `path`.
  void Check(const google::protobuf::Message& message, absl::string_view path,
             Checks* checks) const;

 private:
  struct Field {
    const google::protobuf::FieldDescriptor* field;
    options::v1::Form form;
    bool required;
    bool personal;
    bool id;
    const google::protobuf::FieldDescriptor* region;  // that a municipality lies in; null: none
    std::vector<Shape> inside;                        // of a message that has a shape: one
  };

  static void CheckText(const Field& field, const google::protobuf::Message& message,
                        const std::string& path, Checks* checks);
  static void CheckTexts(const Field& field, const google::protobuf::Message& message,
                         const std::string& path, Checks* checks);
  static void CheckEnum(const Field& field, const google::protobuf::Message& message,
                        const std::string& path, Checks* checks);
  static void CheckMessage(const Field& field, const google::protobuf::Message& message,
                           const std::string& path, Checks* checks);

  std::string noun_;  // of an event
  std::vector<Field> fields_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_SHAPE_H_
