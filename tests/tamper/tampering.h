// Tampering changes a store beneath its back: raw database writes with all that makes them
// look right, from a record's checksum to the indexes, the Merkle tiles and the mark.
#ifndef VERKAN_TESTS_TAMPER_TAMPERING_H_
#define VERKAN_TESTS_TAMPER_TAMPERING_H_

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "eventstore/database.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// How thorough the one is who changes records.
enum class Depth {
  kBlocks,   // blocks and checksums; tiles, indexes and the mark stay as they were
  kTiles,    // and every Merkle tile
  kIndexes,  // and every index and the mark: nothing in the store contradicts them
};

using Records = std::vector<std::string>;

class Tampering {
 public:
  // On a store that nobody has open.
  explicit Tampering(const Options& options);

  Database* database() const { return database_.get(); }

  // The log's records.
  Records ReadRecords() const;

  // Replaces the log by these records, which get the positions and, if the indexes are
  // written too, the revisions that they now have.
  void Write(Records records, Depth depth, std::mt19937_64* random);

  // Changes the stored value at a key; the key must be there.
  void Change(Family family, const std::string& key,
              const std::function<void(std::string* value)>& change);
  void Put(Family family, const std::string& key, const std::string& value);
  void Delete(Family family, const std::string& key);

  // The first key of a family that is at or after `key`.
  std::string KeyFrom(Family family, const std::string& key) const;
  // The key of the block that holds a position.
  std::string BlockOf(Position position) const;

 private:
  void Clear(Family family);

  const Options options_;
  std::unique_ptr<Database> database_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_TESTS_TAMPER_TAMPERING_H_
