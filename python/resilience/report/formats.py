"""A table as text: CSV to join back, LaTeX to typeset."""

from __future__ import annotations

import csv
import io

from resilience.project.plain_text import inert, plain
from resilience.report.tables import StudyTable


def to_csv(table: StudyTable, run_id: str) -> str:
    """Long and tidy: one row per line and column, so that it can be joined back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["table_id", "row", "kind", "label_en", "label_zh", "column", "published", "recomputed", "source", "run_id"]
    )
    for position, row in enumerate(table.rows, start=1):
        for column, published, recomputed in zip(table.columns, row.published, row.recomputed, strict=True):
            texts = map(inert, (*row.label, column, published, recomputed))
            writer.writerow([table.table_id, position, row.kind, *texts, table.sources, run_id])
    return out.getvalue()


def to_latex(table: StudyTable, run_id: str) -> str:
    """A booktabs table of the recomputed cells, in English; LaTeX numbers it itself."""
    lines = [
        f"% run {run_id}; {table.sources}",
        r"\begin{table}\centering",
        rf"\caption{{{_tex(table.title.en.rpartition(' · ')[2])}}}\label{{tab:{table.table_id.replace('_', '-')}}}",
        rf"\begin{{tabular}}{{l{'r' * len(table.columns)}}}",
        r"\toprule",
        " & ".join(["", *map(_tex, table.heads)]) + r" \\",
        r"\midrule",
    ]
    before = None
    for row in table.rows:
        if row.kind == "title" and not row.label.en:
            continue  # the Chinese titles of the columns
        if row.kind == "footer" and before != "footer":
            lines.append(r"\midrule")
        lines.append(" & ".join([_tex(row.label.en), *map(_tex, row.recomputed)]) + r" \\")
        before = row.kind
    notes = " ".join(_tex(note.en) for note in (*table.statements, *table.notes, table.stars) if note.en)
    lines += [
        r"\bottomrule",
        r"\end{tabular}",
        rf"\par\footnotesize {notes}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


FORMATS = {"csv": to_csv, "tex": to_latex}  # ending of the file -> who writes a table into it

# Character by character, so that nothing of a label is a command, an argument or the end of a line to TeX.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "_": r"\_",
        "#": r"\#",
        "$": r"\$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "|": r"\textbar{}",
        "[": "{[}",
        "]": "{]}",
        "−": "$-$",
        "×": r"$\times$",
        "±": r"$\pm$",
        "²": "$^2$",
        "–": "--",
        "†": r"$\dagger$",
        "<": "$<$",
        ">": "$>$",
    }
)


def _tex(text: str) -> str:
    """One line of text; a star at its beginning would belong to the command before it."""
    line = " ".join(plain(text).translate(TEX).split())
    return "{*}" + line[1:] if line.startswith("*") else line
