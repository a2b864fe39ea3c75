"""Smallest sets of slips of which every check at fault has one: hitting sets, thinned by what each slip does alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from resilience.audit.misprint_candidates import Change

VALUES = 6  # texts of a unit tried in a set of several
Unit = tuple[int, ...]


class Slips:
    """Slips with the checks that each clears, and breaks, alone.

    Args:
        changes: the slips.
        cleared: per slip the checks at fault that then hold.
        broken: per slip the checks that are then at fault and were not.
        is_at_stake: whether a check names a cell of a unit.
    """

    def __init__(
        self,
        changes: Sequence[Change],
        cleared: Sequence[frozenset[str]],
        broken: Sequence[frozenset[str]],
        is_at_stake: Callable[[Unit, str], bool],
    ) -> None:
        self.slips: dict[Unit, list[tuple[Change, frozenset[str], frozenset[str]]]] = {}
        for each in zip(changes, cleared, broken, strict=True):
            self.slips.setdefault(each[0].unit, []).append(each)
        self.able = {unit: frozenset().union(*(clears for _, clears, _ in own)) for unit, own in self.slips.items()}
        self.slips = {unit: own for unit, own in self.slips.items() if self.able[unit]}
        self.checks = frozenset().union(*cleared)
        known = self.checks.union(*broken)
        self.bears_on = {
            unit: frozenset(check for check in known if is_at_stake(unit, check))
            | frozenset().union(*(clears | breaks for _, clears, breaks in own))
            for unit, own in self.slips.items()
        }

    def connected(self) -> Iterator[frozenset[str]]:
        """The checks that some slip clears, in groups of which no unit clears checks of two."""
        left = set(self.checks)
        while left:
            group = {min(left)}
            while more := {check for able in self.able.values() if able & group for check in able & left - group}:
                group |= more
            left -= group
            yield frozenset(group)

    def sets(self, checks: frozenset[str], size: int) -> Iterator[tuple[Change, ...]]:
        """Sets of slips in `size` units that may clear these checks and leave no other broken."""
        for units in self._hitting(checks, size):
            yield from product(*(self._fitting(unit, units - {unit}, checks) for unit in sorted(units)))

    def _fitting(self, unit: Unit, others: frozenset[Unit], checks: frozenset[str]) -> list[Change]:
        """The slips of a unit that clear what none of the others bears on, and break nothing of that sort."""
        shared = frozenset().union(*(self.bears_on[other] for other in others))
        needed = checks & self.bears_on[unit] - shared
        own = [change for change, clears, breaks in self.slips[unit] if needed <= clears and breaks <= shared]
        return sorted(own, key=lambda change: -change.weight)[: VALUES if others else None]

    def _hitting(self, checks: frozenset[str], size: int) -> set[frozenset[Unit]]:
        """Sets of units that leave no check out: one unit is able to clear it, or two bear on it and may together."""
        found: set[frozenset[Unit]] = set()
        seen: set[frozenset[Unit]] = set()
        useful = sorted(unit for unit in self.slips if self.bears_on[unit] & checks)

        def extend(chosen: frozenset[Unit]) -> None:
            if chosen in seen:
                return
            seen.add(chosen)
            open_checks = sorted(check for check in checks if not self._dealt_with(check, chosen))
            if len(chosen) == size:
                if not open_checks:
                    found.add(chosen)
                return
            taken = {position for unit in chosen for position in unit}
            for unit in useful:
                if not taken & set(unit) and (not open_checks or open_checks[0] in self.bears_on[unit]):
                    extend(chosen | {unit})

        extend(frozenset())
        return found

    def _dealt_with(self, check: str, chosen: frozenset[Unit]) -> bool:
        bearing = [unit for unit in chosen if check in self.bears_on[unit]]
        return len(bearing) > 1 or any(check in self.able[unit] for unit in bearing)
