#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ParticipantReasons() {
  static constexpr Reason kReasons[] = {
      {"PARTICIPANT_UNKNOWN", kRule, "Participant {participant} is not registered",
       "Deltagaren {participant} är inte registrerad"},
      {"PARTICIPANT_EXISTS", kRule, "Participant {participant} is already registered",
       "Deltagaren {participant} är redan registrerad"},
      {"PARTICIPANT_MERGED", kRule,
       "Participant {participant} has already been merged into another",
       "Deltagaren {participant} har redan slagits ihop med en annan"},
      {"PARTICIPANT_ERASED", kRule,
       "The personal data of participant {participant} has been erased, for ever; nothing new is "
       "recorded of that person",
       "Personuppgifterna för deltagaren {participant} är raderade för alltid; inget nytt "
       "registreras "
       "om den personen"},
      {"PARTICIPANT_RESTRICTED", kRule,
       "The personal data of participant {participant} is restricted; lift the restriction first",
       "Personuppgifterna för deltagaren {participant} är begränsade; häv begränsningen först"},
      {"PARTICIPANT_NOT_RESTRICTED", kRule,
       "The personal data of participant {participant} is not restricted",
       "Personuppgifterna för deltagaren {participant} är inte begränsade"},
      {"LEGAL_HOLD", kRule,
       "A legal hold keeps the personal data of participant {participant}; lift the hold first",
       "Personuppgifterna för deltagaren {participant} måste bevaras; häv bevarandet först"},
      {"NO_LEGAL_HOLD", kRule, "There is no legal hold on participant {participant}",
       "Deltagaren {participant} omfattas inte av något bevarande"},
  };
  return kReasons;
}

}  // namespace verkan::services
