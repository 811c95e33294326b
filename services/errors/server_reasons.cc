#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ServerReasons() {
  static constexpr Reason kReasons[] = {
      {"STORE_NOT_WRITABLE", absl::StatusCode::kUnavailable,
       "The log cannot be written now: {details}. Try the same call again, with the same "
       "request_id",
       "Loggen kan inte skrivas nu: {details}. Försök igen med samma anrop och samma request_id",
       1000},
      {"SHUTTING_DOWN", absl::StatusCode::kUnavailable,
       "The server is stopping. Try the same call again",
       "Servern stängs. Försök igen med samma anrop", 1000},
      {"QUEUE_FULL", absl::StatusCode::kResourceExhausted, "{queue} is full. Try again shortly",
       "{queue} är full. Försök igen om en stund", 200},
      {"TOO_MANY_STREAMS", absl::StatusCode::kResourceExhausted,
       "{limit} streams are open {scope}, which is the limit; end one first, or share one",
       "{limit} strömmar är öppna, vilket är gränsen ({scope}); avsluta en först, eller dela en",
       1000},
      {"STREAM_HAS_HAD_ENOUGH", absl::StatusCode::kResourceExhausted,
       "This stream has been sent {limit}, which is the limit; open another",
       "Den här strömmen har fått {limit}, vilket är gränsen; öppna en ny", 1000},
      {"LOG_DATA_LOSS", absl::StatusCode::kDataLoss,
       "Stored bytes do not verify; tell the admin: {details}",
       "Lagrade byte stämmer inte; säg till administratören: {details}"},
      {"NOT_REFLECTED_IN_TIME", absl::StatusCode::kDeadlineExceeded,
       "Position {position} was not reflected in time; the read models are at {reflected}",
       "Position {position} hann inte återspeglas; läsmodellerna är vid {reflected}"},
      {"PROJECTION_STOPPED", absl::StatusCode::kFailedPrecondition,
       "A read model has stopped: {details}", "En läsmodell har stannat: {details}"},
      {"INTERNAL", absl::StatusCode::kInternal, "The server failed: {details}",
       "Servern misslyckades: {details}"},
  };
  return kReasons;
}

}  // namespace verkan::services
