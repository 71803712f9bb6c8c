"""Numerals in one form: Arabic digits, large numbers in 万 and 亿, decimals, percentages. Pure text to text."""

import re
from decimal import Decimal

from bot.matching.dates import dated

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "thousand": 3, "million": 6, "billion": 9}
"""Words for powers of ten that follow digits."""
_MEASURES = "名位户栋天日月年号届次期条家所间处座人亩元块种项篇章字层句份封颗段集倍米里斤类季岁场本张片批部万亿级支园"
"""Measure words that make 一 a number; before others it is most often a word (一把手, 一下, 一些)."""
_BANKERS = str.maketrans("壹贰叁参肆伍陆柒捌玖拾佰仟", "一二三三四五六七八九十百千")
"""The forms that cheques are written in."""
_HALVED = "年亩岁万亿元块吨米里斤倍天层"
"""Measures after which 半 adds a half."""

_CHEQUE = re.compile(r"(?<![队退入])[壹贰叁参肆伍陆柒捌玖拾佰仟零万亿]{2,}|[壹贰叁肆伍陆柒捌玖](?=[万亿元])")
_SCORE = re.compile(
    r"[廿卄](?=[一二三四五六七八九名位天日号年岁个]|$)|(?<!五)卅(?=[一二三四五六七八九名位天日号年岁个]|$)"
)
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_VAGUE = re.compile(r"[一二两三四五六七八九]{2,}[十百千]|^一一$")
"""Two or three hundred, or one by one: not a number."""
_ABOUT = re.compile(r"一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九")
_COUNTED = "个人名天次位条家岁万亿糟"
"""What makes 三四 three or four rather than 34."""
_DECIMAL = re.compile(r"(?<=\d)点([\d零〇一二三四五六七八九]+)(?!\d*[分钟])")
_SMALL_DECIMAL = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千])([零一二两三四五六七八九])点(?=[\d零〇一二三四五六七八九]+[万亿%个倍元亩米吨])"
)
_AFTER_ORDINAL = re.compile(r"(?<=第)[\s“\"「『]+(?=[\d零〇一二两三四五六七八九十百])")
_AFTER_LARGE = re.compile(r"[\d一二两三四五六七八九十][万亿]$")
_ONE_AND_HALF = re.compile(r"一(?=个半(?:小时|钟头|月|星期|世纪))")
_PERCENT = re.compile(r"百分之\s*(\d+(?:\.\d+)?)")
_GAP = re.compile(r"(?<=\d)(?: +(?=[万亿%年月日号元])|个(?=亿))")
_SCALED = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(?:(千万|百万)|([百千])(?![分米克瓦\d])| ?(thousand|million|billion)s?\b)"
)
_LARGE = re.compile(
    r"(?<![\d.])(?=\d)(?:(\d+(?:\.\d+)?)亿(?:零?(?=\d))?)?(?:(\d+(?:\.\d+)?)万(?:零?(?=\d))?)?(\d+(?:\.\d+)?)?"
)
_HALF = re.compile(
    rf"(?<![\d.])(\d+)(个)半(?=小时|钟头|月|星期|世纪)|(?<![\d.])(\d+)([{_HALVED}])半(?![\u4e00-\u9fff])"
)
_NUMBERED = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONG = re.compile(r"\d{5}")
BEFORE = 3
"""Characters before a numeral that tell whether it is a number, with a line break after these."""
_LONGEST = 10
"""Digits above which a number names something (a telephone, an account) rather than counts it."""


def arabic(text: str) -> str:
    """Rewrite numerals so that 三百万, 300万, 3000000 and 3,000,000 are the same text.

    Most texts hold few of the signs that most rules need: to look for a sign takes a tenth of the time of a rule.

    Args:
        text: after NFKC and in simplified characters.

    Returns:
        The text with dates as 2023年2月18日, percentages as 7.8%, ordinals as 第3, numbers from 10,000 that are
        round to a hundredth as 2.5万 or 33亿.
    """
    text = _spelled(text)
    if not any(map(text.__contains__, "0123456789")):
        return text
    text = _joined(text)
    text = dated(_NUMBERED.sub(r"\1", text) if "t" in text or "d" in text else text)
    if "百" in text or "千" in text or "n" in text:
        text = _SCALED.sub(lambda m: _scaled(m[1], m[2] or m[3] or m[4]), text)
    if "万" in text or "亿" in text or _LONG.search(text):
        text = _LARGE.sub(_large, text)
    return _HALF.sub(lambda m: f"{m[1] or m[3]}.5{m[2] or m[4] or ''}", text) if "半" in text else text


def _joined(text: str) -> str:
    """Numbers in one piece: without gaps and commas, with decimal points and signs."""
    if " " in text or "亿" in text:
        text = _GAP.sub("", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    if "点" in text:
        text = _DECIMAL.sub(lambda m: "." + "".join(str(_DIGITS.get(c, c)) for c in m[1]), text)
    return _PERCENT.sub(r"\1%", text) if "百分之" in text else text


def _spelled(text: str) -> str:
    """The numerals that are spelled in Chinese, in digits."""
    text = _CHEQUE.sub(lambda m: m[0].translate(_BANKERS), text)
    if "廿" in text or "卄" in text or "卅" in text:
        text = _SCORE.sub(lambda m: "三十" if m[0] == "卅" else "二十", text)
    if "第" in text:
        text = _AFTER_ORDINAL.sub("", text)
    text = text.replace("百分之百", "100%")
    if "点" in text:
        text = _SMALL_DECIMAL.sub(lambda m: f"{_DIGITS[m[1]]}点", text)
    if "半" in text:
        text = _ONE_AND_HALF.sub("1", text)
    return _NUMERAL.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    """One run of Chinese numerals in digits, or unchanged where it is a word (一把手, 百姓, 十分)."""
    run = match[0]
    text, end = match.string, match.end()
    following = text[end : end + 1]
    if len(run) == 1 and not _counts(run, text[max(0, match.start() - BEFORE) : match.start()], following):
        return run
    if _vague(run, following):
        return run
    if all(c in _DIGITS for c in run):
        return "".join(str(_DIGITS[c]) for c in run)
    if run[0] in "百千" or (run[0] == "十" and len(run) == 1 and following == "分"):
        return run
    return str(_value(run))


def _vague(run: str, following: str) -> bool:
    """Whether a run gives no number: 三四个, 两三百, 一一."""
    if _ABOUT.fullmatch(run):
        return following != "" and following in _COUNTED
    return _VAGUE.search(run) is not None and (following == "" or following not in "年月日号")


def _counts(char: str, before: str, following: str) -> bool:
    """Whether a single numeral is a number here: after 第, beside a digit, or before what can be counted."""
    if char in "百千":
        return False
    if before.endswith(("第", "分之")) or before[-1:].isdigit() or following.isdigit() or _AFTER_LARGE.search(before):
        return True
    return (following in _MEASURES and following != "") if char == "一" else "\u3400" <= following <= "\u9fff"


def _value(run: str) -> int:
    """The value of a numeral below 10,000, in the forms 三百零五, 十六, 三百五 (350)."""
    total, digit, last = 0, 0, 1
    for char in run:
        if char in _POWERS:
            last = _POWERS[char]
            total += (digit or (1 if last == 10 else 0)) * last
            digit = 0
        else:
            digit = _DIGITS[char]
    if digit and last > 10 and run[-2] in "百千":
        digit *= last // 10
    return total + digit


def _scaled(digits: str, scale: str) -> str:
    """Digits and a power of ten, multiplied; left to `_large` to be put into 万."""
    return f"{Decimal(digits).scaleb(_SCALES[scale]):f}".removesuffix(".0")


def _large(match: re.Match[str]) -> str:
    """One number in its shortest form: in 亿 or 万 where two decimals hold it, else in digits."""
    hundreds, myriads, ones = match.groups()
    if not match[0] or (match[0] == ones and (len(ones) < 5 or len(ones) > _LONGEST or ones[0] == "0" or "." in ones)):
        return match[0]
    if ones and myriads and len(ones) == 1:
        ones += "000"  # 两万五
    value = Decimal(hundreds or 0).scaleb(8) + Decimal(myriads or 0).scaleb(4) + Decimal(ones or 0)
    for scale, power in (("亿", 8), ("万", 4)):
        short = value.scaleb(-power)
        if short >= 1 and short == round(short, 2):
            return f"{short.normalize():f}{scale}"
    return match[0] if not value or value < 1 or hundreds or myriads else f"{value:f}"
