#include "projections/figure/whole_and_parts.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "regions/regions.h"

namespace verkan::projections {
namespace {

class Resolver {
 public:
  Resolver(const std::vector<Cell>& cells, const KnownProjects& projects)
      : cells_(cells), projects_(projects), parts_(cells.size()) {
    for (size_t i = 0; i < cells.size(); ++i) index_[{cells[i].region, cells[i].project}] = i;
  }

  Resolved Run() {
    LeaveOutOverlaps();
    std::vector<size_t> tops;
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (left_out_.contains(i)) continue;
      const std::optional<size_t> holder = HolderOf(cells_[i]);
      (holder.has_value() ? parts_[*holder] : tops).push_back(i);
    }
    for (const size_t top : tops) Append(CountsOf(top), &resolved_.counts);
    std::sort(resolved_.counts.begin(), resolved_.counts.end());
    return std::move(resolved_);
  }

 private:
  static void Append(const std::vector<size_t>& from, std::vector<size_t>* to) {
    to->insert(to->end(), from.begin(), from.end());
  }

  const KnownProject& Project(const std::string& id) const {
    static const auto* const unknown = new KnownProject();
    const auto found = projects_.find(id);
    return found == projects_.end() ? *unknown : found->second;
  }

  // The cell if it has a number and is not left out.
  std::optional<size_t> Find(const std::string& region, const std::string& project) const {
    const auto found = index_.find({region, project});
    if (found == index_.end() || left_out_.contains(found->second)) return std::nullopt;
    return cells_[found->second].has_number ? std::optional(found->second) : std::nullopt;
  }

  // The narrowest whole that the cell is a part of. All that hold it share it: once overlaps are
  // left out, each of them holds the ones before.
  std::optional<size_t> HolderOf(const Cell& cell) const {
    std::vector<std::string> wider = {cell.region};
    if (cell.region != regions::kCountryCode) {
      if (!cell.region.empty()) wider.emplace_back();
      wider.emplace_back(regions::kCountryCode);
    }
    std::vector<std::string> projects = Project(cell.project).programmes;
    projects.insert(projects.begin(), cell.project);
    projects.emplace_back();
    for (const std::string& region : wider) {
      for (const std::string& project : projects) {
        if (region == cell.region && project == cell.project) continue;
        if (const auto found = Find(region, project)) return found;
      }
    }
    return std::nullopt;
  }

  // Only a project as a whole can overlap with another cell: with a region in which it works, or
  // with a programme of its own there. Those nearer the country come first.
  void LeaveOutOverlaps() {
    std::vector<size_t> wide;
    for (size_t i = 0; i < cells_.size(); ++i) {
      const bool whole = cells_[i].region.empty() || cells_[i].region == regions::kCountryCode;
      if (whole && cells_[i].has_number && !cells_[i].project.empty()) wide.push_back(i);
    }
    const auto order = [this](size_t i) {
      const KnownProject& project = Project(cells_[i].project);
      return std::make_tuple(!project.is_programme, project.programmes.size(), i);
    };
    std::sort(wide.begin(), wide.end(), [&](size_t a, size_t b) { return order(a) < order(b); });
    for (const size_t i : wide) LeaveOutOverlaps(i);
  }

  void LeaveOutOverlaps(size_t wide) {
    const KnownProject& project = Project(cells_[wide].project);
    std::vector<size_t> nearer, farther;
    for (const std::string& region : project.regions) {
      for (const std::string& programme : project.programmes) {
        if (const auto found = Find(region, programme)) nearer.push_back(*found);
      }
      const auto found = Find(region, "");
      if (found.has_value()) (project.is_programme ? farther : nearer).push_back(*found);
    }
    if (nearer.empty()) {
      for (const size_t other : farther) LeaveOut(other, wide);
      return;
    }
    LeaveOut(wide, nearer.front());
    // What the project reports as a whole is missing among the parts of the others.
    for (const size_t other : nearer) {
      if (index_.count({cells_[other].region, cells_[wide].project}) == 0) lacks_.insert(other);
    }
  }

  void LeaveOut(size_t cell, size_t other) {
    left_out_.insert(cell);
    resolved_.overlaps.push_back({.left_out = cell, .counts = other});
  }

  // The cells that count of the cell and what it holds.
  std::vector<size_t> CountsOf(size_t cell) {
    std::vector<size_t> parts;
    for (const size_t part : parts_[cell]) Append(CountsOf(part), &parts);
    if (parts.empty()) return std::vector<size_t>(cells_[cell].has_number ? 1 : 0, cell);
    Whole whole = {.cell = cell, .parts = parts, .counts = false, .known = 0, .with_number = 0};
    CountParts(&whole);
    resolved_.wholes.push_back(whole);
    if (whole.counts) return {cell};
    return parts;
  }

  // How many parts are known, how many of them have a number, and whether all are stated.
  void CountParts(Whole* whole) const {
    const Cell& cell = cells_[whole->cell];
    const bool by_region = cell.region.empty() || cell.region == regions::kCountryCode;
    if (!by_region) {
      whole->known = parts_[whole->cell].size();
      for (const size_t part : parts_[whole->cell]) whole->with_number += cells_[part].has_number;
      whole->counts = lacks_.contains(whole->cell);
      return;
    }
    std::set<std::string> known = Project(cell.project).regions, stated, with_number;
    for (const regions::Region& region : regions::Regions()) {
      if (cell.project.empty()) known.emplace(region.code);
    }
    AddRegions(whole->cell, &stated, &with_number);
    whole->known = known.size();
    for (const std::string& region : known) whole->with_number += with_number.contains(region);
    whole->counts =
        known.empty() || !std::includes(stated.begin(), stated.end(), known.begin(), known.end());
  }

  // The regions of all that the cell holds.
  void AddRegions(size_t cell, std::set<std::string>* stated,
                  std::set<std::string>* with_number) const {
    for (const size_t part : parts_[cell]) {
      std::set<std::string> regions = {cells_[part].region};
      if (cells_[part].region.empty()) regions = Project(cells_[part].project).regions;
      stated->insert(regions.begin(), regions.end());
      if (cells_[part].has_number) with_number->insert(regions.begin(), regions.end());
      AddRegions(part, stated, with_number);
    }
  }

  const std::vector<Cell>& cells_;
  const KnownProjects& projects_;
  std::map<std::pair<std::string, std::string>, size_t> index_;  // by region and project
  std::set<size_t> left_out_;
  std::set<size_t> lacks_;                  // of whose parts one is not known
  std::vector<std::vector<size_t>> parts_;  // by cell: what it is the narrowest whole of
  Resolved resolved_;
};

}  // namespace

Resolved Resolve(const std::vector<Cell>& cells, const KnownProjects& projects) {
  return Resolver(cells, projects).Run();
}

}  // namespace verkan::projections
