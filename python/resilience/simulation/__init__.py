"""A seeded world with planted truth, written as a statistics site would publish it."""

from resilience.simulation.world import simulate

__all__ = ["simulate"]
