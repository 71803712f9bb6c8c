"""What askers tell of themselves: where they live or come from limits no question that doesn't point there. Pure."""

import re
from collections.abc import Sequence

ASKER = re.compile(r"我|咱|俺|\b(?:i|my|we|our)\b")
"""The asker."""
SEEKS = re.compile(r"问|查|想|知道|晓得|了解|找|告诉|请")
"""What makes a clause of theirs part of the question."""
CLAUSE = re.compile(r"[^,:。!?;\n]+[,:。!?;\n]*|[,:。!?;\n]+")
"""A clause with the marks that end it."""
_PLACE = "\0"
_LIVES = re.compile(
    rf"(?:老家|家住|家在|人在|住在|来自|常年|长期|嫁到?|籍贯|祖籍|出生|定居|毕业)[在是于到]{{0,2}}{_PLACE}"
    rf"|{_PLACE}(?:[这那]边)?(?:人(?![民大])|读[书研大本博高]|[念读]书|上[大中小高初]?学|求学|上班|工作了?|打工|务工|当[兵老护]"
    r"|退休|做生意|开[店了着个]|教书|实习|定居|长大|生活|租房|安[了个]?家|带孙)"
)
"""Where someone lives, works or grew up."""
_VISITS = re.compile(rf"玩|逛|游|参观|出差|路过|(?:[来去]|[来去]?到)了?{_PLACE}")
"""Where one merely is may be what the question is about (我在……玩)."""
_POINTS = re.compile(
    r"[我咱俺]们?(?:这|那|县|市|区|镇|乡|村|屋里)|[这那]边|[这那][里儿]|本地|当地|家乡|老家|\b(?:here|there|home)\b"
)
"""What makes a question one about the asker's own place."""


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
    kept, told = [], False
    for clause in CLAUSE.findall(text):
        told = told or ASKER.search(clause) is not None
        if clause in asking or not any(_lives(clause, place, told=told) for place in places):
            kept.append(clause)
    return "".join(kept)


def _lives(clause: str, place: str, *, told: bool) -> bool:
    """Whether a clause tells that someone lives in a place.

    Args:
        told: whether the asker has spoken of themselves: then any clause does that neither visits nor seeks anything.
    """
    if place not in clause:
        return False
    marked = clause.replace(place, _PLACE)
    return _LIVES.search(marked) is not None or (told and not (_VISITS.search(marked) or SEEKS.search(marked)))
