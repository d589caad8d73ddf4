"""Measures (措施): what is to be done or was done by those who answer for it, clause by clause, with who is to do it.

`demands.py` reads what is asked for at a meeting. Notices and campaigns state what they do without 要求; there a clause
is a measure when it begins, after its subject, with a verb of acting. Results, figures and reasons are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.records.events import RULES
from rag.records.model import Form, Found

_ACTS = (
    "加强|加快|加大|加密|加紧|强化|推进|推动|推行|推广|推出|开展|落实|完善|健全|建立|构建|构筑|打造|做好|做到|抓好"
    "|抓实|抓紧|抓住|坚持|坚决|坚定|聚焦|围绕|突出|提升|提高|持续|积极|认真|着力|严格|严厉|严禁|严防|严肃|"
    "深化|深入|深挖|全面|切实|进一步|充分|统筹|优化|创新|探索|支持|鼓励|引导|允许|督促|指导|组织|部署|成立|设立|制定"
    "|出台|编制|印发|发布|实施|实行|执行|采取|对|将|把|按照|针对|根据|以|通过|结合|利用|"
    "排查|整治|检查|巡查|打击|查处|清理|规范|压实|压紧|夯实|筑牢|守牢|守住|扛牢|扛起|牢固|牢记|牢牢|提前|及时|迅速"
    "|立即|尽快|尽早|主动|广泛|精准|科学|合理|妥善|有序|有力|重点|集中|定期|"
    "宣传|讲解|发放|张贴|普及|培训|教育|提醒|告知|劝导|约谈|配备|配合|协调|会同|联合|联动|安排|调配|储备|派出|抽调"
    "|投入|筹集|拨付|发挥|激发|培育|壮大|促进|保障|保护|维护|服务|帮助|协助|扶持|支援|安置|转移|撤离|"
    "严把|严守|把好|盯紧|紧盯|紧扣|密切|高度|凝聚|汇聚|树立|树牢|增强|巩固|拓展|拓宽|扩大|扩展|延长|缩短|降低|减少"
    "|减免|取消|简化|压减|下放|放宽|调整|修订|修复|恢复|抢修|升级|改造|建设|新建|扩建|改善|治理|防范|防止|杜绝|避免"
    "|化解|消除|处置|应对|"
    "明确|细化|量化|分解|梳理|研究|谋划|制订|编写|公开|公示|公布|曝光|通报|反馈|上报|报送|监测|监控|预警|研判|会商"
    "|调度|值守|签订|发动|动员|号召|倡导|呼吁|带头|争取|力争|确定|划定|设置|开设|开通|开放|搭建|引入|引进|吸引|吸纳"
    "|招募|选派|下沉|"
    "试点|率先|大力|稳步|逐步|稳妥|适度|适时|全力|合力|奋力|努力|不得|禁止|必须|要|应|须|可|不断|始终|继续|同步|依法"
    "|依托|运用|借助|综合|分类|分级|分区|逐一|逐项|逐户|挨家挨户|传承|弘扬|学习|贯彻|履行|强调|责令|联系|走访|核查"
    "|核实|查看|整合|形成|实现|拟定|给予|提供|享受|执行|适用|用好|用足|盘活|释放|更好|因地制宜|因城施策|举一反三"
    "|最大限度|多渠道|多方|与|向"
)
_TO_BE = re.compile(
    r"(?:要(?![求点素道])|应当|应(?![急对届])|必须|须|将(?!近)|严禁|不得|需要?|希望|鼓励|要求|督促|责令|指导|提醒|建议)"
)
_OPENS = re.compile(
    rf"^(?:并|还|同时|其中|此外|另外|一方面|另一方面|下一步|接下来|今后|后续|期间|行动中|随后|再|又|也|既|特别是"
    rf"|尤其是|重点|着重|一是|二是|三是|四是|五是|六是|七是|第[一二三四五六七八]|[一二三四五六七八九十]+要"
    rf"|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、])*(?:{_ACTS})"
)
_SUBJECT = re.compile(
    r"^(?P<who>[\u4e00-\u9fff（）、“”·]{0,24}?(?:部门|单位|企业|机关|机构|政府|党委|人员|干部|民警|各地|各级|各方|局"
    r"|委|办|厅|所|队|中心|公司|组|会|街道|乡镇|学校|医院|社区|当地|平台|行|院|站|区|县|市|部|警方|公安|党员|群众"
    r"|方))"
    r"(?=要|应|须|必须|将|可|不得|进一步|对|积极|联合|会同|组织|开展|加强|严格|通过|采取|结合|充分|坚持|把|以|迅速"
    r"|立即|及时|切实|全面|深入|按照|针对|根据|依法|在|持续|重点|实施|部署|推出|成立|还|也|共同|强化|推进|推动|聚焦"
    r"|督促|负责|利用|高度|主动|紧盯|落实)"
)
_LEAD_IN = re.compile(
    r"^[^，。；]{0,40}?(?:强调|指出|要求|表示|提出|介绍|明确|说|称|透露|认为|叮嘱|希望|建议|号召|显示)[，：:]“?"
)
_NO_MEASURE = re.compile(
    r"^(?:为|是|有|据|截至|目前|当前|近年|由于|因|如果|虽然|但|而|这|那|他|她|我|其|确保|使|让|从而|真正|得到|获得"
    r"|受到|成为|意味|预计|同比|约|占|达|共|累计|已有|已经|经|在此|这次|本次|此次)"
    r"|指出$|强调$|表示$|要求$|介绍$|记者|获悉|了解到|本报讯|(?<![\d.])[\d.]+(?:%|％|亿元|万元|起|人次|户次|万件|倍)|高度重视$"
    r"|出席|主持|参加会议|召开|情况汇报|重要讲话|会议认为|听取了|有限公司$|公告|表决|股东|http"
)
_DONE = re.compile(r"共(?:检查|查|出动|抓获|立案|排查|发放|处罚|破获|清理)|成效|显著|明显|好评|赞|满意|感谢")
_LEADS_ON = re.compile(
    r"^(?:按照|针对|围绕|聚焦|结合|根据|依托|以[^，]{0,20}为(?:抓手|目标|主体|主|导向|契机)|对[^，]{2,20}的$"
    r"|充分结合|通过[^，]{2,14}(?:措施|方式|形式)$)"
)
_RESULT = re.compile(
    r"^(?:并|从而)?(?:进一步|切实|不断|全面|努力|坚决|更好|有效|真正|最大限度|逐步|以)*(?:提升|提高|增强|营造|满足"
    r"|净化|维护|保障|遏制|实现|做到|形成|构建了|避免|防止|防范|守牢|消除|规范了|推动[^，]{2,12}发展$|丰富)"
)
_AFTER_REASONS = re.compile(
    r"^.*?，(?=[^，]{0,30}(?:印发|发布|出台|召开|举行|开展|组织|启动|部署|联合|举办|深入|下发|推出|采取))"
)
_COUNTED = re.compile(r"\d[\d,.万]{0,12}余?(?:起|份|个|家|处|台|人|辆|次|户|件|名|幅|场)")
_ABSTRACT = re.compile(
    r"^(?:始终|要)?(?:坚持)?(?:人民至上|生命至上|稳中求进)|决策部署$|统一部署$|相关安排$|安排部署$|总基调$|精神$"
    r"|查看更多|责任编辑|党的二十大|牢记"
)
_ANNOUNCED = re.compile(
    r"(?:提出|推出|出台|明确)了?(?P<what>[^，。]{4,80}?\d+[条项](?:具体)?(?:政策)?(?:措施|举措|任务))"
)
ROOM = 48  # characters that a measure of several clauses may have


def measures(form: Form, sentences: Sequence[Found]) -> list[Found]:
    """The measures that an event's sentences state, in reading order."""
    return [found for sentence in sentences for found in _of(form, sentence)]


def _of(form: Form, sentence: Found) -> Iterator[Found]:
    if announced := _ANNOUNCED.search(sentence.text):
        yield Found(announced["what"], sentence.start, sentence.end)
    if re.search(r"总书记(?:指出|强调)", sentence.text):
        return
    who: str | None = None
    kept: list[str] = []
    for clause in _clauses(_stated(sentence.text)):
        subject = _SUBJECT.match(clause)
        who = subject["who"] if subject else who
        kind = _kind(form, clause, subject)
        if kept and (kind is None or len("，".join([*kept, clause])) > ROOM or _TO_BE.match(clause) or subject):
            yield from _whole(kept, sentence, who)
            kept = []
        if kind and (kept or kind != "result"):
            kept.append(clause)
    yield from _whole(kept, sentence, who)


def _whole(kept: Sequence[str], sentence: Found, who: str | None) -> Iterator[Found]:
    """The clauses as one measure, in the words of the sentence; what only leads on to a measure is none."""
    if any(not _LEADS_ON.match(clause) for clause in kept):
        text = sentence.text
        start = text.find(kept[0])
        end = text.find(kept[-1], start) + len(kept[-1])
        yield Found(text[start:end], sentence.start, sentence.end, who)


def _stated(text: str) -> str:
    """A sentence without who says it, and without the reasons it opens with (为…，X近日印发…)."""
    text = _LEAD_IN.sub("", text.strip("。！ \n"))
    if re.match(
        r"^.{0,30}?为(?:了)?(?:深入|认真|切实|进一步|有效|全面|全力|坚决|严厉|贯彻|落实|加强|确保|做好|推动|推进"
        r"|规范|防范|保障|促进|提升|提高|支持)",
        text,
    ):
        return _AFTER_REASONS.sub("", text, count=1)
    return text


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a sentence; what stands in brackets or 《》 is not cut."""
    for part in re.split(r"[；;。]|，(?![^（《]{0,80}[）》])", text):
        if part := part.strip():
            yield part


def _kind(form: Form, clause: str, subject: re.Match[str] | None) -> str | None:
    """`measure`, or `result` of one, which never stands alone; None of what is neither."""
    if len(clause) < 6 or any(one.search(clause) for one in (_NO_MEASURE, _DONE, _COUNTED, _ABSTRACT)):
        return None
    if _is_news(form, clause) and not _TO_BE.search(clause):
        return None
    rest = clause[subject.end() :] if subject else clause
    if not (_OPENS.match(rest) or _OPENS.match(clause) or _TO_BE.search(clause)):
        return None
    return "result" if _RESULT.match(rest) else "measure"


def _is_news(form: Form, clause: str) -> bool:
    """Whether a clause is what opens the event: that a notice is issued, or a campaign carried out."""
    opening: tuple[Form, int] = ("notice", 3) if form == "notice" else ("campaign", 1)
    return form in ("notice", "campaign", "inspection") and any(
        rule.finds(clause) for rule in RULES[opening[0]][: opening[1]]
    )
