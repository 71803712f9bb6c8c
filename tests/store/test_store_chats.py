"""Chats: what the bot is and may do where, and groups that change their number."""

from store_kit import BOT, NOW, OTHER, everything, group, written

from bot.store import chats
from bot.store.chats import LOST, MOVED, Chat
from bot.store.tables import chats as table


async def known(database, bot=BOT):
    return {chat.id: chat for chat in await chats.known(database, bot)}


async def test_what_is_known_of_a_chat_comes_back(database):
    chat = Chat(-1001, "supergroup", "廉政\x00热线\ud800", "administrator", {"can_pin_messages": False}, forum=True)
    await written(database, chats.put(database, BOT, chat, NOW))
    assert await known(database) == {
        -1001: Chat(-1001, "supergroup", "廉政�热线�", "administrator", {"can_pin_messages": False}, forum=True)
    }
    assert await known(database, OTHER) == {}


async def test_what_is_heard_later_takes_its_place(database):
    await written(database, chats.put(database, BOT, group(), NOW))
    await written(database, chats.put(database, BOT, group(title="新", status="left"), NOW + 1))
    assert await known(database) == {-100: group(title="新", status="left")}
    assert await everything(database, table.c.changed_at) == [(NOW + 1,)]


async def test_a_chat_that_shows_itself_is_known_from_then_on(database):
    await written(database, chats.meet(database, BOT, group(), NOW))
    assert await known(database) == {-100: group()}


async def test_a_chat_that_shows_itself_again_changes_nothing(database):
    await written(database, chats.put(database, BOT, group(status="administrator"), NOW))
    await written(database, chats.meet(database, BOT, group(title="anders"), NOW + 1))
    assert await known(database) == {-100: group(status="administrator")}


async def test_a_chat_that_refuses_the_bot_is_lost_until_it_is_heard_of_again(database):
    await written(database, chats.put(database, BOT, group(), NOW))
    await written(database, chats.lost(database, BOT, -100, "Forbidden: bot was kicked\x00", NOW + 1))
    assert await known(database) == {-100: group(status=LOST, reason="Forbidden: bot was kicked�")}
    await written(database, chats.put(database, BOT, group(), NOW + 2))
    assert await known(database) == {-100: group()}


async def test_a_person_who_blocks_the_bot_becomes_known_by_it(database):
    await written(database, chats.lost(database, BOT, 42, "x" * 1000, NOW))
    chat = (await known(database))[42]
    assert (chat.kind, chat.status, chat.reason) == ("private", LOST, "x" * 200)


async def test_a_supergroup_takes_over_what_the_group_was(database):
    await written(database, chats.put(database, BOT, group(forum=False), NOW))
    await written(database, *chats.move(database, BOT, -100, -1001, NOW + 1))
    assert await known(database) == {
        -100: group(status=MOVED, successor=-1001),
        -1001: Chat(-1001, "supergroup", "组", "member", {"can_send_messages": True}),
    }


async def test_what_is_known_of_the_supergroup_already_stays(database):
    supergroup = Chat(-1001, "supergroup", "组", "administrator", {})
    await written(database, chats.put(database, BOT, group(), NOW), chats.put(database, BOT, supergroup, NOW))
    await written(database, *chats.move(database, BOT, -100, -1001, NOW + 1))
    assert (await known(database))[-1001] == supergroup


async def test_a_group_that_nobody_knew_has_a_successor_too(database):
    await written(database, *chats.move(database, BOT, -100, -1001, NOW))
    assert set(await known(database)) == {-100}
    assert await chats.successors(database, BOT, [-100, -5]) == {-1001}


async def test_a_successor_is_kept_whatever_is_heard_of_the_group(database):
    """Telegram tells that the bot has left the old group as well."""
    await written(database, *chats.move(database, BOT, -100, -1001, NOW))
    await written(database, chats.put(database, BOT, group(status="left"), NOW + 1))
    await written(database, chats.lost(database, BOT, -100, "gone", NOW + 2), chats.meet(database, BOT, group(), NOW))
    assert await chats.successors(database, BOT, {-100}) == {-1001}


async def test_moving_twice_and_moving_nowhere_change_nothing(database):
    await written(database, chats.put(database, BOT, group(), NOW))
    await written(database, *chats.move(database, BOT, -100, -1001, NOW + 1))
    before = await known(database)
    await written(database, *chats.move(database, BOT, -100, -1001, NOW + 1), *chats.move(database, BOT, 7, 7, NOW))
    assert await known(database) == before


async def test_only_the_groups_asked_for_have_their_successors_told(database):
    await written(database, *chats.move(database, BOT, -100, -1001, NOW), *chats.move(database, BOT, -200, -1002, NOW))
    await written(database, *chats.move(database, OTHER, -100, -1003, NOW))
    assert await chats.successors(database, BOT, [-200]) == {-1002}
    assert await chats.successors(database, BOT, []) == set()


async def test_a_chat_may_be_dropped_and_the_others_stay(database):
    others = [chats.put(database, BOT, group(-7), NOW), chats.put(database, OTHER, group(), NOW)]
    await written(database, chats.put(database, BOT, group(), NOW), *others)
    for _ in range(2):
        await written(database, chats.drop(BOT, -100))
    assert [*await known(database), *await known(database, OTHER)] == [-7, -100]
