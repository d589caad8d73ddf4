"""Articles become searchable: page text -> articles -> passages -> vectors -> store. The public face is `Index`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.article import Article as Article
    from index.build import FileReport as FileReport
    from index.errors import BaowenError as BaowenError
    from index.index import Index as Index
    from index.readers.reading import Issue as Issue
    from index.schema import Filters as Filters
    from index.settings import Settings as Settings

_WHERE = {
    "Article": "article",
    "BaowenError": "errors",
    "FileReport": "build",
    "Filters": "schema",
    "Index": "index",
    "Issue": "readers.reading",
    "Settings": "settings",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    """What is public, imported when it is asked for: a process that reads one file wants no vectors."""
    if name not in _WHERE:
        raise AttributeError(f"module 'index' has no attribute '{name}'")
    return getattr(import_module(f"index.{_WHERE[name]}"), name)
