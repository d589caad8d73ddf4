"""An answer as the text of a chat that is not ours: its sentences with their marks, and each citation as a footnote.

Such chats show Markdown, and would fetch a picture that an article names; what could make one is taken apart.
"""

from __future__ import annotations

import re

from rag import Answer, Citation, Language, printed

_HEADINGS: dict[Language, str] = {"zh": "来源：", "en": "Sources:"}
_RELATED: dict[Language, str] = {"zh": "（相关，未回答）", "en": " (related, no answer)"}
# Behind a picture's sign, between a link's text and its address, what begins a tag or an address in brackets, and what
# would take our own sign away.
_ACTIVE = re.compile(r"(?<=!)\[|(?<=\])[(\[:]|<(?=[a-zA-Z/!?])|\\")
_FOOT = re.compile(rf"\n\n(?:{'|'.join(_HEADINGS.values())})\n\n\[1\] .*", re.DOTALL)


def inert(text: str) -> str:
    """The text with what would become a link, a picture or a tag in Markdown shown as it stands."""
    return _ACTIVE.sub(lambda sign: f"\\{sign[0]}", text)


def body(answer: Answer) -> str:
    """The answer's own sentences, and why no language model worded it."""
    return inert(answer.answer) + note(answer)


def note(answer: Answer) -> str:
    """Why no language model worded the answer, as what stands under it; empty where there is nothing to say."""
    return f"\n\n*{inert(answer.note)}*" if answer.note else ""


def foot(answer: Answer, language: Language) -> str:
    """The footnotes, with what stands before them; empty where nothing is cited."""
    if not answer.citations:
        return ""
    notes = (_note(citation, answer.answer, language) for citation in answer.citations)
    return "\n\n".join(("", _HEADINGS[language], *notes))


def without_foot(text: str) -> str:
    """An answer as a chat sends it back, without the footnotes that `foot` put under it."""
    return _FOOT.sub("", text)


def _note(citation: Citation, said: str, language: Language) -> str:
    """`[1] 焦作日报，2020-02-27，第1版，《…》`, and the words cited where the answer does not repeat them."""
    place = printed(citation.source, citation.date, citation.page)
    name = "，".join(part for part in (place, f"《{citation.title}》") if part)
    quote = "" if citation.quote in said else f"：“{' '.join(citation.quote.split())}”"
    related = _RELATED[language] if citation.role == "related" else ""
    return f"[{citation.marker}] {inert(f'{name}{quote}')}{related}"
