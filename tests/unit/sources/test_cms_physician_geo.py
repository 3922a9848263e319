"""Practitioner services by geography: places, places of service, averages as published, and what stops the import."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_physician_geo import SOURCE, PractitionerService

NAME = "MUP_PHY_R26_P05_V10_D24_Geo.csv"


def test_the_name_states_the_year_of_the_data_and_of_the_release(bench: Any) -> None:
    part = bench.part(SOURCE, NAME, bench.content(SOURCE, NAME))
    assert part.edition.name == "CY2024 R26"
    assert part.edition.period == Period(date(2024, 1, 1), date(2024, 12, 31))


def test_rows_by_code_place_and_place_of_service(bench: Any) -> None:
    rows = bench.rows(SOURCE, NAME, bench.content(SOURCE, NAME))
    found = {row[:3]: PractitionerService(*row[:-1]) for row in rows}
    assert (len(rows), rows[0][-1]) == (7, 2)
    lab = found["82306", "", "O"]
    assert (lab.providers, lab.beneficiaries, lab.services) == (18251, 4623907, "5403391")
    assert (lab.average_charge_usd, lab.average_allowed_usd) == ("128.905718253", "28.841733271")
    assert found["99213", "", "F"].average_allowed_usd == "64.2211"
    assert (found["J1885", "", "O"].drug, found["J1885", "", "O"].services) == (1, "2744018.5")
    assert found["99213", "06", "O"].geography_name == "California", "a state code without its zero"
    assert found["99213", "9E", "O"].beneficiaries is None
    assert "withheld" not in repr(rows)


def test_no_other_fixture_is_taken_for_one(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"cms-physician-geo/{NAME}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("Place_Of_Srvc,Tot", "Tot", "column 'Place_Of_Srvc' is missing", id="missing column"),
        pytest.param(
            "Tot_Benes,Tot_Srvcs", "Tot_Srvcs,Tot_Benes", "'Tot_Srvcs' has moved from number 10 to 9", id="moved"
        ),
        pytest.param(
            "National,,National,82306", "County,,National,82306", "'County' is none of National, State", id="level"
        ),
        pytest.param("State,6,", "State,,", "line 6, column Rndrng_Prvdr_Geo_Cd: '' is no state code", id="state"),
        pytest.param(",N,F,", ",N,X,", "line 4, column Place_Of_Srvc: 'X' is none of F, O", id="place of service"),
        pytest.param("128.905718253", "12x", "line 2, column Avg_Sbmtd_Chrg: '12x' is no number", id="amount"),
        pytest.param(
            ",18251,", ",1825.5,", "line 2, column Tot_Rndrng_Prvdrs: '1825.5' is no whole number", id="count"
        ),
    ],
)
def test_what_stops_the_import(bench: Any, old: str, new: str, message: str) -> None:
    content = bench.content(SOURCE, NAME).decode()
    assert old in content
    with pytest.raises(BadInput, match=message):
        bench.rows(SOURCE, NAME, content.replace(old, new, 1).encode())


def test_a_renamed_file_is_told_what_its_name_must_state(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"neither content nor name states the year[\s\S]*MUP_PHY_R26"):
        bench.rows(SOURCE, "geo.csv", bench.content(SOURCE, NAME))
