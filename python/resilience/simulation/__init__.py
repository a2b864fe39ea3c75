"""A seeded world with planted truth, written as a statistics site would publish it, and whether it is found again."""

from resilience.simulation.recovery import coverage_table, recover
from resilience.simulation.simulated_files import simulate

__all__ = ["coverage_table", "recover", "simulate"]
