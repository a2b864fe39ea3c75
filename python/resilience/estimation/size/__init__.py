"""How often the reported tests reject a true zero on this very panel, and how often they find a stated effect."""

from resilience.estimation.size.measured import Measured, measure

__all__ = ["Measured", "measure"]
