"""What is loaded."""

from __future__ import annotations

from superbill.surfaces.answers import release_data
from superbill.surfaces.rest.calls import Asked, Call, Example, Listing
from superbill.surfaces.sheets import RELEASES


def releases(asked: Asked) -> Listing:
    """Every release with its files."""
    return Listing("releases", asked.bench.releases, release_data, RELEASES, head={"stamp": asked.bench.stamp})


CALLS = (
    Call(
        "GET", "/api/v1/releases", "releases", "What is loaded",
        "Every release: title, period, rows, the SHA-256 of each file, the licence. `stamp` changes whenever they do.",
        releases, "releases", Example(), formats=("json", "csv", "ndjson"),
    ),
)  # fmt: skip
