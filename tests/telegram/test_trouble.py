"""What Telegram and the network may do to the bot, over HTTP: it goes on, and nobody hears anything twice."""

import pytest
from serving import serving
from structlog.testing import capture_logs
from telegram_knowledge import ACCOUNTS, HOURS, TREES

from bot.preview.faults import RESET_AFTER, RESET_BEFORE, SILENCE, error, flood
from bot.preview.limits import Limits
from bot.telegram import request

EXCERPT, OPENING = "今年种下梨树三百棵", "早上八点开门"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(request, "READ_SECONDS", 0.2)


async def goes_on(room_owner):
    """The next question is answered."""
    room_owner.says(HOURS)
    assert OPENING in (await room_owner.hears()).text


REFUSALS = {
    "blocked": error(403),
    "deactivated": error(403, "Forbidden: user is deactivated"),
    "no rights": error(400, "Bad Request: not enough rights to send text messages to the chat"),
    "broken": error(500),
    "bad gateway": error(502),
    "in the way": error(409),
    "unknown": error(404),
    "long flood": flood(3600),
    "cut off before": RESET_BEFORE,
}


@pytest.mark.parametrize("fault", REFUSALS.values(), ids=REFUSALS)
async def test_what_is_refused_is_given_up_in_one_line_and_the_next_goes_out(served, ann, fault):
    served.faults.once("sendMessage", fault)
    with capture_logs() as lines:
        ann.says(TREES)
        await goes_on(ann)
    assert len(ann.room.sent) == 1
    assert [line["log_level"] for line in lines if line["event"] == "not sent"] == ["warning"]


@pytest.mark.parametrize("fault", [RESET_AFTER, SILENCE], ids=["cut off after", "never answered"])
async def test_what_may_have_arrived_is_not_sent_again(served, ann, fault):
    served.faults.once("sendMessage", fault)
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    await goes_on(ann)
    assert len(ann.room.sent) == 2


async def test_a_flood_is_waited_out(served, ann):
    before = served.world.clock.now
    served.faults.once("sendMessage", flood(7), flood(3))
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    assert served.world.clock.now - before >= 10
    assert len(ann.room.sent) == 1


async def test_within_telegrams_limits_everything_arrives_in_the_end(telegram, matcher):
    """Strict windows: one a second to a chat, so that a reply of several parts is refused between them."""
    telegram.limits = Limits()
    people = [telegram.person(f"p{number}") for number in range(8)]
    async with serving(telegram, matcher):
        for person in people:
            person.says(ACCOUNTS if person is people[0] else TREES)
        for person in people[1:]:
            assert EXCERPT in (await person.hears()).text
        await telegram.world.journal.until(lambda: people[0].room.sent and people[0].room.last.buttons, "the last part")
    assert telegram.world.journal.codes[429] > 0
    assert [len(person.room.sent) for person in people[1:]] == [1] * 7


async def test_somebody_who_floods_is_told_once_and_then_left_alone(served, ann, ben):
    for _ in range(12):
        ann.says(TREES)
    for _ in range(7):
        await ann.hears()
    assert "问得有点快" in ann.room.last.text
    await goes_on(ben)
    assert len(ann.room.sent) == 7
    served.world.clock.now += 60
    await goes_on(ann)


async def test_people_who_block_the_bot_and_come_back(served, ann):
    ann.says(TREES)
    await ann.hears()
    ann.blocks()
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    assert served.reports == []


async def test_muted_or_thrown_out_it_goes_on_elsewhere(served, ann):
    muted, gone = served.group("甲", ann), served.group("乙", ann)
    ann.mutes_bot(muted)
    ann.says(f"/ask {TREES}", muted)
    ann.says(f"/ask {TREES}", gone)
    ann.removes_bot(gone)
    await goes_on(ann)
    assert muted.sent == []


async def test_an_answer_that_was_deleted_is_sent_anew_when_its_question_is_edited(served, ann):
    post = ann.says(TREES)
    answer = await ann.hears()
    answer.is_deleted = True
    ann.edits(post, HOURS)
    assert OPENING in (await ann.hears()).text
    assert len(served.calls("editMessageText")) == 1


async def test_chance_faults_lose_nothing_that_was_not_sent(telegram, matcher):
    """Five in a hundred requests go wrong in some way, by a fixed seed; the bot lives, and no answer is doubled."""
    for fault in (error(502), RESET_BEFORE, RESET_AFTER, error(500), flood(1)):
        telegram.faults.often(0.02, fault)
    people = [telegram.person(f"p{number}") for number in range(60)]
    async with serving(telegram, matcher):
        for person in people:
            person.says(TREES)
        await telegram.asked("sendMessage", 60)
        telegram.faults.clear()
        await goes_on(telegram.person("last"))
    counts = [len(person.room.sent) for person in people]
    assert max(counts) == 1
    assert sum(counts) >= 50
