"""Topics (专题) by their proper names: papers in 《》, and what stands in “” before 行动, 工程, 计划 and the like.

Any other words can be a topic too; those a reader types (see `dossiers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.rules import Rule

PAPER = Rule(
    "a paper",
    re.compile(r"《(?P<what>[^《》]{4,40})》"),
    ("印发《关于加强防汛工作的通知》 → 关于加强防汛工作的通知",),
    ("《通知》",),
    "A law, plan or notice is named in 《》.",
)
NAMED = Rule(
    "a named undertaking",
    re.compile(
        r"“(?P<what>[^“”，。；]{2,12})”(?=(?:专项|集中|系列|统一)?(?:行动|工程|计划|活动|战略|倡议|机制|模式|项目|制度|政策"
        r"|整治|演习|联赛|峰会|博览会))|台风“(?P<storm>[^“”]{1,6})”"
    ),
    ("开展“护航”专项行动 → 护航", "实施“千万工程”项目 → 千万工程"),
    ("他说“很好”", "“不忘初心”的"),
    "An undertaking has its name in quotation marks.",
)
RULES = (PAPER, NAMED)
_PAPERS = re.compile(r"(?:日报|晚报|时报|早报|邮报|晨报|新闻|周刊|公司章程)\s*$")


def topics(text: str) -> Iterator[tuple[str, int, int]]:
    """Each topic that a text names, with its place."""
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            group = match.lastgroup or "what"
            if not _PAPERS.search(match[group]):
                yield match[group].strip(), *match.span(group)
