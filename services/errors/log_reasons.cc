#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> LogReasons() {
  static constexpr Reason kReasons[] = {
      {"CORRECTION_DOES_NOT_FIT", kRule,
       "{noun} {id} has no field {field}, or one that must be said and cannot be cleared",
       "{noun} {id} har inget fält {field}, eller ett som måste anges och inte kan tömmas"},
      {"CORRECTION_BREAKS", kRule,
       "If {noun} {id} had been so from the beginning, {count} later facts would have been "
       "refused, at "
       "positions {positions}. Void or correct them first",
       "Om {noun} {id} hade varit så från början skulle {count} senare fakta ha avvisats, på "
       "positionerna {positions}. Makulera eller rätta dem först"},
      {"DOMAIN_EVENT_NEEDS_RECORD", absl::StatusCode::kInvalidArgument,
       "Events of type {type} on stream {stream} are only taken by Record, which runs the rules",
       "Händelser av typen {type} på strömmen {stream} tas bara emot av Record, som prövar "
       "reglerna"},
      {"EVENT_ID_TAKEN", absl::StatusCode::kAlreadyExists,
       "An event of that id is in the log with other content: {details}",
       "En händelse med det id:t finns i loggen med annat innehåll: {details}"},
      {"REQUEST_ID_TAKEN", absl::StatusCode::kAlreadyExists,
       "Another fact was recorded under this request id, at position {position}. Make a new "
       "request "
       "id for every fact, and keep it when you send that fact again",
       "Ett annat faktum registrerades med detta request_id, på position {position}. Ge varje "
       "faktum "
       "ett nytt request_id, och behåll det när samma faktum skickas igen"},
      {"STREAM_REVISION_CONFLICT", absl::StatusCode::kAborted,
       "Stream {stream} is at revision {current}, not {expected}",
       "Strömmen {stream} är vid revision {current}, inte {expected}"},
      {"APPEND_CONDITION_FAILED", absl::StatusCode::kAborted,
       "The append's conditions do not hold: {details}",
       "Villkoren för tillägget gäller inte: {details}"},
      {"POSITION_BEYOND_LOG", absl::StatusCode::kOutOfRange,
       "The log has no position {position}; it ends at {head}. Ask for a position up to there. If "
       "position {position} has been there, the log was restored to an earlier state: ask the "
       "admin",
       "Loggen har ingen position {position}; den slutar vid {head}. Ange en position som finns. "
       "Om position {position} har funnits är loggen återställd till ett tidigare läge: fråga "
       "administratören"},
      {"LOG_NOT_THE_ONE_FOLLOWED", absl::StatusCode::kDataLoss,
       "This is not the log you followed: what you read at position {position} is not in it; it "
       "ends at {head}. It was restored from an older backup, or is another log. Ask the admin "
       "from where on it differs, drop what you took from there on, and follow anew after the "
       "position before; a durable subscription is deleted and created anew",
       "Det här är inte loggen du har följt: det du läste vid position {position} finns inte i "
       "den; den slutar vid {head}. Den är återställd från en äldre säkerhetskopia eller är en "
       "annan logg. Fråga administratören var den börjar skilja sig, ta bort det du har hämtat "
       "därifrån och följ på nytt efter positionen före; en varaktig prenumeration tas bort och "
       "skapas på nytt"},
      {"TIME_BEYOND_NOW", absl::StatusCode::kOutOfRange,
       "The time {time} is still to come; the log ends at {head}. Ask for a time that has passed",
       "Tidpunkten {time} har inte inträffat än; loggen slutar vid {head}. Ange en tidpunkt som "
       "har passerat"},
      {"SUBSCRIBER_TOO_SLOW", absl::StatusCode::kAborted,
       "The reader took nothing for {seconds} s and was dropped. Go on with start_after = the last "
       "position received",
       "Läsaren tog inte emot något på {seconds} s och kopplades bort. Fortsätt med start_after = "
       "den sist mottagna positionen"},
      {"EVENT_UNKNOWN", kRule, "There is no event {event} on stream {stream}",
       "Det finns ingen händelse {event} på strömmen {stream}"},
      {"EVENT_NOT_VOIDABLE", kRule,
       "Event {event} on stream {stream} voids another, or is a decision on the data of a person, "
       "and "
       "cannot be voided; record what holds now",
       "Händelsen {event} på strömmen {stream} makulerar en annan eller är ett beslut om en "
       "persons "
       "uppgifter och kan inte makuleras; registrera det som gäller nu"},
      {"EVENT_VOIDED", kRule, "Event {event} on stream {stream} is already voided",
       "Händelsen {event} på strömmen {stream} är redan makulerad"},
      {"FACT_IN_USE", kRule,
       "{count} other facts rest on event {event} on stream {stream}, at positions {positions}. "
       "Void "
       "them first, or ask for all to be voided together",
       "{count} andra fakta vilar på händelsen {event} på strömmen {stream}, på positionerna "
       "{positions}. Makulera dem först, eller begär att alla makuleras tillsammans"},
      {"FACT_IN_USE_BY_TOO_MANY", kRule,
       "{count} other facts rest on event {event} on stream {stream}, and at most {most} are "
       "voided "
       "together; the first are at positions {positions}. Void some of them first",
       "{count} andra fakta vilar på händelsen {event} på strömmen {stream}, och högst {most} "
       "makuleras tillsammans; de första står på positionerna {positions}. Makulera några av dem "
       "först"},
  };
  return kReasons;
}

}  // namespace verkan::services
