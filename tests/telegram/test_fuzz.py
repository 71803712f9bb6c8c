"""Updates built by chance from the library's own types, right and wrong, through what handles each stored update."""

import inspect
import sys
import types
import typing
from datetime import datetime, timedelta
from functools import cache

import telegram
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from telegram_knowledge import HOURS, TREES
from telegram_world import ANN, BEN, DATE, FORUM, GROUP, ME, PRIVATE

from bot.inbox.handling import Unreadable

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""What the bot asks Telegram for; the other kinds come less often, and only since others may have asked for them."""

OTHERS = tuple(sorted(set(inspect.signature(telegram.Update).parameters) - {"update_id", "api_kwargs", *KINDS}))
NOT_SENT = {"self", "return", "api_kwargs"}
RENAMED = {"from_user": "from"}
WILD = "surprise"
"""A kind of update that doesn't exist marks those that may hold anything."""

DEPTH = 3
MOST_FIELDS = 4

HUGE = st.sampled_from([2**31, 2**63, -(2**63), 2**70, -1, 0, 10**18])
WRONG = st.sampled_from([None, "", "x", 5, -1, 2.5, True, [], {}, [[]], [None], {"id": "x"}, 2**70])
TEXTS = st.one_of(
    st.sampled_from([TREES, HOURS, f"/ask {TREES}", f"@pear_bot {HOURS}", "/help", "/forget", "/language"]),
    st.sampled_from(["\ud83d", "\0", "<b>&lt;", "🍐" * 2048, "\u202e/ask", "s:1", "c:", "n"]),
    st.text(max_size=20),
)
KNOWN = {
    telegram.User: st.sampled_from([ANN, BEN, ME]),
    telegram.Chat: st.sampled_from([PRIVATE, GROUP, FORUM]),
}
"""Somebody whom the bot may know, so that what it remembers of them is met too."""


def parameters(cls):
    """What a type is made of: each part's type by its name in JSON, and the names of those that it can't be without."""
    names = {**vars(typing), **vars(telegram), **vars(sys.modules[cls.__module__])}
    hints = typing.get_type_hints(cls.__init__, globalns=names)
    signature = inspect.signature(cls.__init__).parameters
    wanted = {name: hint for name, hint in hints.items() if name not in NOT_SENT}
    needed = {RENAMED.get(name, name) for name in wanted if signature[name].default is inspect.Parameter.empty}
    return {RENAMED.get(name, name): hint for name, hint in wanted.items()}, needed


@cache
def of_type(hint, depth, wild):
    """JSON for a type; a wild one may be anything else too."""
    right = _right(hint, depth, wild)
    return st.integers(0, 9).flatmap(lambda chance: WRONG if chance == 0 else right) if wild else right


def _right(hint, depth, wild):
    origin, inner = typing.get_origin(hint), [one for one in typing.get_args(hint) if one is not type(None)]
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin is dict:
        return st.dictionaries(st.text(max_size=3), WRONG, max_size=2)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([of_type(one, depth, wild) for one in inner])
    if inner:
        return st.lists(of_type(inner[0], depth, wild), max_size=2)
    if inspect.isclass(hint) and issubclass(hint, telegram.TelegramObject):
        return st.one_of([_object(one, depth, wild) for one in hint.__subclasses__() or [hint]])
    return _plain(hint, wild)


def _plain(hint, wild):
    if hint is bool:
        return st.booleans()
    if hint is datetime:
        return st.sampled_from([DATE, DATE + 30, 0, *([10**18, -1] if wild else [])])
    if hint in {int, float, timedelta}:
        return st.one_of(st.integers(0, 10), HUGE) if wild else st.integers(-(2**40), 2**40)
    return TEXTS


def _object(cls, depth, wild):
    made = _made(cls, depth, wild)
    return st.one_of(KNOWN[cls], KNOWN[cls], made) if cls in KNOWN else made


@st.composite
def _made(draw, cls, depth, wild):
    """An object of a type, with all that it needs and a little of what it may have."""
    parts, needed = parameters(cls)
    chosen = set(needed)
    if depth > 0 and parts:
        chosen |= draw(st.sets(st.sampled_from(sorted(parts)), max_size=MOST_FIELDS))
        chosen |= {"text", "from"} & set(parts) if cls is telegram.Message else set()
    return _tag(cls) | {name: draw(of_type(parts[name], depth - 1, wild)) for name in sorted(chosen)}


@cache
def _tag(cls):
    """What tells a type from its siblings in JSON; its constructor doesn't ask for it."""
    base = cls.__mro__[1]
    if base in {telegram.TelegramObject, telegram.MaybeInaccessibleMessage}:
        return {}
    shown = cls(**dict.fromkeys(parameters(cls)[0], ())).to_dict()
    return {name: shown[name] for name in ("type", "status", "source") if name in shown}


@st.composite
def updates(draw):
    """An update of one kind, half of them sound; a wild one may hold what is another's."""
    parts, _ = parameters(telegram.Update)
    wild = draw(st.booleans())
    kind = draw(st.sampled_from([*KINDS, *KINDS, *KINDS, draw(st.sampled_from(OTHERS))]))
    update = {"update_id": draw(st.integers(1, 2**40)), kind: draw(of_type(parts[kind], DEPTH, wild))}
    return update | ({WILD: draw(WRONG)} if wild else {})


async def handled(world, update):
    """Whether the bot could make something of an update; if not it is set aside at once, and never fails."""
    try:
        writes = await world.handle(update, world.now)
    except Unreadable:
        return False
    await world.service.writer.commit(*writes)
    return True


CHANCE = settings(
    deadline=None,  # a busy machine is no mistake of ours
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@settings(CHANCE, max_examples=250)
@given(batch=st.lists(updates(), min_size=4, max_size=4))
async def test_no_update_breaks_anything(world, batch):
    """Each is handled or set aside, and whoever asks after it is answered."""
    for update in batch:
        await handled(world, update)
    world.now += 600
    answers = await world.say(HOURS, user=ANN)
    assert any("早上八点开门" in call.get("text", "") for call in answers)


@settings(CHANCE, max_examples=1)
@given(batch=st.lists(updates(), min_size=100, max_size=100))
async def test_most_of_what_chance_builds_is_readable(world, batch):
    """Otherwise the test above would prove little."""
    assert sum([await handled(world, update) for update in batch]) > 50
