"""A knowledge folder -> `Knowledge`, or every problem that it has; proven once, then taken from the cache.

Reads the folder and the cache, writes the cache alone. What proves the files, a YAML parser among it, is imported only
where there is something to prove.
"""

import io
import json
import sys
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import cache
from bot.errors import KnowledgeError, Problem
from bot.knowledge.files import Layout, survey
from bot.knowledge.model import Knowledge
from bot.knowledge.packing import pack, unpack

if TYPE_CHECKING:
    from bot.knowledge.curation import FoldAll

KNOWLEDGE: Final = "knowledge"
PROBLEMS: Final = "problems"
"""What lies in the cache."""


def load(directory: Path, *, fold: "FoldAll") -> Knowledge:
    """All articles, pairs, synonyms and templates of announcements.

    The cache is asked by the content of all files and by the code that would prove them: it holds what a proof would
    say, and saves the proof.

    Args:
        directory: holds articles/ and, if there are any, pairs/, synonyms.yaml and announcements.yaml.
        fold: how matching folds questions; what another than a module's function has proven isn't kept.

    Raises:
        KnowledgeError: with every problem found. In a pair that lacks what it needs, the rest isn't looked into.
    """
    layout = survey(directory)
    key = _key(layout, fold)
    if key is None:
        return _prove(layout, fold)
    if (knowledge := _kept_knowledge(key, layout)) is not None:
        return knowledge
    named = cache.key_of(key, str(directory))  # every problem names a file as it follows from there
    if problems := _kept_problems(named):
        raise KnowledgeError(problems)
    try:
        knowledge = _prove(layout, fold)
    except KnowledgeError as error:
        cache.write(PROBLEMS, named, json.dumps(list(map(astuple, error.problems))).encode())
        raise
    cache.write(KNOWLEDGE, key, *pack(knowledge))
    return knowledge


def load_anew(directory: Path, *, fold: "FoldAll") -> Knowledge:
    """The same without the cache: proven now.

    Raises:
        KnowledgeError: with every problem found.
    """
    return _prove(survey(directory), fold)


def _prove(layout: Layout, fold: "FoldAll") -> Knowledge:
    from bot.knowledge.proof import prove  # noqa: PLC0415 - see the module's docstring

    return prove(layout, fold)


def _kept_knowledge(key: str, layout: Layout) -> Knowledge | None:
    data = cache.read(KNOWLEDGE, key)
    if data is None:
        return None
    texts = {name: (source.data or b"").decode() for name, source in layout.articles.items()}
    try:
        return unpack(io.BytesIO(data), texts)
    except (ValueError, TypeError, LookupError):  # somebody put it there
        return None


def _kept_problems(key: str) -> list[Problem]:
    data = cache.read(PROBLEMS, key)
    try:
        return [Problem(*fields) for fields in json.loads(bytes(data))] if data is not None else []
    except (ValueError, TypeError):  # as above
        return []


def _key(layout: Layout, fold: "FoldAll") -> str | None:
    """What the proof depends on; None when that can't be said, or when there are problems that no file holds."""
    file = getattr(sys.modules.get(fold.__module__), "__file__", None)
    if layout.problems or not file or "<" in getattr(fold, "__qualname__", "<"):
        return None
    try:
        code = cache.code_of(Path(__file__).parent, Path(file).parent)
    except OSError:
        return None
    parts = (part for name, source in layout.files for part in (name, source.data or b""))
    return cache.key_of(code, fold.__module__, fold.__qualname__, *parts)
