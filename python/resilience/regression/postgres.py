"""The same regressions on a PostgreSQL server: the rows stay there, only sums come back."""

from __future__ import annotations

from typing import Any

from resilience.errors import UserError
from resilience.regression.engine import Engine


class PostgresEngine(Engine):
    """An open psycopg2 connection; a regression writes temporary tables only. One worker, so that sums repeat."""

    double = "double precision"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._run("set max_parallel_workers_per_gather = 0")

    def rows(self, sql: str) -> list[tuple]:
        return self._run(sql).fetchall()

    def keep(self, name: str, sql: str) -> str:
        name = f"regression_{name}"
        self._run(f"drop table if exists {name}")
        self._run(f"create temp table {name} as {sql}")
        self._run(f"analyze {name}")
        self._made.append(name)
        return name

    def clear(self) -> None:
        """Temporary tables go with the transaction, also after an error."""
        self.connection.rollback()
        self._made.clear()

    def columns(self, relation: str) -> dict[str, str]:
        import psycopg2

        try:
            names = [column.name for column in self._run(f"select * from {relation} limit 0").description]
            kinds = ", ".join(f'pg_typeof("{name}")::text' for name in names)
            row = self.rows(f"select {kinds} from {relation} limit 1")
        except psycopg2.Error as error:
            raise UserError(f"{relation} cannot be read: {str(error).splitlines()[0]}") from None
        return dict(zip(names, row[0] if row else [""] * len(names), strict=True))

    def fix_order(self, n_rows: int) -> None:
        """One worker adds in one order whatever the size."""

    def _run(self, sql: str) -> Any:
        cursor = self.connection.cursor()
        cursor.execute(sql)
        return cursor
