"""Why a question got its outcome, for operators: zone, reason, chances, candidates, what forbids them."""

import math
from dataclasses import replace
from typing import get_args

import pytest
from reply_checks import HIDDEN, check_reply, texts
from test_reply_hostile import FILED, HOSTILE, SAID, filed

from bot.matching.outcome import Answer, Candidate, Choices, Explanation, Match, NoAnswer, Reason
from bot.matching.scores import SCORES
from bot.replies import words_for
from bot.replies.why import (
    FORBIDDEN,
    LEFT,
    RANK,
    TAKEN,
    Notice,
    Verdict,
    chances,
    contribution,
    hindrances,
    marks_of,
    meaning,
    title_of,
    verdict_of,
    verdict_text,
    why_notice,
    why_reply,
)

TOWERS = Candidate("lake/towers", "湖边几座观鸟台", 0.91, {"rank": 9.5, "near": 0.8, "kind": 1.0, "told": 0.1})
HEIGHT = Candidate("lake/height", "观鸟台多高", 0.2, {"rank": 7.0, "near": 0.5, "kind": 0.5})
FEE = Candidate("lake/fee", "看湖要钱吗", 0.1, {"rank": 5.0, "near": 0.3}, "guard:name")
LIONS = Candidate("bridge/lions", "几只石狮子", 0.1, {"rank": 4.0, "near": 0.2}, "guard:year")
SILENT = Candidate("lake/#3", "观鸟台哪年拆", 0.05, {"rank": 3.0, "near": 0.2})
FOUND = Explanation(
    "湖边有几座观鸟台?",
    "湖边有几座观鸟台",
    (TOWERS, HEIGHT, FEE, LIONS, SILENT),
    0.912,
    0.97,
    {"answer": 0.8, "offer": 0.1},
)
ANSWER = Answer("q", "confident", (Match("lake/towers", FOUND.asked, 0.912),), 0.912, (), (FOUND,))
CHOICES = Choices("q", "ambiguous", (Match("lake/towers", "q", 0.4), Match("lake/height", "q", 0.4)), 0.4, (), (FOUND,))
REFUSED = replace(FOUND, asked="老桥多少钱?", candidates=(FEE, TOWERS))
NONE = NoAnswer("q", "guard:name", (Match("lake/fee", "q", 0.0),), 0.0, ("老桥多少钱?",), (REFUSED,))
UNKNOWN = replace(FOUND, asked="火星呢?", candidates=(HEIGHT,))
BARE = replace(FOUND, asked="嗯?", candidates=())
SEVERAL = replace(ANSWER, unanswered=("老桥多少钱?", "火星呢?", "嗯?"), explanations=(FOUND, REFUSED, UNKNOWN, BARE))


@pytest.mark.parametrize(
    ("outcome", "found", "verdict"),
    [
        pytest.param(ANSWER, FOUND, Verdict("answer", "confident"), id="answer"),
        pytest.param(CHOICES, FOUND, Verdict("choices", "ambiguous"), id="choices"),
        pytest.param(NONE, REFUSED, Verdict("none", "guard:name"), id="none"),
        pytest.param(SEVERAL, FOUND, Verdict("answer", "confident"), id="answered among several"),
        pytest.param(SEVERAL, REFUSED, Verdict("none", "guard:name"), id="forbidden among several"),
        pytest.param(SEVERAL, UNKNOWN, Verdict("none", "unknown"), id="unknown among several"),
        pytest.param(SEVERAL, BARE, Verdict("none", "unknown"), id="without candidates among several"),
    ],
)
def test_each_question_has_its_zone_and_its_reason(outcome, found, verdict):
    assert verdict_of(outcome, found) == verdict


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_is_said_in_words_too(words, reason):
    text = verdict_text(Verdict("none", reason), words)
    assert reason in text
    assert len(text) > len(reason) + 10


def test_no_two_reasons_are_said_alike(words):
    assert len({verdict_text(Verdict("none", reason), words) for reason in get_args(Reason)}) == len(get_args(Reason))


@pytest.mark.parametrize(
    ("outcome", "found", "marks"),
    [
        pytest.param(ANSWER, FOUND, [TAKEN, LEFT, FORBIDDEN, FORBIDDEN, FORBIDDEN], id="answer"),
        pytest.param(CHOICES, FOUND, [TAKEN, TAKEN, FORBIDDEN, FORBIDDEN, FORBIDDEN], id="choices"),
        pytest.param(NONE, REFUSED, [FORBIDDEN, LEFT], id="the nearest pairs are not given"),
        pytest.param(SEVERAL, replace(UNKNOWN, candidates=(TOWERS,)), [LEFT], id="another question's answer"),
    ],
)
def test_what_was_given_offered_forbidden_and_left_is_marked(knowledge, outcome, found, marks):
    assert marks_of(outcome, found, knowledge) == marks


def test_only_one_pair_answers_a_question_even_when_another_answers_the_next(knowledge):
    both = replace(ANSWER, matches=(*ANSWER.matches, Match("lake/height", "火星呢?", 0.8)))
    assert marks_of(both, FOUND, knowledge)[:2] == [TAKEN, LEFT]


def test_what_forbids_is_said_once_with_the_numbers_of_all_that_it_forbids(knowledge, words):
    found = replace(FOUND, candidates=(FEE, TOWERS, replace(HEIGHT, guard="guard:name"), LIONS, SILENT))
    name, year, silent = hindrances(NONE, found, knowledge, words)
    assert name.startswith(f"{FORBIDDEN} 1{words.text('list.separator')}3 ")
    assert "guard:name" in name
    assert (year[:3], "guard:year" in year) == (f"{FORBIDDEN} 4", True)
    assert silent.startswith(f"{FORBIDDEN} 5")


def test_confidence_stands_against_its_limit(words):
    answer, offer = chances(FOUND, words)
    assert answer.index("0.912") < answer.index("0.800")
    assert offer.index("0.970") < offer.index("0.100")


def test_a_limit_that_nothing_reaches_is_no_number(words):
    (line,) = chances(replace(FOUND, limits={"answer": math.inf}), words)
    assert "0.912" in line
    assert "∞" in line
    assert "inf" not in line


def test_a_limit_of_another_kind_stands_by_its_name(words):
    assert "twin" in chances(replace(FOUND, limits={"twin": 3.0}), words)[0]
    assert "3.000" in chances(replace(FOUND, limits={"twin": 3.0}), words)[0]


def test_without_limits_nothing_is_said_of_them(words):
    assert chances(replace(FOUND, limits={}), words) == []


def test_a_question_that_is_known_to_have_no_answer_stands_for_itself(knowledge):
    assert title_of(SILENT, knowledge) == "观鸟台哪年拆"
    assert title_of(TOWERS, knowledge) == "湖边建了几座观鸟台?"


def test_each_score_of_the_matcher_is_described_and_none_that_it_has_no_more(words):
    described = {key.removeprefix("why.score.") for key in words._texts if key.startswith("why.score.")}
    assert described == {RANK, *SCORES}


def test_a_score_that_nobody_has_described_has_no_meaning(words):
    assert meaning("brand-new", words) is None
    assert meaning(RANK, words)


def test_what_a_score_adds_is_its_value_by_its_weight():
    weighed = replace(FOUND, weights={"near": 2.0})
    assert contribution("near", TOWERS, weighed) == pytest.approx(1.6)
    assert contribution("kind", TOWERS, weighed) is None
    assert contribution("near", replace(TOWERS, scores={}), weighed) is None


def test_a_reply_holds_question_folded_zone_chances_and_three_candidates(knowledge):
    text = texts(why_reply(ANSWER, knowledge, words_for("zh")))
    for piece in (
        *("问题：湖边有几座观鸟台?", "比对用的写法：湖边有几座观鸟台", "结果：回答（confident）", "0.912", "0.800"),
        *("1 ✓ 湖边建了几座观鸟台?", "lake/towers · 把握 0.910", "2 · 最高的观鸟台有多高?", "3 ✗ 看湖要收钱吗?"),
        "✗ 3 被 guard:name 拦住",
    ):
        assert piece in text
    assert "石狮子" not in text


def test_what_was_given_is_shown_however_many_better_ones_are_forbidden(knowledge, words):
    found = replace(FOUND, candidates=(FEE, LIONS, SILENT, TOWERS))
    text = texts(why_reply(replace(ANSWER, explanations=(found,)), knowledge, words))
    assert "2 ✗ 桥长多少、桥头有几只石狮子?" in text
    assert "3 ✓ 湖边建了几座观鸟台?" in text
    assert "观鸟台哪年拆" not in text


def test_the_rank_comes_first_and_then_the_highest_scores(knowledge, words):
    assert "rank 9.50 · kind 1.00 · near 0.80 · told 0.10" in texts(why_reply(ANSWER, knowledge, words))


def test_where_weights_are_known_what_moves_the_rank_furthest_comes_first(knowledge, words):
    found = replace(FOUND, weights={"near": 1.0, "told": -20.0, "kind": 0.5})
    text = texts(why_reply(replace(ANSWER, explanations=(found,)), knowledge, words))
    assert "rank 9.50 · told 0.10 (-2.00) · near 0.80 (+0.80) · kind 1.00 (+0.50)" in text


def test_the_meanings_of_the_shown_scores_wait_folded_at_the_end(knowledge, words):
    (shown,) = check_reply(why_reply(ANSWER, knowledge, words))
    tag, legend = shown.entities[-1]
    assert tag == "blockquote expandable"
    assert [line.split(words.text("why.legend", name="", meaning="").strip())[0] for line in legend.splitlines()] == [
        *("rank", "kind", "near", "told")
    ]


def test_a_score_without_a_description_is_shown_by_its_name_alone(knowledge, words):
    found = replace(FOUND, candidates=(replace(TOWERS, scores={"brand-new": 0.5}),))
    (shown,) = check_reply(why_reply(replace(ANSWER, explanations=(found,)), knowledge, words))
    assert "brand-new 0.50" in shown.text
    assert not shown.quotes


def test_several_questions_are_explained_one_after_the_other_with_fewer_candidates(knowledge):
    text = texts(why_reply(SEVERAL, knowledge, words_for("zh")))
    assert [line for line in text.splitlines() if line.startswith("问题")] == [
        "问题 1/4：湖边有几座观鸟台?",
        "问题 2/4：老桥多少钱?",
        "问题 3/4：火星呢?",
        "问题 4/4：嗯?",
    ]
    assert "2 · 最高的观鸟台有多高?" not in text


@pytest.mark.parametrize("reason", ["small-talk", "unknown"])
def test_what_was_not_compared_is_explained_in_two_lines(knowledge, words, reason):
    lines = texts(why_reply(NoAnswer("你好", reason), knowledge, words)).splitlines()
    assert "你好" in lines[2]
    assert reason in lines[3]
    assert len(lines) == 4


@pytest.mark.parametrize("count", range(1, 7))
def test_the_longest_explanation_is_one_message(words, count):
    knowledge = filed("湖" * 300)
    scores = {RANK: 12.34} | dict.fromkeys(SCORES, 0.55)
    guards = ("guard:negation", "guard:number", "guard:kind")
    asked = [f"{n}" + "很长的问题" * 60 for n in range(count)]
    candidates = tuple(Candidate("a/0", "长" * 200, 0.5, scores, guard) for guard in guards)
    limits, weights = {"answer": math.inf, "offer": 0.1}, dict.fromkeys(SCORES, -3.21)
    every = tuple(Explanation(one, one, candidates, 0.5, 0.5, limits, weights) for one in asked)
    assert len(check_reply(why_reply(NoAnswer("q", "guard:negation", explanations=every), knowledge, words))) == 1


@SAID
def test_whatever_people_write_it_is_text(knowledge, words, text):
    found = replace(FOUND, asked=text, folded=text)
    for shown in check_reply(why_reply(NoAnswer(text, "unknown", explanations=(found,)), knowledge, words)):
        assert shown.links == []


@FILED
def test_whatever_curators_write_it_is_text(words, name):
    text = HOSTILE[name]
    found = replace(FOUND, candidates=(replace(TOWERS, pair="a/0"), replace(SILENT, pair=text, phrasing=text)))
    for shown in check_reply(why_reply(NoAnswer("q", "unknown", explanations=(found,)), filed(text), words)):
        assert shown.links == []


@SAID
def test_someones_words_are_shown_without_hidden_signs_and_mentions(knowledge, words, text):
    (shown,) = check_reply(why_reply(NoAnswer(text, "small-talk"), knowledge, words))
    assert not HIDDEN.search(shown.text)
    assert "@durov" not in shown.text


@pytest.mark.parametrize("notice", get_args(Notice))
def test_where_there_is_nothing_to_explain_it_says_what_to_do(words, notice):
    (shown,) = check_reply(why_notice(notice, words))
    assert "\n" not in shown.text


def test_each_notice_is_another_one(words):
    assert len({texts(why_notice(notice, words)) for notice in get_args(Notice)}) == len(get_args(Notice))
