"""HTML fields as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.sources.plain_html import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain  text", "plain text"),
        ("<p>a</p>\r\n<p>b</p>", "a\nb"),
        ("one<br/>two", "one\ntwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("CPT<sup>&reg;</sup> &#8211; code&nbsp;82306", "CPT® – code 82306"),
        ("&lt;p&gt;Twice &amp;amp; encoded&lt;/p&gt;", "Twice & encoded"),
        ("PSA < 4 and > 2", "PSA < 4 and > 2"),
        ("<style>p {x}</style><p>seen</p><script>1</script>", "seen"),
        ("<p>never closed", "never closed"),
        ("<p>&sol; &unknown;</p>", "/ &unknown;"),
    ],
)
def test_text_of_a_field(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(max_size=200))
def test_any_text_is_read(html: str) -> None:
    assert "\r" not in plain_text(html)
