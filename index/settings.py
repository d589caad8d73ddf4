"""Every setting of the product in one place; each can be given in the environment with the prefix `BAOWEN_`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import UsageError

BUNDLED_MODEL = "multilingual-e5-small"


class Settings(BaseSettings):
    """`BAOWEN_INDEX=/srv/news`, `BAOWEN_MODEL=BAAI/bge-small-zh-v1.5`, and so on; options of a command come first."""

    model_config = SettingsConfigDict(env_prefix="BAOWEN_", frozen=True)

    index: Path = Field(default=Path(".baowen/index"), description="folder of the index")
    model: str = Field(default=BUNDLED_MODEL, description="embedding model: the bundled one, a hub name, or a folder")
    passage_chars: int = Field(default=300, ge=50, le=2000, description="length of a passage, in characters")
    overlap_chars: int = Field(default=80, ge=0, le=500, description="whole sentences up to this open the next one")
    max_file_bytes: int = Field(default=50_000_000, ge=1, description="a larger file is refused, but for .jsonl, .csv")
    max_archive_bytes: int = Field(default=2_000_000_000, ge=1, description="an archive unpacking to more is refused")
    max_article_chars: int = Field(default=1_000_000, ge=1, description="a longer article or page text is refused")
    reader_seconds: float = Field(default=30.0, gt=0, description="seconds a reader may take for a page or an article")
    scan_seconds: float = Field(default=300.0, gt=0, description="seconds it may take for a page it reads by OCR")
    reader_bytes: int = Field(
        default=6_000_000_000, ge=1, description="memory a reader may take, as far as files go in"
    )
    writer_wait_s: float = Field(default=300.0, ge=0, description="seconds a change waits for one that goes on already")
    max_question_chars: int = Field(default=1000, ge=1, description="a longer question is refused")
    max_conversation_chars: int = Field(default=40_000, ge=0, description="a longer conversation is refused")
    fusion: Literal["sum", "ranks", "words", "vectors"] = Field(
        default="sum", description="what passages are found by: both scores summed, both ranks, or one of them alone"
    )
    ranked_anew: int = Field(default=15, ge=0, le=100, description="passages looked at sentence by sentence; 0: none")
    scans: Path = Field(default=Path(".baowen/scans"), description="where what was read off pictures is kept")
    threads: int = Field(default=0, ge=0, description="threads of the encoder; 0 takes all cores")
    llm: str = Field(default="none", description="language model that words the answer; 'none' quotes the articles")
    llm_url: str | None = Field(default=None, description="address of an OpenAI-compatible server, with its /v1")
    llm_given: Literal["auto", "lines", "passages"] = Field(
        default="auto", description="what the model gets: chosen lines to word, passages to read, or as its size allows"
    )
    llm_context: int | None = Field(
        default=None,
        ge=1024,
        description="tokens the language model reads and writes; else as its server says, or 4096",
    )
    llm_first_s: float = Field(default=60.0, gt=0, description="seconds until the language model's first word")
    llm_total_s: float = Field(default=120.0, gt=0, description="seconds until its last")
    llm_file: Path | None = Field(default=None, description="a GGUF file for 'local', in place of the fetched one")
    models: Path = Field(default=Path(".baowen/models"), description="folder of the fetched language model")
    concurrency: int = Field(default=4, ge=1, le=64, description="questions answered at once by the web chat")
    queue: int = Field(default=200, ge=1, description="questions that wait for that; more are turned away")
    uploads: Path = Field(default=Path(".baowen/uploads"), description="where files that a browser sends are kept")
    sessions: int = Field(default=400, ge=1, description="open pages whose conversation is kept in memory")
    feedback: Path = Field(default=Path(".baowen/feedback.jsonl"), description="where likes and dislikes are noted")
    max_upload_bytes: int = Field(default=20_000_000, ge=1, description="a larger file is not taken from a browser")
    lang: Literal["zh", "en"] | None = Field(default=None, description="of the commands; the system's by default")
    host: str = Field(default="127.0.0.1", description="address that the web chat listens on")
    port: int = Field(default=7860, ge=1, le=65535, description="port of the web chat")


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once. UsageError names the variable that doesn't fit."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = f"BAOWEN_{'_'.join(map(str, wrong['loc']))}".upper()
        raise UsageError(f"{name}={wrong['input']}: {wrong['msg']}; correct it or leave it unset") from error
