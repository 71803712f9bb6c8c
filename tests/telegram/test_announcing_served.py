"""The whole way over HTTP: an operator plans on the stand-in, groups receive, and the card tells how it went."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from telegram_service import a_service
from telegram_world import TOKEN

from bot.announcements import subscriptions
from bot.announcements.model import UNDO_SECONDS
from bot.preview.faults import error
from bot.store import chats
from bot.telegram.app import serve


@asynccontextmanager
async def served_by(telegram, matcher, operator, groups, path):
    """The bot, run by somebody, with groups that subscribed."""
    clock = telegram.world.clock
    async with a_service(matcher, clock, clock.sleep, path=path) as plain:
        service = replace(plain, operators=frozenset([operator.id]))
        for group in groups:
            known = chats.Chat(group.id, "supergroup", group.chat.title, "member", {})
            wanted = subscriptions.put(service.database, service.bot, group.id, clock(), subscribed=True)
            await service.writer.commit(chats.put(service.database, service.bot, known, clock()), wanted)
        stop = asyncio.Event()
        task = asyncio.ensure_future(serve(service, TOKEN, telegram.url, stop))
        try:
            yield service
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)


@pytest.fixture
def groups(telegram, ann):
    return [telegram.group(title, ann, bot="member", supergroup=True) for title in ("一群", "二群", "三群")]


async def reads(telegram, person, words):
    """The newest message to somebody that says some words, as soon as there is one."""
    room = person.room

    def found():
        shown = [post for post in room.sent if words in (post.json.get("text") or "")]
        return shown[-1:]

    return (await telegram.world.journal.until(found, f"{words!r}"))[0]


async def follows(telegram, person, *steps):
    """Press a button once the screen that has it is there; each step is what the screen says, and the button."""
    for words, button in steps:
        person.presses(button, await reads(telegram, person, words))


NOW_TO_ALL = (("发给谁", "所有"), ("什么时候", "现在"), ("怎么发", "预览 ›"), ("就这样发吗", "✅ 确认"))


async def test_a_photo_is_planned_and_arrives_in_every_group(telegram, matcher, ann, groups, tmp_path):
    async with served_by(telegram, matcher, ann, groups, tmp_path / "y.db"):
        ann.says("/announce")
        await reads(telegram, ann, "内容")
        ann.shows("photo", "放假 通知", entities=[{"type": "bold", "offset": 0, "length": 2}])
        await follows(telegram, ann, *NOW_TO_ALL)
        card = await reads(telegram, ann, "公告 #1")
        telegram.world.clock.now += UNDO_SECONDS
        for group in groups:
            post = await group.hears()
            assert (post.json["caption"], post.json["caption_entities"][0]["type"]) == ("放假 通知", "bold")
            assert "photo" in post.json
        assert card.id == (await reads(telegram, ann, "成功 3")).id
    assert telegram.reports == []


async def test_a_refused_preview_leaves_the_draft(telegram, matcher, ann, groups, tmp_path):
    async with served_by(telegram, matcher, ann, groups, tmp_path / "y.db"):
        ann.says("/announce")
        await reads(telegram, ann, "内容")
        ann.says("大家好")
        await follows(telegram, ann, *NOW_TO_ALL[:2])
        screen = await reads(telegram, ann, "怎么发")
        telegram.faults.once("sendMessage", error(400, "Bad Request: refused on demand"))
        ann.presses("预览 ›", screen)
        ann.presses("预览 ›", await reads(telegram, ann, "efused on demand"))
        await reads(telegram, ann, "就这样发吗")
