"""Titles of ICD-10-PCS codes against official descriptions, one for each turn of the grammar."""

from __future__ import annotations

import pytest

from superbill.sources.pcs_titles import title

SURGERY = ("Section", "Body System", "Operation", "Body Part", "Approach", "Device", "Qualifier")


def surgical(system: str, operation: str, *rest: str) -> str:
    return title("0", ("Medical and Surgical", system, operation, *rest), SURGERY)


@pytest.mark.parametrize(
    ("labels", "official"),
    [
        (
            ("Central Nervous System and Cranial Nerves", "Bypass", "Cerebral Ventricle", "Open", "Autologous Tissue Substitute", "Nasopharynx"),
            "Bypass Cerebral Ventricle to Nasopharynx with Autologous Tissue Substitute, Open Approach",
        ),
        (
            ("Heart and Great Vessels", "Bypass", "Coronary Artery, One Artery", "Open", "Zooplastic Tissue", "Coronary Artery"),
            "Bypass Coronary Artery, One Artery from Coronary Artery with Zooplastic Tissue, Open Approach",
        ),
        (
            ("Heart and Great Vessels", "Bypass", "Pulmonary Trunk", "Open", "No Device", "Innominate Artery"),
            "Bypass Pulmonary Trunk from Innominate Artery with No Device, Open Approach",
        ),
        (
            ("Lower Veins", "Occlusion", "Gastric Vein", "Via Natural or Artificial Opening", "No Device", "No Qualifier"),
            "Occlusion of Gastric Vein, Via Natural or Artificial Opening",
        ),
        (
            ("Lower Joints", "Replacement", "Knee Joint, Right", "Open", "Synthetic Substitute, Unicondylar Medial", "Cemented"),
            "Replacement of Right Knee Joint with Medial Unicondylar Synthetic Substitute, Cemented, Open Approach",
        ),
        (
            ("Heart and Great Vessels", "Dilation", "Coronary Artery, One Artery", "Percutaneous", "Intraluminal Device, Drug-eluting, Two", "Bifurcation"),
            "Dilation of Coronary Artery, One Artery, Bifurcation, with Two Drug-eluting Intraluminal Devices, Percutaneous Approach",
        ),
        (
            ("Gastrointestinal System", "Excision", "Sigmoid Colon", "Via Natural or Artificial Opening Endoscopic", "No Device", "Diagnostic"),
            "Excision of Sigmoid Colon, Via Natural or Artificial Opening Endoscopic, Diagnostic",
        ),
        (
            ("Subcutaneous Tissue and Fascia", "Insertion", "Subcutaneous Tissue and Fascia, Trunk", "Open", "Infusion Device, Pump", "No Qualifier"),
            "Insertion of Infusion Pump into Trunk Subcutaneous Tissue and Fascia, Open Approach",
        ),
        (
            ("Heart and Great Vessels", "Fragmentation", "Pericardium", "Open", "No Device", "No Qualifier"),
            "Fragmentation in Pericardium, Open Approach",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_surgical_titles(labels: tuple[str, ...], official: str) -> None:
    assert surgical(*labels) == official


@pytest.mark.parametrize(
    ("section", "labels", "axes", "official"),
    [
        (
            "7",
            ("Osteopathic", "Anatomical Regions", "Treatment", "Cervical", "External", "Indirect", "None"),
            ("Section", "Body System", "Operation", "Body Region", "Approach", "Method", "Qualifier"),
            "Osteopathic Treatment of Cervical Region using Indirect Forces",
        ),
        (
            "B",
            ("Imaging", "Upper Arteries", "Fluoroscopy", "Subclavian Artery, Right", "High Osmolar", "Laser", "Intraoperative"),
            ("Section", "Body System", "Type", "Body Part", "Contrast", "Qualifier", "Qualifier"),
            "Fluoroscopy of Right Subclavian Artery using High Osmolar Contrast, Laser Intraoperative",
        ),
        (
            "F",
            ("Physical Rehabilitation and Diagnostic Audiology", "Rehabilitation", "Speech Assessment", "None", "Filtered Speech", "Audiometer", "None"),
            ("Section", "Section Qualifier", "Type", "Body System / Region", "Type Qualifier", "Equipment", "Qualifier"),
            "Filtered Speech Assessment using Audiometer",
        ),
        (
            "H",
            ("Substance Abuse Treatment", "None", "Detoxification Services", "None", "None", "None", "None"),
            ("Section", "Body System", "Type", "Qualifier", "Qualifier", "Qualifier", "Qualifier"),
            "Detoxification Services for Substance Abuse Treatment",
        ),
        (
            "X",
            ("New Technology", "Physiological Systems", "Measurement", "Cardiac", "External", "Output, Computer-aided Assessment", "New Technology Group 9"),
            ("Section", "Body System", "Operation", "Body Part", "Approach", "Device / Substance / Technology", "Qualifier"),
            "Measurement of Cardiac Output, Computer-aided Assessment, New Technology Group 9",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) == 1 else "",
)  # fmt: skip
def test_titles_of_other_sections(section: str, labels: tuple[str, ...], axes: tuple[str, ...], official: str) -> None:
    assert title(section, labels, axes) == official


def test_a_section_of_the_future_gets_a_plain_title() -> None:
    labels = ("Robotics", "Bones", "Alignment", "Femur", "Open", "None", "Left")
    assert title("Y", labels, SURGERY) == "Alignment of Femur, Open Approach, Left"
