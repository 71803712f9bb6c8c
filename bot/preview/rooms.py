"""The methods that ask about chats and their members, and the one that leaves them."""

from bot.preview.fields import Fields, Json
from bot.preview.model import Member
from bot.preview.reach import chat_of, check_inside, user_of
from bot.preview.refusals import bad
from bot.preview.world import World

_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_invite_users",
)  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, fields: Fields) -> Json:
    """GetChat: all about a chat."""
    chat = chat_of(world, fields)
    check_inside(world, chat)
    shown = chat.json() | {"accent_color_id": 0, "max_reaction_count": 11}
    shown["accepted_gift_types"] = dict.fromkeys(_GIFTS, False)
    if chat.is_group:
        shown["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    if chat.linked:
        shown["linked_chat_id"] = chat.linked.id
    pinned = world.posts.find(chat, chat.pinned[-1] if chat.pinned else None)
    if pinned:
        shown["pinned_message"] = {key: value for key, value in pinned.json.items() if key != "reply_to_message"}
    return shown


def get_chat_member(world: World, fields: Fields) -> Json:
    """GetChatMember: what somebody is in a chat."""
    chat, user = chat_of(world, fields), user_of(world, fields)
    if chat.kind == "private":
        inside = user.id in {chat.id, world.bot.user.id}
        return Member("member" if inside else "left").json(user, chat.kind)
    check_inside(world, chat)
    return chat.member(user.id).json(user, chat.kind)


def get_chat_administrators(world: World, fields: Fields) -> list[Json]:
    """GetChatAdministrators: the owner and the admins, other bots only when they are asked for."""
    chat = chat_of(world, fields)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    check_inside(world, chat)
    admins = [(world.users[number], member) for number, member in chat.members.items() if member.is_admin]
    wanted = fields.flag("return_bots")
    shown = [pair for pair in admins if wanted or not pair[0].is_bot or pair[0] is world.bot.user]
    return [member.json(user, chat.kind) for user, member in shown]


def get_chat_member_count(world: World, fields: Fields) -> int:
    """GetChatMemberCount: how many are in a chat."""
    chat = chat_of(world, fields)
    check_inside(world, chat)
    return 2 if chat.kind == "private" else sum(member.is_inside for member in chat.members.values())


def leave_chat(world: World, fields: Fields) -> bool:
    """LeaveChat: the bot goes."""
    chat = chat_of(world, fields)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    check_inside(world, chat)
    world.set_member(chat, world.bot.user, Member("left"), world.bot.user)
    return True
