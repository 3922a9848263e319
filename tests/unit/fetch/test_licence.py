"""Licences: shown as text, accepted once, shown again when they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.errors import BadInput, Unreachable, UsageError
from superbill.fetch.catalogue import Catalogue, Download, load_catalogue
from superbill.fetch.client import Page, Web
from superbill.fetch.licence import Ledger, LicenceText, accept, licence_pages, plain_text
from superbill.fetch.pages import RemoteFile
from unit.fetch.official import HTML, Official, Reply

TERMS = "You may use this file in your practice. " * 10


def terms(official: Official, text: str) -> str:
    page = f"<html><head><title>T</title></head><nav>Menu</nav><main><h1>License</h1><p>{text}</p></main><footer>CMS"
    official.routes["/license/ama"] = Reply(page.encode(), headers=HTML)
    return f"{official.url}/license/ama"


def yes(asked: list[LicenceText]) -> object:
    def ask(text: LicenceText) -> tuple[str, str]:
        asked.append(text)
        return "A. Coder", "asked"

    return ask


def test_asked_once_and_again_when_the_text_changes(web: Web, official: Official, tmp_path: Path) -> None:
    url, ledger, asked = terms(official, TERMS), Ledger(tmp_path / "home" / "licences.json"), []
    accept(web, [url, url], ledger, yes(asked))  # type: ignore[arg-type]
    accept(web, [url], ledger, yes(asked))  # type: ignore[arg-type]
    assert len(asked) == 1
    assert asked[0].text == f"License\n\n{TERMS.strip()}"
    (kept,) = ledger.read()
    assert (kept.who, kept.url, kept.sha256, kept.how) == ("A. Coder", url, asked[0].sha256, "asked")
    terms(official, TERMS + "And pay for it.")
    accept(web, [url], ledger, yes(asked))  # type: ignore[arg-type]
    assert [text.text.endswith("And pay for it.") for text in asked] == [False, True]
    assert len(ledger.read()) == 2


def test_no_is_no(web: Web, official: Official, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "licences.json")
    with pytest.raises(UsageError, match="is not accepted; nothing was downloaded"):
        accept(web, [terms(official, TERMS)], ledger, lambda text: None)
    assert ledger.read() == []


def test_a_page_without_a_text_is_not_accepted(web: Web, official: Official, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="shows no licence text"):
        accept(web, [terms(official, "Loading...")], Ledger(tmp_path / "l.json"), lambda text: ("x", "y"))


def test_a_damaged_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "licences.json").write_text("[{]")
    with pytest.raises(BadInput, match=r"licences\.json: is not readable"):
        Ledger(tmp_path / "licences.json").read()


def test_text_is_what_a_reader_sees() -> None:
    html = (
        "<style>p{}</style><header>Top</header><p>One<br>two &amp; <b>three</b></p><script>x</script>\x1b[31m<p> Four"
    )
    assert plain_text(Page("u", html, "text/html")) == "One\ntwo & three\n[31m\nFour"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("name", "gate", "pages"),
    [
        ("cms-hcpcs", "", ()),
        ("cms-hcpcs", "https://www.cms.gov/apps/ama/license.asp", ("https://www.cms.gov/license/ama",)),
        ("cms-clfs", "https://www.cms.gov/license/ama", ("https://www.cms.gov/license/ama",)),
        ("cms-clfs", "", ("https://www.cms.gov/license/ama",)),
        ("cms-hcpcs", "https://www.cms.gov/license/ada", ("https://www.cms.gov/license/ada",)),
    ],
    ids=["public", "public behind a gate", "gate", "no gate", "unknown gate"],
)
def test_the_pages_that_apply(catalogue: Catalogue, name: str, gate: str, pages: tuple[str, ...]) -> None:
    download: Download = catalogue.select([name])[0]
    assert licence_pages(catalogue, download, [RemoteFile("https://www.cms.gov/f.zip", "f.zip", gate)]) == pages
