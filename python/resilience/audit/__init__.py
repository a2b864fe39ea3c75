"""The audit of a study's printed numbers: what SQL cannot draw, and a warehouse of its own for any study's cells."""

from resilience.audit.departures import departed
from resilience.audit.repair import write_repairs
from resilience.audit.single_unit_regressor import write_audit_inputs
from resilience.audit.study_audit import audit_study, claims_text
from resilience.audit.workspace_print import lay_print

__all__ = ["audit_study", "claims_text", "departed", "lay_print", "write_audit_inputs", "write_repairs"]
