"""People, chats, members and messages of the stand-in, and their JSON as the Bot API has it."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Literal

from bot.preview.fields import Json

Kind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

ADMIN_RIGHTS: Final = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
GROUP_RIGHTS: Final = ("can_pin_messages", "can_manage_topics")
CHANNEL_RIGHTS: Final = ("can_post_messages", "can_edit_messages")
SENDING_RIGHTS: Final = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot.

    Attributes:
        language: the language of their app, as in `zh-hans`.
        has_started: whether they have written to the bot, without which it can't write to them.
        has_blocked: whether they have blocked the bot.
        is_deactivated: whether their account is deleted.
    """

    id: int
    first_name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    has_started: bool = False
    has_blocked: bool = False
    is_deactivated: bool = False

    def json(self) -> Json:
        """As Telegram shows it."""
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if self.language:
            shown["language_code"] = self.language
        return shown


@dataclass(frozen=True, slots=True)
class Member:
    """What somebody is in a chat.

    Attributes:
        rights: what an admin may do, or what a restricted member still may.
        is_anonymous: whether an admin speaks in the name of the group.
    """

    status: Status = "left"
    rights: frozenset[str] = frozenset()
    is_anonymous: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether they are in the chat."""
        return self.status in {"creator", "administrator", "member", "restricted"}

    @property
    def is_admin(self) -> bool:
        """Whether they are an admin or the owner."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether an admin has a right; the owner has them all."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def json(self, user: User, kind: Kind) -> Json:
        """As Telegram shows it."""
        shown: Json = {"status": self.status, "user": user.json()}
        if self.status == "creator":
            shown["is_anonymous"] = self.is_anonymous
        elif self.status == "administrator":
            own = CHANNEL_RIGHTS if kind == "channel" else GROUP_RIGHTS
            shown |= {right: right in self.rights for right in (*ADMIN_RIGHTS, *own)}
            shown |= {"can_be_edited": False, "is_anonymous": self.is_anonymous}
        elif self.status == "restricted":
            shown |= {right: right in self.rights for right in SENDING_RIGHTS}
            shown |= {"is_member": True, "until_date": 0}
        elif self.status == "kicked":
            shown["until_date"] = 0
        return shown


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; its thread is the id of the message that created it."""

    thread: int
    name: str
    is_closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A chat and who is in it.

    Attributes:
        members: by user id; in a private chat nobody.
        moved_to: the id of the supergroup that a group has become.
        linked: the channel whose posts go into this group.
        last_bot: the bot that spoke last, by id.
        posts: the newest messages, as far as they are kept.
        numbers: where its message ids come from.
    """

    id: int
    kind: Kind
    title: str
    numbers: "count[int]"
    username: str | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    moved_to: int | None = None
    linked: "Chat | None" = None
    last_bot: int | None = None
    pinned: list[int] = field(default_factory=list)
    posts: "deque[Post]" = field(default_factory=deque)

    @property
    def is_group(self) -> bool:
        """Whether several people talk in it."""
        return self.kind in {"group", "supergroup"}

    def member(self, user: int) -> Member:
        """What somebody is in it; nobody has left a chat of which they never were."""
        return self.members.get(user, Member())

    def json(self) -> Json:
        """As Telegram shows it in messages."""
        shown: Json = {"id": self.id, "type": self.kind}
        shown["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            shown["username"] = self.username
        if self.is_forum:
            shown["is_forum"] = True
        return shown


@dataclass(slots=True, eq=False)
class Post:
    """A message in a chat.

    Attributes:
        json: as Telegram shows it now; replaced, never changed, when the message is edited.
        by_bot: whether the bot under test sent it.
        is_silent: whether the bot sent it without a sound.
        inline_id: what names it when it was sent through the bot from anywhere.
    """

    chat: Chat
    id: int
    json: Json
    by_bot: bool = False
    is_silent: bool = False
    is_deleted: bool = False
    inline_id: str | None = None

    @property
    def text(self) -> str:
        """Its words, without markup."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def date(self) -> int:
        """When it was sent, in seconds of the stand-in's clock."""
        return int(self.json["date"])

    @property
    def thread(self) -> int | None:
        """Its topic, in a forum."""
        thread: int | None = self.json.get("message_thread_id")
        return thread

    @property
    def buttons(self) -> list[Json]:
        """The buttons under it, row by row."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def replies_to(self) -> int | None:
        """The message that it replies to."""
        target = self.json.get("reply_to_message")
        return target["message_id"] if target else None
