"""A question with the one before it in mind: 那望城呢?, 占地多少?, 一共多少字? Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise

from bot.knowledge.model import Pair
from bot.matching.features import Ranked
from bot.matching.fold import fold, has_han, plain
from bot.matching.forms import TELLING, content_of
from bot.matching.judging import Judging, Words
from bot.matching.pinyin import letters
from bot.matching.ranking import Judged
from bot.matching.text import Text, is_form, sound_of
from bot.matching.view import Allowed

CARRIED = 0.5
"""Weight of the earlier question's content beside the present one's."""
ALONE = 0.5
"""Weight of a pair's rank without the earlier question beside its rank with it."""
TRIED = 3
"""Best pairs of which one may explain a question that leans."""
NEAR = 250
"""Characters between two quotations up to which one is likely to go on where the other ended: what people ask next
mostly stands beside what they were told."""
Kinds = frozenset[str]
CLEAR = 2.0
"""By how much, in rank, the answer to a question that says nothing of its own (内容呢) must lead."""
_SHIFTS = re.compile(r"(?:再?[上前下后]1?|去|前|明|次)(?:年|届|期|季度?|个?月|次)|(?:之|往)[前后]")
"""What moves a question in time, to where only a pair that says so can follow."""


@dataclass(frozen=True)
class Leaning(Text):
    """A question with the content of an earlier one behind it; focus and chain stay its own."""

    before: Text

    @cached_property
    def core(self) -> str:
        """Both without fillers and question words."""
        return self.before.core + "".join(token for run in self.runs for token in run)

    @cached_property
    def sounds(self) -> dict[str, float]:
        """The sounds of both, the earlier ones lighter."""
        return {sound: CARRIED * weight for sound, weight in self.before.sounds.items()} | super().sounds


@dataclass(frozen=True, slots=True)
class Context:
    """What a question may lean on.

    Attributes:
        asked: the earlier question, as written.
        answered: the pair that answered it, if one did.
    """

    asked: str
    answered: Pair | None

    def is_near(self, pair: Pair) -> bool:
        """Whether a pair quotes what stands beside the earlier answer, or speaks of another article at all."""
        answered = self.answered
        if answered is None or pair.article != answered.article:
            return True
        return any(
            max(one.start - other.end, other.start - one.end) <= NEAR
            for one in pair.excerpts
            for other in answered.excerpts
            if one.article == other.article
        )

    def allowed(self, asked: str, judging: Judging, *, anywhere: bool = False) -> Allowed | None:
        """Which pairs may follow: all but the earlier answer, in its article unless the question leads to another."""
        answered = self.answered
        if answered is None:
            return None
        article = None if anywhere or place_of(asked, judging) else answered.article
        return judging.corpus.allowed(article, answered.id)


def judge_in_context(asked: str, context: Context, judging: Judging, *, anywhere: bool = False) -> Judged:
    """Judge a question with the content of an earlier one behind it.

    What the question itself says stays decisive: guards and focus look at it alone, and the earlier question's place
    gives way to one that it names. The answer lies in the earlier one's article, unless the question names another
    article's place, and isn't the earlier answer again.

    Args:
        asked: as written.
        anywhere: whether the answer may stand in another article.
    """
    at = place_of(asked, judging)
    earlier = _without(context.asked, at, "", judging) if at else plain(context.asked)
    now, before = judging.read(asked), judging.read(earlier)
    own = {field.name: getattr(now, field.name) for field in fields(Text)}
    grams = {gram: CARRIED * weight for gram, weight in before.grams.items()} | now.grams
    every = tuple(dict.fromkeys((*now.every, *before.grams)))
    text = Leaning(**own | {"kinds": now.kinds or before.kinds, "grams": grams, "every": every}, before=before)
    return judging.judge_text(asked, text, earlier, context.allowed(asked, judging, anywhere=anywhere))


def reconsider(
    led: Judged, context: Context, judging: Judging, kinds: Kinds = frozenset(), *, anywhere: bool = False
) -> Judged:
    """A question judged in context, with the pair in front that fits with and without it and explains the question.

    Args:
        led: as `judge_in_context` gave it; `context` and `anywhere` as it took them.
        kinds: the kinds of question that the earlier one asked, where they are asked of another subject: a pair that
            is asked for them comes first.
    """
    allowed = context.allowed(led.asked, judging, anywhere=anywhere)
    if allowed is None or not content_of(led.asked):
        return led
    own = judging.judge_text(led.asked, judging.read(led.asked), context.asked, allowed)
    alone = {one.number: one.rank for one in own.allowed}
    lowest = min((one.rank for one in (*led.allowed, *own.allowed)), default=0.0)
    both = sorted(led.allowed, key=lambda one: -(one.rank + ALONE * alone.get(one.number, lowest)))
    asked_for = [one for one in led.allowed if kinds and _is_asked_for(kinds, one.number, judging)]
    tries = (*_fronted(led, asked_for), *_fronted(led, both), *_fronted(own, own.allowed))
    return next((one for one in tries if follows(one, judging, context)), led)


def _fronted(judged: Judged, ordered: Sequence[Ranked]) -> Iterator[Judged]:
    """A question with each of the first of some pairs in front in turn, and the others in their order behind it."""
    for first in ordered[:TRIED]:
        rest = (one for one in (*ordered, *judged.allowed) if one is not first)
        yield replace(judged, allowed=(first, *dict.fromkeys(rest)))


def follows(judged: Judged, judging: Judging, context: Context, kinds: Kinds = frozenset()) -> bool:
    """Whether the best pair answers a question that leans: it fits, and explains what the question itself says.

    What only names a topic (那书屋呢) must be named by the pair in one piece; what isn't sure to be right must stand
    beside the earlier answer, or be such a topic in the pair's own characters.

    Args:
        kinds: the kinds of question that the pair must be asked for, beside the question's own.
    """
    if not judged.allowed:
        return False
    pair, text = judged.allowed[0].pair, judging.read(judged.asked)
    shift = _SHIFTS.search(fold(judged.asked))
    if shift and shift[0] not in fold(" ".join((pair.question, *(excerpt.text for excerpt in pair.excerpts)))):
        return False
    topic = () if text.kinds else _joined(text)
    words = (*text.focus, *topic)
    if judging.is_far(judged):
        return False
    if not words and not text.kinds & TELLING and not (context.is_near(pair) and judging.leads(judged, CLEAR)):
        return False
    if not (_is_asked_for(text.kinds or kinds, judged.allowed[0].number, judging) and judging.speaks_of(judged, words)):
        return False
    named = bool(topic) and judging.speaks_of(judged, tuple((word, "") for word, _ in topic))
    return named or context.is_near(pair) or judging.answers(judged)


def _is_asked_for(kinds: Kinds, pair: int, judging: Judging) -> bool:
    """Whether a pair, by its number, is asked for something of these kinds, as far as they are telling."""
    wanted = kinds & TELLING
    return not wanted or judging.is_asked_for(pair, wanted)


def _joined(text: Text) -> Words:
    """Each two neighbouring content tokens of a text as one, with its sound."""
    return tuple(
        (one + other, f"{sound_of(one)} {sound_of(other)}")
        for run in text.runs
        for one, other in pairwise(run)
        if not (is_form(one) or is_form(other) or one.isascii() or other.isascii())
    )


def place_of(asked: str, judging: Judging) -> str | None:
    """The article that is about a place which a question names."""
    places = judging.corpus.places
    if has_han(asked):
        homes = (places.home_of(place) for place in places.named(plain(asked)))
        return next((home for home in homes if home), None)
    glued = letters(plain(asked))
    return next((name for name, (_, short) in places.homes.items() if letters(short) in glued), None)


def asked_there(asked: str, earlier: str, at: str, judging: Judging) -> str | None:
    """The earlier question asked of the place that the present one names; None where that says anything else.

    Args:
        at: the article that is about the place.
    """
    full, short = judging.corpus.places.homes[at]
    said = content_of(asked)
    for form in (full, short, letters(short)):
        said = said.replace(fold(form), "")
    if said.strip("篇稿文章报道新闻县区市"):
        return None
    place = short if has_han(earlier) else letters(short)
    moved = _without(earlier, at, place, judging)
    return moved if place in moved else f"{place} {moved}"


def _without(earlier: str, at: str, place: str, judging: Judging) -> str:
    """The earlier question with a place put for those that other articles are about."""
    earlier = plain(earlier)
    for name, (full, short) in judging.corpus.places.homes.items():
        for form in (full, short, letters(short)) if name != at else ():
            bounded = rf"(?<![a-z]){form}(?![a-z])" if form.isascii() else re.escape(form)
            earlier = re.sub(bounded, place, earlier)
    return earlier
