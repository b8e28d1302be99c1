"""The series of a resolution is what documents of the index recall together, the oldest first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import document, write_index

import search
from indexer.build import build_index
from indexer.citations import find_citations
from indexer.document import Document
from indexer.find import find_sources
from search.cli import duansou
from search.follow import series
from search.follow.recalled import MAX_BETWEEN, adopted_by, recalled_in
from search.follow.sequence import place_in_series, year_of

SERIES = [
    ("1994-12-15", "A/RES/49/75K"), ("1996-12-10", "A/RES/51/45M"), ("1997-12-09", "A/RES/52/38O"),
    ("1998-12-04", "A/RES/53/77W"), ("1999-12-01", "A/RES/54/54Q"), ("2000-11-20", "A/RES/55/33X"),
    ("2001-11-29", "A/RES/56/24S"), ("2002-11-22", "A/RES/57/85"), ("2003-12-08", "A/RES/58/46"),
    ("2004-12-03", "A/RES/59/83"), ("2005-12-08", "A/RES/60/76"), ("2006-12-06", "A/RES/61/83"),
    ("2007-12-05", "A/RES/62/39"),
]  # fmt: skip
"""What the sample recalls, by hand."""


def resolution(number: str, *recalls: str, date: str | None = None) -> Document:
    """Return a resolution of the General Assembly that recalls in these words."""
    texts = [{"text": text, "kind": "preambular", "label": f"序言部分第{at}段"} for at, text in enumerate(recalls, 1)]  # fmt: skip
    ending = {"text": "1. 决定列入议程。", "kind": "operative", "label": "第1段"}
    return document(f"A/RES/{number}", [*texts, ending], title=f"第{number}号的题目", date=date)


def recalling(*numbers: str) -> str:
    """Return the words that recall resolutions in one list."""
    return f"回顾其第{'号、第'.join(numbers)}号决议，"


@contextmanager
def index_of(folder: Path, *documents: Document) -> Iterator[search.Index]:
    with search.open_index(write_index(folder / "index", documents)) as opened:
        yield opened


def numbers(chain: Sequence[object]) -> list[str]:
    return [link.key.removeprefix("A/RES/") for link in chain]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    path = tmp_path_factory.mktemp("chain") / "index"
    build_index(path, find_sources([sample_path]))
    return path


@pytest.mark.parametrize("typed", ["63/49", "A/RES/63/49", "62/39", "第49/75 K号决议"])
def test_the_series_of_the_sample_has_13_before_it_that_are_not_in_the_index(
    sample: Path, typed: str
) -> None:
    with search.open_index(sample) as index:
        chain = index.chain(typed)
    *before, last = chain
    assert [(link.date, link.key) for link in before] == SERIES
    assert [link.year for link in before] == [date[:4] for date, _ in SERIES]
    assert {link.indexed for link in before} == {None}
    assert {link.named_by for link in before} == {("A/RES/63/49#pp1",)}
    assert (last.key, last.date, last.indexed, last.named_by) == (
        "A/RES/63/49", "2008-12-02", "A/RES/63/49", (),
    )  # fmt: skip
    assert chain.complete


def test_what_stands_elsewhere_in_the_sample_is_not_of_the_series(sample: Path) -> None:
    with search.open_index(sample) as index:
        assert not index.chain("50/245").links
        assert not index.chain("A/63/135").links


# ---- what a paragraph recalls


@pytest.mark.parametrize(
    ("text", "recalled"),
    [
        ("回顾其2013年12月5日第68/32号决议，", "68/32"),
        ("又回顾其第67/1号、第68/2号和第69/3号决议，", "67/1 68/2 69/3"),
        ("还回顾大会2012年12月3日第67/39号决议和2013年12月5日第68/32号决议，", "67/39 68/32"),
        ("重申其第68/32号决议，", "68/32"),
        ("重申第68/32号决议，", "68/32"),
        ("重新申明其第68/32号决议，", "68/32"),
        ("回顾并重申其第68/32号决议，", "68/32"),
        ("1. 再次重申其第68/32号决议；", "68/32"),
        ("忆及大会第68/32号决议，", "68/32"),
        ("大会，回顾其第68/32号决议，", "68/32"),
        (
            "回顾其以往关于核裁军的各项决议，包括2012年第67/39号和2013年第68/32号决议，",
            "67/39 68/32",
        ),
        (
            "回顾其以往各项决议和决定，尤其是第67/39号、第68/32号决议，其中请秘书长提出报告，",
            "67/39 68/32",
        ),
        (
            "回顾其2012年12月3日关于透明度的第67/39号决议和2013年12月5日关于裁军的第68/32号决议，",
            "67/39 68/32",
        ),
        ("回顾其题为“核裁军”的第68/32号决议以及秘书长的报告，", "68/32"),
        ("回顾其历届会议关于这个问题的决议，最近的一项是2013年12月5日第68/32号决议，", "68/32"),
        ("回顧其第67/39號、第68/32號決議，", "67/39 68/32"),
        ("回顾其第68/32号决议，又回顾其第60/1号决议，", "68/32"),
        ("回顾其第68/32号决议和安全理事会第1540(2004)号决议，", "68/32"),
    ],
)
def test_what_a_paragraph_recalls(text: str, recalled: str) -> None:
    found = recalled_in(text, find_citations(text), "A/RES/")
    assert " ".join(each.key.removeprefix("A/RES/") for each in found) == recalled


@pytest.mark.parametrize(
    "text",
    [
        "表示注意到秘书长关于执行第62/39号决议的报告，",
        "回顾大会1996年9月10日第50/245号决议通过《全面禁止核试验条约》，",
        "回顾秘书长依照第62/39号决议提交的报告，",
        "回顾第68/32号决议所设工作组，",
        "回顾《宪章》的宗旨，第68/32号决议，",
        "回顾其第48/263号决定，",
        "回顾安全理事会第1540(2004)号决议，",
        "强调其第68/32号决议，",
        "第68/32号决议回顾其立场，",
        f"回顾其关于{'甲' * MAX_BETWEEN}的第68/32号决议，",
        "回顾其立场，",
        "",
    ],
)
def test_what_recalls_no_resolutions_of_the_same_body(text: str) -> None:
    assert recalled_in(text, find_citations(text), "A/RES/") == ()


def test_another_body_recalls_its_own() -> None:
    text = "回顾安理会第2014(2011)号、第2051(2012)号和第2140(2014)号决议和主席声明，"
    assert [each.key for each in recalled_in(text, find_citations(text), "S/RES/")] == [
        "S/RES/2014(2011)", "S/RES/2051(2012)", "S/RES/2140(2014)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("A/RES/63/49", "A/RES/"), ("S/RES/2166(2014)", "S/RES/"), ("A/HRC/RES/28/9", "A/HRC/RES/"),
        ("A/63/135", None), ("A/DEC/63/519", None), ("《裁军公约》", None), ("A/RES/63/49#op2", None),
        ("A/RES/", None), ("", None),
    ],
)  # fmt: skip
def test_whose_resolution_it_is(key: str, body: str | None) -> None:
    assert adopted_by(key) == body


@pytest.mark.parametrize(
    ("key", "date", "year"),
    [
        ("A/RES/63/49", "2008-12-02", "2008"), ("A/RES/63/49", None, None), ("S/RES/2166(2014)", None, "2014"),
        ("E/RES/2014/33", None, "2014"), ("A/RES/2625(XXV)", None, None), ("A/RES/1991(XVIII)", None, None),
    ],
)  # fmt: skip
def test_the_year_is_that_of_the_date_or_of_the_key(
    key: str, date: str | None, year: str | None
) -> None:
    assert year_of(key, date) == year


@pytest.mark.parametrize(
    "keys",
    [
        ["A/RES/217A(III)", "A/RES/2625(XXV)", "A/RES/49/75K", "A/RES/63/9", "A/RES/63/49", "A/RES/64/1"],
        ["S/RES/408(1977)", "S/RES/2014(2011)", "S/RES/2051(2012)"],
        ["E/RES/1996/31", "E/RES/2014/4", "E/RES/2014/33"],
        ["A/RES/49/75A", "A/RES/49/75K"],
    ],
)  # fmt: skip
def test_resolutions_are_in_the_order_of_their_age(keys: list[str]) -> None:
    backwards = keys[::-1]
    assert sorted(backwards, key=lambda key: place_in_series(key, None)) == keys


def test_a_special_session_is_placed_by_its_date() -> None:
    dated = [("A/RES/57/1", "2002-10-01"), ("A/RES/ES-10/13", "2003-10-21"), ("A/RES/59/1", None)]
    backwards = dated[::-1]
    assert sorted(backwards, key=lambda each: place_in_series(*each)) == dated


# ---- what belongs to a series

LATER = {
    "64-55": """64/55. 国际法院的咨询意见的后续行动

大会，

回顾其1994年12月15日第49/75 K号、2007年12月5日第62/39号和2008年12月2日第63/49号决议，

又回顾其2000年12月20日第55/235号决议，

1. 再次强调国际法院的一致结论。

2009年12月2日
第55次全体会议
""",
    "65-76": """65/76. 国际法院的咨询意见的后续行动

大会，

重申其2009年12月2日第64/55号决议，

1. 再次强调国际法院的一致结论。

2010年12月8日
第60次全体会议
""",
}
"""Two more of the sample's series, as they are printed."""


@pytest.mark.parametrize("typed", ["49/75 K", "63/49", "65/76"])
def test_documents_as_they_are_printed_go_on_with_the_series_of_the_sample(
    tmp_path: Path, sample_path: Path, typed: str
) -> None:
    for name, text in LATER.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sources = [sample_path, *(tmp_path / f"{name}.txt" for name in LATER)]
    build_index(tmp_path / "index", find_sources(sources))
    with search.open_index(tmp_path / "index") as index:
        chain = index.chain(typed)
    assert [(link.date, link.key) for link in chain] == [
        *SERIES, ("2008-12-02", "A/RES/63/49"), ("2009-12-02", "A/RES/64/55"), ("2010-12-08", "A/RES/65/76"),
    ]  # fmt: skip
    assert [link.indexed is not None for link in chain] == [False] * 13 + [True] * 3
    assert chain.links[0].named_by == ("A/RES/63/49#pp1", "A/RES/64/55#pp1")


def test_a_series_goes_on_through_what_is_in_the_index(tmp_path: Path) -> None:
    documents = (
        resolution("64/5", recalling("62/5", "63/5"), date="2009-12-02"),
        resolution("62/5", recalling("61/5"), date="2007-12-05"),
        resolution("61/5", recalling("60/5")),
    )
    with index_of(tmp_path, *documents) as index:
        chain = index.chain("64/5")
    assert numbers(chain) == ["60/5", "61/5", "62/5", "63/5", "64/5"]
    assert [link.indexed is not None for link in chain] == [False, True, True, False, True]
    assert [link.date for link in chain] == [None, None, "2007-12-05", None, "2009-12-02"]
    assert [link.title for link in chain] == [None, "第61/5号的题目", "第62/5号的题目", None, "第64/5号的题目"]  # fmt: skip
    assert [link.named_by for link in chain][:2] == [("A/RES/61/5#p1",), ("A/RES/62/5#p1",)]


def test_what_comes_later_is_of_the_series_too(tmp_path: Path) -> None:
    documents = (
        resolution("63/5", recalling("62/5")),
        resolution("64/5", recalling("63/5")),
        resolution("65/5", recalling("61/5", "64/5")),
        resolution("65/9", recalling("64/9")),
    )
    with index_of(tmp_path, *documents) as index:
        assert numbers(index.chain("63/5")) == ["61/5", "62/5", "63/5", "64/5", "65/5"]
        assert numbers(index.chain("62/5")) == ["61/5", "62/5", "63/5", "64/5", "65/5"]


def test_what_recalls_the_same_beginning_is_another_series(tmp_path: Path) -> None:
    documents = (
        resolution("63/5", recalling("46/182", "62/5")),
        resolution("63/9", recalling("46/182", "62/9")),
    )
    with index_of(tmp_path, *documents) as index:
        assert numbers(index.chain("63/5")) == ["46/182", "62/5", "63/5"]


@pytest.mark.parametrize(
    ("recalls", "expected"),
    [
        ([recalling("60/1"), recalling("61/5", "62/5")], ["61/5", "62/5", "63/5"]),
        ([recalling("61/5", "62/5"), f"又{recalling('60/1', '60/2')}"], ["61/5", "62/5", "63/5"]),
        ([recalling("62/5"), f"又{recalling('60/1')}"], ["62/5", "63/5"]),
    ],
)
def test_of_several_lists_the_longest_is_the_series_and_of_equals_the_first(
    tmp_path: Path, recalls: list[str], expected: list[str]
) -> None:
    with index_of(tmp_path, resolution("63/5", *recalls)) as index:
        assert numbers(index.chain("63/5")) == expected


def test_circles_end(tmp_path: Path) -> None:
    documents = (
        resolution("63/5", recalling("62/5", "63/5")),
        resolution("62/5", recalling("61/5", "63/5")),
        resolution("61/5", recalling("62/5")),
    )
    with index_of(tmp_path, *documents) as index:
        for typed in ("61/5", "62/5", "63/5"):
            assert numbers(index.chain(typed)) == ["61/5", "62/5", "63/5"]


def test_no_more_is_read_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "MAX_READ", 4)
    documents = [resolution(f"{at}/5", recalling(f"{at - 1}/5")) for at in range(60, 70)]
    with index_of(tmp_path, *documents) as index:
        chain = index.chain("59/5")
        assert not chain.complete
        assert numbers(chain) == ["59/5", "60/5", "61/5", "62/5", "63/5"]
    done = CliRunner().invoke(duansou, ["chain", "59/5", "--index", str(tmp_path / "index")])
    assert done.output.splitlines()[-1] == "There was more to read than the limit: the series may go on."  # fmt: skip


def test_the_limit_is_that_of_the_page() -> None:
    assert series.MAX_READ == 2_000


def test_a_resolution_that_is_there_twice_is_one_of_its_series(
    tmp_path: Path, sample_path: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(sample_path.read_bytes())
    build_index(tmp_path / "index", find_sources([tmp_path / "a.txt", tmp_path / "b.txt"]))
    with search.open_index(tmp_path / "index") as index:
        for typed in ("63/49", "A/RES/63/49~2", "62/39"):
            chain = index.chain(typed)
            assert [link.key for link in chain] == [*(key for _, key in SERIES), "A/RES/63/49"]
            assert chain.links[0].named_by == ("A/RES/63/49#pp1", "A/RES/63/49~2#pp1")


# ---- the command


def test_text_is_for_reading(sample: Path) -> None:
    done = CliRunner().invoke(duansou, ["chain", "63/49", "--index", str(sample)])
    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert lines[0] == "1994-12-15  A/RES/49/75K  not in the index"
    assert lines[12] == "2007-12-05  A/RES/62/39   not in the index"
    assert lines[13].startswith("2008-12-02  A/RES/63/49   in the index      国际法院关于")
    assert lines[14:] == ["", "14 resolutions, 1 in the index"]


def test_json_is_what_python_returns_and_lines_are_its_links(sample: Path) -> None:
    def printed(form: str) -> str:
        words = ["chain", "63/49", "--index", str(sample), "--format", form]
        return CliRunner().invoke(duansou, words).output

    with search.open_index(sample) as index:
        chain = index.chain("63/49")
    whole = json.loads(printed("json"))
    assert whole == json.loads(json.dumps(chain.to_dict()))
    assert (whole["schema"], whole["key"], whole["complete"]) == (1, "A/RES/63/49", True)
    assert [json.loads(line) for line in printed("jsonl").splitlines()] == whole["links"]


@pytest.mark.parametrize(
    "typed", ["50/245", "A/63/135", "63/49#op2", "不扩散核武器条约", "A/RES/1/1"]
)
def test_what_is_of_no_series_is_1(sample: Path, typed: str) -> None:
    done = CliRunner().invoke(duansou, ["chain", typed, "--index", str(sample)])
    assert done.exit_code == 1
    assert "No series of" in done.output
