"""`check` for people: problems as `path:line: message`, else the coverage of each article."""

import io
import re
import shutil

import pytest

from bot.matching.fold import fold_all
from bot.terminal.check import check_knowledge


@pytest.fixture
def run(folder, tmp_path):
    copy = tmp_path / "knowledge"
    shutil.copytree(folder, copy)

    def checked(language="zh-Hans") -> tuple[bool, list[str]]:
        out = io.StringIO()
        return check_knowledge(copy, fold_all, language, out), out.getvalue().splitlines()

    checked.folder = copy
    return checked


def test_coverage_names_each_sentence_that_no_pair_quotes(run):
    good, lines = run()
    assert good
    assert lines == [
        "museum：2 组问答；2 句中有 2 句被引用",
        "  不计入的栏目字样：城市博物馆开馆",
        "park：3 组问答；4 句中有 3 句被引用",
        "  没有问答引用：",
        "    第 7 行  市园林局局长周明说:“欢迎大家来走走。”",
        "  不计入的栏目字样：中心公园今日开放",
    ]


def test_every_problem_is_a_line_with_its_place(run):
    pairs = run.folder / "pairs"
    text = (pairs / "park.yaml").read_text(encoding="utf-8")
    (pairs / "park.yaml").write_text(text.replace("免费开放", "收费开放"), encoding="utf-8")
    (pairs / "museum.yaml").write_text("pairs: [", encoding="utf-8")
    good, lines = run()
    assert not good
    assert [re.sub(r":\d+: .+", "", line) for line in lines] == [f"{pairs}/museum.yaml", f"{pairs}/park.yaml"]


def test_an_empty_folder_is_bad(tmp_path):
    out = io.StringIO()
    assert not check_knowledge(tmp_path, fold_all, None, out)
    assert out.getvalue()


def test_it_speaks_english_where_the_terminal_does(run):
    assert run("en")[1][0].startswith("museum: 2 pairs; ")
