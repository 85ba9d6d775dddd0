"""Whoosh is loaded with less, works as ever, and nobody else sees a difference."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
from kbtool.search.whoosh_light import lightly
with lightly():
    import kbtool.search.whoosh_index
print(sorted({"asyncio", "urllib.request", "ssl", "cached_property"} & sys.modules.keys()))
import urllib.request
print(callable(urllib.request.urlretrieve))
"""


def test_what_whoosh_never_uses_is_not_loaded_and_can_be_later() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )

    assert ran.stdout == "[]\nTrue\n"
