"""What flows through this room: messages, plans and where they stand. Pure; JSON is how they lie in the database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self

Media = Literal["photo", "video", "animation", "audio", "voice", "document"]
Source = Literal["message", "pair", "template", "daily"]
Reach = Literal["all", "categories", "chats"]
When = Literal["now", "at", "cron", "before", "lunar"]
Uncertainty = Literal["ask", "resend"]
State = Literal["waiting", "active", "paused", "cancelled", "done"]
"""Of an announcement: waits for an operator's approval, runs, is held, was called off, will do nothing more."""

CATEGORIES: Final = ("news", "holiday", "daily")
"""Those that exist without anybody's doing; others exist once an announcement or a template names them."""

GRACE_SECONDS: Final = 3600
"""How late an announcement may still be sent unless it says otherwise."""

UNDO_SECONDS: Final = 5.0
"""Between the confirmation of an announcement for now and its first message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of Telegram's, whole.

    Attributes:
        text: the words, or the caption of a file; plain unless `html`.
        entities: Telegram's own formatting of `text`, as the Bot API gives it.
        html: the words in Telegram's HTML instead; `text` then holds the same in plain words.
        media: what kind of file goes along; file: its id at Telegram.
        preview: whether Telegram shows what a link in it leads to.
    """

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    html: str | None = None
    media: Media | None = None
    file: str | None = None
    preview: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it lies in the database."""
        return asdict(self) | {"entities": [dict(entity) for entity in self.entities]}

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Self:
        """The way back."""
        return cls(**{**given, "entities": tuple(given["entities"])})


@dataclass(frozen=True, slots=True)
class Content:
    """What is announced; made a `Message` when its time has come, from the knowledge of that time.

    Attributes:
        source: `message` is given whole; `pair` and `template` are named; `daily` is the next pair that wasn't shown.
        name: the pair's id or the template's name.
        message: for `message`.
    """

    source: Source
    name: str = ""
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who receives it.

    Attributes:
        reach: `all` subscribed chats, those of `categories`, or some `chats`.
        categories: an announcement of these goes to the subscribed chats that haven't declined all of them.
        chats: ids with the topic that receives it, None for the chat's own choice.
    """

    reach: Reach
    categories: tuple[str, ...] = ()
    chats: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it goes out.

    Attributes:
        when: `now`; once `at` a time; by `cron`; some days `before` a festival each year; on a `lunar` date each year.
        zone: an IANA time zone, in which all times are.
        at: `YYYY-MM-DD HH:MM`.
        cron: five fields.
        festival: its name in `calendar`; days: before it, 0 is on it.
        month: of the lunar year; day: of that month.
        time: `HH:MM`, for `before` and `lunar`.
    """

    when: When
    zone: str
    at: str = ""
    cron: str = ""
    festival: str = ""
    days: int = 0
    month: int = 0
    day: int = 0
    time: str = "09:00"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an operator decides about an announcement.

    Attributes:
        silent: without a sound; pin: at the top of the chat.
        grace: seconds by which it may be late and is sent still; later it is marked as missed.
        uncertain: whether a delivery of which nobody knows if it arrived is asked about or sent again.
        template: the template that it was made from, empty for none; what is on and off of the shipped ones.
    """

    content: Content
    audience: Audience
    schedule: Schedule
    silent: bool = False
    pin: bool = False
    grace: int = GRACE_SECONDS
    uncertain: Uncertainty = "ask"
    template: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it lies in the database."""
        given = asdict(self)
        message = self.content.message
        given["content"]["message"] = message.as_json() if message else None
        return given

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Self:
        """The way back."""
        content, audience = given["content"], given["audience"]
        message = Message.of_json(content["message"]) if content["message"] else None
        chats = tuple((int(chat), thread) for chat, thread in audience["chats"])
        made = {
            "content": Content(content["source"], content["name"], message),
            "audience": Audience(audience["reach"], tuple(audience["categories"]), chats),
            "schedule": Schedule(**given["schedule"]),
        }
        return cls(**{**given, **made})


@dataclass(frozen=True, slots=True)
class Announcement:
    """A plan that was taken down, and where it stands.

    Attributes:
        planned_by: a keyed hash of the operator; None is the shell. approved_by: likewise.
        next_at: when it is due next, in seconds since the epoch; None when never again.
        cards: in whose private chats (keyed hashes) which messages show its progress.
    """

    id: int
    plan: Plan
    state: State
    planned_by: str | None
    approved_by: str | None
    next_at: float | None
    cards: tuple[tuple[str, int], ...]
    created_at: float


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One due time of an announcement; see `bot.store.announced` for kinds and states.

    Attributes:
        of: the occurrence that an edit or a recall is about.
        message: what goes out; None until it is made, and for a recall.
        pair: the pair that it shows, if any.
    """

    id: int
    announcement: int
    kind: int
    due: float
    of: int | None
    state: int
    message: Message | None
    pair: str | None
    reason: str | None
    started_at: float | None
    ended_at: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries of an occurrence stand where."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.pending + self.sending + self.sent + self.failed + self.unknown + self.dropped
