"""Where askers live: it limits no question, unless the question points there."""

import pytest

from bot.matching.asker import elsewhere
from bot.matching.outcome import Answer, NoAnswer

GONE = {
    "studies": "我在云溪县念书,想问个事。",
    "works, later": "我是本村人,后来在云溪县做了十年木匠。",
    "comes from": "来自云溪县,第一次问。",
    "is of": "我是云溪县人。",
    "is away": "常年在云溪县,难得回来。",
}
KEPT = {
    "a visit": "我在云溪县玩。",
    "on the way": "我到了云溪县,刚下车。",
    "what is looked for": "我想查云溪县的磨坊,别的不要。",
    "no asker": "云溪县的磨坊很有名。",
    "its people": "云溪县人民都说好。",
}


@pytest.mark.parametrize("told", GONE.values(), ids=GONE)
def test_where_someone_lives_is_left_out(told):
    assert "云溪县" not in elsewhere(f"{told}磨坊多大?", "磨坊多大?", ["云溪县"])


@pytest.mark.parametrize("told", KEPT.values(), ids=KEPT)
def test_what_else_is_told_of_a_place_is_kept(told):
    assert elsewhere(f"{told}磨坊多大?", "磨坊多大?", ["云溪县"]) == f"{told}磨坊多大?"


@pytest.mark.parametrize("asking", ["我们那里的磨坊多大?", "家乡的磨坊多大?", "这边的磨坊多大?"])
def test_a_question_may_point_there(asking):
    message = f"我在云溪县念书,{asking}"
    assert elsewhere(message, asking, ["云溪县"]) == message


def test_no_place_leaves_all():
    assert elsewhere("我在念书,磨坊多大?", "磨坊多大?", []) == "我在念书,磨坊多大?"


def test_an_answer_is_given_wherever_the_asker_lives(ask):
    story = "我在岳阳县念书,导师要我们写磨坊,昨天查到半夜,今天头疼。磨坊占地多少亩?"
    assert isinstance(ask(story), Answer)
    assert isinstance(ask(story.replace("磨坊占地", "我们那里的磨坊占地")), NoAnswer)
