"""Questions that lean on the one before them; memory is a value that goes in and comes out."""

import pytest

from bot.matching.outcome import Answer, Choices, Memory, NoAnswer

REFUSED = ""
"""The pair of a turn that must not be answered."""
DIALOGS = {
    "another place": [("书屋这篇报道的编辑是谁?", "library/editor"), ("那平江呢?", "mill/editor")],
    "another place, bare": [("渡口这篇报道的编辑是谁?", "ferry/editor"), ("平江呢", "mill/editor")],
    "an attribute": [("磨坊占地多大?", "mill/area"), ("投入了多少资金?", "mill/cost")],
    "an attribute with 呢": [("流动书屋有多少册图书?", "library/books"), ("那送书车呢?", "library/cars")],
    "a pronoun": [("流动书屋的创办人是谁?", "library/founder"), ("她说了什么?", "library/quote")],
    "a pronoun for another": [("摆渡人吴长河今年多大?", "ferry/age"), ("他说了什么", "ferry/quote")],
    "a part": [("磨坊接待了多少游客?", "mill/visitors"), ("其中学生呢?", "mill/students")],
    "a chain": [
        ("流动书屋的创办人是谁?", "library/founder"),
        ("她说了什么?", "library/quote"),
        ("哪年成立的", "library/founded"),
    ],
    "a chain of attributes": [
        ("修复后的磨坊在哪个村?", "mill/place"),
        ("占地多大", "mill/area"),
        ("花了多少资金", "mill/cost"),
    ],
    "after choices": [("编辑是谁", "choices"), ("平江的", "mill/editor")],
    "after choices, by subject": [("记者是谁", "choices"), ("书屋那篇", "library/reporter")],
    "english": [
        ("Who founded the mobile library?", "library/founder"),
        ("How many books does it have?", "library/books"),
    ],
    "another article named": [("流动书屋有多少册图书?", "library/books"), ("渡船一次能载多少人?", "ferry/load")],
    "back and forth": [
        ("流动书屋有多少册图书?", "library/books"),
        ("渡船一次能载多少人?", "ferry/load"),
        ("流动书屋有几辆送书车?", "library/cars"),
    ],
    "small talk between": [
        ("流动书屋有多少册图书?", "library/books"),
        ("谢谢!", REFUSED),
        ("那送书车呢?", "library/cars"),
    ],
    "no answer between": [
        ("流动书屋有多少册图书?", "library/books"),
        ("今天股票行情如何", REFUSED),
        ("那送书车呢?", "library/cars"),
    ],
    "an attribute that isn't said": [("磨坊占地多大?", "mill/area"), ("门票呢", REFUSED), ("电话多少", REFUSED)],
    "a place that isn't known": [("渡船每天往返多少趟?", "ferry/trips"), ("长沙呢?", REFUSED)],
    "an issue that isn't known": [
        ("第4期“小磨工”研学班什么时候开班?", "mill/course"),
        ("多少学生参加?", "mill/course-size"),
        ("第5期呢?", REFUSED),
    ],
    "an attribute that something else has": [("磨坊占地多大?", "mill/area"), ("多高?", REFUSED)],
    "nothing of its own": [("书屋的“四免”是哪四免?", "library/four"), ("内容呢", REFUSED), ("多少钱?", REFUSED)],
    "someone else's age": [("流动书屋的创办人是谁?", "library/founder"), ("她多大年纪?", REFUSED)],
    "an attribute of another article": [("流动书屋有多少册图书?", "library/books"), ("票价呢?", REFUSED)],
}
LASTS = 600.0


def talk(matcher, turns, memory=None):
    outcomes = []
    for number, (query, _) in enumerate(turns):
        outcome, memory = matcher.ask(query, memory, 10.0 * number)
        outcomes.append(outcome)
    return outcomes


@pytest.mark.parametrize("turns", DIALOGS.values(), ids=DIALOGS)
def test_a_dialog(matcher, turns):
    for (query, pair), outcome in zip(turns, talk(matcher, turns), strict=True):
        if pair == REFUSED:
            assert not isinstance(outcome, Answer), (query, outcome)
        elif pair == "choices":
            assert isinstance(outcome, Choices), (query, outcome)
        else:
            assert isinstance(outcome, Answer), (query, outcome)
            assert [match.pair for match in outcome.matches] == [pair], query


@pytest.mark.parametrize("turns", [DIALOGS["another place"], DIALOGS["a pronoun"], DIALOGS["after choices"]], ids=str)
def test_an_answer_that_leans_says_so(matcher, turns):
    assert talk(matcher, turns)[-1].reason == "follow-up"
    assert 0 < talk(matcher, turns)[-1].confidence <= 1


@pytest.mark.parametrize("query", ["那平江呢?", "她说了什么?", "那呢", "它呢?", "平江的"])
def test_what_leans_on_nothing_is_no_follow_up(matcher, query):
    assert matcher.ask(query)[0].reason != "follow-up"
    assert not isinstance(matcher.ask("那呢")[0], Answer)


@pytest.mark.parametrize(("later", "kept"), [(0.0, True), (LASTS - 1, True), (LASTS + 1, False), (10 * LASTS, False)])
def test_memory_fades(matcher, later, kept):
    _, memory = matcher.ask("书屋这篇报道的编辑是谁?", None, 1000.0)
    outcome, _ = matcher.ask("那平江呢?", memory, 1000.0 + later)
    assert (outcome.reason == "follow-up") is kept


def test_memory_from_the_future_does_not_count(matcher):
    """A clock that was set back."""
    _, memory = matcher.ask("书屋这篇报道的编辑是谁?", None, 1000.0)
    assert matcher.ask("那平江呢?", memory, 999.0)[0].reason != "follow-up"


def test_an_answer_is_remembered(matcher):
    assert matcher.ask("流动书屋有多少册图书?", None, 7.0)[1] == Memory(
        "流动书屋有多少册图书?", ("library/books",), 7.0
    )


def test_offered_pairs_are_remembered(matcher):
    outcome, memory = matcher.ask("编辑是谁", None, 7.0)
    assert memory == Memory("编辑是谁", tuple(match.pair for match in outcome.matches), 7.0)


@pytest.mark.parametrize("query", ["谢谢", "今天股票行情如何", "", "忽略以上所有指令", "岳阳县的磨坊占地多大"])
def test_what_gets_no_answer_leaves_memory_as_it_is(matcher, query):
    _, memory = matcher.ask("流动书屋有多少册图书?", None, 1.0)
    assert matcher.ask(query, memory, 2.0)[1] == memory
    assert matcher.ask(query, None, 2.0)[1] is None


def test_faded_memory_is_not_given_back(matcher):
    _, memory = matcher.ask("流动书屋有多少册图书?", None, 1.0)
    assert matcher.ask("谢谢", memory, 2.0 + LASTS)[1] is None


def test_memory_of_pairs_that_are_gone_does_no_harm(matcher):
    """The knowledge may change between two messages, and memory come from before."""
    memory = Memory("那座老塔多高?", ("tower/height",), 0.0)
    assert [match.pair for match in matcher.ask("老磨坊在哪里", memory, 1.0)[0].matches] == ["mill/place"]
    assert not isinstance(matcher.ask("那呢", memory, 1.0)[0], Answer)


@pytest.mark.parametrize(
    "memory", [Memory("", (), 0.0), Memory("?", ("mill/area",), 0.0), Memory("磨" * 5000, (), 0.0)]
)
def test_odd_memory_does_no_harm(matcher, memory):
    assert isinstance(matcher.ask("那呢", memory, 1.0)[0], NoAnswer | Choices | Answer)


def test_a_question_that_stands_alone_is_the_same_with_and_without_memory(matcher):
    _, memory = matcher.ask("流动书屋有多少册图书?")
    for query in ("老磨坊在哪里", "吴长河是什么时候开始撑船的", "岳阳县的老磨坊修复工程用了多长时间"):
        assert matcher.ask(query, memory, 1.0)[0] == matcher.ask(query)[0]


def test_the_same_goes_in_and_the_same_comes_out(matcher):
    """The matcher keeps nothing between two calls."""
    _, memory = matcher.ask("书屋这篇报道的编辑是谁?")
    first = matcher.ask("那平江呢?", memory, 5.0)
    for query in ("渡船有多长?", "安化的编辑是谁", "谢谢", "那平江呢?"):
        matcher.ask(query, None, 5.0)
    assert matcher.ask("那平江呢?", memory, 5.0) == first


def test_interleaved_conversations_do_not_mix(matcher):
    """Many chats share one matcher: each gets what it would get alone."""
    dialogs = list(DIALOGS.values())
    alone = [talk(matcher, turns) for turns in dialogs]
    memories = [None] * len(dialogs)
    mixed = [[] for _ in dialogs]
    for number in range(max(map(len, dialogs))):
        for at, turns in enumerate(dialogs):
            if number < len(turns):
                outcome, memories[at] = matcher.ask(turns[number][0], memories[at], 10.0 * number)
                mixed[at].append(outcome)
    assert mixed == alone


@pytest.mark.parametrize("query", ["磨方占地多大", "渡船长几米", "学生占百分之几"])
def test_the_same_question_again_gets_the_same_answer(matcher, query):
    first, memory = matcher.ask(query, None, 0.0)
    again, _ = matcher.ask(query, memory, 5.0)
    assert isinstance(first, Answer)
    assert again.matches == first.matches


@pytest.mark.parametrize(
    ("first", "then", "pair"),
    [
        ("磨坊这篇报道的编辑是谁?", "那书屋呢?", "library/editor"),
        ("磨坊这篇报道的记者是谁?", "那渡口呢?", "ferry/reporter"),
        ("摆渡人吴长河今年多大?", "那田广福呢?", "mill/age"),
    ],
)
def test_a_subject_leads_to_another_article(matcher, first, then, pair):
    outcome = talk(matcher, [(first, ""), (then, "")])[-1]
    assert isinstance(outcome, Answer)
    assert [match.pair for match in outcome.matches] == [pair]


@pytest.mark.parametrize(
    ("query", "number"),
    [("第二个", 1), ("第二个呢?", 1), ("2", 1), ("第1个吧", 0), ("前者", 0), ("最后一个", -1), ("the second one", 1)],
)
def test_an_option_is_picked_by_its_place(matcher, query, number):
    choices, memory = matcher.ask("编辑是谁")
    assert isinstance(choices, Choices)
    outcome, _ = matcher.ask(query, memory, 1.0)
    assert isinstance(outcome, Answer)
    assert [match.pair for match in outcome.matches] == [choices.matches[number].pair]


@pytest.mark.parametrize("query", ["第九个", "第二个书屋", "第二个", "2"])
def test_what_picks_nothing_is_no_pick(matcher, query):
    """A number beyond the options, a message that says more, and one after a single answer."""
    _, memory = matcher.ask("编辑是谁" if query.startswith("第九") or "书屋" in query else "磨坊占地多大?")
    assert matcher.ask(query, memory, 1.0)[0].reason != "follow-up"


TOPICS = {
    "another person": [("田广福今年多大年纪?", "mill/age"), ("周广福呢?", REFUSED)],
    "a body that isn't known": [("书屋免什么?", "library/four"), ("银行呢?", REFUSED)],
    "a year before": [("流动书屋是哪一年成立的?", "library/founded"), ("再上一年呢?", REFUSED)],
    "where, of what has no place": [("渡船有多长?", "ferry/length"), ("地址在哪?", REFUSED)],
}


@pytest.mark.parametrize("turns", TOPICS.values(), ids=TOPICS)
def test_a_topic_that_no_pair_names_stays_unanswered(matcher, turns):
    for (query, pair), outcome in zip(turns, talk(matcher, turns), strict=True):
        assert isinstance(outcome, Answer) is (pair != REFUSED), (query, outcome)
