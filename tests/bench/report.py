"""Rounds, medians, ratios and what is written of them."""

import dataclasses
import datetime
import json
import os
import pathlib
import platform
import statistics
from typing import Callable, Optional

import tools


BASELINE = "@baseline"


@dataclasses.dataclass
class Measure:
    name: str
    title: str
    kind: str  # "limit", "peer" or "verkan"
    run: Callable[[], dict]
    baseline: Optional[Callable[[], dict]] = None  # the same of another build of the server

    def turns(self, number):
        """Names and runs of the round; of two builds, each is the first in every other round."""
        runs = [(self.name, self.run)]
        if self.baseline:
            runs.append((self.name + BASELINE, self.baseline))
        return runs if number % 2 else runs[::-1]


@dataclasses.dataclass
class Target:
    """A figure that must be at least `factor` times another's, or itself if that is None.

    Where `at_most` names one of its times, that must not be more microseconds than `factor`.
    """
    name: str
    factor: float
    against: Optional[str]
    title: str
    at_most: Optional[str] = None


class Results:
    """What every measure gave, round by round."""

    def __init__(self):
        self.measures = []
        self._rounds = {}

    def run(self, plan, rounds):
        self.measures += plan
        for number in range(1, rounds + 1):
            for measure in plan:
                for name, run in measure.turns(number):
                    tools.settle()
                    load = os.getloadavg()[0]
                    result = {**run(), "load": load}
                    self._rounds.setdefault(name, []).append(result)
                    _tell(f"{number}/{rounds}", name, result)

    def has(self, name):
        return name in self._rounds

    def median(self, name, key="per_second"):
        values = [each[key] for each in self._rounds[name] if key in each]
        return statistics.median(values) if values else None

    def ratios(self, name, against, key="per_second"):
        """The ratio within each round: drift of the machine cancels out."""
        return [a[key] / b[key] for a, b in zip(self._rounds[name], self._rounds[against])
                if a.get(key) and b.get(key)]

    def ratio(self, name, against):
        return statistics.median(self.ratios(name, against))

    def as_json(self):
        return {name: {"title": measure.title, "kind": measure.kind, "rounds": self._rounds[name]}
                for measure in self.measures for name, _ in measure.turns(1)}


def _tell(number, name, result):
    """A line for every figure as it comes, so that a run that is cut off has told something."""
    print(f"round {number}  load {result['load']:5.2f}  {name:28} "
          f"{_number(result.get('per_second')):>10}/s  p50 {_micros(result.get('p50_us')):>9}  "
          f"server {_number(result.get('server_us')):>6} µs each", flush=True)


def machine():
    """Cores, memory and kernel, and that client and server share them."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next((line.split(":", 1)[1].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return (f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release()}; "
            "client and server share the cores")


def _number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.1f}"


def _micros(value):
    if value is None:
        return "–"
    return f"{value / 1000:.2f} ms" if value >= 1000 else f"{value:.0f} µs"


def _target_rows(results, targets):
    for target in targets:
        names = [target.name] + ([target.against] if target.against else [])
        if not all(results.has(name) for name in names):
            continue
        if target.at_most:
            reached = -results.median(target.name, target.at_most)
            wanted, got = f"≤ {_micros(target.factor)}", _micros(-reached)
        elif target.against:
            other = next(m.title for m in results.measures if m.name == target.against)
            reached = results.ratio(target.name, target.against)
            wanted, got = f"≥ {target.factor:g} × {other}", f"{reached:.2f} ×"
        else:
            reached = results.median(target.name)
            wanted, got = f"≥ {_number(target.factor)}/s", f"{_number(reached)}/s"
        yield [target.title, wanted, got, "yes" if reached >= (-1 if target.at_most else 1) * target.factor else "**no**"]


def _figure_rows(results):
    for measure in results.measures:
        name = measure.name
        reads = name.endswith("read") or name.startswith("read") or name == "verify"
        yield [measure.kind, measure.title, _number(results.median(name)),
               "–" if reads else _micros(results.median(name, "p50_us")),
               "–" if reads else _micros(results.median(name, "p99_us")),
               _number(results.median(name, "server_us")), f"{results.median(name, 'load'):.1f}"]


def _baseline_rows(results):
    """Of two builds: what the one costs beside the other, round by round."""
    for measure in results.measures:
        base = measure.name + BASELINE
        if not results.has(base):
            continue
        speed = results.ratios(measure.name, base)
        cost = results.ratios(measure.name, base, "server_us")
        yield [measure.title, _number(results.median(base)), _number(results.median(measure.name)),
               " ".join(f"{each:.2f}" for each in speed), f"{statistics.median(speed):.2f} ×",
               f"{statistics.median(cost):.2f} ×" if cost else "–",
               f"{results.median(measure.name, 'load'):.1f}"]


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def markdown(results, targets, command, date):
    sync = f"; fdatasync {_micros(results.median('sync', 'p50_us'))}" if results.has("sync") else ""
    parts = [f"{date}, `{command}`: {machine()}{sync}.",
             _table(["work", "target", "reached", "met"], _target_rows(results, targets)),
             _table(["", "what", "events or calls a second", "p50", "p99", "server µs each", "load"],
                    _figure_rows(results))]
    if any(results.has(measure.name + BASELINE) for measure in results.measures):
        parts.insert(1, _table(["work", "baseline /s", "this build /s", "ratio in each round",
                                "median", "server CPU each", "load"], _baseline_rows(results)))
    return "\n\n".join(parts) + "\n"


def write(results, targets, command, folder):
    """Prints the figures and writes them as JSON and Markdown."""
    now = datetime.datetime.now()
    text = markdown(results, targets, command, now.strftime("%Y-%m-%d"))
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / now.strftime("%Y-%m-%dT%H-%M-%S")
    stem.with_suffix(".md").write_text(text)
    stem.with_suffix(".json").write_text(json.dumps(
        {"date": now.isoformat(timespec="seconds"), "command": command, "machine": machine(),
         "results": results.as_json()}, indent=1))
    print(text)
    print(f"Written to {stem}.md and .json")
