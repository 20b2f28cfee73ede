"""The register's ratings of impact are what the tornado finds."""

import clsmin_forecast as cf
from clsmin_forecast.analysis.impact import impacts
from clsmin_forecast.inputs.scenarios import Scenario

RED, AMBER = 0.25, 0.05  # of the central answer, as data/README.md says


def test_each_rating_is_the_swing_of_its_input(central: Scenario) -> None:
    shares: dict[str, float] = {}
    for of in ("recovered", "gap"):
        table = cf.tornado(central, cf.Question(of))
        for row in table[table["bar"] != "event"].to_dict("records"):
            share = abs(row["swing"]) / table.about.answer
            shares[row["input"]] = max(share, shares.get(row["input"], 0.0))
    found = impacts(central)
    for name, entry in central.register.assumptions.items():
        share = shares.get(name, 0.0)  # an award is stated by scenarios alone
        rating = "red" if share >= RED else "amber" if share >= AMBER else "green"
        stated = any(q.low < q.high for q in central.quantities[name].values())
        assert entry.impact == found[name] == (rating if stated else "not_tested"), name
