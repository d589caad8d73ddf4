"""What readers take away (带走): references, tables of what was found, a notebook of clippings, stable addresses.

`citing` names an article in the styles of scholars and their programs; `results` makes tables of answers, passages,
articles and records, with the query that found them, and `tables` writes them; `clippings` and `word` write a
notebook; `address` is where an article and a quote of it are found again. `printable` guards what is written.
"""

from rag.export.address import address_of, quoted_at
from rag.export.citing import STYLES, Style, cite, cited_together
from rag.export.clippings import Clipping, as_markdown
from rag.export.printable import on_one_line, printable
from rag.export.results import ResultSet, of_answer, of_articles, of_passages, of_records
from rag.export.tables import as_csv, as_json, as_xlsx
from rag.export.word import as_docx

__all__ = [
    "STYLES",
    "Clipping",
    "ResultSet",
    "Style",
    "address_of",
    "as_csv",
    "as_docx",
    "as_json",
    "as_markdown",
    "as_xlsx",
    "cite",
    "cited_together",
    "of_answer",
    "of_articles",
    "of_passages",
    "of_records",
    "on_one_line",
    "printable",
    "quoted_at",
]
