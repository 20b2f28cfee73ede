"""The workbook of a run: every table and register, as XLSX and as ODS.

`book` says what stands in it, `excel` and `ods` write it, `check` reads it again and holds it to
the guidance on accessible spreadsheets, and `write` is the whole story.
"""

from .write import write_workbook

__all__ = ["write_workbook"]
