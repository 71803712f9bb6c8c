"""The generated knowledge of the benchmarks: sound at every size, the same each time, its questions as they say."""

import json
from collections import Counter

import pytest
from benchmarks.large_knowledge import ANSWERABLE, UNANSWERABLE, Size, facts, questions, village_of, write
from fresh import ROOT, python
from knowledge_folders import fold

from bot.knowledge.loader import load

SIZES = [Size(700, 5, 3, 60), Size(300, 1, 1, 0), Size(210, 7, 2, 20)]


@pytest.mark.parametrize("size", SIZES, ids=repr)
def test_every_size_is_sound_and_asked_what_it_answers(tmp_path, size):
    write(tmp_path, size)
    knowledge = load(tmp_path, fold=fold)
    assert sum(1 + len(pair.phrasings) for pair in knowledge.pairs.values()) == size.questions
    assert len(knowledge.articles) == size.articles
    asked = list(questions(size, 160))
    assert len({one.kind for one in asked}) == len(ANSWERABLE) + len(UNANSWERABLE)
    for one in asked:
        assert one.q
        assert [excerpt.text for excerpt in knowledge.pairs[one.pair].excerpts] == list(one.gold) if one.pair else True


def test_all_is_the_same_each_time(tmp_path):
    size = SIZES[0]
    for name in "ab":
        write(tmp_path / name, size)
    assert load(tmp_path / "a", fold=fold) == load(tmp_path / "b", fold=fold)
    assert list(questions(size, 50)) == list(questions(size, 50))
    assert list(questions(size, 50)) != list(questions(size, 50, seed=1))


@pytest.mark.parametrize("count", [7, 481, 20_000])
def test_no_two_facts_ask_or_say_the_same(count):
    found = list(facts(count))
    said = Counter(fact.sentence for fact in found)
    asked = Counter(form for fact in found for form in fact.forms)
    assert max(said.values()) == max(asked.values()) == 1
    assert len(found) == count


def test_facts_have_neighbours():
    """For each there is one that differs in its subject or its attribute alone."""
    found = list(facts(2_000))
    names = Counter((fact.village, fact.subject) for fact in found) | Counter(
        (fact.village, fact.name.partition("-")[0]) for fact in found
    )
    assert all(
        names[fact.village, fact.subject] > 1 or names[fact.village, fact.name.partition("-")[0]] > 1 for fact in found
    )


def test_what_cannot_be_answered_names_what_no_article_has():
    size = SIZES[0]
    known = {fact.village for fact in facts(size.pairs)}
    unknown = [one.q for one in questions(size, 80) if one.kind == "unknown-place"]
    assert unknown
    assert not [text for text in unknown if any(village in text for village in known)]
    assert len({village_of(place) for place in range(3_000)}) == 3_000


def test_too_many_are_refused():
    with pytest.raises(ValueError, match="more than"):
        next(facts(10**7))


def test_the_script_writes_a_folder_with_its_questions(tmp_path):
    script = str(ROOT / "tests/benchmarks/large_knowledge.py")
    done = python(script, "100", str(tmp_path / "made"), "--articles", "2", "--asked", "16", folder=tmp_path)
    assert done.stderr == b""
    assert len(load(tmp_path / "made", fold=fold).pairs) == 20
    lines = (tmp_path / "made/questions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"q{number}" for number in range(16)]
