"""Text is folded character by character, so that a part of a text folds to a part of its folding."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc_forms import simplified_forms

from indexer.folding import fold, fold_with_offsets
from indexer.simplified import OPENCC_VERSION, PAIRS

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(" \u3000\n\u200b\u0301aé国國際髮发㈠½Ⅷ⻓１A、《”·—\ud800\ufdd0"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("國際法院", "国际法院"),
        ("６１／８３", "61/83"),
        ("第 8 段", "第8段"),
        ("1 270万", "1270万"),
        ("12\u300024", "1224"),
        ("test  ban\ntreaty", "test ban treaty"),
        ("Part I 和 II", "part i和ii"),
        ("49/75 K 号", "49/75k号"),
        ("Genève", "geneve"),
        ("Gene\u0300ve", "geneve"),
        ("㈠Ⅷ½", "(一)viii1⁄2"),
        ("“核”「裁」『军』", '"核""裁""军"'),
        ("1995–2000—2005", "1995-2000-2005"),
        ("德特兰・马蒂亚斯", "德特兰·马蒂亚斯"),
        ("⻓⻢⻅⺠", "长马见民"),
        ("裁\u200b军\u202e会\ufeff议\u00ad", "裁军会议"),
        ("葛\U000e0100", "葛"),
        ("\ud800", "\ufffd"),
        ("，。（）：；", ",。():;"),
        (" \n\t", ""),
        ("", ""),
    ],
)
def test_a_text_folds_to_what_is_matched(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT, st.data())
def test_a_part_folds_to_a_part(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold(text[start:end]) in fold(text)


@given(ANY_TEXT)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_of_unicode_folds_for_good() -> None:
    changed = [
        code
        for code in (
            *range(0x3000),
            *range(0x3000, 0x30000, 3),
            *range(0x2E80, 0x2FE0),
            *range(0xF900, 0x10000),
        )
        if fold(fold(chr(code))) != fold(chr(code))
    ]
    assert changed == []


@given(ANY_TEXT)
def test_offsets_lead_back_to_the_original(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True)
    )
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("第 62/39 号", "62/39", "62/39"),
        ("第 8 段", "第8段", "第 8 段"),
        ("test   ban", "t b", "t   b"),
        ("见㈠项", "(一)", "㈠"),
        ("Gene\u0300ve", "gene", "Gene\u0300"),
    ],
)
def test_a_folded_part_is_found_in_the_original(text: str, part: str, original: str) -> None:
    folded = fold_with_offsets(text)
    start = folded.text.index(part)
    low, high = folded.span(start, start + len(part))
    assert text[low:high] == original


@pytest.mark.parametrize(
    ("text", "part", "originals"),
    [
        ("核裁軍", "裁军", {"裁軍"}),
        ("第 8 段", "8段", {"8 段"}),
        ("见㈠项", "(一)", {"㈠"}),
        ("见㈠项", "一", set()),
        ("见㈠项", "见(", set()),
    ],
)
def test_a_folded_part_comes_from_whole_characters_or_is_left_out(
    text: str, part: str, originals: set[str]
) -> None:
    folded = fold_with_offsets(text)
    start = folded.text.index(part)
    spans = folded.whole_spans([(start, start + len(part))])
    assert {text[low:high] for low, high in spans} == originals


def test_the_table_of_simplified_forms_is_opencc_s() -> None:
    assert version("opencc") == OPENCC_VERSION, "write indexer/simplified.py anew"
    assert {pair[0]: pair[1] for pair in PAIRS.split()} == simplified_forms()


def test_folding_loads_no_converter() -> None:
    code = "import sys; from indexer.folding import fold; fold('國際'); sys.exit('opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
