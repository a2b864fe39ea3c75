"""Specifications as data -> designs -> fits -> inference -> diagnostics, all stored in `results.*`."""

from resilience.estimation.estimate_study import estimate

__all__ = ["estimate"]
