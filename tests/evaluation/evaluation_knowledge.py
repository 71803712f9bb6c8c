"""Two invented articles with their pairs, as values and as files, and a question set about them."""

import json
from pathlib import Path

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair, Unanswered

TEXTS = {
    "kiln": """老窑重燃 石桥镇龙窑烧出第一窑新瓷
2021年秋,宁远县石桥镇的龙窑重新点火,停烧了37年。
窑长42米,一次能装3000件瓷坯。
守窑人梁德顺今年71岁,带着5名徒弟。
“火候到了,泥巴就会说话。”梁德顺说。
第一窑烧了4天4夜,成品率达到82%。
窑边建起陶艺馆,门票免费,周一闭馆。""",
    "tea": """一片叶子下山来 云岭茶场开了直播间
云岭茶场建于1958年,有茶园1200亩。
场长苏小满是返乡大学生,去年带队开了直播间。
直播间半年卖出春茶6吨,销售额190万元。
茶场请来32名村民采茶,每人每天工钱150元。
“叶子下了山,年轻人就上山了。”苏小满说。""",
}

PAIRS = {
    "kiln/lit": ("龙窑是什么时候重新点火的?", "老窑哪年重燃", "When was the kiln lit again?"),
    "kiln/pause": ("龙窑停烧了多少年?", "老窑歇了多久", "How long did the kiln stand cold?"),
    "kiln/length": ("龙窑有多长?", "窑身长度", "How long is the kiln in metres?"),
    "kiln/load": ("龙窑一次能装多少件瓷坯?", "一窑装几件", "How many pieces does the kiln hold?"),
    "kiln/keeper": ("守窑人今年多大年纪?", "梁德顺多少岁", "How old is the keeper?"),
    "kiln/pupils": ("守窑人带了几名徒弟?", "梁德顺有多少徒弟", "How many pupils does the keeper have?"),
    "kiln/quote": ("梁德顺说了什么?", "守窑人怎么说", "What did the keeper say?"),
    "kiln/firing": ("第一窑烧了几天?", "头一窑烧了多久", "How many days did the first firing take?"),
    "kiln/yield": ("第一窑的成品率是多少?", "成品占百分之几", "What share of the pieces came out well?"),
    "kiln/museum": ("陶艺馆要门票吗?", "参观陶艺馆收不收费", "Is the museum free?"),
    "tea/founded": ("云岭茶场建于哪一年?", "茶场什么时候建的", "When was the tea farm founded?"),
    "tea/area": ("茶场有多少亩茶园?", "茶园面积", "How large is the tea farm?"),
    "tea/head": ("茶场场长是谁?", "谁开了直播间", "Who runs the tea farm?"),
    "tea/sold": ("直播间半年卖出多少春茶?", "春茶卖了几吨", "How much tea was sold?"),
    "tea/income": ("直播间的销售额是多少?", "卖茶卖了多少钱", "What did the sales come to?"),
    "tea/pickers": ("茶场请了多少村民采茶?", "采茶的村民人数", "How many villagers pick tea?"),
    "tea/wage": ("采茶每天工钱多少?", "采一天茶给多少钱", "What is a picker paid a day?"),
    "tea/quote": ("苏小满说了什么?", "场长怎么说", "What did the head of the farm say?"),
}
QUOTED = {
    "kiln/lit": "2021年秋,宁远县石桥镇的龙窑重新点火",
    "kiln/pause": "停烧了37年",
    "kiln/length": "窑长42米",
    "kiln/load": "一次能装3000件瓷坯",
    "kiln/keeper": "守窑人梁德顺今年71岁",
    "kiln/pupils": "带着5名徒弟",
    "kiln/quote": "“火候到了,泥巴就会说话。”梁德顺说。",
    "kiln/firing": "第一窑烧了4天4夜",
    "kiln/yield": "成品率达到82%",
    "kiln/museum": "窑边建起陶艺馆,门票免费",
    "tea/founded": "云岭茶场建于1958年",
    "tea/area": "有茶园1200亩",
    "tea/head": "场长苏小满是返乡大学生,去年带队开了直播间",
    "tea/sold": "直播间半年卖出春茶6吨",
    "tea/income": "销售额190万元",
    "tea/pickers": "茶场请来32名村民采茶",
    "tea/wage": "每人每天工钱150元",
    "tea/quote": "“叶子下了山,年轻人就上山了。”苏小满说。",
}
SILENT = {"kiln": ("龙窑的老板是谁?", "谁投资了龙窑"), "tea": ("茶叶多少钱一斤?", "春茶单价")}

ASKED = {
    "kiln/lit": ("龙窑啥时候又点火了", "龙窑重新点火是哪年", "when was the old kiln lit again"),
    "kiln/pause": ("龙窑停了多少年没烧", "停烧多久了?", "how long was the kiln cold"),
    "kiln/length": ("那条龙窑长多少米", "龙窑多长啊", "how long is the kiln"),
    "kiln/load": ("一窑能装多少瓷坯", "龙窑一次装几件坯", "how many pieces can the kiln hold"),
    "kiln/keeper": ("梁德顺今年几岁", "守窑的老人多大了", "how old is the kiln keeper"),
    "kiln/pupils": ("梁德顺带了多少个徒弟", "守窑人有几个徒弟?", "how many pupils has the keeper got"),
    "kiln/quote": ("守窑人梁德顺说了啥", "梁德顺的原话", "what did the kiln keeper say"),
    "kiln/firing": ("第一窑瓷烧了多久", "头一窑烧几天几夜", "how many days was the first firing"),
    "kiln/yield": ("第一窑成品率多高", "成品率多少", "what share of pieces came out well"),
    "kiln/museum": ("进陶艺馆要买票吗", "陶艺馆门票多少钱", "is the pottery museum free"),
    "tea/founded": ("茶场是哪年建的", "云岭茶场啥时候建起来的", "when was the tea farm started and founded"),
    "tea/area": ("云岭茶场茶园有多大", "茶园多少亩", "how large is the farm of tea"),
    "tea/head": ("云岭茶场的场长叫什么", "是谁带队开的直播间", "who runs the farm"),
    "tea/sold": ("直播间卖了多少吨春茶", "半年卖出春茶多少", "how much tea was sold in the end"),
    "tea/income": ("直播间销售额有多少", "茶叶销售额多少万", "what did sales come to"),
    "tea/pickers": ("有多少村民来采茶", "茶场请了几名村民", "how many villagers pick the tea"),
    "tea/wage": ("采茶一天工钱多少", "村民采茶每天给多少工钱", "what is a tea picker paid for a day"),
    "tea/quote": ("苏小满说了啥", "场长苏小满的原话", "what did the head of the tea farm say"),
}
"""What is asked for each pair, twice in Chinese and once in English."""

NEAR = (
    "龙窑烧一窑要多少柴", "龙窑是谁设计的", "梁德顺的妻子是谁", "梁德顺哪里人", "徒弟们工资多少", "陶艺馆几点开门",
    "陶艺馆有多大", "瓷坯用什么泥做", "第一窑瓷器卖给了谁", "石桥镇有多少人口", "龙窑的窑温多高", "老窑为什么停烧",
    "苏小满毕业于哪所大学", "直播间有多少粉丝", "茶场的电话是多少", "茶叶怎么炒制", "采茶的村民住在哪里",
    "春茶获过什么奖", "茶园有没有茶树病虫害", "苏小满今年几岁", "茶场离县城多远", "茶场有几台机器", "谁是茶场的会计",
    "直播用什么手机",
    "what does a bowl from the kiln cost", "who built the kiln museum", "how many followers does the farm have",
    "where did the head of the farm study", "what is the phone number of the tea farm", "how hot is the kiln",
    "which awards did the tea win", "how far is the farm from town", "what does the keeper earn",
    "who wrote about the farm",
)  # fmt: skip
"""Near what the articles say, and not said by them."""

FAR = (
    "今天天气怎么样", "怎么做红烧肉", "手机没有信号怎么办", "帮我写一首诗", "北京到上海多远", "你叫什么名字",
    "what is the weather like", "how do I cook rice", "tell me a joke",
)  # fmt: skip


def excerpt(name: str, words: str) -> Excerpt:
    start = TEXTS[name].index(words)
    article = Article(name, TEXTS[name], "")
    return Excerpt(name, words, article.paragraph_at(start).number, start, start + len(words))


def valley_knowledge() -> Knowledge:
    """The articles with all pairs."""
    articles = {name: Article(name, text, text.split("\n")[0]) for name, text in TEXTS.items()}
    pairs = {
        name: Pair(name, (article := name.partition("/")[0]), first, tuple(rest), (excerpt(article, QUOTED[name]),))
        for name, (first, *rest) in PAIRS.items()
    }
    silent = tuple(Unanswered(name, first, tuple(rest)) for name, (first, *rest) in SILENT.items())
    return Knowledge(articles, pairs, unanswered=silent)


def valley_folder(folder: Path) -> Path:
    """The same as files; JSON is YAML."""
    for part in ("articles", "pairs"):
        (folder / part).mkdir(parents=True)
    for article, text in TEXTS.items():
        (folder / "articles" / f"{article}.txt").write_text(text + "\n", encoding="utf-8")
        pairs = [
            {"id": name.partition("/")[2], "question": first, "phrasings": rest, "excerpts": [QUOTED[name]]}
            for name, (first, *rest) in PAIRS.items()
            if name.startswith(article)
        ]
        first, *rest = SILENT[article]
        sheet = {"pairs": pairs, "unanswered": [{"question": first, "phrasings": rest}]}
        (folder / "pairs" / f"{article}.yaml").write_text(json.dumps(sheet), encoding="utf-8")
    return folder


def valley_lines() -> list[dict]:
    """A question set about them."""
    asked = [("plain", text, [QUOTED[name]]) for name, texts in ASKED.items() for text in texts]
    asked += [("near_miss", text, []) for text in NEAR] + [("off_topic", text, []) for text in FAR]
    return [{"id": f"v{n}", "kind": kind, "q": text, "gold": gold} for n, (kind, text, gold) in enumerate(asked, 1)]


def write_lines(path: Path, lines: list[dict]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
