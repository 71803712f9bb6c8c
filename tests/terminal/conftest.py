"""A small knowledge on disk, loaded by the real loader and asked through the real matcher."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.matching.matcher import Matcher

PARK = """中心公园今日开放

编辑:李小梅

公园每日早六点至晚十点免费开放。园内种有三百棵银杏树,秋天最美。

市园林局局长周明说:“欢迎大家来走走。”
"""
PARK_PAIRS = """\
article:
  title: 中心公园今日开放
  publisher: 示例日报
  published: "2024-05-01"
  url: https://example.org/park
pairs:
  - id: hours
    question: 中心公园几点开门?
    phrasings: [公园开放时间, When does the park open?]
    excerpts: [公园每日早六点至晚十点免费开放。]
    topic: 开放
    related: [trees, museum/hours]
  - id: trees
    question: 中心公园有多少棵银杏树?
    phrasings: [银杏树的数量]
    excerpts: ["园内种有三百棵银杏树,秋天最美。"]
    topic: 树木
    note: 数字以公园告示为准。
  - id: editor
    question: 中心公园这篇报道的编辑是谁?
    phrasings: [编辑是谁]
    excerpts: [编辑:李小梅]
"""
MUSEUM = """城市博物馆开馆

编辑:王大山

博物馆每周二至周日上午九点开馆,周一闭馆。
"""
MUSEUM_PAIRS = """\
article:
  title: 城市博物馆开馆
  dateline: 3月2日
pairs:
  - id: hours
    question: 城市博物馆几点开馆?
    phrasings: [博物馆开馆时间]
    excerpts: ["博物馆每周二至周日上午九点开馆,周一闭馆。"]
    topic: 开放
  - id: editor
    question: 城市博物馆这篇报道的编辑是谁?
    phrasings: [编辑是谁]
    excerpts: [编辑:王大山]
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("knowledge")
    for kind, name, text in (
        ("articles", "park.txt", PARK),
        ("pairs", "park.yaml", PARK_PAIRS),
        ("articles", "museum.txt", MUSEUM),
        ("pairs", "museum.yaml", MUSEUM_PAIRS),
    ):
        (root / kind).mkdir(exist_ok=True)
        (root / kind / name).write_text(text, encoding="utf-8", newline="\n")
    return root


@pytest.fixture(scope="session")
def matcher(folder) -> Matcher:
    return Matcher(load(folder, fold=fold_all))


@pytest.fixture(scope="session")
def knowledge(matcher):
    return matcher.knowledge
