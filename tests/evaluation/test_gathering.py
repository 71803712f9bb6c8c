"""Gathering: what files and a knowledge have to ask, whom it is asked of, and how much it counts."""

import math

import pytest
from evaluation_files import DIALOGS, LOG, retrieval_files, write
from evaluation_knowledge import valley_lines, write_lines

from bot.evaluation.gathering import GENERATED, gather, parts_of
from bot.evaluation.sets import read_sets
from bot.matching.corpus import Corpus


def build(part):
    return Corpus(part.knowledge)


def weight(trials):
    return sum(trial.asked.weight for trial in trials)


@pytest.fixture
def valley(tmp_path):
    return write_lines(tmp_path / "valley.jsonl", valley_lines())


def test_without_a_file_there_is_what_the_knowledge_itself_gives(knowledge):
    parts = parts_of(read_sets([]), knowledge)
    assert {part.file for part in parts} == {""}
    trials = gather(parts, build)
    assert {trial.asked.generated for trial in trials} == {True}
    assert {trial.asked.weight for trial in trials} == {1.0}


def test_each_file_is_asked_of_its_own_knowledge(knowledge, valley, tmp_path):
    strangers = write(tmp_path / "far.queries.jsonl", [{"q": "量子力学是谁发明的", "cid": -1, "type": "cross"}])
    sets = read_sets([valley, retrieval_files(tmp_path), strangers])
    parts = {part.file: part for part in parts_of(sets, knowledge) if part.file}
    assert {name: part.knowledge is knowledge for name, part in parts.items()} == {
        "valley": True,
        "far": True,
        "phones": False,
    }
    assert {name: any(one.answered for one in part.asked) for name, part in parts.items()} == {
        "valley": True,
        "far": False,
        "phones": True,
    }
    assert {name: part.own for name, part in parts.items()} == {"valley": True, "far": True, "phones": False}


def test_dialogs_and_group_logs_are_not_asked(knowledge, tmp_path):
    files = [write(tmp_path / "talks.jsonl", DIALOGS), write(tmp_path / "chat.jsonl", LOG)]
    assert {part.file for part in parts_of(read_sets(files), knowledge)} == {""}


def test_of_two_files_the_one_four_times_as_large_has_twice_the_say(knowledge, tmp_path):
    lines = valley_lines()
    files = [write_lines(tmp_path / f"{name}.jsonl", lines[:count]) for name, count in (("large", 80), ("small", 20))]
    large, small = (part for part in parts_of(read_sets(files), knowledge) if part.file)
    weights = [sum(one.weight for one in part.asked) for part in (large, small)]
    assert weights[0] == pytest.approx(2 * weights[1])
    assert sum(weights) == pytest.approx(100)


def test_one_file_alone_counts_each_question_once(knowledge, valley):
    (part,) = (part for part in parts_of(read_sets([valley]), knowledge) if part.file)
    assert [one.weight for one in part.asked] == pytest.approx([1.0] * len(part.asked))
    assert len(part.asked) == len(valley_lines())


def test_an_empty_file_does_no_harm(knowledge, valley, tmp_path):
    empty = write(tmp_path / "empty.jsonl", [])
    parts = [part for part in parts_of(read_sets([valley, empty]), knowledge) if part.file]
    assert [len(part.asked) for part in parts] == [len(valley_lines()), 0]
    assert math.isclose(sum(one.weight for part in parts for one in part.asked), len(valley_lines()))


def test_beside_questions_about_the_knowledge_what_is_generated_counts_little(knowledge, valley):
    trials = gather(parts_of(read_sets([valley]), knowledge), build)
    for model in ("han", "latin"):
        made = [trial for trial in trials if trial.model == model and trial.asked.generated]
        assert weight(made) == pytest.approx(min(GENERATED, len(made)))
        assert weight(trials) > weight(made)


def test_beside_questions_about_something_else_it_counts_fully(knowledge, tmp_path):
    trials = gather(parts_of(read_sets([retrieval_files(tmp_path)]), knowledge), build)
    assert {trial.asked.weight for trial in trials if trial.asked.generated} == {1.0}
    assert any(not trial.asked.generated for trial in trials)


def test_each_question_ticks_once_and_each_knowledge_is_built_once(knowledge, valley, tmp_path):
    ticks, built = [], []
    files = [valley, write_lines(tmp_path / "more.jsonl", valley_lines()[:3])]
    parts = parts_of(read_sets(files), knowledge)
    gather(parts, lambda part: built.append(part.file) or build(part), lambda: ticks.append(1))
    assert len(ticks) == sum(len(part.asked) for part in parts)
    assert built == ["valley", "", "", ""]


class Encoder:
    """An encoder that notes how many texts it is given at once."""

    name = "counting"

    def __init__(self):
        self.given = []

    def encode(self, texts):
        import numpy as np

        self.given.append(len(texts))
        return np.ones((len(texts), 4), dtype=np.float32) / 2

    def encode_kept(self, texts):
        return self.encode(texts).astype("float16")


def test_an_encoder_reads_many_questions_at_once(knowledge, valley):
    encoder = Encoder()
    (part,) = (part for part in parts_of(read_sets([valley]), knowledge) if part.file)
    gather([part], lambda part: Corpus(part.knowledge, encoder))
    assert len(valley_lines()) in encoder.given
