"""Many people, each of whom asks one question in private, and what they hear."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from benchmarks.bots import KNOWLEDGE

from bot.errors import YuanwenError
from bot.knowledge.loader import load
from bot.matching.fold import fold_all
from bot.preview.model import Post
from bot.preview.people import Person
from bot.preview.standin import StandIn


@dataclass(slots=True)
class Question:
    """What somebody asked.

    Attributes:
        update: the number under which the bot is told of it.
        asked: when, in seconds of the stand-in's clock; heard: when each answer was there, and the answer.
    """

    person: Person
    post: Post
    update: int
    asked: float
    heard: list[tuple[float, Post]] = field(default_factory=list)

    @property
    def repeats(self) -> int:
        """How often something came that had come before."""
        return len(self.heard) - len({post.text for _, post in self.heard})

    @property
    def waited(self) -> float:
        """Seconds from the question to its first answer."""
        return self.heard[0][0] - self.asked


class Crowd:
    """People on a stand-in.

    Attributes:
        questions: by the chat in which each was asked, in order.
        strays: messages of the bot to somebody who asked nothing.
    """

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._texts = texts()
        self.questions: dict[int, Question] = {}
        self.strays = 0
        self._seen = 0
        self._open: set[int] = set()
        stand_in.world.posts.listener = self._listen

    @property
    def open(self) -> int:
        """Questions without an answer."""
        return len(self._open)

    @property
    def answers(self) -> int:
        """Messages that the bot sent to them."""
        return self._seen

    def asks(self) -> Question:
        """Somebody new asks something."""
        person = self._stand_in.person(f"Person {len(self.questions)}")
        post = person.says(next(self._texts))
        world = self._stand_in.world
        question = self.questions[person.id] = Question(person, post, world.updates.newest, world.clock())
        self._open.add(person.id)
        return question

    def fill(self, number: int) -> None:
        """So many questions wait for their answers."""
        while self.open < number:
            self.asks()

    async def until_answers(self, number: int, seconds: float) -> None:
        """Until the bot has sent so many messages.

        Raises:
            YuanwenError: it didn't within the time.
        """
        await self._stand_in.world.journal.until(lambda: self._seen >= number, f"answer {number}", seconds)

    async def until_all(self, seconds: float) -> bool:
        """Until nobody waits; False when the bot has sent nothing for so long and somebody still does."""
        while self._open:
            try:
                await self.until_answers(self._seen + 1, seconds)
            except YuanwenError:
                return not self._open
        return True

    def _listen(self, post: Post) -> None:
        if not post.by_bot or "edit_date" in post.json:
            return
        question = self.questions.get(post.chat.id)
        if question is None:
            self.strays += 1
            return
        self._seen += 1
        question.heard.append((self._stand_in.world.clock(), post))
        self._open.discard(post.chat.id)


class Chatter:
    """Groups in which people talk with each other, which is none of the bot's business though it hears it all."""

    def __init__(self, stand_in: StandIn, groups: int = 20, people: int = 10) -> None:
        stand_in.world.bot.sees_all = True
        talkers = [[stand_in.person(f"Talker {group}/{number}") for number in range(people)] for group in range(groups)]
        places = [(person, stand_in.group(f"Group {n}", *those)) for n, those in enumerate(talkers) for person in those]
        self._places = cycle(places)
        self.lines = 0

    def goes_on(self) -> None:
        """Somebody says something."""
        person, room = next(self._places)
        self.lines += 1
        person.says(f"{_REMARKS[self.lines % len(_REMARKS)]}（{self.lines}）", room)


_REMARKS = (
    "今天开会改到三点了",
    "收到",
    "哈哈哈哈",
    "周末谁去爬山？",
    "文件发群里了，大家看一下",
    "衡东那边下雨了吗",
    "ok 👍",
)


def texts() -> Iterator[str]:
    """The wordings of all questions that the shipped knowledge answers, in a fixed disorder, over and over."""
    knowledge = load(KNOWLEDGE, fold=fold_all)
    wordings = dict.fromkeys(text for pair in knowledge.pairs.values() for text in (pair.question, *pair.phrasings))
    return cycle(random.Random(len(wordings)).sample(list(wordings), len(wordings)))  # noqa: S311 - can be repeated
