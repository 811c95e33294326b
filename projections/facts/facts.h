// Facts are the fact tables: all that the events say, ready to be counted and shown as
// known at any position. The columns of every table are listed in facts.cc.
//
// Conventions:
// - Enumerations are texts in lower case without their prefix: "network_meeting",
//   "on_site", "reserved"; empty if nothing was said. Social objectives and reserved
//   participation are written as eForms writes them: "acc-all", "res-pub-ser".
// - Lists are joined: region codes, organisation ids and social objectives with ",",
//   free texts with "\n". Items() takes them apart.
// - "when" and "period" are what the source says, as ISO 8601: "2021-03" or "2021/2023".
// - "region" is the event's own region, or else the regions of its tags, which may be
//   several: "06,23". Filters and groups take each of them.
// - "reading" is a serialised verkan.event.v1.FigureReading.
// - "value" is in units of 1/10000; flags are 0 or 1.
#ifndef VERKAN_PROJECTIONS_FACTS_FACTS_H_
#define VERKAN_PROJECTIONS_FACTS_FACTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

// Their numbers are part of the keys in the views database.
enum class Table : uint8_t {
  kOrganisations,       // organisation, name, organisation_number, kind, municipality, region,
                        // parent, when
  kOrganisationNames,   // organisation, name: other and former names
  kOrganisationMerges,  // merged, organisation
  kProjects,            // project, name, theme, programme, primary_target_groups,
                        // secondary_target_groups, closed (flag), closed_when, when
  kProjectRegions,      // project, region: a row each
  kProjectPeriods,      // project, source, period
  kPartners,            // project, organisation, role, ended (flag), ended_when, when
  kStrands,             // project, name, when
  kLinks,               // project, kind, other_project, other_name, other_period, when
  kTakeovers,           // project, organisation, what, when
  kNeeds,               // project, need, when
  kActivities,          // activity, project, region, kind, format, status, municipality, title,
                        // audience, topic, strand, series, organisers, minutes, when;
                        // status: planned, held or cancelled
  kParticipations,      // activity, participant, role, project, region, kind, format, municipality
  kHeadcounts,          // activity, source, project, region, kind, format, municipality, text,
                        // reading
  kParticipants,        // participant, region
  kParticipantMerges,   // merged, participant
  kProcurements,        // procurement, project, region, procedure, reserved, social_objectives,
                        // title, buyer, activity, value, when
  kContracts,           // procurement, supplier, project, region, procedure, reserved,
                        // social_objectives, value, when
  kCollaborations,      // collaboration, project, region, kind, title, contributions, activity,
                        // procurement, parties, period, ended (flag), ended_when, when
  kContacts,            // contact, project, region, from_party, to_party, subject, activity,
                        // arose_from, when
  kNetworks,            // network, project, region, kind, name, when: a row for each event;
                        // kind: started, developed or started_or_developed
  kPublications,        // publication, project, region, kind, title, media, finding, when
  kTools,               // tool, project, region, name, tested_by, when
  kFunding,             // funding, project, region, instrument, text, reading, purpose, contact,
                        // when
  kFigures,             // figure, indicator, region, project, source, text, reading, period,
                        // observed, note, withdrawn (flag). Several rows may answer one
                        // question: FigureEngine::ReportedFigures says which count
  kSourceRanks,         // indicator, source, region, rank, reason
  kIndicators,          // indicator, name_sv, name_en, unit, description,
                        // bounded_by_municipalities (flag), decimals, version
  kTargets,             // indicator, region, project, text, reading, period, source
  kCount,
};

class Facts {
 public:
  Facts();

  const FactTable& operator[](Table table) const { return *tables_[static_cast<int>(table)]; }
  FactTable& operator[](Table table) { return *tables_[static_cast<int>(table)]; }
  const std::vector<std::unique_ptr<FactTable>>& tables() const { return tables_; }

  uint64_t rows() const;
  // Digest over every row of every table: 32 bytes, the same for the same rows.
  std::string Digest() const;

  // The id under which an organisation goes as of the position, after all merges.
  std::string Organisation(absl::string_view id, Position as_of) const;
  // Its name then; the id itself for an organisation that was not known.
  std::string OrganisationName(absl::string_view id, Position as_of) const;

 private:
  Dictionaries dictionaries_;
  std::vector<std::unique_ptr<FactTable>> tables_;
};

// The items of a joined list; none for an empty text.
std::vector<absl::string_view> Items(absl::string_view joined, char separator = ',');

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_FACTS_H_
