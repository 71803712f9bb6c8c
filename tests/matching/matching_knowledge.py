"""Three invented articles with their pairs: a mill, a library, a ferry. Two are about one county, two bear no year."""

from collections.abc import Sequence

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair, Unanswered

MILL = """水磨又转起来了 平江县青溪镇修复老磨坊
溪边日报记者 何小满 通讯员 罗青山
2022年3月,岳阳市平江县青溪镇启动老磨坊修复工程,历时14个月,投入资金86万元。
修复后的磨坊位于柳湾村,占地2.5亩,设有磨面间、榨油间、晒谷间“三间”。
“磨盘不转,村子就静了。”柳湾村党支部书记田广福说,他今年58岁。
磨坊没有安装电机,全靠溪水带动。
开放以来,磨坊已接待游客1.2万人次,其中学生占37.5%。
5月10日,第4期“小磨工”研学班开班,45名学生参加。
编辑:白露"""

LIBRARY = """把书背上山 安化县云台镇流动书屋走进19个村
山城晚报记者 周远航
6月18日,益阳市安化县云台镇的流动书屋来到高岭村。
书屋成立于2019年,创办人是退休教师谢春兰,现有图书6800册、送书车3辆。
书屋实行“四免”:免押金、免办证、免邮费、免罚款。
“书到了,路就短了。”谢春兰说。
去年,书屋借阅量同比增长12.6%。
编辑:江帆"""

FERRY = """渡口不散 安化县仙溪渡一家三代撑船
山城晚报记者 文秀秀
安化县仙溪渡的摆渡人吴长河今年63岁,渡船每天往返26趟,不收过河钱。
渡船长9米,一次能载12人。
1987年,吴长河从父亲手里接过船桨。
“有人要过河,我就在。”吴长河说。
编辑:江帆"""

ARTICLES = (
    Article(
        "mill", MILL, "水磨又转起来了 平江县青溪镇修复老磨坊", "溪边日报", "2023-05-20", authors=("何小满", "罗青山")
    ),
    Article("library", LIBRARY, "把书背上山 安化县云台镇流动书屋走进19个村", "山城晚报", dateline="6月18日"),
    Article("ferry", FERRY, "渡口不散 安化县仙溪渡一家三代撑船", "山城晚报", "2021-11"),
)

PAIRS = {
    "mill/title": ("磨坊这篇报道的标题是什么?", "写平江老磨坊的文章叫什么", "What is the headline about the mill?"),
    "mill/reporter": ("磨坊这篇报道的记者是谁?", "记者是谁", "谁采写了磨坊的报道", "Who reported on the mill?"),
    "mill/correspondent": ("磨坊这篇报道的通讯员是谁?", "通讯员叫什么名字"),
    "mill/start": ("老磨坊修复工程是什么时候启动的?", "修磨坊哪年开始的", "When did the mill restoration start?"),
    "mill/duration": ("修复老磨坊用了多长时间?", "磨坊修了多久", "How long did the restoration take?"),
    "mill/cost": ("修复老磨坊投入了多少资金?", "修磨坊花了多少钱", "How much did the mill restoration cost?"),
    "mill/place": ("修复后的磨坊在哪个村?", "老磨坊在哪里", "磨坊位置", "Where is the old mill?"),
    "mill/area": ("磨坊占地多大?", "磨坊占地多少亩"),
    "mill/rooms": ("磨坊的“三间”是哪三间?", "磨坊里有哪几间屋", "What are the three rooms of the mill?"),
    "mill/quote": ("田广福说了什么?", "村支书怎么评价磨坊", "What did Tian Guangfu say?"),
    "mill/age": ("田广福今年多大年纪?", "柳湾村书记多少岁"),
    "mill/motor": ("磨坊没有安装什么?", "磨坊靠什么转动", "磨坊里没有什么设备"),
    "mill/visitors": ("磨坊接待了多少游客?", "来磨坊的有多少人次", "How many visitors came to the mill?"),
    "mill/students": ("磨坊游客里学生占百分之多少?", "学生游客的比例"),
    "mill/course": ("第4期“小磨工”研学班什么时候开班?", "小磨工研学班哪天开班"),
    "mill/course-size": ("“小磨工”研学班有多少学生参加?", "研学班人数", "多少名学生参加了研学班"),
    "mill/editor": ("磨坊这篇报道的编辑是谁?", "编辑是谁", "Who edited the mill story?"),
    "library/arrival": ("流动书屋哪天来到高岭村?", "书屋什么时候到的高岭村", "流动书屋 高岭村 日期"),
    "library/founded": ("流动书屋是哪一年成立的?", "书屋什么时候成立", "When was the library founded?"),
    "library/founder": ("流动书屋的创办人是谁?", "谁办了书屋", "Who founded the mobile library?"),
    "library/books": ("流动书屋有多少册图书?", "书屋藏书量", "How many books does the library have?"),
    "library/cars": ("流动书屋有几辆送书车?", "送书车数量"),
    "library/four": ("书屋的“四免”是哪四免?", "书屋免什么", "What are the four waivers of the library?"),
    "library/quote": ("谢春兰说了什么?", "书屋创办人怎么说"),
    "library/growth": ("书屋借阅量同比增长多少?", "借书的人多了百分之几"),
    "library/reporter": ("书屋这篇报道的记者是谁?", "记者是谁"),
    "library/editor": ("书屋这篇报道的编辑是谁?", "编辑是谁"),
    "ferry/age": ("摆渡人吴长河今年多大?", "吴长河多少岁", "How old is the ferryman?"),
    "ferry/trips": ("渡船每天往返多少趟?", "渡船一天跑几趟", "How many trips does the ferry make a day?"),
    "ferry/fee": ("坐渡船过河要钱吗?", "过河收不收费", "渡船票价多少", "Is the ferry free?"),
    "ferry/length": ("渡船有多长?", "渡船长多少米"),
    "ferry/load": ("渡船一次能载多少人?", "渡船坐得下几个人"),
    "ferry/since": ("吴长河哪一年接过船桨?", "吴长河是什么时候开始撑船的"),
    "ferry/quote": ("吴长河说了什么?", "摆渡人怎么说"),
    "ferry/reporter": ("渡口这篇报道的记者是谁?", "记者是谁"),
    "ferry/editor": ("渡口这篇报道的编辑是谁?", "编辑是谁"),
}  # fmt: skip
"""The pairs' ids to their question and phrasings."""

QUOTED = {
    "mill/title": ("水磨又转起来了 平江县青溪镇修复老磨坊",),
    "mill/reporter": ("溪边日报记者 何小满",),
    "mill/correspondent": ("通讯员 罗青山",),
    "mill/start": ("2022年3月,岳阳市平江县青溪镇启动老磨坊修复工程",),
    "mill/duration": ("历时14个月",),
    "mill/cost": ("投入资金86万元",),
    "mill/place": ("修复后的磨坊位于柳湾村",),
    "mill/area": ("占地2.5亩",),
    "mill/rooms": ("设有磨面间、榨油间、晒谷间“三间”",),
    "mill/quote": ("“磨盘不转,村子就静了。”柳湾村党支部书记田广福说",),
    "mill/age": ("柳湾村党支部书记田广福说,他今年58岁。",),
    "mill/motor": ("磨坊没有安装电机,全靠溪水带动。",),
    "mill/visitors": ("磨坊已接待游客1.2万人次",),
    "mill/students": ("其中学生占37.5%",),
    "mill/course": ("5月10日,第4期“小磨工”研学班开班",),
    "mill/course-size": ("45名学生参加",),
    "mill/editor": ("编辑:白露",),
    "library/arrival": ("6月18日,益阳市安化县云台镇的流动书屋来到高岭村。",),
    "library/founded": ("书屋成立于2019年",),
    "library/founder": ("创办人是退休教师谢春兰",),
    "library/books": ("现有图书6800册",),
    "library/cars": ("送书车3辆",),
    "library/four": ("书屋实行“四免”:免押金、免办证、免邮费、免罚款。",),
    "library/quote": ("“书到了,路就短了。”谢春兰说。",),
    "library/growth": ("书屋借阅量同比增长12.6%",),
    "library/reporter": ("山城晚报记者 周远航",),
    "library/editor": ("编辑:江帆",),
    "ferry/age": ("摆渡人吴长河今年63岁",),
    "ferry/trips": ("渡船每天往返26趟",),
    "ferry/fee": ("不收过河钱",),
    "ferry/length": ("渡船长9米",),
    "ferry/load": ("一次能载12人",),
    "ferry/since": ("1987年,吴长河从父亲手里接过船桨。",),
    "ferry/quote": ("“有人要过河,我就在。”吴长河说。",),
    "ferry/reporter": ("山城晚报记者 文秀秀",),
    "ferry/editor": ("编辑:江帆",),
}
"""The pairs' ids to the words of their excerpts."""

SYNONYMS = (("磨坊", "磨房", "碾坊"), ("流动书屋", "流动图书室"))

UNANSWERED = (
    Unanswered("mill", "磨坊的老板是谁?", ("谁承包了磨坊", "磨坊归谁经营")),
    Unanswered("library", "流动书屋几点开门?", ("书屋开放时间", "书屋几点关门")),
)


def excerpt(article: Article, text: str) -> Excerpt:
    start = article.text.index(text)
    return Excerpt(article.name, text, article.paragraph_at(start).number, start, start + len(text))


def knowledge_of(articles: Sequence[Article], names: Sequence[str], **more) -> Knowledge:
    """A knowledge of some of the articles and pairs."""
    by_name = {article.name: article for article in articles}
    pairs = {
        name: Pair(
            name,
            (article := by_name[name.partition("/")[0]]).name,
            PAIRS[name][0],
            PAIRS[name][1:],
            tuple(excerpt(article, text) for text in QUOTED[name]),
        )
        for name in names
    }
    return Knowledge(by_name, pairs, **more)


def village_knowledge() -> Knowledge:
    """All of it."""
    return knowledge_of(ARTICLES, tuple(PAIRS), synonyms=SYNONYMS, unanswered=UNANSWERED)
