"""What the bot says of itself."""

import pytest
from reply_checks import actions, labels, texts, utf16

from bot.knowledge.model import Knowledge
from bot.replies import (
    cannot_read_reply,
    empty_ask_reply,
    hello_group_reply,
    help_reply,
    not_allowed_group_reply,
    privacy_reply,
    slow_down_reply,
    stale_alert,
    start_reply,
    words_for,
)
from bot.replies.words import LANGUAGES
from bot.store.retention import DAY, KEEP_ANNOUNCED, KEEP_DONE, KEEP_FEEDBACK, KEEP_MISSED, KEEP_SET_ASIDE

EMPTY = Knowledge({}, {})


def test_start_offers_questions_of_every_article_to_try(knowledge, words):
    reply = start_reply(knowledge, words, bot_name="lake_bot")
    assert labels(reply)[:3] == [["最高的观鸟台有多高?"], ["老桥哪天通车?"], ["看湖要收钱吗?"]]
    assert actions(reply) == ["pair", "pair", "pair", "topics", "sources"]
    assert texts(reply).startswith(words.text("start.title"))


@pytest.mark.parametrize("name", ["lake_bot", "@lake_bot"])
def test_the_bots_name_stands_once_with_its_sign(knowledge, words, name):
    shown = [
        help_reply(knowledge, words, bot_name=name),
        hello_group_reply(words, bot_name=name, sees_all=False),
        empty_ask_reply(words, bot_name=name),
    ]
    for reply in shown:
        assert "@lake_bot" in texts(reply)
        assert "@@" not in texts(reply)


@pytest.mark.parametrize("command", ["/ask", "/topics", "/sources", "/language", "/privacy", "/forget", "/help"])
def test_help_names_every_command(knowledge, words, command):
    assert command in texts(help_reply(knowledge, words, bot_name="b"))


def test_start_and_help_need_no_knowledge(words):
    assert actions(start_reply(EMPTY, words, bot_name="b")) == ["topics", "sources"]
    assert actions(help_reply(EMPTY, words, bot_name="b")) == ["topics", "sources"]


KEPT = {
    "words in flight": ("原文留到答完为止", "原文留到答完為止", "their words until they are answered"),
    "what can't be handled": ("最多留一周", "最多留一週", "a week at most"),
    "its number afterwards": ("编号再留一天，没有文字", "編號再留一天，沒有文字", "for a day, a number without words"),
    "which answer is whose": ("一周，没有文字", "一週，沒有文字", "a week, without words"),
    "conversation": ("包括你上一个问题", "包括你上一個問題", "your last question included"),
    "how fast": ("问得有多快：几分钟", "問得有多快：幾分鐘", "how fast you ask: some minutes"),
    "feedback": ("一年，不带问题", "一年，不帶問題", "a year, without the question"),
    "missed": ("文字留 30 天", "文字留 30 天", "their words for 30 days"),
    "who it was": ("带密钥的哈希", "帶金鑰的雜湊", "a keyed hash"),
    "where the key is": ("密钥也在这个数据库里", "金鑰也在這個資料庫裡", "key is in the same database"),
    "language": ("你选的语言", "你選的語言", "The language you chose"),
    "chats": ("那里的设置和我的权限", "那裡的設定和我的權限", "their settings and my rights there"),
    "pace": ("最近往哪里发了多少消息", "最近往哪裡發了多少訊息", "how much I sent where lately"),
    "log": ("日志里", "日誌裡", "My log"),
    "forget": ("/forget", "/forget", "/forget"),
    "telegram": ("由 Telegram 自己保存", "由 Telegram 自己保存", "which keeps the chat itself"),
}


@pytest.mark.parametrize("said", KEPT.values(), ids=KEPT)
def test_privacy_says_what_is_kept_for_how_long_and_in_which_form(said):
    for language, part in zip(LANGUAGES, said, strict=True):
        assert part in texts(privacy_reply(words_for(language)))


def test_what_privacy_promises_is_what_the_database_keeps_to():
    """Whoever changes a time changes the texts too."""
    times = {"a day": KEEP_DONE, "a week": KEEP_SET_ASIDE, "30 days": KEEP_MISSED, "a year": KEEP_FEEDBACK}
    assert times == {"a day": DAY, "a week": 7 * DAY, "30 days": 30 * DAY, "a year": 365 * DAY}
    assert KEEP_ANNOUNCED == KEEP_FEEDBACK
    english = texts(privacy_reply(words_for("en")))
    assert all(time in english for time in times)


def test_privacy_is_one_message_and_says_the_same_in_every_language():
    """As many paragraphs, and as many things kept."""
    shown = [texts(privacy_reply(words_for(language))) for language in LANGUAGES]
    assert {text.count("\n\n") for text in shown} == {5}
    assert {text.count("\n· ") for text in shown} == {9}
    assert all(len(privacy_reply(words_for(language)).parts) == 1 for language in LANGUAGES)


def test_a_group_is_told_how_to_ask_and_what_the_bot_sees(words):
    all_of_it = texts(hello_group_reply(words, bot_name="b", sees_all=True))
    some_of_it = texts(hello_group_reply(words, bot_name="b", sees_all=False))
    assert words.text("hello.sees-all") in all_of_it
    assert words.text("hello.sees-some") in some_of_it
    assert "/ask" in all_of_it
    assert "@b" in some_of_it


@pytest.mark.parametrize("notice", [not_allowed_group_reply, cannot_read_reply, slow_down_reply])
def test_a_notice_is_one_line_without_buttons(words, notice):
    reply = notice(words)
    assert "\n" not in texts(reply)
    assert reply.buttons == ()


def test_an_alert_is_short_enough_for_telegram(words):
    assert 1 <= utf16(stale_alert(words)) <= 200


@pytest.mark.parametrize("reply", [privacy_reply, cannot_read_reply, slow_down_reply], ids=lambda f: f.__name__)
def test_the_three_languages_differ(reply):
    assert len({texts(reply(words_for(code))) for code in ("zh-hans", "zh-hant", "en")}) == 3
