"""A paragraph of a resolution is found by its leading verb, whatever is printed before it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Kind
from indexer.parse import parse_file
from indexer.verbs import LEADING_KINDS, LONGEST_HEAD, VERBS, leading_verb, verb_of


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("重申国际社会承诺", "重申"),
        ("再次重申第2166(2014)号决议，", "重申"),
        ("又重申", "重申"),
        ("最强烈地重申", "重申"),
        ("重新申明", "重申"),
        ("2. 再次吁请所有国家立即履行上述义务", "吁请"),
        ("13. 决定，上文第12段规定的措施不适用", "决定"),
        ("13、 決定", "决定"),
        ("(a) 满意地认识到《南极条约》", "认识到"),
        ("㈠ 还敦促所有会员国", "敦促"),
        ("① 鼓励", "鼓励"),
        ("大会，1. 請秘書長", "请"),
        ("关切地注意到专家小组的最后报告", "注意到"),
        ("深为关切条约缔约国", "关切"),
        ("严重关切胡塞人", "关切"),
        ("感到关切的是", "关切"),
        ("感到", "感到"),
        ("表示深为关切双方", "表示"),
        ("表示注意到秘书长的报告；", "表示"),
        ("深信核武器的继续存在", "深信"),
        ("强调指出必须采取", "强调"),
        ("着重指出全球卫生", "指出"),
        ("就此强调，按照", "强调"),
        ("遗憾的是", "遗憾"),
        ("审议了技术委员会", "审议"),
        ("念及在《不扩散核武器条约》第六条中", "念及"),
        ("通过本决议附件所载的行动计划", "通过"),
        ("通过加强合作", ""),
        ("请愿书的审议", ""),
        ("2. 执行委员会将在闭会期间", ""),
        ("2014年决定", ""),
        ("1.5 决定", ""),
        ("再次", ""),
        ("大会，", ""),
        ("Recalling its resolutions", ""),
        ("", ""),
    ],
)
def test_number_and_adverbs_are_folded_away(text: str, verb: str) -> None:
    assert leading_verb(text) == verb


def test_the_paragraphs_of_a_resolution_have_theirs(sample_path: Path) -> None:
    paragraphs = parse_file(sample_path, sample_path.name).paragraphs
    verbs = [verb_of(paragraph.kind, paragraph.text) for paragraph in paragraphs]
    assert " ".join(filter(None, verbs)) == (
        "回顾 深信 重申 念及 回顾 强调 回顾 认识到 强调 认识到 重申 强调 遗憾 关切 希望 回顾 表示 "
        "强调 吁请 请 决定"
    )


def test_real_resolutions_begin_with_verbs_that_are_known(collections: Path) -> None:
    without = [
        paragraph.text[:12]
        for path in sorted((collections / "un" / "2015").glob("*_res_*"))
        for paragraph in parse_file(path, path.name).paragraphs
        if paragraph.kind in ("preambular", "operative")
        and not verb_of(paragraph.kind, paragraph.text)
    ]
    # Three go on from a line that is not there, three state what will be or is done.
    assert sorted(without) == [
        "2. 执行委员会将在西亚",
        "3. 欧安组织从后撤第一",
        "6. 西亚经社会各附属机",
        "《约翰内斯堡执行计划》和",
        "的相关规定，尤其是第11",
        "的相关规定，特别是《宣言",
    ]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_only_paragraphs_of_resolutions_have_one(kind: str) -> None:
    assert verb_of(kind, "重申") == ("重申" if kind in LEADING_KINDS else "")


def test_no_more_than_the_head_is_looked_at() -> None:
    assert leading_verb("又" + " " * (LONGEST_HEAD - 3) + "重申") == "重申"
    assert leading_verb("又" + " " * (LONGEST_HEAD - 2) + "重申") == ""


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_is_its_own_whatever_adverb_it_begins_as(verb: str) -> None:
    assert leading_verb(verb) == leading_verb(f"1. 再次{verb}") != ""


@given(st.text(st.sampled_from("又地请重申1.(a) 大会，深\ud800ﷺ"), max_size=80))
def test_any_text_has_a_known_verb_or_none(text: str) -> None:
    assert leading_verb(text) in {"", "通过", *VERBS}
