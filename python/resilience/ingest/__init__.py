"""Files that people have -> one long raw relation, all text. What a cell means is decided in SQL."""

from resilience.ingest.run import FileReport, ingest

__all__ = ["FileReport", "ingest"]
