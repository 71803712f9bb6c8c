"""A text as it is compared: its content in n-grams, and the kinds of question that it asks. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.matching.fold import fold_all
from bot.matching.lexicon import lexicon
from bot.matching.pinyin import syllables

_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[a-z]+|[^\s]")

PLAIN, NUMBER, WORD, PARTICLE = 0.5, 1.2, 1.2, 0.1
"""Weights of a single character, a number, a word of another script, a character that is mostly form."""
PAIRED, LOOSE = 1.0, 0.3
"""Weights of two neighbouring characters, and of two with a form character among them."""
TRIGRAM, STEM = 0.25, 0.6
"""Weights of three letters in a word, and of how a longer word begins: invested and investment come near each other."""
FOCUS = 3
"""Tokens on either side of a question word that make its focus."""

Rewrite = Callable[[str], str]
"""Puts curated synonyms into one form; takes and gives folded text."""


@dataclass(frozen=True)
class Text:
    """A text in the form in which it is compared.

    Attributes:
        folded: all of it, folded.
        runs: its tokens without fillers and question words; what stood between two of these is one run.
        kinds: the kinds of question that it asks (`who`, `when`, `count` …).
        asked: before which runs a question word stood.
        grams: each content n-gram once, to its weight before rarity.
        every: each n-gram once, form words included.
    """

    folded: str
    runs: tuple[tuple[str, ...], ...]
    kinds: frozenset[str]
    asked: tuple[int, ...]
    grams: dict[str, float]
    every: tuple[str, ...]

    @cached_property
    def core(self) -> str:
        """The folded text without fillers and question words."""
        return "".join(token for run in self.runs for token in run)

    @cached_property
    def sounds(self) -> dict[str, float]:
        """The n-grams as toneless, accent-blind pinyin."""
        sounds: dict[str, float] = {}
        for run in self.runs:
            _add_sounds(run, sounds)
        return sounds

    @cached_property
    def focus(self) -> tuple[tuple[str, str], ...]:
        """The content next to the question words, each token with its sound.

        It says what is asked of the subject (占地多少, 哪年牺牲). Without a question word, the last content.
        """
        content = [[token for token in run if not is_form(token)] for run in self.runs]
        tokens: dict[str, None] = {}
        for at in self.asked or (len(content),):
            before = next((run for run in reversed(content[:at]) if run), [])
            after = next((run for run in content[at:] if run), [])
            tokens |= dict.fromkeys((*before[-FOCUS:], *after[:FOCUS]))
        return tuple((token, sound_of(token)) for token in tokens)

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """The bigrams in order, an empty string where a run ends; two words of letters make none."""
        return tuple(gram for run in self.runs if run for gram in (*_joined(run), ""))


def analyse_all(texts: Iterable[str], rewrite: Rewrite) -> list[Text]:
    """Bring texts, as written, into the form in which they are compared; many at once take far less than one by one."""
    return [_analyse(rewrite(folded)) for folded in fold_all(texts)]


def _analyse(folded: str) -> Text:
    tokens = _TOKEN.findall(folded)
    runs, kinds, asked = _strip(tokens)
    grams: dict[str, float] = {}
    for run in runs:
        _add_grams(run, grams)
    every = tuple(dict.fromkeys((*tokens, *_joined(tokens), *grams)))
    return Text(folded, tuple(map(tuple, runs)), frozenset(kinds), tuple(asked), grams, every)


def _strip(tokens: list[str]) -> tuple[list[list[str]], set[str], list[int]]:
    """Cut fillers and question words out, the longest first, and remember the kinds and places of the latter."""
    single, starts = lexicon().single, lexicon().starts
    run: list[str] = []
    runs, kinds, asked, at, last = [run], set(), [], 0, len(tokens) - 1
    while at < len(tokens):
        token, length = tokens[at], 1
        role = single.get(token)
        for word, role_of_word in starts.get(token + tokens[at + 1], ()) if at < last else ():
            if tokens[at : at + len(word)] == word:
                length, role = len(word), role_of_word
                break
        if role is None or (role == "particle" and length == 1 and not token.isascii()):
            run.append(token)
        else:
            if role not in ("filler", "particle"):
                kinds.add(role)
                asked.append(len(runs))
            run = []
            runs.append(run)
        at += length
    return runs, kinds, asked


def is_form(token: str) -> bool:
    """Whether a single token carries form rather than content."""
    return token in lexicon().form


def sound_of(token: str) -> str:
    """A token's sound: of a Chinese character its blurred syllable, else itself."""
    return token if token.isascii() else syllables(token)[0]


HAN, FIGURE, WORD_OF_LETTERS = 1, 2, 4
"""What an n-gram is, where it is one token: a character, a number, a word of another script; 0 where it isn't."""


def flag_of(gram: str) -> int:
    """What an n-gram is."""
    if not gram.isascii():
        return HAN if len(gram) == 1 else 0
    if gram[0].isdigit():
        return FIGURE
    return WORD_OF_LETTERS if gram[0].isalpha() else 0


def sound_of_gram(gram: str) -> str:
    """How an n-gram sounds, as `Text.sounds` has it."""
    return gram if gram.isascii() else " ".join(map(sound_of, _TOKEN.findall(gram)))


def _add_grams(run: Sequence[str], grams: dict[str, float]) -> None:
    form = lexicon().form
    last, last_loose, last_word = "", False, False
    for token in run:
        word, loose = token.isascii(), token in form
        if word:
            grams[token] = NUMBER if token[0].isdigit() else WORD
            if token.isalpha():
                _add_stems(token, grams)
        else:
            grams[token] = PARTICLE if loose else PLAIN
        if last and not (word and last_word):
            grams[last + token] = LOOSE if loose or last_loose else PAIRED
        last, last_loose, last_word = token, loose, word


def _add_stems(word: str, grams: dict[str, float]) -> None:
    for start in range(len(word) - 2):
        grams.setdefault("~" + word[start : start + 3], TRIGRAM)
    if len(word) > 4:
        grams.setdefault("^" + word[:4], STEM)


def _add_sounds(run: tuple[str, ...], sounds: dict[str, float]) -> None:
    last, last_loose, last_word = "", False, False
    for token in run:
        word = token.isascii()
        sound, loose = sound_of(token), not word and is_form(token)
        sounds.setdefault(sound, PARTICLE if loose else PLAIN)
        if last and not (word and last_word):
            sounds.setdefault(f"{last} {sound}", LOOSE if loose or last_loose else PAIRED)
        last, last_loose, last_word = sound, loose, word


def _joined(tokens: Sequence[str]) -> Iterator[str]:
    """The pairs of neighbouring tokens, two words of letters excepted: these would make another word."""
    return (one + other for one, other in pairwise(tokens) if not (one.isascii() and other.isascii()))
