"""What the cache says of a folder is what its files say: the same knowledge, or the same problems."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from fresh import python, yuanwen
from hypothesis import given
from hypothesis import strategies as st
from knowledge_folders import ARTICLE, PAIRS, fold, write

from bot import cache
from bot.errors import KnowledgeError
from bot.knowledge import loader
from bot.knowledge.check import check
from bot.knowledge.files import UNPRINTABLE
from bot.knowledge.loader import load, load_anew
from bot.knowledge.model import Article, Every, Excerpt, Knowledge, Pair, Template, Unanswered
from bot.knowledge.packing import LINE, pack, unpack

SHIPPED = Path(__file__).parents[2] / "knowledge"
BROKEN = PAIRS.replace("45个", "46个")


@pytest.fixture(autouse=True)
def kept(tmp_path_factory, monkeypatch):
    """A cache of the test's own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv(cache.VARIABLE, str(folder))
    return folder


@pytest.fixture
def proofs(monkeypatch):
    """Each time that files were proven."""
    made = []
    prove = loader._prove
    monkeypatch.setattr(loader, "_prove", lambda *given: made.append(1) or prove(*given))
    return made


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, {"articles/a.txt": ARTICLE, "pairs/a.yaml": PAIRS})


def faults(folder):
    with pytest.raises(KnowledgeError) as caught:
        load(folder, fold=fold)
    return caught.value.problems


def test_what_is_proven_once_is_not_proven_again(folder, proofs):
    assert load(folder, fold=fold) == load(folder, fold=fold) == load_anew(folder, fold=fold)
    assert len(proofs) == 2  # the first one and the last one


def test_a_copy_elsewhere_is_the_same_knowledge(folder, proofs, tmp_path):
    first = load(folder, fold=fold)
    assert load(shutil.copytree(folder, tmp_path / "copy"), fold=fold) == first
    assert len(proofs) == 1


CHANGES = {
    "a text": {"articles/a.txt": ARTICLE.replace("元帅", "将军")},
    "a question": {"pairs/a.yaml": PAIRS.replace("多少", "几多")},
    "an article more": {"articles/b.txt": ARTICLE},
    "synonyms": {"synonyms.yaml": "groups: [[机关, 单位]]\n"},
    "templates": {"announcements.yaml": "templates: [{name: x, title: 甲, category: news, text: 乙}]\n"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen_though_size_and_time_are_the_same(folder, change, proofs):
    before = load(folder, fold=fold)
    times = {path: path.stat() for path in folder.rglob("*")}
    write(folder, CHANGES[change])
    for path, about in times.items():
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    after = load(folder, fold=fold)
    assert after != before
    assert after == load_anew(folder, fold=fold)
    assert len(proofs) == 3


def test_files_that_change_their_names_are_another_knowledge(folder):
    load(folder, fold=fold)
    (folder / "pairs/a.yaml").unlink()
    (folder / "articles/a.txt").rename(folder / "articles/b.txt")
    assert list(load(folder, fold=fold).articles) == ["b"]


def test_content_that_moves_from_one_file_to_the_next_is_seen(folder):
    write(folder, {"articles/b.txt": "甲乙", "articles/c.txt": "丙"})
    load(folder, fold=fold)
    write(folder, {"articles/b.txt": "甲", "articles/c.txt": "乙丙"})
    assert load(folder, fold=fold).articles["b"].text == "甲"


def test_problems_are_kept_too_and_named_as_the_folder_is(folder, proofs, monkeypatch):
    write(folder, {"pairs/a.yaml": BROKEN})
    assert faults(folder) == faults(folder)
    assert len(proofs) == 1
    monkeypatch.chdir(folder)
    assert faults(Path())[0].path == "pairs/a.yaml"
    assert faults(folder)[0].path == f"{folder}/pairs/a.yaml"


def test_broken_knowledge_that_is_mended_is_knowledge_again(folder):
    first = load(folder, fold=fold)
    write(folder, {"pairs/a.yaml": BROKEN})
    assert len(faults(folder)) == 1
    write(folder, {"pairs/a.yaml": PAIRS})
    assert load(folder, fold=fold) == first


def test_problems_that_no_content_shows_are_looked_for_each_time(folder):
    """A name or a right may change without any content."""
    load(folder, fold=fold)
    write(folder, {"stray.yaml": "x"})
    assert [problem.path for problem in faults(folder)] == [f"{folder}/stray.yaml"]
    (folder / "stray.yaml").unlink()
    (folder / "articles/a.txt").unlink()
    (folder / "articles/a.txt").symlink_to("nowhere")
    assert "link to nothing" in faults(folder)[0].message


def test_to_check_is_to_prove(folder, proofs):
    load(folder, fold=fold)
    assert check(folder, fold=fold).knowledge == load(folder, fold=fold)
    assert len(proofs) == 2


def test_another_way_of_folding_is_asked_itself(folder):
    """It says which questions are the same, so it belongs to the proof."""
    load(folder, fold=fold)
    with pytest.raises(KnowledgeError):
        load(folder, fold=empty)


def empty(texts):
    return ["" for _ in texts]


def test_what_an_unknown_function_proves_is_not_kept(folder, kept, proofs):
    def local(texts):
        return fold(texts)

    for _ in range(2):
        load(folder, fold=local)
    assert len(proofs) == 2
    assert list(kept.iterdir()) == []


DAMAGES = {
    "cut": lambda data: data[:-10],
    "changed": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "zeros": lambda data: bytes(len(data)),
    "nothing": lambda data: data[:0],
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("sound", [True, False], ids=["knowledge", "problems"])
def test_a_damaged_file_is_made_anew(folder, kept, damage, sound, proofs):
    write(folder, {"pairs/a.yaml": PAIRS if sound else BROKEN})

    def said():
        return load(folder, fold=fold) if sound else faults(folder)

    first = said()
    (path,) = kept.iterdir()
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert said() == said() == first
    assert len(proofs) == 2


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"[1]\n", b"\xff\n", b'{"articles": [["z"]]}\n', b"[[1, 2, 3, 4, 5]]\n"]
)
@pytest.mark.parametrize("sound", [True, False], ids=["knowledge", "problems"])
def test_what_somebody_else_wrote_there_is_made_anew(folder, kept, content, sound):
    write(folder, {"pairs/a.yaml": PAIRS if sound else BROKEN})
    first = load(folder, fold=fold) if sound else faults(folder)
    (path,) = kept.iterdir()
    kind, _, key = path.stem.partition("-")
    cache.write(kind, key, content)
    assert (load(folder, fold=fold) if sound else faults(folder)) == first


def test_without_a_cache_all_is_proven(folder, monkeypatch, proofs):
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)
    assert load(folder, fold=fold) == load(folder, fold=fold)
    assert len(proofs) == 2


def test_a_question_costs_no_yaml_parser_where_nothing_is_to_be_proven(tmp_path, kept):
    code = "import sys; from bot.cli import main; main(['ask', '你好']); print({'yaml', 'pydantic'} & set(sys.modules))"
    seen = [python("-c", code, folder=tmp_path, YUANWEN_CACHE=str(kept)).stdout.splitlines()[-1] for _ in range(2)]
    assert seen[1] == b"set()"


def test_a_command_meets_the_same_problems_twice(folder, tmp_path, kept):
    write(folder, {"pairs/a.yaml": BROKEN})
    done = [yuanwen("--knowledge", str(folder), "ask", "你好", folder=tmp_path, YUANWEN_CACHE=str(kept)) for _ in "12"]
    assert done[0].stderr == done[1].stderr
    assert b"pairs/a.yaml:5:" in done[0].stderr
    assert done[0].returncode == done[1].returncode != 0


def test_the_shipped_knowledge_is_the_same_from_the_cache(proofs):
    assert repr(load(SHIPPED, fold=fold)) == repr(load(SHIPPED, fold=fold))
    assert len(proofs) == 1


# Any knowledge that files can hold, and more than that.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip)
NAME = st.text("ab-0", min_size=1, max_size=3)
MAYBE = st.none() | TEXT


def some(values):
    return st.lists(values, max_size=3).map(tuple)


ARTICLES = st.builds(Article, NAME, TEXT, TEXT, MAYBE, MAYBE, MAYBE, some(TEXT), MAYBE)
EVERY = (
    st.none() | st.builds(Every, st.just("2027-01-01 09:00")) | st.builds(Every, before=TEXT, days=st.integers(0, 9))
)
TITLES = st.dictionaries(st.sampled_from(["", "zh-Hans", "zh-Hant", "en"]), TEXT, min_size=1)
TEMPLATES = st.builds(Template, NAME, TITLES, TEXT, TEXT, MAYBE, st.booleans(), EVERY)


@st.composite
def pairs_of(draw, article):
    name, start = draw(NAME), draw(st.integers(0, len(article.text) - 1))
    end = draw(st.integers(start + 1, len(article.text)))
    excerpt = Excerpt(article.name, article.text[start:end], draw(st.integers(1, 9)), start, end)
    pair = Pair(
        f"{article.name}/{name}", article.name, draw(TEXT), draw(some(TEXT)), (excerpt,) * draw(st.integers(0, 2))
    )
    return replace(pair, note=draw(MAYBE), topic=draw(MAYBE), related=draw(some(NAME)))


@st.composite
def knowledges(draw):
    articles = draw(st.lists(ARTICLES, unique_by=lambda one: one.name, max_size=3))
    pairs = [pair for one in articles for pair in draw(st.lists(pairs_of(one), max_size=4))]
    unanswered = draw(some(st.builds(Unanswered, NAME, TEXT, some(TEXT))))
    templates = {one.name: one for one in draw(st.lists(TEMPLATES, max_size=2))}
    synonyms = draw(some(st.lists(TEXT, min_size=2, max_size=3).map(tuple)))
    return Knowledge(
        {one.name: one for one in articles}, {one.id: one for one in pairs}, synonyms, unanswered, templates
    )


@given(knowledges())
def test_what_is_packed_is_unpacked(knowledge):
    texts = {name: article.text for name, article in knowledge.articles.items()}
    again = unpack(pack(knowledge), texts)
    assert again == knowledge
    assert repr(again) == repr(knowledge)  # the orders too


PRINTABLE = TEXT.filter(lambda text: not UNPRINTABLE.search(text) and "\r" not in text)


@given(
    text=PRINTABLE,
    questions=st.lists(PRINTABLE, min_size=1, max_size=4),
    phrasings=st.lists(PRINTABLE, max_size=2),
    note=PRINTABLE,
    related=st.lists(st.sampled_from(["p0", "a/p1", "b/p0", "p9"]), max_size=2),
)
def test_files_and_cache_say_the_same(tmp_path_factory, *, text, questions, phrasings, note, related):
    """Of whatever a file may hold, sound or not."""
    pairs = [
        {"id": f"p{number}", "question": asked, "excerpts": [{"text": text, "occurrence": 1}], "note": note}
        for number, asked in enumerate(questions)
    ]
    pairs[0] |= {"phrasings": phrasings, "related": related}
    written = yaml.safe_dump({"pairs": pairs, "unanswered": [{"question": note}]}, allow_unicode=True)
    folder = tmp_path_factory.mktemp("any")
    write(folder, {"articles/a.txt": f"甲{text}\n{text}乙", "pairs/a.yaml": written})

    def said(how):
        try:
            return repr(how(folder, fold=fold))
        except KnowledgeError as error:
            return error.problems

    assert said(load) == said(load) == said(load_anew)


def test_many_pairs_are_packed_in_lines():
    """A program that answers meanwhile waits for one of them at the longest."""
    article = Article("a", "甲", "甲")
    pairs = [Pair(f"a/{number}", "a", "甲?", (), ()) for number in range(2 * LINE + 1)]
    parts = list(pack(Knowledge({"a": article}, {pair.id: pair for pair in pairs})))
    assert len(parts) == 1 + 3
    assert [part.count(b"\n") for part in parts] == [1] * 4


def test_texts_of_many_pairs_are_kept_once():
    pairs = [Pair(f"a/{number}", "a", "甲?", (), (), topic="话题", related=("a/0",)) for number in range(3)]
    knowledge = Knowledge({"a": Article("a", "甲", "甲")}, {pair.id: pair for pair in pairs})
    first, *others = unpack(pack(knowledge), {"a": "甲"}).pairs.values()
    for other in others:
        assert other.topic is first.topic
        assert other.related[0] is first.id
        assert other.article is first.article
