"""Dates in one form: 2023年2月18日, 5月10日. Pure text to text; the numerals in it are digits already."""

import re

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])(?=月|年底|以来|[,，。 ]|$)(?!\d)")
_DAY = re.compile(r"(\d{1,2})\s*月份?\s*0?(\d{1,2})(?:\s*[号日])?")
_MONTH_NAME = re.compile(r"(?<=\d)月份")
_NAME = r"0?([1-9]|1[0-2])\s*[-/.]\s*(3[01]|[12]\d|0?[1-9])"
_MARKED = re.compile(rf"(?<![\d./-]){_NAME}(?=[号日](?!线))")
"""5.10号: a day."""
_EVENT = re.compile(
    rf"(?<![\d./-])[“\"「『]?{_NAME}[”\"」』]?(?=活动|事件|大会|会议|品牌|教育|主题|当天|那天|这天|当日|那场|这场)"
)
"""“5.10”活动: a day that names an event, which the sources write 5·10, folded 510."""
_SLASHED = re.compile(
    r"(?<![\d./-])(0?[1-9]|1[0-2])/(3[01]|[12]\d|0?[1-9])(?=在|晚|早|上午|下午|中午|开|举|办|播|放|发|那|是(?!多少))"
)
"""5/10在……: a day, not a share."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_DAY = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(_MONTHS)})[a-z]*\b"
)
_SHORT_YEAR = re.compile(r"(?<![\d.第近过了时经满共达长有已约整这每超逾])(2[0-9])年(?![之来间内里前后了多])")


def dated(text: str) -> str:
    """Rewrite dates so that 2023-02-18, 2023/2/18 and 2023年2月18号, or May 10th and 5月10号, are the same text."""
    if "-" in text or "/" in text or "." in text:
        text = _parted(text)
    text = text.replace("月月", "月")
    if any(map(text.__contains__, _MONTHS)):
        text = _ENGLISH_DAY.sub(_english_day, text)
    if "月" in text:
        text = _DAY.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", text)
        text = _MONTH_NAME.sub("月", text)
    return _SHORT_YEAR.sub(r"20\1年", text) if "年" in text else text


def _parted(text: str) -> str:
    """Rewrite the dates whose parts a sign divides."""
    text = _DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)
    text = _MONTH.sub(lambda m: f"{m[1]}年{int(m[2])}月", text)
    text = _SLASHED.sub(lambda m: f"{int(m[1])}月{int(m[2])}日", text)
    text = _EVENT.sub(lambda m: f"{m[1]}{int(m[2])}", text)
    return _MARKED.sub(lambda m: f"{m[1]}月{int(m[2])}", text)


def _english_day(match: re.Match[str]) -> str:
    month, day = match[1] or match[4], match[2] or match[3]
    return f"{_MONTHS.index(month[:3]) + 1}月{int(day)}日"
