"""Processes beside this one, from wherever they are asked for: the command, a script, a notebook or a prompt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def processes(number: int, initializer: Callable[[], None] | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes that import what they run and never the main program.

    A new process would begin with the main program's file. At a prompt there is none, and a script without a guard
    would start itself again.
    """
    main = sys.modules["__main__"]
    hidden = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    try:
        main.__spec__ = None
        if "__file__" in hidden:
            del main.__file__
        with ProcessPoolExecutor(number, get_context("spawn"), initializer) as pool:
            yield pool
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)
