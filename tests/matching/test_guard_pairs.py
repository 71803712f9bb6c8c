"""A question against one pair, without a matcher: what each guard looks at, and what a curator vouches for.

A case is a question, the pair's question with its phrasings, the excerpt, and the guard that forbids it or None.
"""

import pytest

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair
from bot.matching.facts import Facts
from bot.matching.guards import guard, prepare
from bot.matching.places import Places

YEAR, NUMBER, NEGATION, NAME, KIND = "guard:year", "guard:number", "guard:negation", "guard:name", "guard:kind"

LAST_YEAR = ("茶厂是什么时候选址的?",), "去年6月,茶厂选址云台镇,投资3.3亿元。"
THIS_YEAR = ("合作社收了多少茶叶?",), "今年,合作社收茶叶800吨。"
PLAIN = ("合作社有多少社员?",), "合作社有45名社员、39户人家。"
STATED = ("合作社的产值增长了多少?",), "2022年,产值同比增长7.8%。"
DATED = "2023-02-18"

RELATIVE = {
    "the pair says it": (LAST_YEAR, DATED, "去年6月选址的是哪个茶厂", None),
    "another one": (LAST_YEAR, DATED, "今年6月选址的是哪个茶厂", YEAR),
    "in figures": (LAST_YEAR, DATED, "2022年6月选址的是哪个茶厂", None),
    "in other figures": (LAST_YEAR, DATED, "2023年6月选址的是哪个茶厂", YEAR),
    "the pair says this year": (THIS_YEAR, DATED, "今年合作社收了多少吨茶叶", None),
    "the pair says this year, the question last": (THIS_YEAR, DATED, "去年合作社收了多少吨茶叶", YEAR),
    "the pair states the year that it is": (STATED, DATED, "去年产值增长多少", None),
    "the pair states another": (STATED, DATED, "前年产值增长多少", YEAR),
    "next year": (STATED, DATED, "明年产值增长多少", YEAR),
    "the pair states none, the article is of that year": (PLAIN, DATED, "今年合作社有多少社员", None),
    "the pair states none, the article is of another": (PLAIN, DATED, "去年合作社有多少社员", YEAR),
    "the year before": (PLAIN, DATED, "上一年合作社有多少社员", YEAR),
    "in english": (STATED, DATED, "How much did output grow last year?", None),
    "in english, another": (STATED, DATED, "How much did output grow this year?", YEAR),
    "an undated article": (PLAIN, None, "今年合作社有多少社员", YEAR),
    "an undated article that states a year": (STATED, None, "去年产值增长多少", YEAR),
    "an undated article that says it": (THIS_YEAR, None, "今年合作社收了多少吨茶叶", None),
    "a phrasing only claims it": (
        (("茶厂选址在哪里?", "茶厂是今年选的址吗"), LAST_YEAR[1]),
        DATED,
        "今年茶厂选在哪",
        YEAR,
    ),
    "an undated article that dates the event by its day": (
        (("茶会哪天开幕?",), "5月10日,茶会开幕。"),
        None,
        "今年茶会哪天开幕",
        None,
    ),
    "the same, last year": ((("茶会哪天开幕?",), "5月10日,茶会开幕。"), None, "去年茶会哪天开幕", YEAR),
    "the same, next year": ((("茶会哪天开幕?",), "5月10日,茶会开幕。"), None, "明年茶会哪天开幕", YEAR),
    "the same in a year": ((("茶会哪天开幕?",), "5月10日,茶会开幕。"), None, "2024年茶会哪天开幕", YEAR),
    "an undated article that dates it by its month": (
        (("茶会几月开幕?",), "5月,茶会开幕。"),
        None,
        "今年茶会几月开幕",
        YEAR,
    ),
    "an undated article that says when it was": (
        (("茶会哪天开幕?",), "去年5月10日,茶会开幕。"),
        None,
        "今年茶会哪天开幕",
        YEAR,
    ),
    "a dated article that dates the event by its day": (
        (("茶会哪天开幕?",), "5月10日,茶会开幕。"),
        DATED,
        "今年茶会哪天开幕",
        None,
    ),
    "no year at all": (LAST_YEAR, None, "茶厂是几月选址的", None),
    "a claim": (LAST_YEAR, DATED, "茶厂是今年选址的吗", None),
    "an age": ((("田广福多大年纪?",), "田广福58岁"), None, "田广福今年多大年纪", None),
    "a class at school is no year": (PLAIN, DATED, "上年级的社员有多少", None),
    "what the asker tells of himself": (PLAIN, DATED, "我去年去过那里,合作社有多少社员?", None),
}
DAYS = {
    "stated": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "5月10日开班的是什么班", None),
    "another day": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "6月10日开班的是什么班", NUMBER),
    "another day of the month": (
        (("研学班哪天开班?",), "5月10日,研学班开班。"),
        DATED,
        "5月12号开班的是什么班",
        NUMBER,
    ),
    "its month": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "五月份开班的是什么班", None),
    "its day": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "10号开班的是什么班", None),
    "a day of a month that is stated whole": (
        (("茶厂何时开工?",), "2022年9月开工"),
        DATED,
        "9月3日开工的是什么",
        NUMBER,
    ),
    "the article's": (PLAIN, DATED, "2月18日那篇说合作社有多少社员", None),
    "not the article's": (PLAIN, DATED, "3月18日那篇说合作社有多少社员", NUMBER),
    "in its text": (PLAIN, None, "4月5日那天合作社有多少社员", None),
    "as the name of an event": ((("“5·10”活动是什么?",), "“5·10”活动开幕"), None, "5月10日的活动叫什么", None),
    "the event where the day is stated": ((("活动哪天办的?",), "5月10日,活动开幕"), None, "5·10活动是什么", None),
    "in english": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "What opened on May 12th?", NUMBER),
    "the day of some month": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "说的是几月10日的事", None),
    "another day of some month": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "说的是几月12日的事", NUMBER),
    "an event named by the article's day": ((("茶会演了什么?",), "茶会演了话剧"), None, "4·5活动演了什么", None),
    "the same beside a year of its own": (
        (("产值多少?",), "2022年,产值增长7.8%。"),
        None,
        "4·5活动的产值是多少",
        NUMBER,
    ),
    "a claim": ((("研学班哪天开班?",), "5月10日,研学班开班。"), DATED, "研学班是6月1日开班的吗", None),
}
NUMBERS = {
    "stated": (PLAIN, DATED, "45个社员的是哪个合作社", None),
    "of something else": (PLAIN, DATED, "45户的是哪个合作社", NUMBER),
    "with its own unit": (PLAIN, DATED, "39户的是哪个合作社", None),
    "not stated": (PLAIN, DATED, "39.5户的是哪个合作社", NUMBER),
    "a tenth": (LAST_YEAR, DATED, "投资33亿的是哪个茶厂", NUMBER),
    "in another scale": (LAST_YEAR, DATED, "投资33000万元的是哪个茶厂", None),
    "spoken": (LAST_YEAR, DATED, "三点三个亿的是哪个茶厂", None),
    "of people instead of money": (LAST_YEAR, DATED, "3.3亿人的是哪个茶厂", NUMBER),
    "a share": (STATED, DATED, "增长百分之七点八的是什么", None),
    "another share": (STATED, DATED, "增长百分之八点七的是什么", NUMBER),
    "vague": (PLAIN, DATED, "三十多户的是哪个合作社", None),
    "a few acres": ((("茶园多大?",), "9亩茶园"), DATED, "3亩的茶园在哪", NUMBER),
    "a piece": ((("茶园在哪?",), "在村东"), DATED, "那一块茶园在哪", None),
    "a frequency": ((("电台讲什么?",), "讲茶"), DATED, "105.3电台讲什么", None),
    "a small one of the same": ((("有几个企业?",), "4个企业"), DATED, "哪里有5个企业", NUMBER),
    "the same small one": ((("有几个企业?",), "4个企业"), DATED, "哪里有4家企业", None),
    "a small one of something else": ((("有几个企业?",), "4个企业"), DATED, "那两个人说了什么企业", None),
    "in a yes/no question": (PLAIN, DATED, "合作社是有50名社员吗", None),
    "at the end": (PLAIN, DATED, "合作社如何,有50名社员吧?", None),
    "an ordinal that a phrasing only claims": (
        (("哪次会议?", "是第四次会议吗"), "第3次会议"),
        DATED,
        "第4次会议讲啥",
        NUMBER,
    ),
    "an ordinal that a yes/no pair is about": ((("会办第3期吗?",), "还没有"), DATED, "还办第3期吗", None),
}
NAMES = {
    "a hall": ((("青溪大剧院演了什么?",), "青溪大剧院演了话剧"), DATED, "青溪大剧院演了什么话剧", None),
    "another hall": ((("青溪大剧院演了什么?",), "青溪大剧院演了话剧"), DATED, "白沙大剧院演了什么话剧", NAME),
    "a hall in other words": ((("青溪大剧院演了什么?",), "青溪大剧院演了话剧"), DATED, "清溪剧院演了什么话剧", None),
    "another college": ((("农林职业学院怎么样?",), "不错"), DATED, "财经职业学院怎么样", NAME),
    "an office": ((("教育局做了什么?",), "县教育局印了书"), DATED, "教育局印了什么书", None),
    "the same field": ((("教育系统做了什么?",), "县教育系统印了书"), DATED, "教育局印了什么书", None),
    "an office of another field": ((("纪委做了什么?",), "县纪委拍了教育片"), DATED, "教育局拍了什么片", NAME),
    "another company": ((("远山公司做什么?",), "远山公司做茶"), DATED, "海天公司做什么茶", NAME),
    "a body whose words stand in the title": (
        (("磨坊占地多少?",), "磨坊占地2.5亩"),
        DATED,
        "合作文化园占地多少",
        NAME,
    ),
    "a body by whose it is": ((("纪委做了什么?",), "县纪委印了书"), DATED, "听说他们纪委做了什么", None),
    "a body named only in a claim": (
        (("茶会在哪开?", "茶会是在白沙大剧院开的吗"), "在青溪大剧院"),
        DATED,
        "白沙大剧院开了什么会",
        NAME,
    ),
    "the same claim": (
        (("茶会在哪开?", "茶会是在白沙大剧院开的吗"), "在青溪大剧院"),
        DATED,
        "茶会是不是在白沙大剧院开的呀",
        None,
    ),
    "a person named only in a claim": (
        (("信是谁写的?", "信是李小龙写的还是王大明写的"), "王大明写了信"),
        DATED,
        "李小龙写的信在哪",
        NAME,
    ),
    "a person in a claim whom the article knows": (
        (("谁写了信?",), "方大同写了信,给王大明。"),
        DATED,
        "信是王大明写的吗",
        None,
    ),
    "a person in a claim whom nobody knows": ((("谁写了信?",), "方大同写了信。"), DATED, "信是李小龙写的吗", NAME),
    "another of the same surname": ((("彭浚是谁?", "姓彭的状元是谁"), "状元彭浚"), DATED, "彭德怀的家训是什么", NAME),
    "a person in english": ((("谁写了信?",), "郭亮写了信"), DATED, "What did Guo Liang write?", None),
    "another person in english": ((("谁写了信?",), "郭亮写了信"), DATED, "What did Chen Ming write?", NAME),
    "an english word that is a surname too": ((("茶会演了什么?",), "话剧"), DATED, "Can He Show It?", None),
    "a place that begins a word": ((("修水泵用了多久?",), "3天"), DATED, "修水泵用了多久", None),
    "the same place": ((("茶会用了多久?",), "3天"), DATED, "修水的茶会用了多久", NAME),
    "a place where the asker is": ((("茶会用了多久?",), "3天"), DATED, "广州读者请问:合作社的茶会用了多久", NAME),
    "a town only like another in sound": (
        (("草茶是镇上的吗?", "书记是谁"), "吴集镇书记"),
        DATED,
        "草市镇书记是谁",
        NAME,
    ),
    "a body by its kind alone": ((("远山公司做什么?",), "远山公司做茶"), DATED, "这个公司做什么茶", None),
    "another person": ((("王大明写了什么?",), "王大明写了信"), DATED, "方大同写的信是什么", NAME),
    "another person behind a title": ((("书记田广福是谁?",), "书记田广福"), DATED, "书记欧阳平说了什么", NAME),
    "a method is nobody": ((("怎么炒茶?",), "慢炒"), DATED, "炒茶的方法是什么", None),
    "a homophone of the whole name": ((("吴长河说了什么?",), "吴长河说话"), DATED, "武长河说了什么", None),
    "words that sound like the start of a name": ((("奖书给了谁?",), "奖书给了王大明"), DATED, "蒋树文是谁", NAME),
}
NEGATIONS = {
    "which not": (PLAIN, DATED, "合作社哪些人没有入社", NEGATION),
    "except": (PLAIN, DATED, "除了社员合作社有谁", NEGATION),
    "besides": (PLAIN, DATED, "除了社员合作社还有谁", None),
    "besides, another": ((("社员买了什么?",), "买了牛和羊"), DATED, "除了牛,社员买的另一种是什么", None),
    "not what a phrasing denies": (
        (("社员有多少人?", "社员不贪的有几个"), "社员有45人"),
        DATED,
        "哪些社员没评上先进",
        NEGATION,
    ),
    "what a phrasing denies": ((("谁辞官回乡?", "哪位不当官了"), "彭浚辞官回乡"), DATED, "是哪位古人不当官", None),
    "why not": ((PLAIN[0], f"因为茶好,{PLAIN[1]}"), DATED, "合作社的社员为什么不走", None),
    "why not, where no reason is given": (PLAIN, DATED, "合作社的社员为什么不走", KIND),
    "a bound": ((("信有多长?",), "全信26个字"), DATED, "信不到三十个字吗", None),
    "not done": ((("哪些社员签了字?",), "社员不收押金,45户签了字"), DATED, "哪几户没签字", NEGATION),
    "not done, stated": ((("哪些社员签了字?",), "李一、王二没有签字"), DATED, "哪些社员没签字", None),
    "not to be done": ((("社员不收什么?",), "社员不收押金"), DATED, "社员不拿哪些钱", None),
    "what the asker couldn't do": (PLAIN, DATED, "我都答不上来,合作社有多少社员啊", None),
    "no question": (PLAIN, DATED, "合作社的社员真不容易", NEGATION),
    "neither of them a question": ((("我不想聊天",), "好"), DATED, "我没有话说", None),
    "a pair that negates": ((("社员不能做什么?",), "不能退社"), DATED, "社员没有什么权利", None),
}
KINDS = {
    "who, vouched": ((("谁建了水渠?",), "#12"), DATED, "水渠是谁建的", None),
    "when, vouched": ((("茶会哪天开幕?",), "#12"), DATED, "茶会什么时候开幕", None),
    "when, vouched by 时间": ((("水渠建成的时间?",), "#12"), DATED, "水渠什么时候建成", None),
    "when, vouched by nothing": ((("谁建了水渠?",), "村民"), DATED, "水渠什么时候建的", KIND),
    "who, where the pair tells how many": ((("有多少社员?",), "45个"), DATED, "社员有谁", KIND),
    "who, politely": ((("水渠怎么走?",), "#"), DATED, "谁能说说水渠怎么走", None),
    "how old, vouched": ((("你几岁了?",), "#"), DATED, "你多大了", None),
    "how old, in dialect": ((("他是多大的官?",), "书记"), DATED, "他好大年纪咯", KIND),
    "how old where the pair tells how large": ((("磨坊占地多大?",), "2.5亩"), DATED, "磨坊主多大年纪", KIND),
    "money, vouched by a price": ((("春茶什么价格?",), "#"), DATED, "春茶多少钱", None),
    "where, beside when": ((("春茶在哪里卖?",), "#"), DATED, "春茶什么时候有在哪里卖", None),
    "of what there is none": (PLAIN, DATED, "合作社买了多少头牛", KIND),
    "of what there is": ((("买了多少牛?",), "买牛300头"), DATED, "合作社有几头牛", None),
    "of a thing without a counting word": (PLAIN, DATED, "合作社种了多少果树", KIND),
    "which four, counted only": ((("有多少间屋?",), "4间屋"), DATED, "是哪四间屋", KIND),
    "which four, listed": ((("有多少间屋?",), "甲、乙、丙、丁4间屋"), DATED, "是哪四间屋", None),
    "which four, vouched": ((("哪几间屋?",), "4间屋"), DATED, "是哪四间屋", None),
    "which four, of counted kinds": (
        (("有多少个茶厂?",), "45个村、39个社、4个茶厂、6个学校"),
        DATED,
        "是哪四个茶厂",
        KIND,
    ),
    "which five, where fewer are named": ((("“五好”是什么?",), "争当“五好”,干事“亲”“清”"), DATED, "到底是哪五好", KIND),
    "the names of two": ((("有几所学校?",), "有2所学校"), DATED, "那两所学校分别叫什么", KIND),
    "several of a kind, listed": ((("有哪些样式?",), "讲述、朗诵、情景剧"), DATED, "用了几种什么样的样式", None),
    "how many kinds, in words": ((("墙上有什么?",), "百种字体"), DATED, "墙上有多少种字体", None),
    "how many kinds, in english": ((("墙上有什么?",), "百种字体"), DATED, "How many kinds are on the wall?", None),
    "how many, where one is brought in": ((("谁说了话?",), "一名干部说了话"), DATED, "到场的有多少名干部", KIND),
    "how many, where a phrasing asks which": ((("有哪几种茶?",), "红茶"), DATED, "一共有多少茶厂", KIND),
    "how many, where there is only a date": ((("何时开园?",), "2022年9月开园"), DATED, "开园时有多少棵树", KIND),
    "how many of another thing": ((("增收多少?",), "农户增收300万元"), DATED, "农户养了多少匹马", KIND),
    "for each": ((("拆了多少户?",), "拆了29户"), DATED, "每户拆了多少平方米", KIND),
    "for each, stated": ((("补了多少?",), "每户补了3万元"), DATED, "每户补了多少钱", None),
    "a sum where there is a growth": ((("产值增长多少?",), "产值增长7.8%"), DATED, "产值是多少亿", KIND),
    "a company": ((("谁投资了茶厂?",), "远山公司投资"), DATED, "茶厂的投资方是哪家公司", None),
    "a company, where there is none": ((("茶厂投资多少?",), "投资3.3亿元"), DATED, "茶厂是哪家企业投的", KIND),
    "a reason": ((("他去了哪里?",), "他辞了职,回到村里"), DATED, "他为什么要辞职", KIND),
    "a reason, in english": ((("Where did he go?",), "他辞了职,回到村里"), DATED, "Why did he resign?", KIND),
    "a reason, stated": ((("他去了哪里?",), "为了种茶,他辞了职"), DATED, "他为啥要辞职", None),
    "a reason, vouched": ((("他辞职有什么原因?",), "他想种茶"), DATED, "他为何辞职", None),
    "a quantity by its name": (PLAIN, DATED, "合作社的出口额是多少", KIND),
    "a quantity by its name alone": (PLAIN, DATED, "合作社 容积率", KIND),
    "a quantity, stated": ((("赚了多少?",), "产值3亿元"), DATED, "合作社的产值有多少", None),
    "a quantity in other words": ((("增收多少?",), "农户增收300万元"), DATED, "农户的增收额是多少", None),
    "a title": ((("哪天发表的?",), "2月18日发表"), DATED, "2月18日发表的那篇标题是什么", KIND),
    "a title, vouched": ((("文章的标题是什么?",), "茶山春早"), DATED, "题目叫什么", None),
    "a surname": ((("信写给了谁?",), "写给了阿英"), DATED, "阿英姓什么", None),
    "a surname, of whom nobody speaks": ((("信有多长?",), "全信26个字"), DATED, "收信的人姓啥", KIND),
    "an earlier post": ((("他任什么职务?",), "他任社长"), DATED, "他之前在哪个单位任职", KIND),
    "an earlier post, stated": ((("他任什么职务?",), "此前他任社长"), DATED, "他之前在哪个单位任职", None),
    "a decimal, not an hour": ((("古镇怎么开街?",), "古镇2.0开街"), DATED, "古镇几点零开街的", None),
    "which of them altogether, not how many": ((("一共列了哪些?",), "红茶、绿茶"), DATED, "有多少家茶厂", KIND),
    "an attribute on one side of two": ((("他是谁?",), "他是镇书记"), DATED, "他是镇书记还是县委书记", None),
    "an attribute on both sides": ((("他是谁?",), "他是镇书记"), DATED, "他是博士还是硕士", KIND),
    "an attribute that is still so": ((("磨坊在哪里?",), "磨坊在村里"), DATED, "那里还是要门票吗", KIND),
    "a quantity that is told in passing": ((("几点开园?",), "9点开园"), DATED, "公园全免费,几点开园", None),
    "for each, without saying so": ((("征了多少亩?",), "征地495亩"), DATED, "征地一亩补多少钱", KIND),
    "who knows a price": ((("春茶多少钱?",), "#"), DATED, "谁知道春茶多少钱", None),
    "some books": ((("推荐茶书?",), "#"), DATED, "推荐几本建筑的书", None),
    "a few words": ((("后头是什么?",), "“茶山”"), DATED, "后头那几个字是啥", None),
    "an attribute in passing": ((("他写了什么?",), "写了茶"), DATED, "老家来的那位写了什么", None),
    "an attribute": ((("他写了什么?",), "写了茶"), DATED, "他老家在哪里", KIND),
    "an attribute only in a claim": ((("他是谁?", "他是镇长吗"), "他是书记"), DATED, "镇长是谁", KIND),
    "the same claim of an attribute": ((("他是谁?", "他是镇长吗"), "他是书记"), DATED, "他是不是镇长呀", None),
    "the name of someone not named": (
        (("片子叫什么名字?",), "一名曾经的一把手说"),
        DATED,
        "那个一把手叫什么名字",
        KIND,
    ),
    "the name of one in office": ((("谁说了这句话?",), "社区书记说"), DATED, "社区书记叫什么名字", KIND),
    "the name, given": ((("谁说了这句话?",), "社区书记王大明说"), DATED, "社区书记叫什么名字", None),
    "an attribute in a clause that asks nothing": (
        (("茶苗要遮阴吗?",), "要"),
        DATED,
        "刚从图书馆回来,茶苗要遮阴吗?",
        None,
    ),
}
CASES = {
    f"{kind}: {name}": case
    for kind, cases in (
        ("relative", RELATIVE),
        ("day", DAYS),
        ("number", NUMBERS),
        ("name", NAMES),
        ("negation", NEGATIONS),
        ("kind", KINDS),
    )
    for name, case in cases.items()
}


def held_against(asked, excerpt, published):
    """The facts of a pair in an article of its own, and the places of that knowledge."""
    text = f"合作社的一天\n{excerpt}\n4月5日是清明。"
    start = text.index(excerpt)
    article = Article("tea", text, "合作社的一天", published=published)
    quoted = Excerpt("tea", excerpt, 2, start, start + len(excerpt))
    pair = Pair("tea/one", "tea", asked[0], asked[1:], (quoted,))
    return Facts(pair, article), Places(Knowledge({"tea": article}, {pair.id: pair}))


@pytest.mark.parametrize(("pair", "published", "question", "reason"), CASES.values(), ids=CASES)
def test_a_guard_against_one_pair(pair, published, question, reason):
    facts, places = held_against(*pair, published)
    assert guard(question, "", facts, places) == reason


@pytest.mark.parametrize("question", ["合作社在哪里", "合作社是什么", "Where is it?", "hezuoshe", "", "?"])
def test_a_question_that_limits_nothing_is_held_against_nothing(question):
    """So that it costs nothing, however many candidates there are."""
    _, places = held_against(*PLAIN, DATED)
    assert prepare(question, "", places).checks == ()


def test_making_facts_looks_at_no_text():
    facts, _ = held_against(*PLAIN, DATED)
    assert set(vars(facts)) == {"pair", "article", "folded", "told", "claimed"}


def test_a_question_is_prepared_once_for_many_pairs():
    facts, places = held_against(*PLAIN, DATED)
    prepared = prepare("2021年合作社有多少社员", "", places)
    others = [held_against(*pair, DATED)[0] for pair in (LAST_YEAR, THIS_YEAR, STATED)]
    assert [prepared.forbids(one) for one in (facts, *others)] == [YEAR] * 4
