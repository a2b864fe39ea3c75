"""Tables, figures and the report, all from one warehouse file."""

from resilience.report.write import write_report

__all__ = ["write_report"]
