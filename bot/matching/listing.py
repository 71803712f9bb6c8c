"""How many things a question wants to be named, and how many a text names in a row. Pure.

哪五个 is answered by what names five, not by what says that there are five.
"""

import re
from itertools import pairwise

_WHICH = re.compile(r"哪([2-9两]|几)(?!年|月|天|日|点|号|岁|个?字|句|段|[期届次])")
_MEANT = re.compile(
    r"([2-9])[个大项条所家种位句]?[\u4e00-\u9fff]{1,4}[”\"’」』]?[^,。!?;\d]{0,6}?"
    r"(?:(?<=[”\"’」』])(?:是?指|说|讲)|包括|包含|(?:分别|具体|各自?|都)(?:是|叫|有|指))(?:的?是|的)?(?:什么|啥|哪些)(?!样|时候|意思|模式|地方|关系|用|人|原因)"
)
_SENTENCE = re.compile(r"[^。!?;\n…]+")
_CLAUSE = re.compile(r"[^,:]+")
_COUNTED = re.compile(r"^\W*\d")
_NEIGHBOURS = re.compile(r"[”》」』](?:[、和与及]|以及)?[“《「『]")
_SPACED = re.compile(r"[\u4e00-\u9fff](?= [\u4e00-\u9fff])")
_AND = re.compile(r"[\u4e00-\u9fff”》](?:和|与|及|以及|\+)[\u4e00-\u9fff“《]")
SEVERAL = 2
"""Things that 哪几个 wants, at least."""


def wanted_names(question: str) -> int:
    """How many things a question wants to be named (哪五个, “五好”指什么); 0 where it asks for no such thing.

    Args:
        question: normalised.
    """
    if "哪" in question and (match := _WHICH.search(question)):
        return int(match[1]) if match[1].isdigit() else SEVERAL
    match = _MEANT.search(question)
    return int(match[1]) if match else 0


def names_in(text: str) -> int:
    """The most things that a text names in a row, as far as its marks tell; what it counts is no name (45个机关).

    Args:
        text: normalised.
    """
    return max((_in_sentence(sentence) for sentence in _SENTENCE.findall(text)), default=0)


def _in_sentence(sentence: str) -> int:
    clauses = _CLAUSE.findall(sentence)
    return max(max(map(_in_clause, clauses), default=0), _parallel(clauses))


def _in_clause(clause: str) -> int:
    items = clause.split("、")
    named = sum(not _COUNTED.match(item) for item in items)
    return max(
        named if named > 1 else 0,
        1 + len(_NEIGHBOURS.findall(clause)),
        1 + len(_SPACED.findall(clause)),
        SEVERAL if _AND.search(clause) else 0,
    )


def _parallel(clauses: list[str]) -> int:
    """The longest row of clauses that begin or end alike: 一把尺子量到底,一个本子记到底,一个标准算到底."""
    longest = row = 1
    for one, other in pairwise(clauses):
        alike = len(one) > 1 and len(other) > 1 and (one[-1] == other[-1] or one[0] == other[0])
        row = row + 1 if alike else 1
        longest = max(longest, row)
    return longest
