"""Small files for an evaluation: a question set, a dialog, a group log and a retrieval set, about invented things."""

import json
from pathlib import Path

from evaluation_knowledge import PAIRS

LENGTH, LIT, HEAD = (PAIRS[name][0] for name in ("kiln/length", "kiln/lit", "tea/head"))
NOTHING = "qqqq zzzz"
"""Something that no matcher answers."""

QUESTIONS = [
    {"id": "q1", "kind": "plain", "q": LENGTH, "gold": ["42米"]},
    {"id": "q2", "kind": "plain", "q": LIT, "gold": ["71岁"]},
    {"id": "q3", "kind": "gibberish", "q": NOTHING, "gold": []},
    {"id": "q4", "kind": "near_miss", "q": HEAD, "gold": []},
    {"id": "q5", "kind": "ambiguous", "q": LENGTH, "gold": [], "options": [["42米"], ["1958年"]]},
]
"""Right, wrong, right, a false answer, and no choice of readings."""
DIALOGS = [{"id": "d1", "turns": [{"q": LENGTH, "gold": ["42米"]}, {"q": NOTHING, "gold": []}]}]
LOG = [
    {"id": "g1", "from": "甲", "text": LENGTH, "expect": "silent", "gold": []},
    {"id": "g2", "from": "甲", "text": f"@pear_bot {LENGTH}", "expect": "answer", "gold": ["42米"]},
    {"id": "g3", "from": "乙", "text": f"/ask {NOTHING}", "expect": "answer", "gold": []},
    {"id": "g4", "from": "乙", "text": f"pear_bot,{LENGTH}", "expect": "answer", "gold": ["42米"]},
    {"id": "g5", "from": "丙", "text": "/ask@pear_bot 大家好", "expect": "silent", "gold": []},
]
"""Silent, right, right, not heard though it should be, heard though it shouldn't."""
INDEX = [
    {"cid": 7, "q": "怎么给手机换铃声", "alias": 0},
    {"cid": 7, "q": "手机铃声如何更换", "alias": 1},
    {"cid": 9, "q": "红烧肉怎么做才好吃", "alias": 0},
    {"cid": 11, "q": "北京到上海坐火车要多久", "alias": 0},
    {"cid": 12, "q": "从北京坐火车去上海几个小时", "alias": 0},
]
QUERIES = [
    {"q": "怎么给手机换铃声?", "cid": 7, "type": "answerable"},
    {"q": "红烧肉怎么做才好吃", "cid": 9, "type": "answerable"},
    {"q": "北京到上海坐火车要多久", "cid": 12, "type": "answerable"},
    {"q": "红烧肉怎么做", "cid": -1, "type": "unseen"},
    {"q": "量子力学是谁发明的", "cid": -1, "type": "cross"},
]
REPAIRS = [
    {"q": "北京到上海坐火车要多久", "canon": "…", "cid": 11, "verdict": "also_correct"},
    {"q": "红烧肉怎么做", "canon": "…", "cid": 9, "verdict": "duplicate_of_indexed"},
]


def write(path: Path, lines: list) -> Path:
    """Lines as JSON, those that are bytes as they are."""
    text = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    path.write_bytes(b"\n".join(text))
    return path


def retrieval_files(folder: Path, name: str = "phones", *, repairs: bool = True) -> Path:
    """The three files of a retrieval set; its queries."""
    write(folder / f"{name}.index.jsonl", INDEX)
    if repairs:
        write(folder / f"{name}.adjudication.jsonl", REPAIRS)
    return write(folder / f"{name}.queries.jsonl", QUERIES)


def all_files(folder: Path) -> list[Path]:
    """A file of each form."""
    return [
        write(folder / "valley.jsonl", QUESTIONS),
        write(folder / "talks.jsonl", DIALOGS),
        write(folder / "chat.jsonl", LOG),
        retrieval_files(folder),
    ]
