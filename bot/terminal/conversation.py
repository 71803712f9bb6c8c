"""A conversation in the terminal: a line in, blocks out. Pure: the clock's time comes in with each line."""

from collections import Counter
from collections.abc import Callable

from bot.knowledge.model import Pair
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer, Memory, Outcome
from bot.replies.markup import Block, Span, block
from bot.replies.source import date_text, title_span
from bot.replies.words import Words, words_for
from bot.terminal.explain import explain
from bot.terminal.render import Shown, show_answers, show_context, show_outcome, show_questions
from bot.terminal.screen import COLUMNS
from bot.terminal.words import terminal_words

MAX_OPTION_DIGITS = 2
"""A longer number is no option of a list but something to ask about, a year for example."""

_SLASHES = "/\uff0f"
"""A Chinese input method writes the wide one."""


class Conversation:
    """What one person says and is told.

    Args:
        matcher: what answers.
        language: the person's language tag; None where it is not known.
        columns: of the screen.
    """

    def __init__(self, matcher: Matcher, language: str | None, columns: int = COLUMNS) -> None:
        self._matcher = matcher
        self._columns = columns
        self._knowledge = matcher.knowledge
        self._words: Words = words_for(language)
        self._own: Words = terminal_words(language)
        self._memory: Memory | None = None
        self._outcome: Outcome | None = None
        self._answered: tuple[Pair, ...] = ()
        self._options: tuple[str, ...] = ()
        self._commands: dict[str, Callable[[str], Shown]] = {
            "/context": self._context,
            "/why": self._why,
            "/topics": self._topics,
            "/sources": self._sources,
            "/help": self._help,
        }

    def welcome(self) -> tuple[Block, ...]:
        """What stands above the first prompt."""
        counts = {"articles": len(self._knowledge.articles), "pairs": len(self._knowledge.pairs)}
        return (block(self._own.text("chat.welcome", **counts)),)

    def say(self, line: str, now: float) -> tuple[Block, ...] | None:
        """What to show for a line.

        Args:
            line: a question, the number of an option or a command.
            now: seconds of a clock that never goes back.

        Returns:
            The blocks, none for a blank line; None when the person is leaving.
        """
        text = line.strip()
        if not text:
            return ()
        if text[0] in _SLASHES:
            return self._command("/" + text[1:])
        if self._options and text.isdecimal() and len(text) <= MAX_OPTION_DIGITS:
            return self._pick(int(text), now)
        self._outcome, self._memory = self._matcher.ask(text, self._memory, now)
        answers = self._outcome.matches if isinstance(self._outcome, Answer) else ()
        self._answered = tuple(self._knowledge.pairs[match.pair] for match in answers)
        return self._show(show_outcome(self._outcome, self._knowledge, self._words))

    def _show(self, shown: Shown) -> tuple[Block, ...]:
        self._options = shown.options
        return shown.blocks

    def _command(self, text: str) -> tuple[Block, ...] | None:
        name, _, rest = text.partition(" ")
        if name in {"/quit", "/exit"}:
            return None
        if name not in self._commands:
            return (block(self._own.text("chat.no-command", command=name)),)
        return self._show(self._commands[name](rest.strip()))

    def _pick(self, number: int, now: float) -> tuple[Block, ...]:
        if not 1 <= number <= len(self._options):
            return (block(self._own.text("chat.no-option", count=len(self._options))),)
        pair = self._knowledge.pairs[self._options[number - 1]]
        self._memory, self._answered = Memory(pair.question, (pair.id,), now), (pair,)
        return self._show(show_answers([pair], self._knowledge, self._words))

    def _context(self, _: str) -> Shown:
        if not self._answered:
            return Shown((block(self._own.text("chat.no-context")),), self._options)
        shown = [show_context(pair, self._knowledge, self._words) for pair in self._answered]
        return Shown(tuple(part for one in shown for part in one.blocks), self._options)

    def _why(self, _: str) -> Shown:
        if self._outcome is None:
            return Shown((block(self._own.text("why.nothing")),))
        return Shown(tuple(explain(self._outcome, self._knowledge, self._words, self._columns)), self._options)

    def _topics(self, topic: str) -> Shown:
        if not topic:
            return Shown(tuple(part for name in self._knowledge.articles for part in self._article_topics(name)))
        pairs = [pair for pair in self._knowledge.pairs.values() if topic in (pair.topic or "")]
        if not pairs:
            return Shown((block(self._own.text("chat.no-topic", topic=topic)),), self._options)
        return show_questions(block(Span(topic, bold=True)), pairs, self._knowledge, self._words)

    def _article_topics(self, name: str) -> list[Block]:
        counts = Counter(pair.topic for pair in self._knowledge.pairs.values() if pair.article == name and pair.topic)
        entries = (self._words.text("topics.entry", topic=topic, count=count) for topic, count in counts.items())
        title = Block((title_span(self._knowledge.articles[name], self._words, bold=True),))
        return [title, *(block(f"· {entry}", tight=True) for entry in entries)]

    def _sources(self, _: str) -> Shown:
        blocks: list[Block] = []
        for article in self._knowledge.articles.values():
            known = (article.publisher, date_text(article, self._words), *article.authors, article.url)
            facts = self._words.text("source.separator").join(fact for fact in known if fact)
            blocks.append(Block((title_span(article, self._words, bold=True),)))
            blocks.append(block(facts, tight=True))
        return Shown(tuple(blocks), self._options)

    def _help(self, _: str) -> Shown:
        return Shown((block(self._own.text("chat.help").strip()),), self._options)
