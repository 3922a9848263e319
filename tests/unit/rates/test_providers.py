"""Files about providers: layouts, and what is refused."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import duckdb
import pytest

from rates_providers import nppes_headings, provider, write_areas, write_nppes, write_practitioners
from superbill.errors import BadInput
from superbill.rates.providers.areas import load_areas
from superbill.rates.providers.billers import load_billers
from superbill.rates.providers.nppes import load_providers
from superbill.rates.providers.registry import registry_of

NAME = "npidata_pfile_20050523-20261108.csv"


def test_the_zip_as_published(tmp_path: Path) -> None:
    """Only the data file in it is read, not the heading file beside it; the table has every taxonomy."""
    file = write_nppes(tmp_path / NAME, [provider(1234567893, "tx", "78701-1234", "207R00000X", "207RC0000X*")])
    path = tmp_path / "NPPES.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, NAME)
        archive.writestr("npidata_pfile_20050523-20261108_FileHeader.csv", ",".join(nppes_headings()))
        archive.writestr("othername_pfile_20050523-20261108.csv", "NPI")
    load_providers(path, tmp_path / "lake")
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/lake/provider/*/*.parquet'").fetchall()
    assert found == [(1234567893, "1", "TX", "78701", "207RC0000X", ["207R00000X", "207RC0000X"], "nppes")]


def test_a_new_month_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """Packed as gzip; without a switch the first taxonomy counts; a reactivated NPI is there."""
    load_providers(write_nppes(tmp_path / NAME, [provider(1234567893)]), tmp_path / "lake")
    again = provider(
        1003000126, **{"NPI Deactivation Date": "01/01/2020", "NPI Reactivation Date": "02/01/2020"}
    )  # fmt: skip
    file = write_nppes(tmp_path / "n.csv", [again])
    packed = tmp_path / "n.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert load_providers(packed, tmp_path / "lake").providers == 1
    registry = registry_of(tmp_path / "lake")
    assert registry is not None
    assert registry.npi.tolist() == [1003000126]
    assert registry.taxonomies == ["207R00000X"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"NPI,Name\n1,2\n", "Entity Type Code"),
        (b"", "'NPI' is missing"),
        (b"\xff\xfe\x00\n", "no text"),
        (",".join(nppes_headings()[:-1]).encode() + b"\n", "329 columns"),
        (",".join(nppes_headings()).encode() + b"\n", "no provider"),
        (",".join(nppes_headings()).encode() + b"\n1234567893,1\n", "Expected 330 columns"),
        (gzip.compress(",".join(nppes_headings()).encode() * 999)[:40], "cannot be"),
        (b"PK\x03\x04broken", "cannot be opened"),
    ],
    ids=["other file", "empty", "utf-16", "too few columns", "no row", "short row", "cut gzip", "broken zip"],
)
def test_what_is_no_nppes_file_is_refused(text: bytes, message: str, tmp_path: Path) -> None:
    """And leaves what was there."""
    load_providers(write_nppes(tmp_path / NAME, [provider(1234567893)]), tmp_path / "lake")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(text)
    with pytest.raises(BadInput, match=message):
        load_providers(bad, tmp_path / "lake")
    registry = registry_of(tmp_path / "lake")
    assert registry is not None
    assert registry.edition.providers == 1
    assert not list((tmp_path / "lake" / "provider").rglob("*.waiting"))


def test_areas_and_practitioners_are_refused_likewise(tmp_path: Path) -> None:
    """Each names what is wrong."""
    with pytest.raises(BadInput, match="ZIP is missing"):
        load_areas(write_practitioners(tmp_path / "a.csv", []), tmp_path / "lake")
    with pytest.raises(BadInput, match="line 2: no row of a crosswalk"):
        load_areas(write_areas(tmp_path / "b.csv", [("7870x", "12420", 1, 1)]), tmp_path / "lake")
    with pytest.raises(BadInput, match="Rndrng_NPI is missing"):
        load_billers(write_areas(tmp_path / "c.csv", []), tmp_path / "lake")
    with pytest.raises(BadInput, match="'12' is no NPI"):
        load_billers(write_practitioners(tmp_path / "d.csv", [(12, "99213")]), tmp_path / "lake")
    with pytest.raises(BadInput, match="no row"):
        load_billers(write_practitioners(tmp_path / "e.csv", []), tmp_path / "lake")
