"""Indexes kept between runs: what comes out of the cache is what would have been made, or it is made."""

from dataclasses import replace
from importlib import resources
from importlib.util import spec_from_file_location

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    arrays,
    boolean_dtypes,
    floating_dtypes,
    integer_dtypes,
    unsigned_integer_dtypes,
)
from matching_knowledge import village_knowledge
from matching_texts import PAIRS, small

from bot import cache
from bot.knowledge.model import Unanswered
from bot.matching import keeping
from bot.matching.corpus import Corpus
from bot.matching.keeping import FEWEST, SOURCES, keep
from bot.matching.matcher import Matcher
from bot.matching.view import view_arrays

MANY = [([f"第{number}座磨坊在哪里", f"where is mill {number}"], f"第{number}村") for number in range(FEWEST)]
QUERIES = (
    *("第7座磨坊在哪里", "第17座磨坊在哪个村", "磨坊", "where is mill 7", "which village has mill 23"),
    *("di qi zuo mofang zai nali", "今天的股票行情如何", "你好", "", "第7座没有的磨坊在哪里"),
)
OF_QUESTIONS = {"facts.py", "places.py", "mending.py", "rewriting.py"}
"""Modules of the corpus that no index is made with."""
NUMBERS = boolean_dtypes() | integer_dtypes() | unsigned_integer_dtypes() | floating_dtypes()


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """An empty cache, and every knowledge worth keeping."""
    monkeypatch.setenv("YUANWEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(keeping, "FEWEST", 1)
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def many():
    return small(MANY, [["第7座磨坊的老板是谁"]], synonyms=(("磨坊", "碾坊"),))


class Counted:
    """A `keep` that counts what had to be made."""

    def __init__(self):
        self.made = []

    def __call__(self, name, knowledge, make):
        def counted():
            self.made.append(name)
            return make()

        return keep(name, knowledge, counted)


def made(knowledge):
    """What a new process has to make for a knowledge; what it gets is what would have been made."""
    counted = Counted()
    same(Corpus(knowledge, keep=counted), Corpus(knowledge))
    return counted.made


def same(one, other):
    assert one.exact == other.exact
    here, there = view_arrays(one.words), view_arrays(other.words)
    assert list(here) == list(there)
    for part, array in here.items():
        assert (array.dtype, array.shape) == (there[part].dtype, there[part].shape), part
        np.testing.assert_array_equal(array, there[part], err_msg=part)


def files(place):
    return sorted(place.iterdir()) if place.is_dir() else []


def test_what_was_made_is_found_again(many, place):
    assert made(many) == ["asked", "words"]
    assert len(files(place)) == 2
    assert made(many) == []


@given(PAIRS)
def test_any_knowledge_comes_back_as_it_was(pairs):
    """Without n-grams, in any script."""
    made(small(pairs))
    assert made(small(pairs)) == []


def test_answers_are_the_same_with_and_without_the_cache(many):
    plain = [Matcher(many).ask(query) for query in QUERIES]
    assert [Matcher(many, keep=keep).ask(query) for query in QUERIES] == plain
    again = Matcher(many, keep=Counted())
    assert [again.ask(query) for query in QUERIES] == plain
    assert again._judging.corpus._keep.made == []
    assert [again.search(query, 5) for query in QUERIES] == [Matcher(many).search(query, 5) for query in QUERIES]


def test_explanations_are_the_same_too(many):
    made(many)
    for query in QUERIES:
        one, other = Matcher(many).ask(query)[0], Matcher(many, keep=keep).ask(query)[0]
        assert one.explanations == other.explanations


def other_knowledge():
    """The village, changed a little in each of the things that an index holds."""
    village = village_knowledge()
    pair = village.pairs["mill/place"]

    def with_pair(**changes):
        return replace(village, pairs=village.pairs | {"mill/place": replace(pair, **changes)})

    mill = village.articles["mill"]
    excerpt = pair.excerpts[0]
    return {
        "a question": with_pair(question="磨坊在哪里呢?"),
        "a phrasing": with_pair(phrasings=(*pair.phrasings, "磨坊在什么地方")),
        "the order of phrasings": with_pair(phrasings=pair.phrasings[::-1]),
        "an excerpt": with_pair(excerpts=(replace(excerpt, text=excerpt.text[:-1], end=excerpt.end - 1),)),
        "no pair": replace(village, pairs={name: one for name, one in village.pairs.items() if one is not pair}),
        "the order of pairs": replace(village, pairs=dict(reversed(village.pairs.items()))),
        "a title": replace(village, articles=village.articles | {"mill": replace(mill, title="水磨")}),
        "synonyms": replace(village, synonyms=village.synonyms[:1]),
        "a question without an answer": replace(village, unanswered=village.unanswered[:1]),
        "its phrasing": replace(
            village, unanswered=(replace(village.unanswered[0], phrasings=()), *village.unanswered[1:])
        ),
    }


@pytest.mark.parametrize("name", other_knowledge())
def test_other_knowledge_never_gets_it(name):
    made(village_knowledge())
    assert made(other_knowledge()[name]) == ["asked", "words"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (small([(["磨坊", "在哪"], "村")]), small([(["磨坊\n在哪"], "村")])),
        (small([(["磨坊", "", "村"], "村")]), small([(["磨坊"], "村\n村")])),
        (small([(["磨坊"], "村")], [["书屋", "在哪"]]), small([(["磨坊"], "村")], synonyms=(("a", "书屋", "在哪"),))),
        (
            replace(small([(["磨坊"], "村")]), unanswered=(Unanswered("a", "书屋", ()), Unanswered("a", "渡船", ()))),
            replace(small([(["磨坊"], "村")]), unanswered=(Unanswered("a", "书屋\na\n渡船", ()),)),
        ),
    ],
    ids=["a line break in a question", "an empty phrasing", "synonyms as a question", "a question as two"],
)
def test_the_same_words_in_other_places_are_other_knowledge(one, other):
    made(one)
    assert made(other) == ["asked", "words"]


def test_what_no_index_holds_may_change(many):
    made(many)
    pairs = {name: replace(pair, note="改了", topic="磨坊") for name, pair in many.pairs.items()}
    assert made(replace(many, pairs=pairs)) == []


@pytest.mark.parametrize("source", SOURCES)
def test_another_version_never_gets_it(many, monkeypatch, source):
    """Whatever file changes that an index depends on."""
    made(many)
    real = resources.files("bot.matching")

    class Changed:
        def joinpath(self, name):
            return self if name == source else real.joinpath(name)

        def read_bytes(self):
            return real.joinpath(source).read_bytes() + b"\n"

    keeping._version.cache_clear()
    monkeypatch.setattr(keeping.resources, "files", lambda _: Changed())
    try:
        assert made(many) == ["asked", "words"]
    finally:
        keeping._version.cache_clear()


@pytest.mark.parametrize("name", ["sys.version", "numpy.__version__", "opencc.__version__", "pypinyin"])
def test_another_version_of_a_library_never_gets_it(many, monkeypatch, name, tmp_path):
    """Other tables of characters and their sounds make other indexes."""
    made(many)
    keeping._version.cache_clear()
    if name == "pypinyin":
        other = tmp_path / "pypinyin.py"
        other.write_text("__version__ = '999'")
        monkeypatch.setattr(keeping, "find_spec", lambda name: spec_from_file_location(name, other))
    else:
        monkeypatch.setattr(name, "999")
    try:
        assert made(many) == ["asked", "words"]
    finally:
        keeping._version.cache_clear()


def test_all_that_reads_a_text_tells_the_version():
    """By what the modules import that a text goes through; of `scope` an index uses what negates alone."""
    here = resources.files("bot.matching")
    lines = {
        name: here.joinpath(name).read_text(encoding="utf-8").splitlines() for name in SOURCES if name != "scope.py"
    }
    start = "from bot.matching."
    used = {
        line.split()[1].removeprefix("bot.matching.") + ".py"
        for own in lines.values()
        for line in own
        if line.startswith(start)
    }
    assert used - set(SOURCES) <= OF_QUESTIONS


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "a byte another one": lambda data: data[:-100] + bytes([data[-100] ^ 1]) + data[-99:],
    "something else": lambda _: b"GIF89a" * 100,
    "text": lambda _: "磨坊".encode() * 1000,
    "zeros": lambda data: bytes(len(data)),
    "longer": lambda data: data + b"\0" * 64,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_made_anew(many, place, damage):
    made(many)
    for path in files(place):
        path.write_bytes(damage(path.read_bytes()))
    assert made(many) == ["asked", "words"]
    assert made(many) == []


def test_files_under_each_others_names_are_made_anew(many, place):
    made(many)
    one, other = files(place)
    data = one.read_bytes(), other.read_bytes()
    one.write_bytes(data[1])
    other.write_bytes(data[0])
    assert len(made(many)) == 2


def test_an_older_form_of_the_cache_is_made_anew(many, place):
    made(many)
    for path in files(place):
        path.write_bytes(path.read_bytes().replace(b"yuanwen cache 1", b"yuanwen cache 0"))
    assert len(made(many)) == 2


def test_without_a_cache_all_is_made_each_time(many, place, monkeypatch):
    monkeypatch.setenv("YUANWEN_CACHE", "off")
    assert made(many) == made(many) == ["asked", "words"]
    assert not files(place)


@pytest.mark.parametrize("setting", ["a file", "below a file", "/proc/nothing", "a\0b"])
def test_a_cache_that_cannot_be_written_stops_nothing(many, monkeypatch, tmp_path, setting):
    file = tmp_path / "a file"
    file.write_text("not a folder")
    where = {"a file": str(file), "below a file": str(file / "cache")}.get(setting, setting)
    if "\0" in where:
        monkeypatch.setattr(cache, "folder", lambda: tmp_path / where)
    else:
        monkeypatch.setenv("YUANWEN_CACHE", where)
    assert made(many) == made(many) == ["asked", "words"]


def test_little_is_not_kept(place, monkeypatch):
    """Making it takes no longer than finding it."""
    monkeypatch.setattr(keeping, "FEWEST", FEWEST)
    assert made(village_knowledge()) == ["asked", "words"]
    assert not files(place)
    made(small(MANY))
    assert len(files(place)) == 2


def test_questions_without_an_answer_count_as_much(place, monkeypatch):
    monkeypatch.setattr(keeping, "FEWEST", FEWEST)
    made(small([], [[f"第{number}座磨坊的老板是谁"] for number in range(FEWEST)]))
    assert len(files(place)) == 2


@given(
    st.dictionaries(st.text(max_size=5), arrays(NUMBERS, array_shapes(min_dims=0, min_side=0, max_side=4)), max_size=5)
)
def test_any_arrays_come_back_as_they_were(values):
    packed = b"".join(keeping._packed(values))
    found = keeping._unpacked(memoryview(packed))
    assert list(found) == list(values)
    for name, array in values.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tobytes() == array.tobytes()


def test_what_comes_from_the_cache_cannot_be_changed(many):
    made(many)
    index = Corpus(many, keep=keep).words.index
    with pytest.raises(ValueError, match="read-only"):
        index.ids[0] = 1
