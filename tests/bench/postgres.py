"""PostgreSQL as a peer: a private cluster on a Unix socket, with durable settings."""

import os
import pathlib
import random
import shutil
import signal
import string
import time

import tools

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
SCHEMA = pathlib.Path(__file__).with_name("postgres.sql")
BATCH = 100
# Durable, and otherwise in PostgreSQL's favour: no checkpoint falls into a measurement.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "min_wal_size": "2GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "60min",
    "autovacuum": "off",
    "max_connections": "100",
    "logging_collector": "off",
}
TAGS = "{organisation:bench-buyer,project:bench-project,region:06}"
# As on a server that has run for a while, the log is written into files that are there
# already: syncing an overwrite is quicker than syncing a file that grows.
AGE = """
DO $$ BEGIN FOR i IN 1..96 LOOP
  PERFORM pg_logical_emit_message(false, 'bench', 'age');
  PERFORM pg_switch_wal();
END LOOP; END $$
"""
EVENT = """
\\set r :r + 1
SELECT append(:run::text || '-' || :client_id::text || '-' || :r::text, 0,
              'verkan.event.v1.ProcurementHeld',
              :tags::text[], :payload::%s);
"""


def _payload():
    """As many bytes as the payload of the procurements that Verkan is given."""
    letters = string.ascii_letters + string.digits
    return "".join(random.choices(letters, k=120))


class Cluster:
    def __init__(self, path):
        self._path = path
        self._as_postgres = []
        path.mkdir(mode=0o755)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(path, "postgres", "postgres")
            self._as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres",
                                 "--init-groups"]

    def __enter__(self):
        self._run("initdb", "-D", self._path / "data", "-U", "postgres", "-A", "trust",
                  "-E", "UTF8", "--locale=C.UTF-8")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        log = self._path.parent / "postgres.log"
        self._server = tools.Process(
            [*self._as_postgres, BIN / "postgres", "-D", self._path / "data", "-k", self._path,
             *settings], log, stop=signal.SIGINT)
        try:
            self._server.wait_until(self._answers)
            self._run("psql", *self._where(), "-q", "-v", "ON_ERROR_STOP=1", "-c",
                      SCHEMA.read_text())
            self._run("psql", *self._where(), "-q", "-c", AGE)
            self.append(4, 1)  # so that no round is the first
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._server.__exit__()

    def _answers(self):
        try:
            self._run("psql", *self._where(), "-qAtc", "SELECT 1")
        except tools.Failure:
            return False
        return True

    def append(self, connections, seconds):
        return self._pgbench(connections, seconds, 1, "bytea", _payload())

    def append_batches(self, connections, seconds):
        payloads = "{" + ",".join(_payload() for _ in range(BATCH)) + "}"
        return self._pgbench(connections, seconds, BATCH, "bytea[]", payloads)

    def read(self, limit):
        rows = int(self._run("psql", *self._where(), "-Atc",
                             f"SELECT least(count(*), {limit}) FROM events"))
        start = time.monotonic()
        self._run("psql", *self._where(), "-o", "/dev/null", "-c",
                  f"COPY (SELECT * FROM events ORDER BY position LIMIT {limit}) "
                  "TO STDOUT (FORMAT binary)")
        seconds = time.monotonic() - start
        return {"events": rows, "per_second": rows / seconds}

    def _where(self):
        return ["-h", self._path, "-U", "postgres", "-d", "postgres"]

    def _run(self, program, *arguments):
        return tools.run([*self._as_postgres, BIN / program, *arguments], timeout=120,
                         cwd=self._path)

    def _pgbench(self, connections, seconds, batch, kind, payload):
        script = self._path / "script.sql"
        script.write_text(EVENT % kind)
        for old in self._path.glob("latency.*"):
            old.unlink()
        self._run("psql", *self._where(), "-q", "-c", "CHECKPOINT")
        self._run("pgbench", "-h", self._path, "-U", "postgres", "-n", "-M", "prepared", "-c", connections,
                  "-j", 1, "-T", max(1, round(seconds)), "-f", script,
                  "-D", f"run={time.time_ns()}", "-D", "r=0", "-D", f"tags={TAGS}",
                  "-D", f"payload={payload}", "--log", "--log-prefix=latency", "postgres")
        return _summary(self._path.glob("latency.*"), batch)


def _summary(logs, batch):
    """Figures from pgbench's log: a line a transaction, with its time and its latency."""
    lines = [line.split() for log in logs for line in log.read_text().splitlines()]
    micros = sorted(float(fields[2]) for fields in lines)
    if not micros:
        raise tools.Failure("pgbench did nothing")
    ends = [int(fields[4]) * 1e6 + int(fields[5]) for fields in lines]
    seconds = (max(ends) - min(ends)) / 1e6
    return {
        "calls": len(micros),
        "per_second": len(micros) * batch / seconds,
        "p50_us": micros[len(micros) // 2],
        "p99_us": micros[len(micros) * 99 // 100],
    }
