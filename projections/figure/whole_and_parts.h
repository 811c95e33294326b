// Wholes and their parts: the country, programmes, regions, projects. A whole is never added to its
// parts; this says which of them count.
//
//   Cells           number  counts
//   06              10      no: its parts are known
//   06, project p   4       yes
//   06, project q   -       it is stated that there is no number
//
// Pure.
#ifndef VERKAN_PROJECTIONS_FIGURE_WHOLE_AND_PARTS_H_
#define VERKAN_PROJECTIONS_FIGURE_WHOLE_AND_PARTS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace verkan::projections {

// What is known of the projects that figures name.
struct KnownProject {
  std::set<std::string> regions;
  std::vector<std::string> programmes;  // its own, that of its own, and so on
  bool is_programme = false;            // other projects belong to it
};
using KnownProjects = std::map<std::string, KnownProject>;

// What a figure is about. A cell without a region is about all regions of its project, "00" is the
// country; one without a project is about all projects.
struct Cell {
  std::string region;
  std::string project;
  bool has_number = false;

  // As warnings name it: the region, or the project where no region is said.
  const std::string& name() const { return region.empty() ? project : region; }
};

// A whole that has a number and parts that have some.
struct Whole {
  size_t cell;
  std::vector<size_t> parts;  // the cells that count of its parts
  bool counts;                // the whole does, as not every part is known; else its parts do
  size_t known;               // how many parts it is known to have, and how many have a number
  size_t with_number;
};

// Two cells that share something while neither holds the other.
struct Overlap {
  size_t left_out;
  size_t counts;
};

// Cells by their index. Cells without a number count nowhere.
struct Resolved {
  std::vector<size_t> counts;  // no two of them share anything
  std::vector<Whole> wholes;
  std::vector<Overlap> overlaps;
};

// Every pair of region and project is there once at the most.
//
// A whole counts by its parts if each part that it is known to have states a number or an absence:
// all 21 regions of the country, the regions of a programme or project, the projects that report in
// a region. Of two that overlap the one nearer the country counts: country, programme, region,
// project.
Resolved Resolve(const std::vector<Cell>& cells, const KnownProjects& projects);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_WHOLE_AND_PARTS_H_
