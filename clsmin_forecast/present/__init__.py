"""What people see: charts, and sentences with numbers.

`style` is the one place for looks and `labels` keeps texts apart. `words` says a number, a chance
or a status as the papers do; `figures` takes from a forecast what several charts and sentences
share. `chart` is a picture with everything that goes with it, `charts` draws them, and `sentences`
writes what stands beside them.
"""
