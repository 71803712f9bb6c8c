"""Files on the stand-in: people show them, the bot sends them on or along, with captions, and changes them later."""

import aiohttp
import pytest
import telegram as library
from stand_in_kit import named

from bot.errors import YuanwenError
from bot.preview import files
from bot.preview.fields import Upload

KINDS = ["photo", "video", "animation", "audio", "voice", "document"]
BOLD = {"type": "bold", "offset": 0, "length": 2}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_that_somebody_showed_can_be_sent_on_by_its_id(telegram, bot, ann, kind):
    """Source: sendPhoto and its like, "pass a file_id as String to send a file that exists on the servers"."""
    ann.shows(kind, "通知：明天放假", entities=[BOLD])
    ((_, shown),) = await bot.updates()
    assert (shown["caption"], shown["caption_entities"]) == ("通知：明天放假", [BOLD])
    group = telegram.group("群", ann)
    given = {kind: named(shown[kind]), "caption": shown["caption"], "caption_entities": shown["caption_entities"]}
    sent = await bot(f"send{kind.title()}", chat_id=group.id, **given)
    assert (sent[kind], sent["caption"], sent["caption_entities"]) == (shown[kind], shown["caption"], [BOLD])
    assert "text" not in sent


@pytest.mark.parametrize("kind", KINDS)
async def test_the_library_sends_a_file_along_and_it_gets_an_id(telegram, ann, kind):
    """As a form of parts, which is how python-telegram-bot does it."""
    async with library.Bot(telegram.world.bot.token, base_url=f"{telegram.url}/bot") as bot:
        file = library.InputFile(b"some bytes", filename="表.pdf")
        sent = await getattr(bot, f"send_{kind}")(ann.id, file, caption="<b>表</b>", parse_mode="HTML")
        attachment = sent.photo[-1] if kind == "photo" else getattr(sent, kind)
        assert (attachment.file_size, sent.caption_html) == (10, "<b>表</b>")
        again = await getattr(bot, f"send_{kind}")(ann.id, attachment.file_id)
    assert again.effective_attachment == sent.effective_attachment


async def test_a_part_may_be_named_in_the_parameter(telegram, bot, ann):
    """Source: InputFile, attach://."""
    parts = aiohttp.FormData()
    parts.add_field("chat_id", str(ann.id))
    parts.add_field("document", "attach://mine")
    parts.add_field("mine", b"123", filename="a.txt")
    async with bot.session.post(f"{bot.base}/sendDocument", data=parts) as answer:
        document = (await answer.json())["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("a.txt", 3)
    assert telegram.reports == []


REFUSED = {
    "no file": ("sendPhoto", {}, "there is no photo in the request"),
    "a part that isn't there": ("sendDocument", {"document": "attach://mine"}, "there is no document in the request"),
    "an id of nothing": (
        "sendPhoto",
        {"photo": "AgAC"},
        "wrong remote file identifier specified: Wrong string length",
    ),
    "an address": ("sendPhoto", {"photo": "https://e.org/x.png"}, "failed to get HTTP URL content"),
    "a document as a photo": ("sendPhoto", {"photo": "DOCUMENT"}, "can't use file of type Document as Photo"),
    "a photo as a document": ("sendDocument", {"document": "PHOTO"}, "can't use file of type Photo as Document"),
    "1025 signs": ("sendPhoto", {"photo": "PHOTO", "caption": "梨" * 1025}, "message caption is too long"),
    "513 emoji, which are 1026 units": (
        "sendDocument",
        {"document": "DOCUMENT", "caption": "🍐" * 513},
        "message caption is too long",
    ),
    "markup that doesn't end": (
        "sendPhoto",
        {"photo": "PHOTO", "caption": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
}


@pytest.mark.parametrize(("method", "given", "words"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_can_not_be_sent(bot, ann, method, given, words):
    ids = {kind.upper(): named(ann.shows(kind).json[kind]) for kind in ("photo", "document")}
    given = {name: ids.get(value, value) for name, value in given.items()}
    assert await bot.refusal(method, chat_id=ann.id, **given) == (400, f"Bad Request: {words}")
    assert ann.room.sent == []


async def test_a_caption_that_just_fits(bot, ann):
    """1024 units after the markup is taken out (telegram.constants)."""
    photo = named(ann.shows("photo").json["photo"])
    given = {"photo": photo, "caption": f"<b>{'🍐' * 512}</b>", "parse_mode": "HTML"}
    assert len((await bot("sendPhoto", chat_id=ann.id, **given))["caption"]) == 512


async def test_a_video_stays_a_video_whatever_it_is_sent_as(bot, ann):
    """Source: "it is not possible to change the file type when resending by file_id"."""
    video = ann.shows("video").json["video"]
    sent = await bot("sendDocument", chat_id=ann.id, document=video["file_id"])
    assert sent["video"] == video


RIGHTS = {
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "animation": ("can_send_other_messages", "animations"),
    "audio": ("can_send_audios", "audios"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "document": ("can_send_documents", "documents"),
}


@pytest.mark.parametrize("kind", RIGHTS)
async def test_a_restricted_bot_sends_only_what_it_may(telegram, bot, ann, kind):
    """Source: ChatPermissions, each kind by itself."""
    right, words = RIGHTS[kind]
    group = telegram.group("群", ann, supergroup=True)
    given = {"chat_id": group.id, kind: named(ann.shows(kind).json[kind])}
    ann.mutes_bot(group, "can_send_messages")
    assert (await bot("sendMessage", chat_id=group.id, text="x"))["text"] == "x"
    refused = (400, f"Bad Request: not enough rights to send {words} to the chat")
    assert await bot.refusal(f"send{kind.title()}", **given) == refused
    ann.mutes_bot(group, right)
    assert kind in await bot(f"send{kind.title()}", **given)


async def test_captions_are_edited_and_texts_are_not(bot, ann):
    """Source: editMessageCaption; 400 "there is no caption in the message to edit" and its counterpart."""
    sent = await bot("sendPhoto", chat_id=ann.id, photo=named(ann.shows("photo").json["photo"]), caption="甲")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    edited = await bot("editMessageCaption", **where, caption="<b>乙</b>", parse_mode="HTML")
    assert (edited["caption"], edited["photo"], "edit_date" in edited) == ("乙", sent["photo"], True)
    words = (await bot.refusal("editMessageCaption", **where, caption="<b>乙</b>", parse_mode="HTML"))[1]
    assert words.startswith("Bad Request: message is not modified")
    assert (await bot.refusal("editMessageText", **where, text="丙"))[1] == (
        "Bad Request: there is no text in the message to edit"
    )
    assert (await bot.refusal("editMessageCaption", **where, caption="梨" * 1025))[1] == (
        "Bad Request: MEDIA_CAPTION_TOO_LONG"
    )
    assert "caption" not in await bot("editMessageCaption", **where)
    text = await bot("sendMessage", chat_id=ann.id, text="丁")
    assert (await bot.refusal("editMessageCaption", **where | {"message_id": text["message_id"]}, caption="x"))[1] == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_a_file_is_put_in_the_place_of_another(bot, ann):
    """Source: editMessageMedia, with the caption of its InputMedia; a text can become a file too."""
    photo, document = (named(ann.shows(kind).json[kind]) for kind in ("photo", "document"))
    for sent in (
        await bot("sendPhoto", chat_id=ann.id, photo=photo),
        await bot("sendMessage", chat_id=ann.id, text="x"),
    ):
        where = {"chat_id": ann.id, "message_id": sent["message_id"]}
        media = {"type": "document", "media": document, "caption": "表"}
        edited = await bot("editMessageMedia", **where, media=media)
        assert (edited["document"]["file_id"], edited["caption"]) == (document, "表")
        assert not {"photo", "text"} & set(edited)
    for media in ({"type": "voice", "media": "x"}, {"type": "photo"}, None):
        assert (await bot.refusal("editMessageMedia", **where, media=media))[0] == 400


async def test_buttons_under_a_file_are_edited(bot, ann):
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    sent = await bot("sendPhoto", chat_id=ann.id, photo=named(ann.shows("photo").json["photo"]), caption="甲")
    edited = await bot("editMessageReplyMarkup", chat_id=ann.id, message_id=sent["message_id"], reply_markup=keys)
    assert (edited["caption"], edited["photo"], edited["reply_markup"]) == ("甲", sent["photo"], keys)


async def test_a_file_is_copied_and_forwarded_with_its_caption(telegram, bot, ann):
    post = ann.shows("animation", "看")
    where = {"chat_id": telegram.group("群", ann).id, "from_chat_id": ann.id, "message_id": post.id}
    await bot("copyMessage", **where)
    assert telegram.group("群").last.json["animation"] == post.json["animation"]
    assert (await bot("forwardMessage", **where))["caption"] == "看"


def test_no_app_sends_a_caption_with_markup_beyond_its_end(ann):
    with pytest.raises(YuanwenError, match="entity beyond the end"):
        ann.shows("photo", "短", entities=[BOLD | {"length": 9}])


async def test_of_old_files_the_ids_are_forgotten(telegram, bot, ann, monkeypatch):
    monkeypatch.setattr(files, "KEPT", 3)
    old, *_, new = [telegram.world.files.new("document", Upload("x", 1))["document"]["file_id"] for _ in range(4)]
    assert (await bot.refusal("sendDocument", chat_id=ann.id, document=old))[0] == 400
    assert (await bot("sendDocument", chat_id=ann.id, document=new))["document"]["file_id"] == new
