"""What a terminal shows for each outcome, and which pairs it offers by number."""

import io

import pytest

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Answer, Choices, Match, NoAnswer
from bot.replies.words import words_for
from bot.terminal.render import show_answers, show_context, show_outcome
from bot.terminal.screen import write_blocks

HOURS, TREES = Match("park/hours", "几点开门", 0.9), Match("park/trees", "多少棵树", 0.8)
EDITORS = (Match("park/editor", "编辑是谁", 0.6), Match("museum/editor", "编辑是谁", 0.59))
WORDS = words_for("zh-Hans")


def text_of(shown) -> str:
    out = io.StringIO()
    write_blocks(shown.blocks, out)
    return out.getvalue()


def test_an_answer_shows_question_excerpt_source_and_what_to_ask_next(knowledge):
    shown = show_outcome(Answer("几点开门", "confident", (HOURS,), 0.9), knowledge, WORDS)
    lines = [line for line in text_of(shown).splitlines() if line]
    assert lines[0] == "中心公园几点开门?"
    assert lines[1] == "▌ 公园每日早六点至晚十点免费开放。"
    assert all(part in lines[2] for part in ("示例日报", "2024年5月1日", "《中心公园今日开放》", "第 3 段"))
    assert [line[:4] for line in lines[3:]] == ["› 1.", "› 2."]
    assert shown.options == ("park/trees", "museum/hours")


def test_a_message_with_two_questions_shows_both_and_what_has_no_answer(knowledge):
    outcome = Answer("几点开门?多少棵树?票价?", "confident", (HOURS, TREES), 0.8, ("票价?",))
    text = text_of(show_outcome(outcome, knowledge, WORDS))
    assert text.index("公园每日早六点") < text.index("三百棵银杏树") < text.index("· 票价?")


def test_a_pair_that_is_shown_is_not_offered_again(knowledge):
    shown = show_outcome(Answer("q", "confident", (HOURS, TREES), 0.8), knowledge, WORDS)
    assert shown.options == ("museum/hours",)


def test_an_editors_note_stands_apart_from_the_quotation(knowledge):
    text = text_of(show_answers([knowledge.pairs["park/trees"]], knowledge, WORDS))
    assert "数字以公园告示为准。" in text
    assert "▌ 数字" not in text


def test_choices_are_numbered_and_name_their_articles(knowledge):
    shown = show_outcome(Choices("编辑是谁", "ambiguous", EDITORS, 0.6), knowledge, WORDS)
    lines = text_of(shown).splitlines()
    assert lines[-2].startswith("1. 中心公园这篇报道的编辑是谁?")
    assert "《中心公园今日开放》" in lines[-2]
    assert lines[-1].startswith("2. 城市博物馆这篇报道的编辑是谁?")
    assert shown.options == ("park/editor", "museum/editor")


def test_choices_of_one_article_do_not_repeat_its_name(knowledge):
    shown = show_outcome(Choices("公园", "unsure", (HOURS, TREES), 0.6), knowledge, WORDS)
    assert "《" not in text_of(shown)


def test_choices_show_no_excerpt(knowledge):
    assert "▌" not in text_of(show_outcome(Choices("编辑是谁", "ambiguous", EDITORS, 0.6), knowledge, WORDS))


def test_no_answer_says_so_and_offers_the_nearest_questions_without_their_excerpts(knowledge):
    shown = show_outcome(NoAnswer("公园有几只猫", "unknown", (TREES, HOURS), 0.3), knowledge, WORDS)
    text = text_of(shown)
    assert "没有" in text.splitlines()[0]
    assert "公园有几只猫" in text.splitlines()[0]
    assert "1. 中心公园有多少棵银杏树?" in text
    assert "三百棵" not in text
    assert shown.options == ("park/trees", "park/hours")


def test_no_answer_without_anything_near_offers_nothing(knowledge):
    shown = show_outcome(NoAnswer("…", "unknown"), knowledge, WORDS)
    assert shown.options == ()
    assert len(shown.blocks) == 1


@pytest.mark.parametrize("reason", ["guard:year", "guard:number", "guard:negation", "guard:name", "guard:kind"])
def test_a_guard_says_what_it_guards(knowledge, reason):
    guarded = text_of(show_outcome(NoAnswer("q", reason), knowledge, WORDS))
    assert guarded != text_of(show_outcome(NoAnswer("q", "unknown"), knowledge, WORDS))


def test_small_talk_gets_one_friendly_line(knowledge):
    shown = show_outcome(NoAnswer("你好", "small-talk"), knowledge, WORDS)
    assert text_of(shown).count("\n") == 1
    assert shown.options == ()


def test_the_context_is_the_whole_paragraph_with_the_excerpt_marked(knowledge):
    text = text_of(show_context(knowledge.pairs["park/trees"], knowledge, WORDS))
    assert "▌ 公园每日早六点至晚十点免费开放。⟦园内种有三百棵银杏树,秋天最美。⟧" in text


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_excerpts_are_the_same_to_the_letter_in_every_language(knowledge, language):
    text = text_of(show_answers([knowledge.pairs["park/hours"]], knowledge, words_for(language)))
    assert "▌ 公园每日早六点至晚十点免费开放。\n" in text


def test_small_talk_with_nothing_to_ask_about_is_friendly_all_the_same():
    shown = show_outcome(NoAnswer("你好", "small-talk"), Knowledge({}, {}), WORDS)
    assert text_of(shown) == WORDS.text("small-talk.bare") + "\n"
