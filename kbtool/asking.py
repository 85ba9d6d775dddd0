"""Which texts are questions, by their words, in Chinese and English."""

from __future__ import annotations

import re

__all__ = ["LANGUAGES", "as_question", "is_asked"]

LANGUAGES = ("zh", "en")  # whose questions are known by their words

_MARK = re.compile("[?？⁇؟]")
_VERBS = (
    "am|are|can|could|did|do|does|has|have|is|may|must|shall|should|was|were|will|would"
    "|can't|don't|doesn't|isn't|aren't|won't"
)
_CHARACTERS = (
    "怎|什么|啥|吗|呢|么|哪|谁|几|多少|多久|多长|多大|多远|多重|多高|如何|为何|何时|何处|是否|能否|可否|有无|有没有"
    "|(?P<verb>[能会要是有行可让给用收退换到])不(?P=verb)|是不是|可不可以|可以不|咋"
)
_ASKING = re.compile(
    # words that ask, wherever they stand
    r"\b(?:how|what|what's|when|where|where's|which|who|whose|why|whether)\b"
    # verbs that ask when they come first
    rf"|^\W*(?:{_VERBS})\b"
    # what a customer tells of himself: "My item arrived damaged", "It says X, but ..."
    r"|\b(?:i|i'm|i've|i'd|my|me|mine|we|our|us)\b|\bbut\b|n't\b"
    f"|{_CHARACTERS}|我|咱",
    re.I,
)
# What is a whole question as it stands: who, what or a verb comes first, then at least two words.
_WHOLE = re.compile(
    rf"\W*(?:how|what|what's|when|where|where's|which|who|whose|why|{_VERBS})(?:\s+\S+){{2}}", re.I
)
_IN_CHARACTERS = re.compile(f"(?=.*?(?:{_CHARACTERS}))(?:.*?[\u3400-\u9fff]){{4}}")


def is_asked(title: str) -> bool:
    """Return whether a title is a question, or tells what happened to a customer."""
    title = title.replace("’", "'")
    return bool(_MARK.search(title) or _ASKING.search(title))


def as_question(text: str) -> str:
    """Return what customers typed as a title if it is a whole question, "" if it is words.

    "how do i clean the sofa" becomes "How do I clean the sofa?", 沙发怎么清洗 gets its mark.
    """
    plain = text.strip().rstrip(".。!！,，~～ ")
    bare = plain.rstrip("?？").rstrip().replace("’", "'")
    chinese = bool(_IN_CHARACTERS.match(bare))
    if not chinese and not _WHOLE.match(bare):
        return ""
    plain = re.sub(r"\bi\b", "I", plain.rstrip("?？").rstrip())
    return plain[:1].upper() + plain[1:] + ("？" if chinese else "?")
