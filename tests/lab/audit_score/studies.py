"""Papers as the two frames that the audit reads, many studies at once."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lab.audit_score.paper import Key, Paper
from resilience.audit.study_files import CELLS, FACTS, decimals


def frames(
    papers: Mapping[str, Paper], misprinted: Mapping[str, tuple[str, Mapping[Key, str]]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells and facts of `papers` by study, and of `misprinted` ones: the paper's study and the cells that changed."""
    versions = [(study, study, {}) for study in papers]
    versions += [(study, paper, changed) for study, (paper, changed) in misprinted.items()]
    cells = [
        (study, *key[:2], None, *key[2:], text, decimals(text))
        for study, paper, changed in versions
        for key, text in {**papers[paper].cells, **changed}.items()
    ]
    facts = [
        (study, *(value or None for value in fact), "the text")
        for study, paper, _ in versions
        for fact in papers[paper].facts
    ]
    return pd.DataFrame(cells, columns=CELLS, dtype=object), pd.DataFrame(facts, columns=FACTS, dtype=object)
