"""What is wrong with a plan, for chat and shell alike: a key of the words and the values that go into it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an operator should mend or know.

    Attributes:
        key: of the words, without `announce.problem.` before it.
        values: what stands in the words' places.
    """

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)
