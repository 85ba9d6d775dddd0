"""What tells who a customer is, taken out of what customers typed.

When in doubt it goes: a number that might be a phone's is of no use to a help centre.
What a question is about stays: "order 12345678 is late" becomes "order is late". Numbers
of up to four digits stay, because models, sizes, prices and years are asked for, and so do
numbers that everybody calls.

Own code, because libraries answer another question: phonenumbers tells which numbers a
network would connect, and lets go of a mistyped one; Presidio and scrubadub find names by
models of hundreds of megabytes, of one language each.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kbtool.loop.escapes import as_read
from kbtool.loop.names import without_names, without_places

__all__ = ["lines_without_personal_data", "tells_who", "without_personal_data"]

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

_HAN = "\u3400-\u9fff"

_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.)[^\s\u3000-\u303f\uff00-\uffef" + _HAN + "]+", re.I
)
_HOST = re.compile(r"\b(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}/[^\s" + _HAN + "]*", re.I)

_LOCAL = rf"[^\s@()\[\]{{}}<>,;:\"|，。；：、！？（）【】《》“”{_HAN}]"
_DOT = r"\s*(?:\.|\(dot\)|\[dot\]|\{dot\}| dot (?=\w))\s*"
_LABEL = rf"(?:[^\W_{_HAN}]|-)+"
_MAIL = re.compile(
    rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}\s*(?:@|\(at\)|\[at\]|\{{at\}}| at (?={_LABEL}{_DOT}))\s*"
    rf"(?:{_LABEL}(?:{_DOT}{_LABEL})*|[{_HAN}]{{1,12}}\.(?:[a-z]{{2,}}|[{_HAN}]{{1,4}}))?",
    re.I,
)
_HANDLE = re.compile(r"(?<![\w])@[\w.-]{2,}")

# Name of a service, then a name there; one of letters alone is a word, as in "wechat pay".
_ACCOUNT = re.compile(
    r"(?:\b(?:wechat|weixin|wx|vx|v信|qq|line|telegram|tg|whatsapp|skype|instagram|ig|tiktok)\b|"
    r"微信|薇信|威信|抖音|旺旺|淘宝|支付宝)"
    r"(?:\s*(?:id|no|number|account|name|账号|帐号|号码|号|名))?\s*(?:is\b|是|为|[:：=#])?\s*"
    r"(?=[a-z0-9_.-]*[0-9_-])[a-z0-9_.-]{3,}",
    re.I,
)
_SECRET = re.compile(
    r"(?:\b(?:password|passwd|passcode|pwd|pin|cvv|cvc|otp|token|api[ _-]?key|secret)|"
    r"密码|口令|验证码|校验码|安全码)"
    r"\s*(?:(?:is\b(?!['’])|was\b(?!['’])|是|为)\s*[:：=]?|[:：=])\s*(?=\S*[\d_]|\S*[^\w\s,.;:!?，。；！？]|\S*[^\w\s]\w)\S+",
    re.I,
)

_LATIN = rf"[^\W_{_HAN}\u3040-\u30ff\uac00-\ud7af]"  # a letter or a digit that spaces part

_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?\b", re.I)
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. -]?[A-Z0-9]{4,6}",
    re.I,
)
_MAC = re.compile(r"\b(?<![:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b(?![:-]\w)", re.I)
_IP4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(?::\d+)?")
_IP6 = re.compile(r"(?<![0-9a-z:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?![0-9a-z:])", re.I)
_DAY = re.compile(
    r"(?<!\d)(?!20[12]\d\s*年)\d{2,4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|"
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?!20[12]\d)\d{4}\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?!20[12]\d)\d{4}\b",
    re.I,
)

# Letters and digits that no blank parts, at least one digit among them.
_CODE = re.compile(
    rf"(?<!{_LATIN})(?={_LATIN}*(?:[-_]{_LATIN}+)*[-_]?\d)"
    rf"{_LATIN}+(?:[-_./:#&=+·]{{1,2}}(?:{_LATIN}*\d{_LATIN}*|(?<=[-_]){_LATIN}+))*"
)
# What programs make of chance, such as keys of sessions and base64: capitals within words.
_CHANCE = re.compile(r"[a-z0-9+/_=-]{16,}", re.I)
_INNER_CAPITAL = re.compile(r"[a-z0-9](?=[A-Z])")
FEWEST_CAPITALS = 3
# Digits that blanks and signs part: "138 0013 8000", "(0755) 8888-1234", "06.12.34.56.78".
_DIGITS = re.compile(
    rf"(?<!{_LATIN})(?<!{_LATIN}[-_])[+(]*\d(?:[ ()+·•*.,:/\\|_~–—\u2010-\u2015-]{{0,3}}\d)*"
    rf"(?![-_]?{_LATIN})"
)
_SIZE = re.compile(
    r"\d{1,4}(?:[.,]\d)?(?:\s?[x×*]\s?\d{1,4}(?:[.,]\d)?){1,2}(?:cm|mm|m|in|ft|kg)?\Z", re.I
)
_MONEY_BEFORE = re.compile(r"(?:[¥$€£]|rmb|usd|eur|gbp|cny)\s*(?:\d{1,3}[,.])*\Z", re.I)
_UNIT_AFTER = re.compile(
    r"\s*(?:元|块|万|[¥$€£]|rmb|usd|eur|gbp|cny|yuan|euro|dollar|积分|分|毫安|公里|毫升|瓦|转|流明|"
    r"points?\b|km\b|miles?\b|mah\b|lm\b|lumens?\b|rpm\b|btu\b|ml\b|watts?\b)",
    re.I,
)
_WITH_UNIT = re.compile(
    r"\d{1,7}(?:mah|wh|kwh|km|ml|kg|g|w|v|hz|lm|rpm|btu|gb|mb|tb|mm|cm)\Z", re.I
)
# Days of these years are those of orders and sales; of those before, people are born.
_YEAR = r"20[12]\d"
_NO_NUMBER = re.compile(
    rf"{_YEAR}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|"
    rf"(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./]{_YEAR}|"
    rf"\d{{1,2}} {_YEAR}|{_YEAR} \d{{1,2}}|"
    r"\d{1,2}:\d{2} ?[-–—~] ?\d{1,2}:\d{2}|"  # from nine to six
    r"1[4-9]\d/\d{2,3}[a-c]?|"  # clothes
    r"0x[0-9a-f]{4,8}",  # an error of a program
    re.I,
)
_DEDUCTED = re.compile(r"\d{2,4}-\d{1,3}(?=\s*(?:券|优惠|off\b|coupon))")
_BORN = re.compile(r"(?:born|birth(?:day)?|dob|生日|出生|生于)\W*(?:\w{1,4}\W+)?\Z", re.I)
_FEW = 5
"""Digits from which a number may be somebody's."""

# Numbers that everybody calls are what a question is about, not who asks it: of services of
# the state, networks, post, banks, carriers and payment in China; and numbers free of charge.
_PUBLIC = re.compile(
    r"123(?:05|06|15|18|20|28|33|45|48|58|65|66|77|81)|100(?:00|10|86|99)|1118[35]|950616|"
    r"95(?:188|501|508|51[169]|526|528|533|55[589]|56[168]|57[47]|580|588|59[459])|"
    r"95(?:311|320|338|353|54[36]|554)"
)
_FREE = re.compile(
    r"(?:\+?86[ -])?[48]00[ -](?:\d{3}[ -]\d{4}|\d{4}[ -]\d{3})|"
    r"(?:\+?1[ -])?8(?:00|88|77|66|55|44|33)[ -]\d{3}[ -]\d{4}"
)
_LABEL_OF_ONE = re.compile(
    r"(?:\b(?:order|parcel|tracking|invoice|card|account|id|no|nr|number)|[单号码户卡#№])[\s.:：#-]*\Z",
    re.I,
)
"""What stands before a number that is one customer's, whatever its digits."""

_NUMERALS = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_SPOKEN = re.compile(
    rf"(?=[\d\s、，,.·()–—-]*[{_NUMERALS}])"
    rf"(?:[{_NUMERALS}\d][\s、，,.·()–—-]{{0,2}}){{6,}}[{_NUMERALS}\d]"
)
_SPOKEN_EN = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)\b[\s,.-]*){6,}",
    re.I,
)

# Before names, because parts of an address look like those; and numbers, last of all.
_ADDRESSES = (_URL, _HOST, _MAIL, _SECRET, _ACCOUNT, _HANDLE)
_NUMBERS = (_IBAN, _PLATE, _MAC, _IP4, _IP6, _DAY)
_LAST_WORD = re.compile(rf"[^\s{_HAN}]{{0,100}}(?:[\d ()+.-]{{0,40}})\Z")
_BLANKS = re.compile(r"\s+")
_GAPS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_HOLLOW = re.compile(
    r"[(\[{（【「『《<][\s,.;:，。；：-]*[)\]}）】」』》>]"
)  # what was in it is gone
_BEFORE_SIGN = re.compile(r"[^\S\n]+(?=[,.;:!?，。；：！？、])")
_EDGES = " \t\n,.;:，。；：、-–—_/|&#+=*~<>（）()[]【】{}"

MAX_CHARS = 2_000
"""Of a text that is looked at: the question stands at the beginning."""


def without_personal_data(text: str) -> str:
    """Return `text` on one line without what tells who a customer is.

    Addresses of mail and of places, numbers of phones, orders, parcels, cards, accounts and
    identity papers, addresses in networks, URLs, accounts, passwords, days of birth, and names
    that greetings, signatures, titles and labels tell. What was cleaned stays as it is when
    it is cleaned again.

    Args:
        text: as a customer typed it; only its first 2,000 characters count.
    """
    lines = " ".join(lines_without_personal_data(text))
    return _settled(_BLANKS.sub(" ", lines))  # joined, they may hold what is parted in lines


def lines_without_personal_data(text: str) -> list[str]:
    """Return the lines of a text, each clean; as long as there are lines, they tell signatures."""
    return _settled(_begun(as_read(text[: 4 * MAX_CHARS]))).split("\n")


def _settled(text: str) -> str:
    while True:
        cleaned = _cleaned(text)
        if cleaned == text:
            return text
        text = cleaned  # what was taken out may have parted what belongs together


def tells_who(text: str) -> bool:
    """Return whether there is personal data in `text`, signs around it apart."""
    clean = without_personal_data(text)
    return clean != text and _letters(clean) != _letters(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, as_read(text)))


def _begun(text: str) -> str:
    """Return the beginning of a text; a word or number that the end would cut goes as a whole."""
    return text if len(text) <= MAX_CHARS else _LAST_WORD.sub("", text[:MAX_CHARS])


def _cleaned(text: str) -> str:
    for pattern in _ADDRESSES:
        text = pattern.sub(" ", text)
    text = without_places(without_names(text))
    text = _CONTROL.sub(" ", text)
    for pattern in _NUMBERS:
        text = pattern.sub(" ", text)
    text = _DIGITS.sub(_number, _CHANCE.sub(_chance, text))
    text = _CODE.sub(_code, text)
    text = _SPOKEN_EN.sub(" ", _SPOKEN.sub(" ", text))
    text = _HOLLOW.sub(" ", text)
    text = _LINES.sub("\n", _BEFORE_SIGN.sub("", _GAPS.sub(" ", text)))
    return text.strip(_EDGES)


def _chance(match: re.Match[str]) -> str:
    capitals = len(_INNER_CAPITAL.findall(match[0]))
    return " " if capitals >= FEWEST_CAPITALS else match[0]


def _code(match: re.Match[str]) -> str:
    """Return a word with digits if it is a model, a size or a price; else a gap."""
    word = match[0]
    digits = sum(one.isdigit() for one in word)
    if _SIZE.match(word) or _is_counted(match, digits) or _is_no_number(match):
        return word
    if digits >= _FEW:
        return word if _is_public(match) else " "
    kinds = [one.isdigit() for one in word if one.isalnum()]
    turns = sum(one != other for one, other in pairwise(kinds))
    return " " if len(kinds) >= 8 and turns >= 3 else word


def _number(match: re.Match[str]) -> str:
    digits = sum(one.isdigit() for one in match[0])
    few = digits < _FEW or _SIZE.match(match[0]) or _is_counted(match, digits)
    return match[0] if few or _is_public(match) or _is_no_number(match) else " "


def _is_no_number(match: re.Match[str]) -> bool:
    """Return whether a day, a time, a size of clothes, a coupon or an error is meant."""
    begins = match.string[max(0, match.start() - 20) : match.start()]
    if _BORN.search(begins) or _LABEL_OF_ONE.search(begins):
        return False
    found = match.string, match.start(), match.end()
    deducted = _DEDUCTED.match(*found[:2])
    return bool(_NO_NUMBER.fullmatch(*found)) or (deducted is not None and deducted[0] == match[0])


def _is_public(match: re.Match[str]) -> bool:
    """Return whether a number is one that everybody calls, such as 12315 and 400-555-0100."""
    if not _PUBLIC.fullmatch(match[0]) and not _FREE.fullmatch(match[0]):
        return False
    return not _LABEL_OF_ONE.search(match.string[max(0, match.start() - 20) : match.start()])


def _is_counted(match: re.Match[str], digits: int) -> bool:
    """Return whether a number is a price, or has a unit."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if digits > 7 or _LABEL_OF_ONE.search(before[-20:]):
        return False
    if not re.fullmatch(r"[\d,.]+", match[0]):
        return bool(_WITH_UNIT.fullmatch(match[0]))
    return bool(_MONEY_BEFORE.search(before[-12:]) or _UNIT_AFTER.match(after))
