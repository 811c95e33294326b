"""What is measured, in which order, and what it must reach. Started by tests/bench/run."""

import argparse
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile

import postgres
import report
import tools
from report import Measure, Target

IN_FLIGHT = (1, 16, 64, 128)
READ_EVENTS = 2_000_000
VERIFY_EVENTS = 500_000


def load(server, mode, seconds, *options):
    """One kind of load on a server; adds what a call cost the server's processor."""
    before = server.cpu_seconds()
    result = tools.json_of("verkan_bench_load", "--target", server.address, "--mode", mode,
                           "--seconds", seconds, *options, timeout=seconds + 90)
    spent = server.cpu_seconds() - before
    result["server_us"] = spent * 1e6 / max(result["total"], 1)
    return result


def one_writer(work, seconds, keys, group, *options):
    return tools.json_of("verkan_bench_one_writer", "--dir", work, "--keys", keys,
                         "--group", group, "--seconds", seconds, *options, timeout=seconds + 60)


def append_plan(args, work, server, echo, database):
    """Everything that writes, and its limits and peers."""
    s = args.seconds
    plan = [Measure("sync", "`fdatasync` after an append of 250 bytes", "limit",
                    lambda: one_writer(work, min(s, 1), "sync", 1))]

    def add(name, title, kind, run):
        plan.append(Measure(name, title, kind, run))

    for n in IN_FLIGHT:
        add(f"bare/{n}", f"bare gRPC echo, {n} in flight", "limit",
            lambda n=n: load(echo, "echo", s, "--in-flight", n))
        add(f"echo/{n}", f"echo of the server (health check of the same size), {n} in flight",
            "limit", lambda n=n: load(server, "echo", s, "--in-flight", n))
        add(f"command/{n}", f"`HoldProcurement`, {n} in flight", "verkan",
            lambda n=n: load(server, "command", s, "--in-flight", n))
        if database and n < 128:
            add(f"postgres/{n}", f"PostgreSQL, {n} connections", "peer",
                lambda n=n: database.append(n, s))
        add(f"writer/{n}", f"one writer, same keys, {n} a sync", "limit",
            lambda n=n: one_writer(work, s, "index", n))
    add("command/64/ids", "`HoldProcurement` with a request id, 64 in flight", "verkan",
        lambda: load(server, "command", s, "--in-flight", 64, "--request-ids"))
    add("append/64", "`Append`, 64 in flight", "verkan",
        lambda: load(server, "append", s, "--in-flight", 64))
    add("writer/log/256", "one writer, records only, 256 a sync", "limit",
        lambda: one_writer(work, s, "log", 256))
    add("writer/stream/256", "one writer, same keys, 256 of one stream a sync", "limit",
        lambda: one_writer(work, s, "index", 256, "--one-stream"))
    for n in (1, 4, 16):
        add(f"batches/{n}", f"`AppendStream`, batches of 256, {n} streams", "verkan",
            lambda n=n: load(server, "append-stream", s, "--streams", n))
        if database and n != 4:
            add(f"postgres/batches/{n}", f"PostgreSQL, batches of 100, {n} connections", "peer",
                lambda n=n: database.append_batches(n, s))
    for n in (1, 4):
        add(f"record/{n}", f"`Record`, mixed facts, 256 a message, {n} streams", "verkan",
            lambda n=n: load(server, "record", s, "--streams", n))
    return plan


def read_plan(args, server, database):
    """Everything that reads."""
    s = args.seconds
    plan = [
        Measure("read", "`Read` of the log", "verkan",
                lambda: load(server, "read", s, "--events", READ_EVENTS)),
        Measure("read/tag", "`Read` of one tag, a tenth of the batches", "verkan",
                lambda: load(server, "read", s, "--events", READ_EVENTS, "--tag", "region:08")),
    ]
    if database:
        plan.append(Measure("postgres/read", "PostgreSQL, `COPY` of the log in binary form",
                            "peer", lambda: database.read(READ_EVENTS)))
    return plan


def subscribe_plan(args, server):
    """What follows the log live."""
    return [Measure("subscribe", "live subscription at 10 000 events/s: acknowledged → delivered",
                    "verkan",
                    lambda: load(server, "subscribe", args.seconds, "--batch", 16))]


def verify_plan(work):
    """What reads and checks everything."""
    return [Measure("verify", "verification of a whole store at rest", "verkan",
                    lambda: tools.json_of("verkan_bench_verify", "--dir", work / "verify",
                                          "--events", VERIFY_EVENTS, timeout=300))]


TARGETS = [
    Target("command/64", 0.6, "echo/64", "unary command, 64 in flight"),
    Target("command/128", 0.6, "echo/128", "unary command, 128 in flight"),
    Target("command/64", 3, "postgres/64", "unary command, 64 in flight"),
    Target("command/128", 3, "postgres/64", "unary command, 128 in flight"),
    Target("command/16", 1.3, "postgres/16", "unary command, 16 in flight"),
    Target("command/1", 1, "postgres/1", "unary command, 1 in flight"),
    Target("batches/4", 1.5, "postgres/batches/16", "append stream, 4 streams"),
    Target("batches/1", 1.5, "postgres/batches/1", "append stream, 1 stream"),
    Target("batches/4", 0.6, "writer/stream/256", "append stream, 4 streams"),
    Target("record/4", 60_000, None, "record stream, mixed facts"),
    Target("read", 3_000_000, None, "read of the whole log"),
    Target("read/tag", 500_000, None, "read of one tag"),
    Target("subscribe", 1000, None, "live subscription, p50", at_most="p50_us"),
    Target("subscribe", 5000, None, "live subscription, p99", at_most="p99_us"),
]


def fill(args, server, database):
    """Gives a log that has just been made enough to read."""
    load(server, "append-stream", 30, "--warmup", 0, "--streams", 4, "--events", READ_EVENTS)
    if database:
        database.append_batches(16, max(args.seconds, 3))


def plan_of(args, work, server, echo, database):
    """All that is asked for, in the order of one round."""
    suites = set(args.suites or ["all"])
    plan = []
    if suites & {"append", "all"}:
        plan += append_plan(args, work, server, echo, database)
    if suites & {"read", "all"}:
        plan += read_plan(args, server, database)
    if suites & {"subscribe", "all"}:
        plan += subscribe_plan(args, server)
    if suites & {"verify", "all"}:
        plan += verify_plan(work)
    return [each for each in plan if re.search(args.only, each.name)]


def measure(args):
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(tempfile.mkdtemp(prefix="verkan-bench-", dir="/var/tmp"))
        stack.callback(shutil.rmtree, work, ignore_errors=True)
        work.chmod(0o755)
        server = stack.enter_context(tools.verkand(work))
        baseline = (stack.enter_context(tools.verkand(work, args.baseline, "baseline"))
                    if args.baseline else None)
        echo = stack.enter_context(tools.echo_server(work))
        database = stack.enter_context(postgres.Cluster(work / "pg")) if args.peers else None

        plan = plan_of(args, work, server, echo, database)
        if baseline:
            others = {each.name: each for each in plan_of(args, work, baseline, echo, None)}
            for each in plan:
                if each.kind == "verkan" and each.name != "verify":
                    each.baseline = others[each.name].run
        if "read" in args.suites and not set(args.suites) & {"append", "all"}:
            for each in filter(None, (server, baseline)):
                fill(args, each, database)
        results = report.Results()
        results.run(plan, args.rounds)
        return results


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/run", add_help=False)
    parser.add_argument("suites", nargs="*", choices=["append", "read", "subscribe", "verify", "all", []])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--baseline", type=lambda path: pathlib.Path(path).resolve(strict=True))
    parser.add_argument("--only", default="", metavar="REGEX")
    args = parser.parse_args()
    if args.rounds < 1 or args.seconds <= 0:
        parser.error("--rounds and --seconds must be positive")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    os.chdir(pathlib.Path(__file__).resolve().parents[2])
    command = " ".join(["tests/bench/run", *sys.argv[1:]])
    if not args.peers:
        print("PostgreSQL is left out: the targets that compare with it are not judged.")
    results = measure(args)
    report.write(results, TARGETS, command, pathlib.Path("build/bench"))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except tools.Failure as failure:
        sys.exit(f"bench: {failure}")
