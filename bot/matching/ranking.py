"""One question against the knowledge: candidates ranked, guarded, and how sure we are of them. Pure.

Everything that is fitted stands in `calibration.json`: how scores make a rank, and how a rank makes a probability.
"""

import functools
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal, get_args

from bot.knowledge.model import Pair
from bot.matching.corpus import Corpus, View
from bot.matching.fold import fold, plain
from bot.matching.guards import guard, scope_of
from bot.matching.lexicon import lexicon
from bot.matching.outcome import Reason
from bot.matching.pinyin import is_pinyin
from bot.matching.scores import PERFECT, SCORES, Scored, candidates
from bot.matching.text import Text

Script = Literal["han", "latin", "pinyin"]
"""Chinese characters, another script, or Chinese in pinyin letters."""

PINYIN_SHARE = 0.8
"""Share of a question's Latin letters that must read as pinyin for it to be compared by letters."""
MIN_LETTERS = 4
"""Fewer Latin letters than this are an abbreviation (H5, PPT), not pinyin."""
LOOKED_AT = 8
"""Allowed candidates after which the rest is left alone: more than any outcome shows."""
SCOPES: frozenset[Reason] = frozenset({"guard:name", "guard:year", "guard:number"})
"""Guards that make a question without an answer another question; it has no excerpts to fail the others by."""
SAME_ANSWER = 0.5
"""Two pairs give the same answer when their excerpts share this much of the shorter one."""

FEATURES = (
    *SCORES, "margin", "twin", "hush", "evidence", "asks", "settles", "remark", "forbidden", "bias",
)  # fmt: skip
"""What the probabilities are computed from, in the order of their coefficients."""


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted coefficients for one script: `rank` over `SCORES`, `answer` and `offer` over `FEATURES`."""

    rank: tuple[float, ...]
    answer: tuple[float, ...]
    offer: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that is fitted. The limits are probabilities.

    Attributes:
        answer: from this probability of being right on, the best pair is the answer.
        remark: the same as `answer` for what has the form of a remark.
        hushed: the same where a question that is known to have no answer fits better by more than `hush`, in rank;
            by more than `silence` it forbids an answer.
        offer: from this probability that one of the options is right on, they are offered.
        follow: the rank from which a question that leans on an earlier one is answered.
        ambiguous: how far behind the best, in rank, a different pair of the same article fits equally well.
        twin: the same for a pair of another article, where the question names no place that tells them apart.
    """

    models: Mapping[Script, Model]
    answer: float
    remark: float
    hush: float
    hushed: float
    silence: float
    offer: float
    follow: float
    ambiguous: float
    twin: float


@functools.cache
def calibration() -> Calibration:
    """The calibration that comes with the package."""
    data = json.loads(resources.files("bot.matching").joinpath("calibration.json").read_text(encoding="utf-8"))
    models: dict[Script, Model] = {
        script: Model(**{name: tuple(values) for name, values in data["models"][script].items()})
        for script in get_args(Script)
    }
    return Calibration(models, **data["limits"])


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place.

    Attributes:
        number: the pair's number in the corpus.
        rank: higher is better; a logit, comparable within one question only.
        guard: what forbids it, if anything.
    """

    number: int
    pair: Pair
    phrasing: str
    rank: float
    scored: Scored
    guard: Reason | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its ranked candidates.

    Attributes:
        asked: the question as written; text: as compared.
        allowed: the pairs that no guard forbids; silent: the questions that are known to have no answer;
            forbidden: the pairs that a guard forbids; each best first.
        placed: whether the question names a place.
        answer: the probability that the best allowed one is right.
        offer: the probability that one of the allowed ones is.
        exact: whether the question is literally a phrasing of the best one.
    """

    asked: str
    text: Text
    allowed: tuple[Ranked, ...]
    silent: tuple[Ranked, ...]
    forbidden: tuple[Ranked, ...]
    placed: bool
    answer: float
    offer: float
    exact: bool = False


def judge(asked: str, corpus: Corpus, fitted: Calibration, beside: str = "") -> Judged:
    """Rank the candidates of one question and say how sure we are.

    Args:
        asked: the question as written, without the rest of the message.
        beside: the rest of the message, or all of it; its places count where the question names none.
    """
    text = view_for(script_of(asked), corpus).read(asked)
    return _literally(asked, text, corpus) or judge_text(asked, text, corpus, fitted, beside=beside)


def _literally(asked: str, text: Text, corpus: Corpus) -> Judged | None:
    """What a question gets that is literally a phrasing: no score or guard knows better than the curator."""
    entries = [corpus.words.entries[number] for number in corpus.exact.get(text.folded, ())]
    found = [
        Ranked(corpus.exact[text.folded][at], entry.pair, text.folded, MAX_GAP, Scored(0, 0, PERFECT), None)
        for at, entry in enumerate(entries)
    ]
    allowed = tuple(one for one in found if one.pair.excerpts)
    if not found:
        return None
    silent = tuple(one for one in found if not one.pair.excerpts)
    return Judged(asked, text, allowed, silent, (), False, float(bool(allowed)), float(bool(allowed)), exact=True)


def judge_text(
    asked: str,
    text: Text,
    corpus: Corpus,
    fitted: Calibration,
    *,
    beside: str = "",
    allows: Callable[[Pair], bool] = lambda _: True,
) -> Judged:
    """The same for a question that was already read, perhaps with the content of an earlier one behind it.

    Args:
        allows: which pairs may answer at all.
    """
    script = script_of(asked)
    view = view_for(script, corpus)
    model = fitted.models[script]
    scored = [one for one in candidates(text, view) if allows(view.entries[one.entry].pair)]
    ranked = sorted((_ranked(one, model, view) for one in scored), key=lambda one: -one.rank)
    allowed, silent, forbidden = _sorted_out(asked, beside, ranked, corpus)
    values = features(asked, text, allowed, silent, forbidden)
    return Judged(
        asked,
        text,
        allowed,
        silent,
        forbidden,
        bool(corpus.places.named(plain(asked))),
        answer=probability(model.answer, values),
        offer=probability(model.offer, values),
    )


def script_of(asked: str) -> Script:
    """The script of a question: in mixed ones that of the Latin letters, where these are pinyin."""
    text = plain(asked)
    words = re.findall(r"[a-zü]+", text)
    total = sum(map(len, words))
    pinyin = sum(len(word) for word in words if is_pinyin(word))
    han = sum(char >= "\u3400" for char in text)
    if total >= max(MIN_LETTERS, han) and pinyin >= PINYIN_SHARE * total:
        return "pinyin"
    return "latin" if total > 3 * han else "han"


def view_for(script: Script, corpus: Corpus) -> View:
    """The form of the knowledge that a question in some script is compared with."""
    return corpus.letters if script == "pinyin" else corpus.words


def _ranked(scored: Scored, model: Model, view: View) -> Ranked:
    entry = view.entries[scored.entry]
    rank = sum(weight * value for weight, value in zip(model.rank, scored.scores, strict=True))
    return Ranked(scored.entry, entry.pair, entry.texts[scored.phrasing].folded, rank, scored, None)


def _sorted_out(
    asked: str, beside: str, ranked: Iterable[Ranked], corpus: Corpus
) -> tuple[tuple[Ranked, ...], tuple[Ranked, ...], tuple[Ranked, ...]]:
    """Candidates, best first, into allowed, silent and forbidden ones; those beyond the first few don't matter."""
    allowed: list[Ranked] = []
    silent: list[Ranked] = []
    forbidden: list[Ranked] = []
    for one in ranked:
        if len(allowed) == LOOKED_AT:
            break
        forbids = guard(asked, beside, one.pair, corpus.knowledge.articles[one.pair.article], corpus.places)
        if not one.pair.excerpts:
            silent += [one] if forbids not in SCOPES else []
        elif forbids:
            forbidden.append(replace(one, guard=forbids))
        else:
            allowed.append(one)
    return tuple(allowed), tuple(silent), tuple(forbidden)


def holds(one: Pair, other: Pair) -> bool:
    """Whether one pair quotes all that another does."""
    return all(
        any(a.article == b.article and a.start <= b.start and b.end <= a.end for a in one.excerpts)
        for b in other.excerpts
    )


def same_answer(one: Pair, other: Pair) -> bool:
    """Whether two pairs quote the same words: to whoever asks, they are one answer."""
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in one.excerpts
        for b in other.excerpts
        if a.article == b.article
    )
    shorter = min(sum(e.end - e.start for e in pair.excerpts) for pair in (one, other))
    return shared >= SAME_ANSWER * shorter


def features(
    asked: str, text: Text, allowed: Sequence[Ranked], silent: Sequence[Ranked], forbidden: Sequence[Ranked]
) -> tuple[float, ...]:
    """The values behind the probabilities, in the order of `FEATURES`; all zero without an allowed candidate."""
    if not allowed:
        return (0.0,) * len(FEATURES)
    best = allowed[0]
    others = [one for one in allowed[1:] if not same_answer(best.pair, one.pair)]
    return (
        *best.scored.scores,
        _gap(best, others),
        _gap(best, [one for one in others if one.pair.article != best.pair.article]),
        _gap(best, silent),
        math.log1p(best.scored.scores.heard * sum(text.grams.values())),
        float(is_asking(asked)),
        float(scope_of(asked).settles),
        float(is_remark(asked)),
        max(0.0, forbidden[0].rank - best.rank) if forbidden else 0.0,
        1.0,
    )


MAX_GAP = 8.0
"""Ranks apart beyond which it makes no difference how far."""


def _gap(best: Ranked, others: Sequence[Ranked]) -> float:
    return max(-MAX_GAP, min(MAX_GAP, best.rank - others[0].rank)) if others else MAX_GAP


def is_asking(asked: str) -> bool:
    """Whether a text has the form of a question or of a request."""
    return is_question(asked) or is_request(asked)


def is_question(asked: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in asked or "？" in asked or lexicon().asking.search(fold(asked).rstrip(_TONE)) is not None


def is_request(asked: str) -> bool:
    """Whether a text requests an answer without asking (帮我查……)."""
    return lexicon().requests.search(fold(asked)) is not None


_TONE = "啊呀哈哦噢哇咯啦嘛呗"
_REMARK = re.compile(
    r"我[^?]*[了的]|咱|俺|觉得|感觉|希望|但愿|值得|应该|应当|真的?[^是]|太[^\s]|挺|[了啊呀呢吧哈嘛哦!。~…]+$|不错|厉害|佩服|敬佩|支持|加油|点赞|感动|期待"
)


def is_remark(asked: str) -> bool:
    """Whether a text has the form of a remark: it asks nothing, and it judges, feels or tells."""
    return not is_asking(asked) and _REMARK.search(plain(asked).strip()) is not None


def probability(coefficients: Sequence[float], values: Sequence[float]) -> float:
    """The logistic function of a weighted sum; 0 without any candidate."""
    if not values[-1]:
        return 0.0
    z = sum(c * v for c, v in zip(coefficients, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
