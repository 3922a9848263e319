"""The texts on codes and the wording of letters."""

from __future__ import annotations

from pathlib import Path
from string import Template

import pytest

from superbill.errors import BadInput
from superbill.kb.home import content_folder
from superbill.remits.actions import Kind, load_actions, read_action
from superbill.remits.letters.templates import NAMES, load_templates

ACTIONS = load_actions()


def test_every_file_is_one_code_under_its_name() -> None:
    files = {file.stem for file in (content_folder() / "denials").glob("*.toml")}
    assert files == {f"{name.lower()}-{code.lower()}" for name, code in ACTIONS.by_code}
    assert len(files) >= 60


def test_every_letter_that_a_text_names_exists() -> None:
    letters = {action.appeal for action in ACTIONS.by_code.values() if action.appeal}
    assert letters <= set(load_templates())


@pytest.mark.parametrize("action", ACTIONS.by_code.values(), ids=lambda action: f"{action.list}-{action.code}")
def test_a_text_says_what_to_check_and_do(action: object) -> None:
    text = next(each for each in ACTIONS.by_code.values() if each is action)
    assert text.means.endswith(".") and text.check and text.do
    assert text.review == "unreviewed"


@pytest.mark.parametrize(
    ("code", "kind"), [("45", Kind.CONTRACTUAL), ("253", Kind.WITHHELD), ("97", Kind.DENIED), ("1", Kind.PATIENT)]
)
def test_kinds(code: str, kind: Kind) -> None:
    action = ACTIONS.of("CARC", code)
    assert action is not None and action.kind is kind


def test_wordings_use_only_known_names() -> None:
    for template in load_templates().values():
        for text in (template.opening, template.ground, template.request, *template.enclosures):
            assert set(Template(text).get_identifiers()) <= NAMES


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "carc-1.toml"
    file.write_text('list = "CARC"\ncode = "1"\nkind = "lost"\n')
    with pytest.raises(BadInput, match=r"carc-1\.toml: title is no text"):
        read_action(file)
