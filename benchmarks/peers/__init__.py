"""This package beside monaco, squigglepy and EMA Workbench, on one model and in one run.

The figure is the 95th percentile of what is recovered over the two in-principle years of the
``central`` scenario; the question is how long each tool takes to bring its root mean square error
down to £1,000. ``grant`` is the model, the ``in_...`` modules put it to each tool, and ``measure``
finds the draws that each needs and times them by turns.

All run in one process, as each tool does unless told otherwise. Imports are not counted, nor
reading the scenario. Ours makes the whole forecast: every year and measure. The others are given
only what the two-year total needs, so the comparison leans towards them.

The tools are not among the package's requirements. ``make bench-peers`` makes an environment with
the versions in ``requirements.txt`` and runs ``python -m benchmarks.peers``.
"""
