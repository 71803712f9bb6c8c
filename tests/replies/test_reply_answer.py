"""The look of an answer and its buttons."""

import pytest
from reply_checks import actions, check_reply, labels, parse, texts
from reply_knowledge import excerpt

from bot.knowledge.model import Article, Knowledge, Pair
from bot.matching.outcome import Answer, Match
from bot.replies import Action, decode, pair_reply, reply_to, short_id, words_for
from bot.replies.answer import FOLD_FROM, MAX_RELATED


def answer(*pairs: str, unanswered: tuple[str, ...] = ()) -> Answer:
    matches = tuple(Match(pair, "asked", 0.9) for pair in pairs)
    return Answer("asked", "confident", matches, 0.9, unanswered)


def test_an_answer_shows_question_excerpt_and_source(knowledge, words):
    shown = check_reply(reply_to(answer("lake/towers"), knowledge, words))
    pair = knowledge.pairs["lake/towers"]
    assert len(shown) == 1
    assert ("b", pair.question) in shown[0].entities
    assert shown[0].quotes == [pair.excerpts[0].text]
    assert shown[0].links == ['https://example.org/a?b="1"&c=<2>']
    assert shown[0].text.startswith(f"{pair.question}\n{pair.excerpts[0].text}\n")


def test_every_excerpt_of_every_pair_is_quoted_to_the_letter(knowledge, words):
    for pair in knowledge.pairs.values():
        shown = check_reply(pair_reply(pair.id, knowledge, words))
        assert shown[0].quotes == [excerpt.text for excerpt in pair.excerpts]


def test_a_picked_question_looks_like_an_answer(knowledge, words):
    assert pair_reply("lake/height", knowledge, words) == reply_to(answer("lake/height"), knowledge, words)


def test_a_question_that_is_gone_is_an_error_of_the_caller(knowledge, words):
    with pytest.raises(KeyError):
        pair_reply("lake/gone", knowledge, words)


def test_excerpts_of_one_article_share_a_source_line(knowledge):
    text = texts(pair_reply("lake/closed", knowledge, words_for("zh")))
    assert text.count("湖边小报 ·") == 1
    assert text.endswith("第 5 段")


def test_excerpts_of_two_articles_have_a_source_line_each(knowledge):
    lake, bridge = knowledge.articles.values()
    both = (excerpt(lake, "冬天湖面结冰"), excerpt(bridge, "老桥通车"))
    mixed = Pair("lake/mixed", "lake", "两处?", (), both)
    text = texts(pair_reply("lake/mixed", Knowledge(knowledge.articles, {mixed.id: mixed}), words_for("zh")))
    assert text.index("冬天湖面结冰") < text.index("湖水清又清") < text.index("老桥通车") < text.index("《老桥修好了》")


def test_the_editors_note_stands_apart_from_the_quotation(knowledge, words):
    shown = check_reply(pair_reply("lake/height", knowledge, words))[0]
    note = knowledge.pairs["lake/height"].note
    assert ("b", words.text("answer.note")) in shown.entities
    assert ("i", note) in shown.entities
    assert note not in "".join(shown.quotes)


@pytest.mark.parametrize(("length", "folded"), [(FOLD_FROM - 1, False), (FOLD_FROM, True), (9000, True)])
def test_a_long_quotation_folds(length, folded):
    article = Article("a", "湖" * length, "湖")
    pair = Pair("a/b", "a", "?", (), (excerpt(article, article.text),))
    for part in pair_reply("a/b", Knowledge({"a": article}, {"a/b": pair}), words_for("en")).parts:
        assert ("blockquote expandable" in part.html) is folded


def test_an_answer_offers_its_context_and_related_questions(knowledge):
    reply = pair_reply("lake/towers", knowledge, words_for("zh"))
    assert labels(reply) == [
        ["查看原文段落"],
        ["› 最高的观鸟台有多高?"],
        ["› 观鸟台什么时候不开?"],
        ["› 老桥哪天通车?"],
        ["👍 有帮助", "👎 没帮助"],
    ]
    assert actions(reply) == ["context", "pair", "pair", "pair", "helpful", "unhelpful"]
    assert [decode(row[0].data).target for row in reply.buttons[:-1]] == [
        short_id(pair) for pair in ("lake/towers", "lake/height", "lake/closed", "bridge/opened")
    ]


def test_several_answers_are_numbered_and_so_are_their_buttons(knowledge):
    reply = reply_to(answer("lake/height", "bridge/lions"), knowledge, words_for("zh"))
    shown = check_reply(reply)[0]
    assert ("b", "1. 最高的观鸟台有多高?") in shown.entities
    assert ("b", "2. 桥长多少、桥头有几只石狮子?") in shown.entities
    assert shown.quotes == ["最高的一座有12米", "桥长80米", "石狮子四只"]
    assert labels(reply) == [["原文段落 1", "原文段落 2"], ["👍 有帮助", "👎 没帮助"]]


@pytest.mark.parametrize(
    ("pairs", "target"),
    [
        (("lake/fee",), short_id("lake/fee")),
        (("lake/fee", "lake/fee"), short_id("lake/fee")),
        (("lake/fee", "lake/height"), ""),
    ],
    ids=["one pair", "one pair twice", "two pairs"],
)
def test_an_answer_ends_with_whether_it_helped(knowledge, words, pairs, target):
    """One row for the whole answer; what several pairs were worth is not asked for each."""
    last = reply_to(answer(*pairs), knowledge, words).buttons[-1]
    assert [decode(button.data) for button in last] == [Action("helpful", target), Action("unhelpful", target)]
    assert [button.text for button in last] == [words.text("button.helpful"), words.text("button.unhelpful")]


def test_a_pair_that_answers_two_parts_is_shown_once(knowledge, words):
    assert reply_to(answer("lake/fee", "lake/fee"), knowledge, words) == pair_reply("lake/fee", knowledge, words)


def test_what_is_shown_already_is_not_offered_as_related(knowledge, words):
    reply = reply_to(answer("lake/towers", "lake/height", "bridge/opened"), knowledge, words)
    offered = [
        decode(button.data).target for row in reply.buttons for button in row if decode(button.data).name == "pair"
    ]
    assert offered == [short_id("lake/closed"), short_id("lake/fee")]


def test_parts_without_an_answer_are_listed_plainly(knowledge):
    reply = reply_to(answer("lake/fee", unanswered=("湖有多深", "\u202e", "@boss t.me/x")), knowledge, words_for("zh"))
    lines = texts(reply).splitlines()
    assert lines[-3:] == [words_for("zh").text("unanswered.title"), "· 湖有多深", "· @\u2060boss t.\u2060me/\u2060x"]


def test_answers_of_many_questions_stay_within_telegrams_limits():
    article = Article("a", "\n".join(f"第{n}句话" + "说" * 300 for n in range(60)), "长文")
    pairs = {}
    for paragraph in article.paragraphs:
        found = excerpt(article, article.text[paragraph.start : paragraph.end])
        related = tuple(f"a/{n}" for n in range(60) if n != paragraph.number - 1)
        pair = Pair(f"a/{paragraph.number - 1}", "a", "长" * 200, (), (found,), related=related)
        pairs[pair.id] = pair
    reply = reply_to(answer(*pairs), Knowledge({"a": article}, pairs), words_for("en"))
    assert len(reply.parts) > 1
    assert [quote for shown in check_reply(reply) for quote in shown.quotes] == [
        p.excerpts[0].text for p in pairs.values()
    ]
    assert actions(pair_reply("a/0", Knowledge({"a": article}, pairs), words_for("en"))).count("pair") == MAX_RELATED


def test_plain_text_reads_like_the_marked_one(knowledge):
    part = pair_reply("lake/closed", knowledge, words_for("zh")).parts[0]
    assert part.plain.startswith("观鸟台什么时候不开?\n「冬天湖面结冰」\n「观鸟台关闭两个月。」\n—— ")
    assert parse(part.html).text in part.plain.replace("「", "").replace("」", "").replace(
        ' https://example.org/a?b="1"&c=<2>',
        "",
    )
