// How a fact in a history looks.
#ifndef VERKAN_CLIENTS_CLI_HISTORY_FORMAT_H_
#define VERKAN_CLIENTS_CLI_HISTORY_FORMAT_H_

#include <string>

#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::cli {

// A line that says where, when and what, and indented lines for what it says, what it changed and
// what became of it:
//
//   position 12 · 2026-03-01 · OrganisationRegistered · by anna
//     name: Region Jönköpings län
//     corrected at position 15: label
//
// In Swedish or English. Ends with a newline.
std::string HistoryText(const registry::v1::HistoryFact& fact, bool swedish);

// "organisation-1 (Region Örebro län), organisation-2"; empty for a reading, which is told by its
// text.
std::string ValuesOf(const registry::v1::Cell& cell);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_HISTORY_FORMAT_H_
