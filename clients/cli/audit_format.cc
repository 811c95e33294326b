#include "clients/cli/audit_format.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/counted.h"

namespace verkan::cli {
namespace {

using eventstore::Finding;
using eventstore::VerifyReport;

std::string Base64(const eventstore::Hash& hash) {
  return absl::Base64Escape(
      absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string Trusted(Trust trust) {
  switch (trust) {
    case Trust::kGiven:
      return "given";
    case Trust::kRemembered:
      return "remembered";
    case Trust::kFirstUse:
      return "first use";
  }
  return "";
}

std::string KeyText(const Session& session, const Audit& audit) {
  if (audit.key.has_value()) {
    return absl::StrCat(audit.key->verifier.Key(), "\n         ",
                        TrustText(session, audit.key->trust));
  }
  return std::string(
      session.Say("NONE: no signature was checked; give one with --verifier-key",
                  "INGEN: ingen signatur har kontrollerats; ange en med --verifier-key"));
}

// A line about what is voided because of something else; empty if nothing is.
std::string VoidedText(const Session& session, const Audit& audit) {
  if (audit.voided_with_basis == 0) return "";
  const bool one = audit.voided_with_basis == 1;
  return absl::StrCat(
      Counted(audit.voided_with_basis, "facts", session.language()),
      one ? session.Say(" is voided because what it rested on is",
                        " är makulerat, eftersom det som det vilade på är makulerat")
          : session.Say(" are voided because what they rested on is",
                        " är makulerade, eftersom det som de vilade på är makulerat"),
      "\n");
}

std::string Verdict(const Session& session, const Audit& audit) {
  const VerifyReport& report = audit.report;
  if (!Passed(audit)) {
    std::string text(session.Say("NOT VERIFIED", "INTE VERIFIERAD"));
    const Finding& first = report.findings[0];
    if (first.first != 0) {
      absl::StrAppend(&text, session.Say(", first bad position: ", ", första felaktiga position: "),
                      first.first);
    }
    if (first.first != first.last) {
      absl::StrAppend(&text, session.Say(" or later, up to ", " eller senare, till och med "),
                      first.last);
    }
    for (const Finding& finding : report.findings) {
      absl::StrAppend(&text, "\n  ", ToText(finding));
    }
    return text;
  }
  if (!SignatureChecked(audit)) {
    return absl::StrCat(
        session.Say("SIGNATURE NOT CHECKED: the records contradict nothing, but nothing says that "
                    "they are what was signed",
                    "SIGNATUREN HAR INTE KONTROLLERATS: posterna motsäger ingenting, men inget "
                    "visar att de är de som signerades"),
        audit.unchecked.empty() ? "" : absl::StrCat(" (", audit.unchecked, ")"));
  }
  if (report.vouched == report.checked) {
    return std::string(session.Say("verified: every record is the one that was signed",
                                   "verifierad: varje post är den som signerades"));
  }
  return absl::StrCat(session.Say("verified up to position ", "verifierad till och med position "),
                      report.vouched,
                      session.Say("; what follows is whole, but no checkpoint covers it",
                                  "; det som följer är helt, men inget signerat omfattar det"));
}

}  // namespace

bool Passed(const Audit& audit) { return audit.report.findings.empty(); }

std::string TrustText(const Session& session, Trust trust) {
  switch (trust) {
    case Trust::kGiven:
      return std::string(session.Say("given on the command line", "angiven på kommandoraden"));
    case Trust::kRemembered:
      return std::string(session.Say("the one known from before", "känd sedan tidigare"));
    case Trust::kFirstUse:
      return std::string(session.Say(
          "TRUSTED AT FIRST USE: it is the log's own word. Compare it with what those who run "
          "the log publish",
          "BETRODD VID FÖRSTA ANVÄNDNING: loggens egen uppgift. Jämför den med vad de som driver "
          "loggen har publicerat"));
  }
  return "";
}

std::string AuditText(const Session& session, const Audit& audit, absl::Duration took) {
  const VerifyReport& report = audit.report;
  const double seconds = std::max(absl::ToDoubleSeconds(took), 1e-6);
  std::string text =
      absl::StrCat(session.Say("log      ", "logg     "), report.origin, "\n",
                   session.Say("key      ", "nyckel   "), KeyText(session, audit), "\n",
                   session.Say("records  ", "poster   "), report.checked,
                   absl::StrFormat(session.language() == client::Language::kSwedish
                                       ? ", lästa på %.2f s (%.0f i sekunden)\n"
                                       : ", read in %.2f s (%.0f a second)\n",
                                   seconds, static_cast<double>(report.checked) / seconds),
                   session.Say("root     ", "rot      "), Base64(report.root), "\n");
  for (const auto& [checkpoint, source] : audit.checkpoints) {
    const absl::string_view from = source == kServersCheckpoint
                                       ? session.Say(kServersCheckpoint, "serverns kontrollpunkt")
                                       : absl::string_view(source);
    absl::StrAppend(&text, session.Say("signed   ", "signerat "),
                    Counted(checkpoint.size, "records", session.language()), ", ", from, "\n");
  }
  return absl::StrCat(text, VoidedText(session, audit), Verdict(session, audit), "\n");
}

std::string AuditJson(const Audit& audit, absl::Duration took) {
  const VerifyReport& report = audit.report;
  nlohmann::ordered_json json;
  json["verified"] = Passed(audit) && SignatureChecked(audit);
  json["signatureChecked"] = SignatureChecked(audit);
  json["origin"] = report.origin;
  json["records"] = report.checked;
  json["rootHash"] = Base64(report.root);
  json["vouched"] = report.vouched;
  json["voidedWithBasis"] = audit.voided_with_basis;
  json["seconds"] = absl::ToDoubleSeconds(took);
  if (audit.key.has_value()) {
    json["verifierKey"] = audit.key->verifier.Key();
    json["trust"] = Trusted(audit.key->trust);
  }
  json["checkpoints"] = nlohmann::ordered_json::array();
  for (const auto& [checkpoint, source] : audit.checkpoints) {
    json["checkpoints"].push_back({{"source", source}, {"size", checkpoint.size}});
  }
  json["findings"] = nlohmann::ordered_json::array();
  for (const Finding& finding : report.findings) {
    json["findings"].push_back(
        {{"first", finding.first}, {"last", finding.last}, {"what", finding.what}});
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace verkan::cli
