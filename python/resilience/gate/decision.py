"""From findings to a decision that estimation asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resilience.gate.suite import BOUND, OWN_PANEL_FILE, VARIABLE, Suite, base_of, load_suite
from resilience.project.errors import Problem, UserError
from resilience.project.warehouse import panel_sha256, replace_results, working

if TYPE_CHECKING:
    import pandas as pd

    from resilience.project.settings import Settings

COLUMNS = ["rule", "severity", "region_code", "year", "value", "expected", "remedy", "sentence_en", "sentence_zh"]


def run_gate(settings: Settings, run_id: str) -> dict[str, Any]:
    """Validates the panel of the working warehouse and stores decision and findings under the panel's fingerprint.

    Returns:
        decision (`pass`, `pass with findings`, `refuse`), n_expectations, n_failed, n_accepted, panel_sha256.

    Raises:
        UserError: the decision is `refuse`; it is stored before that.
    """
    import pandas as pd

    from resilience.gate.validation import validate

    suite = load_suite(OWN_PANEL_FILE) if "panel" in settings.parameters["collections"] else load_suite()
    with working(settings) as engine:
        fingerprint = panel_sha256(engine)
        frames = {
            name: engine.frame(f"select * from {relation}", list(engine.columns(relation)))
            for name, relation in suite.frames.items()
        }
        accepted = engine.frame("select rule, region_code, year, reason_en from reference.accepted_findings")
    suite = suite.of_panel(frames.pop(BOUND), frames.pop(VARIABLE))
    findings = pd.DataFrame(validate(suite, frames), columns=COLUMNS)
    reasons = [_accepted_reason(row, accepted) for row in findings.itertuples()]
    findings = findings.assign(is_accepted=[reason is not None for reason in reasons], accepted_reason=reasons)
    findings = findings.astype({"year": "Int64", "value": "float64", "is_accepted": "bool"})
    decision = decide(suite, findings)
    with working(settings, read_only=False) as engine:
        stamp = {"run_id": run_id, "panel_sha256": fingerprint}
        replace_results(engine, "gate_findings", findings, **stamp)
        replace_results(engine, "gate_decisions", pd.DataFrame([decision]), **stamp)
    if decision["decision"] == "refuse":
        raise _refusal(findings, "seeds/corrections" if settings.workspace is None else "reference")
    return {**decision, "panel_sha256": fingerprint}


def decide(suite: Suite, findings: pd.DataFrame) -> dict[str, Any]:
    """Refuses on any open finding of severity `refuse`; a finding that a person accepted does not count as open."""
    open_findings = findings[~findings["is_accepted"]]
    if (open_findings["severity"] == "refuse").any():
        decision = "refuse"
    else:
        decision = "pass with findings" if len(open_findings) else "pass"
    return {
        "decision": decision,
        "suite_sha256": suite.sha256,
        "n_expectations": len(suite.rules),
        "n_failed": int(findings["rule"].map(base_of).nunique()),
        "n_accepted": int(findings["is_accepted"].sum()),
    }


def _accepted_reason(finding: Any, accepted: pd.DataFrame) -> str | None:
    """The reason of the first acceptance that covers a finding; an empty region or year covers any, a rule without a
    column every column."""
    for row in accepted.itertuples():
        same_region = not _is_set(row.region_code) or row.region_code == finding.region_code
        same_year = not _is_set(row.year) or row.year == finding.year
        if row.rule in (finding.rule, base_of(finding.rule)) and same_region and same_year:
            return str(row.reason_en)
    return None


def _is_set(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value) and value != ""


def _or_any(value: Any) -> Any:
    return value if _is_set(value) else "any"


def _refusal(findings: pd.DataFrame, folder: str) -> UserError:
    refused = findings[(findings["severity"] == "refuse") & ~findings["is_accepted"]]
    problems = [
        Problem(
            place=f"marts.panel, region {_or_any(row.region_code)}, year {_or_any(row.year)}",
            found=f"{row.value:g}" if _is_set(row.value) else "no figure",
            expected=f"{row.expected}. {row.sentence_en}",
            remedy=f"{row.remedy}; or accept rule {row.rule} with a reason in {folder}/accepted_findings.csv",
        )
        for row in refused.head(10).itertuples()
    ]
    return UserError(
        f"The gate refuses the panel: {len(refused)} findings that estimation cannot live with. "
        "The last publication stays as it was.",
        problems,
    )
