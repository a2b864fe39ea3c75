"""The designs of a study's columns and their permutation tests, each made once and read by every part."""

from __future__ import annotations

import pandas as pd

from resilience.estimation.design import Design, build
from resilience.estimation.inference import Permuted, permuted
from resilience.estimation.specification import Column, Study, Table
from resilience.project.errors import UserError


class Designs:
    """Columns of a study on one panel.

    Args:
        panel: in the study's columns (derived_columns.derive_columns).
    """

    def __init__(self, study: Study, panel: pd.DataFrame) -> None:
        self.study, self.panel = study, panel
        self._built: dict[tuple[str, str], Design | UserError] = {}
        self._permuted: dict[tuple[str, str], list[Permuted]] = {}

    def of(self, table: Table, column: Column) -> Design:
        """The design of a column.

        Raises:
            UserError: there is none; results.fits says why.
        """
        key = (table.id, column.id)
        if key not in self._built:
            try:
                self._built[key] = build(self.study, table, column, self.panel)
            except UserError as error:
                self._built[key] = error
        found = self._built[key]
        if isinstance(found, UserError):
            raise found
        return found

    def known(self, table: Table, column: Column) -> Design | None:
        """The same, or None where there is none."""
        try:
            return self.of(table, column)
        except UserError:
            return None

    def permuted(self, table: Table, column: Column) -> list[Permuted]:
        """The permutation tests of a column that has a design."""
        key = (table.id, column.id)
        if key not in self._permuted:
            self._permuted[key] = permuted(self.study.of(table, column), self.of(table, column))
        return self._permuted[key]
