"""What each step of an operator's draft shows; reads what there is to choose from, changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.announcements import audience, homes
from bot.announcements.model import Audience, Message, Plan
from bot.knowledge.festivals import FESTIVALS
from bot.knowledge.model import Knowledge
from bot.replies import Reply, Words, announcing, announcing_times, short_id
from bot.replies.announcing import Choice, Frame, Options, Ticks
from bot.telegram.announce_draft import Draft, Step
from bot.telegram.announce_told import GRACES, NAMED, category_told, grace_told, plan_told, title_told
from bot.telegram.service import Service

MAX_CHATS: Final = 500
"""Chats that are offered by name: who sends to more of them sends to a category."""

_BACK: Final[Mapping[Step, Step]] = {
    "pair": "content",
    "templates": "content",
    "audience": "content",
    "categories": "audience",
    "chats": "audience",
    "topic": "chats",
    "time": "audience",
    "at": "time",
    "weekday": "time",
    "cron": "time",
    "festival": "time",
    "days": "festival",
    "month": "time",
    "day": "month",
    "clock": "time",
    "options": "time",
    "all": "content",
}
_SECTIONS: Final = frozenset({"content", "audience", "time", "options"})


@dataclass(frozen=True, slots=True)
class View:
    """What a screen is made of.

    Attributes:
        problem: what was wrong with what the operator has just sent; empty for nothing.
    """

    draft: Draft
    service: Service
    words: Words
    problem: str = ""

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge in force."""
        return self.service.matcher.knowledge

    @property
    def frame(self) -> Frame:
        """What all steps have in common."""
        draft = self.draft
        back = _BACK.get(draft.step, "")
        if draft.reviewed and draft.step in _SECTIONS:
            back = "all"
        return Frame(self.words, draft.token, draft.step, "" if draft.step == "all" else back, problem=self.problem)

    async def count(self, wanted: Audience) -> int:
        """How many chats would receive it."""
        return await audience.count(self.service.database, self.service.bot, self.draft.to(wanted).plan)

    async def facts(self) -> tuple[str, ...]:
        """All that has been decided, a line each."""
        return await facts_of(self.draft.plan, self.service, self.words)


async def facts_of(plan: Plan, service: Service, words: Words) -> tuple[str, ...]:
    """All of a plan, a line each, the chats that it was chosen for by their names."""
    chosen = plan.audience.chats[:NAMED]
    found = [await homes.home(service.database, service.bot, chat) for chat, _ in chosen]
    return plan_told(plan, {one.id: one.title for one in found if one}, service.matcher.knowledge, words)


async def screen_of(view: View) -> Reply:
    """The message that shows a step."""
    return await _SCREENS[view.draft.step](view)


async def _content(view: View) -> Reply:
    has_templates, kept = bool(view.knowledge.templates), view.draft.has_content
    return announcing.content_reply(view.frame, has_templates=has_templates, is_chosen=kept)


async def _pair(view: View) -> Reply:
    pairs = view.knowledge.pairs
    found = [(pairs[pair].question, short_id(pair)) for pair in view.draft.offered if pair in pairs]
    return announcing.list_reply(view.frame, found, "pair")


async def _templates(view: View) -> Reply:
    language = view.words.language
    templates = [(one.title(language), short_id(name)) for name, one in view.knowledge.templates.items()]
    return announcing.list_reply(view.frame, templates, "template", view.draft.page)


async def _audience(view: View) -> Reply:
    return announcing.audience_reply(view.frame, await view.count(Audience("all")))


async def _categories(view: View) -> Reply:
    """Buttons can't hold what the operators call their own categories, so they hold numbers of what is offered."""
    chosen = view.draft.plan.audience
    offered = view.draft.offered
    choices = [(category_told(name, view.words), str(number)) for number, name in enumerate(offered)]
    ticked = frozenset(str(offered.index(name)) for name in chosen.categories if name in offered)
    count = await view.count(chosen) if chosen.categories else 0
    return announcing.ticked_reply(view.frame, Ticks(choices, ticked, "category", count, view.draft.page))


async def _chats(view: View) -> Reply:
    chosen = view.draft.plan.audience
    known = await homes.homes(view.service.database, view.service.bot, MAX_CHATS)
    choices: list[Choice] = [(title_told(one.id, {one.id: one.title}), str(one.id)) for one in known]
    ticked = frozenset(str(chat) for chat, _ in chosen.chats)
    count = await view.count(chosen) if chosen.chats else 0
    return announcing.ticked_reply(view.frame, Ticks(choices, ticked, "chat", count, view.draft.page))


async def _options(view: View) -> Reply:
    plan = view.draft.plan
    graces = tuple((grace_told(seconds, view.words), str(seconds)) for seconds in GRACES)
    link = _link(plan.content.message)
    options = Options(plan.silent, plan.pin, link, plan.uncertain == "resend", graces, str(plan.grace))
    return announcing.options_reply(replace(view.frame, facts=await view.facts()), options)


def _link(message: Message | None) -> bool | None:
    """Whether links show what they lead to; None for what has none of its own."""
    return message.preview if message and not message.media else None


async def _all(view: View) -> Reply:
    return announcing.all_reply(replace(view.frame, facts=await view.facts()))


def _plain(reply: Callable[[Frame], Reply]) -> Callable[[View], Awaitable[Reply]]:
    """The screen of a step that asks the same whatever has been decided."""

    async def screen(view: View) -> Reply:
        return reply(view.frame)

    return screen


_SCREENS: Final[Mapping[Step, Callable[[View], Awaitable[Reply]]]] = {
    "content": _content,
    "pair": _pair,
    "templates": _templates,
    "audience": _audience,
    "categories": _categories,
    "chats": _chats,
    "topic": _plain(Frame.reply),
    "time": _plain(announcing_times.time_reply),
    "at": _plain(announcing_times.at_reply),
    "weekday": _plain(announcing_times.weekday_reply),
    "cron": _plain(Frame.reply),
    "festival": _plain(lambda frame: announcing_times.festival_reply(frame, tuple(FESTIVALS))),
    "days": _plain(announcing_times.days_reply),
    "month": _plain(announcing_times.month_reply),
    "day": _plain(announcing_times.day_reply),
    "clock": _plain(announcing_times.clock_reply),
    "options": _options,
    "all": _all,
    "words": _plain(Frame.reply),
}
"""Of `preview` and `check` the telling is made when what is shown is sent; see `announce_preview`."""
