"""Lines of a feedback endpoint."""

from __future__ import annotations

from pathlib import Path

from tests.loop.logs.reader import bad, read

NO = '{"v": 1, "id": "refund-time", "lang": "en", "helpful": false, "reason": "outdated"}'
YES = '{"v": 1, "id": "refund-time", "lang": "en", "helpful": true, "reason": "", "more": 1'


def test_answers_are_counted_with_their_reasons_and_whatever_stands_before_them(
    tmp_path: Path,
) -> None:
    log = tmp_path / "feedback.log"
    log.write_text(
        f"2026-03-04T10:00:00Z 204 {NO}\n"
        f'203.0.113.7 - - [05/Mar/2026:10:00:00 +0800] "POST /feedback" {NO}\n'
        f'{YES}, "time": "2026-03-31T23:00:00-04:00"}}\n'
        "2026-03-06 kb-feedback:1:refund-time:en:no:unclear\n"
    )

    rows, _ = read(log)

    assert [(row.month, row.text, row.helpful, row.reason, row.count) for row in rows] == [
        ((2026, 3), "refund-time", False, "outdated", 2),
        ((2026, 3), "refund-time", False, "unclear", 1),
        ((2026, 4), "refund-time", True, "", 1),
    ]


def test_answers_that_nobody_can_have_given_are_told(tmp_path: Path) -> None:
    log = tmp_path / "feedback.log"
    log.write_text(
        f"2026-03-04 {NO}\n" * 4
        + f"{NO}\n"
        + f"2026-03-04 {NO.replace('outdated', '=cmd()')}\n"
        + f"2026-03-04 {NO.replace('1', '2')}\n"
        + f"2026-03-04 {NO.replace('refund-time', '../x y')}\n"
    )

    rows, logged = read(log)

    assert [row.count for row in rows] == [4]
    assert sorted(bad(logged)) == [
        ("the answer has a version that is not known", 1, ("7",)),
        ("the record has no time", 1, ("5",)),
        ("this is no answer to “Did this help?”", 2, ("6", "8")),
    ]


def test_a_month_may_be_said_for_answers_without_a_time(tmp_path: Path) -> None:
    log = tmp_path / "feedback.log"
    log.write_text(f"{NO}\n")

    rows, _ = read(log, month=(2026, 5))

    assert [row.month for row in rows] == [(2026, 5)]
