"""Messages that list: questions set out one by one, and one question about several things. Pure."""

import re
from collections.abc import Iterable

from bot.matching.fold import fold
from bot.matching.forms import content_of

_ITEM = re.compile(
    r"(?:^|(?<=[\s:：,，;；。.?？、]))[(（]?(?P<number>\d{1,2}|[一二三四五六七八九十])(?:[)）、．]|\.(?!\d))\s*"
    r"|(?P<circled>[①-⑳])\s*|(?:问题|第)(?P<named>[一二三四五六七八九十\d])(?:个问题)?[:：]\s*"
)
_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_JOINED = re.compile(
    r"(?P<things>[^,，;；?？]{3,60}?)(?P<each>分别|各自|各|都)?"
    r"(?P<rest>(?:是|有|叫|指|讲|在|为|由|占|涨了?|增长了?|增加了?|用了?|说了?|做了?|来自|包括|写了?)?"
    r"(?:谁|哪|什么|啥|几|多少|多[久大长]|怎|如何|咋).{0,20})$"
)
_PLEADS = re.compile(r"[把对将]")
"""What makes the things before it one: 把甲和乙比作什么."""
_JOINT = re.compile(r"以及|还有|和|与|及|跟|、")

MAX_THINGS = 4
"""Things that one question may ask the same of."""


def items(message: str) -> tuple[str, ...]:
    """The items of a numbered list, or of one that sets each on a line below a head; none without a list."""
    marks = list(_ITEM.finditer(message))
    numbers = [_NUMERALS.get(number) or fold(number) for mark in marks for number in mark.groups() if number]
    if len(marks) > 1 and numbers == [str(number) for number in range(1, len(marks) + 1)]:
        ends = [mark.start() for mark in marks[1:]] + [len(message)]
        return _filled(message[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
    head, _, rest = message.partition("\n")
    lines = _filled(rest.splitlines())
    if head.rstrip().endswith((":", "：")) and len(lines) > 1:
        return lines
    head, mark, rest = message.replace("：", ":").partition(":")
    parts = _filled(re.split(r"[,，、;；]", rest))
    announced = re.search(r"([2-6])[个件项条]", fold(head))
    return parts if mark and announced and int(announced[1]) == len(parts) else ()


def _filled(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in parts if fold(part))


def things(question: str) -> tuple[tuple[str, ...], bool]:
    """The questions that one question asks of several things: “六大工程”和“六清”分别是什么.

    Returns:
        Each as a question of its own, none where nothing is joined; and whether a word such as 分别 sets them apart.
    """
    match = _JOINED.match(question.strip())
    if match is None or _PLEADS.search(match["things"]):
        return (), False
    named = [part for part in _JOINT.split(match["things"]) if part]
    if not 1 < len(named) <= MAX_THINGS or not all(map(content_of, named)):
        return (), False
    if "的" in named[-1] and not any("的" in part for part in named[:-1]):
        named[:-1] = [part + named[-1][named[-1].index("的") :] for part in named[:-1]]
    return tuple(_scope(named[0], part) + match["rest"] for part in named), bool(match["each"])


def _scope(first: str, other: str) -> str:
    """A thing with the scope of the first, up to its last 的, unless it has one (衡东的“六大工程”和“六清”)."""
    if "的" in other:
        return other
    head, mark, _ = first.rpartition("的")
    return f"{head}{mark}{other}"
