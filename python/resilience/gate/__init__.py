"""The data-quality decision before estimation: Great Expectations over the panel."""

from resilience.gate.decision import run_gate

__all__ = ["run_gate"]
