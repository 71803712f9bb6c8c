"""Query -> outcome. Pure: time comes in as an argument, a conversation's memory goes in and comes out."""

from bot.encoding.cached import CachedEncoder
from bot.knowledge.model import Knowledge
from bot.matching.calibration import Calibration, calibration
from bot.matching.corpus import Corpus, Keep, made
from bot.matching.decision import decide, follow_up, nothing
from bot.matching.fold import fold
from bot.matching.follow_ups import follow, fresh, picked
from bot.matching.forms import is_order, is_remark, is_small_talk
from bot.matching.judging import Judging
from bot.matching.message import asked_of, bare
from bot.matching.outcome import Answer, Choices, Match, Memory, NoAnswer, Outcome
from bot.matching.several import answer_each, asks_both, clearest, several


class Matcher:
    """Finds the pairs that answer a message.

    Args:
        knowledge: what there is to answer from; indexed at once.
        fitted: the calibration; by default the one that comes with the package.
        encoder: makes vectors of texts, if there is one.
        keep: where indexes are kept between runs; nowhere by default.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        fitted: Calibration | None = None,
        encoder: CachedEncoder | None = None,
        keep: Keep = made,
    ) -> None:
        self.knowledge = knowledge
        self._judging = Judging(Corpus(knowledge, encoder, keep), fitted or calibration())

    def ask(self, query: str, memory: Memory | None = None, now: float = 0.0) -> tuple[Outcome, Memory | None]:
        """Answer a message.

        Args:
            query: the message as the person wrote it.
            memory: what the conversation remembers, as the last call gave it.
            now: seconds of the caller's clock; memory fades with it.

        Returns:
            The outcome, and what to remember until the next message.
        """
        kept = memory if fresh(memory, now) else None
        outcome = self._outcome(query, kept)
        if isinstance(outcome, (Answer, Choices)):
            kept = Memory(
                self._judging.corpus.understood(bare(query)), tuple(match.pair for match in outcome.matches), now
            )
        return outcome, kept

    def prepare(self) -> None:
        """Make now whatever the first questions would wait for."""
        self._judging.prepare()

    def search(self, query: str, limit: int) -> tuple[Match, ...]:
        """The pairs nearest to some words, best first, each once; for browsing, not for answering."""
        judged = self._judging.judge(self._judging.corpus.understood(bare(query)))
        ranked = judged.allowed[:limit]
        return tuple(Match(one.pair.id, query, judged.answer if not i else 0.0) for i, one in enumerate(ranked))

    def _outcome(self, query: str, memory: Memory | None) -> Outcome:
        message = bare(query)
        if is_small_talk(message):
            return NoAnswer(query, "small-talk")
        message = self._judging.corpus.understood(message)
        if not fold(message):
            return NoAnswer(query, "unknown", unanswered=(query,))
        fitted = self._judging.fitted
        if memory and (pair := picked(message, memory)) and pair in self.knowledge.pairs:
            return Answer(query, "follow-up", (Match(pair, message, fitted.answer),), fitted.answer)
        if fold(message) in self._judging.corpus.exact:  # whatever its form
            return decide(query, self._judging.judge(message), fitted)
        if is_order(message) or is_remark(message):
            return nothing(query, self._judging.judge(message), fitted)
        return self._asked(query, message, memory)

    def _asked(self, query: str, message: str, memory: Memory | None) -> Outcome:
        """The outcome for a message that isn't literally a phrasing.

        Args:
            message: as understood.
        """
        fitted, asked = self._judging.fitted, asked_of(message)
        if each := several(self._judging, message, asked):
            return answer_each(self._judging, query, each)
        whole = self._judging.judge(message)
        if memory and (led := follow(message, whole, memory, self._judging)):
            return follow_up(query, led, fitted)
        outcome = decide(query, clearest(self._judging, message, asked, whole), fitted)
        return _both(outcome) if asks_both(message) else outcome


def _both(outcome: Outcome) -> Outcome:
    """The best option of each article as answers, where a message asks for both and there are two that fit."""
    heads = {match.pair.partition("/")[0]: match for match in reversed(outcome.matches)}
    if not isinstance(outcome, Choices) or outcome.reason != "ambiguous" or len(heads) != 2:
        return outcome
    found = tuple(match for match in outcome.matches if match in heads.values())
    return Answer(outcome.query, "confident", found, min(m.confidence for m in found), (), outcome.explanations)
