"""A text without what stands around its question: greetings, thanks, and what cleaning left.

"hi, where is my parcel??? thanks" asks what "where is my parcel" asks. What may be a part
of the question stays: nothing goes from the middle of a text.
"""

from __future__ import annotations

import re

__all__ = ["SIGNS", "question"]

SIGNS = " \t.,;:!?。，；：！？、…~～'\"“”‘’`´()（）[]【】{}<>《》|/\\*_#^=+-–—"
"""What may stand around words and says nothing."""

_END = r"(?![a-z0-9])"
_SIGN = r"(?= ?[,，:：!！~～-]| *\Z)"  # else it is a word of the question: "urgent delivery"
_WHO = r"(?: (?:there|team|all|everyone|guys|folks|sir|madam|sir or madam|support|friend))?"
# Before a question.
_BEFORE = re.compile(
    rf"(?:(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)){_WHO}{_END}"
    rf"|dear (?:sir or madam|sir|madam|team|all|support|customer (?:service|support)){_END}"
    rf"|(?:please|pls|plz|excuse me){_END}|(?:many )?(?:thanks|thank you){_SIGN}"
    rf"|(?:just )?(?:a )?(?:quick |short |simple )?question{_SIGN}"
    rf"|(?:please )?help(?: me)?(?: please)?{_SIGN}|(?:very )?urgent(?:ly)?{_SIGN}"
    rf"|您好|你好|大家好|哈喽|(?:嗨|亲爱的|亲|客服)(?:{_SIGN}|(?= ))|在吗|在么|在不在|有人吗"
    r"|我?(?:想要?|要)?(?:请问|请教|咨询|问)(?:一?下|个问题)|请问|打扰(?:一?下|了)"
    rf"|麻烦(?:问|请问)(?:一?下)?|不好意思|急+{_SIGN})[啊呀呢哈吗]?",
    re.I,
)
_AFTER_SIGN = r"(?<=[,，.。!！?？;；])\s*"
# Behind one.
_BEHIND = re.compile(
    r"(?:(?<![a-z0-9])(?:(?:many )?thanks|thank you|thx|cheers|please|pls|plz|asap|regards)"
    r"(?: (?:a lot|so much|very much|in advance|again|you|for (?:your|the|any) help))*"
    r"|(?:非常|十分)?(?:谢谢|多谢|感谢|谢了)(?:你们|您们|你|您|了|啦|啊|哈|哦)*"
    r"|(?:拜托|麻烦)(?:你们|你|您)?了?|在线等"
    rf"|{_AFTER_SIGN}(?:urgent(?:ly)?|(?:很|挺|好|非常)?(?:着急|急)+(?:的|啊|用)?)"
    r"|(?<=.[^\x00-\xff])[呢啊呀哦哈呐])\Z",
    re.I,
)

# Words that stand before an address or a number of somebody's, and say nothing without it.
_LABEL = re.compile(
    r"(?:(?:my|the|our|is|are|and|here|no|nr|number|numbers|id|order|phone|tel|telephone|mobile|"
    r"cell|mail|email|e-mail|address|name|account|tracking|parcel|invoice|card|contact)(?![a-z])"
    r"|订单号?|单号|编号|快递单?|运单号?|联系|电话|手机|号码|号|邮箱|邮件|地址|收货|姓名|名字"
    r"|收件人|收货人|账号|微信|方式|我|的|是|为|\s+)+",
    re.I,
)
_CLAUSES = re.compile(r"\s*[,，;；:：。!！?？、]\s*|\s*\.\s+|\s+[-–—|]\s+")
_HOLLOW = re.compile(r"[,，;；:：、]\s*[,，;；、]|[:：]\s*\Z")


def question(text: str) -> str:
    """Return the question of a text on one line; "" where nothing is asked.

    What comes out comes out unchanged when it is put in again.

    Args:
        text: without personal data.
    """
    while True:
        plain = _without_remains(text).strip(SIGNS)
        plain = plain[found.end() :] if (found := _BEFORE.match(plain)) else plain
        plain = plain.strip(SIGNS)
        plain = plain[: found.start()] if (found := _BEHIND.search(plain)) else plain
        plain = plain.strip(SIGNS)
        if plain == text:
            return text
        text = plain


def _without_remains(text: str) -> str:
    """Return a text without clauses that named an address or a number, which is gone."""
    clauses = [one for one in _CLAUSES.split(text) if one.strip(SIGNS)]
    labels = [bool(_LABEL.fullmatch(one.strip(SIGNS))) for one in clauses]
    if not _HOLLOW.search(text) and sum(labels) < 2:
        return text  # "change address, phone" may ask for both
    end = len(clauses)
    while end and labels[end - 1]:
        end -= 1
    begin = 0
    while begin < end and labels[begin]:
        begin += 1
    if begin == 0 and end == len(clauses):
        return text
    return ", ".join(clauses[begin:end])
