"""What `yuanwen check` is told about a folder."""

from pathlib import Path

from knowledge_folders import ARTICLE, PAIRS, fold, write

from bot.knowledge.check import check

SHIPPED = Path(__file__).parents[2] / "knowledge"


def test_problems_leave_no_knowledge(tmp_path):
    report = check(write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": "pairs: 5\nx: y"}), fold=fold)
    assert [problem.line for problem in report.problems] == [1, 2]
    assert str(report.problems[0]).startswith(f"{tmp_path}/pairs/a.yaml:1: `pairs` must be a list")
    assert (report.knowledge, report.coverage, report.covered, report.total) == (None, (), 0, 0)


def test_a_missing_folder_is_reported_and_not_raised(tmp_path):
    assert len(check(tmp_path / "nowhere", fold=fold).problems) == 1


def test_each_article_is_measured(tmp_path):
    write(tmp_path, {"articles/a.txt": ARTICLE, "articles/b.txt": "清廉望城\n望城区很好。\n", "pairs/a.yaml": PAIRS})
    report = check(tmp_path, fold=fold)
    assert report.problems == ()
    assert list(report.knowledge.pairs) == ["a/offices"]
    assert [(found.article, found.covered, found.total) for found in report.coverage] == [("a", 0, 4), ("b", 0, 1)]
    assert (report.covered, report.total) == (0, 5)
    assert [(sentence.line, sentence.text) for sentence in report.coverage[1].uncovered] == [(2, "望城区很好。")]
    assert [label.text for label in report.coverage[1].labels] == ["清廉望城"]


def test_every_sentence_of_the_shipped_articles_that_states_anything_is_quoted():
    report = check(SHIPPED, fold=fold)
    assert report.problems == ()
    assert [sentence.text for found in report.coverage for sentence in found.uncovered] == []
    labels = {label.text for found in report.coverage for label in found.labels}
    assert labels <= {"综合新闻", "分享", "请使用微信扫一扫"}
