"""Sets asked of the real matcher: what is asked of whom, and what comes of it."""

import pytest
from evaluation_files import QUERIES, QUESTIONS, all_files, retrieval_files, write
from evaluation_knowledge import QUOTED, valley_knowledge

from bot.evaluation.asking import ask_dialogs, ask_questions
from bot.evaluation.evaluate import OURS, Bench, Part, count_of, evaluate
from bot.evaluation.questions import Dialog, Question
from bot.evaluation.sets import read_sets
from bot.evaluation.spelling import spell
from bot.matching.matcher import Matcher


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(valley_knowledge())


def hears(text: str) -> str | None:
    """A bot that hears its name and `/ask`, and nothing else."""
    for call in ("@pear_bot", "/ask@pear_bot", "/ask"):
        if text.startswith(call):
            return text.removeprefix(call).strip()
    return None


@pytest.fixture(scope="module")
def parts(matcher, tmp_path_factory) -> dict[str, Part]:
    sets = read_sets(all_files(tmp_path_factory.mktemp("sets")))
    return {part.name: part for part in evaluate(sets, Bench(lambda: matcher, Matcher, hears, baselines=True))}


def verdicts(part: Part) -> list[tuple[str, str, str]]:
    return [(one.id, one.sort, one.verdict) for one in part.results]


def test_each_form_is_a_part(parts):
    assert [(part.name, part.form, part.files) for part in parts.values()] == [
        ("questions", "questions", ("valley",)),
        ("follow-ups", "follow-ups", ("talks",)),
        ("group", "group", ("chat",)),
        ("phones", "retrieval", ("phones",)),
    ]


def test_questions_are_asked_and_judged(parts):
    assert verdicts(parts["questions"]) == [
        ("q1", "answerable", "right"),
        ("q2", "answerable", "wrong"),
        ("q3", "unanswerable", "right"),
        ("q4", "unanswerable", "wrong"),
        ("q5", "ambiguous", "wrong"),
    ]
    assert parts["questions"].results[0].key == "valley/q1"


def test_an_answers_length_is_that_of_its_excerpts(parts):
    assert [one.lengths for one in parts["questions"].results] == [
        (len("窑长42米"),),
        (len(QUOTED["kiln/lit"]),),
        (),
        (len(QUOTED["tea/head"]),),
        (len("窑长42米"),),
    ]


def test_a_group_is_judged_by_what_is_heard(parts):
    assert verdicts(parts["group"]) == [
        ("g1", "silent", "right"),
        ("g2", "answerable", "right"),
        ("g3", "unanswerable", "right"),
        ("g4", "answerable", "refused"),
        ("g5", "silent", "wrong"),
    ]
    assert [one.outcome is None for one in parts["group"].results] == [True, False, False, True, False]


def test_a_dialog_is_one_conversation():
    """A second turn that leans on the first is understood by it; alone it wouldn't be."""
    asked = []

    class Listening(Matcher):
        def ask(self, query, memory=None, now=0.0):
            asked.append((query, memory, now))
            return super().ask(query, memory, now)

    turns = (Question("d.1", "opening", QUESTIONS[0]["q"], ()), Question("d.2", "follow-up", "那停烧多久?", ()))
    dialog = Dialog("d", turns)
    list(ask_dialogs("f", [dialog, dialog], Listening(valley_knowledge())))
    assert [memory is None for _, memory, _ in asked] == [True, False, True, False]
    assert asked[1][1].pairs == ("kiln/length",)
    assert [now for _, _, now in asked] == [0, 20, 0, 20]


def test_a_set_with_nothing_answerable_has_no_figures(matcher, tmp_path):
    sets = read_sets([write(tmp_path / "none.jsonl", [QUESTIONS[2]])])
    [part] = evaluate(sets, Bench(lambda: matcher, Matcher, hears, baselines=True))
    assert part.scored == {}


def test_ambiguous_messages_count_in_no_figure(parts):
    assert len(parts["questions"].scored[OURS].curves.risk) == 4


def test_plain_scorers_stand_beside_the_matcher(parts):
    assert list(parts["questions"].scored) == [OURS, "ratio", "WRatio", "BM25"]
    assert parts["questions"].scored["ratio"].recall is None
    assert 0 < parts["phones"].scored["ratio"].recall <= 1


def test_a_retrieval_set_is_asked_of_its_own_knowledge(parts):
    found = parts["phones"]
    assert [(one.id, one.kind, one.sort) for one in found.results] == [
        ("1", "answerable", "answerable"),
        ("2", "answerable", "answerable"),
        ("3", "answerable", "answerable"),
        ("5", "cross", "unanswerable"),
    ]
    assert found.results[2].wanted.said == ("北京到上海坐火车要多久", "从北京坐火车去上海几个小时")
    assert found.scored[OURS].measures.acc == 1.0
    assert found.scored[OURS].recall == 1.0
    assert set(found.scored[OURS].spelled) == {"spaced", "glued"}


def test_a_retrieval_set_alone_needs_no_other_knowledge(tmp_path):
    def never() -> Matcher:
        raise AssertionError

    [part] = evaluate(read_sets([retrieval_files(tmp_path)]), Bench(never, Matcher, hears))
    assert list(part.scored) == [OURS]


def test_nothing_answers_strangers(matcher, tmp_path):
    sets = read_sets(
        [write(tmp_path / "x.queries.jsonl", [*QUERIES, {"q": QUESTIONS[0]["q"], "cid": 1, "type": "answerable"}])]
    )
    [part] = evaluate(sets, Bench(lambda: matcher, Matcher, hears))
    assert (part.form, part.scored) == ("strangers", {})
    assert {one.sort for one in part.results} == {"unanswerable"}
    assert part.results[-1].verdict == "wrong"


def test_every_message_is_counted_once(matcher, tmp_path):
    ticks = []
    sets = read_sets([*all_files(tmp_path), write(tmp_path / "x.queries.jsonl", QUERIES)])
    evaluate(sets, Bench(lambda: matcher, Matcher, hears, tick=lambda: ticks.append(1)))
    assert len(ticks) == count_of(sets) == 5 + 2 + 5 + (4 + 2 * 3) + 5


def test_the_same_questions_give_the_same_results(matcher):
    questions = [Question("a", "plain", QUESTIONS[0]["q"], ("42米",))]
    assert list(ask_questions("f", questions, matcher)) == list(ask_questions("f", questions, matcher))


SPELLED = [
    ("spaced", "银行的行长", "yin hang de hang zhang"),
    ("glued", "重庆", "chongqing"),
    ("spaced", "510是什么", "510 shi shen me"),
    ("glued", "how long?", "how long?"),
]


@pytest.mark.parametrize(("spelling", "text", "pinyin"), SPELLED)
def test_pinyin_reads_whole_phrases(spelling, text, pinyin):
    assert spell(text, spelling) == pinyin
