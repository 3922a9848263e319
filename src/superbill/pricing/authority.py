"""Receipts for the payment rules that stand in law and manuals instead of a loaded release: shares, reductions, order.

Each names the text and the section; `effective_from` is when the rule as written here began to apply.
"""

from __future__ import annotations

from datetime import date

from superbill.model.citation import Citation

CHAPTER_12 = "Medicare Claims Processing Manual, chapter 12"


def rule(title: str, section: str, since: date, until: date | None = None) -> Citation:
    """A receipt for a section of a law or manual."""
    return Citation(
        source="cms-rule",
        title=title,
        publisher="CMS",
        release="",
        file="",
        locator=section,
        effective_from=since,
        effective_to=until,
    )


FEE_SCHEDULE = date(1992, 1, 1)
COINSURANCE = rule("Social Security Act", "section 1833(a)(1)", FEE_SCHEDULE)
LOWER_OF = rule(CHAPTER_12, "section 20", FEE_SCHEDULE)
LIMITING = rule(CHAPTER_12, "section 20 and Social Security Act 1848(g)(2)", FEE_SCHEDULE)
PRACTITIONER = rule("42 CFR 414.56 and Claims Processing Manual, chapter 12", "sections 110 to 120", date(1998, 1, 1))
MULTIPLE = rule(CHAPTER_12, "section 40.6", date(1995, 1, 1))
BILATERAL = rule(CHAPTER_12, "section 40.7", FEE_SCHEDULE)
CO_SURGEON = rule(CHAPTER_12, "section 40.8", FEE_SCHEDULE)
SPLIT_CARE = rule(CHAPTER_12, "section 40.4", FEE_SCHEDULE)
ASSISTANT = rule(CHAPTER_12, "section 20.4.3", FEE_SCHEDULE)
ASSISTANT_AS = rule(CHAPTER_12, "sections 110.2 and 120.1", date(1998, 1, 1))
DISCONTINUED = rule(CHAPTER_12, "sections 20.4.6 and 30.1", FEE_SCHEDULE)
ANESTHESIA = rule(CHAPTER_12, "section 50", date(1996, 1, 1))
NURSE_ANESTHETIST = rule(CHAPTER_12, "section 140", date(1998, 1, 1))
IMAGING = rule("42 CFR 414.66 and Claims Processing Manual, chapter 13", "section 40.2", date(2010, 7, 1))
IMAGING_READING = rule("Social Security Act", "section 1848(b)(10)", date(2017, 1, 1))
IMAGING_READING_BEFORE = rule(
    "MPFS final rule CY2012", "professional part, 25 percent", date(2012, 1, 1), date(2016, 12, 31)
)
CARDIOLOGY = rule(
    "Medicare MPFS final rule CY2013, and CR 7848", "diagnostic cardiovascular services", date(2013, 1, 1)
)
OPHTHALMOLOGY = rule("Medicare MPFS final rule CY2013, and CR 7848", "diagnostic ophthalmology", date(2013, 1, 1))
THERAPY = rule("Medicare Claims Processing Manual, chapter 5", "section 10.7", date(2013, 4, 1))
THERAPY_ASSISTANT = rule(
    "42 CFR 410.59, 410.60 and Social Security Act 1834(v)", "15 percent reduction", date(2022, 1, 1)
)
OPPS_CAP = rule("Deficit Reduction Act of 2005", "section 5102(b)", date(2007, 1, 1))
LABORATORY = rule("Social Security Act", "sections 1833(a)(1)(D) and 1833(b)(3)", date(1984, 7, 1))
PREVENTIVE = rule("Medicare Claims Processing Manual, chapter 18", "section 1.2", date(2011, 1, 1))
COLORECTAL = rule("Consolidated Appropriations Act, 2021", "section 122", date(2022, 1, 1))
DRUGS = rule(
    "Social Security Act 1847A and Claims Processing Manual, chapter 17", "sections 20 and 40", date(2005, 1, 1)
)
HOSPITAL_OUTPATIENT = rule("Medicare Claims Processing Manual, chapter 4", "section 10", date(2000, 8, 1))
OUTPATIENT_DISCOUNT = rule("42 CFR 419.44 and Claims Processing Manual, chapter 4", "section 10.5", date(2000, 8, 1))
COMPREHENSIVE = rule("Medicare Claims Processing Manual, chapter 4", "section 10.2.3", date(2015, 1, 1))
WAGE_INDEX = rule("42 CFR 419.43(c)", "60 percent of the rate is labor-related", date(2000, 8, 1))
OFF_CAMPUS = rule("42 CFR 419.48", "40 percent of the OPPS rate", date(2018, 1, 1))
CLINIC_VISIT = rule("OPPS final rule CY2019", "clinic visits at off-campus departments", date(2020, 1, 1))
SURGERY_CENTRE = rule("42 CFR 416.171 and Claims Processing Manual, chapter 14", "section 40", date(2008, 1, 1))
INPATIENT = rule("42 CFR 412.2 and 412.64", "weight times the standardized amounts", date(1983, 10, 1))
TRANSFER = rule("42 CFR 412.4(f)", "transfers", date(1998, 10, 1))


def sequester(on: date) -> tuple[int, Citation] | None:
    """Percent that the sequester takes off Medicare's payment on a day, with its receipt; None where none is taken.

    Budget Control Act of 2011: 2 percent from April 2013; suspended from May 2020 (CARES Act, section 3709); 1 percent in
    the second quarter of 2022; 2 percent again from July 2022.
    """
    act = "Budget Control Act of 2011, sequestration"
    if date(2013, 4, 1) <= on < date(2020, 5, 1):
        return 2, rule(act, "section 101", date(2013, 4, 1), date(2020, 4, 30))
    if date(2022, 4, 1) <= on < date(2022, 7, 1):
        return 1, rule(act, "Public Law 117-71, section 2", date(2022, 4, 1), date(2022, 6, 30))
    if on >= date(2022, 7, 1):
        return 2, rule(act, "Public Law 117-71, section 2", date(2022, 7, 1))
    return None


def colorectal_coinsurance(on: date) -> int:
    """Percent that the patient pays for a screening colonoscopy that turned into a procedure (modifier PT)."""
    for since, percent in ((date(2030, 1, 1), 0), (date(2027, 1, 1), 10), (date(2023, 1, 1), 15)):
        if on >= since:
            return percent
    return 20
