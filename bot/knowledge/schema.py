"""The closed form of the knowledge files, as pydantic models, and the JSON Schema made from them. Touches nothing.

`python -m bot.knowledge.schema > knowledge/pairs.schema.json` writes the schema that editors use.
"""

import json
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.knowledge.festivals import FESTIVALS, MAX_DAYS

ID = r"^[a-z0-9-]+$"
SOME_TEXT = r"\S"
SHORT_ID = r"^[a-z0-9-]{1,40}$"
"""A name that also lies in the database and in buttons."""

AS_TEXT = "<text>"
AS_MAPPING = "<mapping>"
"""How an excerpt is written; pydantic puts these into the locations of its errors."""


def _real_date(value: str) -> str:
    date.fromisoformat((value + "-01-01")[:10])
    return value


def _real_moment(value: str) -> str:
    datetime.fromisoformat(value)
    return value


def _festival(value: str) -> str:
    if value not in FESTIVALS:
        raise ValueError
    return value


def _within(value: int) -> int:
    if not 0 <= value <= MAX_DAYS:
        raise ValueError
    return value


def _written(value: object) -> str:
    return AS_MAPPING if isinstance(value, dict) else AS_TEXT


Text = Annotated[str, Field(pattern=SOME_TEXT)]
Published = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), AfterValidator(_real_date)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class ArticleEntry(_Closed):
    """What the source says of itself. Leave out what it doesn't say."""

    title: Text = Field(default_factory=str, description="The headline; without it the article's first line.")
    publisher: Text = Field(default_factory=str, description="The medium that published it.")
    published: Published = Field(
        default_factory=str,
        description='In quotes: "YYYY-MM-DD", "YYYY-MM" or "YYYY". Leave it out when the source doesn\'t say.',
    )
    dateline: Text = Field(
        default_factory=str, description="The source's own words for its date, shown when there is no `published`."
    )
    authors: list[Text] = Field(default_factory=list, description="Reporters, correspondents, authors.")
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] = Field(
        default_factory=str, description="Where it was published, https://…"
    )


class _Light:
    """What stands in a file many thousand times; a model weighs ten times as much.

    It isn't strict as a whole, or it would refuse mappings; its numbers say that they are.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")


@dataclass(kw_only=True, slots=True)
class ExcerptEntry(_Light):
    """Words that stand more than once in the article, and which of those places is meant."""

    text: Annotated[Text, Field(description="Copied from the article, sign by sign.")]
    occurrence: Annotated[int, Field(strict=True, ge=1, description="Counted from 1.")] = field(default_factory=int)


ExcerptForm = Annotated[
    Annotated[
        str,
        Field(pattern=SOME_TEXT, description="Copied from the article, sign by sign. Write it under |-"),
        Tag(AS_TEXT),
    ]
    | Annotated[ExcerptEntry, Tag(AS_MAPPING)],
    Discriminator(_written),
]
Phrasings = Annotated[list[Text], Field(description="Other ways to ask it. Each stands once in this file.")]
Related = Annotated[str, Field(pattern=r"^([^/]+/)?[a-z0-9-]+$")]


@dataclass(kw_only=True, slots=True)
class PairEntry(_Light):
    """A question and the words of the article that answer it."""

    id: Annotated[str, Field(pattern=ID, description="Small letters, digits and -; unique in this file.")]
    question: Annotated[Text, Field(description="The question as the reply shows it; it stands alone.")]
    phrasings: Phrasings = field(default_factory=list)
    excerpts: Annotated[list[ExcerptForm], Field(min_length=1, description="The answer: literal spans of the article.")]
    note: Annotated[Text, Field(description="The editor's own words, shown apart from the quotation.")] = field(
        default_factory=str
    )
    topic: Annotated[Text, Field(description="A short word under which people browse.")] = field(default_factory=str)
    related: Annotated[list[Related], Field(description="Ids of other pairs: `id` of this file or `article/id`.")] = (
        field(default_factory=list)
    )


@dataclass(kw_only=True, slots=True)
class UnansweredEntry(_Light):
    """A question that readers ask and the article doesn't answer: the bot says so instead of quoting what lies near."""

    question: Annotated[Text, Field(description="The question, standing alone.")]
    phrasings: Phrasings = field(default_factory=list)


class PairFile(_Closed):
    """The pairs of the article with the same file name."""

    article: ArticleEntry = Field(default_factory=ArticleEntry, description="What the source says of itself.")
    pairs: list[PairEntry] = Field(default_factory=list, description="The questions that the article answers.")
    unanswered: list[UnansweredEntry] = Field(
        default_factory=list, description="Questions that the article is known not to answer."
    )


class SynonymFile(_Closed):
    """Words that mean the same; for matching only."""

    groups: list[Annotated[list[Text], Field(min_length=2)]]


class TitleEntry(_Closed):
    """A title in the operators' languages; who reads another one sees the first."""

    simplified: Text = Field(alias="zh-Hans")
    traditional: Text = Field(default_factory=str, alias="zh-Hant")
    english: Text = Field(default_factory=str, alias="en")


class EveryEntry(_Closed):
    """When a template is sent unless the operator says otherwise: one of `at`, `cron` and `before`."""

    at: Annotated[
        str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$"), AfterValidator(_real_moment)
    ] = Field(default_factory=str)
    cron: Text = Field(default_factory=str)
    before: Annotated[str, AfterValidator(_festival)] = Field(default_factory=str)
    days: Annotated[int, AfterValidator(_within)] = Field(default_factory=int)
    time: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "09:00"


class TemplateEntry(_Closed):
    """An announcement that operators may turn on."""

    name: Annotated[str, Field(pattern=SHORT_ID)]
    title: Annotated[
        Annotated[str, Field(pattern=SOME_TEXT), Tag(AS_TEXT)] | Annotated[TitleEntry, Tag(AS_MAPPING)],
        Discriminator(_written),
    ]
    category: Annotated[str, Field(pattern=SHORT_ID)]
    text: Text = Field(default_factory=str)
    pair: Text = Field(default_factory=str)
    source: Annotated[str, Field(pattern=r"^daily$")] = Field(default_factory=str)
    every: EveryEntry = Field(default_factory=EveryEntry)


class AnnouncementFile(_Closed):
    """Announcements that operators may turn on; none of them goes out by itself."""

    templates: list[TemplateEntry]


def pair_schema() -> dict[str, Any]:
    """The JSON Schema of a pair file, with descriptions for an editor."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **PairFile.model_json_schema()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(pair_schema(), ensure_ascii=False, indent=2) + "\n")
