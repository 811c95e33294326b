// verkan_bench_one_writer measures what the event store cannot beat on this machine:
// one thread that puts a group of events into RocksDB with one WriteBatch and one sync,
// again and again, with nothing around it.
//
//   verkan_bench_one_writer --keys log|index --group 64 --seconds 3 --dir DIR
//   verkan_bench_one_writer --keys sync --seconds 1 --dir DIR
//
// `sync` is the bare fdatasync after an append of 256 bytes, without RocksDB. `log` puts
// only the block of records; `index` also the posting entries that the event store writes
// for the same events, each on a stream of its own and with three tags in common
// (eventstore/README.md), and `--one-stream` is for a group that is all on one new stream.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kEventBytes = 250;

struct Args {
  std::string keys = "log";
  std::string dir;
  int group = 64;
  double seconds = 3;
  bool one_stream = false;
};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "verkan_bench_one_writer: %s\n", what.c_str());
  std::exit(1);
}

Args Parse(int argc, char** argv) {
  Args args;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--one-stream") {
      args.one_stream = true;
      continue;
    }
    if (i + 1 == argc) Fail(name + " wants a value");
    const char* value = argv[++i];
    if (name == "--keys") {
      args.keys = value;
    } else if (name == "--dir") {
      args.dir = value;
    } else if (name == "--group") {
      args.group = std::atoi(value);
    } else if (name == "--seconds") {
      args.seconds = std::atof(value);
    } else {
      Fail("unknown option " + name);
    }
  }
  if (args.dir.empty() || args.group < 1 || args.seconds <= 0) {
    Fail("wants --dir DIR, a positive --group and positive --seconds");
  }
  return args;
}

std::string BigEndian(uint64_t value) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i, value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  return bytes;
}

// A record's worth of bytes: half repeats, half does not, as in a serialised event.
std::string RandomBlock(size_t events) {
  std::string block(events * kEventBytes, 'v');
  uint64_t state = 0x9e3779b97f4a7c15;
  for (size_t i = 0; i < block.size(); ++i) {
    state = state * 6364136223846793005 + 1442695040888963407;
    if (i % 2 == 0) block[i] = static_cast<char>(state >> 56);
  }
  return block;
}

// Calls `commit` until the time is over; returns how long each took, in microseconds.
template <typename Commit>
std::vector<double> Repeat(double seconds, Commit commit) {
  std::vector<double> micros;
  const Clock::time_point start = Clock::now();
  const Clock::time_point end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (Clock::time_point before = start; before < end;) {
    commit();
    const Clock::time_point after = Clock::now();
    micros.push_back(std::chrono::duration<double, std::micro>(after - before).count());
    before = after;
  }
  return micros;
}

void Report(const Args& args, std::vector<double> micros) {
  double total = 0;
  for (double each : micros) total += each;
  std::sort(micros.begin(), micros.end());
  const int events = args.keys == "sync" ? 1 : args.group;
  std::printf(
      "{\"mode\": \"one_writer\", \"keys\": \"%s\", \"group\": %d, \"commits\": %zu, "
      "\"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
      args.keys.c_str(), events, micros.size(), micros.size() * events / total * 1e6,
      micros[micros.size() / 2], micros[micros.size() * 99 / 100]);
}

void MeasureSync(const Args& args) {
  const std::string path = args.dir + "/sync";
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) Fail("cannot create " + path);
  const std::string bytes = RandomBlock(1);
  Report(args, Repeat(args.seconds, [&] {
           if (write(file, bytes.data(), bytes.size()) < 0 || fdatasync(file) != 0) {
             Fail("cannot write " + path);
           }
         }));
  close(file);
  unlink(path.c_str());
}

// The families of the event store that an append writes to.
struct Database {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;  // default, log, streams, tags

  ~Database() {
    for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
  }
};

void Open(const std::string& path, Database* database) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  rocksdb::ColumnFamilyOptions log;
  log.compression = rocksdb::kLZ4Compression;
  log.write_buffer_size = 64 << 20;
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, {}}, {"log", log}, {"streams", log}, {"tags", log}};
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, path, families, &database->families, &db);
  if (!status.ok()) Fail(status.ToString());
  database->db.reset(db);
}

// Puts the posting entries of a group: an entry a stream, an entry a tag.
void PutPostings(const Args& args, const Database& database, uint64_t position,
                 rocksdb::WriteBatch* batch) {
  const int streams = args.one_stream ? 1 : args.group;
  for (int i = 0; i < streams; ++i) {
    std::string key = "procurement-bench-" + std::to_string(position + i);
    key += '\0';
    key += BigEndian(1);
    batch->Put(database.families[2], key, rocksdb::Slice("\x80\x80\x80\x01", 4));
  }
  const std::string postings(2 * args.group, '\1');
  for (const char* tag : {"organisation:bench-buyer", "project:bench", "region:06"}) {
    std::string key = tag;
    key += '\0';
    key += BigEndian(position);
    batch->Put(database.families[3], key, postings);
  }
}

void MeasureCommits(const Args& args) {
  const std::string path = args.dir + "/one_writer";
  rocksdb::DestroyDB(path, {});
  {
    Database database;
    Open(path, &database);
    const std::string block = RandomBlock(args.group);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    rocksdb::WriteBatch batch;
    uint64_t position = 1;
    Report(args, Repeat(args.seconds, [&] {
             batch.Clear();
             batch.Put(database.families[1], BigEndian(position), block);
             if (args.keys == "index") PutPostings(args, database, position, &batch);
             const rocksdb::Status status = database.db->Write(synced, &batch);
             if (!status.ok()) Fail(status.ToString());
             position += args.group;
           }));
  }
  rocksdb::DestroyDB(path, {});
}

}  // namespace

int main(int argc, char** argv) {
  const Args args = Parse(argc, argv);
  if (args.keys == "sync") {
    MeasureSync(args);
  } else if (args.keys == "log" || args.keys == "index") {
    MeasureCommits(args);
  } else {
    Fail("--keys wants sync, log or index");
  }
  return 0;
}
