"""A patch is what git takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbtool.loop.suggest.patch import patch

NAMES = st.sampled_from(
    ["kb/a.md", "kb/退款 多久.md", 'kb/a "b".md', "kb/new/x.md", "kb/tab\tx.md"]
)
LINES = st.lists(st.sampled_from(["", "one", "two", "三", "four\r", "\x0c"]), max_size=8)
CONTENTS = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["", "\n"]))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(NAMES, st.tuples(st.none() | CONTENTS, CONTENTS), min_size=1))
def test_git_makes_of_one_state_the_other(
    tmp_path_factory: object, files: dict[str, tuple[str | None, str]]
) -> None:
    root = Path(tmp_path_factory.mktemp("patch"))  # type: ignore[attr-defined]
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    before = {path: old for path, (old, _) in files.items() if old is not None}
    after = {path: new for path, (old, new) in files.items() if old is not None or new}
    for path, text in before.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())

    text = patch(before, after)
    if text:
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn"], cwd=root, input=text.encode(), check=True
        )

    assert after == {path: (root / path).read_bytes().decode() for path in after}


def test_what_does_not_change_is_not_told() -> None:
    assert patch({"a": "x\n"}, {"a": "x\n"}) == ""
