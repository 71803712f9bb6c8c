"""Long texts over several messages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_checks import check_part, parse, utf16

from bot.replies.markup import Block, Span, block
from bot.replies.split import MAX_ENTITIES, MAX_UNITS, pack, pieces
from bot.replies.text import graphemes, units

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FULL_STOP, COMMA = "。", "\uff0c"
SIGNS = [*"湖水a \n.,!?”)&<>\"'", FULL_STOP, COMMA, FAMILY, "\U0001f1e8\U0001f1f3", "e\u0301", "\U0001f600"]
TEXT = st.lists(st.sampled_from(SIGNS), max_size=120).map("".join)


def cut(text, first, room=None):
    return [text[start:end] for start, end in pieces(text, first, room or first)]


def quote(text):
    return Block((Span(text),), quote=True)


def quoted(parts):
    """The quotation joined back from all messages."""
    return "".join(words for shown in parts for words in check_part(shown).quotes)


@given(TEXT, st.integers(12, 40), st.integers(12, 40))
def test_pieces_join_back_and_fit(text, first, room):
    found = cut(text, first, room)
    assert "".join(found) == text
    assert all(found)
    assert all(utf16(piece) <= (room if i else first) for i, piece in enumerate(found))


@given(TEXT, st.integers(12, 40))
def test_no_visible_sign_is_torn(text, room):
    """Eleven units, the family, fit in every room here."""
    ends, at = set(), 0
    for sign in graphemes(text):
        at += len(sign)
        ends.add(at)
    assert {end for _, end in pieces(text, room, room)} <= ends


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 9))
def test_even_a_sign_longer_than_the_room_is_cut_between_code_points(text, room):
    found = cut(text, room)
    assert "".join(found) == text
    assert all(1 <= utf16(piece) <= room for piece in found)


@pytest.mark.parametrize(
    ("text", "room", "first"),
    [
        ("一二三\n\n四五六。七八九十", 8, "一二三\n\n"),
        ("一二三。四五六,七八九十", 8, "一二三。"),
        ("“一二三。”四五六,七八九", 8, "“一二三。”"),
        ("一二三四五,六。”七八九", 8, "一二三四五,"),
        ("一二三四" + COMMA + "五六七八九", 8, "一二三四" + COMMA),
        ("One two. Then more", 12, "One two. "),
        ("12345678.90", 10, "12345678.9"),
        ("一。二三四五六七八九十", 8, "一。二三四五六七"),
        ("一二三四五六七八九十", 8, "一二三四五六七八"),
    ],
    ids=[
        "paragraph",
        "sentence",
        "closing-mark",
        "mark-beyond",
        "clause",
        "english",
        "decimal",
        "too-early",
        "anywhere",
    ],
)
def test_a_cut_falls_where_it_hurts_least(text, room, first):
    assert cut(text, room)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "湖" * 4096,
        "湖" * 4097,
        "\U0001f600" * 2049,
        (FAMILY + "好") * 900,
        "&" * 5000,
        "<b>" * 4000,
        ("湖水清又清" + COMMA + "看一眼不收钱" + FULL_STOP) * 1000,
        "z" + "\u0301" * 9000,
        "a\n" * 6000,
    ],
    ids=["full", "one-more", "emoji", "families", "ampersands", "tags", "sentences", "zalgo", "lines"],
)
def test_a_long_quotation_comes_in_complete_pieces(text):
    parts = pack([[block(Span("问题", bold=True)), quote(text), block("来源", tight=True)]])
    assert quoted(parts) == text
    assert parse(parts[0].html).text.startswith("问题")
    assert parse(parts[-1].html).text.endswith("来源")


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.tuples(TEXT.filter(str.strip), st.integers(1, 60), st.booleans()), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
)
def test_packing_loses_nothing_and_every_message_is_taken(sections):
    blocks = [[Block((Span(text * times),), quote=quote) for text, times, quote in section] for section in sections]
    parts = pack(blocks)
    shown = "".join(check_part(item).text for item in parts)
    said = "".join(item.text for section in blocks for item in section)
    assert "".join(shown.split()) == "".join(said.split())


def test_a_section_that_fits_in_a_message_is_not_torn():
    parts = pack([[block("一" * 3000)], [block("二" * 1000), block("三" * 1000)]])
    assert [parse(item.html).text[0] for item in parts] == ["一", "二"]


def test_sections_that_fit_together_share_a_message():
    assert len(pack([[block("一" * 2000)], [block("二" * 2000)]])) == 1


def test_a_long_section_begins_on_a_message_of_its_own():
    """Its question stands right above its quotation."""
    parts = pack([[block("一" * 100)], [block("问"), quote("二" * 5000)]])
    assert parse(parts[1].html).text.startswith("问\n\n二")


def test_a_message_has_at_most_a_hundred_marks():
    marked = tuple(Span("湖", bold=True, underline=True) for _ in range(80))
    parts = pack([[Block(marked, quote=True)], [block(Span("水", bold=True)) for _ in range(150)]])
    found = [check_part(item) for item in parts]
    assert sum(item.text.count("湖") for item in found) == 80
    assert sum(item.text.count("水") for item in found) == 150
    assert len(found[0].entities) == MAX_ENTITIES - 1


def test_blanks_alone_make_no_message():
    assert pack([]) == ()
    assert pack([[block("  \n")]]) == ()
    assert len(pack([[block("湖"), block(" " * 9000)]])) == 1


def test_an_address_counts_where_there_is_no_markup():
    """The plain text spells it out, so it must fit as well."""
    link = "https://example.org/" + "x" * 1500
    parts = pack([[block(Span("纸", link=link)) for _ in range(4)]])
    assert len(parts) == 2
    assert all(check_part(item) for item in parts)


def test_limits_are_those_of_telegram():
    assert (MAX_UNITS, MAX_ENTITIES) == (4096, 100)
    assert units("\U0001f600") == 2
