"""Exports of tickets, chats, search consoles and analytics, as their programs write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kbtool.problems import KbtoolError
from tests.loop.logs.reader import bad, read

Rows = list[tuple[tuple[int, int], str, str, int]]


def rows_of(path: Path, content: str | bytes | Any, **settings: Any) -> Rows:
    if not isinstance(content, bytes):
        text = content if isinstance(content, str) else json.dumps(content)
        content = text.encode()
    path.write_bytes(content)
    rows, _ = read(path, **settings)
    return [(row.month, row.source, row.text, row.count) for row in rows]


def test_a_csv_of_zendesk_gives_subjects_or_else_first_words(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path / "tickets.csv",
        "Id,Subject,Requester,Created at,Description\n"
        '1,Where is my refund?,a@example.com,2026-03-01 10:00,"Hi,\nI sent it back"\n'
        '2,(no subject),b,2026-03-02 10:00,"Hello,\n\nmy sofa is broken"\n'
        "3,Re: Fwd: Where is my refund?,c,2026-03-05 10:00,x\n",
    )

    assert rows == [
        ((2026, 3), "tickets", "Where is my refund?", 2),
        ((2026, 3), "tickets", "my sofa is broken", 1),
    ]


def test_json_lines_of_zendesk_are_read(tmp_path: Path) -> None:
    tickets = [
        {"id": 1, "subject": "Invoice", "description": "x", "created_at": "2026-02-03T10:00:00Z"},
        {
            "id": 2,
            "subject": "",
            "description": "I\nwant",
            "created_at": "2026-02-28T23:30:00-05:00",
        },
    ]
    rows = rows_of(tmp_path / "t.json", "\n".join(json.dumps(ticket) for ticket in tickets))

    assert rows == [
        ((2026, 2), "tickets", "Invoice", 1),
        ((2026, 3), "tickets", "I\nwant", 1),
    ]


def test_a_csv_of_freshdesk_tells_its_days_from_its_months(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path / "fresh.csv",
        "Ticket ID,Subject,Status,Created time\n"
        "1,damaged,Open,03/04/2026 01:10 PM\n2,late,Open,03/14/2026 01:10 PM\n",
    )

    assert rows == [((2026, 3), "tickets", "damaged", 1), ((2026, 3), "tickets", "late", 1)]


def test_days_that_could_be_months_are_never_guessed(tmp_path: Path) -> None:
    text = "Ticket ID,Subject,Created time\n1,damaged,03/04/2026\n"

    with pytest.raises(KbtoolError) as raised:
        rows_of(tmp_path / "fresh.csv", text)

    assert raised.value.hint == "say --dates day-first or --dates month-first"
    assert rows_of(tmp_path / "fresh.csv", text, dates="day-first")[0][0] == (2026, 4)


def test_conversations_of_intercom_give_what_the_customer_wrote(tmp_path: Path) -> None:
    conversation = {
        "type": "conversation",
        "id": "1",
        "created_at": 1767225600,
        "source": {
            "subject": "",
            "body": "<p>Hello</p><p>How do I pay &amp; get an invoice?</p>",
            "author": {"type": "user", "email": "a@example.com"},
        },
        "conversation_parts": {"type": "conversation_part.list", "total_count": 2},
    }
    content = {"type": "conversation.list", "conversations": [conversation]}

    assert rows_of(tmp_path / "i.json", content) == [
        ((2026, 1), "chat", "How do I pay & get an invoice?", 1)
    ]


def test_a_chat_log_in_gb18030_gives_the_first_words_of_each_buyer(tmp_path: Path) -> None:
    text = (
        "会话ID,买家昵称,发送方,发送时间,消息内容\n"
        "1,小明,小明,2026-03-01 08:00:01,在吗\n"
        "1,小明,客服1,2026-03-01 08:00:09,亲，您好\n"
        "1,小明,小明,2026-03-01 08:00:20,退款多久到账\n"
        "1,小明,小明,2026-03-01 08:01:20,快点\n"
        "2,小红,小红,2026-04-01 07:00:20,沙发怎么安装\n"
    )

    rows = rows_of(tmp_path / "chat.csv", text.encode("gb18030"), timezone="Asia/Shanghai")

    assert rows == [
        ((2026, 3), "chat", "沙发怎么安装", 1),
        ((2026, 3), "chat", "退款多久到账", 1),
    ]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-le", "utf-32-be", "gb18030"],
)
def test_every_usual_encoding_is_understood(tmp_path: Path, encoding: str) -> None:
    text = "标题;创建时间;描述\n退款多久到账;2026年3月1日;请问退款多久到账\n"

    rows = rows_of(tmp_path / "t.csv", text.encode(encoding))

    assert rows == [((2026, 3), "tickets", "退款多久到账", 1)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-32-be"])
def test_a_wide_encoding_that_is_named_is_understood(tmp_path: Path, encoding: str) -> None:
    text = "标题;创建时间\n退款多久到账;2026年3月1日\n"

    rows = rows_of(tmp_path / "t.csv", text.encode(encoding), encoding=encoding)

    assert rows == [((2026, 3), "tickets", "退款多久到账", 1)]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    text = "Subject,Created at\nGröße geändert – où été,2026-03-01\n"

    assert rows_of(tmp_path / "t.csv", text.encode("cp1252"))[0][2] == "Größe geändert – où été"


@pytest.mark.parametrize(
    "header",
    [
        "Top queries,Clicks,Impressions,CTR,Position",
        "热门查询,点击次数,展示,点击率,排名",
        "Häufigste Suchanfragen,Klicks,Impressionen,CTR,Position",
    ],
)
def test_google_search_console_gives_queries_with_clicks(tmp_path: Path, header: str) -> None:
    path = tmp_path / "Queries-2026-10.csv"
    path.write_text(f'{header}\n退款 时间,12,"1,300",1%,2.3\n', encoding="utf-8-sig")

    rows, _ = read(path)

    assert [(row.month, row.source, row.text, row.count, row.clicks) for row in rows] == [
        ((2026, 10), "google", "退款 时间", 1300, 12)
    ]


def test_a_file_that_names_no_day_needs_a_month(tmp_path: Path) -> None:
    path = tmp_path / "Queries.csv"
    path.write_text("Top queries,Clicks,Impressions\nsofa,1,2\n")

    _, logged = read(path)
    rows, _ = read(path, month=(2026, 9))

    assert bad(logged) == [("the record has no time", 1, ("2",))]
    assert [row.month for row in rows] == [(2026, 9)]


def test_web_analytics_give_views_of_pages(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path / "ga.csv",
        "# ----\n# Start date: 20260901\n# End date: 20260930\n\n"
        "Page path and screen class,Views,Users\n/en/orders/x.html,120,20\n"
        "https://help.example/zh/,4,4\n",
    )

    assert rows == [
        ((2026, 9), "views", "en/orders/x.html", 120),
        ((2026, 9), "views", "zh/index.html", 4),
    ]


def test_any_other_file_is_read_by_a_mapping(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path / "my.csv",
        "Wann;Frage;Kanal\n3.4.2026;Wo ist es?;Mail\n4.4.2026;Wo ist es?;Telefon\n",
        mapping={"time": "Wann", "text": "Frage", "source": "Kanal"},
    )

    assert rows == [((2026, 4), "mail", "Wo ist es?", 1), ((2026, 4), "telefon", "Wo ist es?", 1)]


def test_a_mapping_that_names_no_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError) as raised:
        rows_of(tmp_path / "my.csv", "Wann;Frage\nx;y\n", mapping={"text": "Frage", "time": "Wan"})

    assert (str(raised.value).rpartition("/")[2], raised.value.hint) == (
        "my.csv has no column 'Wan'",
        "did you mean 'wann'?",
    )


def test_a_file_of_no_known_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(KbtoolError) as raised:
        rows_of(tmp_path / "notes.txt", "to do: call the bank\n")

    assert raised.value.hint == "name it with --format, or its columns with --map time=...,text=..."


def test_a_quote_that_is_not_closed_swallows_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Id,Subject,Created at\n"
        '1,"never closed,2026-03-01\n'
        "2,late,2026-03-01\n"
        '3,"also, fine",2026-03-01\n'
        "4,too few\n"
        '5,"two\nlines",2026-03-01\n'
    )

    rows, logged = read(path)

    assert [row.text for row in rows] == ["also, fine", "late", "two\nlines"]
    assert bad(logged) == [
        ("a quote is not closed", 1, ("2",)),
        ("the row has 2 cells, not 3", 1, ("5",)),
    ]


def test_a_broken_object_in_a_list_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "tickets.json"
    path.write_text(
        '[\n{"subject": "one", "created_at": "2026-03-01"},\n'
        '{"subject": oops, "created_at": "2026-03-01"},\n'
        '{"subject": "three", "created_at": "2026-03-01"}\n]\n'
    )

    rows, logged = read(path)

    assert [row.text for row in rows] == ["one", "three"]
    assert bad(logged) == [("this is no JSON object", 1, ("3",))]


def test_wrong_clocks_of_tickets_are_told(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "Subject,Created at\na,1970-01-01\nb,2026-12-01\nc,soon\nd,\ne,2026-02-30\nf,2026-11-01\n"
    )

    rows, logged = read(path)

    assert [row.text for row in rows] == ["f"]
    assert sorted(bad(logged)) == [
        ("the clock was wrong: before 2000", 1, ("2",)),
        ("the clock was wrong: in the future", 1, ("3",)),
        ("the record has no time", 1, ("5",)),
        ("this is no time", 2, ("4", "6")),
    ]


def test_an_encoding_that_was_named_is_believed_where_utf_8_is_not_meant(tmp_path: Path) -> None:
    content = b"created_at,subject\n2026-10-01," + "怎麼換貨".encode("big5") + b"\n"

    rows = rows_of(tmp_path / "t.csv", content, encoding="big5")

    assert rows == [((2026, 10), "tickets", "怎麼換貨", 1)]
