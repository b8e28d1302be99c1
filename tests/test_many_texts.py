"""Thousands of texts at once are folded, cut and placed as each of them is by itself."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import segment_many
from indexer.codes import CODE_BITS, MANY, pair_key, single_key
from indexer.fold_many import GAP, ManyFolder
from indexer.folding import fold
from indexer.order import begins, stable_order
from indexer.place_grams import gram_arrays
from indexer.segment_many import ManySegmenter, Vocabulary
from indexer.segmenter import Segmenter, grams, load_jieba

FOLDER = ManyFolder()
SEGMENTER = Segmenter()
WITH_WORDS = Segmenter(("不扩散條約", "决议，", "号决", "核" * 130, "test ban"))
MANY_SEGMENTER = ManySegmenter(SEGMENTER)

# Characters for which folding or cutting has a rule: spaces, letters, digits, accents, Traditional and
# compatibility characters, kana, quotes and dashes, what is invisible, halves, marks between runs.
TELLING = (
    " \t\u3000\n\u00a0aB1１éﬁ\u0301\u0308\u200b\u00ad\ufe0f條約国際核军，。、·—“”'`´¨（）()[]〇零一"
    "ーカがﾞ⺼⻓㈠①㎡½%/.:-年月日\ud800\udfff\ufdd0\ufffd\ufffe\x00\x7f\u202e𠀀𪚥😀ßſİıµΩΩ가각ㄱ"
)
TEXTS = st.lists(
    st.one_of(
        st.text(st.sampled_from(TELLING), max_size=20),
        st.text(st.characters(codec=None), max_size=12),
        st.sampled_from(
            [
                "第408(1977)号决议，1996年7月8日",
                "A/RES/63/49号决议 test ban treaty",
                "中华人民共和国国际法院",
                "核 武 器 不 扩 散 條 約",
                "5.5%的NPT/CONF.2000/28(Part I)",
            ]
        ),
    ),
    max_size=8,
)


@settings(max_examples=400)
@given(TEXTS)
@example(["a ", " b"])
@example(["a", "", "\u0301", "b"])
@example(["核 a", "a 核", "a\u0301 b", "a \u0301b", "a \u200b b"])
def test_many_texts_are_folded_as_each_is(texts: list[str]) -> None:
    for folder in (FOLDER, ManyFolder()):
        folded = folder.fold(texts)
        assert [folded.text(at) for at in range(len(folded))] == list(map(fold, texts))
        assert (folded.codes == GAP).sum() == len(texts)
        assert folded.starts[-1] == len(folded.codes)


@pytest.mark.parametrize("start", [*range(0, 0x32000, 0x2000), 0xE0000, 0x10F000])
def test_every_character_is_folded_as_by_itself(start: int) -> None:
    """Between the last plane of Han and the invisible tags there are none."""
    characters = list(map(chr, range(start, min(start + 0x2000, 0x110000))))
    folded = FOLDER.fold(characters)
    assert [folded.text(at) for at in range(len(folded))] == list(map(fold, characters))


def words_of(segmenter: ManySegmenter, texts: list[str]) -> list[Counter[str]]:
    """Return the words of each text, found at once."""
    vocabulary = Vocabulary()
    words = segmenter.words(FOLDER.fold(texts), vocabulary)
    assert (np.diff(words.texts.astype(int)) >= 0).all()
    found: list[Counter[str]] = [Counter() for _ in texts]
    for term, text in zip(words.terms.tolist(), words.texts.tolist(), strict=True):
        found[text][vocabulary.words[term]] += 1
    return found


def words_one_by_one(segmenter: Segmenter, texts: list[str]) -> list[Counter[str]]:
    return [Counter(word.text for word in segmenter.tokens(fold(text))) for text in texts]


@settings(max_examples=400)
@given(TEXTS)
@example(["核" * 200, "a" * 128, "a" * 129, "，", "。", ""])
def test_many_texts_have_the_words_that_each_has(texts: list[str]) -> None:
    assert words_of(MANY_SEGMENTER, texts) == words_one_by_one(SEGMENTER, texts)


@settings(max_examples=50)
@given(TEXTS, st.integers(1, 9))
def test_texts_are_cut_alike_however_many_at_once(texts: list[str], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_many, "CHARACTERS_AT_ONCE", at_once)
        assert words_of(MANY_SEGMENTER, texts) == words_one_by_one(SEGMENTER, texts)


@settings(max_examples=50)
@given(TEXTS)
def test_words_of_the_user_are_found_at_once_too(texts: list[str]) -> None:
    assert words_of(ManySegmenter(WITH_WORDS), texts) == words_one_by_one(WITH_WORDS, texts)


@pytest.fixture(scope="module")
def jieba() -> Any:
    return load_jieba(())


@settings(max_examples=50)
@given(TEXTS)
def test_jieba_itself_cuts_many_texts_alike(jieba: Any, texts: list[str]) -> None:
    segmenter = Segmenter()
    segmenter._cutter = jieba
    assert words_of(ManySegmenter(segmenter), texts) == words_one_by_one(segmenter, texts)


@settings(max_examples=300)
@given(TEXTS, st.data())
def test_grams_are_placed_where_each_text_has_them(texts: list[str], data: st.DataObject) -> None:
    """Texts of one paragraph stand beside each other; paragraphs may have none."""
    gaps = data.draw(st.lists(st.integers(0, 2), min_size=len(texts), max_size=len(texts)))
    owners = np.cumsum(gaps, dtype=np.uint32)
    count = int(owners.max(initial=0)) + data.draw(st.integers(1, 3))
    arrays = gram_arrays(FOLDER.fold(texts), owners, count)
    folded = list(map(fold, texts))
    whole = "".join(f"{text}\ufdd0" for text in folded)

    lengths = [
        sum(len(text) + 1 for text, owner in zip(folded, owners, strict=True) if owner == doc)
        for doc in range(count)
    ]
    assert arrays["places"].tolist() == np.cumsum([0, *lengths]).tolist()
    assert "".join(map(chr, arrays["codes"].tolist())) == whole

    expected: dict[str, Counter[int]] = {}
    for text, owner in zip(folded, owners.tolist(), strict=True):
        for gram in grams(text):
            expected.setdefault(gram, Counter())[owner] += 1
    for kind, size in (("singles", 1), ("pairs", 2)):
        found = {
            _gram(key, size): dict(zip(docs, counts, strict=True))
            for key, docs, counts in zip(
                arrays[f"{kind}/keys"].tolist(),
                _lists(arrays[f"{kind}/docs"], arrays[f"{kind}/starts"]),
                _lists(arrays[f"{kind}/counts"], arrays[f"{kind}/starts"]),
                strict=True,
            )
        }
        assert list(found) == sorted(gram for gram in expected if len(gram) == size)
        assert found == {gram: dict(expected[gram]) for gram in found}
    positions = _lists(arrays["pairs/positions"], arrays["pairs/position_starts"])
    for key, places in zip(arrays["pairs/keys"].tolist(), positions, strict=True):
        pair = _gram(key, 2)
        assert places == [at for at in range(len(whole)) if whole.startswith(pair, at)]


def _gram(key: int, size: int) -> str:
    gram = chr(key) if size == 1 else chr(key >> CODE_BITS) + chr(key & (1 << CODE_BITS) - 1)
    assert key == (single_key(gram) if size == 1 else pair_key(gram))
    return gram


def _lists(numbers: np.ndarray, starts: np.ndarray) -> list[list[int]]:
    assert starts[0] == 0
    assert starts[-1] == len(numbers)
    return [numbers[low:high].tolist() for low, high in pairwise(starts)]


def test_a_gram_is_counted_up_to_many_times() -> None:
    folded = FOLDER.fold(["核" * 254, "核" * 255, "核" * 256, "核" * 300])
    arrays = gram_arrays(folded, np.arange(4, dtype=np.uint32), 4)
    assert arrays["singles/counts"].tolist() == [254, MANY, MANY, MANY]
    assert arrays["pairs/counts"].tolist() == [253, 254, MANY, MANY]
    assert len(arrays["pairs/positions"]) == 253 + 254 + 255 + 299


@given(st.lists(st.integers(0, 3) | st.integers(0, (1 << 63) - 1)), st.sampled_from("uQIHB"))
def test_numbers_are_ordered_and_equal_ones_stay(numbers: list[int], kind: str) -> None:
    types = {"u": np.uint64, "Q": np.uint64, "I": np.uint32, "H": np.uint16, "B": np.uint8}
    array = np.array(numbers, dtype=np.uint64).astype(types[kind])
    assert stable_order(array).tolist() == sorted(range(len(array)), key=array.tolist().__getitem__)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], []), ([5], [True]), ([5, 5, 6, 5], [True, False, True, True])],
)
def test_it_is_told_where_other_values_begin(values: list[int], expected: list[bool]) -> None:
    assert begins(np.array(values, dtype=np.uint32)).tolist() == expected
