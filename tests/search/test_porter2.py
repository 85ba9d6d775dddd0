from whoosh.lang.porter2 import stem as reference

from kbtool.search.porter2 import stem


def test_stems_equal_those_of_whoosh(stem_words: list[str]) -> None:
    different = [word for word in stem_words if stem(word) != reference(word)]

    assert different == []
