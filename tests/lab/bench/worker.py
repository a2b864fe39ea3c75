"""One side of a case in a process of its own, so that its peak memory is its own: a line asks, a line answers."""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path

from lab.bench.case import cases


def main() -> None:
    """`worker CASE SIDE FOLDER SIZE`: does the work once for each line read, and prints seconds, memory and numbers."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    warnings.simplefilter("ignore")
    name, side, folder, size = sys.argv[1:]
    case = cases()[name]
    work = getattr(case, side)(Path(folder), int(size))
    threadpool_limits(case.blas_threads or os.cpu_count(), user_api="blas")  # of the libraries that are loaded by now
    answers, sys.stdout = sys.stdout, sys.stderr  # libraries that print do not get in between
    for _ in sys.stdin:
        started, processor = time.perf_counter(), _processor_seconds()
        numbers = work()
        seconds, processor = time.perf_counter() - started, _processor_seconds() - processor
        flat = np.asarray(numbers() if callable(numbers) else numbers, float).ravel()
        thin = flat[:: max(1, len(flat) // 1000)]
        answer = {
            "seconds": seconds, "processor_seconds": processor, "memory_mb": _peak_mb(), "load": os.getloadavg()[0],
            "numbers": thin.tolist(),
        }  # fmt: skip
        print(json.dumps(answer), file=answers, flush=True)


def _processor_seconds() -> float:
    """Of this process and of those that it started and that have ended, in user and system mode."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb() -> float:
    """The largest resident set so far, of this process or one that it started."""
    import resource

    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    main()
