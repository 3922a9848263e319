"""Writes a synthetic export of the Medicare Coverage Database at real size, and the truth about it.

    python benchmarks/make_mcd.py OUT [--seed 7] [--scale 1.0]

OUT gets `current_article.zip`, `current_lcd.zip` and `ncd.zip` (nested, as CMS packs them) and `truth.json`: the rows of
each file, and questions with the articles that answer them. Diagnosis codes are real ones of the newest ICD-10-CM list
that is installed; procedure codes are numbers of the right form without any meaning. Policies come in families: one
text adopted by several contractors, as in the real database, so that a code stands in ten articles rather than one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from superbill.kb.packs import installed_packs
from superbill.sources.mcd_layout import COLUMNS, HEADERLESS, PASSED_OVER
from superbill.sources.nchs_icd10cm_codes import SOURCE as ICD10CM

REAL_ROWS = {
    "article": 2_002,
    "article_x_hcpc_code": 18_158,
    "article_x_icd10_covered": 431_120,
    "article_x_icd10_noncovered": 45_352,
    "article_x_hcpc_modifier": 491,
    "article_x_icd10_pcs_code": 73,
    "article_x_bill_code": 1_209,
    "article_x_revenue_code": 2_761,
    "article_x_code_table": 1_497,
    "article_x_primary_jurisdiction": 259,
    "article_related_documents": 6_572,
    "article_related_ncd_documents": 4_690,
    "article_x_revision_history": 10_867,
    "article_future_retire": 46,
    "lcd": 940,
    "lcd_x_hcpc_code": 2_396,
    "lcd_x_revision_history": 7_823,
    "lcd_related_documents": 5_463,
    "lcd_related_ncd_documents": 2_472,
    "lcd_x_primary_jurisdiction": 242,
    "lcd_future_retire": 51,
    "ncd_trkg": 357,
    "ncd_trkg_bnft_xref": 599,
}
WITH_CODES = 1_106
"""Articles of the real export that list codes."""
FAMILIES = 130
JURISDICTIONS = (
    ("Noridian Healthcare Solutions, LLC", "CA NF SF NV HI GU AS CNMI"),
    ("Noridian Healthcare Solutions, LLC", "AK AZ ID MT ND OR SD UT WA WY"),
    ("Wisconsin Physicians Service Insurance Corporation", "IA KS MO EM WM NE"),
    ("National Government Services, Inc.", "IL MN WI"),
    ("Wisconsin Physicians Service Insurance Corporation", "IN MI"),
    ("CGS Administrators, LLC", "KY OH"),
    ("Novitas Solutions, Inc.", "AR CO LA MS NM OK TX"),
    ("Palmetto GBA", "AL GA TN"),
    ("National Government Services, Inc.", "CT ME MA NH NY DN QN UN RI VT"),
    ("Novitas Solutions, Inc.", "DC DE MD NJ PA"),
    ("Palmetto GBA", "NC SC VA WV"),
    ("First Coast Service Options, Inc.", "FL PR VI"),
)
PARTS = {
    "CA": "California - Entire State", "NF": "California - Northern", "SF": "California - Southern",
    "NY": "New York - Entire State", "DN": "New York - Downstate", "QN": "New York - Queens", "UN": "New York - Upstate",
    "MO": "Missouri - Entire State", "EM": "Missouri - Northeastern & Southern", "WM": "Missouri - Northwestern",
    "CNMI": "Northern Mariana Islands",
}  # fmt: skip
PARENT = {"NF": "CA", "SF": "CA", "DN": "NY", "QN": "NY", "UN": "NY", "EM": "MO", "WM": "MO", "CNMI": "MP"}
UPDATED = "2026-06-10 13:30:01"
WORDS = ("patient", "claim", "service", "medically", "necessary", "documentation", "record", "contractor", "treatment")

Row = dict[str, object]


@dataclass
class Family:
    codes: list[str]
    groups: list[list[str]]
    noncovered: list[str]


@dataclass
class Article:
    id: int
    version: int
    family: Family | None
    jurisdiction: int
    begins: str
    states: set[str] = field(default_factory=set)


@dataclass
class Export:
    random: random.Random
    scale: float
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> int:
        return max(3, round(REAL_ROWS[table] * self.scale))

    def add(self, table: str, **cells: object) -> None:
        self.tables.setdefault(table, []).append(cells)

    def prose(self, n_words: int) -> str:
        pick = self.random.choices
        paragraphs = (" ".join(pick(WORDS, k=60)) for _ in range(max(1, n_words // 60)))
        return "".join(f"<p>{text}&nbsp;&ndash; see <strong>below</strong>.</p>\r\n" for text in paragraphs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    counts = make(options.out, seed=options.seed, scale=options.scale)
    print(f"{sum(counts.values()):,} rows in {len(counts)} files -> {options.out}")


def make(out: Path, *, seed: int = 7, scale: float = 1.0) -> dict[str, int]:
    """Write the three archives and the truth into a folder; the rows of each file."""
    export = Export(random.Random(seed), scale)
    _lookups(export)
    articles = _articles(export, _families(export))
    _lcds(export)
    _ncds(export)
    out.mkdir(parents=True, exist_ok=True)
    shared = ("contractor", "contractor_jurisdiction", "contractor_type_lookup", "state_lookup")
    _write(out / "current_article.zip", export, [t for t in COLUMNS if t.startswith("article")] + list(shared))
    _write(out / "current_lcd.zip", export, [t for t in COLUMNS if t.startswith("lcd")] + list(shared), letters=True)
    _write(out / "ncd.zip", export, [t for t in COLUMNS if t.startswith("ncd")])
    counts = {table: len(rows) for table, rows in sorted(export.tables.items())}
    truth = {"rows": counts, "questions": list(_questions(export, articles))}
    (out / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return counts


def _diagnoses() -> list[str]:
    for _, file in installed_packs():
        if ICD10CM.recognises(file):
            *_, newest = ICD10CM.parse(file)
            return [str(row[1]) for row in newest.rows if row[3]]
    raise SystemExit("the data packs are not installed: pip install 'superbill[data]'")


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code


def _families(export: Export) -> list[Family]:
    """Sizes are heavy-tailed and then trimmed to the real totals by repetition in `_articles`."""
    diagnoses, pick = _diagnoses(), export.random
    procedures = [f"{n:05d}" for n in pick.sample(range(10004, 99608), 3_400)]
    procedures += [f"{pick.choice('ACEGJKLQ')}{n:04d}" for n in pick.sample(range(100, 9999), 900)]
    families = []
    for _ in range(FAMILIES):
        start = pick.randrange(len(diagnoses) - 3_000)
        wanted = min(2_500, int(pick.paretovariate(0.9) * 70))
        listed = pick.sample(diagnoses[start : start + max(200, wanted * 2)], min(wanted, len(diagnoses) - start))
        n_groups = pick.choices((1, 2, 3, 5), (60, 22, 12, 6))[0]
        families.append(
            Family(
                codes=pick.sample(procedures, min(120, int(pick.paretovariate(1.1) * 6))),
                groups=[listed[place::n_groups] for place in range(n_groups)],
                noncovered=pick.sample(diagnoses, int(pick.paretovariate(1.2) * 8)) if pick.random() < 0.3 else [],
            )
        )
    return families


def _lookups(export: Export) -> None:
    states = [state for _, listed in JURISDICTIONS for state in listed.split()]
    for place, state in enumerate(states, 1):
        export.add("state_lookup", state_id=place, state_abbrev=state, description=PARTS.get(state, f"State {state}"))
    for place, kind in ((8, "MAC - Part A"), (9, "MAC - Part B"), (10, "DME MAC"), (11, "HHH MAC")):
        export.add("contractor_type_lookup", contractor_type_id=place, description=kind)
    for place, kind in enumerate(("Billing and Coding", "SAD Exclusion List", "Response to Comments"), 1):
        export.add("article_type_lookup", article_type_id=place, description=kind, last_updated=UPDATED)
    for kind in (8, 9):
        for place, (name, listed) in enumerate(JURISDICTIONS):
            for state in listed.split():
                key = {"contractor_id": 100 + states.index(state), "contractor_type_id": kind, "contractor_version": 1}
                export.add("contractor", **key, contractor_bus_name=name, contractor_number=f"{place + 1:02d}{kind}02",
                           status="A", last_updated=UPDATED)  # fmt: skip
                export.add("contractor_jurisdiction", **key, state_id=states.index(state) + 1,
                           active_date="2013-01-01 00:00:00", term_date="", last_updated=UPDATED)  # fmt: skip
    first = export.tables["contractor_jurisdiction"][0]
    export.add("contractor_jurisdiction", **{**first, "active_date": "2006-01-01", "term_date": "2012-12-31 00:00:00"})


def _articles(export: Export, families: list[Family]) -> list[Article]:
    pick, found = export.random, []
    with_codes = round(WITH_CODES * export.scale)
    for place in range(export.rows("article")):
        family = families[place % len(families)] if place < with_codes else None
        begins = f"20{pick.randint(19, 25)}-{pick.choice(('01', '04', '07', '10'))}-01 00:00:00"
        if place % 50 == 49:
            begins = "2026-12-01 00:00:00"
        article = Article(52_000 + place * 3, pick.randint(1, 60), family, (place // len(families)) % 12, begins)
        found.append(article)
        _article(export, article)
    for table in ("article_x_icd10_covered", "article_x_icd10_noncovered", "article_x_hcpc_code"):
        _to_size(export, table, [article for article in found if article.family])
    for table, cells in _extras(export).items():
        for place in range(export.rows(table)):
            export.add(table, **_key(found[place % len(found)]), **cells(place))
    return found


def _key(article: Article) -> Row:
    return {"article_id": article.id, "article_version": article.version, "last_updated": UPDATED}


def _article(export: Export, article: Article) -> None:
    kind = 1 if article.family else export.random.choice((1, 3))
    export.add(
        "article", **_key(article), article_type=kind, title=f"Billing and Coding: Policy {article.id} \x96 Article",
        article_pub_date="2015-10-01 00:00:00", article_eff_date=article.begins, status="A",
        description=export.prose(export.random.randint(300, 4_000)),
    )  # fmt: skip
    _name, listed = JURISDICTIONS[article.jurisdiction]
    states = [str(row["state_abbrev"]) for row in export.tables["state_lookup"]]
    for state in listed.split():
        article.states.add(PARENT.get(state, state))
        for part in (8, 9):
            export.add("article_x_contractor", **_key(article), article_type=kind,
                       contractor_id=100 + states.index(state), contractor_type_id=part, contractor_version=1)  # fmt: skip
    if article.family is None:
        return
    for code in article.family.codes:
        _add_code(export, article, code)
    export.add("article_x_hcpc_code_group", **_key(article), hcpc_code_group=1, paragraph=export.prose(60))
    for number, group in enumerate(article.family.groups, 1):
        said = "<p>The following ICD-10-CM codes support medical necessity.</p>"
        export.add("article_x_icd10_covered_group", **_key(article), icd10_covered_group=number, paragraph=said)
        for code in group:
            _add_diagnosis(export, article, "covered", number, code)
    for code in article.family.noncovered:
        _add_diagnosis(export, article, "noncovered", 1, code)


def _add_code(export: Export, article: Article, code: str) -> None:
    export.add("article_x_hcpc_code", **_key(article), hcpc_code_id=code, hcpc_code_version=3, hcpc_code_group=1,
               range="N", long_description="CPT descriptor withheld", short_description="withheld")  # fmt: skip


def _add_diagnosis(export: Export, article: Article, kind: str, group: int, code: str) -> None:
    cells: Row = {"asterisk": "N"} if kind == "covered" else {}
    export.add(f"article_x_icd10_{kind}", **_key(article), icd10_code_id=_dotted(code), icd10_code_version=11,
               **{f"icd10_{kind}_group": group}, range="N", sort_order=1, description="text", **cells)  # fmt: skip


def _to_size(export: Export, table: str, articles: list[Article]) -> None:
    """Cut to, or fill up with repeated rows to, the real number; a repeated row says nothing new."""
    rows, wanted = export.tables[table], export.rows(table)
    if len(rows) > wanted:
        export.random.shuffle(rows)
        del rows[wanted:]
    known = {(row["article_id"], row.get("icd10_code_id", row.get("hcpc_code_id"))) for row in rows}
    diagnoses, place = _diagnoses(), 0
    while len(rows) < wanted:
        article, place = articles[place % len(articles)], place + 1
        if table == "article_x_hcpc_code":
            code = f"{export.random.randrange(10004, 99608):05d}"
            if (article.id, code) not in known:
                _add_code(export, article, code)
        else:
            code = export.random.choice(diagnoses)
            if (article.id, _dotted(code)) not in known:
                _add_diagnosis(export, article, table.rpartition("_")[2], 1, code)
        known.add((article.id, _dotted(code) if "icd10" in table else code))
    rows.sort(key=lambda row: (row["article_id"], str(row.get("icd10_code_id", ""))))


def _extras(export: Export) -> dict[str, object]:
    pick = export.random
    return {
        "article_x_hcpc_modifier": lambda n: {"hcpc_modifier_code_id": pick.choice(("59", "KX", "GA", "26")),
                                              "hcpc_modifier_code_version": 1, "hcpc_modifier_group": 1},
        "article_x_icd10_pcs_code": lambda n: {"icd10_pcs_code_id": f"02H{pick.randrange(10):01d}3JZ",
                                               "icd10_pcs_code_version": 1, "icd10_pcs_code_group": 1, "range": "N"},
        "article_x_bill_code": lambda n: {"bill_code_id": f"0{pick.choice((11, 12, 13, 85))}x", "bill_code_version": 1},
        "article_x_revenue_code": lambda n: {"revenue_code_id": f"0{pick.randrange(300, 990)}",
                                             "revenue_code_version": 1, "range": "N"},
        "article_x_code_table": lambda n: {"article_type": 2, "code_table_row": n, "brand_name": "Brand",
                                           "eff_date": "2024-01-01", "end_date": "",
                                           "hcpc_code_id": f"J{pick.randrange(100, 9999):04d}", "hcpc_code_version": 1},
        "article_related_documents": lambda n: {"related_num": n, "r_article_id": "", "r_article_version": "",
                                                "r_lcd_id": 33_000 + n % 940, "r_lcd_version": 9},
        "article_related_ncd_documents": lambda n: {"related_num": n, "r_ncd_id": n % 357 if n % 4 == 0 else 0,
                                                    "r_ncd_version": 1},
        "article_x_revision_history": lambda n: {"rev_hist_num": n, "rev_hist_date": "2024-03-07 00:00:00",
                                                 "rev_hist_exp": export.prose(60)},
        "article_x_primary_jurisdiction": lambda n: {"state_id": 1 + n % 60},
        "article_future_retire": lambda n: {"retire_dt": "2027-01-31 00:00:00"},
    }  # fmt: skip


def _lcds(export: Export) -> None:
    pick = export.random
    states = export.tables["state_lookup"]
    for place in range(export.rows("lcd")):
        key: Row = {"lcd_id": 33_000 + place, "lcd_version": pick.randint(1, 60), "last_updated": UPDATED}
        export.add("lcd", **key, title=f"Policy {place}", status="A", orig_det_eff_date="2015-10-01 00:00:00",
                   rev_eff_date="2024-01-01 00:00:00", indication=export.prose(pick.randint(300, 5_000)))  # fmt: skip
        for listed in JURISDICTIONS[place % 12][1].split():
            at = next(n for n, row in enumerate(states) if row["state_abbrev"] == listed)
            for part in (8, 9):
                export.add("lcd_x_contractor", **key, contractor_id=100 + at, contractor_type_id=part,
                           contractor_version=1)  # fmt: skip
    lcds = export.tables["lcd"]
    for table, cells in {
        "lcd_x_hcpc_code": lambda n: {"hcpc_code_id": f"E{pick.randrange(100, 9999):04d}", "hcpc_code_version": 1,
                                      "hcpc_code_group": 1, "range": "N"},
        "lcd_x_revision_history": lambda n: {"rev_hist_num": n, "rev_hist_date": "2024-03-07 00:00:00",
                                             "rev_hist_exp": export.prose(60)},
        "lcd_related_documents": lambda n: {"related_num": n, "r_article_id": 52_000 + 3 * (n % 2_002), "r_lcd_id": ""},
        "lcd_related_ncd_documents": lambda n: {"related_num": n, "r_ncd_id": n % 357, "r_ncd_version": 1},
        "lcd_x_primary_jurisdiction": lambda n: {"state_id": 1 + n % 60},
        "lcd_future_retire": lambda n: {"retire_dt": "2027-01-31 00:00:00"},
    }.items():  # fmt: skip
        for place in range(export.rows(table)):
            row = lcds[place % len(lcds)]
            export.add(
                table, lcd_id=row["lcd_id"], lcd_version=row["lcd_version"], last_updated=UPDATED, **cells(place)
            )
    export.tables.setdefault("lcd_x_hcpc_code_group", [])


def _ncds(export: Export) -> None:
    for place in range(78):
        export.add("ncd_bnft_ctgry_ref", bnft_ctgry_cd=place, bnft_ctgry_desc=f"Benefit category {place}")
    for place in range(export.rows("ncd_trkg")):
        retired = place % 9 == 8
        export.add(
            "ncd_trkg", NCD_id=place, NCD_vrsn_num=1, natl_cvrg_type="True", cvrg_lvl_cd=1 + place % 3,
            NCD_mnl_sect=f"{10 + place // 10 * 10}.{place % 10 + 1}",
            NCD_mnl_sect_title=f"Policy {place}{' - RETIRED' if retired else ''}", NCD_efctv_dt="2019-04-10",
            itm_srvc_desc=export.prose(120), indctn_lmtn=export.prose(600), under_rvw="False", NCD_lab="False",
            NCD_AMA="False", creatd_tmstmp=UPDATED, last_updt_tmstmp=UPDATED, last_clrnc_tmstmp=f"{UPDATED}.133000",
        )  # fmt: skip
    for place in range(export.rows("ncd_trkg_bnft_xref")):
        export.add("ncd_trkg_bnft_xref", NCD_id=place % export.rows("ncd_trkg"), NCD_vrsn_num=1,
                   bnft_ctgry_cd=place % 78, creatd_tmstmp=UPDATED, last_updt_tmstmp=UPDATED)  # fmt: skip


def _questions(export: Export, articles: list[Article]) -> Iterable[Row]:
    """Code, diagnosis and state with the articles that list both, on a day when their versions are in force."""
    day, pick = "2026-06-15", random.Random(11)
    by_id = {article.id: article for article in articles}
    covered: dict[tuple[object, object], set[object]] = {}
    for row in export.tables["article_x_icd10_covered"]:
        covered.setdefault((row["article_id"], row["icd10_code_id"]), set()).add(row["icd10_covered_group"])
    codes: dict[object, set[int]] = {}
    for row in export.tables["article_x_hcpc_code"]:
        codes.setdefault(row["hcpc_code_id"], set()).add(int(str(row["article_id"])))
    rows = export.tables["article_x_icd10_covered"]
    for row in pick.sample(rows, min(2_000, len(rows))):
        article = by_id[int(str(row["article_id"]))]
        listed = sorted(str(code) for code, ids in codes.items() if article.id in ids) if article.family else []
        if not listed:
            continue
        code, state = pick.choice(listed), pick.choice(sorted(article.states))
        asked = row["icd10_code_id"] if pick.random() < 0.6 else pick.choice(rows)["icd10_code_id"]
        here = [by_id[n] for n in codes[code] if state in by_id[n].states and by_id[n].begins[:10] <= day]
        answer = {str(a.id): sorted(covered[a.id, asked]) for a in here if (a.id, asked) in covered}
        yield {"code": code, "dx": asked, "state": state, "on": day, "in_force": len(here), "covered": answer}


def _write(path: Path, export: Export, tables: list[str], *, letters: bool = False) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            archive.writestr(f"{table}.csv", _csv(COLUMNS[table], export.tables.get(table, [])))
        for name in ("update_period",) if table != "ncd_trkg" else ():
            archive.writestr(f"{name}.csv", f"{PASSED_OVER[name]},begin_date,end_date\r\n1,2026-06-01,2026-06-08\r\n")
        if letters:
            archive.writestr(f"{HEADERLESS}.csv", b"33000,9,1,A requestor,letters/1.pdf,12 KB,1,2026-06-01\r\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{path.stem}_csv.zip", inner.getvalue())
        archive.writestr("readme_first.txt", "To view the downloadable database, unzip it.")


def _csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("latin-1")


if __name__ == "__main__":
    main()
