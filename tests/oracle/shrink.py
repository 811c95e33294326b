"""Makes a difference small: the fewest recorded facts after which a probe still differs.

A probe is ("fact", kind, body) or ("ask" or "reported", command line, indicator, by, filters).
"""

import random

import reported
from compare import differences, reported_differences
from figures import figure
from fold import Log
from product import Product, request_id
from rows import Tables


def replay(product, facts):
    """Records what both take; returns the log and the new event ids by the old ones."""
    log, ids, chance = Log(), {}, random.Random(1)
    for kind, body, event in facts:
        body = renamed(body, ids)
        if body is None or log.refusal(kind, body) not in (None, "FACT_IN_USE"):
            continue
        got = product.recorder.send(kind, body, request_id(chance))
        if isinstance(got, dict):
            log.record(int(got["position"]), kind, body, got["eventId"])
            ids[event] = got["eventId"]
    return log, ids


def renamed(body, ids):
    """A voiding names the event of this server; None if it is not there."""
    if "eventId" not in body:
        return body
    return {**body, "eventId": ids[body["eventId"]]} if body["eventId"] in ids else None


def answer(facts, probe):
    """How product and oracle differ after these facts: text, or "" if they do not."""
    product = Product()
    try:
        log, ids = replay(product, facts)
        if probe[0] == "fact":
            return of_fact(product, log, ids, *probe[1:])
        product.wait_until(log.head)
        ask = of_reported if probe[0] == "reported" else of_question
        return ask(product, log, *probe[1:])
    finally:
        product.close()


def of_fact(product, log, ids, kind, body):
    body = renamed(body, ids)
    if body is None:
        return ""
    wanted = log.refusal(kind, body) or "accepted"
    got = product.recorder.send(kind, body, request_id(random.Random(2)), True)
    got = got if isinstance(got, str) else "accepted"
    return "" if got == wanted else f"product {got}, oracle {wanted}"


def of_question(product, log, line, *question):
    found = differences("", product.ask(line), figure(Tables(log.state), *question))
    return "; ".join(map(str, found))


def of_reported(product, log, line, *question):
    found = reported_differences("", product.ask(line), *reported.figure(log.state, *question))
    return "; ".join(map(str, found))


def shrink(facts, probe, same):
    """The fewest facts whose answer is still the same sort of difference."""
    size = max(1, len(facts) // 2)
    while True:
        at, before = 0, len(facts)
        while at < len(facts):
            fewer = facts[:at] + facts[at + size:]
            if same(answer(fewer, probe)):
                facts = fewer
            else:
                at += size
        if size == 1 and len(facts) == before:
            return facts
        size = max(1, size // 2)
