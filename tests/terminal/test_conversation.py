"""A conversation: questions, follow-ups, choices by number and commands."""

import io

import pytest

from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Choices, Match, Memory, NoAnswer
from bot.terminal.conversation import Conversation
from bot.terminal.screen import write_blocks


class Scripted(Matcher):
    """Answers from a table, and keeps what it was given to remember."""

    def __init__(self, knowledge):
        self.knowledge = knowledge
        self.given: list[tuple[Memory | None, float]] = []

    def ask(self, query, memory=None, now=0.0):
        self.given.append((memory, now))
        hours = Match("park/hours", query, 0.9)
        if query == "几点开门":
            return Answer(query, "confident", (hours,), 0.9), Memory(query, ("park/hours",), now)
        if query == "编辑是谁":
            options = (Match("park/editor", query, 0.6), Match("museum/editor", query, 0.6))
            return Choices(query, "ambiguous", options, 0.6), memory
        return NoAnswer(query, "unknown", (), 0.1, (query,)), memory


@pytest.fixture
def scripted(knowledge):
    return Scripted(knowledge)


@pytest.fixture
def talk(scripted):
    conversation = Conversation(scripted, "zh-Hans")
    clock = iter(range(1, 1000))

    def say(line: str) -> str | None:
        blocks = conversation.say(line, float(next(clock)))
        if blocks is None:
            return None
        out = io.StringIO()
        write_blocks(blocks, out)
        return out.getvalue()

    return say


def test_a_question_gets_its_answer(talk):
    assert "▌ 公园每日早六点至晚十点免费开放。" in talk("几点开门\n")


def test_memory_and_time_go_to_the_matcher(talk, scripted):
    talk("几点开门")
    talk("那望城呢")
    talk("再问")
    kept = Memory("几点开门", ("park/hours",), 1.0)
    assert scripted.given == [(None, 1.0), (kept, 2.0), (kept, 3.0)]


def test_a_choice_is_made_by_its_number_and_remembered(talk, scripted):
    assert "1. 中心公园这篇报道的编辑是谁?" in talk("编辑是谁")
    assert "▌ 编辑:王大山" in talk(" 2 ")
    talk("几点开门")
    assert scripted.given[-1][0] == Memory("城市博物馆这篇报道的编辑是谁?", ("museum/editor",), 2.0)


@pytest.mark.parametrize("number", ["2", "２"])  # full width too: that is how an input method writes it
def test_a_related_question_is_asked_by_its_number(talk, number):
    talk("几点开门")
    assert "▌ 博物馆每周二至周日" in talk(number)


@pytest.mark.parametrize("number", ["0", "3", "99"])
def test_a_number_that_is_no_option_says_which_are(talk, scripted, number):
    talk("编辑是谁")
    assert "1 到 2" in talk(number)
    assert len(scripted.given) == 1
    assert "编辑:李小梅" in talk("1")


@pytest.mark.parametrize("line", ["2024", "²", "1.", "第1"])
def test_what_only_looks_like_a_number_is_asked(talk, scripted, line):
    talk("编辑是谁")
    talk(line)
    assert len(scripted.given) == 2


def test_a_number_without_options_is_asked(talk, scripted):
    talk("1")
    assert len(scripted.given) == 1


def test_a_blank_line_says_nothing(talk, scripted):
    assert talk("  \n") == ""
    assert scripted.given == []


def test_context_marks_the_excerpt_in_its_paragraph(talk):
    talk("几点开门")
    assert "⟦公园每日早六点至晚十点免费开放。⟧园内种有三百棵银杏树,秋天最美。" in talk("/context")


def test_context_of_a_choice_made(talk):
    talk("编辑是谁")
    talk("2")
    assert "⟦编辑:王大山⟧" in talk("/context")


@pytest.mark.parametrize("before", [[], ["编辑是谁"], ["几点开门", "不知道的事"]], ids=str)
def test_without_an_answer_there_is_no_context(talk, before):
    for line in before:
        talk(line)
    assert "没有" in talk("/context")


def test_why_explains_the_last_outcome(talk):
    assert "还没有" in talk("/why")
    talk("编辑是谁")
    assert "ambiguous" in talk("/why")


@pytest.mark.parametrize("command", ["/context", "/why", "/sources", "/help", "/nonsense", "/topics 没有的"])
def test_a_look_aside_leaves_the_options_as_they_were(talk, command):
    talk("编辑是谁")
    talk(command)
    assert "编辑:王大山" in talk("2")


def test_topics_stand_under_their_articles_in_order_with_counts(talk):
    lines = [line for line in talk("/topics").splitlines() if line]
    assert lines == ["《城市博物馆开馆》", "· 开放（1）", "《中心公园今日开放》", "· 开放（1）", "· 树木（1）"]


def test_a_topic_lists_its_questions_to_pick_from(talk):
    text = talk("/topics 开放")
    assert "1. 城市博物馆几点开馆?" in text
    assert "2. 中心公园几点开门?" in text
    assert "▌ 博物馆每周二至周日" in talk("1")


def test_part_of_a_topics_name_will_do(talk):
    assert "中心公园有多少棵银杏树?" in talk("/topics 树")


def test_an_unknown_topic_is_said(talk):
    assert "“天气”" in talk("/topics 天气")


def test_sources_tell_what_is_known_of_each_article(talk):
    text = talk("/sources")
    assert "《中心公园今日开放》\n示例日报 · 2024年5月1日 · https://example.org/park" in text
    assert "《城市博物馆开馆》\n3月2日" in text


def test_help_names_every_command(talk):
    text = talk("/help")
    assert all(command in text for command in ("/context", "/why", "/topics", "/sources", "/quit"))


def test_an_unknown_command_is_said_and_not_asked(talk, scripted):
    assert "/weather" in talk("/weather tomorrow")
    assert scripted.given == []


@pytest.mark.parametrize("line", ["/quit", "/exit", "／quit\n"])
def test_leaving(talk, line):
    assert talk(line) is None


def test_the_welcome_counts_what_there_is(scripted):
    out = io.StringIO()
    write_blocks(Conversation(scripted, "zh-Hans").welcome(), out)
    assert out.getvalue().startswith("原文：2 篇文章，5 组问答")


def test_the_real_matcher_answers_a_canonical_question(matcher):
    blocks = Conversation(matcher, None).say("中心公园有多少棵银杏树?", 0.0)
    assert any(block.quote and block.text == "园内种有三百棵银杏树,秋天最美。" for block in blocks)
