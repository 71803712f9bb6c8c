"""What an operator is putting together: an announcement before it is planned, or new words for one that was sent. Pure.

It lies in the notes of their private chat with the bot, so that a restart in between loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Self, cast, get_args

from bot.announcements.model import Audience, Content, Plan, Schedule
from bot.telegram.kinds import Kind

Step = Literal[
    "content",
    "pair",
    "templates",
    "audience",
    "categories",
    "chats",
    "topic",
    "time",
    "at",
    "weekday",
    "cron",
    "festival",
    "days",
    "month",
    "day",
    "clock",
    "options",
    "all",
    "preview",
    "words",
    "check",
]
"""Where it stands: each is a screen. `all` is what may be changed after a preview; `words` and `check` are of words
that shall take the place of what was sent."""

STEPS: Final = frozenset(get_args(Step))

LISTENING: Final = frozenset(
    {"content", "pair", "categories", "topic", "at", "cron", "days", "clock", "words"},
)
"""Steps that take the next message, whatever it says; in all others a message is a question as ever."""

HOUR: Final = 3600.0
"""For how long a draft is kept after it was last touched."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been decided so far, and where it is shown.

    Attributes:
        token: tells the buttons of this draft from those of an earlier one.
        plan: with a message of None until there is something to announce.
        step: which screen is shown; page: of its list, counted from 0.
        screen: the message that shows it.
        shown: the messages of the preview, which go away when something is changed.
        source: the message that the words were taken from, which may still be edited.
        offered: what the buttons of this screen stand for, by their numbers.
        reviewed: whether there has been a preview: what is changed from then on leads back to all that there is.
        target: the announcement whose words shall be changed; None when a new one is planned.
    """

    token: str
    plan: Plan
    step: Step = "content"
    page: int = 0
    screen: int | None = None
    shown: tuple[int, ...] = ()
    source: int | None = None
    offered: tuple[str, ...] = ()
    reviewed: bool = False
    target: int | None = None

    @property
    def is_listening(self) -> bool:
        """Whether the next message is taken for it."""
        return self.step in LISTENING

    @property
    def has_content(self) -> bool:
        """Whether it is decided what is announced."""
        content = self.plan.content
        return content.message is not None or content.source != "message"

    def at(self, step: Step, **changes: Any) -> Self:
        """The same on another screen, from its first page."""
        return replace(self, step=step, page=0, **changes)

    def after(self, step: Step) -> Self:
        """On to the next screen; back to all that there is once there has been a preview."""
        return self.at("all" if self.reviewed else step)

    def saying(self, content: Content, source: int | None = None) -> Self:
        """With something to announce."""
        template = content.name if content.source == "template" else ""
        return replace(self, plan=replace(self.plan, content=content, template=template), source=source)

    def to(self, audience: Audience) -> Self:
        """With other recipients."""
        return replace(self, plan=replace(self.plan, audience=audience))

    def due(self, **schedule: Any) -> Self:
        """With another time, in the same zone; what isn't named keeps nothing of the time before."""
        return replace(self, plan=replace(self.plan, schedule=Schedule(zone=self.plan.schedule.zone, **schedule)))

    def timed(self, **schedule: Any) -> Self:
        """With a part of its time changed."""
        return replace(self, plan=replace(self.plan, schedule=replace(self.plan.schedule, **schedule)))

    def but(self, **plan: Any) -> Self:
        """With other options of the plan."""
        return replace(self, plan=replace(self.plan, **plan))

    def as_json(self) -> dict[str, Any]:
        """As it lies in the notes."""
        given = {name: getattr(self, name) for name in _PLAIN}
        return given | {"plan": self.plan.as_json()}

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Self:
        """The way back."""
        lists = {name: tuple(given[name]) for name in ("shown", "offered")}
        made = {"plan": Plan.of_json(given["plan"]), "step": cast("Step", given["step"])}
        return cls(**{**given, **lists, **made})


_PLAIN: Final = ("token", "step", "page", "screen", "shown", "source", "offered", "reviewed", "target")


def new_draft(token: str, zone: str, target: int | None = None) -> Draft:
    """Nothing is decided yet.

    Args:
        token: six letters and digits that no earlier draft had.
        zone: an IANA time zone.
        target: the announcement whose words shall be changed, if any.
    """
    plan = Plan(Content("message"), Audience("all"), Schedule("now", zone))
    return Draft(token, plan, "content" if target is None else "words", target=target)


DRAFT: Final[Kind[Draft]] = Kind("announce-draft", HOUR, Draft.as_json, Draft.of_json)
"""By the operator's private chat."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a draft.

    Attributes:
        token: the draft's.
        announcement: its number.
    """

    token: str
    announcement: int = field(default=0)


PLANNED: Final[Kind[Planned]] = Kind(
    "announce-planned", HOUR, lambda p: [p.token, p.announcement], lambda v: Planned(v[0], v[1])
)
"""The newest one, by chat: a press that comes again after a crash finds what it has done already."""


def _flag(name: str, seconds: float) -> Kind[bool]:
    return Kind(name, seconds, bool, bool)


TAKEN: Final = _flag("announce-taken", HOUR)
"""Messages that were no questions, by chat and message: an edit of one is no question either."""
