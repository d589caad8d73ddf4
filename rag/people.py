"""Persons (人名) in Chinese text, by the formulas newspapers name them with.

A name is a surname (百家姓 and what is common beside it) and one or two characters, standing where only a person
stands: after an office or 记者, in a list joined by 、, or before what only people do (强调, 主持, 到). Nothing else is
taken for one, so what is found can be relied on; a person whom a text never introduces so is not found.
"""

from __future__ import annotations

import re
from functools import lru_cache

OFFICES = (
    "书记|主任|市长|省长|县长|区长|镇长|乡长|村长|州长|总理|主席|部长|厅长|局长|处长|科长|院长|校长|所长|站长|队长"
    "|会长|秘书长|委员长|委员|总指挥|指挥长|组长|董事长|总经理|经理|厂长|行长|常委|代表|发言人|负责人|院士|教授|医生|护士|记者|通讯员"
)
_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解宗丁宣"
    "贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋"
    "仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘翟谭贡劳逄姬申"
    "扶堵冉宰郦雍郤璩桑桂濮牛寿边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步耿满弘匡文寇禄"
    "阙东欧殳沃利蔚夔隆师巩厍聂晁勾敖融冷訾辛阚简饶空曾毋沙乜养鞠须丰巢关蒯查荆红游竺权逯盖益桓仉督岳帅缑亢况郈琴"
    "商佘佴伯赏墨哈谯笪年爱阳佟闫肖付邸栗代覃岩涂信仝苑"
)
_DOUBLE = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|东方|南宫"
_GIVEN = r"[\u4e00-\u9fff]"
NAME = rf"(?:(?:{_DOUBLE})(?:{_GIVEN}{{1,2}}?)|[{_SINGLE}]{_GIVEN}{{1,2}}?)"
_BY_DOING = "主持|强调|指出|表示|介绍说|介绍，|认为|告诉|透露|率队|带队|走进|察看|叮嘱|一行|坦言|到|赴|深入"
_FOLLOWS = (
    r"[、，。；：（）()“”！？\s\[]|和|与|等|在|对|分别|同志|主持|强调|指出|要求|表示|介绍|说|认为|告诉|出席|参加|率|带队"
    "|到|赴|前往|深入|走进|来到|察看|一行|先后|挂帅|$"
)
_AFTER_OFFICE = re.compile(rf"(?:{OFFICES})(?P<name>{NAME})(?={_FOLLOWS})")
_ACTING = re.compile(rf"(?:^|(?<=[，。；！？”：\s]))(?P<name>{NAME})(?=(?:{_BY_DOING}))")
_LIST = re.compile(rf"{NAME}(?:、{NAME}){{1,99}}(?=[，。；）)\s]|和|与|等|分别|同志|出席|参加|列席|为|$)")
_LIST_OF_PEOPLE = re.compile(rf"(?:{OFFICES}|领导|同志)$")
OFFICE_CHARS = 20  # no office's name is longer
_DO_TOGETHER = re.compile(r"(?:等|分别|同志)*(?:领导)?(?:出席|参加|列席|带队|率队|陪同|同志|为)")


@lru_cache(maxsize=2048)
def people(text: str) -> tuple[str, ...]:
    """The persons that a text names, in the order they are first named; each once."""
    found: dict[str, int] = {}
    for pattern in (_AFTER_OFFICE, _ACTING):
        for match in pattern.finditer(text):
            found.setdefault(match["name"], match.start("name"))
    for listed in _LIST.finditer(text):
        if _LIST_OF_PEOPLE.search(text[max(0, listed.start() - OFFICE_CHARS) : listed.start()]) or _DO_TOGETHER.match(text, listed.end()):
            for name in listed[0].split("、"):
                found.setdefault(name, listed.start())
    return tuple(sorted(found, key=lambda name: found[name]))
