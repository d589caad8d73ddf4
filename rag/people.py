"""Persons (人名) in Chinese text, by the formulas newspapers name them with.

A name is a surname (百家姓 and what is common beside it) and one or two characters, standing where only a person
stands: after an office or 记者, before one (王敏副局长) or before 同志, in a list joined by 、, or before what only
people do (强调, 主持, 到). A foreign name has a · in it or follows an office. Nothing else is taken for one, so what is
found can be relied on; a person whom a text never introduces so is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.rules import Rule

OFFICES = (
    "书记|主任|市长|省长|县长|区长|镇长|乡长|村长|州长|旗长|总理|主席|部长|厅长|局长|处长|科长|院长|校长|所长|站长|队长"
    "|会长|秘书长|委员长|委员|总指挥|指挥长|组长|董事长|总经理|经理|厂长|行长|常委|代表|发言人|负责人|院士|教授|医生"
    "|护士|记者|通讯员"
    "|(?<!各)成员|调研员|科员|董事|监事|董事会秘书|律师|研究员|司长|署长|庭长|检察长|检察官|法官|政委|参谋长|司令员?"
    "|总监"
    "|理事长|理事|支书|教导员|指导员|总统|首相|外长|议员|学者|专家|工程师|教师|老师|民警|总裁|创始人|助理|馆长|台长"
    "|主编|总编辑"
    "|总工程师|巡视员|督学|园长|副职|船长|舰长|社长|团长|师长|军长|连长|排长|参赞|大使|领事|特使|巡抚|主持人|投递员"
    "|志愿者"
)
_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅"
    "庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解宗丁宣"
    "贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋"
    "仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍双闻莘翟谭贡劳逄姬申"
    "扶堵冉宰郦雍郤璩桑桂濮牛寿边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步耿满弘匡文寇禄"
    "阙东欧殳沃利蔚夔隆师巩厍聂晁勾敖融冷訾辛阚简饶空曾毋沙乜养鞠须丰巢关蒯查荆红游竺权逯盖益桓仉督岳帅缑亢况郈琴"
    "商佘佴伯赏墨哈谯笪年爱阳佟闫肖付邸栗代覃岩涂信仝苑邝揭亓乃但么尕拜冼战都初钭苟朴修迟隋牟晋粟尧雒楚檀矫麦占綦仵佀原英"
)
_DOUBLE = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|东方|南宫"
_GIVEN = r"[\u4e00-\u9fff]"
NAME = rf"(?:(?:{_DOUBLE})(?:{_GIVEN}{{1,2}}?)|[{_SINGLE}]{_GIVEN}{{1,2}}?)"

# Words that begin with the character of a surname and are none.
_WORDS = (
    "乌克兰|古巴|高度|高质|高效|高层|高校|高新|高位|高级|高标|高等|安全|安排|安置|安徽|安康|安庆|方面|方案|方式|方便|方能|方位"
    "|常委|常务|常态|常见|"
    "常年|党委|农业|农村|农民|农产|水利|水务|水平|水库|水位|商务|商会|商业|商户|经济|经过|经营|经理|经验|时间|成都"
    "|成立|成员|成为|"
    "成功|成果|江苏|江西|江门|黄山|黄冈|黄石|贺州|云南|温州|苏州|徐州|郑州|向[前上下全社市各群]|和谐|和平|全国|应急"
    "|施工|施行|施策|管理|管控|"
    "万元|万人|万名|金融|金额|金砖|宁夏|宁波|武汉|武警|池州|连续|连日|连同|连云|于[是今近]|平安|平台|平均|平时|平等"
    "|平稳|明确|明显|明年|明天|严格|"
    "严重|严厉|严肃|严防|严打|严禁|相关|马上|单位|单独|包括|包含|都[是要有能会在将应已可与和]|能源|满足|白天|白色"
    "|同[时志比]|代表|代理|代行|解决|解读|"
    "关于|关注|关系|关键|关心|关爱|关停|查处|查看|查询|查找|查获|别墅|路径|路线|路段|路上|双方|双向|双重|任务|任何"
    "|任期|任职|居民|居住|"
    "师生|师资|师傅|计划|计算|程序|程度|步骤|步伐|信息|信任|信心|信用|利用|利益|利于|富裕|温度|温暖|辛苦|简单|简报"
    "|简化|充分|充满|盖章|"
    "督导|督查|督促|督办|巡查|乐观|康复|余名|余人|余家|余个|余件|余万|元旦|元左|项目|项工|席位|贵州|梁平|盛会|凌晨"
    "|夏季|夏天|田间|"
    "支持|支部|支队|支付|支撑|支援|干部|干警|干事|宣布|宣传|宣读|宣讲|左右|石家|石油|段时|车辆|车间|车站|车主|班子"
    "|班组|秋季|"
    "边境|边防|边检|景区|景点|文化|文明|文旅|文件|东北|东部|东方[电明红]|东南|东西|东城|东莞|华东|华北|华南|华中"
    "|华夏|华为|"
    "古镇|古城|易地|满意|满怀|弘扬|融合|融资|空间|空气|养老|养护|须要|须有|丰富|丰台|丰收|游客|游览|权威|权利|权益"
    "|年轻|年度|年龄|年内|"
    "爱国|爱心|爱护|阳光|闻讯|闻到|申请|申报|申办|边远|尚未|尚有|农户|温馨|况且|红色|红十|红旗|红军|红网|红星|"
    "山东|山西|山区|谷物|章程|贡献|劳动|怀着|怀揣|怀化|蒙古|印发|印刷|印度|景观|束缚|龙头|龙江|幸福|司法|司机|司令"
    "|黎明|薄弱|宿舍|"
    "索要|咸阳|卓越|双碳|双减|翁牛|储备|储存|曲折|封闭|封控|惠民|惠及|荣誉|荣获|陆续|陆地|程强调|诸多|包装|洪涝|洪水"
    "|洪灾|杭州|杭甬|单元|单日|郁南|"
    "房屋|房产|房地|房源|房间|房山|房企|莫非|卢沟|柯桥|万象|万州|万里|霍州|胡同|蔡甸|高铁|高速|高温|高考|高原|高峰"
    "|高端|高空|高龄|高价|高危|高发|高频|"
    "林业|林草|林地|林区|林场|梅雨|郭店|颜色|童年|江北|江南|江夏|路面|路网|路口|路政|麻烦|季度|季节|蓝天|梁山|董事"
    "|祝福|祝贺|屈服|舒适|纪委|纪检|纪律|纪念|"
    "宋代|谈话|谈到|谈论|谈心|谈及|伏季|明晰|明白|贝壳|米粉|米兰|毛坯|汪洋|湛江|尹始|孟加|顾问|顾客|余额|伍家|康养"
    "|齐全|齐心|齐聚|齐抓|齐鲁|齐齐|皮肤|傅立|"
    "常规|常住|常州|常德|常常|乐山|乐享|乐于|安装|安静|安检|安保|安防|郝庄|毕业|毕节|毕竟|罗湖|罗马|滕州|汤阴|倪匡"
    "|贺信|贺电|雷达|雷电|雷霆|雷暴|薛城|廉洁|廉政|"
    "费用|唐山|唐代|史料|史上|鲍鱼|柳州|袁州|任意|任命|任教|方可|方法|方针|方向|方队|花园|花卉|花费|苗木|苗族|马路"
    "|昌平|韦德|郎朗|彭州|范围|范本|葛洲|潘多|"
    "苏联|云计|云端|云阳|章丘|水域|水源|水稻|水文|水产|水质|水泥|水电|窦店|柏林|喻为|邹城|谢谢|戚墅|姜堰|陶瓷|魏都"
    "|金华|金山|金牌|金属|金钱|金秋|金秋|华侨|严守|严峻|严密|"
    "孔子|曹妃|张家|施教|施救|吕梁|何时|何种|许可|许多|许昌|尤其|秦皇|秦淮|朱家|杨浦|韩国|韩方|韩媒|沈阳|蒋庄|卫生"
    "|卫健|卫星|陈旧|陈述|陈列|冯家|王府|郑重|吴江|周期|周边|"
    "周末|周围|周年|周口|李家|孙子|钱塘|赵庄|关联|查明|查验|查扣|查封|别人|况下|和县|欧盟|欧洲|欧美|文体|文艺|文物"
    "|文创|文章|文书|文昌|司乘|都市|都匀|初步|初期|初中|初审|初赛|修复|修订|修改|修建|修缮|"
    "晋江|晋城|晋中|晋级|楚雄|原标|原因|原则|原有|原本|原来|英国|英雄|英语|英方|尧都|占地|占比|迟迟|战胜|连声|连夜"
    "|钱已|沙特|莫斯科|白宫|印媒|宣言|蔚来|平常|平日|经水|韩联|农场|东方网|但[他她它其]|但通|微特|战略|战士|战斗"
    "|战役|但[是在从这有]|乃至|乃是|么样|拜访|拜登政"
)
_PERSON = rf"(?!{_WORDS}){NAME}"
_DOES = (
    "主持|强调|指出|要求|表示|介绍|说|认为|告诉|透露|称|坦言|直言|回应|回忆|出席|参加|列席|率|带|走进|走访|来到|前往"
    "|深入|察看|查看|叮嘱|一行|"
    "先后|分别|分管|挂帅|到|赴|致辞|致欢迎|致信|致电|致开|讲话|讲授|发言|作|做|汇报|通报|传达|宣读|宣布|就|为|以|对"
    "|在|于|向|与|和|及|同|从|把|将|被|因|等|的|了|也|还|则|曾|已|正|并|"
    "陪同|调研|检查|督导|考察|视察|慰问|看望|会见|会谈|授课|主讲|解读|讲解|给出|提出|提醒|提示|建议|提议|呼吁|代表"
    "|主动|涉嫌|严重|受贿|违纪|接受|详细|充分|亲自|结合|应邀|带领|牵头|"
    "受邀|受访|当地时间|当天|近日|日前|此前|\\d+[日月]|今|昨|到场|到会|莅|参与|担任|当选|任|获|签|启动|开启|组织"
    "|召集|领导|共同|率先|听取|询问|了解|倾听|宣传|举行|召开|"
    "说道|反复|又|未|还|每|均|都|就|却|再|才|巡查|巡访|部署|安排|肯定|点评|总结|回复|质疑|反击|披露|援引|驳斥|警告"
    "|宣称|声称|写道|发布|发表|领衔|没有|必须|本人|个人"
)
_FOLLOWS = rf"[、，。；：:！？（）()“”\[\]\s]|{_DOES}|同志|先生|女士|院士|教授|副|$"
_ACTS = (
    "主持|强调|指出|要求|表示|介绍|说[，：:“]?|认为|告诉|透露|率队|带队|率|走进|来到|察看|查看|叮嘱|一行|坦言|直言"
    "|到|赴|深入|前往|出席|同志|"
    "先后|还?听取|详细|希望|充分肯定|作了?|致辞|讲话|称|写道|提出|回应|鼓励|询问|仔细|对"
)
_AFTER_OFFICE = re.compile(
    rf"(?:(?:{OFFICES})(?:[（(][^）)]{{1,12}}[）)])?|(?:律师|主持人|出席人员"
    rf"|领导)[：:])(?P<name>{_PERSON})(?={_FOLLOWS})"
)
_SPACED = re.compile(rf"(?:{OFFICES}|[、，])(?P<name>[{_SINGLE}][ \u3000]{{1,3}}{_GIVEN})(?=[、，。；（）\s]|{_DOES})")
_BEFORE_OFFICE = re.compile(
    rf"(?:^|(?<=[，。；：、（“”\s由与和部局院会处科司厅室委办团校社站队]))(?P<name>{_PERSON})"
    rf"(?=副?(?:{OFFICES})(?![们会组团]|[{_SINGLE}]{_GIVEN}{{1,2}}(?:[、，。]|主持|表示|介绍|强调|指出)))"
)
_HONOURED = re.compile(
    rf"(?:^|(?<=[，。；：、（“”\s由与和]))(?P<name>{_PERSON})(?=同志|先生|女士|院士|教授|律师|研究员)"
)
_ACTING = re.compile(rf"(?:^|(?<=[，。；！？”：:“（\s]))(?P<name>{_PERSON})(?=[每又还也均则曾已都]?(?:{_ACTS}))")
_LIST = re.compile(
    rf"{_PERSON}(?:[、，]{_PERSON}){{1,99}}(?=[，。；）)\s]|和|与|及|等|分别|同志|出席|参加|列席|陪同|为|{_DOES}|$)"
)
_LIST_OF_PEOPLE = re.compile(rf"(?:{OFFICES}|领导|同志)$")
OFFICE_CHARS = 20  # no name of an office is longer
_DO_TOGETHER = re.compile(
    r"(?:等|分别|同志|一同|先后)*(?:(?:有关|市|省|区|县)?领导)?(?:同志)?(?:出席|参加|列席|带队|率队|陪同|同志|为)"
)
_SOUNDS = (
    "东罕阿埃艾爱安昂奥巴白班邦保鲍贝本比彼毕宾波伯博布查柴戴达丹当道德登迪蒂丁杜多顿敦厄恩尔法范菲费芬丰佛夫弗福富盖甘冈高戈格葛根古瓜"
    "圭哈海汉豪赫黑亨洪胡华怀霍基吉季加贾简杰金久卡凯坎康考科克肯库夸奎昆拉腊莱赖兰朗劳勒雷累里利丽莉历立连列林琳卢鲁路伦罗洛马玛迈"
    "麦曼芒毛梅门蒙米密敏明摩莫墨默姆穆纳娜南内尼妮宁纽农努诺欧帕潘庞佩彭皮珀平泼普奇齐恰乔切琴丘让日荣茹瑞若萨塞赛桑森沙莎珊尚舍"
    "申圣施史舒司丝斯思苏素索塔泰坦汤唐陶特滕提汀图托瓦万旺威韦维魏温文翁沃乌武西希锡喜夏香谢辛欣休许雪逊亚延扬耶伊因英尤于雨约泽扎"
    "詹珍芝朱兹佐措伽什娅涅赞代琪斐柯薇妲黛茜治佧力孜买江吾"
)
_FOREIGN = re.compile(rf"(?P<name>[{_SOUNDS}]{{1,7}}(?:[·•・][{_SOUNDS}]{{1,7}})+)")
_LEADERS = re.compile(
    r"(?:领导|同志)(?P<list>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){2,99}?)(?=等?(?:同志)?(?:分别)?(?:出席|参加"
    r"|列席|陪同)|[，。])"
)
_ONE = re.compile(_PERSON)
MOST = 0.6  # of a list of leaders that must be names for all of it to be
_OFFICE_ENDS = ("主任", "责任", "担任", "历任", "现任", "时任")
_NEXT = re.compile(rf"(?:[、和与]|以及|及)(?P<name>{_PERSON}|[{_SINGLE}][ \u3000]{{1,3}}{_GIVEN})(?={_FOLLOWS})")
_NO_PERSON = re.compile(r"[某们的]|^..[每又还也均则曾已都]$|^(?:各|本|全)|公司$|[县市省区镇乡村局部委校]$|[上下]午$")

RULES = (
    Rule(
        "after an office",
        _AFTER_OFFICE,
        (
            "省政协主席毛万春深入郴州市 → 毛万春",
            "董事冯念一先生主持 → 冯念一",
            "局长易龙为工地颁发 → 易龙",
        ),
        ("总书记关于安全生产的论述", "各成员单位发出通知", "书记高度重视"),
        "Offices are titles: the name follows at once.",
    ),
    Rule(
        "before an office",
        _BEFORE_OFFICE,
        ("在检查过程中，张斌斌副局长查看了 → 张斌斌", "监督部齐天舒部长授课 → 齐天舒"),
        ("，水利部长表示", "和平区长", "、商务部长"),
        "Addressed by name and office, as local reports do.",
    ),
    Rule(
        "acting",
        _ACTING,
        ("王忠林强调，要抓实 → 王忠林", "董胜勇同志对各科室 → 董胜勇"),
        ("，方案提出", "，高度重视", "安全到家"),
        "A name alone opens its clause before what only people do.",
    ),
    Rule(
        "foreign",
        _FOREIGN,
        ("，奥斯曼·索科说 → 奥斯曼·索科", "美国地区法官艾琳·坎农宣布 → 艾琳·坎农"),
        ("奥斯曼帝国说",),
        "The parts of a foreign name are joined by a dot.",
    ),
    Rule(
        "honoured",
        _HONOURED,
        ("会上，陈国强同志宣读了决定 → 陈国强", "由钟南山院士领衔 → 钟南山"),
        ("各位同志", "女士优先"),
        "A word of respect follows a name at once.",
    ),
    Rule(
        "spaced",
        _SPACED,
        ("市长王 伟、副市长 → 王 伟", "记者李 娜） → 李 娜"),
        ("市长 王府井", "书记 在会上"),
        "Names of two characters are printed with a blank in them, to be as long as those of three.",
    ),
    Rule(
        "list",
        _LIST,
        ("王建国、李志强、赵海燕出席 → 王建国、李志强、赵海燕", "张力、刘洋等 → 张力、刘洋"),
        ("农业、农村、水利", "苏州、徐州等地"),
        "Names joined by 、 or ， up to what they do together.",
    ),
    Rule(
        "joined",
        _NEXT,
        ("和刘志军出席 → 刘志军", "、赵 敏，"),
        ("和平台建设", "、安全生产"),
        "Who is named after a person, with 、 or 和 between them.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a text names them: `text[start:end]`, which may have a space in it that `name` has not."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def mentions(text: str) -> tuple[Named, ...]:
    """Every place where a text introduces a person, in reading order."""
    found: dict[int, Named] = {}
    for start, end in _places(text):
        name = re.sub(r"[ \u3000]", "", text[start:end])
        if (
            start not in found
            and not _NO_PERSON.search(name)
            and text[max(0, start - 1) : start + 1] not in _OFFICE_ENDS
        ):
            found[start] = Named(name, start, end)
    return tuple(found[start] for start in sorted(found))


@lru_cache(maxsize=2048)
def people(text: str) -> tuple[str, ...]:
    """The persons that a text names, in the order they are first named; each once."""
    return tuple(dict.fromkeys(one.name for one in mentions(text) if one.name in text))


def _places(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_AFTER_OFFICE, _BEFORE_OFFICE, _HONOURED, _ACTING, _SPACED):
        for match in pattern.finditer(text):
            yield match.span("name")
            yield from _others(text, match.end("name"))
    if "·" in text or "•" in text or "・" in text:
        yield from (match.span("name") for match in _FOREIGN.finditer(text))
    for leaders in _LEADERS.finditer(text):
        names = leaders["list"].split("、")
        if sum(bool(_ONE.fullmatch(name)) for name in names) >= MOST * len(names):
            yield from _each(leaders, "list")
    for listed in _LIST.finditer(text):
        if _LIST_OF_PEOPLE.search(text[max(0, listed.start() - OFFICE_CHARS) : listed.start()]) or _DO_TOGETHER.match(
            text, listed.end()
        ):
            yield from _each(listed, 0)


def _others(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Those joined to a person by 、 or 和."""
    while match := _NEXT.match(text, at):
        yield match.span("name")
        at = match.end("name")


def _each(listed: re.Match[str], group: str | int) -> Iterator[tuple[int, int]]:
    at = listed.start(group)
    for name in re.split("[、，]", listed[group]):
        yield at, at + len(name)
        at += len(name) + 1
