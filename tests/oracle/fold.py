"""The log of a history: what stands at any position, and whether a new fact is accepted."""

from model import FACTS
from rules import refusal
from state import Fact, State


class Log:
    """Facts in order of position, and the state at the head."""

    def __init__(self):
        self.facts = []
        self.state = State()
        self.by_event = {}  # (stream, event id): Fact

    @property
    def head(self):
        return self.facts[-1].position if self.facts else 0

    def fact_at(self, position):
        return next(fact for fact in self.facts if fact.position == position)

    def refusal(self, kind, body):
        """The reason why a fact is refused now, or None."""
        fact = Fact(self.head + 1, kind, body)
        return self.void_refusal(body) if kind == "eventVoided" else refusal(self.state, fact)

    def void_refusal(self, body):
        target = self.by_event.get((body["stream"], body["eventId"]))
        if target is None:
            return "EVENT_UNKNOWN"
        if FACTS[target.kind].get("lasting"):
            return "EVENT_NOT_VOIDABLE"
        if target.position in self.state.voided:
            return "EVENT_VOIDED"
        return "FACT_IN_USE" if self.resting_on(target) else None

    def resting_on(self, target):
        """Positions of the facts that do not stand without this one."""
        without = self.fold(self.head, {target.position}).standing
        return sorted(set(self.state.standing) - set(without) - {target.position})

    def record(self, position, kind, body, event_id):
        """Takes a fact that was recorded."""
        fact = Fact(position, kind, body, event_id)
        if kind == "eventVoided":
            fact.target = self.by_event[body["stream"], body["eventId"]].position
        self.facts.append(fact)
        self.by_event[fact.stream, event_id] = fact
        if kind == "eventVoided":
            self.state = self.fold(position)
        else:
            self.state.apply(fact)
        return fact

    def fold(self, position, also_voided=()):
        """The state at a position, as if what is voided by then had never happened."""
        facts = [fact for fact in self.facts if fact.position <= position]
        voided = {fact.target for fact in facts if fact.target} | set(also_voided)
        state = State()
        for fact in facts:
            if fact.kind == "participantRegistered":
                state.ever_registered.add(fact.id)
            if fact.position not in voided and stands(state, fact):
                state.apply(fact)
        return state


def stands(state, fact):
    """A fact whose basis is voided counts as voided; what is lasting rests on nothing."""
    if FACTS[fact.kind].get("lasting"):
        return True
    return refusal(state, fact) is None
