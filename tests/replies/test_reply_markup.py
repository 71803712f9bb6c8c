"""Text with marks, and the HTML made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reply_checks import parse

from bot.replies.markup import MAX_LINK, Block, Span, block, entities, part, safe_link

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
SPANS = st.builds(
    Span,
    TEXT,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, "https://example.org/?a=\"b\"&c='d'<e>"]),
)
BLOCKS = st.builds(Block, st.lists(SPANS, min_size=1).map(tuple), st.booleans(), st.booleans(), st.booleans())


@given(BLOCKS)
def test_whatever_stands_in_a_block_reads_back_from_its_html(item):
    """Nothing that people wrote becomes markup, and no character is lost."""
    parsed = parse(part([item]).html)
    assert parsed.text == item.text
    assert len(parsed.entities) == entities(item)
    assert parsed.links == [span.link for span in item.spans if span.link]


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_blocks_stand_apart_or_close_together(blocks):
    expected = blocks[0].text
    for item in blocks[1:]:
        expected += ("\n" if item.tight else "\n\n") + item.text
    assert parse(part(blocks).html).text == expected


@given(BLOCKS, st.integers(0, 50), st.integers(0, 50))
def test_a_cut_block_has_the_words_between_and_keeps_its_looks(item, start, length):
    cut = item.cut(start, start + length)
    assert cut.text == item.text[start : start + length]
    assert (cut.quote, cut.folded, cut.tight) == (item.quote, item.folded, item.tight)


def test_plain_text_has_quotation_marks_and_addresses_in_place_of_markup():
    shown = part([Block((Span("湖", bold=True),), quote=True), block(Span("纸", link="https://a.example"), " 完")])
    assert shown.plain == "「湖」\n\n纸 https://a.example 完"
    assert shown.html == '<blockquote><b>湖</b></blockquote>\n\n<a href="https://a.example">纸</a> 完'


def test_a_folded_quotation_opens_at_a_touch():
    assert part([Block((Span("湖"),), quote=True, folded=True)]).html == "<blockquote expandable>湖</blockquote>"


@pytest.mark.parametrize("url", ["https://example.org", "http://例子.中国/路?a=1&b=2", 'HTTPS://a.example/"x"'])
def test_an_address_of_the_web_is_linked(url):
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "tg://user?id=1",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "https:///path",
        "https://[half",
        "https://a b",
        "https://a\nb",
        "https://a\x00b",
        "https://a\u202eb",
        " https://a",
        "java\nscript:x",
        "https://a/" + "x" * MAX_LINK,
    ],
    ids=ascii,
)
def test_any_other_address_is_not_linked(url):
    assert safe_link(url) is None
