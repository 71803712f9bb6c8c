"""Plans in words: what is announced, to whom, when and how, a line each. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.announcements.model import CATEGORIES, Audience, Content, Plan
from bot.announcements.problems import Problem
from bot.announcements.schedule_words import schedule_words
from bot.knowledge.model import Knowledge
from bot.replies import Words
from bot.replies.text import shorten, tame

EXCERPT: Final = 60
"""Columns of a text by which its author knows it again."""

NAMED: Final = 3
"""Chats that are called by name; of more there is the number."""

GRACES: Final = (60, 3600, 12 * 3600, 24 * 3600)
"""How late an announcement may be. The first is for those that are marked as missed: a minute is no delay yet, since
even a bot that runs all the time takes a moment."""


def content_told(content: Content, knowledge: Knowledge, words: Words) -> str:
    """What is announced."""
    match content.source:
        case "pair":
            pair = knowledge.pairs.get(content.name)
            return words.text(
                "announce.content-pair", question=shorten(pair.question if pair else content.name, EXCERPT)
            )
        case "template":
            return words.text("announce.content-template", name=template_told(content.name, knowledge, words))
        case "daily":
            return words.text("announce.content-daily")
        case "message":
            message = content.message
            kind = words.text(f"announce.media.{message.media if message and message.media else 'text'}")
            return f"{kind} {shorten(tame(message.text), EXCERPT)}".rstrip() if message else ""


def template_told(name: str, knowledge: Knowledge, words: Words) -> str:
    """A template by its title; by its name when the knowledge has it no more."""
    template = knowledge.templates.get(name)
    return template.title(words.language) if template else name


def category_told(category: str, words: Words) -> str:
    """A category by the name that people read; the operators' own are called as they called them."""
    return words.text(f"subscriptions.category.{category}") if category in CATEGORIES else tame(category)


def audience_told(audience: Audience, titles: Mapping[int, str], words: Words) -> str:
    """Who receives it."""
    if audience.reach == "all":
        return words.text("announce.to-all")
    if audience.reach == "categories":
        named = words.text("list.separator").join(category_told(one, words) for one in audience.categories)
        return words.text("announce.to-categories", categories=named)
    named = words.text("list.separator").join(_chosen(*one, titles, words) for one in audience.chats[:NAMED])
    return words.text("announce.to-chats", chats=named, count=len(audience.chats))


def _chosen(chat: int, thread: int | None, titles: Mapping[int, str], words: Words) -> str:
    """A chosen chat, with the topic if one was chosen: its number, since Telegram tells bots no topic's name."""
    title = title_told(chat, titles)
    return title if thread is None else words.text("announce.to-topic", chat=title, topic=thread)


def title_told(chat: int, titles: Mapping[int, str]) -> str:
    """A chat by its name, which somebody else has chosen; by its number when it has none."""
    return shorten(tame(titles.get(chat, "")), EXCERPT // 2) or str(chat)


def options_told(plan: Plan, words: Words) -> str:
    """How it goes out."""
    message = plan.content.message
    wanted = {
        "silent": plan.silent,
        "pin": plan.pin,
        "link-preview": message is not None and message.preview,
    }
    told = [words.text(f"announce.option.{name}") for name, on in wanted.items() if on]
    told += [grace_told(plan.grace, words), words.text(f"announce.option.{plan.uncertain}")]
    return words.text("list.separator").join(told)


def grace_told(seconds: int, words: Words) -> str:
    """What happens when it is late."""
    if seconds <= GRACES[0]:
        return words.text("announce.option.missed")
    if seconds % 3600:
        return words.text("announce.option.late-minutes", count=seconds // 60)
    return words.text("announce.option.late", count=seconds // 3600)


def plan_told(plan: Plan, titles: Mapping[int, str], knowledge: Knowledge, words: Words) -> tuple[str, ...]:
    """All of a plan, a line each."""
    told = {
        "content": content_told(plan.content, knowledge, words),
        "audience": audience_told(plan.audience, titles, words),
        "time": schedule_words(plan.schedule, words),
        "options": options_told(plan, words),
    }
    return tuple(words.text(f"announce.fact.{name}", value=value) for name, value in told.items())


def problem_told(problem: Problem, words: Words) -> str:
    """What is wrong, and how to mend it."""
    return words.text(f"announce.problem.{problem.key}", **problem.values)


def problems_told(problems: Iterable[Problem], words: Words) -> str:
    """All that is wrong."""
    return "\n".join(problem_told(problem, words) for problem in problems)


def duration_told(seconds: float, words: Words) -> str:
    """About how long something takes, rounded up."""
    if seconds < 60:
        return words.text("announce.seconds", count=max(1, round(seconds)))
    return words.text("announce.minutes", count=-(-round(seconds) // 60))
