"""What the conversation in the terminal says itself, in Chinese and English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "welcome": "报问：{articles} 篇报道（{sources}）。直接提问，或输入 /help。",
        "help": "直接输入问题，可以接着问。\n"
        "/sources  上一个回答引用的原文\n/open N   打开第 N 处引用的报道\n"
        "/new      开始新的对话\n/quit     结束（或 Ctrl-D）",
        "reading": "正在查找……",
        "stopped": "已停止。",
        "begun": "新的对话。",
        "no_sources": "上一个回答没有引用；请先提一个问题。",
        "which": "/open 后面写引用的编号：{numbers}",
    },
    "en": {
        "welcome": "Baowen: {articles} articles ({sources}). Ask, or type /help.",
        "help": "Type a question; the next one may refer to it.\n"
        "/sources  the words that the last answer cites\n/open N   the article of citation N\n"
        "/new      begin anew\n/quit     end (or Ctrl-D)",
        "reading": "looking …",
        "stopped": "stopped.",
        "begun": "A new conversation.",
        "no_sources": "The last answer cites nothing; ask a question first.",
        "which": "give the number of a citation after /open: {numbers}",
    },
}
