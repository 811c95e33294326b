"""One history against one server, and the same answers got in other ways."""

from asking import Asking, words
from compare import Difference
from figures import questions
from model import INDICATORS, REPORTED_BY
from product import Product
from proposals import Proposals


class Trial:
    """Proposes, asks, compares; `differences` is what came of it."""

    def __init__(self, seed, options):
        self.product = Product()
        self.proposals = Proposals(seed, options, self.product)
        self.asking = Asking(self.proposals, self.product, options)
        self.log, self.chance = self.proposals.log, self.proposals.chance

    def close(self):
        self.product.close()

    @property
    def differences(self):
        return self.proposals.differences + self.asking.differences

    def run(self):
        self.proposals.run()
        self.product.wait_until(self.log.head)
        self.asking.run()
        self.ask_a_prefix()
        self.ask_new_views()

    def sample(self, position):
        """Command lines, and the tables that they ask."""
        asked = [(INDICATORS[indicator][0], indicator, by) for indicator in INDICATORS
                 for by in self.chance.sample(list(questions(indicator)), 3)]
        asked += [("reported", indicator, by)
                  for indicator in self.log.fold(position or self.log.head).indicator
                  for by in self.chance.sample(REPORTED_BY, 3)]
        return ([words(indicator, by, None, position) for _, indicator, by in asked],
                [table for table, _, _ in asked])

    def ask_a_prefix(self):
        """As of a position is what a server with only the first events says."""
        count = self.chance.randrange(1, len(self.proposals.sent))
        position = int(self.proposals.sent[count - 1][3]["position"])
        lines, tables = self.sample(position)
        other = Product()
        try:
            if self.feed(other, count):
                other.wait_until(position)
                at_head = [line[:line.index("--as-of")] for line in lines]
                self.same("first", f"a server with the first {count} events", lines, tables,
                          other.ask_all(at_head), self.product.ask_all(lines))
        finally:
            other.close()

    def feed(self, other, count):
        """Sends the first events; event ids are those of the other server."""
        ids = {}
        for request, kind, body, first in self.proposals.sent[:count]:
            if kind == "eventVoided":
                body = {**body, "eventId": ids[body["eventId"]]}
            got = other.recorder.send(kind, body, request, together=kind == "eventVoided")
            if isinstance(got, str):
                self.asking.differences.append(Difference("a server with the first events",
                                                          f"{kind} {body}", got, "accepted"))
                return False
            ids[first["eventId"]] = got["eventId"]
        return True

    def ask_new_views(self):
        lines, tables = self.sample(None)
        before = self.product.ask_all(lines)
        self.product.with_views_made_anew()
        self.product.wait_until(self.log.head)
        self.same("anew", "views made anew", lines, tables, self.product.ask_all(lines), before)

    def same(self, kind, what, lines, tables, got, wanted):
        for line, table, one, other in zip(lines, tables, got, wanted):
            self.asking.counts[table, kind] += 1 if isinstance(other, str) else 1 + len(
                other.get("figures", []))
            if cells(one) != cells(other):
                self.asking.differences.append(Difference(f"{what}: {' '.join(line)}", "answer",
                                                          cells(one), cells(other)))


def cells(answer):
    """What two servers must say alike of one question."""
    if isinstance(answer, str):
        return answer
    return str([[entry.get("group"), entry.get("reading"), entry.get("notPlaced")]
                for entry in [*answer.get("figures", []), answer["total"]]])
