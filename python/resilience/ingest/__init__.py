"""Files that people have -> one long raw relation, all text. What a cell means is decided in SQL."""

from resilience.ingest.run import FileReport, ingest
from resilience.ingest.store import carry_landed

__all__ = ["FileReport", "carry_landed", "ingest"]
