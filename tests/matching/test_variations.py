"""What must not matter: each question of the knowledge, changed in a way that keeps its meaning, finds its pair.

And what must: changed in a way that takes it elsewhere, it is answered no more.
"""

import random

import pytest
from matching_knowledge import PAIRS
from opencc import OpenCC

from bot.matching.outcome import Answer, NoAnswer
from bot.matching.pinyin import readings

TO_TRADITIONAL = OpenCC("s2t")
SHARED = {"记者是谁", "编辑是谁"}
"""Phrasings of more than one article."""
HAN = [(name, texts[0]) for name, texts in PAIRS.items()]
LATIN = [(name, text) for name, texts in PAIRS.items() for text in texts if text.isascii()]


def pinyin(text: str, gap: str) -> str:
    return gap.join(readings(char)[0] if char >= "\u3400" else char for char in text if char.isalnum())


def swapped(text: str) -> str:
    """Two neighbouring characters in the middle change places."""
    at = len(text) // 2
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def dropped(text: str) -> str:
    """A word of form is gone."""
    return next((text.replace(word, "", 1) for word in ("这篇", "的", "了", "是") if word in text), text)


HARMLESS = {
    "no marks": lambda text: text.strip("?"),
    "many marks": lambda text: text.strip("?") + "???!!!",
    "full-width marks": lambda text: text.replace("?", "？"),
    "spaces": " ".join,
    "lines": lambda text: f"\n\n{text}\n",
    "upper case": str.upper,
    "traditional": TO_TRADITIONAL.convert,
    "greeting": lambda text: f"你好,{text}",
    "polite": lambda text: f"请问一下{text}谢谢!",
    "particle": lambda text: text.strip("?") + "呀",
    "fillers": lambda text: f"嗯那个,我想知道{text.strip('?')}呢,谢谢啦",
    "mention": lambda text: f"@some_bot {text}",
    "command": lambda text: f"/ask {text}",
    "emoji": lambda text: f"🤔{text}🙏",
    "zero width": "\u200b".join,
    "link": lambda text: f"{text} https://example.org/a",
    "dropped word of form": dropped,
    "swapped characters": swapped,
    "twice": lambda text: f"{text}{text}",
}
CLOSE = {"dropped word of form", "swapped characters", "particle", "polite", "fillers", "greeting"}
"""After these a pair may have to share the person's attention with others."""
SPELLED = {"spaced": " ", "glued": ""}
ELSEWHERE = {
    "another county": lambda text: f"桃江县{text}",
    "another city": lambda text: f"长沙市{text}",
    "another year": lambda text: f"1949年{text}",
    "another county beside": lambda text: f"我问的是桃江县:{text}",
}


def matched(outcome):
    return [match.pair for match in outcome.matches]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_change_the_question_does_not_change_its_pair(ask, name):
    astray = []
    for pair, question in HAN:
        outcome = ask(HARMLESS[name](question))
        found = isinstance(outcome, Answer) and matched(outcome) == [pair]
        if not found and not (name in CLOSE and pair in matched(outcome)):
            astray.append((HARMLESS[name](question), outcome.reason, matched(outcome)))
    assert astray == []


@pytest.mark.parametrize("gap", SPELLED.values(), ids=SPELLED)
def test_a_question_in_pinyin_finds_its_pair(ask, gap):
    """As an answer or among the choices, but for a few that sound alike."""
    found = [pair in matched(ask(pinyin(question, gap))) for pair, question in HAN]
    assert sum(found) >= 0.9 * len(HAN)


@pytest.mark.parametrize(
    "change",
    [str.lower, str.upper, lambda text: text.strip("?"), lambda text: f"Hello! {text} Thanks."],
    ids=["lower", "upper", "no marks", "polite"],
)
def test_a_question_in_english_finds_its_pair(ask, change):
    astray = [
        (change(text), matched(ask(change(text)))) for pair, text in LATIN if pair not in matched(ask(change(text)))
    ]
    assert astray == []


@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_question_taken_elsewhere_is_not_answered(ask, change):
    answered = [
        (change(question), matched(outcome))
        for _, question in HAN
        if isinstance(outcome := ask(change(question)), Answer)
    ]
    assert answered == []


@pytest.mark.parametrize("first", range(0, len(HAN), 6))
def test_any_two_questions_in_one_message_get_both_answers(ask, first):
    """A sample of all twos, the same each time."""
    chance = random.Random(first)  # noqa: S311 - a sample, not a secret
    for _ in range(6):
        (one, asked), (other, then) = chance.sample(HAN, 2)
        outcome = ask(f"{asked}{then}")
        assert isinstance(outcome, Answer), (asked, then, outcome.reason)
        assert matched(outcome) == [one, other] or set(matched(outcome)) < {one, other}, (asked, then)


@pytest.mark.parametrize("noise", ["啊", "的的的", "123456789", "呵呵呵呵", "qwrtpsdf", "🙃", "。" * 50])
def test_noise_alone_is_not_answered(ask, noise):
    assert isinstance(ask(noise), NoAnswer)


def test_shared_phrasings_are_the_only_ones_shared():
    texts = [text for own in PAIRS.values() for text in own]
    assert {text for text in texts if texts.count(text) > 1} == SHARED
