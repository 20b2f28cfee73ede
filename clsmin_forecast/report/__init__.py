"""What becomes of a published record: pages, a workbook and Word papers.

`record` is its form, and `about` what a reader must know of a run. `pages`, `workbook` and `word`
read records, and nothing of the model.
"""
