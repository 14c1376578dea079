"""Pairs of words and of concepts, and the word lists they come from."""

from __future__ import annotations

import numpy as np

from clausescan.classify.pairs import Found, hashes_of, lists
from clausescan.classify.pairs import concepts as _concepts
from clausescan.classify.pairs import skips as _skips
from clausescan.segment.words import Words, cut, words


def skips(cuts: Words, distances: tuple[int, ...], seed: int) -> Found:
    return _skips(cuts, hashes_of(cuts), distances, seed)


def concepts(cuts: Words, distances: tuple[int, ...], seed: int) -> Found:
    return _concepts(cuts, hashes_of(cuts), distances, seed)


def test_two_words_make_the_same_pair_whatever_stands_between_and_function_words_do_not_count() -> None:
    cuts = [cut([text]) for text in ("我们收集您的手机通讯录", "我们收集您手机的通讯录", "通讯录手机收集我们")]
    first, second, backwards = (set(skips(each, (2,), 1)[2].tolist()) for each in cuts)
    assert first == second
    assert not first & backwards


def test_pairs_do_not_reach_from_one_clause_into_the_next() -> None:
    together, apart = cut(["平台收集用户通讯录"]), cut(["平台收集", "用户通讯录"])
    assert skips(together, (2, 3), 1)[2].size > skips(apart, (2, 3), 1)[2].size == 0
    first, last, _ = concepts(apart, (0, 1, 2, 3), 1)
    assert (apart.rows[first] == apart.rows[last]).all()


def test_other_words_for_the_same_concepts_give_the_same_pair() -> None:
    def pairs(text: str) -> set[int]:
        return set(concepts(cut([text]), (1,), 1)[2].tolist())

    assert pairs("采集电话簿") & pairs("获取通讯录")
    assert not pairs("采集电话簿") & pairs("电话簿采集")


def test_words_of_features_are_the_words_of_the_text() -> None:
    cuts = cut(["甲方可向第三方提供", "逾期后联系亲友"])
    first, last, _ = concepts(cuts, (0, 1, 2, 3), 1)
    known = {word for concept in lists()["concept"] for word in concept["words"]}
    text = "".join(map(chr, cuts.letters))
    for number in np.concatenate([first, last]).tolist():
        assert text[cuts.starts[number] : cuts.ends[number]] in known


def test_a_text_without_words_has_no_pairs() -> None:
    nothing = cut(["123，。"])
    assert skips(nothing, (2, 3), 1)[2].size == concepts(nothing, (0, 1), 1)[2].size == 0


def test_every_word_of_a_concept_is_one_that_the_segmenter_cuts_and_stands_once() -> None:
    for concept in lists()["concept"]:
        assert concept["name"].keys() == {"zh", "en"}
        assert len(set(concept["words"])) == len(concept["words"])
        assert [words(word) for word in concept["words"]] == [[word] for word in concept["words"]]
    ids = [concept["id"] for concept in lists()["concept"]]
    assert len(set(ids)) == len(ids)
