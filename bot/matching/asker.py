"""Where askers live or come from: what they tell of themselves limits no question that doesn't point there. Pure."""

import re
from collections.abc import Sequence

_PLACE = "\0"
_LIVES = re.compile(
    rf"(?:老家|家住|家在|人在|住在|来自|常年|长期|嫁到?|籍贯|祖籍|出生|定居|毕业)[在是于到]{{0,2}}{_PLACE}"
    rf"|{_PLACE}(?:[这那]边)?(?:人(?![民大])|读[书研大本博高]|[念读]书|上[大中小高初]?学|求学|上班|工作了?|打工|务工|当[兵老护]"
    r"|退休|做生意|开[店了着个]|教书|实习|定居|长大|生活|租房|安[了个]?家|带孙)"
)
"""Where someone lives, works or grew up; where one merely is (我在……玩) may be what the question is about."""
_POINTS = re.compile(
    r"[我咱俺]们?(?:这|那|县|市|区|镇|乡|村|屋里)|[这那]边|[这那][里儿]|本地|当地|家乡|老家|\b(?:here|there|home)\b"
)
"""What makes a question one about the asker's own place."""
_CLAUSE = re.compile(r"[^,:。!?;\n]+[,:。!?;\n]*|[,:。!?;\n]+")


def elsewhere(text: str, asking: str, places: Sequence[str]) -> str:
    """A message without the clauses in which its asker only tells where they live.

    Args:
        text: normalised; asking: the part of it that asks.
        places: the places that the text names.

    Returns:
        All of it where the question points to the asker's own place.
    """
    if not places or _POINTS.search(asking):
        return text
    return "".join(clause for clause in _CLAUSE.findall(text) if not _lives(clause, places))


def _lives(clause: str, places: Sequence[str]) -> bool:
    """Whether someone tells in a clause that they live in one of some places."""
    return any(place in clause and _LIVES.search(clause.replace(place, _PLACE)) for place in places)
