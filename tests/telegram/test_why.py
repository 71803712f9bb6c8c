"""/why over HTTP, on the stand-in: operators learn how an answer came about, in private, and nobody else does."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from telegram_knowledge import EDITORS, HOURS, NOTHING, OWNER, TREES, small_knowledge
from telegram_service import a_service
from telegram_world import TOKEN

from bot.matching.matcher import Matcher
from bot.preview.faults import error
from bot.replies import words_for
from bot.store import missed
from bot.telegram.app import serve
from bot.telegram.menu import FOR_ADMINS, IN_GROUPS, IN_PRIVATE

ZH, EN = words_for("zh"), words_for("en")
HELP = ZH.text("help.title")


class Listening(Matcher):
    """The real matcher, which keeps what it was asked and with which memory."""

    def __init__(self):
        super().__init__(small_knowledge())
        self.asked = []

    def ask(self, query, memory=None, now=0.0):
        self.asked.append((query, memory.pairs if memory else None))
        return super().ask(query, memory, now)


@pytest.fixture(scope="module")
def built():
    return Listening()


@pytest.fixture
def listening(built):
    built.asked.clear()
    return built


@asynccontextmanager
async def run_by(telegram, matcher, *operators):
    """The bot on the stand-in, run by some people."""
    clock = telegram.world.clock
    async with a_service(matcher, clock, clock.sleep) as plain:
        service = replace(plain, operators=frozenset(person.id for person in operators))
        stop = asyncio.Event()
        task = asyncio.ensure_future(serve(service, TOKEN, telegram.url, stop))
        try:
            yield service
        finally:
            stop.set()
            await asyncio.wait_for(task, 20)


@pytest.fixture
async def service(telegram, listening, ann):
    """An runs the bot, Ben doesn't."""
    async with run_by(telegram, listening, ann) as service:
        yield service
    assert telegram.reports == []


@pytest.fixture
async def group(telegram, service, ann, ben):  # noqa: ARG001 - the bot must run for An to begin with it
    """A group in which both are; An has begun a private chat before, or the bot couldn't write to her."""
    ann.says("/start")
    await ann.hears()
    return telegram.group("果农群", ann, ben)


def is_explanation(post, asked):
    return post.text.startswith(ZH.text("why.title")) and ZH.text("why.question", asked=asked) in post.text


async def silent(group, ben):
    """Whether the bot said nothing in the group: the next that it says there answers the next question."""
    post = ben.says(f"/ask {TREES}", group)
    return (await group.hears()).replies_to == post.id


@pytest.mark.usefixtures("service")
async def test_a_question_behind_the_command_is_explained_and_not_answered(ann, listening):
    ann.says(f"/why {TREES}")
    told = await ann.hears()
    assert is_explanation(told, TREES)
    for piece in ("orchard/trees", "结果：回答（exact）", "把握", "rank", "✓ "):
        assert piece in told.text
    assert not told.buttons
    assert listening.asked == [(TREES, None)]


async def test_a_question_without_an_answer_is_explained_and_not_counted_as_missed(ann, service):
    ann.says(f"/why {NOTHING}")
    told = await ann.hears()
    assert is_explanation(told, NOTHING)
    assert "结果：不回答" in told.text
    ann.says("/help")
    await ann.hears()
    assert await missed.count(service.database, service.bot) == 0


@pytest.mark.usefixtures("service")
async def test_a_question_is_explained_as_it_was_asked(ann, listening):
    """With what the conversation was about at that time, not with what it has come to since."""
    posts = []
    for text in (TREES, HOURS, OWNER):
        posts.append(ann.says(text))
        await ann.hears()
    ann.says("/why", reply_to=posts[1])
    assert is_explanation(await ann.hears(), HOURS)
    assert listening.asked[-1] == (HOURS, ("orchard/trees",))


@pytest.mark.usefixtures("service")
async def test_an_answer_is_explained_by_its_question_which_is_shown_above(ann, listening):
    ann.says(TREES)
    await ann.hears()
    ann.says(HOURS)
    answer = await ann.hears()
    ann.says("/why", reply_to=answer)
    shown = await ann.hears()
    assert (shown.text, "forward_origin" in shown.json) == (HOURS, True)
    assert is_explanation(await ann.hears(), HOURS)
    assert listening.asked[-1] == (HOURS, ("orchard/trees",))


@pytest.mark.usefixtures("service")
async def test_words_behind_the_command_lean_on_the_answer_that_they_reply_to(ann, listening):
    ann.says(TREES)
    ann.says(f"/why {HOURS}", reply_to=await ann.hears())
    assert is_explanation(await ann.hears(), HOURS)
    assert listening.asked[-1] == (HOURS, ("orchard/trees",))


@pytest.mark.usefixtures("service")
async def test_what_was_explained_is_no_part_of_the_conversation(ann, listening):
    ann.says(TREES)
    await ann.hears()
    ann.says(f"/why {EDITORS}")
    await ann.hears()
    ann.says(HOURS)
    await ann.hears()
    assert listening.asked[-1] == (HOURS, ("orchard/trees",))


@pytest.mark.usefixtures("service")
async def test_in_a_group_only_the_operator_reads_it(ann, ben, group):
    question = ben.says("大家知道渡船几点开吗", group)
    ann.says("/why", group, reply_to=question)
    assert is_explanation(await ann.hears(), "大家知道渡船几点开吗")
    assert await silent(group, ben)


@pytest.mark.usefixtures("service")
async def test_in_a_group_an_answer_to_somebody_else_is_explained_too(telegram, ann, ben, group):
    ben.says(f"/ask {TREES}", group)
    ann.says("/why@pear_bot", group, reply_to=await group.hears())
    assert (await ann.hears()).text == f"/ask {TREES}"
    assert is_explanation(await ann.hears(), TREES)
    assert await silent(group, ben)
    assert [call["disable_notification"] for call in telegram.calls("forwardMessage")] == [True]


@pytest.mark.usefixtures("service")
async def test_an_operator_who_never_wrote_to_the_bot_in_private_hears_nothing_and_nor_does_the_group(
    telegram, ann, ben
):
    group = telegram.group("果农群", ann, ben)
    ann.says(f"/why {TREES}", group)
    assert await silent(group, ben)
    assert ann.room.sent == []


@pytest.mark.usefixtures("service")
async def test_the_part_of_a_message_that_was_picked_out_is_explained(ann, ben, group):
    said = ben.says(f"今天天气真好。{TREES}还有别的吗", group)
    ann.says("/why", group, reply_to=said, quote=TREES)
    assert is_explanation(await ann.hears(), TREES)


@pytest.mark.usefixtures("service")
async def test_a_message_that_was_passed_on_is_explained(ann, ben):
    asked = ben.says(TREES)
    ann.says("/why", reply_to=ann.sends({}, forwarded=asked))
    await ann.hears()  # what is passed on is a question as well
    assert is_explanation(await ann.hears(), TREES)


NOTICES = {
    "nothing at all": ("usage", None),
    "a picture": ("usage", {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}),
    "signs alone": ("usage", {"text": "?!"}),
}


@pytest.mark.parametrize(("notice", "content"), NOTICES.values(), ids=NOTICES)
@pytest.mark.usefixtures("service")
async def test_where_nothing_is_asked_the_operator_is_told_how(ann, ben, group, notice, content):
    target = ben.sends(content, group) if content else None
    ann.says("/why", group, reply_to=target)
    assert (await ann.hears()).text == ZH.text(f"why.notice.{notice}")


@pytest.mark.usefixtures("service")
async def test_an_option_that_was_picked_is_explained_by_the_question_that_offered_it(ann):
    ann.says(EDITORS)
    choices = await ann.hears()
    ann.presses("1.", choices)
    ann.says("/why", reply_to=await ann.room.changes(choices))
    assert (await ann.hears()).text == EDITORS
    told = await ann.hears()
    assert "结果：请人选择（ambiguous）" in told.text
    assert told.text.count("✓ ") == 2


@pytest.mark.usefixtures("service")
async def test_an_answer_that_was_picked_from_a_list_was_not_compared(ann):
    ann.says(TREES)
    answer = await ann.hears()
    related = next(button["text"] for button in answer.buttons if HOURS in button["text"])
    ann.presses(related, answer)
    ann.says("/why", reply_to=await ann.hears())
    assert (await ann.hears()).text == ZH.text("why.notice.picked")


@pytest.mark.usefixtures("service")
async def test_a_message_of_the_bot_that_answers_nothing_is_not_explained(ann):
    ann.says("/help")
    ann.says("/why", reply_to=await ann.hears())
    assert (await ann.hears()).text == ZH.text("why.notice.no-answer")


@pytest.mark.usefixtures("service")
async def test_a_question_that_can_not_be_got_at_is_not_explained(telegram, ann):
    ann.says(TREES)
    answer = await ann.hears()
    telegram.faults.once("forwardMessage", error(400, "Bad Request: message to forward not found"))
    ann.says("/why", reply_to=answer)
    assert (await ann.hears()).text == ZH.text("why.notice.no-words")


@pytest.mark.usefixtures("service")
async def test_a_draft_of_an_announcement_is_left_alone(ann):
    ann.says("/announce")
    await ann.hears()
    ann.says(f"/why {TREES}")
    assert is_explanation(await ann.hears(), TREES)
    ann.says("大家好")
    assert "发给谁" in (await ann.hears()).text


FORMS = {"with a question": f"/why {TREES}", "bare": "/why", "with our name": f"/why@pear_bot {TREES}"}


@pytest.mark.parametrize("said", FORMS.values(), ids=FORMS)
@pytest.mark.usefixtures("service")
async def test_to_everybody_else_it_is_a_command_that_does_not_exist(ben, group, said):
    ben.says(TREES)
    answer = await ben.hears()
    for target in (None, answer):
        ben.says(said, reply_to=target)
        assert (await ben.hears()).text.startswith(EN.text("help.title"))
    ben.says(said, group)
    assert await silent(group, ben)
    assert ben.room.unheard == []


@pytest.mark.usefixtures("service")
async def test_whoever_speaks_as_the_group_is_nobody_in_particular(ann, ben, group):
    ann.says(f"/why {TREES}", group, anonymously=True)
    assert await silent(group, ben)
    assert ann.room.unheard == []


@pytest.mark.usefixtures("service")
async def test_another_bots_command_is_not_ours(ann, ben, group):
    ann.says(f"/why@other_bot {TREES}", group)
    assert await silent(group, ben)
    ann.says(f"/why@other_bot {TREES}")
    assert (await ann.hears()).text.startswith(HELP)


@pytest.mark.usefixtures("service")
async def test_a_command_that_is_passed_on_is_nobodys_order(ann, ben):
    ann.sends({}, forwarded=ben.says(f"/why {TREES}"))
    assert not (await ann.hears()).text.startswith(ZH.text("why.title"))


async def test_each_operator_reads_their_own_language(telegram, listening, ann, ben):
    async with run_by(telegram, listening, ann, ben):
        ben.says(f"/why {TREES}")
        assert (await ben.hears()).text.startswith(EN.text("why.title"))
        ann.says(f"/why {TREES}")
        assert (await ann.hears()).text.startswith(ZH.text("why.title"))


async def test_without_operators_nobody_has_it(telegram, listening, ann):
    async with run_by(telegram, listening):
        ann.says(f"/why {TREES}")
        assert (await ann.hears()).text.startswith(HELP)


@pytest.mark.usefixtures("service")
async def test_only_operators_find_it_in_their_menu(telegram, ann):
    await telegram.asked("setMyCommands", 8)
    with_it = {
        scope
        for (scope, _), menu in telegram.world.bot.commands.items()
        if any(one["command"] == "why" for one in menu)
    }
    assert len(with_it) == 1
    assert str(ann.id) in str(with_it)
    assert "why" not in {*IN_PRIVATE, *IN_GROUPS, *FOR_ADMINS}
