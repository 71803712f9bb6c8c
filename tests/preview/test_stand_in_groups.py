"""Groups on the stand-in: what the bot gets to see, who is who, upgrades, topics, channels."""

import itertools

import pytest

from bot.errors import YuanwenError
from bot.preview.world import SUPERGROUP

HEARD = {
    "a command": ("/ask 几点", True),
    "a command of ours": ("/ask@Yuanwen_Bot 几点", True),
    "a command of another bot": ("/ask@other_bot 几点", False),
    "a command in the middle": ("发 /ask 几点", False),
    "a mention": ("请教 @yuanwen_bot 几点", True),
    "a mention of another bot": ("@my_yuanwen_bot 几点", False),
    "chatter": ("今天的梨真甜", False),
    "the bare name": ("yuanwen_bot 几点", False),
}


@pytest.mark.parametrize(("text", "heard"), HEARD.values(), ids=HEARD)
async def test_privacy_mode_lets_through_what_is_meant_for_the_bot(telegram, bot, ann, text, heard):
    """Source: core.telegram.org/bots/features#privacy-mode."""
    ann.says(text, telegram.group("群", ann))
    assert bool(await bot.updates()) is heard


@pytest.mark.parametrize("how", ["administrator", "privacy mode off"])
async def test_admins_and_bots_without_privacy_mode_see_everything(telegram, bot, ann, how):
    group = telegram.group("群", ann, bot="administrator" if how == "administrator" else "member")
    telegram.world.bot.sees_all = how != "administrator"
    ann.says("今天的梨真甜", group)
    assert len(await bot.updates()) == 1
    assert (await bot("getMe"))["can_read_all_group_messages"] is telegram.world.bot.sees_all


async def test_replies_to_the_bot_are_heard_and_replies_to_others_are_not(telegram, bot, ann, ben):
    group = telegram.group("群", ann, ben)
    sent = await bot("sendMessage", chat_id=group.id, text="答")
    ben.says("还有呢", group, reply_to=group.last)
    ben.says("同意", group, reply_to=ann.says("早", group))
    ((kind, heard),) = await bot.updates()
    assert (kind, heard["text"], heard["reply_to_message"]["message_id"]) == ("message", "还有呢", sent["message_id"])


async def test_a_command_of_nobody_goes_to_the_bot_that_spoke_last(telegram, bot, ann):
    """Source: the same page, "if the bot was the last bot to send a message to the group"."""
    group = telegram.group("群", ann)
    telegram.person("Other", bot=True).says("beep", group)
    ann.says("/ask 几点", group)
    assert await bot.updates() == []
    await bot("sendMessage", chat_id=group.id, text="答")
    ann.says("/ask 几点", group)
    assert len(await bot.updates()) == 1


async def test_bots_never_hear_each_other(telegram, bot, ann):
    group = telegram.group("群", ann, bot="administrator")
    telegram.person("Other", bot=True).says("/ask 几点", group)
    assert await bot.updates() == []


async def test_service_messages_are_heard_by_everybody(telegram, bot, ann, ben):
    group = telegram.group("群", ann)
    ben.joins(group)
    ben.leaves(group)
    assert [set(m) & {"new_chat_members", "left_chat_member"} for _, m in await bot.updates()] == [
        {"new_chat_members"},
        {"left_chat_member"},
    ]


async def test_an_edit_into_a_command_is_heard(telegram, bot, ann):
    group = telegram.group("群", ann)
    post = ann.says("几点", group)
    ann.edits(post, "/ask 几点")
    ((kind, edited),) = await bot.updates()
    assert (kind, edited["edit_date"] > edited["date"]) == ("edited_message", True)


CHANGES = {
    "added": ("adds_bot", "left", "member"),
    "removed": ("removes_bot", "member", "kicked"),
    "promoted": ("promotes_bot", "member", "administrator"),
    "muted": ("mutes_bot", "member", "restricted"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_the_bot_is_told_of_its_place(telegram, bot, ann, change):
    """Source: ChatMemberUpdated; my_chat_member comes by default."""
    deed, old, new = change
    group = telegram.group("群", ann, bot=old)
    getattr(ann, deed)(group)
    kind, told = (await bot.updates())[0]
    assert kind == "my_chat_member"
    assert (told["old_chat_member"]["status"], told["new_chat_member"]["status"]) == (old, new)
    assert told["from"]["id"] == ann.id


async def test_blocking_and_unblocking_are_told_in_private(bot, ann):
    ann.says("你好")
    ann.blocks()
    ann.unblocks()
    changes = [change for kind, change in await bot.updates() if kind == "my_chat_member"]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert (await bot("sendMessage", chat_id=ann.id, text="x"))["text"] == "x"


async def test_an_anonymous_admin_is_the_group_itself(telegram, bot, ann):
    """Source: ChatID.ANONYMOUS_ADMIN 1087968824, sender_chat.id == chat.id; a press carries the real person (#667)."""
    group = telegram.group("群", ann)
    await bot(
        "sendMessage",
        chat_id=group.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
    )
    ann.says("/ask 几点", group, anonymously=True)
    ann.presses("a", group.last)
    (_, message), (_, press) = await bot.updates()
    assert (message["from"]["id"], message["from"]["is_bot"]) == (1087968824, True)
    assert message["sender_chat"]["id"] == group.id
    assert press["from"]["id"] == ann.id


async def test_posting_as_a_channel_is_no_proof_of_anything(telegram, bot, ann):
    """Source: FAKE_CHANNEL 136817688, sender_chat is another chat."""
    group, channel = telegram.group("群", ann), telegram.channel("报", ann)
    ann.says("/ask 几点", group, as_channel=channel)
    ((_, message),) = await bot.updates()
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (136817688, channel.id)


async def test_a_linked_channel_comes_from_telegram_itself(telegram, bot, ann):
    """Source: 777000, is_automatic_forward."""
    group = telegram.group("群", ann, bot="administrator", supergroup=True)
    channel = telegram.channel("报", ann, group=group)
    channel.posts("今日要闻")
    ((_, message),) = await bot.updates()
    assert (message["from"]["id"], message["is_automatic_forward"]) == (777000, True)
    assert message["forward_origin"]["chat"]["id"] == channel.id
    assert (await bot("getChat", chat_id=group.id))["linked_chat_id"] == channel.id


async def test_a_channel_is_heard_and_posted_to_by_an_admin(telegram, bot, ann):
    channel = telegram.channel("报", ann, bot="administrator")
    ann.promotes_bot(channel, "can_post_messages")
    channel.posts("今日要闻")
    assert [kind for kind, _ in await bot.updates()] == ["my_chat_member", "channel_post"]
    assert "from" not in await bot("sendMessage", chat_id=channel.id, text="通知")


ORDERS = list(itertools.permutations(("to", "joined", "from")))


@pytest.mark.parametrize("order", ORDERS, ids=",".join)
async def test_an_upgraded_group_has_a_new_number_and_two_service_messages(telegram, bot, ann, order):
    """Source: ChatMigrated; tdlib/telegram-bot-api issue 266: the bot joins the new one, never leaves the old."""
    group = telegram.group("群", ann)
    new = group.upgrades(ann.user, order)
    told = await bot.updates()
    assert [kind for kind, _ in told] == ["my_chat_member" if one == "joined" else "message" for one in order]
    by_kind = dict(zip(order, (content for _, content in told), strict=True))
    assert (by_kind["to"]["chat"]["id"], by_kind["to"]["migrate_to_chat_id"]) == (group.id, new.id)
    assert (by_kind["from"]["chat"]["id"], by_kind["from"]["migrate_from_chat_id"]) == (new.id, group.id)
    assert by_kind["joined"]["chat"]["id"] == new.id < SUPERGROUP
    refused = await bot("sendMessage", chat_id=group.id, text="x")
    assert (refused["error_code"], refused["parameters"]) == (400, {"migrate_to_chat_id": new.id})
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert (await bot("sendMessage", chat_id=new.id, text="x"))["chat"]["type"] == "supergroup"
    with pytest.raises(YuanwenError, match="supergroup"):
        ann.says("hallo", group)


async def test_topics_keep_their_thread(telegram, bot, ann):
    """Source: message_thread_id, is_topic_message; TOPIC_CLOSED."""
    forum = telegram.group("论坛", ann, forum=True)
    topic = forum.opens_topic("梨", ann.user)
    asked = ann.says("/ask 几点", forum, topic=topic)
    _, (_, heard) = await bot.updates()
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (topic, True)
    assert heard["reply_to_message"]["forum_topic_created"]["name"] == "梨"
    reply = {"message_id": asked.id}
    sent = await bot("sendMessage", chat_id=forum.id, text="八点", message_thread_id=topic, reply_parameters=reply)
    assert (sent["message_thread_id"], sent["reply_to_message"]["message_id"]) == (topic, asked.id)
    by_reply = await bot("sendMessage", chat_id=forum.id, text="八点", reply_parameters=reply)
    assert by_reply["message_thread_id"] == topic
    forum.closes_topic(topic, ann.user)
    words = await bot.refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic)
    assert words == (400, "Bad Request: TOPIC_CLOSED")


async def test_messages_are_numbered_apart_in_supergroups_and_together_elsewhere(telegram, ann):
    first, second = telegram.group("甲", ann), telegram.group("乙", ann)
    big = telegram.group("丙", ann, supergroup=True)
    assert [ann.says("x", room).id for room in (first, second, ann.room, big)] == [1, 2, 3, 1]


async def test_chats_members_and_admins_can_be_asked_for(telegram, bot, ann, ben):
    group = telegram.group("群", ann, ben, bot="administrator")
    telegram.person("Robo", bot=True).joins(group)
    ann.promotes(telegram.person("Robo", bot=True), group)
    robo = telegram.person("Robo", bot=True)
    where = {"chat_id": group.id}
    statuses = [(await bot("getChatMember", **where, user_id=one.id))["status"] for one in (ann, ben, robo)]
    assert statuses == ["creator", "member", "administrator"]
    admins = await bot("getChatAdministrators", **where)
    assert [admin["user"]["id"] for admin in admins] == [ann.id, 7000001]
    assert len(await bot("getChatAdministrators", **where, return_bots=True)) == 3
    assert await bot("getChatMemberCount", **where) == 4
    assert (await bot("getChat", **where))["title"] == "群"
    ann.demotes(robo, group)
    assert await bot("leaveChat", **where) is True
    assert (await bot.refusal("getChat", **where))[0] == 403


async def test_pins_need_a_right_and_leave_a_message(telegram, bot, ann):
    """Source: pinChatMessage, can_pin_messages."""
    group = telegram.group("群", ann)
    sent = await bot("sendMessage", chat_id=group.id, text="通知")
    where = {"chat_id": group.id, "message_id": sent["message_id"]}
    words = await bot.refusal("pinChatMessage", **where)
    assert words == (400, "Bad Request: not enough rights to manage pinned messages in the chat")
    ann.promotes_bot(group)
    assert await bot("pinChatMessage", **where) is True
    assert (await bot("getChat", chat_id=group.id))["pinned_message"]["text"] == "通知"
    assert await bot("unpinChatMessage", **where) is True
    assert (await bot.refusal("unpinChatMessage", **where))[1] == "Bad Request: message to unpin not found"
    assert await bot("unpinAllChatMessages", chat_id=group.id) is True


async def test_copies_and_forwards(telegram, bot, ann):
    """Source: copyMessage returns a MessageId, forwardMessage a Message with its origin."""
    channel = telegram.channel("报", ann, bot="administrator")
    ann.promotes_bot(channel, "can_post_messages")
    post = channel.posts("今日要闻")
    where = {"chat_id": ann.id, "from_chat_id": channel.id, "message_id": post.id}
    assert set(await bot("copyMessage", **where)) == {"message_id"}
    assert "forward_origin" not in ann.room.last.json
    assert (await bot("forwardMessage", **where))["forward_origin"]["type"] == "channel"
    assert (await bot.refusal("copyMessage", **where | {"message_id": 99}))[
        1
    ] == "Bad Request: message to copy not found"


async def test_an_inline_result_goes_anywhere_and_can_be_edited(telegram, bot, ann, ben):
    """Source: inline mode; a message sent through the bot is named by inline_message_id, and heard (via_bot)."""
    group = telegram.group("群", ann)
    query = ann.searches("梨")
    button = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    words = {"message_text": "<b>梨</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "t", "input_message_content": words, "reply_markup": button}
    assert await bot("answerInlineQuery", inline_query_id=query, results=[result]) is True
    post = ann.picks(telegram.world.inline_queries[query][0], group, "梨")
    ben.presses("a", post)
    kinds = dict(await bot.updates())
    assert set(kinds) == {"inline_query", "chosen_inline_result", "message", "callback_query"}
    number = kinds["callback_query"]["inline_message_id"]
    assert number == kinds["chosen_inline_result"]["inline_message_id"]
    assert await bot("editMessageText", inline_message_id=number, text="桃") is True
    assert (post.text, post.json["via_bot"]["username"]) == ("桃", "yuanwen_bot")
    assert (await bot.refusal("editMessageText", inline_message_id="x", text="y"))[
        1
    ] == "Bad Request: MESSAGE_ID_INVALID"


async def test_a_button_under_a_message_that_telegram_has_no_more(bot, ann):
    await bot(
        "sendMessage",
        chat_id=ann.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
    )
    ann.presses("a", ann.room.last, still_there=False)
    ((_, press),) = await bot.updates()
    assert press["message"]["date"] == 0
    with pytest.raises(YuanwenError, match="no button"):
        ann.presses("z", ann.room.last)
