"""What a question limits itself to, as read off its words alone."""

import pytest

from bot.matching.fold import fold
from bot.matching.scope import claims, excludes, is_claimed, negates, scope_of, settles

SETTLED = {
    "is it": ("渡船是木头做的吗", True),
    "is it not": ("渡船是不是木头做的", True),
    "or": ("是45名还是50名", True),
    "or, with a question word": ("谁去,你还是我", True),
    "right?": ("书屋成立于2019年,对吧", True),
    "only its mark asks": ("渡船是木头做的?", True),
    "a topic and a mark": ("书屋的四免?", False),
    "who": ("谁是摆渡人", False),
    "how long, in dialect": ("渡船有好长?", False),
    "english": ("Is the ferry made of wood?", True),
    "english, when": ("When was the library founded?", False),
    "a statement": ("渡船是木头做的", False),
}
PEOPLE = {
    "three characters": ("田广福说了什么", ["田广福"]),
    "behind a title": ("摆渡人和书记王大明谈了什么", ["王大明"]),
    "two characters": ("郭亮的信在哪", ["郭亮"]),
    "a home": ("彭德怀故居在哪", ["彭德怀"]),
    "a surname of two": ("欧阳平说了什么", ["欧阳平"]),
    "a shape": ("方脸的女生剪什么头发", []),
    "a town": ("吴集镇 面积", []),
    "above and below": ("树是张地上还是张山上", []),
    "a common word": ("方法是什么", []),
    "within a word": ("百姓张贴了什么", []),
}
SPELLED = {
    "a name": ("What did Guo Liang write?", ["guoliang"]),
    "at the start": ("Guo Liang wrote what?", ["guoliang"]),
    "of three": ("Where was Peng De Huai born?", ["pengdehuai"]),
    "behind a capital": ("When did Xiao Mingxu come?", ["xiaomingxu"]),
    "a place": ("Where is Wuji Town?", []),
    "small letters": ("what did guo liang write", []),
    "in a chinese question": ("Guo Liang 写了什么", []),
}
TOLD = {
    "what the asker tells of himself": ("我去年去过。磨坊占地多少亩", "磨坊占地多少亩"),
    "what he looks for": ("我想问一下,磨坊占地多少亩", "我想问一下,磨坊占地多少亩"),
    "nothing else": ("我家有多少亩", "我家有多少亩"),
}
ASKING = {
    "where he is from": ("外地读者请教:磨坊占地多少亩", "磨坊占地多少亩"),
    "what led up to it": ("听说修好了,磨坊占地多少亩?", "磨坊占地多少亩?"),
    "one clause": ("磨坊占地多少亩", "磨坊占地多少亩"),
    "nothing": ("磨坊,占地", "磨坊,占地"),
}
EXCLUDES = {
    "which not": ("哪些学生没参加", True),
    "except": ("除了社员有谁", True),
    "besides": ("除了社员还有谁", False),
    "besides, another": ("除了牛,另一种是什么", False),
    "besides, the rest": ("除了牛,其他的是什么", False),
    "why not": ("社员为什么不走", False),
    "nothing": ("哪些学生参加了", False),
}


@pytest.mark.parametrize(("question", "settled"), SETTLED.values(), ids=SETTLED)
def test_yes_or_no(question, settled):
    assert scope_of(question).settles is settled


@pytest.mark.parametrize(("question", "found"), PEOPLE.values(), ids=PEOPLE)
def test_people(question, found):
    assert list(scope_of(question).people) == found


@pytest.mark.parametrize(("question", "found"), SPELLED.values(), ids=SPELLED)
def test_people_in_letters(question, found):
    assert list(scope_of(question).spelled) == found


@pytest.mark.parametrize(("question", "told"), TOLD.values(), ids=TOLD)
def test_what_the_asker_tells_of_himself_is_left_out(question, told):
    assert scope_of(question).told == told


@pytest.mark.parametrize(("question", "asking"), ASKING.values(), ids=ASKING)
def test_the_clauses_that_ask(question, asking):
    assert scope_of(question).asking == asking


@pytest.mark.parametrize(("question", "excluding"), EXCLUDES.values(), ids=EXCLUDES)
def test_which_things_are_not_so(question, excluding):
    assert scope_of(question).negated is excluding
    assert excludes(fold(question)) is excluding


def test_what_is_not_so():
    assert scope_of("哪些村没评上清廉村").negates == ("评上",)
    assert scope_of("哪些人没有参加,也不想来").negates == ("参加", "想来")
    assert scope_of("磨坊在哪里").negates == ()


@pytest.mark.parametrize("phrasing", ["是39个还是45个", "书屋是2019年成立的吗", "磨坊在哪里", "四免是什么", "修好了没"])
def test_a_phrasing_claims_what_a_question_settles(phrasing):
    assert claims(fold(phrasing)) is settles(phrasing)


@pytest.mark.parametrize(
    ("name", "question", "claimed"),
    [
        ("柳湾村", "渡船是柳湾村的吗", True),
        ("柳湾村", "渡船是不是在柳湾村呀", True),
        ("柳湾村", "柳湾村有渡船吗", False),
        ("王大明", "信是李小龙写的还是王大明写的", True),
    ],
)
def test_a_name_is_claimed_or_asked_about(name, question, claimed):
    assert is_claimed(name, question) is claimed


def test_figures_are_read_only_where_there_are_some():
    scope = scope_of("2022年5月10日第4期的45名学生是谁")
    assert scope.years == {"2022"}
    assert scope.days == {(5, 10)}
    assert scope.ordinals == {"4"}
    assert [f"{one.value:f}" for one in scope.numbers] == ["45"]
    assert scope.figures == ("2022", "5", "10", "4", "45")
    without = scope_of("学生是谁")
    assert (without.years, without.days, without.ordinals, without.numbers, without.figures) == (
        *(frozenset(),) * 3,
        (),
        (),
    )


def test_a_negation_is_none_where_it_only_looks_like_one():
    assert not negates("不好意思,磨坊有没有开门")
    assert negates("磨坊没开门")


@pytest.mark.parametrize(
    ("question", "title", "names", "unit", "thing"),
    [
        ("社区书记叫什么名字", "书记", 0, None, None),
        ("那个一把手姓什么", "一把手", 0, None, None),
        ("到底是哪五个", None, 5, None, None),
        ("养了几多匹马", None, 0, None, "马"),
        ("到场的有多少名干部", None, 0, "名", "干部"),
        ("后头那几个字是啥", None, 0, None, None),
        ("推荐几本建筑的书", None, 0, None, None),
        ("磨坊在哪里", None, 0, None, None),
    ],
)
def test_what_a_question_wants(question, title, names, unit, thing):
    wanted = scope_of(question).wanted
    assert (wanted.title and wanted.title[-2:], wanted.names, wanted.unit, wanted.thing) == (
        title and title[-2:],
        names,
        unit,
        thing,
    )
    assert wanted.is_given is any((title, names, unit, thing, wanted.kinds, wanted.who))
