"""Text that wants to be more than text, from people and from files."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reply_checks import HIDDEN, check_part, check_reply

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair
from bot.matching.outcome import Answer, Choices, Match, NoAnswer
from bot.replies import (
    context_reply,
    inline_results,
    pair_reply,
    reply_to,
    source_line,
    sources_reply,
    start_reply,
    topics_reply,
    words_for,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
HOSTILE = {
    "link": "</b><a href=tg://user?id=1>x</a>",
    "tag": "<pre>",
    "unclosed": "<b><i></blockquote>",
    "double-escape": "&amp;lt;b&amp;gt;",
    "entity": "&#60;script&#62;&nbsp;&",
    "quotes": '"\'` onclick="x"',
    "override": "abc\u202edcba\u2066x",
    "nul": "a\x00b",
    "controls": "\x1b[31m\x07\r\n\x08",
    "zalgo": "z" + "\u0301\u0323\u0489" * 400,
    "family": FAMILY * 300,
    "emoji": "\U0001f600" * 2049,
    "over": "湖" * 4097,
    "format": "{0.__class__} {bot} {asked}",
    "percent": "%s %(x)s %n",
    "javascript": "javascript:alert(1)",
    "mention": "@durov https://t.me/durov /start #tag",
    "markdown": "*b* _i_ [x](tg://user?id=1) `c` ||s||",
    "surrogate": "\ud83d",
    "blank": "\u3000\u200b",
}
SAID = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
FILED = pytest.mark.parametrize("name", [name for name in HOSTILE if name not in {"nul", "surrogate", "blank"}])


def filed(text: str) -> Knowledge:
    """A knowledge that says it in every place that a curator fills."""
    article = Article("a", f"前\n{text}\n后", text, text, None, text, (text, text), text)
    excerpt = Excerpt("a", text, 2, 2, 2 + len(text))
    pairs = [
        Pair(f"a/{n}", "a", text, (text,), (excerpt,), text, text if n else None, ("a/0", "a/1")) for n in range(3)
    ]
    return Knowledge({"a": article}, {pair.id: pair for pair in pairs})


@SAID
def test_what_people_write_stays_text(knowledge, words, text):
    matches = (Match("lake/fee", text, 0.5),)
    for outcome in (
        NoAnswer(text, "unknown", matches, 0.1, (text,)),
        NoAnswer(text, "guard:name"),
        NoAnswer(text, "small-talk"),
        Choices(text, "unsure", matches, 0.5, (text,)),
        Answer(text, "confident", matches, 0.9, (text, text)),
    ):
        for shown in check_reply(reply_to(outcome, knowledge, words)):
            assert not HIDDEN.search(shown.text)
            assert set(shown.links) <= {knowledge.articles["lake"].url}


@FILED
def test_what_files_say_stays_text_and_is_quoted_to_the_letter(name):
    text, words = HOSTILE[name], words_for("zh")
    known = filed(text)
    shown = check_reply(pair_reply("a/0", known, words))
    assert "".join(quote for parsed in shown for quote in parsed.quotes) == text
    assert [link for parsed in shown for link in parsed.links] == []


@FILED
def test_every_page_survives_what_files_say(name):
    known, words = filed(HOSTILE[name]), words_for("en")
    check_reply(context_reply("a/0", known, words))
    check_reply(topics_reply(known, words))
    check_reply(topics_reply(known, words, "a"))
    check_reply(topics_reply(known, words, "a", HOSTILE[name]))
    check_reply(sources_reply(known, words))
    check_reply(start_reply(known, words, bot_name="b"))
    check_reply(reply_to(Choices("?", "unsure", tuple(Match(p, "?", 0.5) for p in known.pairs), 0.5), known, words))
    assert HOSTILE[name] in source_line(known.pairs["a/0"].excerpts, known.articles["a"], words)
    for result in inline_results([Match("a/0", "?", 1)], known, words):
        check_part(result.part)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text())
def test_any_message_at_all_gets_a_reply_that_telegram_takes(knowledge, text):
    check_reply(reply_to(NoAnswer(text, "unknown", (), 0.0, (text,)), knowledge, words_for("zh")))
    check_reply(reply_to(Answer(text, "exact", (Match("lake/fee", text, 1),), 1, (text,)), knowledge, words_for("en")))
