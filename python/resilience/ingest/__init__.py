"""Files that people have -> one long raw relation, all text. What a cell means is decided in SQL."""

from resilience.ingest.run import FileReport, carry_landed, ingest

__all__ = ["FileReport", "carry_landed", "ingest"]
