"""Reports made by hand, one per kind of code, with every kind of item. Amounts and indicators are those of the
releases they cite; row numbers, digests and the long list of codes are made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.report import Column, Field, Kind, Leaf, Report, Section, Steps, Table, Value, Verdict

ON = date(2026, 11, 22)
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' *star* _under_ |pipe| [1] #hash $x$ \x1b[31mred"
LONG_CODES = ", ".join(f"{code:05d}" for code in range(80047, 80047 + 160))
PLAIN_CODES = ("82310", "82330", "82340", "83970", "80410")


def cite(
    source: str,
    title: str,
    release: str,
    file: str,
    row: int | None,
    start: date,
    end: date | None = None,
    publisher: str = "CMS",
    excerpt: bool = False,
) -> Citation:
    stale = (ON - end).days if end is not None and end < ON else None
    where = f"row {row}" if row is not None else ""
    return Citation(source, title, publisher, release, file, where, start, end, stale, excerpt)


def clfs(row: int = 871) -> Citation:
    return cite(
        "cms-clfs", "Clinical Laboratory Fee Schedule", "CY2026 Q2", "CLAB2026Q2.csv", row,
        date(2026, 4, 1), date(2026, 6, 30),
    )  # fmt: skip


def mpfs(row: int) -> Citation:
    return cite(
        "cms-mpfs", "Physician Fee Schedule", "RVU25D", "PPRRVU2025_Oct.csv", row, date(2025, 10, 1), date(2025, 12, 31)
    )


def gpci(row: int | None = 14) -> Citation:
    return cite(
        "cms-mpfs-gpci", "Physician Fee Schedule", "RVU25D", "GPCI2025.csv", row, date(2025, 10, 1), date(2025, 12, 31)
    )


def mue(row: int) -> Citation:
    return cite(
        "ncci-mue", "NCCI Medically Unlikely Edits, practitioner", "2026 Q4",
        "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", row, date(2026, 10, 1), date(2026, 12, 31), excerpt=True,
    )  # fmt: skip


def ptp(row: int) -> Citation:
    return cite(
        "ncci-ptp", "NCCI Procedure-to-Procedure Edits, practitioner", "2024 Q3",
        "ccipra-v302r0-f3.txt", row, date(2024, 7, 1), date(2024, 9, 30),
    )  # fmt: skip


def plain(code: str = "82331") -> Citation:
    return cite(
        "superbill-plain", "Plain language", "0.1.0", f"cpt/{code}.toml", None, date(2026, 1, 1), publisher="Superbill"
    )


def hcpcs(row: int) -> Citation:
    return cite(
        "cms-hcpcs", "HCPCS Level II", "2026 Q4", "HCPC2026_OCT_ANWEB.txt", row, date(2026, 10, 1), date(2026, 12, 31)
    )


def icd(row: int | None = None, page: str = "") -> Citation:
    found = cite(
        "icd10cm", "ICD-10-CM tabular list", "FY2027", "icd10cm-tabular-2027.xml", row,
        date(2026, 10, 1), date(2027, 9, 30), publisher="CDC/NCHS",
    )  # fmt: skip
    return (
        found
        if not page
        else Citation(*(getattr(found, name) for name in found.__slots__[:5]), page, found.effective_from)
    )


def fact(value: Value, citation: Citation, *also: Citation) -> Fact[Value]:
    return Fact(value, citation, also)


def facts(citation: Citation, *values: Value) -> tuple[Leaf, ...]:
    return tuple(fact(value, citation) for value in values)


NO_COVERAGE = NotAvailable("no coverage database is loaded", "superbill fetch cms-mcd")
NO_RATES = NotAvailable("no in-network file is loaded", "superbill rates ingest FILE --lake DIR")
CPT_NOTICE = "CPT® is a registered trademark of the American Medical Association."


def modifiers(*rows: tuple[Value, Value, Verdict, Value, Citation], named: Citation | None = None) -> Section:
    """A row rests on one receipt, or its first two cells on another."""
    columns = (
        Column("modifier", "Modifier", Kind.CODE),
        Column("meaning", "Meaning"),
        Column("use", "Use here", Kind.VERDICT),
        Column("why", "Why"),
    )
    listed = tuple(
        (fact(code, named or cited), fact(meaning, named or cited), fact(use, cited), fact(why, cited))
        for code, meaning, use, why, cited in rows
    )
    table = Table("Modifiers", columns, listed, len(listed))
    return Section("modifiers", "Modifiers", (table,), "computed from the indicators in force")


def pairs(total: int, *rows: tuple[str, str, Verdict, int, int]) -> Section:
    columns = (
        Column("column1", "Column 1", Kind.CODE),
        Column("column2", "Column 2 (denied)", Kind.CODE),
        Column("together", "Together?", Kind.VERDICT),
        Column("indicator", "Indicator", Kind.NUMBER),
        Column("effective_date", "From", Kind.DATE),
        Column("deletion_date", "To", Kind.DATE),
    )
    listed = tuple(
        facts(ptp(row), first, second, verdict, indicator, date(1996, 1, 1), None)
        for first, second, verdict, indicator, row in rows
    )
    more = "superbill pairs CODE CODE ..." if total > len(rows) else ""
    return Section(
        "pairs", "Pairs", (Table("Procedure-to-procedure edits", columns, listed, total, more),), "practitioner"
    )


def payers(amount: Decimal | None, cited: Citation) -> Section:
    columns = (
        Column("payer", "Payer"),
        Column("p25_usd", "p25", Kind.USD),
        Column("median_usd", "Median", Kind.USD),
        Column("p75_usd", "p75", Kind.USD),
        Column("of_medicare", "Of Medicare"),
    )
    no_spread = NotAvailable("a fee schedule has one amount, no spread", "superbill rates ingest FILE --lake DIR")
    paid: Leaf = fact(amount, cited) if amount is not None else NotAvailable("Medicare has no price for it", "cms-asp")
    medicare = (fact("Medicare", cited), no_spread, paid, no_spread, fact("100 %", cited))
    names = ("Aetna", "Blue Cross Blue Shield", "Cigna", "UnitedHealthcare")
    others = tuple((fact(name, plain()), NO_RATES, NO_RATES, NO_RATES, NO_RATES) for name in names)
    return Section("payers", "Payers", (Table("Payers", columns, (medicare, *others), 5),))


def releases(*cited: Citation) -> Section:
    columns = (
        Column("title", "Data set"),
        Column("release", "Release"),
        Column("rows", "Rows", Kind.NUMBER),
        Column("sha256", "SHA-256", Kind.CODE),
    )
    listed = tuple(
        facts(
            each,
            each.title,
            each.release,
            1_000 + 167_882 * place,
            f"{place:x}" + "9f2c6b1e07d4a835" * 3 + "0b7c41e2d9a65f3",
        )
        for place, each in enumerate(cited)
    )
    return Section("sources", "Sources", (Table("Files behind this report", columns, listed, len(listed)),))


def report_82331() -> Report:
    """A laboratory test paid on the CLFS; nothing of it needs arithmetic."""
    lab = mpfs(9917)
    sections = (
        Section(
            "official",
            "Official description",
            (Field("Official description", NotAvailable("CPT descriptor needs your AMA licence", "superbill import cpt-descriptors FILE")),),
        ),
        Section(
            "plain",
            "Plain language",
            (
                Field("Plain language", fact("A blood test that follows calcium over several draws, before and after calcium is run into a vein. Looking at how the level climbs and falls shows how the body handles the load.\nIt is an uncommon specialist test, different from a single calcium level.", plain()), Kind.PROSE),
                Field("Why it is done", fact("When one calcium or parathyroid result does not explain the picture, stressing the system can help. An endocrinologist may use it in puzzling calcium disorders, to see whether the parathyroid glands quiet down.", plain()), Kind.PROSE),
                Steps("What to document", facts(plain(), "Specialist order naming the protocol and its purpose", "Calcium product, dose, and infusion start and stop times, with any change of rate while the infusion ran", "Clock time written on every tube", "Interpretation of the pattern in the chart"), ordered=False),
            ),
            "written for Superbill · not yet reviewed by a clinician",
        ),
        Section(
            "overview",
            "Billing code overview",
            (
                Field("Service type", fact("Clinical laboratory test", plain(), lab)),
                Field("Typical sites", fact("Hospital outpatient laboratory, independent laboratory, infusion center", plain())),
                Field("Status", fact("X, outside the physician fee schedule", lab)),
                Field("PC/TC indicator", fact(9, lab), Kind.NUMBER),
                Field("Waived test", fact(False, clfs())),
            ),
        ),
        Section(
            "context",
            "Clinical context",
            (
                Field("Typical patient", fact("A 58-year-old with mildly high calcium and an unclear parathyroid hormone level is sent by an endocrinologist for a monitored calcium challenge.", plain()), Kind.PROSE),
                Steps("Workflow", facts(plain(), "Order and consent; protocol chosen", "Nurse places IV and draws baseline sample", "Nurse infuses calcium and watches the monitor", "Timed tubes drawn, labeled and sent together", "Laboratory measures calcium in each tube", "Endocrinologist reads the curve", "Lab bills test; infusion handled by facility")),
            ),
        ),
        modifiers(
            ("26 TC", "Professional and technical component", Verdict.DOES_NOT_APPLY, "PC/TC indicator 9: the concept does not apply; the test is paid on the CLFS", lab),
            ("QW", "CLIA waived test", Verdict.DOES_NOT_APPLY, "No waived-test row for this code on the CLFS", clfs()),
            ("91", "Repeat clinical laboratory test", Verdict.WHEN, "Same test again the same day for a new result; MUE 1 is a day limit (MAI 3), records may support more", mue(9)),
            ("59 XE XS XP XU", "Distinct service", Verdict.WITH_MODIFIER, "Pairs with 82310 and 82330 carry indicator 1", ptp(118_204)),
        ),
        Section(
            "fee",
            "Medicare fee",
            (
                Field("CLFS, national, 2026", fact(Decimal("13.34"), clfs()), Kind.USD),
                Field("Coinsurance", fact("none", clfs())),
                Field("Physician fee schedule", fact("Status X: no RVUs, nothing to price there", lab)),
            ),
        ),
        payers(Decimal("13.34"), clfs()),
        Section(
            "units",
            "Units",
            (
                Field("MUE, practitioner", fact(1, mue(9)), Kind.NUMBER),
                Field("MAI", fact("3: summed over the day; more needs records the contractor accepts", mue(9))),
                Field("MUE, outpatient hospital", NotAvailable("only an excerpt of NCCI MUE is loaded, and it does not hold 82331", "superbill fetch ncci-mue")),
            ),
        ),
        pairs(3, ("82310", "82331", Verdict.WITH_MODIFIER, 1, 118_204), ("82331", "82330", Verdict.WITH_MODIFIER, 1, 118_377), ("82331", "96523", Verdict.NEVER, 0, 118_378)),
        Section("coverage", "Coverage", (Field("Coverage", NO_COVERAGE),)),
        Section(
            "crosswalks",
            "Crosswalks",
            (
                Field("Related diagnoses", fact("E83.52 E21.3 E21.0 E83.51 E20.9", plain()), Kind.CODE),
                Field("Related codes", fact(", ".join(PLAIN_CODES), plain()), Kind.CODE),
            ),
        ),
        Section(
            "history",
            "History",
            (Table("", (Column("date", "Date", Kind.DATE), Column("change", "Change"), Column("usd", "CLFS rate", Kind.USD)), (facts(clfs(), date(2026, 4, 1), "No change", Decimal("13.34")), facts(clfs(), date(2026, 1, 1), "In the first file of the year", Decimal("13.34"))), 2),),
        ),
        releases(clfs(), lab, mue(9), ptp(1), hcpcs(1)),
    )  # fmt: skip
    title = fact("Calcium measured in timed draws around a calcium infusion", plain())
    return Report(
        "82331", "82331", System.CPT, ON, title, "valid on 2026-11-22",
        ("clinical lab test", "paid on the CLFS"), sections, (CPT_NOTICE,),
        (("Where", "any (national rate)"), ("Setting", "practitioner")),
    )  # fmt: skip


def report_99213() -> Report:
    """An office visit: two amounts, the arithmetic of each, by locality, and more pairs than are shown."""
    visit = mpfs(12_807)
    sections = (
        Section(
            "fee",
            "Medicare fee",
            (
                Field("Non-facility, Alabama", fact(Decimal("81.86"), visit, gpci()), Kind.USD),
                Field("Facility, Alabama", fact(Decimal("59.93"), visit, gpci()), Kind.USD),
                Field("Work RVU", fact(Decimal("1.30"), visit), Kind.NUMBER),
                Field("Conversion factor", fact(Decimal("32.3465"), visit), Kind.USD),
                Steps(
                    "Non-facility amount",
                    (
                        fact("work 1.30 × 1.000 = 1.30000", visit, gpci()),
                        fact("practice expense 1.35 × 0.869 = 1.17315", visit, gpci()),
                        fact("malpractice 0.10 × 0.575 = 0.05750", visit, gpci()),
                        fact("sum 2.53065 × conversion factor 32.3465 = $81.85767", visit),
                        fact("rounded half up to the cent = $81.86", visit),
                    ),
                ),
                Table(
                    "By locality",
                    (Column("locality", "Locality"), Column("mac", "MAC", Kind.CODE), Column("non_facility_usd", "Non-facility", Kind.USD), Column("facility_usd", "Facility", Kind.USD), Column("limiting_usd", "Limiting charge", Kind.USD)),
                    (facts(gpci(14), "Alabama", "10112", Decimal("81.86"), Decimal("59.93"), Decimal("89.43")), facts(gpci(15), "Alaska", "02102", Decimal("112.20"), Decimal("84.92"), Decimal("122.58"))),
                    109,
                    "superbill price 99213 --all-localities",
                ),
            ),
        ),
        modifiers(("25", "Separate evaluation on the day of a procedure", Verdict.APPLIES, "Pairs with this code as column 2 carry indicator 1", ptp(40)), ("50", "Both sides", Verdict.DOES_NOT_APPLY, "Bilateral indicator 0", visit), named=hcpcs(31)),
        pairs(14_077, ("99213", "0362T", Verdict.WITH_MODIFIER, 1, 2_204), ("99213", "36591", Verdict.NEVER, 0, 2_377)),
    )  # fmt: skip
    return Report("99213", "99213", System.CPT, ON, fact("Office visit, established patient", plain("99213")), "valid on 2026-11-22", ("office visit",), sections, (CPT_NOTICE,), (("Where", "MAC 10112, locality 00"),))  # fmt: skip


def report_e8352() -> Report:
    """A diagnosis: notes inherited from above, a very long list of codes, no fee."""
    columns = (Column("code", "Code", Kind.CODE), Column("title", "Title"), Column("level", "Level", Kind.NUMBER))
    sections = (
        Section("official", "Official description", (Field("Official description", fact("Hypercalcemia", icd()), Kind.PROSE),)),
        Section("hierarchy", "Hierarchy", (Table("Above this code", columns, (facts(icd(page="chapter 4"), "E00-E89", "Endocrine, nutritional and metabolic diseases", 1), facts(icd(page="E83"), "E83", "Disorders of mineral metabolism", 2), facts(icd(page="E83.5"), "E83.5", "Disorders of calcium metabolism", 3)), 3),)),
        Section(
            "notes",
            "Instructional notes",
            (
                Field("Inclusion term", fact("Familial hypocalciuric hypercalcemia", icd(page="E83.52"))),
                Table("Excludes1", (Column("note", "Note"), Column("codes", "Codes", Kind.CODE), Column("from", "Stands at", Kind.CODE)), (facts(icd(page="E83.5"), "autoimmune hypoparathyroidism", "E20.812", "E83.5"), facts(icd(page="E83"), "parathyroid disorders", "E20-E21", "E83")), 2),
            ),
        ),
        Section("crosswalks", "Crosswalks", (Field("Laboratory codes reported with it", fact(LONG_CODES, plain("82310")), Kind.CODE), Field("Approximate ICD-9-CM", fact("275.42", icd()), Kind.CODE))),
        Section("hostile", HOSTILE, (Field(HOSTILE, fact(HOSTILE, icd(page=HOSTILE))), Table(HOSTILE, (Column("a", HOSTILE),), (facts(icd(), HOSTILE),), 1), Steps(HOSTILE, facts(icd(), HOSTILE)), Field("Missing", NotAvailable(HOSTILE, HOSTILE), Kind.PROSE)), HOSTILE),
        Section("history", "History", (Field("Valid since", fact(date(2015, 10, 1), icd()), Kind.DATE), Field("Ends", fact(None, icd()), Kind.DATE))),
    )  # fmt: skip
    return Report(
        "E8352",
        "E83.52",
        System.ICD10CM,
        ON,
        fact("Hypercalcemia", icd()),
        "valid on 2026-11-22",
        ("billable", HOSTILE),
        sections,
    )


def report_j1885() -> Report:
    """A drug: a deleted neighbour, prices that are not loaded, no sources section of its own, no title."""
    row = hcpcs(5_120)
    sections = (
        Section("overview", "Billing code overview", (Field("Unit", fact("15 mg", row)), Field("Units in a 60 mg dose", fact(4, row), Kind.NUMBER))),
        Section("fee", "Medicare fee", (Field("Payment limit", NotAvailable("the ASP pricing file is not loaded", "superbill fetch cms-asp"), Kind.USD), Field("Physician fee schedule", fact("Status E: not paid there", mpfs(16_579))))),
        payers(None, row),
        Section("units", "Units", (Field("MUE, practitioner", fact(8, mue(14)), Kind.NUMBER),)),
        Section("history", "History", (Table("", (Column("code", "Code", Kind.CODE), Column("state", "State", Kind.VERDICT), Column("on", "On", Kind.DATE)), (facts(row, "J1885", Verdict.ALLOWED, date(1997, 1, 1)), facts(row, "J1890", Verdict.ENDED, date(2024, 12, 31))), 2),)),
        Section("empty", "Recent changes", (Table("Changes", (Column("date", "Date", Kind.DATE),), (), 0),)),
    )  # fmt: skip
    return Report(
        "J1885",
        "J1885",
        System.HCPCS,
        ON,
        NotAvailable("no description is loaded", "superbill fetch cms-hcpcs"),
        "not valid after 2026-12-31",
        (),
        sections,
    )


SAMPLES = {"82331": report_82331, "99213": report_99213, "E83.52": report_e8352, "J1885": report_j1885}
