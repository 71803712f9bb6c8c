"""The list that inline mode shows."""

from reply_checks import check_part
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Knowledge, Pair
from bot.matching.outcome import Match
from bot.replies import find_pair, inline_results, pair_reply, words_for
from bot.replies.inline import MAX_RESULTS


def matches(*pairs: str) -> list[Match]:
    return [Match(pair, "asked", 0.5) for pair in pairs]


def test_each_result_is_ready_to_be_sent(knowledge, words):
    results = inline_results(matches("lake/towers", "bridge/opened"), knowledge, words)
    assert [result.title for result in results] == ["湖边建了几座观鸟台?", "老桥哪天通车?"]
    assert [find_pair(result.id, knowledge) for result in results] == ["lake/towers", "bridge/opened"]
    assert [result.part for result in results] == [
        pair_reply(pair, knowledge, words).parts[0] for pair in ("lake/towers", "bridge/opened")
    ]


def test_a_result_tells_how_its_excerpt_begins(knowledge, words):
    assert inline_results(matches("lake/fee"), knowledge, words)[0].description.startswith("“湖是大家的")


def test_a_pair_stands_once(knowledge, words):
    """Telegram refuses a list in which an id stands twice."""
    assert len(inline_results(matches("lake/fee", "lake/towers", "lake/fee"), knowledge, words)) == 2


def test_an_answer_too_long_for_one_message_is_left_out():
    article = Article("a", "湖" * 5000 + "水", "湖")
    pairs = [Pair("a/long", "a", "长", (), (excerpt(article, article.text),))]
    pairs += [Pair(f"a/{n}", "a", "短", (), (excerpt(article, "水"),)) for n in range(60)]
    known = Knowledge({"a": article}, {pair.id: pair for pair in pairs})
    results = inline_results(matches(*known.pairs), known, words_for("zh"))
    assert len(results) == MAX_RESULTS == 50
    for result in results:
        assert check_part(result.part).quotes == ["水"]
        assert len(result.id.encode()) <= 64


def test_nothing_found_is_an_empty_list(knowledge, words):
    assert inline_results([], knowledge, words) == ()
