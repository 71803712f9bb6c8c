"""In which order updates are handled."""

import asyncio

from telegram import Update
from telegram_world import ANN, BEN, GROUP, PRIVATE

from bot.telegram.order import WORKERS, ChatOrder

ROUNDS = 50
"""Turns of the loop after which everything that can run has run."""


def update(chat, user=ANN):
    message = {"message_id": 1, "date": 0, "chat": chat, "from": user, "text": "x"}
    return Update.de_json({"update_id": 1, "message": message}, None)


async def handled(updates, blocked):
    """Names of the updates in the order in which they are done; those of `blocked` wait for the rest."""
    done, gate, order = [], asyncio.Event(), ChatOrder()

    async def handle(name):
        if name in blocked:
            await gate.wait()
        done.append(name)

    tasks = [asyncio.ensure_future(order.process_update(up, handle(name))) for name, up in updates.items()]
    for _ in range(ROUNDS):
        await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    assert order._chats == {}
    return done


async def test_updates_of_a_chat_keep_their_order_and_other_chats_do_not_wait():
    updates = {"slow": update(GROUP), "edit": update(GROUP), "other": update(PRIVATE)}
    assert await handled(updates, {"slow"}) == ["other", "slow", "edit"]


async def test_a_chat_full_of_waiting_updates_leaves_room_for_others():
    updates = {f"group {i}": update(GROUP) for i in range(WORKERS * 3)} | {"other": update(PRIVATE)}
    done = await handled(updates, {"group 0"})
    assert done[0] == "other"
    assert done[1:] == [f"group {i}" for i in range(WORKERS * 3)]


async def test_inline_queries_keep_their_order_by_person():
    def query(user):
        inline = {"id": "1", "from": user, "query": "", "offset": ""}
        return Update.de_json({"update_id": 1, "inline_query": inline}, None)

    updates = {"slow": query(ANN), "next": query(ANN), "ben": query(BEN)}
    assert await handled(updates, {"slow"}) == ["ben", "slow", "next"]


async def test_what_is_no_update_of_anybody_is_handled_at_once():
    assert await handled({"a": Update(1), "b": object()}, set()) == ["a", "b"]


async def test_an_update_that_is_given_up_leaves_no_trace():
    order, never = ChatOrder(), asyncio.Event()
    tasks = [asyncio.ensure_future(order.process_update(update(GROUP), never.wait())) for _ in range(3)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order._chats == {}
