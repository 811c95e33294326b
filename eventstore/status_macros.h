// The two macros that pass errors on.
#ifndef VERKAN_EVENTSTORE_STATUS_MACROS_H_
#define VERKAN_EVENTSTORE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expression` from the function unless it is OK.
#define VERKAN_RETURN_IF_ERROR(expression)                                                    \
  do {                                                                                        \
    if (absl::Status verkan_status = (expression); !verkan_status.ok()) return verkan_status; \
  } while (false)

// Declares or assigns `target` from a StatusOr, or returns its error.
#define VERKAN_ASSIGN_OR_RETURN(target, expression) \
  VERKAN_ASSIGN_OR_RETURN_IMPL_(VERKAN_CONCAT_(verkan_result_, __LINE__), target, expression)
#define VERKAN_ASSIGN_OR_RETURN_IMPL_(result, target, expression) \
  auto result = (expression);                                     \
  if (!result.ok()) return std::move(result).status();            \
  target = *std::move(result)
#define VERKAN_CONCAT_(a, b) VERKAN_CONCAT_IMPL_(a, b)
#define VERKAN_CONCAT_IMPL_(a, b) a##b

#endif  // VERKAN_EVENTSTORE_STATUS_MACROS_H_
