"""What tells who customers are, planted into every kind of log, and looked for in any form."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

__all__ = ["MAIL", "SECRETS", "TEXTS", "found_in", "logs", "mail"]

MAIL = "jane.plantagenet@planted.example"

SECRETS = {
    "mail": (MAIL, "jane.plantagenet", "planted.example", "zhongzhi_wang@planted.example.cn"),
    "mobile": ("13912345678", "139 1234 5678", "139-1234-5678", "1391234567", "912345678"),
    "landline": ("0755-26613579", "26613579", "(0571) 8765 4321", "87654321"),
    "abroad": ("+44 20 7946 0958", "2079460958", "79460958", "(415) 555-2671", "4155552671"),
    "order": ("2026110398765432", "98765432", "MY20261103-7788", "20261103-7788"),
    "tracking": ("SF1399887766554", "1Z999AA10123456784", "YT8899001122334"),
    "card": ("6222021234567890123", "6222 0212 3456 7890 123", "4111111111111111"),
    "paper": ("11010519491231002X", "110105194912310021", "E12345678"),
    "iban": ("DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "0532 0130"),
    "network": ("203.0.113.77", "2001:db8::77:1234"),
    "token": ("Zx9KqPlantedToken4u", "eyJhbGciOiJIUzI1NiJ9", "qwPlantedSessionKeyZx"),
    "account": ("wx_planted88", "hunter2planted"),
    "name": ("Plantagenet", "王种植", "欧阳种树", "jplantuser"),
    "place": ("种植路128号", "42 Planted Street", "3栋502"),
}
"""What is planted, by kind; parts of a secret are looked for as well."""

_NUMBERS = (
    "手机号１３９１２３４５６７８收不到验证码",
    "my phone 139 1234 5678 gets no code",
    "换绑 139-1234-5678 怎么办",
    "换绑 139\u00a01234\u20095678",
    "一三九一二三四五六七八 换绑",
    "call 0755-26613579 or (0571) 8765 4321",
    "refund to +44 20 7946 0958",
    "ring (415) 555-2671 please",
    "订单号：2026110398765432 还没到",
    "order MY20261103-7788 is late",
    "快递 SF1399887766554 不动了",
    "parcel 1Z999AA10123456784 lost",
    "YT8899001122334 到哪了",
    "card 6222 0212 3456 7890 123 charged twice",
    "银行卡6222021234567890123退款",
    "my card 4111111111111111 was declined",
    "身份证 11010519491231002X 验证不了",
    "passport no. E12345678 for customs",
    "refund to DE89 3704 0044 0532 0130 00",
    "refund to DE89370400440532013000",
)
_WORDS = (
    f"write to {MAIL} please",
    "邮箱zhongzhi_wang@planted.example.cn收不到",
    "jane.plantagenet＠planted．example",
    "jane.plantagenet (at) planted (dot) example",
    "jane.plantagenet%40planted.example",
    "blocked from 203.0.113.77",
    "2001:db8::77:1234 blocked",
    "see https://shop.example/reset?token=Zx9KqPlantedToken4u now",
    "shop.example/u/jane.plantagenet is empty",
    "https%3A%2F%2Fshop.example%2Fr%2FZx9KqPlantedToken4u",
    "微信 wx_planted88 加不上",
    "password: hunter2planted is refused",
    "I am Jane Plantagenet and my sofa broke",
    "my name is jane plantagenet and i want a refund",
    "Dear Mr. Plantagenet, when do you ship?",
    "where is my sofa? Regards, Jane Plantagenet",
    "where is my sofa? kind regards, jane plantagenet",
    "book it under the name jane plantagenet",
    "怎么开发票？谢谢，王种植",
    "我是来自上海的王种植，想退货",
    "收件人王种植的快递没到",
    "沙发没到，此致敬礼！王种植",
    "我叫王种植，想退货",
    "收件人：欧阳种树，没收到",
    "王种植先生的沙发坏了",
    "寄到广东省深圳市南山区种植路128号3栋502室",
    "deliver to 42 Planted Street please",
    base64.b64encode(f"{MAIL} and more of it".encode()).decode(),
    "aHR0cHM6 eyJhbGciOiJIUzI1NiJ9 qwPlantedSessionKeyZx",
)
TEXTS = (*_NUMBERS, *_WORDS)
_LETTERS = (
    "Where is my money?\nI paid for it twice.\n\nRegards,\nJane Plantagenet",
    "How do I return a sofa?\nJane Plantagenet",
    "怎么退货？\n还没收到\n王种植",
    "Hello,\nthis is Jane Plantagenet.\nCan I change the order?",
    f"How long does a refund take?\n--\nJane Plantagenet\n42 Planted Street\n{MAIL}",
)
"""Texts of several lines, whose last ones tell who wrote them."""

_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def found_in(content: bytes, secret: str) -> bool:
    """Return whether bytes hold a secret, plain or in a form that another can undo."""
    small = content.lower()
    return any(form.lower() in small for form in _forms(secret))


def _forms(secret: str) -> Iterator[bytes]:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in secret)
    escaped = secret.encode("ascii", "backslashreplace").decode()
    for text in (secret, wide, quote(secret), quote(secret, safe=""), escaped, secret[::-1]):
        yield text.encode()
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        yield secret.encode(encoding)
    for start in range(3):  # base64 of a text that has the secret somewhere in it
        coded = base64.b64encode(b"\0" * start + secret.encode())
        yield coded[4 if start else 0 : -4]


def logs(folder: Path) -> dict[Path, tuple[str, ...]]:
    """Write logs of every kind, and return them with the options that they need."""
    folder.mkdir()
    month = "2026-10-03T10:00:00Z"
    rows = [(month, text) for text in (*TEXTS, *_LETTERS)]
    chat = [(f"{MAIL} {n}", "customer", when, text) for n, (when, text) in enumerate(rows)]
    tickets = [("Jane Plantagenet", MAIL, when, f"Re: {t}", t) for when, t in rows]
    found: dict[Path, tuple[str, ...]] = {}

    def write(name: str, content: bytes, *options: str) -> None:
        (folder / name).write_bytes(content)
        found[folder / name] = options

    head = ("requester", "email", "created_at", "subject", "description")
    write("access.log", _access())
    write("access.log.1.gz", gzip.compress(_access("1391234567")))
    write(f"tickets of Jane Plantagenet 13912345678 {MAIL}.csv", _csv(head, tickets).encode())
    write("工单 王种植 139-1234-5678.csv", _csv(head, tickets[:9]).encode("gb18030", "replace"))
    write("tickets-wide.csv", b"\xff\xfe" + _csv(head, tickets[5:]).encode("utf-16-le"))
    columns = ("conversation id", "sender", "created_at", "message")
    write("chats.csv", _csv(columns, chat).encode())
    lines = [json.dumps(dict(zip(columns, one, strict=True))) for one in chat]
    write("chats.jsonl", "\n".join(lines).encode())
    write("zendesk.json", json.dumps({"tickets": [_ticket(one) for one in tickets]}).encode())
    console = [(text, "3", "40") for text in TEXTS]
    write("Queries-2026-10.csv", _csv(("Top queries", "Clicks", "Impressions"), console).encode())
    pages = [(f"/u/{quote(text)}", "9") for text in TEXTS]
    pages += [("/en/Zx9KqPlantedToken4u", "8"), ("/jplantuser", "7"), ("/en/jane.plantagenet", "6")]
    write("pages-2026-10.csv", _csv(("Page path", "Views"), pages).encode())
    write("feedback.log", _feedback())
    other = [(when, text, MAIL if n % 2 else "王种植 13912345678") for n, (when, text) in
             enumerate(rows)]  # fmt: skip
    write("x.csv", _csv(("wann", "frage", "woher"), other).encode(),
          "--map", "time=Wann,text=Frage,source=Woher")  # fmt: skip
    bad = [(f"{MAIL}, 13912345678", "customer", "never", f"{text}\0") for text in TEXTS]
    write("13912345678-bad.csv", _csv(("chat id", "sender", "created_at", "message"), bad).encode())
    return found


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def _ticket(row: Sequence[str]) -> dict[str, object]:
    requester = {"name": row[0], "email": row[1]}
    comments = [{"author": requester, "body": row[4]}]
    return {"created_at": row[2], "raw_subject": row[3], "requester": requester, MAIL: comments}


def _access(user: str = "jplantuser") -> bytes:
    lines = []
    for text in TEXTS:
        plus = quote(text).replace("%20", "+")
        coded = "".join(f"\\x{byte:02X}" for byte in text.encode("gb18030"))
        for target in (
            f"/en/?q={plus}",
            f"/en/search.html?q={quote(quote(text))}",
            f"/zh/?q={coded}",
            f"/reset/{quote(text, safe='')}.html?token=Zx9KqPlantedToken4u",
            "/u/Zx9KqPlantedToken4u/",
            "/en/aftersale/return.html",  # taken after a search
        ):
            from_ = f"https://help.example/en/search.html?q={plus}&token=Zx9KqPlantedToken4u"
            lines.append(
                f'203.0.113.77 - {user} [03/Oct/2026:10:00:00 +0000] "GET {target} HTTP/1.1" 200'
                f' 512 "{from_}" "{_FIREFOX}"\n'
            )
        lines.append(f'{MAIL} {text} 13912345678 "GET ?token=Zx9KqPlantedToken4u"\n')
    return "".join(lines).encode()


def _feedback() -> bytes:
    lines = []
    for text in TEXTS:
        answer = {"v": 1, "id": "return", "lang": "en", "helpful": False, "reason": text}
        for changed in ({"reason": "outdated"}, {}, {"id": MAIL, "reason": ""}):
            lines.append(
                f"2026-10-03T10:00:00Z 203.0.113.77 {text} {json.dumps(answer | changed)}\n"
            )
    return "".join(lines).encode()


def mail() -> bytes:
    """Return an e-mail that tells everything."""
    body = "\n".join(text for text in TEXTS if "\n" not in text)
    head = (
        f"From: Jane Plantagenet <{MAIL}>\nTo: help@shop.example\n"
        f"Subject: Re: order 2026110398765432 of Jane Plantagenet, {MAIL}\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    )
    return f"{head}{body}\n\nRegards,\nJane Plantagenet\n42 Planted Street\n".encode()
