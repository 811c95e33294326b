#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> CollaborationReasons() {
  static constexpr Reason kReasons[] = {
      {"COLLABORATION_UNKNOWN", kRule, "Collaboration {collaboration} is not known",
       "Samarbetet {collaboration} är inte känt"},
      {"COLLABORATION_EXISTS", kRule, "Collaboration {collaboration} has already been formed",
       "Samarbetet {collaboration} har redan inletts"},
      {"COLLABORATION_ENDED", kRule, "Collaboration {collaboration} has ended",
       "Samarbetet {collaboration} är avslutat"},
      {"COLLABORATION_NEEDS_TWO_PARTIES", kRule,
       "The parties of collaboration {collaboration} are one and the same organisation",
       "Parterna i samarbetet {collaboration} är en och samma organisation"},
      {"PARTNERSHIP_NEEDS_PUBLIC_PARTY", kRule,
       "The idea-based public partnership {collaboration} needs a public party",
       "Det idéburna offentliga partnerskapet {collaboration} behöver en offentlig part"},
      {"PARTNERSHIP_NEEDS_NON_PROFIT_PARTY", kRule,
       "The idea-based public partnership {collaboration} needs a non-profit party",
       "Det idéburna offentliga partnerskapet {collaboration} behöver en idéburen part"},
      {"CONTACT_UNKNOWN", kRule, "Contact {contact} is not known",
       "Kontakten {contact} är inte känd"},
      {"CONTACT_EXISTS", kRule, "Contact {contact} has already been made",
       "Kontakten {contact} har redan tagits"},
      {"NETWORK_UNKNOWN", kRule, "Network {network} is not known",
       "Nätverket {network} är inte känt"},
      {"MEMBER_ALREADY_JOINED", kRule,
       "Organisation {organisation} is already a member of network {network}",
       "Organisationen {organisation} är redan medlem i nätverket {network}"},
      {"MEMBER_NOT_JOINED", kRule, "{member} is no member of network {network}",
       "{member} är inte medlem i nätverket {network}"},
      {"MEMBERSHIP_EXISTS", kRule,
       "Membership {membership} is already recorded in network {network}",
       "Medlemskapet {membership} finns redan i nätverket {network}"},
      {"NETWORK_EXISTS", kRule, "Network {network} has already started",
       "Nätverket {network} har redan startat"},
  };
  return kReasons;
}

}  // namespace verkan::services
