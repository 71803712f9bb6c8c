"""What a pair says: what its curator vouches for, what a phrasing only claims, and what its article knows."""

import pytest

from bot.knowledge.model import Article, Excerpt, Pair
from bot.matching.facts import Facts
from bot.matching.finding import Finder

TEXT = "合作社的一天\n2022年9月,合作社有45名社员、39户人家。\n书记王大明在白沙村说:茶叶不愁卖。"
QUOTED = "2022年9月,合作社有45名社员、39户人家。"
ASKED = (
    "合作社有多少社员?",
    "社員有幾多",
    "合作社在白沙村还是柳湾村",
    "是第四次会议吗",
    "合作社哪些人不种茶",
    "合作社有六个茶园吗",
    "5个茶园是谁的",
)


def facts(asked=ASKED, quoted=QUOTED, published="2023-02-18", folded=None):
    article = Article("tea", TEXT, "合作社的一天", published=published)
    start = TEXT.index(quoted)
    excerpt = Excerpt("tea", quoted, 2, start, start + len(quoted))
    return Facts(Pair("tea/one", "tea", asked[0], asked[1:], (excerpt,)), article, folded)


def test_its_phrasings_stand_a_line_each_folded():
    assert facts().asks.split("\n")[:3] == ["合作社有多少社员", "社员有几多", "合作社在白沙村还是柳湾村"]
    assert facts().question == "合作社有多少社员"
    assert facts().core == f"合作社有多少社员\n{facts().quoted}"


def test_whoever_keeps_the_phrasings_folded_gives_them():
    assert facts(folded=lambda: "甲\n乙").asks == "甲\n乙"


def test_what_a_phrasing_only_claims_is_not_vouched_for():
    """Unless the pair is about a claim itself."""
    claimed = ("合作社在白沙村还是柳湾村", "是第4次会议吗", "合作社有6个茶园吗")
    assert facts().vouched.split("\n") == [line for line in facts().asks.split("\n") if line not in claimed]
    about_a_claim = facts(("会办第四期吗?", "第五期在柳湾村办吗"))
    assert about_a_claim.vouched == about_a_claim.asks


@pytest.mark.parametrize(
    ("word", "said", "settled"),
    [
        ("社员", True, True),
        ("人家", True, True),
        ("柳湾村", False, False),
        ("白沙村", False, True),
        ("茶叶", False, True),
        ("青溪", False, False),
    ],
    ids=["asked", "quoted", "only claimed", "claimed, and in its article", "in its article", "nowhere"],
)
def test_what_a_pair_names(word, said, settled):
    """A yes/no question may name what the article knows, and what a phrasing claims in the same way."""
    assert facts().says(word) is said
    assert facts().settles(word, f"{word}有合作社吗") is settled


def test_a_claim_like_that_of_a_phrasing_is_settled():
    assert facts().settles("柳湾村", "合作社是在柳湾村吗")


def test_what_a_yes_no_pair_claims_counts():
    """Its curator answers the claim."""
    asked = ("会办第四期吗?", "第五期在柳湾村办吗")
    assert facts(asked).says("柳湾村")
    assert facts(asked).ordinals == {"4", "5"}


def test_what_its_phrasings_vouch_for():
    assert facts().vouches(Finder(["多少|几多"]))
    assert not facts().vouches(Finder(["第4"]))
    assert facts().tells(Finder(["第4"]), claimed=True)
    assert facts().tells(Finder(["人家"]))
    assert facts().tells(Finder(["1天"]))
    assert not facts().tells(Finder(["茶厂"]))


@pytest.mark.parametrize(
    ("person", "named"), [("王大明", True), ("王达明", True), ("汪大明", True), ("王小虎", False), ("李大明", False)]
)
def test_who_is_named(person, named):
    """A typo that sounds right is no other person; another surname is."""
    assert facts(quoted="书记王大明在白沙村说:茶叶不愁卖。").names(person) is named


def test_it_states_what_it_does_not_only_claim():
    one = facts()
    assert one.years == {"2022"}
    assert one.days == {(9, 0)}
    assert one.ordinals == frozenset()
    assert one.counts("茶园") == {"5"}
    assert one.counts("社员") == frozenset()
    assert [f"{each.value:f}" for each in one.sums] == ["45", "39"]
    assert [f"{each.value:f}" for each in one.quantities(("5",))] == ["5"]
    assert one.quantities(("6",)) == ()


def test_years_seen_from_its_articles_own():
    asked = ("去年谁种茶?",)
    assert facts(asked).years == {"2022"}
    assert facts(asked, published=None).years == {"2022"}
    assert facts(asked, published=None).relative == {-1}
    assert facts(asked, quoted="茶叶", published="2020").years == {"2019"}
    assert facts(asked, quoted="茶叶", published=None).years == frozenset()


def test_it_negates_where_its_question_or_excerpt_does_or_a_phrasing_asks_so():
    assert not facts().negated
    assert facts().negates(("种茶",))
    assert not facts().negates(("入社",))
    assert facts(quoted="茶叶不愁卖").negates(("入社",))
    assert facts(("哪些人没入社?",)).negated


def test_letters_and_sounds_are_those_of_what_it_is_sure_to_say():
    assert "hezuoshe" in facts().spelled
    assert "liuwan" not in facts().spelled
    assert facts().heard.startswith(" he zuo se")
