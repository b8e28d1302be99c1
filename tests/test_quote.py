"""Whether what a text quotes stands in the index: verbatim, nearly, or nowhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from versioned import NEW_LAW, OLD_LAW, build

import search
from indexer.folding import fold
from search.cli import duansou
from search.versions import commands, quoting
from search.versions.quotations import quotations_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说“核裁军”。", [("核裁军", 1, 4)]),
        ("「核裁軍」與『談判』", [("核裁軍", 1, 2), ("談判", 1, 8)]),
        ('"核裁军" 和 ＂谈判＂', [("核裁军", 1, 2), ("谈判", 1, 10)]),
        # What is quoted within a quotation is part of it.
        ("“他说‘核裁军’”", [("他说‘核裁军’", 1, 2)]),
        ("「他說『核裁軍』」", [("他說『核裁軍』", 1, 2)]),
        ("“a “b” c”", [("a “b” c", 1, 2)]),
        # A quotation may go over lines; each of its paragraphs may begin with a mark.
        ("“第一段\n第二段”", [("第一段\n第二段", 1, 2)]),
        ("“第一段\n  “第二段”", [("第一段", 1, 2), ("第二段", 2, 4)]),
        # Straight marks belong together within a line alone.
        ('高5"的牌子\n“核裁军”', [("核裁军", 2, 2)]),
        # Marks that have no other are none.
        ("”核裁军“ “谈判”", [("谈判", 1, 8)]),
        ("“核裁军 「谈判」", [("谈判", 1, 7)]),
        ("「核裁军” “谈判”", [("谈判", 1, 8)]),
        # Nothing is no quotation.
        ("“” “ ” “核裁军”", [("核裁军", 1, 9)]),
        ("“  核裁军  ”", [("核裁军", 1, 4)]),
        # Where there is none, each line is one.
        ("核裁军\n\n  谈判\r\n", [("核裁军", 1, 1), ("谈判", 3, 3)]),
        ("", []),
        (" \n\u3000", []),
    ],
)
def test_quotations_are_found_with_their_line_and_column(
    text: str, expected: Sequence[tuple[str, int, int]]
) -> None:
    found = quotations_in(text).quotations
    assert [(each.text, each.line, each.column) for each in found] == expected


@given(st.text(alphabet='“”「」『』"＂\n 核裁', max_size=40))
def test_each_quotation_stands_where_it_is_said_to(text: str) -> None:
    lines = text.split("\n")
    for each in quotations_in(text).quotations:
        rest = "\n".join([lines[each.line - 1][each.column - 1 :], *lines[each.line :]])
        assert rest.startswith(each.text)


@pytest.mark.parametrize(
    "text", ["“" * 300_000, "“」" * 200_000, "”" * 300_000, "“\n" * 200_000, '"' * 300_000]
)
def test_hostile_marks_are_read_in_no_time_that_anyone_would_notice(text: str) -> None:
    assert isinstance(quotations_in(text).quotations, tuple)


# ---- where they stand

RESOLUTION = [
    "大会，",
    "回顾其2007年12月5日第62/39号决议，",
    "深信核武器的继续存在对全人类构成威胁，并且认识到防止核灾难的唯一办法就是彻底消除核武器，",
    "1. 再次强调国际法院的一致结论，即有义务真诚地进行并完成导致核裁军的谈判；",
    "2. 再次吁请所有国家立即履行该义务，展开多边谈判；",
    "3. 请所有国家通报它们的努力和措施。",
    "the test ban treaty",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quoted")
    return build(folder, {"决议": RESOLUTION, "旧法": OLD_LAW, "新法": NEW_LAW})


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[search.Index]:
    with search.open_index(path) as opened:
        yield opened


def told(index: search.Index, text: str) -> str:
    """Return what is told of one quotation: 'verbatim 决议#p1 旧法#p2'."""
    [quoted] = index.quote([text])
    return " ".join([quoted.verdict, *("+".join(place.ids) for place in quoted.places)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第62/39号决议", "verbatim 决议#p2"),
        ("核裁军的谈判；", "verbatim 决议#p4"),
        # As the index folds: spaces, width, Traditional characters, line ends within a sentence.
        ("第 62／39 號決議", "verbatim 决议#p2"),
        ("深信核武器的继续\n存在对全人类构成威胁", "verbatim 决议#p3"),
        ("Test Ban", "verbatim 决议#p7"),
        ("testban", "nearly 决议#p7"),
        # Punctuation is of the words.
        ("构成威胁。并且认识到", "nearly 决议#p3"),
        # In several paragraphs.
        ("违反本", "verbatim 新法#p7 旧法#p5"),
        # Nearly: a character changed, left out, added.
        ("再次呼吁所有国家立即履行该义务", "nearly 决议#p5"),
        ("导致裁军的谈判", "nearly 决议#p4"),
        ("它们的一切努力和措施", "nearly 决议#p6"),
        # Over the end of a paragraph, with its number or without, as lines or not.
        ("导致核裁军的谈判；2. 再次吁请所有国家", "verbatim 决议#p4+决议#p5"),
        ("导致核裁军的谈判；再次吁请所有国家", "verbatim 决议#p4+决议#p5"),
        ("导致核裁军的谈判；\n再次吁请所有国家", "verbatim 决议#p4+决议#p5"),
        ("谈判；\n2. 再次吁请所有国家立即履行该义务，展开多边谈判；\n3. 请所有", "verbatim 决议#p4+决议#p5+决议#p6"),
        ("大会，\n回顾其2007年", "verbatim 决议#p1+决议#p2"),
        # But not over the end of a document, nor over a paragraph between.
        ("the test ban treaty第一条 为了加强", "nearly 决议#p7"),
        ("导致核裁军的谈判；请所有国家通报", "not_found"),
        # Nowhere.
        ("鲲鹏展翅九万里", "not_found"),
        ("鲲", "not_found"),
        ("核裁军鲲鹏", "not_found"),
        ("", "not_found"),
        ("核" * 16_385, "too_long"),
        ("核" * 16_384, "not_found"),
    ],
)  # fmt: skip
def test_a_quotation_is_told_verbatim_nearly_or_not_found(
    index: search.Index, text: str, expected: str
) -> None:
    assert told(index, text) == expected


def test_what_differs_is_told_of_a_quotation_that_is_nearly_right(index: search.Index) -> None:
    [quoted] = index.quote(["再次呼吁所有国家立即履行该义务"])
    assert [(run.kind, run.new or run.old) for run in quoted.runs] == [
        ("same", "再次"),
        ("deleted", "呼吁"),
        ("inserted", "吁请"),
        ("same", "所有国家立即履行该义务"),
    ]
    assert 0.8 < quoted.similarity < 1


def test_a_quotation_in_a_note_is_told_with_the_paragraph_of_the_note(
    tmp_path: Path, sample_path: Path
) -> None:
    from indexer.build import build_index
    from indexer.find import find_sources

    build_index(tmp_path / "index", find_sources([sample_path]))
    with search.open_index(tmp_path / "index") as opened:
        [exact, near] = opened.quote(
            ["第 729 卷，第 10485 号", "《条约汇编》，第 729 卷，第 10486 号"]
        )
    assert (exact.verdict, near.verdict) == ("verbatim", "nearly")
    for quoted in (exact, near):
        assert [place.ids for place in quoted.places] == [("A/RES/63/49#pp4",)]
        assert quoted.places[0].in_note


# ---- promises

CUTS = st.sampled_from([*RESOLUTION, *OLD_LAW, *NEW_LAW]).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda ends: text[min(ends) : max(ends)]
    )
)
ANY = st.one_of(
    CUTS,
    st.tuples(CUTS, CUTS).map("".join),
    st.text(alphabet="核裁军谈判 第一条，。ab", max_size=12),
)


@given(ANY)
def test_what_stands_in_a_paragraph_verbatim_is_what_a_phrase_finds(
    index: search.Index, text: str
) -> None:
    [quoted] = index.quote([text])
    phrase = text.replace('"', "")
    found = {hit.id for hit in index.search(f'"{phrase}"', limit=100)} if fold(phrase) else set()
    held = {
        f"{key}#p{at}"
        for key, texts in (("决议", RESOLUTION), ("旧法", OLD_LAW), ("新法", NEW_LAW))
        for at, each in enumerate(texts, 1)
        if fold(text) and fold(text) in fold(each)
    }
    within = {place.ids[0] for place in quoted.places if len(place.ids) == 1}
    assert found == held
    assert (within if quoted.verdict == "verbatim" else set()) == held or (
        quoted.total > len(quoted.places) and within <= held
    )


@given(ANY)
def test_the_runs_lead_from_a_quotation_to_what_stands_there(
    index: search.Index, text: str
) -> None:
    [quoted] = index.quote([text])
    if quoted.verdict == "nearly":
        assert "".join(run.old for run in quoted.runs) == text
        there = fold("".join(run.new for run in quoted.runs))
        assert there in fold(index.paragraph(quoted.places[0].ids[0]).text)
        assert 0 < quoted.similarity < 1


# ---- the command


def run(path: Path, *words: str, given: str | bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(duansou, [*words, "--index", str(path)], input=given)
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("“核裁军的谈判”和“该义务”", 0),
        ("“核裁军的谈判”和“再次呼吁所有国家立即履行”", 1),
        ("“核裁军的谈判”和“鲲鹏展翅”", 1),
        ("", 1),
    ],
)
def test_the_exit_code_is_0_only_if_all_are_verbatim(path: Path, text: str, code: int) -> None:
    assert run(path, "quote", "-", given=text)[0] == code


def test_the_command_tells_each_quotation_with_its_place(path: Path) -> None:
    text = "文中说“核裁军的谈判”，\n又说“再次呼吁所有国家立即履行”，“鲲鹏展翅”。“违反本”“"
    code, output, _ = run(path, "quote", "-", given=text)
    assert code == 1
    assert output.splitlines() == [
        "1:5  verbatim",
        "  核裁军的谈判",
        "  决议#p4  第4段",
        "",
        "2:4  nearly  0.9166",
        "  再次[-呼吁-]{+吁请+}所有国家立即履行",
        "  决议#p5  第5段",
        "",
        "2:19  not found",
        "  鲲鹏展翅",
        "",
        "2:26  verbatim",
        "  违反本",
        "  新法#p7  第7段",
        "  旧法#p5  第5段",
        "",
        "In line 2 a quotation begins that never ends; it was not looked for.",
        "4 quotations: 2 verbatim, 1 nearly, 1 not found",
    ]


def test_json_and_json_lines_are_what_the_quotes_say_of_themselves(
    path: Path, index: search.Index, tmp_path: Path
) -> None:
    file = tmp_path / "text.txt"
    file.write_text("“核裁军的谈判”“鲲鹏展翅”", encoding="utf-8")
    expected = index.quote(file.read_text(encoding="utf-8")).to_dict()
    assert json.loads(run(path, "quote", str(file), "--format", "json")[1]) == expected
    lines = run(path, "quote", str(file), "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == expected["quotations"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_may_have_any_encoding_that_documents_have(
    path: Path, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes("“核裁军的谈判；”".encode(encoding))
    assert run(path, "quote", str(file))[0] == 0


def test_what_cannot_be_read_is_told_in_a_line(path: Path, tmp_path: Path) -> None:
    missing, folder, broken = (tmp_path / name for name in ("missing.txt", "folder", "broken.txt"))
    folder.mkdir()
    broken.write_bytes(b"\xff\xff\xff\xff")
    for file, reason in ((missing, "no such file"), (folder, "not a regular file")):
        assert run(path, "quote", str(file)) == (3, "", f"duansou: {file}: {reason}\n")
    code, _, told = run(path, "quote", str(broken))
    assert (code, told.count("\n")) == (3, 1)


@pytest.mark.parametrize(
    ("redirected", "code", "told"),
    [
        ("<&-", 1, "There is no quotation.\n"),
        ("</dev/null", 1, "There is no quotation.\n"),
        ("0>/dev/null", 3, "duansou: standard input: Bad file descriptor\n"),
    ],
)
def test_a_standard_input_of_any_kind_is_told_in_a_line(
    path: Path, redirected: str, code: int, told: str
) -> None:
    command = f'"{sys.executable}" -m search quote - --index "{path}" {redirected}'
    root = Path(__file__).parent.parent
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, told)


def test_too_large_a_text_is_refused(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_BYTES", 8)
    file = tmp_path / "text.txt"
    file.write_bytes(b"123456789")
    assert run(path, "quote", str(file))[0] == 3
    assert run(path, "quote", "-", given="123456789")[0] == 3


def test_too_many_quotations_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "MOST_QUOTATIONS", 2)
    code, _, told = run(path, "quote", "-", given="“核”“裁”“军”")
    assert code == 2
    assert told == "duansou: there are 3 quotations; 2 is the most that is looked for at once\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    """Yield an index in which a few pairs of characters are everywhere."""
    documents = {
        "甲": ["核裁" * 2_000] * 100,
        "乙": ["核" * 30_000] * 5,
        "丙": ["核裁军谈判" * 20] * 1_000,
        "丁": ["会"] * 3_000,
    }
    with search.open_index(build(tmp_path_factory.mktemp("hostile"), documents)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "verdict", "total"),
    [
        ("核裁" * 300, "verbatim", 100),
        ("核" * 16_384, "verbatim", 5),
        ("核裁" * 200 + "军", "nearly", None),
        ("核裁军谈判" * 19 + "呼", "nearly", None),
        ("核裁军谈判" * 3_000, "not_found", 0),
        ("核裁军谈判" * 20 + "\n" + "核裁军谈判" * 20, "verbatim", 999),
        ("\n" * 50 + "核裁军谈判\n" * 40, "verbatim", 998),
        ("\n" * 16_000 + "裁" * 300, "not_found", 0),
        ("会\n" * 200, "verbatim", 50),
        ("会" * 600, "not_found", 0),
    ],
)  # fmt: skip
def test_hostile_quotations_are_checked_in_no_time_that_anyone_would_notice(
    hostile: search.Index, text: str, verdict: str, total: int | None
) -> None:
    [quoted] = hostile.quote([text])
    assert quoted.verdict == verdict
    assert total in (None, quoted.total)


def test_of_many_places_the_first_are_told(tmp_path: Path) -> None:
    path = build(tmp_path, {"甲": ["核裁军"] * 12})
    with search.open_index(path) as opened:
        [quoted] = opened.quote(["裁军"])
    assert quoted.total == 12
    assert [place.ids[0] for place in quoted.places] == [f"甲#p{at}" for at in range(1, 11)]


def test_an_index_without_paragraphs_of_its_own_words_has_no_quotation(tmp_path: Path) -> None:
    path = build(tmp_path, {"甲": ["a"]})
    with search.open_index(path) as opened:
        assert [each.verdict for each in opened.quote(["核裁军谈判会议", "b", "aa"])] == [
            "not_found"
        ] * 3
