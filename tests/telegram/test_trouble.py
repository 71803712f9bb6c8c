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


async def handled(telegram, person):
    """Everything that somebody has said: what they press now is done after it."""
    before = len(telegram.calls("answerCallbackQuery"))
    person.presses_data("x", person.room.sent[0])
    await telegram.asked("answerCallbackQuery", before + 1)


REFUSALS = {
    "blocked": error(403),
    "deactivated": error(403, "Forbidden: user is deactivated"),
    "no rights": error(400, "Bad Request: not enough rights to send text messages to the chat"),
}


@pytest.mark.parametrize("fault", REFUSALS.values(), ids=REFUSALS)
async def test_what_is_refused_is_given_up_in_one_line_and_the_next_goes_out(served, ann, fault):
    served.faults.once("sendMessage", fault)
    with capture_logs() as lines:
        ann.says(TREES)
        await goes_on(ann)
    assert len(ann.room.sent) == 1
    assert [line["log_level"] for line in lines if line["event"] == "not sent"] == ["warning"]


PASSING = {
    "broken": [error(500)],
    "bad gateway": [error(502)] * 2,
    "in the way": [error(409)],
    "unknown": [error(404)],
    "long flood": [flood(3000)],
    "cut off before": [RESET_BEFORE],
    "broken for longer than it is waited for": [error(502)] * 4,
    "unknown for longer than it is waited for": [error(404)] * 6,
}


@pytest.mark.parametrize("faults", PASSING.values(), ids=PASSING)
async def test_what_passes_is_answered_in_the_end_once_and_in_order(served, ann, faults, monkeypatch):
    monkeypatch.setattr("bot.telegram.handling.UNREACHED_SECONDS", 0.2)
    served.faults.once("sendMessage", *faults)
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    await goes_on(ann)
    assert len(ann.room.sent) == 2


@pytest.mark.parametrize("fault", [RESET_AFTER, SILENCE], ids=["cut off after", "never answered"])
async def test_what_may_have_arrived_is_sent_once_more(served, ann, fault):
    """An answer goes out at least once: nobody can know that it is there already."""
    served.faults.once("sendMessage", fault)
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    assert EXCERPT in (await ann.hears()).text
    await goes_on(ann)
    assert len(ann.room.sent) == 3


async def test_a_flood_is_waited_out(served, ann):
    before = served.world.clock.now
    served.faults.once("sendMessage", flood(7), flood(3))
    ann.says(TREES)
    assert EXCERPT in (await ann.hears()).text
    assert served.world.clock.now - before >= 10
    assert len(ann.room.sent) == 1


async def test_within_telegrams_limits_everything_arrives_and_nothing_is_refused(telegram, matcher):
    """Strict windows: one a second to a chat, a reply of several parts included."""
    telegram.limits = Limits()
    people = [telegram.person(f"p{number}") for number in range(40)]
    async with serving(telegram, matcher):
        for person in people:
            person.says(ACCOUNTS if person is people[0] else TREES)
        for person in people[1:]:
            assert EXCERPT in (await person.hears()).text
        await telegram.world.journal.until(lambda: people[0].room.sent and people[0].room.last.buttons, "the last part")
    assert telegram.world.journal.codes[429] == 0
    assert [len(person.room.sent) for person in people[1:]] == [1] * 39


async def test_somebody_who_floods_is_told_once_and_then_left_alone(served, ann, ben):
    for _ in range(12):
        ann.says(TREES)
    for _ in range(7):
        await ann.hears()
    assert "问得有点快" in ann.room.last.text
    await goes_on(ben)
    await handled(served, ann)
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


async def test_chance_faults_lose_nothing(telegram, matcher):
    """Ten in a hundred requests go wrong, by a fixed seed: everybody is answered, twice only if nobody could know."""
    for fault in (error(502), RESET_BEFORE, RESET_AFTER, error(500), flood(1)):
        telegram.faults.often(0.02, fault)
    people = [telegram.person(f"p{number}") for number in range(60)]
    async with serving(telegram, matcher):
        for person in people:
            person.says(TREES)
        for person in people:
            assert EXCERPT in (await person.hears()).text
        await goes_on(telegram.person("last"))
    cut = sum(1 for call in telegram.calls("sendMessage") if call.code == 0)
    assert sum(len(person.room.sent) - 1 for person in people) <= cut
