"""Proposes a history to the product, fact by fact, and compares every outcome."""

import random
from collections import Counter

from compare import Difference
from fold import Log
from history import History
from model import UNNAMED
from product import request_id

OTHER = ("organisationRegistered", {"organisationId": "other", "name": "Other",
                                    "kind": "ORGANISATION_KIND_OTHER"})


class Proposals:
    """What was sent and what came of it; `log` is what was recorded."""

    def __init__(self, seed, options, product):
        self.options, self.product, self.log = options, product, Log()
        self.chance = random.Random(seed * 7919 + 1)
        self.history = History(seed, options.size, self.log)
        self.sent = []  # (request id, kind, body, outcome) of what was recorded
        self.differences, self.outcomes = [], Counter()

    def run(self):
        for number in range(self.options.size):
            self.propose(*self.history.next(), f"proposal {number}")

    def propose(self, kind, body, name):
        """A fact that the oracle refuses is only checked, unless the product refuses it too."""
        request, wanted = request_id(self.chance), self.log.refusal(kind, body)
        if wanted == "FACT_IN_USE" and self.chance.random() < 0.3:
            return self.void_together(name, kind, body, request)
        got = self.product.recorder.send(kind, body, request, validate_only=bool(wanted))
        self.outcomes[kind, wanted or "recorded"] += 1
        self.check(name, kind, body, got, wanted)
        if wanted and isinstance(got, str):
            got = self.product.recorder.send(kind, body, request)
        if isinstance(got, dict) and not wanted:
            self.record(request, kind, body, got)
        elif isinstance(got, dict) and int(got.get("position", 0)):
            raise AssertionError(f"refused when checked, then recorded: {kind} {body}")

    def void_together(self, name, kind, body, request):
        """A fact with all that rests on it: they are voided before it, the latest first."""
        resting = self.log.resting_on(self.log.by_event[body["stream"], body["eventId"]])
        got = self.product.recorder.send(kind, body, request, together=True)
        self.outcomes[kind, "together"] += 1
        self.check(name, kind, {**body, "together": True}, got, None)
        if not isinstance(got, dict):
            return
        if int(got["position"]) != self.log.head + len(resting) + 1:
            self.differences.append(Difference(
                name, f"{kind} {body}, together",
                f"{int(got['position']) - self.log.head - 1} rest on it", len(resting)))
            raise AssertionError("the logs are not one any more")
        for position in reversed(resting):
            fact = self.log.fact_at(position)
            self.log.record(self.log.head + 1, kind,
                            {**body, "stream": fact.stream, "eventId": fact.event_id}, "")
        self.record(request, kind, body, got)

    def check(self, name, kind, body, got, wanted):
        got = got if isinstance(got, str) else None
        if got != wanted and not (got and wanted in UNNAMED):
            self.differences.append(Difference(
                name, f"{kind} {body}", got or "accepted", wanted or "accepted",
                probe=("fact", kind, body), facts=self.recorded(self.log.head)))

    def record(self, request, kind, body, got):
        self.log.record(int(got["position"]), kind, body, got["eventId"])
        self.sent.append((request, kind, body, got))
        if self.chance.random() < 0.05:
            self.repeat(*self.chance.choice(self.sent))

    def repeat(self, request, kind, body, first):
        """The same request again: with the same fact, and with another."""
        got = self.product.recorder.send(kind, body, request)
        again = isinstance(got, dict) and (got.get("repeated"), got.get("position"))
        self.outcomes["a request again", "the same fact"] += 1
        if again != (True, first["position"]):
            self.differences.append(Difference("repeat", f"{kind} {body}", got,
                                               "repeated at " + first["position"]))
        got = self.product.recorder.send(*OTHER, request, validate_only=True)
        self.outcomes["a request again", "another fact"] += 1
        if got != "REQUEST_ID_TAKEN":
            self.differences.append(Difference(
                "repeat", f"another fact under the request id of {kind}",
                "repeated" if isinstance(got, dict) else got, "REQUEST_ID_TAKEN"))

    def recorded(self, position):
        """What was recorded up to a position, as shrink.py takes it."""
        return [(kind, body, got["eventId"]) for _, kind, body, got in self.sent
                if int(got["position"]) <= position]
