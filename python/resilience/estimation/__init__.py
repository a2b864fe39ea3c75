"""Specifications as data -> designs -> fits -> inference -> diagnostics, all stored in `results.*`."""

from resilience.estimation.run import estimate

__all__ = ["estimate"]
