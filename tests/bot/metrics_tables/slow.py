"""The same figures worked out anew: customer by customer and month by month, with dictionaries and fractions.

Written from the definitions, without a look at how `bot.metrics` does it, and slow.
"""

from collections.abc import Iterable
from fractions import Fraction

from tests.bot.metrics_tables.tables import Amounts

Parts = dict[str, Fraction | int]
GROUPS = {"month": 1, "quarter": 3, "year": 12}


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


class Slow:
    """A table's figures. Amounts are cents of a month's revenue, and are given as euros of a year's."""

    def __init__(self, amounts: Amounts) -> None:
        self.customers = sorted({who for who, _ in amounts})
        self.last = max(month for _, month in amounts)
        self.paid = amounts

    def pays(self, who: str, month: int) -> Fraction:
        return Fraction(self.paid.get((who, month), 0) * 12, 100)

    def movements(self, month: int, customers: list[str] | None = None) -> tuple[Parts, Parts]:
        """Amounts and counts of what moved in a month, of some customers or all."""
        names = ("start", "new", "reactivation", "expansion", "contraction", "churn", "end")
        amounts: Parts = dict.fromkeys(names, Fraction(0))
        counts: Parts = dict.fromkeys(names, 0)

        def add(name: str, amount: Fraction) -> None:
            if amount:
                amounts[name] += amount
                counts[name] += 1

        for who in self.customers if customers is None else customers:
            before, now = self.pays(who, month - 1), self.pays(who, month)
            add("start", before)
            add("end", now)
            if before and now:
                add("expansion" if now > before else "contraction", abs(now - before))
            elif before:
                add("churn", before)
            elif now:
                paid_once = any(self.pays(who, earlier) for earlier in range(month))
                add("reactivation" if paid_once else "new", now)
        return amounts, counts

    def by_customer(self, month: int, window: int) -> tuple[Fraction, Fraction, Fraction] | None:
        """NRR, GRR and logo retention in percent; None where nobody paid at the start."""
        then = {who: self.pays(who, month - window) for who in self.customers if self.pays(who, month - window)}
        if not then:
            return None
        now = {who: self.pays(who, month) for who in then}
        paid = _sum(then.values())
        return (
            _sum(now.values()) / paid * 100,
            _sum(min(now[who], then[who]) for who in then) / paid * 100,
            Fraction(sum(1 for who in then if now[who]), len(then)) * 100,
        )

    def by_flow(self, month: int, window: int, reactivation: bool) -> tuple[Fraction, Fraction, Fraction] | None:
        nrr = grr = start = sum((self.pays(who, month - window) for who in self.customers), Fraction(0))
        logos = there = sum(1 for who in self.customers if self.pays(who, month - window))
        if not start:
            return None
        for each in range(month - window + 1, month + 1):
            amounts, counts = self.movements(each)
            lost = amounts["contraction"] + amounts["churn"]
            nrr += amounts["expansion"] - lost
            grr -= lost
            logos -= int(counts["churn"])
            if reactivation:
                nrr += amounts["reactivation"]
        return nrr / start * 100, grr / start * 100, Fraction(logos, there) * 100

    def cohorts(self, by: str) -> dict[tuple[bool, int], list[str]]:
        """Customers by whether they came after the first month, and where their month, quarter or year begins."""
        found: dict[tuple[bool, int], list[str]] = {}
        for who in self.customers:
            if self.joined(who) is not None:
                month = self.joined(who) or 0
                found.setdefault((month > 0, month - month % GROUPS[by] if month else 0), []).append(who)
        return found

    def joined(self, who: str) -> int | None:
        return next((month for month in range(self.last + 1) if self.pays(who, month)), None)

    def ages(self, customers: list[str]) -> list[tuple[Fraction, Fraction, Fraction]]:
        """NRR, GRR and logo retention of a cohort at each age that all of it has reached."""
        joined = {who: self.joined(who) or 0 for who in customers}
        first = {who: self.pays(who, joined[who]) for who in customers}
        found = []
        for age in range(self.last - max(joined.values()) + 1):
            now = {who: self.pays(who, joined[who] + age) for who in customers}
            paid = _sum(first.values())
            kept = Fraction(sum(1 for who in customers if now[who]), len(customers))
            gross = _sum(min(now[who], first[who]) for who in customers)
            found.append((_sum(now.values()) / paid * 100, gross / paid * 100, kept * 100))
        return found
