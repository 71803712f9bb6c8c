"""Whole conversations with the bot over HTTP, on the stand-in: what the design promises of private chats and groups."""

import asyncio
import itertools
import json
from pathlib import Path

import pytest
from serving import serving
from telegram_knowledge import ACCOUNTS, EDITORS, HOURS, NOTHING, OWNER, TREES

from bot.preview.entities import units

EXCERPT, OPENING, OWNED = "今年种下梨树三百棵", "早上八点开门", "园主贺满仓"
LOG = [json.loads(line) for line in Path(__file__).with_name("group_log.jsonl").read_text("utf-8").splitlines()]
VOICE = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}
PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}


@pytest.fixture
def group(telegram, ann, ben):
    return telegram.group("果农群", ann, ben)


async def only_answer(room, post):
    """The next message of the bot, which must be the answer to a post: whatever came before was met with silence."""
    sent = await room.hears()
    assert sent.replies_to == post.id, f"answered something else: {sent.text}"
    assert room.unheard == []
    return sent


async def test_in_private_every_text_is_a_question(served, ann):
    assert EXCERPT in (ann.says(TREES) and await ann.hears()).text
    assert OPENING in (ann.says("果园几点开门") and await ann.hears()).text
    assert served.calls("sendMessage")[0]["chat_id"] == ann.id


async def test_an_edited_question_edits_the_answer(served, ann):
    post = ann.says(TREES)
    answer = await ann.hears()
    ann.edits(post, HOURS)
    assert OPENING in (await ann.room.changes(answer)).text
    assert len(ann.room.sent) == 1
    assert served.calls("editMessageText")[0]["message_id"] == answer.id


@pytest.mark.parametrize("greeting", ["你好", "谢谢", "hello"])
async def test_a_greeting_gets_one_line(served, ann, greeting):
    ann.says(greeting)
    assert len((await ann.hears()).text.splitlines()) == 1
    assert served.calls("sendMessage")[0].code == 200


@pytest.mark.parametrize("content", [VOICE, PHOTO], ids=["voice", "photo"])
async def test_what_it_can_not_read_gets_a_line_in_private_and_silence_in_groups(served, ann, group, content):
    ann.sends(content)
    assert (await ann.hears()).text
    ann.sends(content, group)
    await only_answer(group, ann.says(f"/ask {TREES}", group))
    assert len(served.calls("sendMessage")) == 2


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "资料里"), ("zh-hant", "資料"), ("en", "source")])
async def test_each_is_answered_in_their_language(served, language, word):
    person = served.person("某人", language)
    person.says(NOTHING)
    assert word in (await person.hears()).text
    person.says(TREES)
    assert EXCERPT in (await person.hears()).text


async def test_three_languages_are_three_texts(served):
    people = [served.person(code, code) for code in ("zh-hans", "zh-hant", "en")]
    for person in people:
        person.says("/help")
    assert len({(await person.hears()).text for person in people}) == 3


@pytest.mark.parametrize("sees_all", [False, True], ids=["privacy mode", "admin"])
async def test_a_group_log_is_answered_where_it_must_be_and_nowhere_else(served, ann, sees_all):
    """Privacy mode keeps most of it from the bot; an admin bot sees it all and is as silent."""
    room = served.group("果农", ann, bot="administrator" if sees_all else "member")
    for line in LOG:
        served.world.clock.now += 20
        post = served.person(line["from"], "en" if line["from"] == "Mia" else "zh-hans").says(line["text"], room)
        if line["expect"] == "answer":
            answer = await only_answer(room, post)
            assert [gold for gold in line["gold"] if gold not in answer.text] == []
    await only_answer(room, ann.says(f"/ask {TREES}", room))


async def test_a_reply_to_an_answer_follows_up_and_a_bare_call_asks_another_message(served, ann, ben, group):
    ann.says(f"/ask {TREES}", group)
    answer = await group.hears()
    follow = ben.says(OWNER, group, reply_to=answer)
    assert OWNED in (await only_answer(group, follow)).text
    asked = ann.says(HOURS, group)
    ben.says("/ask", group, reply_to=asked)
    assert OPENING in (await only_answer(group, asked)).text
    quoted = ann.says(f"{OWNER}还有，{TREES}", group)
    ben.says("@pear_bot", group, reply_to=quoted, quote=TREES)
    assert EXCERPT in (await only_answer(group, quoted)).text
    assert len(served.calls("sendMessage")) == 4


async def test_received_is_no_question(served, ann, ben, group):
    """An announcement is sent by the bot, and people reply 收到 to it."""
    import aiohttp
    from telegram_world import TOKEN

    async with aiohttp.ClientSession() as session:
        notice = {"chat_id": group.id, "text": "通知：周六摘梨"}
        async with session.post(f"{served.url}/bot{TOKEN}/sendMessage", json=notice) as sent:
            assert sent.ok
    notice = await group.hears()
    ben.says("收到", group, reply_to=notice)
    ann.says(HOURS, group, reply_to=notice)
    await only_answer(group, ann.says(f"/ask {TREES}", group))


async def test_topics_of_a_forum_keep_to_themselves(served, ann):
    forum = served.group("论坛", ann, forum=True)
    topic = forum.opens_topic("梨", ann.user)
    answer = await only_answer(forum, ann.says(f"/ask {TREES}", forum, topic=topic))
    assert answer.thread == topic
    assert (await only_answer(forum, ann.says(f"/ask {HOURS}", forum))).thread is None


async def test_a_closed_topic_is_borne(served, ann):
    forum = served.group("论坛", ann, forum=True)
    topic = forum.opens_topic("梨", ann.user)
    forum.closes_topic(topic, ann.user)
    ann.says(f"/ask {TREES}", forum, topic=topic)
    await only_answer(forum, ann.says(f"/ask {HOURS}", forum))


async def test_hello_is_said_once(served, ann):
    room = served.group("新群", ann, bot="left")
    ann.adds_bot(room)
    assert "隐私模式" in (await room.hears()).text
    ann.promotes_bot(room)
    ann.demotes_bot(room)
    await only_answer(room, ann.says(f"/ask {TREES}", room))


async def test_a_group_that_is_not_on_the_list_is_left_with_a_sentence(telegram, matcher, ann):
    room = telegram.group("生人群", ann, bot="left")
    async with serving(telegram, matcher, groups=[-777]):
        ann.adds_bot(room)
        assert "名单" in (await room.hears()).text
        await telegram.asked("leaveChat")
        await telegram.world.journal.until(lambda: room.chat.member(telegram.world.bot.user.id).status == "left", "it")


@pytest.mark.parametrize("how", [{"anonymously": True}, {}], ids=["anonymous admin", "ordinary member"])
async def test_who_may_ask(served, ann, group, how):
    assert EXCERPT in (await only_answer(group, ann.says(f"/ask {TREES}", group, **how))).text
    assert len(served.calls("sendMessage")) == 1


async def test_a_person_who_posts_as_a_channel_may_ask_and_linked_posts_forwards_and_bots_may_not(served, ann, ben):
    group = served.group("大群", ann, ben, supergroup=True, bot="administrator")
    channel = served.channel("报", ann, group=group)
    channel.posts(f"/ask {TREES}")
    ben.sends({}, group, forwarded=ann.says(f"/ask {TREES}", served.group("别处", ann, bot="left")))
    served.person("Robo", bot=True).says(f"/ask {TREES}", group)
    assert EXCERPT in (await only_answer(group, ann.says(f"/ask {TREES}", group, as_channel=channel))).text


async def test_inline_mode_offers_pairs_that_can_be_sent_anywhere(served, ann, group):
    query = ann.searches("梨树")
    await served.asked("answerInlineQuery")
    offered = await served.world.journal.until(lambda: served.world.inline_queries[query], "results")
    post = ann.picks(offered[0], group, "梨树")
    assert EXCERPT in post.text
    await only_answer(group, ann.says(f"/ask {HOURS}", group))


async def test_buttons_show_the_context_and_related_questions(served, ann):
    ann.says(TREES)
    answer = await ann.hears()
    ann.presses("查看原文段落", answer)
    assert "由二十户人家一起照看" in (await ann.hears()).text
    ann.presses(f"› {HOURS}", answer)
    assert OPENING in (await ann.hears()).text
    await served.asked("answerCallbackQuery", 2)
    assert [call.code for call in served.calls("answerCallbackQuery")] == [200, 200]


async def test_choices_become_the_answer(served, ann):
    ann.says(EDITORS)
    choices = await ann.hears()
    ann.presses(choices.buttons[0]["callback_data"], choices)
    assert "编辑：" in (await ann.room.changes(choices)).text
    assert len(served.calls("sendMessage")) == 1


async def test_buttons_work_after_a_restart(telegram, matcher, ann, ben, group):
    """Nothing that a button needs is kept in memory; replies to an answer are known by its buttons."""
    async with serving(telegram, matcher):
        ann.says(f"/ask {TREES}", group)
        answer = await group.hears()
    ann.presses("查看原文段落", answer)
    ben.says(OWNER, group, reply_to=answer)
    async with serving(telegram, matcher):
        heard = (await group.hears()).text + (await group.hears()).text
    assert "二十户人家" in heard
    assert OWNED in heard


async def test_strange_presses_are_answered_with_an_alert(served, ann, group):
    """Forged data, data beyond Telegram's limit, a message that Telegram has no more, another chat's button."""
    ann.says(TREES)
    answer = await ann.hears()
    ann.presses_data("c:forged", answer)
    ann.presses_data("x" * 5000, answer)
    ann.presses_data(answer.buttons[0]["callback_data"], answer, still_there=False)
    calls = await served.asked("answerCallbackQuery", 3)
    assert [call.code for call in calls] == [200] * 3
    assert any(call.given.get("show_alert") for call in calls)
    await only_answer(group, ann.says(f"/ask {TREES}", group))


async def test_what_nobody_wrote_is_said_plainly_with_topics(served, ann):
    ann.says(NOTHING)
    told = await ann.hears()
    assert "blockquote" not in {entity["type"] for entity in told.json.get("entities", [])}
    assert told.buttons
    assert served.calls("sendMessage")[0].code == 200


async def test_a_long_answer_comes_in_parts_that_fit(served, ann):
    ann.says(ACCOUNTS)
    await served.world.journal.until(lambda: ann.room.sent and ann.room.last.buttons, "the last part")
    parts = ann.room.sent
    assert len(parts) > 1
    assert max(units(part.text) for part in parts) <= 4096
    assert all("第1天" in parts[0].text or part is not parts[0] for part in parts)
    assert "第459天渡客过江平安" in parts[-1].text
    assert [bool(part.buttons) for part in parts[:-1]] == [False] * (len(parts) - 1)


ORDERS = [(order, listed) for order in itertools.permutations(("to", "joined", "from")) for listed in (False, True)]


@pytest.mark.parametrize("case", ORDERS, ids=str)
async def test_an_upgraded_group_goes_on_as_before(telegram, matcher, ann, group, case):
    """In whatever order Telegram tells it, listed or not: no second hello, no leaving, questions as before."""
    order, listed = case
    async with serving(telegram, matcher, groups=[group.id] if listed else None):
        ann.says(f"/ask {TREES}", group)
        await group.hears()
        new = group.upgrades(ann.user, order)
        await only_answer(new, ann.says(f"/ask {HOURS}", new))
    assert telegram.calls("leaveChat") == []


async def test_an_answer_on_its_way_into_an_upgraded_group_arrives(served, ann, group):
    """The group becomes a supergroup between the question and the answer."""
    from bot.preview.faults import delay

    served.faults.once("sendMessage", delay(0.05))
    ann.says(f"/ask {TREES}", group)
    await served.asked("sendMessage")
    new = group.upgrades(ann.user, ("from", "joined", "to"))
    assert EXCERPT in (await new.hears()).text


async def test_several_chats_are_served_side_by_side(served):
    people = [served.person(f"p{number}") for number in range(40)]
    for person in people:
        person.says(TREES)
    texts = [answer.text for answer in await asyncio.gather(*(person.hears() for person in people))]
    assert all(EXCERPT in text for text in texts)
