"""A Markdown extension that does what no page should, where a body asks for it."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

__all__ = ["makeExtension"]


class _Deadly(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        text = " ".join(lines)
        if "die here" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "sleep here" in text:
            time.sleep(600)
        if "raise here" in text:
            raise ValueError("no such thing")
        return lines


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Deadly(md), "deadly", 99)


def makeExtension(**options: Any) -> Extension:
    """Return the extension."""
    return _Extension(**options)
