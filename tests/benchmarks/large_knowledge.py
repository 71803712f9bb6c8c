"""Knowledge folders of any size, the same for the same numbers, with questions that measure how well they are found.

`python tests/benchmarks/large_knowledge.py 100000 FOLDER` writes articles, pairs and `questions.jsonl` for so many
questions. Each fact is a place, a subject and an attribute, and has neighbours that differ from it in one of the three.
"""

import argparse
import json
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ONLY_ASKED = 2
"""The last forms of each attribute stand in no pair."""
FEWEST_PLACES = 20
MOST_FACTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """What one pair tells.

    Attributes:
        place: county and village.
        village: the place as people call it, alone as unique.
        forms: the ways to ask it, with the whole place in the first one.
        sentence: stands once in all articles.
    """

    number: int
    name: str
    place: str
    village: str
    subject: str
    forms: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what answers it, as a line of a question set.

    Attributes:
        gold: the sentence that answers it, none where nothing does.
        pair: the id of the pair; empty where there is none.
    """

    id: str
    kind: str
    q: str
    gold: tuple[str, ...]
    pair: str


@dataclass(frozen=True, slots=True)
class Size:
    """How much to write.

    Attributes:
        questions: in all pairs together.
        forms: questions of each pair, itself included; at most 7.
        articles: among which the pairs are divided evenly.
        padding: about so many code points of other text before each fact.
    """

    questions: int
    forms: int = 5
    articles: int = 20
    padding: int = 300

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return self.questions // self.forms

    def article_of(self, number: int) -> str:
        """The article that a fact stands in: facts of one place stand together."""
        return f"a{((number + 1) * self.articles - 1) // self.pairs:04}"


def facts(count: int) -> Iterator[Fact]:
    """So many facts, those of one place one behind the other."""
    if count > MOST_FACTS:
        raise ValueError(f"{count:,} facts are more than {MOST_FACTS:,}")
    kinds = len(WORDS["subjects"]) * len(WORDS["attributes"])
    places = max(FEWEST_PLACES, -(-count // kinds))
    for number in range(count):
        yield _fact(number, number * places // count, number)


def _fact(number: int, place: int, turn: int) -> Fact:
    subjects, attributes = WORDS["subjects"], WORDS["attributes"]
    subject = subjects[turn % len(subjects)]
    attribute = attributes[(turn // len(subjects) + turn) % len(attributes)]
    village = village_of(place)
    whole = county_of(place) + village
    forms = [
        asked.format(p=whole if not index else village, s=subject) for index, asked in enumerate(attribute["asks"])
    ]
    value = VALUES[attribute["value"]](crc32(f"{number}/{attribute['name']}".encode()))
    sentence = attribute["says"].format(p=whole, s=subject, v=value)
    return Fact(number, f"{attribute['name']}-{number}", whole, village, subject, tuple(forms), sentence)


def village_of(place: int) -> str:
    """Its name; no two places share one."""
    first, second = WORDS["first"], WORDS["second"]
    turn = place * 7 % (len(first) * len(second))  # 7 divides neither length: neighbours differ in both signs
    return f"{first[turn % len(first)]}{second[turn // len(first)]}村"


def county_of(place: int) -> str:
    """The county that a place lies in; all names are as long, so that no sentence stands within another."""
    counties = WORDS["counties"].split()
    return f"{counties[place % len(counties)]}县"


def _person(mix: int) -> str:
    given = WORDS["given"].split("|")
    return WORDS["surnames"][mix % len(WORDS["surnames"])] + given[mix // 31 % len(given)]


VALUES: dict[str, Callable[[int], str]] = {
    "month": lambda mix: f"{1990 + mix % 35}年{1 + mix // 35 % 12}月",
    "money": lambda mix: f"{12 + mix % 4_980}万元",
    "area": lambda mix: f"{80 + mix % 9_900}平方米",
    "person": _person,
    "hours": lambda mix: f"{6 + mix % 4}:{mix // 4 % 2 * 3}0至{16 + mix // 8 % 6}:{mix // 48 % 2 * 3}0",
    "people": lambda mix: f"{2 + mix % 96}名",
    "crowd": lambda mix: f"{200 + mix % 98_000}人次",
    "fee": lambda mix: f"每次{1 + mix % 60}元",
    "phone": lambda mix: f"0{730 + mix % 20}-{2_000_000 + mix // 20 % 6_999_999}",
    "funder": lambda mix: f"{_person(mix)}等{2 + mix // 500 % 40}名乡亲",
    "weekday": lambda mix: f"周{'一二三四五六日'[mix % 7]}{('上午', '下午', '全天')[mix // 7 % 3]}",
}


def write(folder: Path, size: Size) -> None:
    """Write the articles and pairs of a knowledge folder."""
    for name in ("articles", "pairs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    waiting = facts(size.pairs)
    for index in range(size.articles):
        name = f"a{index:04}"
        share = (index + 1) * size.pairs // size.articles - index * size.pairs // size.articles
        own = list(islice(waiting, share))
        (folder / "articles" / f"{name}.txt").write_text(_article(name, own, size), encoding="utf-8")
        (folder / "pairs" / f"{name}.yaml").write_text(_pairs(name, own, size), encoding="utf-8")


def _article(name: str, own: list[Fact], size: Size) -> str:
    lines = [f"{name} 乡村公共设施走访"]
    filler = WORDS["filler"]
    usual = sum(map(len, filler)) // len(filler)
    for fact in own:
        around = (filler[(fact.number + step * 3) % len(filler)] for step in range(size.padding // usual))
        lines.append("".join(around) + fact.sentence)
    return "\n".join(lines) + "\n"


def _pairs(name: str, own: list[Fact], size: Size) -> str:
    parts = [f'article:\n  title: {name} 乡村公共设施走访\n  publisher: 乡村日报\n  published: "2024-05-10"\npairs:\n']
    before = ""
    for fact in own:
        parts.append(f"  - id: {fact.name}\n    question: {fact.forms[0]}\n")
        if size.forms > 1:
            parts.append("    phrasings:\n" + "".join(f"      - {form}\n" for form in fact.forms[1 : size.forms]))
        parts.append(f"    excerpts:\n      - |-\n        {fact.sentence}\n    topic: {fact.subject}\n")
        parts.append(f"    related: [{before}]\n" if before else "")
        before = fact.name
    parts.append("unanswered:\n" + "".join(f"  - question: {asked}\n" for asked in WORDS["chatter"][:2]))
    return "".join(parts)


def questions(size: Size, count: int, seed: int = 0) -> Iterator[Asked]:
    """So many questions to such a folder, of every kind in turn."""
    dice = random.Random(seed)  # noqa: S311 - the same questions each time are wanted
    wanted = {dice.randrange(size.pairs) for _ in range(count)}
    chosen = [fact for fact in facts(size.pairs) if fact.number in wanted]
    kinds = [*ANSWERABLE, *UNANSWERABLE]
    for number in range(count):
        kind, fact = kinds[number % len(kinds)], dice.choice(chosen)
        if kind in ANSWERABLE:
            text = ANSWERABLE[kind](dice, fact, size)
            pair = f"{size.article_of(fact.number)}/{fact.name}"
            yield Asked(f"q{number}", kind, text, (fact.sentence,), pair)
        else:
            yield Asked(f"q{number}", kind, UNANSWERABLE[kind](dice, fact), (), "")


def _known(dice: random.Random, fact: Fact, size: Size) -> str:
    return dice.choice(fact.forms[: size.forms])


def _unseen(dice: random.Random, fact: Fact, _: Size) -> str:
    return dice.choice(fact.forms[-ONLY_ASKED:])


def _typo(dice: random.Random, fact: Fact, size: Size) -> str:
    """One sign lost, doubled, or changed for the next; never in a name so short that it might become another."""
    text = _known(dice, fact, size)
    names = [fact.village, *([fact.subject] if len(fact.subject) < 4 else [])]
    taken = {at for name in names for at in range(text.index(name) - 1, text.index(name) + len(name))}
    free = [at for at in range(len(text) - 1) if at not in taken]
    at = dice.choice(free)
    changed = (text[at + 1 :], text[at] * 2 + text[at + 1 :], text[at + 1] + text[at] + text[at + 2 :])
    return text[:at] + dice.choice(changed)


def _reordered(dice: random.Random, fact: Fact, size: Size) -> str:
    """The place at the end, as people write who search."""
    text = dice.choice(fact.forms[1 : size.forms] or fact.forms[1:2])
    return f"{text.replace(fact.village, '', 1).strip('的?')} {fact.village}"


def _wrapped(dice: random.Random, fact: Fact, size: Size) -> str:
    before = dice.choice(("请问", "你好,我想了解一下", "那个…", "麻烦问一下"))
    return before + _known(dice, fact, size) + dice.choice(("啊", "呢?谢谢", "呀", " 急"))


def _unknown_subject(dice: random.Random, fact: Fact) -> str:
    return dice.choice(fact.forms).replace(fact.subject, dice.choice(WORDS["unknown_subjects"]))


def _unknown_place(dice: random.Random, fact: Fact) -> str:
    """A village that no number of facts reaches."""
    places = len(WORDS["first"]) * len(WORDS["second"])
    return dice.choice(fact.forms[1:]).replace(fact.village, village_of(places - 1 - dice.randrange(50)))


def _chatter(dice: random.Random, _: Fact) -> str:
    return dice.choice(WORDS["chatter"][2:])


ANSWERABLE: dict[str, Callable[[random.Random, Fact, Size], str]] = {
    "known": _known,
    "unseen": _unseen,
    "typo": _typo,
    "reordered": _reordered,
    "wrapped": _wrapped,
}
UNANSWERABLE: dict[str, Callable[[random.Random, Fact], str]] = {
    "unknown-subject": _unknown_subject,
    "unknown-place": _unknown_place,
    "chatter": _chatter,
}


def main() -> None:
    """Write a folder as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forms", type=int, default=5, help="questions of each pair")
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--padding", type=int, default=300, help="code points of other text before each fact")
    parser.add_argument("--asked", type=int, default=4000, help="lines of questions.jsonl")
    given = parser.parse_args()
    size = Size(given.questions, given.forms, given.articles, given.padding)
    write(given.folder, size)
    with (given.folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in questions(size, given.asked))


if __name__ == "__main__":
    main()
