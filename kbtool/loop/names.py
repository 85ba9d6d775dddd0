"""Names of people and the places where they live, as customers write them, in Chinese and English.

A name is known by what stands around it: "my name is", "Dear", "Regards", a title, 我叫,
收件人, 先生. A Chinese name also begins with one of the usual surnames; without one only
what follows a colon goes. A place is a street or a house with its number; towns stay,
because "do you deliver to Shenzhen" is a question.
"""

from __future__ import annotations

import re

__all__ = ["without_names", "without_places"]

_HAN = "\u3400-\u9fff"

_SURNAME = (
    "(?:欧阳|上官|司马|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|轩辕|宇文|长孙|"
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵湛"
    "汪祁毛禹狄米贝明臧戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡"
    "凌霍虞万支柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包左石崔吉龚程邢裴陆荣翁荀羊甄曲封芮储靳段富巫乌焦"
    "巴牧谷车侯宓全班秋仲宫宁仇甘厉祖武符刘景詹束龙叶幸司韶黎薄印白蒲邰鄂索咸赖卓蔺屠蒙池乔闻党翟谭"
    "劳申扶冉宰桑桂牛寿边扈燕尚农温庄晏柴瞿阎连习艾鱼容向古易廖庾耿满匡国文寇广东殴沃利越隆师巩聂晁"
    "敖冷辛阚那简饶曾沙养鞠丰巢关查荆游权盖益桓肖闫佟代岳])"
)
# Words that begin like a name and are none.
_WORD = (
    "(?:高级|高端|高峰|高价|黄金|白金|白色|黑|金牌|金卡|金额|方式|方便|方法|安装|安全|安排|单位|单号|单独|"
    "程序|全部|全国|全款|全额|关于|关闭|国内|国外|广东|江苏|江西|东西|经常|经理|经销|万一|明天|明细|常见|"
    "常用|常住|应该|支付|支持|管理|简介|查询|查看|费用|边|向|解决|解除|连续|车|路|石家庄|云南|宁波|宁夏|"
    "武汉|温州|成都|马上|于|任何|任意|时间|包裹|包装|包邮|代收|代付|代购|代理|文件|文字|明显|田|游客|"
    "房东|房主|房子|学生|米|皮|权限|荣耀|华为|华东|华南|华北|容易|易|富|利|和|印|储|向日葵|黄色|蓝色)"
)
# What follows "我叫" and is no name: who or what was called for.
_CALLED = (
    "外卖|快递|客服|师傅|人工|货|了|过|他|她|它|你|退|错|不|人|家|物流|司机|跑腿|什么|啥|车|滴滴|工人|安装|"
    "上门|取件|维修|保洁|搬"
)
_SMALL = "白学孩区店号商卖姐弟妹哥户企微程伙朋票件时米"  # 小 with these is a word
_ZH_NAME = rf"(?!{_WORD}){_SURNAME}[{_HAN}]{{1,2}}"
_ZH_END = (
    rf"(?=[^{_HAN}]|\Z|想|要|的|在|买|有|问|请|需|订|收|退|换|申|用|昨|今|前天|之前|刚|已|"
    r"和|不|没|怎|地址|电话|手机)"
)
_ZH = (
    # 我叫王芳 ... ; the lazy form lets 我是王芳想退货 end before 想
    rf"(?:我叫做?|我的名字[是叫]|名叫|叫做)\s*(?!{_CALLED}|{_WORD}){_SURNAME}[{_HAN}]{{1,2}}?{_ZH_END}",
    rf"(?:我叫做?|我的名字[是叫]|名叫)\s*(?!{_CALLED}|{_WORD}){_SURNAME}[{_HAN}]{{1,2}}",
    rf"(?:我叫做?|我的名字[是叫]|名叫)\s*(?!{_CALLED})[{_HAN}·]{{2,3}}(?=[，,。.！!；;\s]|\Z)",
    rf"我是[小阿](?![{_SMALL}])[{_HAN}](?=[，,。.！!；;\s]|\Z)",
    rf"我姓(?!{_WORD}|名){_SURNAME}(?:[{_HAN}]{{1,2}})??{_ZH_END}",
    rf"我是来自[{_HAN}]{{2,6}}的(?!{_WORD}){_SURNAME}[{_HAN}]{{1,2}}(?![{_HAN}])",
    r"(?:老公|老婆|丈夫|妻子|爱人|儿子|女儿|妈妈|爸爸|母亲|父亲|朋友|同事)"
    rf"叫(?!{_CALLED}|{_WORD}){_SURNAME}[{_HAN}]{{1,2}}?{_ZH_END}",
    rf"(?:我是|本人|鄙人|这里是|我们是|改成|改为|换成|写成)\s*(?!小[{_SMALL}])[小老阿]?(?!{_WORD}){_SURNAME}[{_HAN}]{{0,2}}?{_ZH_END}",
    r"(?:姓名|名字|收件人|收货人|联系人|寄件人|发件人|户名|持卡人|开户名|署名|落款|签名|称呼|抬头|经办人|买家|客户)"
    rf"\s*(?:[是为叫](?!什么|谁|哪|否|不是|怎|我|你|空|必)|[:：])\s*(?:[{_HAN}·]{{2,4}}(?![{_HAN}])|(?!{_WORD}){_SURNAME}[{_HAN}]{{1,2}}|"
    r"[A-Za-z]+(?:\s[A-Z][a-z]+)*)",
    rf"(?:姓名|收件人|收货人|联系人|寄件人|户名|持卡人)\s*{_ZH_NAME}(?![{_HAN}])",
    rf"(?:收件人|收货人|联系人|寄件人)\s*(?!{_WORD}){_SURNAME}[{_HAN}]{{1,2}}?"
    r"(?=的|想|要|申请|没|不在|已|\Z)",
    rf"(?:收件人|收货人|联系人|寄件人)\s*[:：]?\s*[小老阿]{_SURNAME}(?![{_HAN}])",
    rf"(?!{_WORD}){_SURNAME}[{_HAN}]{{0,2}}?\s*(?:先生|女士|小姐|太太|阿姨|大爷)",
    rf"(?:(?<![{_HAN}])|尊敬的|亲爱的){_SURNAME}(?:师傅|老师|经理|总)",
    rf"(?:尊敬的|亲爱的)(?!{_WORD}){_SURNAME}[{_HAN}]{{1,2}}(?=[，,：:！!\s]|\Z)",
    rf"(?:(?:谢谢|感谢|此致|敬礼|祝好|盼复|顺祝商祺)[，,。.！!~～\s]*)+{_ZH_NAME}[。.！!\s]*\Z",
    rf"(?:\n|——|--)\s*(?:{_ZH_NAME}|[小阿][{_HAN}]{{1,2}})[。.！!\s]*\Z",
)

_CAPITAL = r"[A-Z\u00c0-\u00de][\w'’.-]*"
_GIVEN = (
    "james|john|robert|michael|david|william|richard|joseph|thomas|charles|christopher|daniel|"
    "matthew|anthony|mark|donald|steven|paul|andrew|joshua|kenneth|kevin|brian|george|timothy|"
    "ronald|edward|jason|jeffrey|ryan|jacob|gary|nicholas|eric|jonathan|stephen|larry|justin|"
    "scott|brandon|benjamin|samuel|frank|gregory|raymond|alexander|patrick|jack|dennis|jerry|"
    "peter|henry|adam|nathan|simon|martin|oliver|harry|liam|noah|lucas|mary|patricia|jennifer|"
    "linda|elizabeth|barbara|susan|jessica|sarah|karen|lisa|nancy|betty|margaret|sandra|ashley|"
    "kimberly|emily|donna|michelle|carol|amanda|melissa|deborah|stephanie|rebecca|laura|sharon|"
    "cynthia|kathleen|amy|angela|anna|emma|nicole|helen|samantha|katherine|christine|rachel|"
    "julie|julia|sophie|sophia|olivia|maria|jane|alice|hannah|claire|lucy|tom|bob|mike|dave|"
    "steve|chris|joe|dan|matt|ben|sam|kate|jenny|sue|ann|anne|mohammed|muhammad|ahmed|ali|fatima"
)
_NO_NAME = (
    "(?:a|an|the|not|very|so|still|just|trying|looking|having|unable|interested|in|on|at|from|"
    "to|of|with|about|my|your|our|no|new|old|sure|and|or|but|is|are|was|it|there|here|team|all|"
    "sir|madam|everyone|support|customer|service|i|we|you|wrong|misspelled|spelled|missing)"
)
_PRODUCT = r"(?i:office|word|excel|windows|teams|outlook|access|sql|dos|project)\b"  # behind MS
_TOWN = (  # with what towns and countries of two words begin
    "(?:New|North|South|East|West|Northern|Southern|Hong|Los|San|Santa|Saint|Saudi|Sri|Costa|Puerto|"
    "Great|United|Cape|Tel|Kuala|Rio|Buenos|Abu|El|Las|Sierra|Czech|Isle|Channel|Mainland)"
)
_RELATION = (
    "husband|wife|son|daughter|mother|father|mum|mom|dad|brother|sister|partner|friend|colleague|"
    "boss|girlfriend|boyfriend|neighbour|neighbor"
)
_CLOSE = r"(?:(?:kind|kindest|best|warm|warmest|many|with)\s+){0,2}"
_AFTER = (
    r"(?=\s*(?:[,!.:;\n]|\Z)|\s+(?:my|i|i'm|i’m|i've|where|when|how|can|could|please|is|the|we)\b)"
)
_EN_CUE = (
    # Written small, too: what follows is a name.
    rf"(?:\A|(?<=[.!?,;\n])|(?<=[.!?,;]\s)|\b(?=(?:kind|kindest|best|warm|warmest)\s)){_CLOSE}"
    rf"(?:regards|wishes|yours (?:sincerely|faithfully|truly)|sincerely|signed,)[\s,.!–—-]+"
    rf"(?!{_NO_NAME}\b)[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+)?[\s.!]*\Z",
    rf"\b(?:thanks|thank you|thx|cheers|love)[\s,.!–—-]+(?:{_GIVEN})(?:\s+[a-z'’-]+)?[\s.!]*\Z",
    rf"\b(?:hi|hello|hey|dear)\s+(?:{_GIVEN}){_AFTER}",
    rf"\n\s*(?:{_GIVEN})(?:\s+[a-z'’-]+)?[\s.!]*\Z",
    rf"\b(?:in|under)\s+the\s+names?\s+(?:of\s+)?"
    rf"(?!{_NO_NAME}\b|field|tag|plate|change|shown|given)"
    rf"[^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]+)?(?=\s*[,.!?\n]|\Z)",
    rf"\b(?:my|his|her|our|the)\s+(?:full\s+|first\s+|last\s+)?names?(?:'s|\s+is|\s+are|\s*[:=])\s+"
    rf"(?!{_NO_NAME}\b)[^\W\d_][\w'’-]*(?:\s+(?!{_NO_NAME}\b){_CAPITAL}){{0,3}}",
    rf"(?:\b(?:full |first |last |customer |contact )?name|\b(?:recipient|addressee|card ?holder|"
    rf"account holder|customer|contact|attn|signed|signed by|sender))\s*[:=]\s*"
    rf"[^\W\d_][\w'’.-]*(?:\s+{_CAPITAL}){{0,3}}",
    rf"\b(?:i am|i'm|im|this is|it's|call me|i’m)\s+(?:{_GIVEN})\b"
    rf"(?:\s+(?!{_NO_NAME}\b)[a-z'’-]+(?=[,.!\n]|\Z|\s+(?:from|and|here)\b))?",
    rf"\b(?:mr|mrs|ms|mister|dr|prof)\b\.?\s+(?!{_PRODUCT})(?!{_NO_NAME}\b)[^\W\d_][\w'’-]*(?:\s+(?:{_GIVEN})\b)?",
    rf"\b(?:{_GIVEN})\s+(?:[a-z]\.?\s+)?(?:smith|johnson|williams|brown|jones|miller|davis|wilson|"
    r"anderson|taylor|thomas|moore|jackson|martin|lee|thompson|harris|clark|lewis|robinson|walker|"
    r"young|allen|king|wright|scott|hill|green|adams|baker|nelson|campbell|mitchell|roberts|carter|"
    r"doe|evans|edwards|hughes|wood|cooper|watson|murphy|kelly|o'brien|khan|patel|singh)\b",
)
_EN_CAPITAL = (
    # Here a capital letter is what tells a name.
    rf"(?i:\b(?:i am|i'm|i’m|this is|call me))\s+(?!(?i:{_NO_NAME})\b){_CAPITAL}"
    rf"(?:\s+{_CAPITAL}){{0,3}}",
    rf"(?i:\b(?:mr|mrs|ms|miss|mister|dr|prof)\b\.?)\s+(?!{_PRODUCT}){_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}",
    rf"(?i:\b(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)))\s+{_CAPITAL}"
    rf"(?:\s+{_CAPITAL}){{0,2}}\s*(?=[,!.:;\n]|\Z)",
    rf"(?i:\b{_CLOSE}(?:regards|wishes|sincerely|faithfully|truly|cheers|"
    r"thanks|thank you|thx|best|yours|love|br|rgds|greetings))"
    rf"[\s,.!–—-]*\s{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}[\s.!]*\Z",
    rf"(?i:\b(?:ship(?:ped)? to|deliver(?:ed)? to|addressed to|on behalf of|care of|c/o|attn\.?|"
    rf"in the name of|name of|registered to|belongs to|changed? (?:it|the name) to))\s+"
    rf"(?!{_TOWN}\b){_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}",
    rf"(?i:\b(?:order|parcel|account|invoice|ticket|case|claim)s?\s+(?:of|by|for))\s+"
    rf"(?!{_TOWN}\b){_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}",
    rf"(?:\n|--|—)\s*{_CAPITAL}\s+{_CAPITAL}(?:\s+{_CAPITAL})?[\s.!]*\Z",
    rf"\bmy\s+(?:{_RELATION}),?\s+(?!{_TOWN}\b){_CAPITAL}(?:\s+{_CAPITAL})?",
    rf"\bunder\s+(?!{_TOWN}\b){_CAPITAL}\s+{_CAPITAL}(?=\s*[,.!?\n]|\Z)",
    r"(?<=[.!?。！？])\s*[-–—~]+\s*[A-Z][a-z'’-]{1,20}(?:\s+[A-Z][a-z'’-]{1,20})?[\s.!]*\Z",
    # Below a sentence one word is a name, too.
    r"(?<=[.!?,。！？，])\s*\n\s*(?!Thanks|Thank|Please|Help|Urgent)"
    r"[A-Z][a-z'’-]{1,20}[\s.!]*\Z",
)

_NUMBER = r"[\dA-Za-z一二三四五六七八九十百]{1,5}"
_ZH_PLACE = (
    rf"(?:[{_HAN}]{{2,4}}(?:省|自治区))?(?:[{_HAN}]{{2,4}}(?:市|州|盟))?(?:[{_HAN}]{{1,4}}(?:区|县|旗|市))?"
    rf"(?:[{_HAN}]{{1,6}}(?:镇|乡|街道))?[{_HAN}\d]{{1,10}}?"
    r"(?:路|街|大道|巷|弄|胡同|村|小区|花园|苑|大厦|公寓|广场|家园|社区|府|城|庭|园)\s*"
    rf"(?:{_NUMBER}\s*(?:号楼|号院|号|弄|栋|幢|座|期|楼|层|单元|室|房|组|门)[\s,，-]*)+(?:\d{{1,4}})?",
    r"(?:\d{1,4}\s*(?:号楼|号院|栋|幢|座|单元|室|层|门)[\s,，-]*){2,}(?:\d{1,4})?",
)
_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|square|sq|place|pl|"
    "close|terrace|crescent|highway|hwy|parkway|pkwy|row|walk|gardens|grove|mews"
)
_EN_PLACE = (
    rf"\b\d{{1,5}}[a-zA-Z]?,?\s+(?:{_CAPITAL}\s+){{1,4}}(?i:{_STREET})\b\.?",
    r"(?i:\b\d{1,5}[a-z]?,?\s+(?:[a-z'.-]+\s+){1,2}(?:street|road|avenue|lane|boulevard|terrace|crescent)\b)",
    r"(?i:\b(?:apt|apartment|flat|suite|room|rm)\b\.?\s*#?\d{1,5}[a-z]?\b)",
    r"(?i:\bp\.?\s?o\.?\s?box\s+\d+)",
    r"(?i:\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b)",  # British postcode
    r"(?i:\b[^\W\d_]{2,}(?:straße|strasse|str\.|weg|platz|gasse|allee)\s*\d{1,4}\s?[a-z]?\b)",
    r"(?i:\b\d{1,4},?\s+(?:bis\s+|ter\s+)?(?:rue|boulevard|chemin|allée|quai|via|calle|avenida)"
    r"\s+[^\W\d_][\w'’-]*(?:\s+(?:de|du|des|la|le|les|l'|d')?\s*" + _CAPITAL + r")*)",
)

_NAMES = (
    *(re.compile(one) for one in _ZH),
    *(re.compile(one) for one in _EN_CAPITAL),
    *(re.compile(one, re.IGNORECASE) for one in _EN_CUE),
)
_PLACES = tuple(re.compile(one) for one in (*_ZH_PLACE, *_EN_PLACE))


def without_names(text: str) -> str:
    """Return `text` without names of people, and without the words that lead to them.

    Args:
        text: with its line breaks, which tell signatures.
    """
    for pattern in _NAMES:
        text = pattern.sub(" ", text)
    return text


def without_places(text: str) -> str:
    """Return `text` without streets and house numbers."""
    for pattern in _PLACES:
        text = pattern.sub(" ", text)
    return text
