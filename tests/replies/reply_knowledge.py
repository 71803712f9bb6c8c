"""A small knowledge of two articles, one with every piece of metadata, one with hardly any."""

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair

LAKE = """湖边小报
湖水清又清 小镇建起观鸟台
去年春天,小镇在湖的东岸建起三座观鸟台,最高的一座有12米。

“湖是大家的,看一眼不收钱。”管理员林小禾说。
冬天湖面结冰,观鸟台关闭两个月。
编辑:周舟"""

BRIDGE = """老桥修好了
6月3日,老桥通车。
桥长80米,桥头立着石狮子四只。"""


def excerpt(article: Article, text: str) -> Excerpt:
    start = article.text.index(text)
    return Excerpt(article.name, text, article.paragraph_at(start).number, start, start + len(text))


def pair(article: Article, name: str, question: str, *texts: str, **more) -> Pair:
    excerpts = tuple(excerpt(article, text) for text in texts)
    return Pair(f"{article.name}/{name}", article.name, question, (), excerpts, **more)


def small_knowledge() -> Knowledge:
    lake = Article(
        "lake",
        LAKE,
        "湖水清又清 小镇建起观鸟台",
        publisher="湖边小报",
        published="2024-03-05",
        authors=("陈一", "王二"),
        url='https://example.org/a?b="1"&c=<2>',
    )
    bridge = Article("bridge", BRIDGE, "老桥修好了", dateline="6月3日")
    pairs = [
        pair(
            lake,
            "towers",
            "湖边建了几座观鸟台?",
            "小镇在湖的东岸建起三座观鸟台",
            topic="观鸟台",
            related=("lake/height", "lake/closed", "bridge/opened", "lake/fee"),
        ),
        pair(lake, "height", "最高的观鸟台有多高?", "最高的一座有12米", topic="观鸟台", note="高度不含避雷针 <b>。"),
        pair(lake, "fee", "看湖要收钱吗?", "“湖是大家的,看一眼不收钱。”管理员林小禾说。", topic="湖"),
        pair(lake, "closed", "观鸟台什么时候不开?", "冬天湖面结冰", "观鸟台关闭两个月。", topic="观鸟台"),
        pair(lake, "editor", "湖边小报那篇文章的编辑是谁?", "编辑:周舟"),
        pair(bridge, "opened", "老桥哪天通车?", "6月3日,老桥通车。"),
        pair(bridge, "lions", "桥长多少、桥头有几只石狮子?", "桥长80米", "石狮子四只"),
    ]
    return Knowledge({a.name: a for a in (lake, bridge)}, {p.id: p for p in pairs})
