"""Which body (机构) held a meeting or inspection: by the meeting's name, else by the office of whoever led it.

Reports say 「市政府第三十九次常务会议」, or only 「市长徐衣显主持召开专题会议」; then the office says whose it is.
"""

from __future__ import annotations

import re

from rag.people import OFFICES

_HAN = r"[\u4e00-\u9fff]"
_KIND = "委员会|常委会|政治局|指挥部|领导小组|人民政府|政府|国务院|政协|人大|法院|检察院|委|部|局|厅"
_NAMED = re.compile(
    rf"^(?:中共中央政治局(?:常务委员会|常委会)?|国务院|{_HAN}{{1,16}}?(?:{_KIND}))(?<!干部)(?!门|署|分|员)"
)
_HEAD = re.compile(rf"(?P<place>{_HAN}{{0,6}}?)(?:常务)?副?(?P<level>[省市县区州镇乡])长$")
_HOLDER = re.compile(
    rf"(?P<body>{_HAN}{{0,16}}?(?:中共中央|{_KIND}|街道|公司|集团))(?:党组|党委)?(?:第一|常务)?副?(?:总书记|{OFFICES})$"
)


def body_of(name: str | None, lead: str | None, sentence: str) -> str | None:
    """The body, as the report names it; None when neither the meeting's name nor the office of its `lead` says.

    `sentence` is where the lead stands. Of several offices the last counts: 「市委副书记、市长徐衣显」 leads for the
    city's government.
    """
    if name and (found := _NAMED.match(name)):
        return found[0]
    at = sentence.find(lead) if lead else -1
    title = re.split(r"[，。；：、）由]", sentence[:at])[-1] if at > 0 else ""
    if head := _HEAD.search(title):
        return f"{head['place']}{head['level']}政府"
    holder = _HOLDER.search(title)
    return holder["body"] if holder else None
