"""Who counts as an admin: what Telegram says at this moment, and nothing else."""

import pytest
from telegram import Chat, Message, User
from telegram.error import NetworkError, TimedOut
from telegram_world import ANN, BEN, CHANNEL, DATE, FORUM, GROUP, PRIVATE, ROBOT, Recorder, Refusal

from bot.preview.model import Member as Standing
from bot.preview.model import User as Somebody
from bot.store import chats
from bot.telegram.admins import is_admin, speaks_as_admin
from bot.telegram.context import Context
from bot.telegram.work import Work, at_work

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


@pytest.fixture
def ask(world, monkeypatch):
    """Whether somebody is an admin, when Telegram says that they are this and that."""
    answers = []

    def result(recorder, call):
        if call.method != "getChatMember":
            return ordinary(recorder, call)
        return Standing(answers.pop(0)).json(Somebody(call["user_id"], "x"), "supergroup")

    ordinary = Recorder._result
    monkeypatch.setattr(Recorder, "_result", result)

    async def ask(*told, message=None):
        answers.extend(told)
        context = Context(world.application)
        with at_work(Work(world.service)):
            if message is not None:
                return await speaks_as_admin(message, context)
            return await is_admin(ANN["id"], GROUP["id"], context)

    return ask


STATUSES = {
    "creator": True,
    "administrator": True,
    "member": False,
    "restricted": False,
    "left": False,
    "kicked": False,
}


@pytest.mark.parametrize(("status", "expected"), STATUSES.items(), ids=STATUSES)
async def test_admins_and_the_owner_may_decide(ask, status, expected):
    assert await ask(status) is expected


async def test_telegram_is_asked_anew_each_time(ask):
    assert [await ask(status) for status in ("administrator", "member", "administrator")] == [True, False, True]


FAILURES = {
    "refused": Refusal(400, "Bad Request: PARTICIPANT_ID_INVALID"),
    "thrown out": Refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    "moved on": Refusal(400, "Bad Request: upgraded", {"migrate_to_chat_id": FORUM["id"]}),
    "a long silence": Refusal(429, "Too Many Requests: retry after 600", {"retry_after": 600}),
    "out of order": Refusal(502, "Bad Gateway"),
    "too late": TimedOut(),
    "no way through": NetworkError("broken"),
}


@pytest.mark.parametrize("trouble", FAILURES.values(), ids=FAILURES)
async def test_no_answer_means_no(ask, world, trouble):
    world.recorder.refusals["getChatMember"] = [trouble]
    assert await ask() is False


async def test_a_person_whom_nobody_knows_is_no_reason_to_give_the_group_up(ask, world):
    world.recorder.refusals["getChatMember"] = [Refusal(400, "Bad Request: user not found")]
    assert await ask() is False
    assert await chats.known(world.service.database, world.service.bot) == []


def spoken(chat, sender, speaker=None):
    """A message, in a chat's name if one is given."""
    user = User(sender["id"], sender["first_name"], sender["is_bot"]) if sender else None
    in_name_of = Chat(speaker["id"], speaker["type"]) if speaker else None
    return Message(1, DATE, Chat(chat["id"], chat["type"]), from_user=user, sender_chat=in_name_of)


SPEAKERS = {
    "an admin": (spoken(GROUP, ANN), ["administrator"], True),
    "a member": (spoken(GROUP, BEN), ["member"], False),
    "an admin in the group's name": (spoken(FORUM, ANONYMOUS, FORUM), [], True),
    "in another group's name": (spoken(FORUM, ANONYMOUS, GROUP), [], False),
    "in a channel's name": (spoken(FORUM, AS_CHANNEL, CHANNEL), [], False),
    "the linked channel": (spoken(FORUM, TELEGRAM, CHANNEL), [], False),
    "the accounts that stand in, by themselves": (spoken(FORUM, ANONYMOUS), [], False),
    "a channel's account by itself": (spoken(FORUM, AS_CHANNEL), [], False),
    "another bot": (spoken(GROUP, ROBOT), [], False),
    "nobody": (spoken(GROUP, None), [], False),
    "a channel's post": (spoken(CHANNEL, None, CHANNEL), [], True),
    "a person in their own name": (spoken(GROUP, ANN, PRIVATE), [], False),
}


@pytest.mark.parametrize(("message", "told", "expected"), SPEAKERS.values(), ids=SPEAKERS)
async def test_who_speaks_as_an_admin(ask, message, told, expected):
    """Those of whom Telegram isn't asked are known by the name in which they speak."""
    assert await ask(*told, message=message) is expected
