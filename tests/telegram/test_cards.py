"""What operators are shown of their own accord: progress, ends that went badly, corrections of what was announced."""

import asyncio
from dataclasses import replace

import pytest
from announcing_kit import ANN, BEN, NOW, an_office, with_templates
from sqlalchemy import update
from telegram_knowledge import HOURS
from telegram_world import Refusal, methods

from bot.announcements.content import message_of
from bot.announcements.model import Content
from bot.knowledge.model import Excerpt
from bot.matching.matcher import Matcher
from bot.store.announced import EDIT, ENDED, IMPOSSIBLE, MISSED, RECALL, UNDER_WAY, deliveries, occurrences
from bot.telegram.announce_corrections import ask_about_corrections
from bot.telegram.cards import LOOK_SECONDS
from bot.telegram.carrying import runner_for

A, B, C = -1000000000601, -1000000000602, -1000000000603
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")


@pytest.fixture
async def office(matcher, tmp_path):
    async with an_office(matcher, tmp_path / "y.db") as office:
        await office.subscribe(A, B, C)
        yield office


async def arrives(office, chat, state=3):
    """A delivery's state changes."""
    changed = update(deliveries).where(deliveries.c.chat == chat).values(state=state)
    await office.service.database.work(lambda connection: connection.execute(changed))


async def ends(office, occurrence):
    changed = update(occurrences).where(occurrences.c.id == occurrence).values(state=ENDED, ended_at=office.now)
    await office.service.database.work(lambda connection: connection.execute(changed))


async def test_a_card_follows_what_is_under_way_until_its_end(office):
    await office.plans()
    card = office.screen()["message_id"]
    occurrence = await office.ran(1, state=UNDER_WAY, pending=[A, B])
    (first,) = await office.looks()
    assert (first.method, first["message_id"]) == ("editMessageText", card)
    assert "等待 2" in first["text"]
    assert await office.looks() == []
    await arrives(office, A)
    (second,) = await office.looks()
    assert "成功 1" in second["text"]
    await arrives(office, B)
    await ends(office, occurrence)
    (last,) = await office.looks()
    assert ("成功 2" in last["text"], "等待" in last["text"]) == (True, False)
    assert await office.looks() == []


async def test_what_began_and_ended_between_two_looks_is_shown(office):
    """Whichever process delivered it."""
    await office.plans()
    await office.looks()
    await office.ran(1, sent=[A])
    (call,) = await office.looks()
    assert "成功 1" in call["text"]


async def test_a_card_is_followed_after_a_restart(matcher, tmp_path):
    path = tmp_path / "y.db"
    async with an_office(matcher, path) as office:
        await office.subscribe(A)
        await office.plans()
        card, recorder = office.screen()["message_id"], office.recorder
        occurrence = await office.ran(1, state=UNDER_WAY, pending=[A])
    async with an_office(matcher, path, recorder=recorder) as again:
        again.now = NOW + 200
        await arrives(again, A)
        await ends(again, occurrence)
        calls = await again.looks()
        assert [(call.method, call["message_id"]) for call in calls] == [("editMessageText", card)]
        assert "成功 1" in calls[0]["text"]


async def test_a_card_that_was_deleted_is_followed_no_more(office):
    await office.plans()
    await office.ran(1, state=UNDER_WAY, pending=[A])
    office.recorder.refusals["editMessageText"] = [Refusal(400, "Bad Request: message to edit not found")]
    assert methods(await office.looks()) == ["editMessageText"]
    await arrives(office, A)
    assert await office.looks() == []


async def test_a_message_that_shows_something_else_now_is_not_overwritten(office):
    await office.plans()
    await office.ran(1, state=UNDER_WAY, pending=[A], failed=[B])
    await office.looks()
    await office.taps("📋")
    await arrives(office, A)
    assert await office.looks() == []
    await office.follows("‹ 返回", "‹ 公告列表")
    await arrives(office, A, state=4)
    assert await office.looks() == []


BAD = {
    "failed": ({"failed": [A], "sent": [B]}, {"🔁 重试失败的", "📋 报告", "打开"}),
    "unknown": ({"unknown": [A]}, {"📨 重发不确定的", "🧹 不确定的不管了", "📋 报告", "打开"}),
    "missed": ({"state": MISSED}, {"📋 报告", "打开"}),
    "nothing to send": ({"state": IMPOSSIBLE}, {"📋 报告", "打开"}),
}


@pytest.mark.parametrize(("outcome", "buttons"), BAD.values(), ids=BAD)
async def test_the_planner_is_told_once_that_something_went_badly(office, outcome, buttons):
    await office.plans()
    await office.looks()
    await office.ran(1, **outcome)
    told = [call for call in await office.looks() if call.method == "sendMessage"]
    assert [call["chat_id"] for call in told] == [ANN["id"]]
    assert "没发好" in told[0]["text"]
    assert set(office.labels()) == buttons
    assert [call for call in await office.looks() if call.method == "sendMessage"] == []


async def test_what_went_well_is_not_told(office):
    await office.plans()
    await office.looks()
    await office.ran(1, sent=[A, B])
    assert methods(await office.looks()) == ["editMessageText"]


async def test_a_second_failure_of_the_same_is_told_again(office):
    await office.plans()
    await office.looks()
    occurrence = await office.ran(1, failed=[A])
    await office.looks()
    await office.taps("🔁")
    await arrives(office, A, state=4)
    await ends(office, occurrence)
    assert "sendMessage" in methods(await office.looks())


async def test_all_operators_are_told_of_what_the_shell_planned(office):
    await office.plans()
    await office.shelled(1)
    await office.looks()
    await office.ran(1, failed=[A])
    assert [call["chat_id"] for call in await office.looks()] == [ANN["id"], BEN["id"]]


async def test_the_others_are_told_when_the_planner_can_not_be_reached(office):
    await office.plans()
    await office.looks()
    await office.ran(1, failed=[A])
    office.recorder.refusals["editMessageText"] = [BLOCKED]
    office.recorder.refusals["sendMessage"] = [BLOCKED]
    told = [call for call in await office.looks() if call.method == "sendMessage"]
    assert [call["chat_id"] for call in told] == [ANN["id"], BEN["id"]]


async def test_what_ended_before_a_restart_is_told_after_it_and_once(matcher, tmp_path):
    path = tmp_path / "y.db"
    async with an_office(matcher, path) as office:
        await office.subscribe(A)
        await office.plans()
        await office.ran(1, failed=[A])
    for seconds, expected in ((60, 1), (120, 0)):
        async with an_office(matcher, path) as again:
            again.now = NOW + seconds
            told = [call for call in await again.looks() if call.method == "sendMessage"]
            assert len(told) == expected


async def test_it_looks_again_and_again_until_it_is_cancelled(office):
    """Whatever goes wrong in one look."""
    looks = []

    async def sleep(seconds):
        looks.append(seconds)
        if len(looks) == 3:
            raise asyncio.CancelledError

    office.cards._sleep = sleep
    office.cards.look = None  # an error that nobody expects
    with pytest.raises(asyncio.CancelledError):
        await office.cards.run()
    assert looks == [LOOK_SECONDS] * 3


async def test_from_the_first_step_to_the_last_message(office):
    """Planned, delivered by the runner, shown on the card, edited and recalled everywhere."""
    stop = asyncio.Event()
    await office.plans("大家好")
    office.now += 6
    running = asyncio.create_task(runner_for(office.application, office.cards.ended).run(stop))
    try:
        await until(lambda: counted(office, 0, 3))
        assert [call["chat_id"] for call in office.recorder.calls if call.get("text") == "大家好"][-3:] != []
        await office.looks()
        assert "成功 3" in office.screen()["text"]
        await office.taps("✏️ 全部修改")
        await office.tells("大家晚上好")
        await office.taps("✅ 全部改成这样")
        await until(lambda: counted(office, EDIT, 3))
        await office.follows("🗑 全部撤回", "🗑 是的")
        await until(lambda: counted(office, RECALL, 3))
        await office.looks()
        text = office.screen()["text"]
        assert all(f"{kind} 2025-06-15" in text for kind in ("发送", "修改", "撤回"))
        assert {A, B, C} <= {call["chat_id"] for call in office.recorder.calls if call.method == "deleteMessage"}
    finally:
        stop.set()
        await running


async def counted(office, kind, sent):
    runs = (await office.report(1)).runs
    return any(run.occurrence.kind == kind and run.counts.sent == sent for run in runs)


async def until(is_so):
    for _ in range(400):
        if await is_so():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came")


@pytest.fixture
async def quoted(office):
    """A pair was announced; the knowledge may change after that."""
    await office.tells("/announce")
    await office.taps("从问答")
    await office.tells("orchard/hours")
    await office.follows("所有", "现在", "预览 ›", "✅ 确认")
    made = message_of(
        Content("pair", "orchard/hours"), office.service.matcher.knowledge, {}, 1, due=NOW, zone="Asia/Shanghai"
    )
    office.first = await office.ran(1, sent=[A, B], message=made.message, pair="orchard/hours")
    return office


def correct(office, **changes):
    """Other knowledge is in force: the pair says less than it did, or is gone."""
    knowledge = office.service.matcher.knowledge
    pairs = dict(knowledge.pairs)
    if changes.get("withdrawn"):
        del pairs["orchard/hours"]
    else:
        excerpt = pairs["orchard/hours"].excerpts[0]
        shorter = Excerpt(excerpt.article, excerpt.text[:-1], excerpt.paragraph, excerpt.start, excerpt.end - 1)
        pairs["orchard/hours"] = replace(pairs["orchard/hours"], excerpts=(shorter,))
    office.service.library.matcher = with_templates(Matcher(replace(knowledge, pairs=pairs)))


async def asks(office):
    before = len(office.recorder.calls)
    await ask_about_corrections(office.application)
    return office.recorder.calls[before:]


async def test_nothing_is_asked_while_nothing_was_corrected(quoted):
    assert await asks(quoted) == []


async def test_each_operator_is_asked_once_about_a_correction(quoted):
    correct(quoted)
    calls = await asks(quoted)
    assert [call["chat_id"] for call in calls] == [ANN["id"], BEN["id"]]
    assert HOURS in calls[0]["text"]
    assert [button["text"][:4] for button in calls[0].buttons] == ["✏️ 全", "🗑 全部", "保持原样"]
    assert await asks(quoted) == []


async def test_what_was_sent_is_corrected_where_an_operator_wants_it(quoted):
    correct(quoted)
    await asks(quoted)
    await quoted.taps("✏️ 全部改正")
    (edit,) = [run.occurrence for run in (await quoted.report(1)).runs if run.occurrence.kind == EDIT]
    assert (edit.of, edit.pair) == (quoted.first, "orchard/hours")
    assert "下雨天不开。" not in edit.message.text
    await quoted.taps("✏️", BEN)
    assert len((await quoted.report(1)).runs) == 2
    assert "已经有人" in quoted.toasts()[-1] or "Somebody" in quoted.toasts()[-1]


@pytest.mark.parametrize(("label", "kinds"), [("🗑", [RECALL]), ("保持", [])], ids=["recall", "leave"])
async def test_what_was_withdrawn_is_recalled_or_left(quoted, label, kinds):
    correct(quoted, withdrawn=True)
    calls = await asks(quoted)
    assert len(calls[0].buttons) == 2
    await quoted.taps(label)
    runs = (await quoted.report(1)).runs
    assert [run.occurrence.kind for run in runs if run.occurrence.of == quoted.first] == kinds
    assert await asks(quoted) == []


async def test_a_question_that_reached_nobody_is_asked_again(quoted):
    correct(quoted)
    quoted.recorder.refusals["sendMessage"] = [BLOCKED, BLOCKED]
    assert len(await asks(quoted)) == 2
    assert len(await asks(quoted)) == 2
