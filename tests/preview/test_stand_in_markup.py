"""HTML to text and entities. Source: Bot API, HTML style and MessageEntity; its refusals as people met them."""

import pytest

from bot.preview.entities import units
from bot.preview.markup import parse_html
from bot.preview.refusals import Refused

MARKED = {
    "plain": ("甲 & 乙", "甲 & 乙", []),
    "bold": ("<b>梨</b>树", "梨树", [("bold", 0, 1)]),
    "other names": ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd", [
        ("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
    "capitals": ("<B>a</B>", "a", [("bold", 0, 1)]),
    "offsets count UTF-16 units": ("🍐🍐<i>梨🍐</i>", "🍐🍐梨🍐", [("italic", 4, 3)]),
    "nested": ("<b>a<i>b</i></b>", "ab", [("italic", 1, 1), ("bold", 0, 2)]),
    "quote": ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    "expandable quote": ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    "spoilers": (
        '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    "link": ('<a href="https://e.org/?a=1&amp;b=2">a</a>', "a", [("text_link", 0, 1)]),
    "no link": ('<a href="javascript:alert(1)">a</a>', "a", []),
    "link without address": ("<a>e.org</a>", "e.org", [("text_link", 0, 5)]),
    "code in a language": ('<pre><code class="language-c">a</code></pre>', "a", [("pre", 0, 1)]),
    "empty": ("<b></b>a", "a", []),
    "the four names": ("&lt;&gt;&amp;&quot;", '<>&"', []),
    "other names stay": ("&nbsp;&copy;", "&nbsp;&copy;", []),
    "numbers": ("&#26792;&#x68a8;", "梨梨", []),
    "impossible numbers stay": ("&#xd800;&#0;", "&#xd800;&#0;", []),
    "escaped once": ("&amp;lt;", "&lt;", []),
    "end without a name": ("<b>a</>", "a", [("bold", 0, 1)]),
    "emoji of one's own": ('<tg-emoji emoji-id="5">🍐</tg-emoji>', "🍐", [("custom_emoji", 0, 2)]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), MARKED.values(), ids=MARKED)
def test_markup_becomes_entities(source, text, entities):
    parsed, found = parse_html(source)
    assert parsed == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


BROKEN = {
    "unknown tag": ("梨<font>a</font>", 'Unsupported start tag "font" at byte offset 3'),
    "open tag": ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    "open tag within": ("<b><i>a", 'Can\'t find end tag corresponding to start tag "i"'),
    "end without start": ("梨</b>", "Unexpected end tag at byte offset 3"),
    "wrong end": ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    "overlap": ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    "tag that never ends": ("a <b", "Unclosed start tag at byte offset 2"),
    "end that never ends": ("<b>a</b", "Unclosed end tag at byte offset 4"),
    "lone sign": ("1 < 2", "Unclosed start tag at byte offset 2"),
    "lone signs": ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
    "span without class": ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
}


@pytest.mark.parametrize(("source", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_markup_is_refused_where_it_breaks(source, words):
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert (refused.value.code, refused.value.description) == (400, f"Bad Request: can't parse entities: {words}")


FOUND = {
    "command": ("/ask 几点", [("bot_command", 0, 4)]),
    "command of a bot": ("/ask@pear_bot 几点", [("bot_command", 0, 13)]),
    "command in the middle": ("发 /ask 吧", [("bot_command", 2, 4)]),
    "no command before Chinese": ("/ask几点", []),
    "no command in a path": ("a/b https/", []),
    "mention": ("@pear_bot 几点", [("mention", 0, 9)]),
    "mention after emoji": ("🍐🍐 @pear_bot", [("mention", 5, 9)]),
    "no mention glued to Chinese": ("请@pear_bot说", []),
    "no mention in an address": ("a@pear_bot.de b@e.org", [("email", 14, 7)]),
    "hashtag": ("#梨 #1", [("hashtag", 0, 2)]),
    "address": ("看 https://e.org/a?b=1.", [("url", 2, 19)]),
}


@pytest.mark.parametrize(("text", "entities"), FOUND.values(), ids=FOUND)
async def test_what_people_type_is_marked_as_telegram_marks_it(ann, text, entities):
    found = ann.says(text).json.get("entities", [])
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


async def test_space_around_goes_and_offsets_move(bot, ann):
    sent = await bot("sendMessage", chat_id=ann.id, text="\n  <b>梨</b> \n", parse_mode="HTML")
    assert (sent["text"], sent["entities"]) == ("梨", [{"type": "bold", "offset": 0, "length": 1}])


async def test_in_code_and_links_nothing_is_recognised(bot, ann):
    sent = await bot("sendMessage", chat_id=ann.id, text="<code>/ask @pear_bot</code>", parse_mode="HTML")
    assert [one["type"] for one in sent["entities"]] == ["code"]


async def test_control_characters_become_spaces(ann):
    assert ann.says("果园\0几点\x1b[31m").text == "果园 几点 [31m"


async def test_entities_beyond_a_hundred_are_dropped(bot, ann):
    sent = await bot("sendMessage", chat_id=ann.id, text="<b>a</b> " * 120, parse_mode="HTML")
    assert len(sent["entities"]) == 100


@pytest.mark.parametrize(("text", "length"), [("", 0), ("a", 1), ("梨", 1), ("🍐", 2), ("👨\u200d💻", 5)])
def test_length_is_counted_in_utf_16_units(text, length):
    assert units(text) == length
