#include "clients/cli/query_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "clients/cli/arguments.h"
#include "clients/cli/session.h"
#include "clients/cli/suggest.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::cli {
namespace {

// Verkan's own types of events, without their package.
std::vector<std::string> OwnTypes() {
  std::vector<std::string> names;
  const auto* facts = event::v1::Event::descriptor();
  for (int i = 0; i < facts->field_count(); ++i) {
    if (facts->field(i)->message_type() != nullptr) {
      names.push_back(facts->field(i)->message_type()->name());
    }
  }
  return names;
}

void WarnOfTypes(const Session& session, const std::vector<std::string>& types) {
  const std::vector<std::string> own = OwnTypes();
  for (const std::string& type : types) {
    const bool foreign = type.find('.') != std::string::npos;
    if (foreign || std::find(own.begin(), own.end(), type) != own.end()) continue;
    const std::string nearest = Nearest(type, own);
    session.err() << session.Say("verkan: Verkan has no event type ",
                                 "verkan: Verkan har ingen händelsetyp ")
                  << type
                  << session.Say("; a type of another system needs its full name",
                                 "; en typ från ett annat system anges med hela namnet");
    if (!nearest.empty()) {
      session.err() << session.Say(". Did you mean ", ". Menade du ") << nearest << "?";
    }
    session.err() << "\n";
  }
}

// Whether any event is found by these options alone. An error is taken for yes: it is told
// elsewhere.
bool AnyEvent(Session* session, const QueryOptions& options) {
  log::v1::ReadRequest request;
  *request.mutable_query() = ToQuery(options);
  request.set_limit(1);
  bool any = false;
  const absl::Status status =
      session->client()->Read(request, [&any](const log::v1::ReadResponse& message) {
        any = any || !message.events().empty();
        return true;
      });
  return any || !status.ok();
}

void WarnIfNone(Session* session, const QueryOptions& one, absl::string_view english,
                absl::string_view swedish, const std::string& name) {
  if (AnyEvent(session, one)) return;
  session->err() << "verkan: " << session->Say(english, swedish) << name << "\n";
}

}  // namespace

void WarnOfNames(Session* session, const QueryOptions& options, bool nothing_found) {
  WarnOfTypes(*session, options.types);
  if (!nothing_found) return;
  for (const std::string& stream : options.streams) {
    WarnIfNone(session, {.streams = {stream}}, "there is no stream ", "det finns ingen ström ",
               stream);
  }
  for (const std::string& type : options.types) {
    if (type.find('.') == std::string::npos) continue;
    WarnIfNone(session, {.types = {type}}, "no event has the type ", "ingen händelse har typen ",
               type);
  }
  for (const std::string& tag : options.tags) {
    WarnIfNone(session, {.tags = {tag}}, "no event has the tag ", "ingen händelse har taggen ",
               tag);
  }
  for (const std::string& region : options.regions) {
    WarnIfNone(session, {.regions = {region}}, "no event is of region ",
               "ingen händelse gäller län ", region);
  }
}

void AddQueryOptions(CLI::App* command, QueryOptions* options) {
  command->add_option("--stream", options->streams, "Stream, such as project-siru-2")
      ->allow_extra_args(false);
  command
      ->add_option("--type", options->types,
                   "Event type: ActivityHeld, or the full name of another system's type")
      ->allow_extra_args(false);
  command->add_option("--tag", options->tags, "Tag, such as project:siru-2")
      ->allow_extra_args(false);
  command->add_option("--region", options->regions, "Region (län) by its code, such as 06")
      ->allow_extra_args(false);
}

log::v1::Query ToQuery(const QueryOptions& options) {
  log::v1::Query query;
  if (options.streams.empty() && options.types.empty() && options.tags.empty() &&
      options.regions.empty()) {
    return query;
  }
  log::v1::QueryItem* item = query.add_items();
  for (const std::string& stream : options.streams) item->add_streams(stream);
  for (const std::string& type : options.types) item->add_types(FullTypeName(type));
  for (const std::string& tag : options.tags) item->add_tags(tag);
  for (const std::string& region : options.regions) item->add_regions(region);
  return query;
}

}  // namespace verkan::cli
