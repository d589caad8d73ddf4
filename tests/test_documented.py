"""What the documents show is run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/other-programs.md").read_text("utf-8"), re.DOTALL)
NAMES = ("openai", "langchain in the same process", "langchain over http", "llama-index")


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_an_example_runs(example: str, address: str, sample_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(example, {"address": address, "index": sample_index, "__name__": "example"})  # noqa: S102, our own text
    assert "复工复产" in (said := capsys.readouterr().out) or "市审计局" in said
