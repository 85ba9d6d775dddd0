"""The answer of one language, beside an exhaustive scoring of all its documents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbtool.model import Ranking
from kbtool.search.corpus import Part, corpus
from kbtool.search.documents import Document
from kbtool.search.engine import Answer, answer
from kbtool.search.expand import expand
from kbtool.search.lookup import PartLookup
from kbtool.search.query import MAX_CHARS, MAX_WORDS, read_query
from kbtool.search.ranking import prior, prior_unit

from . import exhaustive
from .conftest import SYNONYMS

SHOP = [
    Document("refund", "en", "", "How to get a refund", text="We pay the bill of the post."),
    Document("card", "en", "", "Where is my gift card", text="A gift is a card. Use the card."),
    Document("voucher", "en", "", "Card of a gift", also_asked=("My card", "gift, card")),
    Document("post", "en", "", "What does the post cost", keywords=("Gift", "card")),
    Document("fee", "zh", "", "运费怎么算", text="运费险不能退。保险费另算"),
    Document("insurance", "zh", "", "运费险怎么退", text="退运费，险些忘了"),
    Document("travel", "zh", "", "旅行保险", also_asked=("运费", "险种")),
]


class Exhaustive:
    """Answers by definition, every document scored."""

    def __init__(self, part: Part) -> None:
        ranking = part.ranking
        self.part = part
        self.known = PartLookup(part)
        self.held = exhaustive.impacts(part.documents, ranking)
        self.priors = [prior_unit(ranking) * prior(one.asks, ranking) for one in part.documents]

    def found(self, text: str, *, typing: bool = False) -> list[tuple[int, int]]:
        query = read_query(text)
        groups = expand(query, self.known, typing=typing).groups
        ranked = exhaustive.ranked(groups, self.held, self.priors)
        return exhaustive.kept(ranked, self.part.documents, query, self.part.ranking)


SLOW = {lang: Exhaustive(part) for lang, part in corpus(SHOP).parts.items()}


def lookup(lang: str = "en") -> PartLookup:
    return SLOW[lang].known


def ids(query: str, lang: str = "en") -> list[str]:
    known = lookup(lang)
    return [known.part.documents[one.document].id for one in answer(query, known, 9).found]


@pytest.mark.parametrize("typing", [False, True])
def test_an_answer_is_the_first_of_an_exhaustive_scoring(
    documents: list[Document], queries: list[tuple[str, str]], typing: bool
) -> None:
    built = corpus(documents[:40], SYNONYMS)
    slow = {lang: Exhaustive(part) for lang, part in built.parts.items()}
    for lang, query in queries[:100]:
        expected = slow[lang].found(query, typing=typing)[:10]
        found = answer(query, slow[lang].known, 10, typing=typing).found

        assert (query, expected) == (query, [(one.document, one.score) for one in found])


PARTS = ["gift", "card", "the", "how", '"', "-", " ", " -", "refnud", "运费", "险", "不", "退"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=9).map("".join),
    st.integers(0, 5),
    st.sampled_from(["en", "zh"]),
)
def test_any_query_answers_as_an_exhaustive_scoring(text: str, limit: int, lang: str) -> None:
    slow = SLOW[lang]

    found = answer(text, slow.known, limit).found
    assert slow.found(text)[:limit] == [(one.document, one.score) for one in found]


class TestPhrases:
    def test_words_follow_each_other_in_one_text(self) -> None:
        assert sorted(ids("gift card")) == ["card", "post", "voucher"]
        assert sorted(ids('"gift card"')) == ["card", "voucher"]

    def test_words_of_two_texts_do_not_follow_each_other(self) -> None:
        assert ids('"gift card" post') == ids('"gift card"')
        assert "post" not in ids('"gift card"')

    def test_forms_of_a_word_are_that_word(self) -> None:
        assert ids('card "pays the bills"') == ["refund"]

    def test_characters_follow_each_other(self) -> None:
        assert sorted(ids("“运费险”", "zh")) == ["fee", "insurance"]
        assert ids("“退运费”", "zh") == ["insurance"]

    def test_function_words_of_an_answer_are_part_of_its_phrases(self) -> None:
        assert ids('"pay the bill"') == ["refund"]
        assert ids("“险不能退”", "zh") == ["fee"]

    def test_function_words_alone_are_a_phrase_where_they_are_asked(self) -> None:
        assert ids('"where is my"') == ["card"]
        assert "card" not in ids('"is a" gift -where')  # only its answer says so

    @pytest.mark.parametrize("query", ['gift "card box"', "“cards gifts”", 'card "gift xyzzy"'])
    def test_a_phrase_that_nothing_holds_is_but_its_words(self, query: str) -> None:
        assert ids(query) == ids(query.strip("“”").replace('"', ""))

    def test_a_phrase_of_characters_that_nothing_holds_is_but_its_characters(self) -> None:
        assert ids("“运费险种”", "zh") == ids("运费险种", "zh")

    def test_a_phrase_that_one_article_holds_keeps_the_others_away(self) -> None:
        assert ids('card "card of a gift"') == ["voucher"]

    def test_one_phrase_that_nothing_holds_makes_words_of_all(self) -> None:
        assert ids('"where is" "card box"') == ids("where is card box")

    def test_what_is_excluded_stays_away_where_a_phrase_becomes_words(self) -> None:
        assert sorted(ids('"card box" -voucher -post')) == ["card", "voucher"]

    def test_words_of_a_phrase_that_nothing_holds_are_not_corrected(self) -> None:
        found = answer('"refnud box"', lookup(), 9)

        assert (found.found, found.corrections) == ((), ())

    def test_all_phrases_must_be_held(self) -> None:
        assert ids('"gift card" "where is"') == ["card"]


class TestExclusions:
    def test_documents_that_hold_an_excluded_word_do_not_count(self) -> None:
        assert sorted(ids("card -voucher -post")) == ["card", "voucher"]
        assert ids("card -gifts") == []

    def test_an_excluded_phrase_must_be_held_as_it_stands(self) -> None:
        assert sorted(ids('card -"card of a"')) == ["card", "post"]

    def test_function_words_of_an_answer_are_part_of_what_is_excluded(self) -> None:
        assert ids('post refund -"the bill"') == ["post"]

    def test_excluded_characters_follow_each_other(self) -> None:
        assert ids("运费 -运费险", "zh") == ["travel"]

    def test_one_letter_excludes_nothing_because_it_is_the_rest_of_a_word(self) -> None:
        assert ids("gift -a") == ids("gift a")

    def test_only_exclusions_ask_nothing(self) -> None:
        assert answer('-card -"gift card"', lookup(), 9) == Answer((), "empty")

    def test_what_nobody_wrote_excludes_nothing(self) -> None:
        assert ids("card -xyzzy") == ids("card")


@pytest.mark.parametrize("query", ["", "   ", "?*", '"', '""', "- -", "“”", "\n\t", "。？！", "👍"])
def test_a_query_without_words_is_empty(query: str) -> None:
    assert answer(query, lookup(), 9) == Answer((), "empty")


def test_no_more_than_a_limit_is_found() -> None:
    everything = answer("gift card", lookup(), 9).found

    assert len(everything) == 3
    assert [answer("gift card", lookup(), n).found for n in range(4)] == [
        everything[:n] for n in range(4)
    ]


def test_what_lies_beyond_256_characters_is_not_searched() -> None:
    found = answer("card" + " " * MAX_CHARS + "refund", lookup(), 9)

    assert found.cut
    assert found.found == answer("card", lookup(), 9).found


def test_what_lies_beyond_16_words_is_not_searched() -> None:
    unknown = " ".join(f"w{chr(97 + n)}qq" for n in range(MAX_WORDS))

    assert answer(f"{unknown} refund", lookup(), 9).cut
    assert answer(f"{unknown} refund", lookup(), 9).found == ()
    assert not answer(unknown, lookup(), 9).cut


WORST = [
    "?*",
    "*a*",
    "a" * 100_000,
    "退" * 100_000,
    " ".join(f"word{n}" for n in range(1000)),
    "zzz " * 1000,
    '"' * 999,
    'gift "card',
    '-"' * 200,
    "(((((" * 99,
    "'" * 300,
    "a'" * 128,
    "1," * 200,
    "-a " * 100,
    "\x00\x1f\x7f",
    "card \ud83d",
    "\udc80",
    "‮refund‬",
    "e" + "\u0301" * 250,
    "🏳️‍🌈" * 80,
]


@pytest.mark.parametrize("query", WORST)
@pytest.mark.parametrize("typing", [False, True])
def test_the_worst_queries_are_answered(query: str, typing: bool) -> None:
    for lang in ("en", "zh"):
        found = answer(query, lookup(lang), 9, typing=typing)

        assert found.verdict in ("found", "unsure", "nothing", "empty")
        assert found.cut == (len(query) > MAX_CHARS) or found.cut


def test_corrections_and_groups_come_with_the_answer() -> None:
    found = answer("refnud", lookup(), 9)

    assert [(one.typed, one.meant) for one in found.corrections] == [("refnud", "refund")]
    assert [group.name for group in found.groups] == ["refnud"]


def test_a_part_without_words_answers_nothing() -> None:
    known = PartLookup(corpus([Document("a", "en", "", "?")], ranking=Ranking()).parts["en"])

    assert answer("refund", known, 9).verdict == "nothing"
