"""The one grammar of standard-error names, such as `HC1`, `CRV1(region,year)`, `DK(2)`, `Conley(500,bartlett)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linear.errors import LinearError

# Kind -> what may stand in its brackets, and how it is written out.
FORMS = {
    "classical": (r"", "classical"),
    "HC1": (r"", "HC1"),
    "HC3": (r"", "HC3"),
    "CRV1": (r"\( *\w+ *(, *\w+ *)?\)", "CRV1(region), CRV1(region,year)"),
    "CRV3": (r"\( *\w+ *\)", "CRV3(region)"),
    "DK": (r"\( *\d+ *\)", "DK(lag)"),
    "NW": (r"\( *\d+ *\)", "NW(lag)"),
    "Conley": (
        r"\( *[\d.]+ *, *(bartlett|uniform) *(, *\d+ *)?\)",
        "Conley(km,bartlett), Conley(km,uniform), Conley(km,kernel,lag)",
    ),
    "wild": (r"\( *\w+ *(, *(rademacher|webb) *)?\)", "wild(region), wild(region,rademacher), wild(region,webb)"),
    "permutation": (r"\( *region *\)", "permutation(region)"),
}
# What an editor can check while a study is typed.
PATTERN = f"^({'|'.join(kind + inside for kind, (inside, _) in FORMS.items())})$"


@dataclass(frozen=True)
class Convention:
    """A parsed name; `kind` is the word before the bracket, the rest what stands in it."""

    kind: str
    clusters: tuple[str, ...] = ()
    lag: int = 0
    cutoff_km: float = 0.0
    kernel: str = ""
    weights: str = ""

    def __str__(self) -> str:
        if not FORMS[self.kind][0]:
            return self.kind
        if self.kind == "Conley":
            inside = [f"{self.cutoff_km:g}", self.kernel, *([str(self.lag)] if self.lag else [])]
        elif self.kind in ("DK", "NW"):
            inside = [str(self.lag)]
        else:
            inside = [*self.clusters, *([self.weights] if self.weights else [])]
        return f"{self.kind}({','.join(inside)})"


def parse(name: str) -> Convention:
    """Reads a name.

    Raises
    ------
    LinearError
        It is none of the forms; the message lists them.
    """
    text = name.replace(" ", "")
    if not re.match(PATTERN, text):
        known = ", ".join(written for _, written in FORMS.values())
        raise LinearError(f"'{name}' is no standard error known here; known: {known}")
    kind, _, inside = text.rstrip(")").partition("(")
    arguments = inside.split(",") if inside else []
    if kind in ("DK", "NW"):
        return Convention(kind, lag=int(arguments[0]))
    if kind == "Conley":
        cutoff = float(arguments[0])
        if cutoff <= 0:
            raise LinearError(f"'{name}': the cutoff is a distance above 0 km")
        return Convention(kind, cutoff_km=cutoff, kernel=arguments[1], lag=int((arguments[2:] or ["0"])[0]))
    if kind == "wild":
        return Convention(kind, (arguments[0],), weights=(arguments[1:] or [""])[0])
    if len(set(arguments)) < len(arguments):
        raise LinearError(f"'{name}' names one cluster variable twice")
    return Convention(kind, tuple(arguments))


def canonical(name: str) -> str:
    """The one spelling under which results are stored."""
    return str(parse(name))
