"""Options that several commands understand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index (BAOWEN_INDEX; .baowen/index by default).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only articles of this newspaper.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Only articles issued on this date or later.")]
ToOption = Annotated[str | None, typer.Option("--to", help="Only articles issued on this date or earlier.")]
ReporterOption = Annotated[str | None, typer.Option("--reporter", help="Only articles of this reporter.")]
LlmOption = Annotated[
    str | None,
    typer.Option(
        help="Language model to word the answers: local, openai:MODEL, ollama:MODEL, PROVIDER:MODEL; none quotes."
    ),
]
CiteOption = Annotated[
    str | None, typer.Option("--cite", help="Give the sources as references: gbt7714, chicago, bibtex or ris.")
]
SaveOption = Annotated[
    Path | None,
    typer.Option("--save", help="Also keep what was found, with its query, as .csv, .json, .xlsx, .bib or .ris."),
]
CountOption = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]
