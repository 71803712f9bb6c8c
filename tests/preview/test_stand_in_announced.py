"""What announcements meet on the stand-in: silence, link previews, topics, old messages, and who speaks as whom."""

from bot.preview.world import ANONYMOUS, AS_CHANNEL, TELEGRAM

LINK = "见 https://e.org"


async def test_silence_and_link_previews_can_be_seen(telegram, bot, ann):
    """Source: disable_notification; link_preview_options, which a message shows, and which an edit changes."""
    off = {"is_disabled": True}
    sent = await bot("sendMessage", chat_id=ann.id, text=LINK, link_preview_options=off, disable_notification=True)
    assert (sent["link_preview_options"], ann.room.last.is_silent) == (off, True)
    assert telegram.calls("sendMessage")[0]["disable_notification"] is True
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    same = await bot.refusal("editMessageText", **where, text=LINK, link_preview_options=off)
    assert same[1].startswith("Bad Request: message is not modified")
    assert "link_preview_options" not in await bot("editMessageText", **where, text=LINK)
    loud = await bot("sendMessage", chat_id=ann.id, text=LINK)
    assert ("link_preview_options" in loud, ann.room.last.is_silent) == (False, False)


async def test_a_closed_topic_is_open_to_admins_who_manage_topics_and_a_deleted_one_is_gone(telegram, bot, ann):
    """Source: 400 TOPIC_CLOSED and "message thread not found"."""
    forum = telegram.group("论坛", ann, forum=True)
    given = {"chat_id": forum.id, "text": "x", "message_thread_id": forum.opens_topic("梨", ann.user)}
    forum.closes_topic(given["message_thread_id"], ann.user)
    assert await bot.refusal("sendMessage", **given) == (400, "Bad Request: TOPIC_CLOSED")
    ann.promotes_bot(forum, "can_manage_topics")
    assert (await bot("sendMessage", **given))["is_topic_message"] is True
    ann.demotes_bot(forum)
    forum.reopens_topic(given["message_thread_id"], ann.user)
    assert (await bot("sendMessage", **given))["message_thread_id"] == given["message_thread_id"]
    forum.deletes_topic(given["message_thread_id"])
    assert await bot.refusal("sendMessage", **given) == (400, "Bad Request: message thread not found")


async def test_of_an_old_message_each_kind_of_chat_says_in_its_own_words_that_it_stays(telegram, bot, ann, clock):
    """Source: deleteMessage, 48 hours; TDLib refuses in two ways."""
    channel = telegram.channel("报", ann)
    ann.adds_bot(channel, as_admin=True)
    rooms = [
        ann.room,
        telegram.group("群", ann),
        telegram.group("大群", ann, supergroup=True, bot="administrator"),
        channel,
    ]
    sent = [(room.id, (await bot("sendMessage", chat_id=room.id, text="y"))["message_id"]) for room in rooms]
    clock.now += 48 * 3600 + 1
    words = [(await bot.refusal("deleteMessage", chat_id=chat, message_id=number))[1] for chat, number in sent]
    forever = "Bad Request: message can't be deleted"
    assert words == [f"{forever} for everyone", f"{forever} for everyone", forever, forever]


async def test_every_way_of_sending_names_the_supergroup_that_a_group_has_become(telegram, bot, ann):
    """Source: ResponseParameters, migrate_to_chat_id."""
    group = telegram.group("群", ann)
    photo = ann.shows("photo").json["photo"][-1]["file_id"]
    number = (await bot("sendMessage", chat_id=group.id, text="x"))["message_id"]
    new = group.upgrades(ann.user)
    for method, more in {
        "sendMessage": {"text": "x"},
        "sendPhoto": {"photo": photo},
        "editMessageText": {"message_id": number, "text": "y"},
        "editMessageCaption": {"message_id": number},
        "deleteMessage": {"message_id": number},
        "pinChatMessage": {"message_id": number},
    }.items():
        told = await bot(method, chat_id=group.id, **more)
        assert told["parameters"] == {"migrate_to_chat_id": new.id}, method
        assert told["description"] == "Bad Request: group chat was upgraded to a supergroup chat"


async def test_who_speaks_as_whom(telegram, bot, ann, ben):
    """Source: telegram.constants, ChatID: an anonymous admin, a channel, and a linked channel's post in its group."""
    group = telegram.group("群", ann, ben, supergroup=True)
    other, linked = telegram.channel("别处", ben), telegram.channel("报", ann, group=group)
    ann.says("/subscribe", group, anonymously=True)
    ben.says("/subscribe", group, as_channel=other)
    linked.posts("/subscribe")
    heard = [(message["from"]["id"], message["sender_chat"]["id"]) for _, message in await bot.updates()]
    assert heard == [(ANONYMOUS.id, group.id), (AS_CHANNEL.id, other.id), (TELEGRAM.id, linked.id)]


async def test_a_command_that_is_passed_on_shows_where_it_is_from(telegram, bot, ann, ben):
    group = telegram.group("群", ann, ben)
    ben.sends({}, group, forwarded=ann.says("/subscribe", group))
    first, second = [message for _, message in await bot.updates()]
    assert second["entities"] == first["entities"] == [{"type": "bot_command", "offset": 0, "length": 10}]
    assert (second["from"]["id"], second["forward_origin"]["sender_user"]["id"]) == (ben.id, ann.id)


async def test_an_admin_who_was_one_a_second_ago_is_none(telegram, bot, ann, ben):
    group = telegram.group("群", ann, ben)
    asked = {"chat_id": group.id, "user_id": ben.id}
    statuses = []
    for deed in (lambda: ann.promotes(ben, group), lambda: ann.demotes(ben, group), lambda: ben.leaves(group)):
        deed()
        statuses.append((await bot("getChatMember", **asked))["status"])
    assert statuses == ["administrator", "member", "left"]


async def test_a_channel_is_written_into_and_its_commands_are_heard(telegram, bot, ann):
    channel = telegram.channel("报", ann)
    ann.adds_bot(channel, as_admin=True)
    channel.posts("/subscribe news")
    photo = ann.shows("photo", "图").json
    channel.publishes({name: photo[name] for name in ("photo", "caption")})
    posts = [message for kind, message in await bot.updates() if kind == "channel_post"]
    assert [post.get("caption") for post in posts] == [None, "图"]
    assert posts[0]["entities"][0]["type"] == "bot_command"
    sent = await bot("sendMessage", chat_id=channel.id, text="通知")
    assert (sent["sender_chat"]["id"], "from" in sent) == (channel.id, False)
    pin = {"chat_id": channel.id, "message_id": sent["message_id"]}
    assert (await bot.refusal("pinChatMessage", **pin))[1].endswith(
        "not enough rights to manage pinned messages in the chat"
    )
    ann.promotes_bot(channel, "can_post_messages", "can_edit_messages")
    assert await bot("pinChatMessage", **pin) is True


async def test_a_text_keeps_the_formatting_that_its_writer_chose(bot, ann):
    bold = {"type": "bold", "offset": 0, "length": 2}
    ann.says("通知：/ask 什么都行", entities=[bold])
    ((_, heard),) = await bot.updates()
    assert heard["entities"] == [bold, {"type": "bot_command", "offset": 3, "length": 4}]
