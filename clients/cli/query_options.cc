#include "clients/cli/query_options.h"

#include <CLI/CLI.hpp>

#include "clients/cli/arguments.h"

namespace verkan::cli {

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
