"""Numerals, dates and percentages in one form: Arabic digits, large numbers in 万 and 亿. Pure text to text."""

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MEASURES = "名位户栋天日月年号届次期条家所间处座人亩元块种项篇章字层句份封颗段集倍米里斤类季岁场本张片批部万亿级支园"
"""Measure words that make 一 a number; before others it is most often a word (一把手, 一下, 一些)."""

_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_DECIMAL = re.compile(r"(?<=\d)点([\d零〇一二三四五六七八九]+)(?!\d*[分钟])")
_SMALL_DECIMAL = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千])([零一二两三四五六七八九])点(?=[\d零〇一二三四五六七八九]+[万亿%个倍元亩米吨])"
)
_AFTER_ORDINAL = re.compile(r"(?<=第)[\s“\"「『]+(?=[\d零〇一二两三四五六七八九十百])")
_PERCENT = re.compile(r"百分之\s*(\d+(?:\.\d+)?)")
_MYRIADS = re.compile(r"(?<![\d.])(\d+)0000(?!\d)")
_ZEROS = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)千万")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})\s*月份?\s*0?(\d{1,2})(?:\s*[号日])?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_DAY = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})[a-z]*\b"
)
_SHORT_YEAR = re.compile(r"(?<![\d.第近过])(2[0-9])年(?![之来间内里前后了多])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def arabic(text: str) -> str:
    """Rewrite numerals so that 三百万, 300万, 3000000 and 3,000,000 are the same text.

    Args:
        text: after NFKC and in simplified characters.

    Returns:
        The text with dates as 2023年2月18日, percentages as 7.8%, ordinals as 第3.
    """
    text = _THOUSANDS.sub("", text)
    text = _AFTER_ORDINAL.sub("", text).replace("百分之百", "100%")
    text = _SMALL_DECIMAL.sub(lambda m: f"{_DIGITS[m[1]]}点", text)
    text = _NUMERAL.sub(_number, text)
    text = _DECIMAL.sub(lambda m: "." + "".join(str(_DIGITS.get(c, c)) for c in m[1]), text)
    text = _PERCENT.sub(r"\1%", text)
    text = _ZEROS.sub(lambda m: f"{_plain(float(m[1]) * 1000)}万", text)
    text = _MYRIADS.sub(r"\1万", text)
    text = _ENGLISH_DAY.sub(_english_day, text)
    text = _DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)
    text = _DAY.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", text)
    return _SHORT_YEAR.sub(r"20\1年", text)


def _english_day(match: re.Match[str]) -> str:
    month, day = match[1] or match[4], match[2] or match[3]
    return f"{_MONTHS.index(month[:3]) + 1}月{int(day)}日"


def _plain(value: float) -> str:
    return f"{value:g}"


def _number(match: re.Match[str]) -> str:
    """One run of Chinese numerals in digits, or unchanged where it is a word (一把手, 百姓, 十分)."""
    run = match[0]
    text, end = match.string, match.end()
    following = text[end : end + 1]
    if len(run) == 1 and not _counts(run, text[: match.start()], following):
        return run
    if all(c in _DIGITS for c in run):
        return "".join(str(_DIGITS[c]) for c in run)
    if run[0] in "百千" or (run[0] == "十" and len(run) == 1 and following == "分"):
        return run
    return str(_value(run))


def _counts(char: str, before: str, following: str) -> bool:
    """Whether a single numeral is a number here: after 第, beside a digit, or before what can be counted."""
    if char in "百千":
        return False
    if before.endswith("第") or before[-1:].isdigit() or following.isdigit():
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
