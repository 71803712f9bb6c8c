"""Query -> outcome. Pure: time comes in as an argument, a conversation's memory goes in and comes out."""

from collections.abc import Sequence

from bot.knowledge.model import Knowledge
from bot.matching.context import fresh, judge_in_context, leans
from bot.matching.corpus import Corpus
from bot.matching.decision import decide, explain, is_answered
from bot.matching.fold import fold
from bot.matching.message import bare, clauses, halves, is_small_talk, questions
from bot.matching.outcome import Answer, Choices, Match, Memory, NoAnswer, Outcome
from bot.matching.ranking import Calibration, Judged, calibration, is_asking, judge, same_answer

WINDOW = 4
"""Neighbouring clauses that may make up one question in a long message."""


class Matcher:
    """Finds the pairs that answer a message.

    Args:
        knowledge: what there is to answer from; indexed at once.
        fitted: the calibration; by default the one that comes with the package.
    """

    def __init__(self, knowledge: Knowledge, fitted: Calibration | None = None) -> None:
        self.knowledge = knowledge
        self._corpus = Corpus(knowledge)
        self._fitted = fitted or calibration()

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
            kept = Memory(query, tuple(match.pair for match in outcome.matches), now)
        return outcome, kept

    def search(self, query: str, limit: int) -> tuple[Match, ...]:
        """The pairs nearest to some words, best first, each once; for browsing, not for answering."""
        judged = self._judge(bare(query))
        ranked = judged.allowed[:limit]
        return tuple(Match(one.pair.id, query, judged.answer if not i else 0.0) for i, one in enumerate(ranked))

    def _judge(self, asked: str) -> Judged:
        return judge(asked, self._corpus, self._fitted)

    def _outcome(self, query: str, memory: Memory | None) -> Outcome:
        if is_small_talk(query):
            return NoAnswer(query, "small-talk")
        message = bare(query)
        if not fold(message):
            return NoAnswer(query, "unknown")
        whole = self._judge(message)
        if not whole.exact:
            several = self._several(message, whole)
            if several:
                return self._answers(query, several)
            if memory:
                followed = self._follow(message, whole, memory)
                if followed:
                    return decide(query, followed, self._fitted, "follow-up")
        return decide(query, self._clearest(message, whole), self._fitted)

    def _clearest(self, message: str, whole: Judged) -> Judged:
        """The clause, or the neighbouring clauses, in which a message asks most clearly."""
        parts = clauses(message)
        if len(parts) < 2 or is_answered(whole, self._fitted):
            return whole
        asking = [is_asking(part) for part in parts]
        windows = [
            "".join(parts[start:end])
            for start in range(len(parts))
            for end in range(start + 1, min(start + WINDOW, len(parts)) + 1)
            if any(asking[start:end]) or not any(asking)
        ]
        judged = [self._judge(window) for window in windows if self._tells(window)]
        return max((whole, *judged), key=lambda one: (one.answer, one.offer))

    def _tells(self, text: str) -> bool:
        """Whether a text holds anything that the knowledge speaks of, and so is worth judging."""
        return any(len(gram) > 1 and gram in self._corpus.words.known for gram in self._corpus.words.read(text).grams)

    def _several(self, message: str, whole: Judged) -> Sequence[Judged]:
        """The questions of a message that asks more than one, judged; empty where it asks one."""
        parts = clauses(message, at_enumeration=True)
        asked = questions(parts)
        if len(asked) < 2:
            asked = halves(message) or (parts if not asked else ())
        if len(asked) < 2:
            return ()
        judged: list[Judged] = []
        for number, question in enumerate(asked):
            one = self._clearest(question, self._judge(question))
            if number and not is_answered(one, self._fitted):
                led = judge_in_context(question, asked[number - 1], self._corpus, self._fitted)
                one = max((one, led), key=lambda judged_one: judged_one.answer)
            judged.append(one)
        answered = [one for one in judged if is_answered(one, self._fitted)]
        pairs = [one.allowed[0].pair for one in answered]
        different = len(pairs) > 1 and any(not same_answer(pairs[0], pair) for pair in pairs[1:])
        return judged if different else ()

    def _answers(self, query: str, judged: Sequence[Judged]) -> Outcome:
        """One answer for each question that has one; questions that share an answer share it."""
        matches: list[Match] = []
        unanswered: list[str] = []
        pairs = self.knowledge.pairs
        for one in judged:
            if not is_answered(one, self._fitted):
                unanswered.append(one.asked)
            elif not any(same_answer(pairs[match.pair], one.allowed[0].pair) for match in matches):
                matches.append(Match(one.allowed[0].pair.id, one.asked, one.answer))
        confidence = min(match.confidence for match in matches)
        explanations = tuple(explain(one) for one in judged)
        return Answer(query, "confident", tuple(matches), confidence, tuple(unanswered), explanations)

    def _follow(self, message: str, whole: Judged, memory: Memory) -> Judged | None:
        """The message read as one that leans on what was asked before; None where it stands alone."""
        if is_answered(whole, self._fitted) and not leans(message):
            return None
        led = judge_in_context(message, memory.asked, self._corpus, self._fitted)
        if not led.allowed or led.answer < max(whole.answer if not leans(message) else 0.0, self._fitted.answer):
            return None
        return led if self._explains(message, led) else None

    def _explains(self, message: str, led: Judged) -> bool:
        """Whether the best pair explains what the message itself says, beyond what it leans on."""
        own = self._corpus.words.read(message)
        entry = self._corpus.words.entries[led.allowed[0].number]
        return all(token in entry.grams or sound in entry.sounds for token, sound in own.focus)
