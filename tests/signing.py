"""A new project whose wordings somebody has signed, so that it has nothing to complain of."""

from __future__ import annotations

from pathlib import Path

from pipeline.disclaimers.library import SAMPLE


def signed(root: Path) -> Path:
    """The folder of a new project, with a name under each of its sample wordings."""
    for path in sorted((root / "source/disclaimers").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert SAMPLE in text
        path.write_text(text.replace(SAMPLE, "Harbour Office"), encoding="utf-8")
    return root
