"""What people say to a program beside asking: a greeting, thanks, who it is, to say it again in another language.

None of it is looked for in the articles. A courtesy is the whole text: 「你好，谁主持了会议？」 is a question.
"""

from __future__ import annotations

import re

from index.terms import is_foreign
from rag.rules import Rule, named

_CALLED = "(?:报问|机器人|小助手|老师|朋友|baowen)?"
_END = r"[\s，,。.！!？?~～啊呀呢吧了哦哈]*$"


def _rule(name: str, pattern: str, matches: tuple[str, ...], misses: tuple[str, ...], why: str) -> Rule:
    return Rule(name, re.compile(rf"^\s*{_CALLED}[，,\s]*(?:{pattern}){_END}", re.IGNORECASE), matches, misses, why)


COURTESIES = (
    _rule(
        "greeting",
        rf"(?:你|您|大家)好(?:啊|呀)?{_CALLED}|嗨|哈喽|在吗|早上好|上午好|下午好|晚上好|早安|晚安"
        r"|hi|hello|hey|good (?:morning|afternoon|evening)(?: there)?",
        ("你好", "您好！", "Hello", "在吗？"),
        ("你好，谁主持了会议？", "早上好公园在哪里？"),
        "a greeting",
    ),
    _rule(
        "thanks",
        r"(?:好的?[，,]?)?(?:非常|十分|多)?(?:感谢|谢谢|谢了|多谢|辛苦)(?:你|您|你们)?(?:的?(?:回答|帮助|帮忙))?|明白|知道|好的?|再见|拜拜"
        r"|(?:ok(?:ay)?[,. ]*)?(?:many )?thank(?:s| you)(?: (?:very|so) much| a lot)?|ok(?:ay)?|bye|goodbye",
        ("谢谢", "好的，谢谢你！", "Thank you very much.", "再见"),
        ("谢谢大家是谁说的？", "感谢信写给了谁？"),
        "thanks, or a farewell",
    ),
    _rule(
        "who",
        r"(?:请问)?(?:你|您)(?:是谁|是什么|叫什么(?:名字)?|是(?:机器人|人工智能|真人)吗?|有什么用"
        r"|会(?:做?什么|干什么|干嘛)|能(?:做|干|帮我做)(?:什么|啥|些什么))"
        r"|怎么用|who are you|what are you|what can you do|help",
        ("你是谁", "你能做什么？", "What can you do?"),
        ("你是谁的领导？", "你能做什么工作的是谁？"),
        "what the program is",
    ),
    _rule(
        "again",
        r"(?:请|再|麻烦)*(?:用|换成?|翻译?成)(?:英文|英语|中文|汉语|日语|法语|普通话)再?(?:说|讲|回?答|翻译|写|重复)?"
        r"(?:一?[遍次下])?"
        r"|(?:请|麻烦)?再(?:说|讲|重复)一?[遍次]|(?:请|帮我)?翻译(?:一下)?(?:成(?:英文|英语|中文))?"
        r"|(?:please )?(?:say|repeat) (?:it|that)(?: again)?(?: in \w+)?"
        r"|(?:in english|translate (?:it|that)(?: (?:in)?to \w+)?)(?:,? please)?",
        ("用英文再说一遍", "请再说一遍", "Say it in English", "翻译成英文"),
        ("用英文再说一遍的是谁？", "翻译是谁？"),
        "to have it said again, or in another language",
    ),
)
_SAID = {
    "greeting": (
        "你好。我根据已导入的报纸文章回答问题，每一句都注明出处。请问一个文章里的人物、会议、措施或数字。",
        "Hello. I answer questions from the newspaper articles that were loaded, with the words each sentence rests "
        "on. Ask about a person, a meeting, a measure or a number in them.",
    ),
    "thanks": ("不客气。还想问什么，请接着问。", "You are welcome. Ask on whenever you like."),
    "who": (
        "我是报问：从已导入的报纸文章里找出答案，逐句引用原文；文章没有说的，我会说没有。"
        "可以问谁、何时、何地、多少、为什么、有哪些要求，中英文都行。",
        "I am Baowen: I find answers in the newspaper articles that were loaded and quote their words; what they do "
        "not say, I say is not there. Ask who, when, where, how much, why, or what was demanded.",
    ),
    "again": (
        "我只引用报纸的原文，不翻译也不改写。用中文或英文提问都可以：用英文问，就用英文说明。",
        "I quote the papers as they are printed and do not translate them. Ask in Chinese or English; a question in "
        "English is answered with an English frame around the quoted words.",
    ),
}


def courtesy(text: str) -> str | None:
    """What is said in reply to a courtesy, in its language; None when the text is anything else."""
    name = named(COURTESIES, text)
    return _SAID[name][is_foreign(text)] if name else None
