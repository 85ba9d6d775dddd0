"""The banner of a page on the day of the build."""

from __future__ import annotations

import datetime as dt

from kbtool.model import Banner
from kbtool.publish.views import BannerView

__all__ = ["banner_view"]


def banner_view(banner: Banner | None, lang: str, today: dt.date) -> BannerView | None:
    """Return the banner in one language; None after its end.

    One that has not begun is built all the same, hidden: a site may stand for weeks
    without a build, and script shows it on its day. Without script it waits for a build.
    """
    if banner is None or (banner.end and banner.end < today):
        return None
    texts = banner.text.texts
    foreign = "" if lang in texts or "" in texts else next(iter(texts))
    waiting = banner.start if banner.start and banner.start > today else None
    return BannerView(
        text=banner.text.in_lang(lang),
        lang=foreign,
        level=banner.level,
        link=banner.link.in_lang(lang),
        start=waiting,
        end=banner.end,
    )
