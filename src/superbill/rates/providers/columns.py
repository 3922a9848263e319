"""Sets of arrays in the lake, replaced as a whole: written beside the old ones, then swapped in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.lake.manifest import open_lake
from superbill.rates.lake.writer import disk_errors


def write_columns(lake: Path, folder: str, made: dict[str, Any], columns: dict[str, npt.NDArray[Any]]) -> Path:
    """Writes arrays and what they were made from; the lake is made where there is none."""
    open_lake(lake)
    target, work = lake / folder, lake / f"{folder}.part"
    with disk_errors(lake):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        for name, column in columns.items():
            np.save(work / f"{name}.npy", column, allow_pickle=False)
        (work / "made.json").write_text(json.dumps(made), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
    return target
