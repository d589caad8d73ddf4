"""The page of settings, made of the settings: `python docs/settings_page.py` writes docs/settings.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from index.settings import Settings

_BOUNDS = {"ge": "at least {}", "gt": "above {}", "le": "at most {}", "lt": "below {}"}


def page(*classes: type[BaseSettings]) -> str:
    """The settings as a page: name in the environment, what may be given, default, meaning."""
    lines = [
        "# Settings",
        "",
        "Given in the environment; an option of a command comes first. What does not fit is refused with its name.",
        "This page is made by `python docs/settings_page.py`.",
        "",
        "| setting | takes | default | what it is |",
        "|---|---|---|---|",
    ]
    for one in classes:
        prefix = one.model_config.get("env_prefix", "")
        lines += [_row(f"{prefix}{name}".upper(), field) for name, field in one.model_fields.items()]
    return "\n".join(lines) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    given = field.get_default(call_default_factory=True)
    default = "" if given is None else f"`{given}`"
    return f"| `{name}` | {_taken(field)} | {default} | {_meaning(field)} |"


def _meaning(field: FieldInfo) -> str:
    return (field.description or "").replace("|", "\\|")


def _taken(field: FieldInfo) -> str:
    kinds = [_kind(one) for one in _parts(field.annotation) if one is not type(None)]
    bounds = [
        text.format(f"{value:,}" if isinstance(value, int) else f"{value:g}")
        for constraint in field.metadata
        for key, text in _BOUNDS.items()
        if (value := getattr(constraint, key, None)) is not None
    ]
    return ", ".join([" or ".join(kinds), *bounds])


def _parts(annotation: Any) -> tuple[Any, ...]:
    """What a union is made of; of anything else, itself."""
    return (annotation,) if get_origin(annotation) in (None, Literal) else get_args(annotation)


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    names = {int: "whole number", float: "number", str: "text", Path: "path", bool: "true or false"}
    return names.get(annotation, str(annotation))


if __name__ == "__main__":
    (HERE / "settings.md").write_text(page(Settings), "utf-8")
