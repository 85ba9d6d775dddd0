"""The report as one page that holds all it shows: nothing is asked of any host."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import jinja2
from markupsafe import Markup

from kbtool.frozen import dataclass
from kbtool.loop.report import areas, charts, ring
from kbtool.loop.report.figures import Report
from kbtool.loop.report.pictures import Spec, svg
from kbtool.loop.report.said import outcome_shares
from kbtool.loop.report.sections import sections
from kbtool.loop.report.tables import Cell
from kbtool.loop.report.words import Words

__all__ = ["as_html"]

TEMPLATE = "kb/report.html"
STYLE = "kb/report.css"


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: a colour or a number, and what it stands for."""

    text: str
    colour: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in all its widths."""

    key: str
    drawn: tuple[Markup, ...]  # the widest first
    told: str  # what it shows, for readers who do not see it
    legend: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number that stands above everything else."""

    label: str
    value: str
    note: str
    tone: str = ""


def as_html(report: Report, words: Words, folders: Iterable[Path]) -> str:
    """Return the page.

    Args:
        report: the figures.
        words: of its language.
        folders: of the theme, the first to win.

    Raises:
        KbtoolError: what draws pictures is not installed.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    loader = environment.loader
    assert loader is not None
    style, _, _ = loader.get_source(environment, STYLE)
    return environment.get_template(TEMPLATE).render(
        report=report,
        t=words.say,
        heading=words.heading(report.title),
        style=Markup(style),
        sections=sections(report, words),
        tiles=_tiles(report, words),
        pictures=_Pictures(report, words),
        trend=_trend,
        period=_period(report, words),
    )


def _trend(cell: Cell) -> Markup:
    return Markup(svg(charts.trend(cell.trend)))


def _period(report: Report, words: Words) -> dict[str, str]:
    def span(months: tuple[str, ...]) -> str:
        if len(months) == 1:
            return months[0]
        return words.say("report.span", first=months[0], last=months[-1])

    period = report.period
    lead = words.lead(period.months, report.day.isoformat())
    moves = ""
    if period.span:
        later, earlier = span(period.later), span(period.earlier)
        moves = words.say("report.lead_moves", later=later, earlier=earlier)
    return {"lead": lead, "moves": moves}


def _tiles(report: Report, words: Words) -> tuple[Tile, ...]:
    totals, say = report.totals, words.say
    note = ""
    if totals.asks_before:
        more = totals.asks - totals.asks_before
        name = "asks_up" if more > 0 else "asks_down" if more < 0 else "asks_same"
        note = say(f"total.{name}", change=words.share(abs(more) / totals.asks_before, 0))
    helped = report.helped
    goals = {one.key: one.met for one in report.goals}

    def tone(key: str) -> str:
        return {True: "good", False: "bad", None: ""}[goals.get(key)]

    def known(share: float | None) -> str:
        return "–" if share is None else words.share(share, 0)

    nothing = say("total.unanswered", share=words.share(totals.unanswered))
    votes = helped.helpful + helped.unhelpful
    tiles = [
        Tile(say("total.asks", month=totals.month), words.number(totals.asks), note),
        Tile(
            say("total.searches"),
            words.number(totals.searches),
            say("report.no_data") if totals.unanswered is None else nothing,
            tone("unanswered_searches"),
        ),
        Tile(
            say("total.helpful"),
            known(totals.helpful),
            say("total.of_votes", n=votes) if votes else say("total.no_votes"),
            tone("helpful"),
        ),
        Tile(
            say("total.reviewed"),
            known(totals.reviewed),
            say("total.of_answers", n=totals.articles),
            tone("reviewed"),
        ),
    ]
    return tuple(tiles)


class _Pictures:
    """Draws the pictures by their keys."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report = report
        self.words = words

    def __call__(self, key: str) -> Picture:
        draw: Callable[[], Picture] = getattr(self, f"_{key}")
        return draw()

    def _drawn(self, draw: Callable[[Report, Words, int], Spec]) -> tuple[Markup, ...]:
        return tuple(Markup(svg(draw(self.report, self.words, width))) for width in charts.WIDTHS)

    def _asks(self) -> Picture:
        months = self.report.asked.months
        highest = max(months, key=lambda one: one.asks)
        told = self.words.say("asked.picture", month=highest.month, n=highest.asks)
        legend = tuple(
            Key(self.words.named("source", source), charts.colour(place))
            for place, (source, _) in enumerate(months[0].sources)
        )
        return Picture("asks", self._drawn(charts.asks), told, legend)

    def _outcomes(self) -> Picture:
        shares = outcome_shares(self.report)
        said = {name: self.words.share(share) for name, _, share in shares}
        legend = tuple(
            Key(self.words.say(f"searched.{name}"), f"var(--kb-outcome-{place + 1})")
            for place, (name, _, _) in enumerate(shares)
        )
        told = self.words.say("searched.picture", **said)
        return Picture("outcomes", self._drawn(charts.outcomes), told, legend)

    def _helped(self) -> Picture:
        known = [
            (month, yes / (yes + no)) for month, yes, no in self.report.helped.months if yes + no
        ]
        (start, first), (end, last) = known[0], known[-1]
        shares = {"first": self.words.share(first), "last": self.words.share(last)}
        told = self.words.say("helped.picture", **shares, **{"from": start, "to": end})
        return Picture("helped", self._drawn(charts.helped), told, ())

    def _tree(self) -> Picture:
        categories = self.report.shape.categories
        largest = max((one for one in categories if len(one.path) == 1), key=lambda one: one.asks)
        share = self.words.share(largest.asks / categories[0].asks if categories[0].asks else None)
        told = self.words.say(
            "shape.picture", n=len(categories) - 1, title=largest.title, share=share
        )
        steps = [Key("", f"var(--kb-step-{step})") for step in range(1, areas.STEPS + 1)]
        steps[0] = Key(self.words.say("shape.fewer"), steps[0].colour)
        steps[-1] = Key(self.words.say("shape.many"), steps[-1].colour)
        return Picture("tree", self._drawn(areas.tree), told, tuple(steps))

    def _links(self) -> Picture:
        shape, lang = self.report.shape, self.report.lang
        told = self.words.say(
            "shape.links_picture",
            n=len(shape.leaves),
            ways=len(shape.ways),
            out=sum(one.lang == lang for one in shape.no_way_out),
            **{"in": sum(one.lang == lang for one in shape.no_way_in)},
        )
        legend = [
            Key(name, charts.colour(place), str(place + 1))
            for place, name in enumerate(ring.ring_names(self.report))
        ]
        if ring.by_category(self.report):
            legend.append(Key(self.words.say("shape.links_categories")))
        else:
            legend.append(Key(self.words.say("shape.dead_end"), "var(--kb-bad)", "●"))
            legend.append(Key(self.words.say("shape.orphan"), "var(--kb-bad)", "◆"))
        drawn = Markup(svg(ring.links(self.report), digits=0))
        return Picture("links", (drawn,), told, tuple(legend))
