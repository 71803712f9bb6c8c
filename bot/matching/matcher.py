"""Query -> outcome. Pure: time comes in as an argument, a conversation's memory goes in and comes out."""

from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.model import Knowledge
from bot.matching.calibration import Calibration, calibration
from bot.matching.context import fresh, is_brief, judge_in_context, leans
from bot.matching.corpus import Corpus
from bot.matching.decision import decide, explain, follow_up, is_answered, is_silenced
from bot.matching.fold import fold
from bot.matching.forms import is_asking, is_order, is_question, is_request, is_small_talk
from bot.matching.message import bare, clauses, halves, questions
from bot.matching.outcome import Answer, Choices, Match, Memory, NoAnswer, Outcome
from bot.matching.ranking import Judged, judge
from bot.matching.script import script_of

WINDOW = 4
"""Neighbouring clauses that may make up one question in a long message."""


TOP = 3
"""A question that could stand alone is answered from its context only with one of so many of its own best pairs."""
LEFT_OUT = 0.5
"""Share of its probability that a part of a message loses when it leaves out all else that the knowledge speaks of."""
MIN_KNOWN = 2
"""Known bigrams or words that a clause must hold to be worth judging."""
MAX_QUESTIONS = 6
"""Questions of one message that are answered each; more are a pasted list, of which the clearest is answered."""


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

    def _judge(self, asked: str, beside: str = "") -> Judged:
        return judge(asked, self._corpus, self._fitted, beside)

    def _outcome(self, query: str, memory: Memory | None) -> Outcome:
        if is_small_talk(bare(query)):
            return NoAnswer(query, "small-talk")
        message = bare(query)
        if not fold(message) or is_order(message):
            return NoAnswer(query, "unknown", unanswered=(query,))
        whole = self._judge(message)
        if not whole.exact:
            several = self._several(message)
            if several:
                return self._answers(query, several)
            if memory:
                led = self._follow(message, whole, memory)
                if led:
                    return follow_up(query, led, self._fitted)
        return decide(query, self._clearest(message, whole), self._fitted)

    def _clearest(self, message: str, whole: Judged) -> Judged:
        """The clause, or the neighbouring clauses, in which a message asks most clearly."""
        parts = clauses(message)
        asking = [is_asking(part) for part in parts]
        if len(parts) < 2 or not any(asking) or is_answered(whole, self._fitted):
            return whole
        windows = [
            "".join(parts[start:end])
            for start in range(len(parts))
            for end in range(start + 1, min(start + WINDOW, len(parts)) + 1)
            if any(asking[start:end]) and end - start < len(parts)
        ]
        judged = [self._judge(window, message) for window in windows if self._tells(window)]
        told = self._told(message) or 1.0

        def clearness(one: Judged) -> tuple[float, float]:
            """Its probability, less for each thing of the message that it leaves out and the knowledge speaks of."""
            return one.answer * (1 - LEFT_OUT * (1 - self._told(one.asked) / told)), one.offer

        return max((whole, *judged), key=clearness)

    def _told(self, text: str) -> float:
        """The weight of what the knowledge speaks of in a text."""
        view = self._corpus.view(script_of(text))
        grams = view.read(text).grams
        return view.rarity.total({gram: weight for gram, weight in grams.items() if gram in view.known})

    def _tells(self, text: str) -> bool:
        """Whether a text holds enough that the knowledge speaks of to be worth judging."""
        view = self._corpus.view(script_of(text))
        return sum(len(gram) > 1 and gram in view.known for gram in view.read(text).grams) >= MIN_KNOWN

    def _asks(self, part: str) -> bool:
        """Whether a clause asks by itself: in question form, or as a request that says for what."""
        return is_question(part) or (is_request(part) and not part.endswith((":", "：")) and self._tells(part))

    def _several(self, message: str) -> Sequence[Judged]:
        """The questions of a message that asks more than one, judged; empty where it asks one."""
        parts = clauses(message, at_enumeration=True)
        asked = questions(parts, self._asks)
        if len(asked) < 2:
            asked = halves(message) or (() if asked else tuple(part for part in parts if self._tells(part)))
        if not 1 < len(asked) <= MAX_QUESTIONS:
            return ()
        judged: list[Judged] = []
        for number, question in enumerate(asked):
            one = self._clearest(question, self._judge(question, "".join(asked[:number])))
            if number and not is_answered(one, self._fitted):
                one = self._led(question, asked[number - 1], judged[-1], one) or one
            judged.append(one)
        pairs = {one.allowed[0].pair.id for one in judged if is_answered(one, self._fitted)}
        apart = all(question.rstrip().endswith(("?", "？")) for question in asked)
        return judged if len(pairs) > 1 or (pairs and apart) else ()

    def _led(self, question: str, earlier: str, before: Judged, alone: Judged) -> Judged | None:
        """A question of a message as led up to by the one before it; None where nothing answers it even so.

        Args:
            earlier: the one before it; before: as judged.
            alone: the question as judged by itself.
        """
        answered = before.allowed[0].pair if is_answered(before, self._fitted) else None
        led = judge_in_context(question, earlier, answered, self._corpus, self._fitted)
        if is_answered(led, self._fitted):
            return led
        followed = next((one for one in (led, alone) if answered and self._follows(question, one)), None)
        if followed is None:
            return None
        sure = max(followed.answer, self._fitted.answer)
        return replace(followed, allowed=followed.allowed[:1], silent=(), answer=sure)

    def _answers(self, query: str, judged: Sequence[Judged]) -> Outcome:
        """One answer for each question that has one; a pair that answers two of them stands once."""
        matches: dict[str, Match] = {}
        unanswered: list[str] = []
        for one in judged:
            if is_answered(one, self._fitted):
                pair = one.allowed[0].pair.id
                matches.setdefault(pair, Match(pair, one.asked, one.answer))
            else:
                unanswered.append(one.asked)
        confidence = min(match.confidence for match in matches.values())
        explanations = tuple(explain(one) for one in judged)
        return Answer(query, "confident", tuple(matches.values()), confidence, tuple(unanswered), explanations)

    def _follow(self, message: str, whole: Judged, memory: Memory) -> Judged | None:
        """The message read as one that leans on what was asked before; None where it stands alone."""
        if is_answered(whole, self._fitted) and not leans(message):
            return None
        answered = self.knowledge.pairs.get(memory.pairs[0]) if len(memory.pairs) == 1 else None
        led = judge_in_context(message, memory.asked, answered, self._corpus, self._fitted)
        elliptic = leans(message) or is_brief(message)
        if elliptic and led.forbidden and not led.allowed:
            return led
        if led.allowed and led.answer < whole.answer / 2:
            return None
        if not elliptic and led.allowed and led.allowed[0].number not in {one.number for one in whole.allowed[:TOP]}:
            return None
        return led if self._follows(message, led) else None

    def _follows(self, message: str, led: Judged) -> bool:
        """Whether the best pair answers a question that leans: it fits, and explains what the question itself says."""
        if not led.allowed or led.allowed[0].rank < self._fitted.follow or is_silenced(led, self._fitted):
            return False
        view = self._corpus.view(script_of(message))
        entry = view.entries[led.allowed[0].number]
        return all(token in entry.grams or sound in entry.sounds for token, sound in view.read(message).focus)
