"""A small knowledge of three articles; the last one has an excerpt that no single message can hold."""

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair

ORCHARD = """青石果园开园
青石村的果园今年种下梨树三百棵，由二十户人家一起照看。
“摘多少，付多少。”园主贺满仓说。
果园每天早上八点开门，下雨天不开。
编辑：程小雨"""

FERRY = """白沙渡口复航
停了多年的白沙渡口在春分那天复航。
渡船每天早上六点开船，一次能坐四十人。
编辑：罗一舟"""

LEDGER = "渡口账本\n" + "，".join(f"第{number}天渡客过江平安" for number in range(1, 460)) + "。"

TREES, HOURS, OWNER = "果园种了多少棵梨树？", "果园几点开门？", "果园的园主是谁？"
REOPENED, FIRST_BOAT, ACCOUNTS = "白沙渡口什么时候复航？", "渡船几点开船？", "渡口账本的全文是什么？"
EDITORS = "文章的编辑是谁？"
NOTHING = "飞船的发动机用什么燃料？"


def _pair(article: Article, name: str, question: str, text: str, **more) -> Pair:
    start = article.text.index(text)
    excerpt = Excerpt(article.name, text, article.paragraph_at(start).number, start, start + len(text))
    return Pair(f"{article.name}/{name}", article.name, question, more.pop("phrasings", ()), (excerpt,), **more)


def small_knowledge() -> Knowledge:
    orchard = Article("orchard", ORCHARD, "青石果园开园", publisher="青石村报", published="2024-04-01")
    ferry = Article("ferry", FERRY, "白沙渡口复航", publisher="江边日报", dateline="春分")
    ledger = Article("ledger", LEDGER, "渡口账本")
    editor = {"phrasings": (EDITORS,), "topic": "编者"}
    pairs = [
        _pair(orchard, "trees", TREES, "今年种下梨树三百棵", topic="果园", related=("orchard/hours",)),
        _pair(orchard, "hours", HOURS, "果园每天早上八点开门，下雨天不开。", topic="果园"),
        _pair(orchard, "owner", OWNER, "园主贺满仓", topic="果园"),
        _pair(orchard, "editor", "果园那篇文章的编辑是谁？", "编辑：程小雨", **editor),
        _pair(ferry, "reopened", REOPENED, "停了多年的白沙渡口在春分那天复航。", topic="渡口"),
        _pair(ferry, "first", FIRST_BOAT, "渡船每天早上六点开船，一次能坐四十人。", topic="渡口"),
        _pair(ferry, "editor", "渡口那篇文章的编辑是谁？", "编辑：罗一舟", **editor),
        _pair(ledger, "accounts", ACCOUNTS, ledger.text.split("\n")[1]),
    ]
    return Knowledge({a.name: a for a in (orchard, ferry, ledger)}, {pair.id: pair for pair in pairs})
