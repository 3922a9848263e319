"""Distributions by payer: what counts, what is left out, for which providers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rates_lake import document, item, price, reference
from rates_providers import provider, write_areas, write_nppes, write_practitioners
from superbill.errors import NotLoaded, UsageError
from superbill.model.citation import NotAvailable
from superbill.rates.answer import Benchmark, Ghosts
from superbill.rates.benchmarks.ask import benchmark
from superbill.rates.benchmarks.report_lines import payer_lines
from superbill.rates.families import families
from superbill.rates.index.build import index_folder
from superbill.rates.ingest import ingest
from superbill.rates.lake.opened import RateLake
from superbill.rates.providers.areas import load_areas
from superbill.rates.providers.billers import load_billers
from superbill.rates.providers.nppes import load_providers
from superbill.rates.question import ANY, RateQuestion, parse_rate_code

ON = date(2026, 11, 22)
A, B, C, D = 1234567893, 1003000126, 1003000134, 1003000142
REFERENCES = [reference(1, [A]), reference(2, [B, C]), reference(3, [D, 0])]


def take(tmp_path: Path, items: list[object], payer: str = "Aetna Life Insurance Co", name: str = "a.json") -> RateLake:
    path = tmp_path / name
    path.write_bytes(document(items, REFERENCES, reporting_entity_name=payer))
    ingest([path], tmp_path / "lake")
    return RateLake(tmp_path / "lake")


def ask(lake: RateLake, code: str = "99213", **more: object) -> Benchmark:
    return benchmark(lake, RateQuestion((parse_rate_code(code),), ON, **more))  # type: ignore[arg-type]


@pytest.fixture
def lake(tmp_path: Path) -> RateLake:
    """Rates 100 (A), 200 (B, C) and 300 (D) with some that do not count."""
    prices = [
        price(0),
        price(999, expiration_date="2026-01-31"),
        price(80, negotiated_type="percentage"),
        price(50, billing_code_modifier=["26"]),
    ]
    found = item(refs=[1], prices=[price(100), *prices])
    found["negotiated_rates"] += [
        {"provider_references": [2], "negotiated_prices": [price(200)]},
        {"provider_references": [3], "negotiated_prices": [price(300, service_code=["21"])]},
    ]
    return take(tmp_path, [found])


def test_what_counts_and_what_is_left_out(lake: RateLake) -> None:
    """Every rate of the code is either in the distribution or under a reason."""
    (row,) = ask(lake).rows
    assert (row.payer, row.kind, row.billing_class) == ("Aetna", "procedure", "professional")
    assert row.spread is not None
    assert (row.n_rates, row.n_providers, row.n_groups) == (3, 4, 1)
    assert (row.spread.p10, row.spread.median, row.spread.p90) == (
        Decimal("120.00"),
        Decimal("200.00"),
        Decimal("280.00"),
    )
    assert (row.spread.mean, row.spread.mode, row.spread.mode_n) == (Decimal("200.00"), Decimal("100.00"), 1)
    assert row.left_out == {"expired": 1, "zero": 1, "percentage or per diem": 1, "other modifiers": 1}
    assert isinstance(row.ghosts, NotAvailable)


def test_filters(lake: RateLake) -> None:
    """By modifier, place of service, class and payer."""
    assert [row.n_rates for row in ask(lake, modifiers=("26",)).rows] == [1]
    assert [row.n_rates for row in ask(lake, modifiers=ANY).rows] == [4]
    assert [row.n_rates for row in ask(lake, pos="21").rows] == [1]
    assert [row.n_rates for row in ask(lake, raw=True).rows] == [5]
    assert ask(lake, billing_class="institutional").rows == ()
    assert ask(lake, "99214").rows == ()
    assert ask(lake, "MS-DRG:99213").rows == ()
    assert [row.n_rates for row in ask(lake, payers=("aetna",)).rows] == [3]
    with pytest.raises(NotLoaded, match="no rates of cigna are loaded"):
        ask(lake, payers=("cigna",))


def test_small_cells_are_suppressed(lake: RateLake) -> None:
    """No figure is left in them."""
    (row,) = ask(lake, min_cell=5).rows
    assert row.suppressed == "fewer than 5 providers"
    assert (row.n_rates, row.n_providers, row.spread, row.left_out, row.sample) == (0, None, None, {}, ())
    assert ask(lake, min_cell=4).rows[0].spread is not None


def test_places_and_specialties(lake: RateLake, tmp_path: Path) -> None:
    """A rate counts where one of its providers is; only those are counted as providers."""
    with pytest.raises(NotLoaded, match="places and specialties"):
        ask(lake, state="TX")
    rows = [
        provider(A, "TX", "787011234"), provider(B, "CA", "94110"), provider(C, "TX", "75001", "208000000X", "207RC0000X*"),
        provider(D, "XX", "K1A 0B1"), {"NPI": "1003000999", "NPI Deactivation Date": "01/05/2020"},
    ]  # fmt: skip
    loaded = load_providers(write_nppes(tmp_path / "npidata_pfile_20050523-20261108.csv", rows), lake.path)
    assert (loaded.providers, loaded.deactivated, loaded.without_state, loaded.updated) == (4, 1, 1, "2026-10-05")
    lake = RateLake(lake.path)
    (row,) = ask(lake, state="TX").rows
    assert (row.n_rates, row.n_providers) == (2, 2)
    assert row.left_out["other places or specialties"] == 1
    assert ask(lake, zip3="941").rows[0].n_providers == 1
    assert ask(lake, specialty="207RC").rows[0].n_rates == 1
    with pytest.raises(NotLoaded, match="areas are not loaded"):
        ask(lake, cbsa="12420")
    areas = [
        ("78701", "12420", 0.9, 0.8),
        ("78701", "99999", 1, 1),
        ("94110", "41860", 1, 1),
        ("94110", "12420", 0, 0.2),
    ]
    load_areas(write_areas(tmp_path / "areas.csv", areas), lake.path)
    (row,) = ask(RateLake(lake.path), cbsa="12420").rows
    assert (row.n_rates, row.n_providers) == (1, 1)
    states = ask(lake, by_state=True).states
    assert isinstance(states, tuple)
    assert [(one.state, one.n_rates, one.n_providers, one.median) for one in states] == [
        ("CA", 1, 1, Decimal("200.00")),
        ("TX", 2, 2, Decimal("150.00")),
    ]


def test_ghost_rates(lake: RateLake, tmp_path: Path) -> None:
    """Rates whose providers are all of specialties that do not bill the code; one that is not known may bill it."""
    others = [provider(npi, "TX", "78701") for npi in range(1100000000, 1100000003)]
    rows = [provider(A), provider(B, "CA", "94110", "122300000X*"), provider(C, "CA", "94110", "122300000X*"), *others]
    load_providers(write_nppes(tmp_path / "n.csv", rows), lake.path)
    load_billers(write_practitioners(tmp_path / "p.csv", [(row["NPI"], "99213") for row in others]), lake.path)  # type: ignore[misc]
    (row,) = ask(RateLake(lake.path)).rows
    assert row.n_rates == 2
    assert row.left_out["ghost"] == 1
    assert row.ghosts == Ghosts(1, 3, Decimal("200.00"), Decimal("200.00"))
    (raw,) = ask(RateLake(lake.path), raw=True).rows
    assert raw.n_rates == 5
    assert raw.ghosts is None


def test_outliers_are_listed_and_kept(tmp_path: Path) -> None:
    """With the file they stand in."""
    prices = [price(rate) for rate in (100, 101, 102, 103, 104, 105, 106, 107, 9000)]
    (row,) = ask(take(tmp_path, [item(prices=prices)])).rows
    assert [(one.usd, one.n) for one in row.outliers] == [(Decimal("9000.00"), 1)]
    assert row.outliers[0].file.endswith("a.json")
    assert row.spread is not None
    assert row.spread.highest == Decimal("9000.00")


def test_files_of_one_family_are_one_payer(tmp_path: Path) -> None:
    """Distinct providers are counted once over files."""
    take(tmp_path, [item(prices=[price(10)])], "Blue Cross and Blue Shield of Texas", "a.json")
    lake = take(tmp_path, [item(prices=[price(20)])], "ANTHEM Health Plans", "b.json")
    (row,) = ask(lake).rows
    assert (row.payer, row.n_rates, row.n_providers, len(row.files)) == ("Blue Cross Blue Shield", 2, 1, 2)
    assert row.spread is not None
    assert row.spread.median == Decimal("15.00")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("United HealthCare Services, Inc.", "UnitedHealthcare"),
        ("CIGNA Health & Life", "Cigna"),
        ("BlueCross BlueShield of TN", "Blue Cross Blue Shield"),
        ("Aetna Signature Administrators", "Aetna"),
        ("Kaiser  Permanente", "Kaiser Permanente"),
        ("Summaetnaland", "Summaetnaland"),
        ("", "(unnamed payer)"),
    ],
)
def test_families(name: str, family: str) -> None:
    """Whole words only; a name of no family stands for itself."""
    assert families().of(name) == family


def test_the_report_lines_agree(lake: RateLake) -> None:
    """What was worked out at ingest is what the tables say."""
    (line,) = payer_lines(lake, "99213", ON)
    (row,) = ask(lake).rows
    assert row.spread is not None
    assert (line.n_rates, line.p25, line.median, line.p75) == (3, row.spread.p25, row.spread.median, row.spread.p75)
    assert payer_lines(lake, "99213", date(2026, 1, 1))[0].n_rates == 4
    assert payer_lines(lake, "00000", ON) == ()


def test_a_missing_index_is_made_again(lake: RateLake) -> None:
    """It holds nothing that the tables do not say."""
    before = ask(lake).rows
    for file in lake.files:
        (index_folder(lake.path, file.entry.file) / "made.json").unlink()
    assert ask(RateLake(lake.path)).rows == before


@pytest.mark.parametrize(
    "wrong",
    [{"state": "Texas"}, {"state": "ZZ"}, {"zip3": "94"}, {"cbsa": "x"}, {"billing_class": "dental"}, {"pos": "1"},
     {"modifiers": ("2",)}, {"specialty": "20"}, {"min_cell": -1}],
)  # fmt: skip
def test_questions_that_make_no_sense(wrong: dict[str, object]) -> None:
    """Each is a `UsageError`."""
    with pytest.raises(UsageError):
        RateQuestion((parse_rate_code("99213"),), ON, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        parse_rate_code("99213; DROP")
