"""A folder that is in order becomes `Knowledge`, and the shipped one is in order."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knowledge_folders import ARTICLE, PAIRS, fold, write

from bot.knowledge.check import check
from bot.knowledge.loader import load
from bot.knowledge.model import Article

SHIPPED = Path(__file__).parents[2] / "knowledge"

CONTRACT = """\
# yaml-language-server: $schema=../pairs.schema.json
article:
  title: 廉洁润民心 衡东县扎实推进廉洁文化建设
  publisher: 湖南政协新闻网          # optional, like all below
  published: "2023-02-18"            # YYYY-MM-DD, YYYY-MM or YYYY
  dateline: 5月10日                  # the source's own words
  authors: [李煜, 颜伶俐, 唐翔]
  url: https://example.org/a
pairs:
  - id: six-projects                 # [a-z0-9-]+
    question: 衡东县的“六大工程”是哪些?
    phrasings: [六大工程有哪些, What are Hengdong's six projects?]
    excerpts:
      - |-
        衡东县有45个清廉机关
      - {text: 清廉单元, occurrence: 2}   # where the same words stand more than once
    note: 编者注                     # optional
    topic: 六大工程                   # optional
    related: [six-clarities, b/clean-units]
  - id: six-clarities
    question: 六清?
    excerpts: [罗荣桓元帅]
"""


def test_the_whole_form_is_read(tmp_path):
    clean = PAIRS.replace("offices", "clean-units")
    write(tmp_path, {"articles/a.txt": ARTICLE, "articles/b.txt": ARTICLE, "pairs/b.yaml": clean})
    knowledge = load(write(tmp_path, {"pairs/a.yaml": CONTRACT}), fold=fold)
    assert knowledge.articles["a"] == Article(
        name="a",
        text=ARTICLE,
        title="廉洁润民心 衡东县扎实推进廉洁文化建设",
        publisher="湖南政协新闻网",
        published="2023-02-18",
        dateline="5月10日",
        authors=("李煜", "颜伶俐", "唐翔"),
        url="https://example.org/a",
    )
    pair = knowledge.pairs["a/six-projects"]
    assert pair.question == "衡东县的“六大工程”是哪些?"
    assert pair.phrasings == ("六大工程有哪些", "What are Hengdong's six projects?")
    assert [(excerpt.text, excerpt.paragraph) for excerpt in pair.excerpts] == [
        ("衡东县有45个清廉机关", 2),
        ("清廉单元", 3),
    ]
    assert (pair.article, pair.note, pair.topic) == ("a", "编者注", "六大工程")
    assert pair.related == ("a/six-clarities", "b/clean-units")
    assert list(knowledge.pairs) == ["a/six-projects", "a/six-clarities", "b/clean-units"]


def test_what_a_source_does_not_say_stays_missing(tmp_path):
    article = load(write(tmp_path, {"articles/a.txt": f"\n \n  {ARTICLE}"}), fold=fold).articles["a"]
    missing = (article.publisher, article.published, article.dateline, article.authors, article.url)
    assert missing == (None, None, None, (), None)
    assert article.title == "清廉衡东"


def test_an_article_without_pairs_is_fine(tmp_path):
    knowledge = load(write(tmp_path, {"articles/a.txt": ARTICLE}), fold=fold)
    assert (list(knowledge.articles), dict(knowledge.pairs), knowledge.synonyms) == (["a"], {}, ())


@pytest.mark.parametrize("date", ["2023", "2023-02", "2023-02-28", "2024-02-29"])
def test_a_date_is_as_exact_as_its_source(tmp_path, date):
    write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": f'article:\n  published: "{date}"\n'})
    assert load(tmp_path, fold=fold).articles["a"].published == date


def test_the_text_is_untouched(tmp_path):
    text = " \t清廉  衡东 \u3000\n\n\n……“”’‘\u2028\x85\n没有换行"
    assert load(write(tmp_path, {"articles/a.txt": text}), fold=fold).articles["a"].text == text


def test_files_are_read_in_the_order_of_their_names(tmp_path):
    write(tmp_path, {f"articles/{name}.txt": ARTICLE for name in "cab"})
    write(tmp_path, {f"pairs/{name}.yaml": PAIRS for name in "cab"})
    knowledge = load(tmp_path, fold=fold)
    assert list(knowledge.articles) == ["a", "b", "c"]
    assert list(knowledge.pairs) == ["a/offices", "b/offices", "c/offices"]


def test_a_large_file_is_read_through_the_index(tmp_path):
    """Two thousand lines that differ by a number alone: every one is found, and found to be unique."""
    lines = [f"第{number:05}条:工作人员应当遵守纪律。" for number in range(2_000)]
    pairs = "".join(f"  - {{id: p-{i}, question: 第{i}条?, excerpts: ['{line}']}}\n" for i, line in enumerate(lines))
    write(tmp_path, {"articles/a.txt": "\n".join(lines), "pairs/a.yaml": "pairs:\n" + pairs})
    knowledge = load(tmp_path, fold=fold)
    assert [pair.excerpts[0].paragraph for pair in knowledge.pairs.values()] == list(range(1, 2_001))


def test_the_shipped_knowledge_is_in_order():
    knowledge = load(SHIPPED, fold=fold)
    assert list(knowledge.articles) == ["hengdong", "wangcheng"]
    for pair in knowledge.pairs.values():
        for excerpt in pair.excerpts:
            article = knowledge.articles[excerpt.article]
            assert article.text[excerpt.start : excerpt.end] == excerpt.text
            assert article.paragraph_at(excerpt.start).number == excerpt.paragraph


@given(st.integers(-1, 60))
def test_every_position_has_a_paragraph(position):
    """The one that holds it, or the nearest before it; the first for what comes before all."""
    article = Article("a", ARTICLE, "t")
    found = article.paragraph_at(position)
    before = [paragraph for paragraph in article.paragraphs if paragraph.start <= position]
    assert found == (before[-1] if before else article.paragraphs[0])


WORDS = [
    "pairs:",
    "article:",
    "  - ",
    "id: ",
    "a",
    "question: ",
    "excerpts: ",
    "[清廉]",
    "\n",
    "    ",
    "|-\n",
    "# x",
    "#x",
]
WORDS += [
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "---\n",
    "...\n",
    "? ",
    ": ",
    "'",
    '"',
    "\\0",
    "\\ud800",
    "~",
]
WORDS += [
    "title: ",
    "published: ",
    "2023",
    "occurrence: ",
    "text: ",
    "清廉",
    "<<: ",
    "%YAML 1.1\n",
    "\t",
    "\r\n",
    "\x85",
]
YAMLISH = st.lists(st.sampled_from(WORDS), max_size=40).map("".join).map(str.encode)
NASTY = st.one_of(
    st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)


@pytest.mark.usefixtures("parser")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(pairs=YAMLISH | NASTY, article=NASTY | st.just(ARTICLE.encode()), synonyms=YAMLISH | NASTY | st.none())
def test_whatever_a_folder_holds_is_knowledge_or_problems_that_can_be_printed(tmp_path, pairs, article, synonyms):
    (tmp_path / "synonyms.yaml").unlink(missing_ok=True)
    files = {"articles/a.txt": article, "pairs/a.yaml": pairs}
    write(tmp_path, files if synonyms is None else files | {"synonyms.yaml": synonyms})
    report = check(tmp_path, fold=fold)
    assert bool(report.problems) == (report.knowledge is None)
    for problem in report.problems:
        assert problem.line >= 1
        assert str(problem).isprintable()
