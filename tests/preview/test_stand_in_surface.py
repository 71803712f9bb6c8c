"""Its whole surface against two independent readers of the Bot API, and against nonsense; and that it stays small."""

import asyncio

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracles import RETURNS, check_result, check_update
from stand_in_kit import Clock, named, watched

from bot.preview import journal, posts
from bot.preview.fields import Fields
from bot.preview.files import KINDS as FILES
from bot.preview.limits import NONE
from bot.preview.methods import GETTING, METHODS
from bot.preview.refusals import Refused
from bot.preview.standin import StandIn

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60)
MORE = st.sampled_from(["/ask 几点", "@yuanwen_bot 说", "<b>x</b>", "https://e.org #梨 a@b.org", "🍐" * 9])
WORDS = st.one_of(TEXT, MORE)
KINDS = ["private", "group", "supergroup", "forum"]
NAMES = [
    "says", "edits", "presses", "searches", "adds", "removes", "promotes", "mutes", "blocks", "upgrades", "anonymous",
    "channel", "topic", "joins", "leaves", "reacts", "photo", "forward", "sends", "edits_own", "deletes", "pins",
    "copies", "asks", "shows", "sends_file", "captions",
]  # fmt: skip
DEEDS = st.lists(st.tuples(st.sampled_from(NAMES), WORDS, st.sampled_from(KINDS)), max_size=12)
WANTED = ["message", "edited_message", "my_chat_member", "chat_member", "message_reaction", "callback_query"]


class Run:
    """A stand-in on which deeds are done one after the other; the bot's calls go past HTTP."""

    def __init__(self):
        self.telegram = StandIn(limits=NONE, clock=Clock())
        self.emitted = watched(self.telegram.world.updates)
        self.ann, self.ben = self.telegram.person("安", username="ann_of_pears"), self.telegram.person("Ben", "en")
        group = self.telegram.group
        self.rooms = {
            "private": self.ann.room,
            "group": group("群", self.ann, self.ben),
            "supergroup": group("大群", self.ann, self.ben, supergroup=True),
            "forum": group("论坛", self.ann, self.ben, forum=True, bot="administrator"),
        }
        self.channel = self.telegram.channel("报", self.ann, bot="administrator", group=self.rooms["supergroup"])
        self.post = self.ann.says("x")

    def call(self, method, **given):
        try:
            result = METHODS[method].call(self.telegram.world, Fields(given))
        except Refused:
            return
        check_result(method, result)

    def do(self, deed, words, where):
        room, ann = self.rooms[where], self.ann
        posts_there = [post for post in room.chat.posts if "text" in post.json]
        {
            "says": lambda: self.say(words, room),
            "edits": lambda: ann.edits(self.post, words),
            "presses": lambda: room.sent and ann.presses_data(words[:9], room.last, still_there=len(words) % 2),
            "searches": lambda: self.search(words, room),
            "adds": lambda: ann.adds_bot(room) if where != "private" else None,
            "removes": lambda: ann.removes_bot(room) if where != "private" else None,
            "promotes": lambda: ann.promotes_bot(room) if where != "private" else None,
            "mutes": lambda: ann.mutes_bot(room) if where != "private" else None,
            "blocks": ann.blocks,
            "upgrades": lambda: self.upgrade(room) if room.chat.kind == "group" else None,
            "anonymous": lambda: self.say(words, room, anonymously=True) if where != "private" else None,
            "channel": lambda: self.channel.posts(words),
            "topic": lambda: room.opens_topic(words, ann.user) if where == "forum" else None,
            "joins": lambda: self.ben.joins(room) if where != "private" else None,
            "leaves": lambda: self.ben.leaves(room) if where != "private" else None,
            "reacts": lambda: ann.reacts("👍", self.post),
            "photo": lambda: self.say(None, room),
            "forward": lambda: ann.sends({}, room, forwarded=self.post),
            "shows": lambda: self.say(None, room, file=words),
            "sends_file": lambda: self.send_file(words, room),
            "captions": lambda: self.call(
                "editMessageCaption", chat_id=room.id, message_id=len(room.sent), caption=words, parse_mode="HTML"
            ),
            "sends": lambda: self.call("sendMessage", chat_id=room.id, text=words, parse_mode="HTML"),
            "edits_own": lambda: self.call("editMessageText", chat_id=room.id, message_id=len(room.sent), text=words),
            "deletes": lambda: self.call("deleteMessage", chat_id=room.id, message_id=len(posts_there)),
            "pins": lambda: self.call("pinChatMessage", chat_id=room.id, message_id=len(posts_there)),
            "copies": lambda: self.call("copyMessage", chat_id=room.id, from_chat_id=room.id, message_id=1),
            "asks": lambda: [self.call(m, chat_id=room.id, user_id=ann.id) for m in METHODS if m.startswith("getChat")],
        }[deed]()

    def say(self, words, room, *, file=None, **more):
        kind = sorted(FILES)[len(file or "") % len(FILES)]
        self.post = self.ann.says(words, room, **more) if words else self.ann.shows(kind, file or "", room, **more)

    def send_file(self, words, room):
        kind = sorted(FILES)[len(words) % len(FILES)]
        file = named(self.ann.shows(kind).json[kind])
        method = f"send{kind.title()}"
        self.call(method, chat_id=room.id, **{kind: file}, caption=words, parse_mode="HTML", disable_notification=True)

    def search(self, words, room):
        query = self.ann.searches(words, room)
        result = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": words}}
        self.call("answerInlineQuery", inline_query_id=query, results=[result])
        self.ann.picks(self.telegram.world.inline_queries[query][0], room, words)

    def upgrade(self, room):
        self.rooms["group"] = room.upgrades(self.ann.user)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DEEDS)
def test_whatever_people_and_bot_do_two_readers_understand_it(deeds):
    """Aiogram's models know every field, and python-telegram-bot parses every update without a rest."""
    run = Run()
    run.telegram.world.updates.allow([*WANTED, "inline_query", "chosen_inline_result", "channel_post"])
    for deed in deeds:
        run.do(*deed)
    for update in run.emitted:
        check_update(update)


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.integers(), max_size=3),
    st.just({"inline_keyboard": [[1]]}),
    st.dictionaries(st.sampled_from(["type", "id", "text", "message_id"]), st.integers()),
    st.sampled_from(["1", "10001", "-1", "{}", "[]", "[{}]", '{"type": "x"}', "true"]), st.just([{"type": "emoji"}]),
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(METHODS)), st.data())
def test_nonsense_is_refused_and_breaks_nothing(method, data):
    """Every parameter of every method, of any type: a result or a refusal, never a mistake of the stand-in."""
    run = Run()
    names = sorted(METHODS[method].names) or ["x"]
    given_values = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=6))
    if "chat_id" in names and data.draw(st.booleans()):
        given_values["chat_id"] = run.ann.id
    run.call(method, **given_values)


def test_every_method_has_its_reader():
    assert set(RETURNS) == {*METHODS, *GETTING}


def test_every_parameter_is_one_of_the_bot_api():
    import aiogram.methods

    for name, known in {**{name: one.names for name, one in METHODS.items()}, **GETTING}.items():
        fields = getattr(aiogram.methods, name[0].upper() + name[1:]).model_fields
        assert known <= set(fields), name


async def test_it_stays_small_however_long_it_runs(monkeypatch):
    """The newest calls and messages are kept; beyond that there are only counts, and no chat holds more."""
    async with StandIn(limits=NONE) as telegram, aiohttp.ClientSession() as session:
        telegram.world.posts._kept = 50
        monkeypatch.setattr(telegram.world.journal, "calls", type(telegram.world.journal.calls)(maxlen=50))
        ann = telegram.person("安")
        old = ann.says("0")
        url = f"{telegram.url}/bot{telegram.world.bot.token}/sendMessage"
        for number in range(150):
            ann.says(str(number))
            async with session.post(url, json={"chat_id": ann.id, "text": "x"}):
                pass
        assert telegram.world.posts.count == 301
        assert len(telegram.world.posts) == len(ann.room.chat.posts) == 50
        assert len(telegram.calls()) == 50
        assert telegram.world.journal.counts["sendMessage"] == 150
        assert telegram.world.posts.find(ann.room.chat, old.id) is None


def test_ten_thousand_are_kept():
    assert posts.KEPT == journal.KEPT == 10_000


async def test_whoever_waits_in_vain_is_told_what_was_asked_instead(monkeypatch):
    from bot.errors import YuanwenError

    async with StandIn() as telegram:
        with pytest.raises(YuanwenError, match=r"tea never came within 0\.01 s; the last calls: none"):
            await telegram.world.journal.until(list, "tea", 0.01)
        monkeypatch.setattr(journal, "PATIENCE_SECONDS", 0.01)
        waiting = asyncio.ensure_future(telegram.asked("getMe"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
