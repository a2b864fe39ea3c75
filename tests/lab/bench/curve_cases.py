"""A specification curve from shared cross-products against a loop of pyfixest fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.bench.case import Case

REGIONS, YEARS, OUTCOMES = 30, 12, 40


def draw(folder: Path, size: int) -> None:
    """A panel of 30 regions by 12 years with 40 outcomes and the regressors of `size` specifications."""
    import numpy as np

    random = np.random.default_rng(20261124)
    n = REGIONS * YEARS
    np.save(folder / "x.npy", random.lognormal(size=(n, -(-size // OUTCOMES))))
    np.save(folder / "y.npy", random.normal(size=(n, OUTCOMES)))
    np.save(folder / "control.npy", random.normal(size=n))


def _frames(folder: Path) -> tuple[Any, Any, Any]:
    import numpy as np
    import pandas as pd

    index = pd.MultiIndex.from_product([range(REGIONS), range(YEARS)], names=["region_code", "year"])
    panel = pd.DataFrame({"control": np.load(folder / "control.npy")}, index=index)
    return (
        panel,
        pd.DataFrame(np.load(folder / "x.npy"), index=index),
        pd.DataFrame(np.load(folder / "y.npy"), index=index),
    )


def ours(folder: Path, _: int) -> Any:
    import numpy as np

    from resilience.estimation.specification import Study
    from resilience.estimation.specification_curve import NUMBERS, Alternatives, fit_sample

    alternatives = Alternatives(*_frames(folder))
    study, every = Study.model_construct(cluster="region_code"), np.ones(REGIONS * YEARS, bool)

    def work() -> np.ndarray:
        outcomes = list(range(OUTCOMES))
        blocks = fit_sample(study, alternatives, every, outcomes, ["control"], ["year"], "CRV1(region)")
        return np.concatenate([numbers[NUMBERS.index("statistic")] for numbers in blocks])

    return work


def pyfixest_loop(folder: Path, _: int) -> Any:
    import numpy as np
    import pyfixest

    panel, x, y = _frames(folder)
    data = panel.join(x.add_prefix("x")).join(y.add_prefix("y")).reset_index()

    def work() -> np.ndarray:
        fits = (
            pyfixest.feols(f"y{j} ~ x{i} + control | year", data, vcov={"CRV1": "region_code"}, lean=True)
            for j in y.columns
            for i in x.columns
        )
        return np.array([fit.tstat().iloc[0] for fit in fits])

    return work


CASES = [
    Case(
        "curve", "specification curve, {size} specifications, CRV1, one BLAS thread", draw, ours, 1_000, 40,
        pyfixest_loop, peer_name="pyfixest loop", reach=0.1, tolerance=1e-6, blas_threads=1, repeat=1,
    ),
]  # fmt: skip
