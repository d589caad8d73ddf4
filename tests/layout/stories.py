"""Stories of a small grammar: who did what where, in the phrases newspapers use. None of it happened."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

PLACES = "滨江 云溪 东湖 柳林 青山 永宁 安河 白塔 石桥 南浦 长岭 清泉 花园 和平 望海 龙门 丰乐 桃源 银杏 松岗".split()
SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红文宁波晨曦雨桐浩然思远佳怡子涵海燕建国志刚"
# What it is about, whose business it is, what was done, what for, who has it.
TOPICS = [
    ("老旧小区改造", "住建局", "加装电梯", "方便老人出行", "居民"),
    ("春季造林", "林业局", "补植树苗", "扩大绿化面积", "林农"),
    ("食品安全检查", "市场监管局", "抽检米面粮油", "守住舌尖安全", "商户"),
    ("冬小麦管理", "农业农村局", "派出农技员", "稳住夏粮产量", "种粮大户"),
    ("校园足球联赛", "教育局", "增设青少年组别", "让孩子爱上运动", "学生"),
    ("河道清淤", "水利局", "清运淤泥", "提升排涝能力", "村民"),
    ("公交线路优化", "交通运输局", "新开夜班车", "缓解出行难题", "乘客"),
    ("社区食堂", "民政局", "推出助餐券", "解决吃饭难", "老人"),
    ("智能制造", "工信局", "上线自动化产线", "降低生产成本", "企业"),
    ("图书馆夜读", "文旅局", "延长开放时间", "丰富夜间生活", "读者"),
    ("消防演练", "应急管理局", "排查安全隐患", "提高逃生本领", "员工"),
    ("医保报销", "医保局", "简化办理流程", "减轻看病负担", "患者"),
    ("电动车充电", "供电公司", "安装充电桩", "消除飞线充电", "车主"),
    ("古桥修缮", "文物局", "更换破损石料", "保护历史风貌", "游客"),
    ("直播助农", "商务局", "培训带货主播", "打开特产销路", "果农"),
    ("垃圾分类", "城管局", "设置回收驿站", "减少垃圾外运", "住户"),
    ("汽车展销", "商会", "发放购车补贴", "提振消费信心", "市民"),
    ("人才公寓", "人社局", "建成精装住房", "留住青年人才", "毕业生"),
    ("养老护理", "卫健委", "开办护理培训班", "补上人手缺口", "护理员"),
    ("高铁站扩建", "铁路公司", "铺设站台", "增加运输能力", "旅客"),
    ("非遗剪纸", "文化馆", "开设公益课堂", "传承民间手艺", "学员"),
    ("供暖管网", "热力公司", "更换老旧管道", "保证温暖过冬", "用户"),
    ("海水养殖", "渔业站", "投放优质鱼苗", "恢复渔业资源", "渔民"),
    ("城市马拉松", "体育局", "设置补给点", "展示城市形象", "跑者"),
    ("小微企业贷款", "人民银行支行", "下调贷款利率", "纾解资金困难", "店主"),
    ("防汛准备", "防汛办", "储备抢险物资", "确保安全度汛", "群众"),
    ("噪声治理", "生态环境局", "安装监测设备", "还居民安静", "街坊"),
    ("茶叶采摘", "茶业协会", "引进新品种", "带动茶农增收", "茶农"),
]
ENTERPRISES = "TCL 5G WiFi APP VR GDP CBD Apple ISO9001 PM2.5 Excel".split()
SENTENCES = [
    "{day}，记者从{place}{org}获悉，{thing}工作已经全面展开，今年计划投入{n}万元。",
    "{place}{org}{act}，目的就是{aim}。",
    "截至目前，全{unit}已完成{thing}任务的{p}%，惠及{who}{n}人。",
    "“{act}是我们盼了很久的事。”{who}{name}说，“以前来回要跑{k}趟，现在一次就能办好。”",
    "据介绍，{place}今年把{thing}列入民生实事，由{org}牵头，分{k}个阶段推进。",
    "{org}有关负责人{name}表示，下一步将继续{act}，进一步{aim}。",
    "在{place}的现场，{who}们一边忙碌一边交流，气氛热烈。",
    "为了{aim}，{org}先后召开{k}次协调会，走访{who}{n}户，收集意见{k}0余条。",
    "统计显示，与去年同期相比，{thing}的覆盖面扩大了{p}.{k}%。",
    "{name}告诉记者，{thing}启动以来，周边的变化看得见：道路宽了，环境好了，心里也踏实了。",
    "专家提醒，{thing}不能一阵风，要建立长效机制，做到有人管、有钱办、有章循。",
    "不少{who}提出，希望{place}能够尽快{act}，并把费用公开。",
    "{day}上午{k}时许，{name}来到{place}，看到工作人员正在{act}。",
    "项目总投资{n}万元，占地{k}{k}00平方米，预计明年{k}月投入使用。",
    "会议强调，要把{thing}摆在突出位置，压实责任，细化措施，确保取得实效。",
    "会议指出，{act}事关群众切身利益，各级各部门要高度重视、密切配合。",
    "如何{aim}？{place}的做法是：{act}，让{who}唱主角。",
    "目前，{place}引入{latin}系统，{who}用手机扫一扫就能查询进度。",
    "“只要是对{who}有利的事，我们就要办好。”{org}工作人员{name}说。",
    "记者注意到，{place}还专门安排{k}名志愿者，为{who}提供帮助。",
    "下一步，{place}将总结经验，把{thing}推广到更多街道和乡镇。",
    "该负责人介绍，{thing}采取“先试点、后推开”的办法，首批选择{place}等{k}个点。",
]
TITLES = [
    "{place}跑出{thing}“加速度”",
    "{act} 一个都不能少",
    "别让{thing}成为烦心事",
    "{thing}，{place}这样干",
    "{who}期盼的事 {place}办成了",
    "{k}个月，{place}变了样",
    "凝心聚力抓{thing} 真抓实干惠民生",
    "以{thing}为抓手 推动高质量发展",
    "{thing}如何走深走实",
    "今年{thing}有这些变化",
    "{place}将{act}",
    "{name}：把{thing}当事业",
    "{place}{thing}全面启动",
    "{act} {aim}",
    "{place}{act}",
    "{thing}怎么干 {place}有办法",
    "{place}：{act}{aim}",
    "{place}投入{n}万元推进{thing}",
    "{n}名{who}受益{thing}",
    "{thing}让{who}笑开颜",
    "“{thing}”来了！{who}点赞",
    "{place}{who}：盼来了{thing}",
    "为{who}{act}",
    "{aim}，{place}在行动",
    "{org}{act}",
    "{thing}带来新变化",
    "这里的{thing}有点“潮”",
    "{place}{org}{act} {n}名{who}受益",
]
SECOND_LINES = [
    "{place}：不落一人",
    "真抓实干惠民生",
    "办好家门口的事",
    "小事见真章 实处暖人心",
    "{place}跑出“加速度”",
    "{org}：{act}",
    "{aim} {who}叫好",
    "{act}见实效",
    "{who}得实惠",
    "让{who}更有获得感",
    "{n}名{who}受益",
]
KICKERS = [
    "{place}{org}召开{thing}推进会",
    "全{unit}{thing}工作会议强调",
    "{name}在{place}调研{thing}时强调",
    "{thing}系列报道之{k}",
    "聚焦{thing}",
    "{place}召开{thing}现场会",
    "{org}发布{thing}通告",
    "{name}在{thing}座谈会上指出",
    "{unit}政府常务会议研究{thing}",
    "{place}：",
    "关注{thing}",
    "我{unit}{thing}工作再出新招",
    "{name}主持召开会议要求",
    "从“等上门”到“走出去”",
    "{thing}三问",
    "走进{place}看变化①",
    "记者从{org}获悉",
    "{org}回应{thing}热点",
    "今年以来，{place}持续{act}",
    "一线探访",
]
SUBTITLES = [
    "{place}跑出{thing}“加速度”",
    "{act} 一个都不能少",
    "别让{thing}成为烦心事",
    "{thing}，{place}这样干",
    "{who}期盼的事 {place}办成了",
    "{k}个月，{place}变了样",
    "凝心聚力抓{thing} 真抓实干惠民生",
    "以{thing}为抓手 推动高质量发展",
    "{thing}如何走深走实",
    "今年{thing}有这些变化",
    "{place}将{act}",
    "{name}：把{thing}当事业",
    "——{place}{org}{act}侧记",
    "{name}出席并讲话",
    "{thing}启动仪式{day}举行",
    "预计明年{k}月完成",
    "总投资{n}万元 惠及{who}{n}人",
    "——{place}{thing}见闻",
    "{name}主持会议",
    "{org}：下一步将扩大范围",
    "首批{k}个点月底开放",
    "记者{day}实地探访",
    "{org}提醒{who}及时办理",
    "{name} {name}参加",
    "共有{n}名{who}报名",
    "{place}{org}召开{thing}推进会",
    "目前已惠及{who}{n}人，年底前将全面铺开",
    "有关负责人详解{thing}",
    "{who}：希望多些这样的服务",
]
SIDES = ["{act}", "{aim}", "{thing}从哪里来", "一、{act}", "二、{aim}", "{who}怎么看", "■{act}", "●{aim}"]

ENGLISH_THINGS = "library bridge market harbour school stadium clinic museum railway reservoir orchard theatre".split()
ENGLISH_PLACES = "Riverside Oakham Eastlake Northfield Millbrook Harbourton Westvale Stonebridge".split()
ENGLISH_NAMES = [
    "Helen Ward",
    "Tom Archer",
    "Mary Lin",
    "Peter Novak",
    "Grace Osei",
    "John Pike",
    "Li Wen",
    "Anna Berg",
]
ENGLISH_SENTENCES = [
    "The {place} council voted on Tuesday to spend {n} million yuan on the new {thing}.",
    "Residents have complained about the {thing} for more than {k} years.",
    "“We waited a long time, and now the {thing} is finally open,” said {name}, who lives nearby.",
    "According to the report, about {n}0 people use the {thing} every week.",
    "Officials said construction would begin in May and take approximately {k} months.",
    "{name}, a spokesperson for {place}, said the decision was not an easy one.",
    "The number of visitors rose {p}.{k} percent last year, the department said.",
    "Critics argue that the money should go to transportation and environmental protection instead.",
    "Under the plan, the {thing} in {place} will be extended and its opening hours changed.",
    "It is the second such project in the region since 2018.",
    "Will it be enough? {name} thinks so, but others are less certain.",
]
ENGLISH_TITLES = [
    "{place} to get new {thing}",
    "Council approves {thing} plan",
    "{thing} opens after {k} years of delays",
    "Residents divided over {thing}",
    "New {thing} draws crowds in {place}",
]


@dataclass(frozen=True)
class Story:
    """A story before it is set. `byline` opens it, `credit` stands on a line of its own above, `ending` after it."""

    title: tuple[str, ...]
    paragraphs: tuple[str, ...]
    kicker: str | None = None
    subtitle: str | None = None
    byline: str = ""
    credit: str = ""
    ending: str = ""
    jump: str = ""
    sides: dict[int, str] = field(default_factory=dict)
    english: bool = False

    @property
    def body(self) -> str:
        """What is to be found: paragraphs and side headlines, a line each."""
        parts: list[str] = []
        for number, paragraph in enumerate(self.paragraphs):
            parts += [self.sides[number], paragraph] if number in self.sides else [paragraph]
        return "\n".join(parts)


def person(chance: random.Random) -> str:
    """A Chinese name."""
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice([1, 1, 2, 2, 2])))


def slots(chance: random.Random) -> dict[str, str]:
    """What one story is about."""
    thing, org, act, aim, who = chance.choice(TOPICS)
    return {
        "thing": thing,
        "org": chance.choice(["市", "县", "区"]) + org,
        "act": act,
        "aim": aim,
        "who": who,
        "place": chance.choice(PLACES) + chance.choice(["镇", "街道", "社区", "村", "县", "区"]),
        "unit": chance.choice(["市", "县", "区"]),
        "n": str(chance.choice([37, 120, 260, 1500, 2600, 8, 43, 318])),
    }


def fill(template: str, known: dict[str, str], chance: random.Random) -> str:
    """A template with what the story is about, and with other names and figures each time."""
    loose = {
        "name": person(chance),
        "day": f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        "k": str(chance.randint(2, 9)),
        "p": str(chance.randint(11, 98)),
        "latin": chance.choice(ENTERPRISES),
    }
    return template.format(**{**loose, **known})


def paragraphs(chance: random.Random, known: dict[str, str], templates: list[str], count: int) -> tuple[str, ...]:
    """So many paragraphs, no sentence twice."""
    order = chance.sample(templates, len(templates))
    made: list[str] = []
    while len(made) < count and order:
        size = chance.choice([1, 1, 2, 2, 3, 4])
        glue = " " if templates is ENGLISH_SENTENCES else ""
        made.append(glue.join(fill(order.pop(), known, chance) for _ in range(min(size, len(order)))))
    return tuple(filter(None, made))


def chinese_story(chance: random.Random, paragraphs_most: int) -> Story:
    """A story without credits."""
    known = slots(chance)
    body = paragraphs(chance, known, SENTENCES, chance.randint(1, paragraphs_most))
    title = [fill(chance.choice(TITLES), known, chance)]
    if chance.random() < 0.3:
        title.append(fill(chance.choice(SECOND_LINES), known, chance))
    kicker = fill(chance.choice(KICKERS), known, chance) if chance.random() < 0.25 else None
    subtitle = fill(chance.choice(SUBTITLES), known, chance) if chance.random() < 0.2 else None
    sides: dict[int, str] = {}
    if len(body) >= 3 and chance.random() < 0.25:
        at = sorted(chance.sample(range(1, len(body)), min(2, len(body) - 1)))
        sides = {number: fill(chance.choice(SIDES), known, chance) for number in at}
    return Story(tuple(title), body, kicker, subtitle, sides=sides)


def english_story(chance: random.Random) -> Story:
    """A story in English."""
    known = {
        "thing": chance.choice(ENGLISH_THINGS),
        "place": chance.choice(ENGLISH_PLACES),
        "n": str(chance.randint(3, 90)),
    }

    def filled(template: str) -> str:
        loose = {"name": chance.choice(ENGLISH_NAMES), "k": str(chance.randint(2, 9)), "p": str(chance.randint(11, 60))}
        return template.format(**{**loose, **known})

    order = chance.sample(ENGLISH_SENTENCES, len(ENGLISH_SENTENCES))
    body = []
    for _ in range(chance.randint(2, 5)):
        body.append(" ".join(filled(order.pop()) for _ in range(min(len(order), chance.choice([1, 2, 2])))))
    title = filled(chance.choice(ENGLISH_TITLES))
    title = title[0].upper() + title[1:]
    credit = f"By {chance.choice(ENGLISH_NAMES)}" if chance.random() < 0.6 else ""
    return Story((title,), tuple(body), credit=credit, english=True)
