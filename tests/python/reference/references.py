"""Reference numbers by Python tools that the project does not compute with; run by hand, tests read the CSV only.

python references.py DATA_DIR, in an environment with pyfixest 0.60.0, wildboottest 0.3.2, spreg 1.9.0, econtools 0.3.2,
ivmodels 0.10.0, scipy; writes the data sets too.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
ROWS = []


def put(data, spec, name, tool, values):
    ROWS.extend((data, spec, name, term, f"{value:.12g}", tool) for term, value in values.items())


def data_sets():
    """Name -> frame; Grunfeld of statsmodels without American Steel, and three data sets of linearmodels."""
    import statsmodels.api as sm
    from linearmodels.datasets import card, mroz, munnell

    g = sm.datasets.grunfeld.load_pandas().data
    g = g[g["firm"] != "American Steel"].rename(columns={"firm": "region_code", "invest": "y"})
    m = munnell.load()
    m.columns = [c.lower() for c in m.columns]
    out = pd.DataFrame({"region_code": m["st_abb"], "year": m["yr"].astype(int), "y": np.log(m["gsp"])})
    out = out.assign(ln_pcap=np.log(m["p_cap"]), ln_pc=np.log(m["pc"]), ln_emp=np.log(m["emp"]), unemp=m["unemp"])
    z = mroz.load().dropna(subset=["lwage"]).rename(columns={"lwage": "y"})
    z = z[["y", "educ", "exper", "expersq", "fatheduc", "motheduc"]]
    c = card.load().rename(columns={"lwage": "y"})[["y", "educ", "exper", "expersq", "black", "nearc4", "nearc2"]]
    return {"grunfeld": g.astype({"year": int}), "munnell": out, "mroz": z, "card": c.dropna()}


def panels(folder):
    import pyfixest as pf

    for data in ("grunfeld", "munnell"):
        d = pd.read_csv(folder / f"{data}.csv")
        x = [c for c in d.columns if c not in ("region_code", "year", "y")]
        tool = "pyfixest 0.60.0 feols, "
        for spec, fe in (("pooled", ""), ("twoway", " | region_code + year")):
            formula = f"y ~ {' + '.join(x)}{fe}"
            for name, vcov in (("CRV1(region)", "region_code"), ("CRV1(region,year)", "region_code+year")):
                fit = pf.feols(formula, d, vcov={"CRV1": vcov})
                put(data, spec, name, tool + f"vcov={{'CRV1': '{vcov}'}}", fit.se()[x])
        plain, g = pf.ssc(k_adj=False, G_adj=False), d["region_code"].nunique()
        d = d.assign(cluster=pd.factorize(d["region_code"])[0])
        fit = pf.feols(f"y ~ {' + '.join(x)} | region_code + year", d, vcov={"CRV3": "cluster"}, ssc=plain)
        put(
            data,
            "twoway",
            "CRV3(region)",
            tool + "CRV3 without ssc * sqrt((G-1)/G)",
            fit.se()[x] * ((g - 1) / g) ** 0.5,
        )
        n, t, k = len(d), d["year"].nunique(), len(x) + 1
        for name, how, factor in (
            ("DK(2)", "DK", t / (t - 1) * (n - 1) / (n - k)),
            ("NW(2)", "NW", n / (n - k)),
        ):
            kw = {"time_id": "year", "panel_id": "cluster", "lag": 2}
            fit = pf.feols(f"y ~ {' + '.join(x)}", d, vcov=how, vcov_kwargs=kw, ssc=plain)
            put(data, "pooled", name, tool + how + "(lag=2) without ssc; factor of ours", fit.se()[x] * factor**0.5)


def wild(folder):
    import statsmodels.api as sm
    from wildboottest.wildboottest import wildboottest

    for data, regions in (("grunfeld", 10), ("munnell", 11), ("munnell", 12)):
        d = pd.read_csv(folder / f"{data}.csv")
        d = d[d["region_code"].isin(sorted(d["region_code"].unique())[:regions])]
        x = [c for c in d.columns if c not in ("region_code", "year", "y")]
        model = sm.OLS(d["y"], sm.add_constant(d[x]))
        codes = pd.Series(pd.factorize(d["region_code"])[0], d.index)
        p = {}
        for term in x:
            r = wildboottest(
                model,
                param=term,
                cluster=codes,
                B=99999,
                weights_type="rademacher",
                impose_null=True,
                bootstrap_type="11",
                seed=1,
                show=False,
            )
            p[term] = float(r["p-value"].iloc[0])
        put(data, f"first {regions} regions", "wild(region)", "wildboottest 0.3.2 B=99999 (all patterns), strict >", p)


def webb(folder):
    import statsmodels.api as sm
    from wildboottest.wildboottest import wildboottest

    for data, regions in (("grunfeld", 5), ("munnell", 6), ("grunfeld", 10), ("munnell", 12)):
        d = pd.read_csv(folder / f"{data}.csv")
        d = d[d["region_code"].isin(sorted(d["region_code"].unique())[:regions])]
        x = [c for c in d.columns if c not in ("region_code", "year", "y")]
        codes = pd.Series(pd.factorize(d["region_code"])[0], d.index)
        how = {
            "B": 99999,
            "weights_type": "webb",
            "impose_null": True,
            "bootstrap_type": "11",
            "seed": 1,
            "show": False,
        }
        model, p = sm.OLS(d["y"], sm.add_constant(d[x])), {}
        for term in x:
            p[term] = float(wildboottest(model, param=term, cluster=codes, show=False, **how)["p-value"].iloc[0])
        put(data, f"first {regions} regions", "wild(region,webb)", "wildboottest 0.3.2 webb, B=99999 draws, seed 1", p)


def freedman_lane(folder):
    """Every order of the residual paths of six regions, each refitted: the share whose |t| is at least the data's."""
    from itertools import permutations as orders_of

    import pyfixest as pf

    for data, term, others in (
        ("grunfeld", "value", ["capital"]),
        ("munnell", "unemp", ["ln_emp"]),
        ("munnell", "ln_pcap", ["ln_emp", "unemp"]),
    ):
        d = pd.read_csv(folder / f"{data}.csv").sort_values(["region_code", "year"])
        names = sorted(d["region_code"].unique())[:6]
        d = d[d["region_code"].isin(names)].reset_index(drop=True)
        rest = pf.feols(f"y ~ {' + '.join(others)}", d).resid().reshape(6, -1)

        def t(y, d=d, term=term, others=others):
            fit = pf.feols(f"y ~ {' + '.join([term, *others])}", d.assign(y=y), vcov={"CRV1": "region_code"})
            return abs(fit.tstat()[term])

        found = np.array([t(rest[list(order)].ravel()) for order in orders_of(range(6))])
        p = (found >= t(d["y"]) * (1 - 1e-9)).mean()
        spec = f"6 regions, {'+'.join([term, *others])}"
        put(data, spec, "permutation(region)", "pyfixest 0.60.0 feols CRV1, all 720 orders refitted", {term: p})


def planar_conley(folder, here):
    """econtools measures in the plane: Columbus as it is, the states by degrees, years a thousand degrees apart."""
    import econtools.metrics as mt

    c = pd.read_csv(here / "columbus.csv")
    points = pd.read_csv(here / "state_centers.csv").rename(columns={"lon": "x_coord", "lat": "y_coord"})
    m = pd.read_csv(folder / "munnell.csv").merge(points[["region_code", "x_coord", "y_coord"]], on="region_code")
    m["y_coord"] += 1000 * m["year"]
    cases = (("columbus", c, 10), ("columbus", c, 5), ("munnell_planar", m, 8), ("munnell_planar", m, 5))
    for data, frame, cutoff in cases:
        x = [v for v in frame.columns if v not in ("region_code", "year", "y", "x_coord", "y_coord")]
        for kernel, theirs in (("bartlett", "tria"), ("uniform", "unif")):
            where = {"x": "x_coord", "y": "y_coord", "band": cutoff, "kern": theirs}
            fit = mt.reg(frame, "y", x, addcons=True, shac=where)
            tool = f"econtools 0.3.2 reg(shac kern={theirs}) * sqrt(N/(N-K))"
            factor = (len(frame) / (len(frame) - len(x) - 1)) ** 0.5
            put(data, "pooled", f"Conley({cutoff},{kernel})", tool, fit.se[x] * factor)


def permutations(folder):
    import statsmodels.api as sm
    from scipy import stats

    for data, term, year in (("grunfeld", "value", 1935), ("grunfeld", "capital", 1954), ("munnell", "unemp", 1970)):
        d = pd.read_csv(folder / f"{data}.csv")
        d = d[(d["year"] == year) & d["region_code"].isin(sorted(d["region_code"].unique())[:7])]
        y = d["y"].to_numpy()

        def t(v, y=y):
            return abs(sm.OLS(y, sm.add_constant(v)).fit(cov_type="HC0").tvalues[1])

        r = stats.permutation_test(
            (d[term].to_numpy(),),
            t,
            permutation_type="pairings",
            alternative="greater",
            vectorized=False,
        )
        put(
            data,
            f"7 regions {year}",
            "permutation(region)",
            "scipy permutation_test(pairings, all), statsmodels HC0 t",
            {term: r.pvalue},
        )


def km(points):
    lat, lon = np.radians(points["lat"].to_numpy()), np.radians(points["lon"].to_numpy())
    a = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return 2 * 6371.0088 * np.arcsin(np.sqrt(a))


def conley(folder, here):
    import geopandas
    import libpysal
    import spreg

    c = geopandas.read_file(libpysal.examples.get_path("columbus.shp"))
    c = pd.DataFrame(
        {
            "region_code": c["POLYID"].astype(int),
            "year": 2000,
            "y": c["CRIME"],
            "inc": c["INC"],
            "hoval": c["HOVAL"],
            "x_coord": c["X"],
            "y_coord": c["Y"],
        }
    )
    c.to_csv(here / "columbus.csv", index=False)
    d = np.hypot(
        c["x_coord"].to_numpy()[:, None] - c["x_coord"].to_numpy(),
        c["y_coord"].to_numpy()[:, None] - c["y_coord"].to_numpy(),
    )
    m = pd.read_csv(folder / "munnell.csv")
    points = pd.read_csv(here / "state_centers.csv").set_index("region_code").sort_index()
    states = km(points)
    at = points.index.get_indexer(m["region_code"])
    dm = np.where(m["year"].to_numpy()[:, None] == m["year"].to_numpy(), states[np.ix_(at, at)], np.inf)
    for data, frame, dist, cutoff, kernel in (
        ("columbus", c, d, 10, "bartlett"),
        ("columbus", c, d, 5, "uniform"),
        ("munnell", m, dm, 500, "bartlett"),
        ("munnell", m, dm, 800, "bartlett"),
        ("munnell", m, dm, 400, "uniform"),
    ):
        x = [v for v in frame.columns if v not in ("region_code", "year", "y", "x_coord", "y_coord")]
        w = np.maximum(0, 1 - dist / cutoff) if kernel == "bartlett" else (dist <= cutoff) * 1.0
        rows = {i: np.flatnonzero(w[i]) for i in range(len(w))}
        gwk = libpysal.weights.W(
            {i: list(r) for i, r in rows.items()}, {i: list(w[i][r]) for i, r in rows.items()}, silence_warnings=True
        )
        gwk.transform = "O"
        gwk.__class__ = libpysal.weights.Kernel  # spreg takes kernel weights only; these are, from given distances
        fit = spreg.OLS(frame[["y"]].to_numpy(), frame[x].to_numpy(), robust="hac", gwk=gwk, spat_diag=False)
        n, k = len(frame), len(x) + 1
        se = np.sqrt(np.diag(fit.vm))[1:] * (n / (n - k)) ** 0.5
        put(
            data,
            "pooled",
            f"Conley({cutoff},{kernel})",
            "spreg 1.9.0 OLS(robust='hac') * sqrt(N/(N-K))",
            dict(zip(x, se, strict=True)),
        )


def instruments(folder):
    import pyfixest as pf
    from ivmodels.tests import inverse_anderson_rubin_test

    for data, exog, z in (
        ("mroz", ["exper", "expersq"], ["fatheduc", "motheduc"]),
        ("card", ["exper", "expersq", "black"], ["nearc4"]),
        ("card", ["exper", "expersq", "black"], ["nearc4", "nearc2"]),
    ):
        d = pd.read_csv(folder / f"{data}.csv")
        # pyfixest weighs by Z'Z with the other regressors left in, Montiel Olea and Pflueger by Z'Z with them taken
        # out: they are taken out beforehand, and its N/(N-K) is made that of the whole first stage.
        c = np.column_stack([np.ones(len(d)), d[exog]])
        names = ["y", "educ", *z]
        rest = d[names].to_numpy(float) - c @ np.linalg.lstsq(c, d[names].to_numpy(float), rcond=None)[0]
        fit = pf.feols(f"y ~ 1 | educ ~ {' + '.join(z)}", pd.DataFrame(rest, columns=names), vcov="hetero")
        fit.IV_Diag()
        spec = "iv " + "+".join(z)
        n, k = len(d), 1 + len(exog) + len(z)
        fit_k = 1 + len(z)
        tool = "pyfixest 0.60.0 IV_Diag(vcov='hetero') after partialling out; factor (N-K)/(N-k)"
        put(data, spec, "effective_f", tool, {"educ": fit._eff_F * (n - k) / (n - fit_k)})
        q = inverse_anderson_rubin_test(
            Z=d[z].to_numpy(float),
            X=d[["educ"]].to_numpy(float),
            y=d["y"].to_numpy(float),
            C=d[exog].to_numpy(float),
            alpha=0.05,
            fit_intercept=True,
            critical_values="f",
        )
        low, high = (float(v) for v in str(q).strip("[]").split(","))
        tool = "ivmodels 0.10.0 inverse_anderson_rubin_test(critical_values='f')"
        put(data, spec, "anderson_rubin", tool, {"low": low, "high": high})


def main():
    folder, here = Path(sys.argv[1]), Path(__file__).parent
    for name, frame in data_sets().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    steps = (
        panels, wild, webb, permutations, freedman_lane, instruments, lambda f: conley(f, here),
        lambda f: planar_conley(f, here),
    )  # fmt: skip
    for step in steps:
        try:
            step(folder)
        except Exception as error:
            print("FAILED", step, repr(error), file=sys.stderr)
    pd.DataFrame(ROWS).to_csv(sys.stdout, index=False, header=False)


if __name__ == "__main__":
    main()
