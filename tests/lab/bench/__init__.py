"""Speed against named peers, side by side in one run: medians of ratios, and only where both give the same numbers."""

from lab.bench.harness import measure

__all__ = ["measure"]
