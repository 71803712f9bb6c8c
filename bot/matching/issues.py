"""Articles that a question names by the day on which they came out (2月18日发的那篇叫什么). Pure."""

import re
from collections.abc import Mapping

from bot.knowledge.model import Knowledge
from bot.matching.fold import fold
from bot.matching.scope import settles

_NAMED = re.compile(
    r"(?:((?:19|20)\d\d)年)?(\d{1,2})月(\d{1,2})日?"
    r"(?:(?:发布|发表|刊登|刊发|登载|推送|见报|上线|报道|[发登刊出写])(?:出来|出去|过|了)?)?的?(?:是)?"
    r"(?=[那这哪]?(?:[1一个]?[篇则]|[1一]?条(?:新闻|消息|报道)|(?:新闻|报道|文章|稿子|消息)))"
)
WHOLE = 3
"""Numbers of a date that names a day: year, month and day."""


class Issues:
    """The days on which a knowledge's articles came out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._articles = _by_day(knowledge)

    def named(self, asked: str) -> tuple[str, str | None]:
        """A question without the day by which it names an article, and that article; all of it and None otherwise.

        What is asked of the day itself (……是2月18日发的吗) names nothing by it.
        """
        folded = fold(asked) if self._articles else ""
        match = _NAMED.search(folded)
        if match is None or settles(asked):
            return asked, None
        day = int(match[2]), int(match[3])
        article = self._articles.get((int(match[1]), *day) if match[1] else day)
        return (folded[: match.start()] + folded[match.end() :], article) if article else (asked, None)


def _by_day(knowledge: Knowledge) -> Mapping[tuple[int, ...], str]:
    """The article of each day on which one alone came out, the day with its year and without."""
    found: dict[tuple[int, ...], list[str]] = {}
    for name, article in knowledge.articles.items():
        day = tuple(map(int, (article.published or "").split("-"))) if article.published else ()
        if len(day) == WHOLE:
            for form in (day, day[1:]):
                found.setdefault(form, []).append(name)
    return {day: names[0] for day, names in found.items() if len(names) == 1}
