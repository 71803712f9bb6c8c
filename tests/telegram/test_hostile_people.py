"""Who speaks, presses and searches, and in whose name: each gets what is theirs, over HTTP, and the bot goes on."""

import pytest
from hostile_scene import acting
from telegram_knowledge import HOURS, TREES

from bot.preview.faults import error
from bot.preview.model import Member, User
from bot.preview.world import AS_CHANNEL

TREES_ANSWER = "三百棵"
SILENCE = ""
ASK = f"/ask {TREES}"


@pytest.fixture
async def scene(telegram, matcher, tmp_path):
    async with acting(telegram, matcher, tmp_path) as scene:
        yield scene


def old_chatter_becomes_a_call(scene):
    post = scene.ann.says("今天天气好", scene.group)
    scene.world.clock.now += 3600
    scene.ann.edits(post, ASK)


def in_the_supergroup(scene):
    scene.ann.says(ASK, scene.group.upgrades(scene.ann.user))


def by_somebody_who(status):
    def says(scene):
        scene.group.chat.members[scene.ben.id] = Member(status)
        scene.ben.says(ASK, scene.group)

    return says


def demoted_a_moment_ago(scene):
    scene.ann.promotes(scene.ben, scene.group)
    scene.ann.demotes(scene.ben, scene.group)
    scene.ben.says(ASK, scene.group)


def forced(**more):
    """A message in the group as no app would send it."""

    def says(scene):
        chat = {"chat": scene.group.chat.json()}
        scene.world.updates.force({"message": scene.message(ASK) | chat | {k: v(scene) for k, v in more.items()}})

    return says


PEOPLE = {
    "27 an admin in the name of the group": (lambda s: s.ann.says(ASK, s.group, anonymously=True), TREES_ANSWER),
    "28 somebody in the name of a channel": (lambda s: s.ben.says(ASK, s.group, as_channel=s.channel), TREES_ANSWER),
    "29 the linked channel's own post": (lambda s: s.channel.posts(ASK), SILENCE),
    "30 the channels' user without a channel": (forced(**{"from": lambda _: AS_CHANNEL.json()}), SILENCE),
    "31 somebody demoted a moment ago": (demoted_a_moment_ago, TREES_ANSWER),
    "32 a restricted member": (by_somebody_who("restricted"), TREES_ANSWER),
    "32 somebody who left": (by_somebody_who("left"), TREES_ANSWER),
    "32 somebody thrown out": (by_somebody_who("kicked"), TREES_ANSWER),
    "33 the group's owner": (lambda s: s.ann.says(ASK, s.group), TREES_ANSWER),
    "34 a call passed on into the group": (
        lambda s: s.ann.sends({"text": ASK}, s.group, forwarded=s.ben.says(ASK, s.group)),
        TREES_ANSWER,
    ),
    "34 an order passed on in private": (
        lambda s: s.ann.says("/broadcast", forwarded=s.channel.posts(TREES)),
        TREES_ANSWER,
    ),
    "35 a call within a quote": (
        lambda s: s.ann.says("看这个", s.group, reply_to=s.ben.says("x " + ASK, s.group), quote=ASK),
        SILENCE,
    ),
    "36 an old remark that becomes a call": (old_chatter_becomes_a_call, SILENCE),
    "36 a fresh remark that becomes a call": (
        lambda s: s.ann.edits(s.ann.says("今天天气好", s.group), ASK),
        TREES_ANSWER,
    ),
    "37 a call of another bot": (lambda s: s.ann.says(f"/ask@other_bot {TREES}", s.group), SILENCE),
    "38 what was sent through a bot": (
        lambda s: s.ann.sends({"text": ASK, "via_bot": s.world.bot.user.json()}, s.group),
        SILENCE,
    ),
    "39 the bot's own message": (forced(**{"from": lambda s: s.world.bot.user.json()}), SILENCE),
    "39 another bot": (
        forced(**{"from": lambda _: User(55, "Other", "other_bot", is_bot=True).json()}),
        SILENCE,
    ),
    "40 a group's number in private": (lambda s: s.ann.says(f"{s.group.id} {TREES}"), TREES_ANSWER),
    "41 a group that has become a supergroup": (in_the_supergroup, TREES_ANSWER),
    "a message of nobody": (forced(**{"from": lambda _: None}), SILENCE),
}


@pytest.mark.parametrize(("act", "expected"), PEOPLE.values(), ids=PEOPLE)
async def test_whoever_speaks_gets_what_is_theirs(scene, act, expected):
    """One answer or silence; nothing goes anywhere else."""
    act(scene)
    await scene.settled()
    texts = [post.text for post in scene.sent]
    assert [expected in text for text in texts] == ([True] if expected else [])
    await scene.goes_on()
    assert [event for event in scene.troubles() if event != "group has a new id"] == []


async def answered(scene):
    """An answer in the group, with its buttons."""
    scene.ann.says(ASK, scene.group)
    await scene.settled()
    return scene.group.last


def data_of(post):
    return post.buttons[0]["callback_data"]


def twice(scene, post):
    scene.ben.presses_data(data_of(post), post)
    scene.ann.presses_data(data_of(post), post)


async def again_later(scene, post):
    scene.ben.presses_data(data_of(post), post)
    await scene.settled()
    scene.world.clock.now += 60
    scene.ben.presses_data(data_of(post), post)


def too_late(scene, post):
    scene.telegram.faults.once("answerCallbackQuery", error(400, "Bad Request: query is too old"))
    scene.ben.presses_data(data_of(post), post)


def elsewhere(scene, post):
    """The message that holds the button was copied by somebody else."""
    copied = scene.message(post.text, scene.ben) | {"reply_markup": post.json["reply_markup"]}
    press = {"id": "77", "from": scene.ben.user.json(), "chat_instance": "1", "data": data_of(post), "message": copied}
    scene.world.queries["77"] = scene.world.clock()
    scene.world.updates.force({"callback_query": press})


def without(*names, **more):
    """A press as it comes when something of it is missing."""

    def presses(scene, post):
        press = {"id": "78", "from": scene.ben.user.json(), "chat_instance": "1", "data": data_of(post)}
        press |= {"message": post.json}
        scene.world.queries["78"] = scene.world.clock()
        scene.world.updates.force({"callback_query": {k: v for k, v in press.items() if k not in names} | more})

    return presses


PRESSES = {
    "42 by another member": (lambda s, p: s.ben.presses_data(data_of(p), p), 1, 1),
    "43 again after its use": (again_later, 2, 2),
    "44 two at once": (twice, 2, 1),
    "45 too late to be acknowledged": (too_late, 1, 1),
    "46 of a button that never was": (lambda s, p: s.ben.presses_data("c:zzzzzzzz", p), 1, 0),
    "46 of no button of ours": (lambda s, p: s.ben.presses_data("DROP TABLE pairs", p), 1, 0),
    "47 with five thousand signs": (lambda s, p: s.ben.presses_data("c:" * 2500, p), 1, 0),
    "47 with signs that no database takes": (lambda s, p: s.ben.presses_data("\0\ud83d", p), 1, 0),
    "48 on a message copied elsewhere": (elsewhere, 1, 0),
    "49 on a message that is gone": (lambda s, p: s.ben.presses_data(data_of(p), p, still_there=False), 1, 0),
    "50 on a message sent inline": (without("message", inline_message_id="x"), 1, 0),
    "50 on nothing": (without("message"), 1, 0),
    "50 without data": (without("data"), 1, 0),
}


@pytest.mark.parametrize(("act", "acknowledged", "shown"), PRESSES.values(), ids=PRESSES)
async def test_every_press_is_acknowledged_and_counts_once(scene, act, acknowledged, shown):
    post = await answered(scene)
    before = len(scene.sent)
    if (waits := act(scene, post)) is not None and not isinstance(waits, str):
        await waits
    await scene.settled()
    calls = scene.telegram.calls("answerCallbackQuery")
    assert len(calls) == acknowledged
    assert len(scene.sent) - before == shown
    if not shown:
        assert calls[0].given["show_alert"] is True
    await scene.goes_on()
    assert scene.troubles() == (["press not acknowledged"] if act is too_late else [])


QUERIES = {
    "66 SQL": "' OR 1=1--",
    "67 a lone quotation mark": '"',
    "67 full-text operators": '" OR x* NEAR(a, b)',
    "68 fifty per cent signs": "%" * 50,
    "70 256 signs": "梨" * 256,
    "71 an expression that explodes": "(a+)+$" * 40,
    "nothing": "",
    "spaces": " \u3000 ",
    "a question": TREES,
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_every_inline_query_is_answered(scene, query):
    numbers = [scene.ann.searches(query, scene.group, offset=offset) for offset in ("", "9" * 64)]
    await scene.settled()
    assert None not in [scene.world.inline_queries[number] for number in numbers]
    await scene.goes_on()
    assert (scene.troubles(), scene.refused()) == ([], [])


async def test_a_thousand_inline_queries_of_one_person_are_all_answered(scene):
    """Line 69; somebody else's question doesn't wait until they are."""
    numbers = [scene.ann.searches(f"{HOURS}{number}") for number in range(1000)]
    scene.ben.says(TREES)
    assert TREES_ANSWER in (await scene.ben.hears()).text
    await scene.settled()
    assert None not in [scene.world.inline_queries[number] for number in numbers]
    await scene.goes_on()


async def test_to_forget_twice_or_somebody_elses_word_for_it(scene):
    """Forgetting is one's own business: a passed-on /forget is no order, and a second one finds nothing."""
    asked = scene.ann.says(TREES)
    answer = await scene.ann.hears()
    order = scene.ben.says("/forget")
    scene.ben.says("/forget")
    await scene.settled()
    scene.ann.sends({"text": "/forget"}, forwarded=order)
    await scene.settled()
    scene.ann.edits(asked, HOURS)
    assert "早上八点" in (await scene.ann.room.changes(answer)).text
    await scene.goes_on()
    assert scene.troubles() == []
