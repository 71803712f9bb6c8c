"""What the tests of knowledge share: small folders, a stand-in for matching's folding, problems as lines."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from bot.errors import KnowledgeError
from bot.knowledge.loader import load

ARTICLE = "清廉衡东\n\n衡东县有45个清廉机关,39个清廉村。清廉单元很多。\n罗荣桓元帅是衡东人。清廉单元更多。\n"

PAIRS = """\
pairs:
  - id: offices
    question: 衡东县有多少个清廉机关?
    excerpts:
      - 45个清廉机关
"""


def fold(texts: Iterable[str]) -> list[str]:
    """Letters and digits alone, like matching's folding but without its dictionaries."""
    return [
        "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()) for text in texts
    ]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Put files into a folder, by their path in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def problems(folder: Path) -> list[str]:
    """What is wrong with a folder, as `path:line: message` with the path as seen from it."""
    try:
        load(folder, fold=fold)
    except KnowledgeError as error:
        return [str(problem).removeprefix(f"{folder}/").removeprefix(f"{folder}") for problem in error.problems]
    return []


def pair_problems(folder: Path, pairs: str | bytes, article: str | bytes = ARTICLE) -> list[str]:
    """What is wrong with one pair file, as `line: message`."""
    write(folder, {"articles/a.txt": article, "pairs/a.yaml": pairs})
    return [problem.removeprefix("pairs/a.yaml:") for problem in problems(folder)]
