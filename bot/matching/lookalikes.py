"""Characters that are mistaken for one another by eye: handwriting pads, OCR and 五笔 write one for the other. Pure."""

import functools
from collections.abc import Mapping

_GROUPS = (
    *("未末", "己已巳", "治冶", "人入", "大太犬", "土士", "日曰", "天夭", "干千于", "王玉主", "田由甲申"),
    *("目且", "午牛", "刀力", "贝见", "乌鸟", "兔免", "侯候", "辩辨辫", "博搏", "拨拔", "崇祟"),
    *("戴载栽", "狐孤", "即既", "菅管", "籍藉", "今令", "晴睛情", "清请", "密蜜", "瞻赡", "券卷"),
    *("历厉", "竟竞", "亨享", "折拆析", "坚竖", "孟盂", "待侍", "徒徙", "洒酒", "冼洗", "住往"),
    *("风凤", "兑允", "阵陈", "衷哀", "衡衔", "遣遗", "庭廷", "推椎", "抵扺", "问间", "陡徒"),
    *("壮状", "傅传", "毫亳", "岐歧", "茶荼", "斤斥", "名各", "使便", "活话", "材村"),
    *("古占", "央史", "圆园", "帅师", "戊戌戍成", "官宫", "育盲", "直真", "扬杨", "港巷", "岭岑"),
    *("城诚", "模摸", "镇填", "税悦", "科料", "拉垃", "延廷", "第弟", "刺剌", "壶壸", "汆氽"),
    *("沐沭", "泪汨", "狠狼", "娘狼", "暮幕墓慕", "朴扑", "杆秆", "枚牧", "枯桔"),
)
"""Characters that differ in a stroke or in the part that a hurried eye skips."""


@functools.cache
def lookalikes() -> Mapping[str, str]:
    """Each character to those that it is mistaken for."""
    found: dict[str, str] = {}
    for group in _GROUPS:
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found
