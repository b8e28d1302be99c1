"""The command does what its help says, in one line where it cannot, with the documented exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from indexer.readers import SUFFIXES
from search.cli import duansou
from search.written import FORMATS

KNOWN = ", ".join(sorted(SUFFIXES))
COMMAND = [sys.executable, "-m", "search"]


def run(*words: str, index: Path | None = None) -> Result:
    environment = {"DUANSOU_INDEX": str(index)} if index else {}
    return CliRunner(env=environment).invoke(duansou, list(words), prog_name="duansou")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    path = tmp_path_factory.mktemp("cli") / "index"
    result = run("index", str(sample_path), index=path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Indexed 1 document, 24 paragraphs, 12 footnotes into {path}\n"
    return path


def test_a_search_prints_paragraph_snippet_and_resolved_notes(index: Path) -> None:
    result = run("search", '"第 634 卷"', index=index)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("A/RES/63/49  序言部分第8段  国际法院")
    assert "《特拉特洛尔科条约》、⁵《拉罗通加条约》" in lines[1]
    assert lines[3:5] == [
        "  ⁵ 同上，第 634 卷，第 9068 号。",
        "    = 联合国，《条约汇编》，第634卷，第9068号。",
    ]


def test_a_search_says_what_it_relaxed(index: Path) -> None:
    result = run("search", "核裁军", "火星", index=index)
    assert result.exit_code == 0
    assert "No paragraph holds all of it; searched instead: 核裁军 OR 火星" in result.stdout


@pytest.mark.parametrize("options", [["--format", "csv"], ["--format", "ris"], ["--cite", "un"]])
def test_where_there_is_no_place_for_it_that_is_said_on_standard_error(
    index: Path, options: list[str]
) -> None:
    result = run("search", "核裁军", "火星", *options, index=index)
    told = "No paragraph holds all of it; searched instead: 核裁军 OR 火星\n"
    assert (result.exit_code, result.stderr) == (0, told)
    assert told not in result.stdout


def test_each_citation_of_an_answer_is_that_of_its_paragraph(index: Path) -> None:
    found = run("search", "62/39", "--cite", "un", index=index).stdout.split("\n\n")
    shown = [
        run("show", f"63/49#{each}", "--cite", "un", index=index).stdout for each in ("pp1", "pp17")
    ]
    assert sorted(each.strip() for each in found) == sorted(each.strip() for each in shown)
    assert (
        run("search", "62/39", "--all", "--cite", "un", index=index).stdout.split("\n\n") == found
    )


def test_a_byte_order_mark_comes_first_where_it_is_asked_for(index: Path) -> None:
    plain = run("search", "62/39", "--format", "csv", index=index).stdout
    assert (
        run("search", "62/39", "--format", "csv", "--bom", index=index).stdout == f"\ufeff{plain}"
    )
    assert run("show", "63/49", "--format", "csv", "--bom", index=index).stdout[:3] == "\ufeffid"


def test_synonyms_of_a_file_are_searched_too(index: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("蓝皮书 = 《条约汇编》\n", encoding="utf-8")
    nothing = run("search", "蓝皮书", "--format", "json", index=index)
    found = run("search", "蓝皮书", "--synonyms", str(own), "--format", "json", index=index)
    assert (nothing.exit_code, found.exit_code) == (1, 0)
    assert json.loads(found.stdout)["interpreted"] == "蓝皮书 (= 条约汇编)"


def test_the_environment_may_name_the_file_of_synonyms(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.txt"
    own.write_text("蓝皮书\n", encoding="utf-8")
    monkeypatch.setenv("DUANSOU_SYNONYMS", str(own))
    result = run("search", "核", index=index)
    assert (result.exit_code, result.stdout) == (2, "")
    message = "there are not two names with = between them"
    assert result.stderr == f"duansou: {own}:1: {message}\n"


def test_a_word_with_a_minus_is_excluded_and_not_an_option(index: Path) -> None:
    found = json.loads(run("search", "谈判", "-遗憾", "--format", "json", index=index).stdout)
    assert found["interpreted"] == "谈判 AND NOT 遗憾"
    assert "A/RES/63/49#pp11" not in [hit["id"] for hit in found["hits"]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["search"], "Usage: duansou search"),
        (["search", "--limit", "3"], "there is nothing to search: give a QUERY, or --where"),
        (["search", "核", "--sort", "best"], "Invalid value for '--sort'"),
        (["search", "核", "--facets", "year,x\x1b"], "'x\\\\x1b' is none of year, session"),
        (["search", "核", "--snippets", "21"], "Invalid value for '--snippets'"),
        (["search", "核", "--width", "19"], "Invalid value for '--width'"),
        (["search", "核", "--all", "--limit", "3"], "--all does not go with --limit"),
        (["search", "核", "--all", "--format", "json"], "--all is printed as text or jsonl"),
        (["search", "核", "--all", "--explain"], "--all does not go with --explain"),
        (["search", "核", "--explain", "--sort", "date"], "--explain does not go with --sort"),
        (["search", "核", "--why", "x#p1", "--format", "csv"], "--why is printed as text or json"),
        (["search", "核", "--bom"], "--bom is printed as csv"),
        (["search", "核", "--cite", "un", "--format", "csv"], "--cite is printed as text or jsonl"),
        (["search", "核", "--cite", "un", "--facets", "year"], "--cite does not go with --facets"),
        (["search", "核", "--cite", "apa"], "Invalid value for '--cite'"),
        (["show", "63/49", "--bom", "--format", "json"], "--bom is printed as csv"),
        (["show", "63/49", "--cite", "un", "--format", "ris"], "--cite is printed as text or json"),
        (["search", "核", "--where", "核" * 50_001], "the query has 50,001 characters"),
        (["completion", "tcsh"], "Invalid value for '{bash|zsh|fish}'"),
        (["search", "核", "--fromat", "json"], "No such option"),
        (["search", "核", "--limit", "x"], "Invalid value for '--limit'"),
        (["search", "核", "--limit", "-1"], "Invalid value for '--limit'"),
        (["search", "核", "--format", "xml"], "Invalid value for '--format'"),
        (["search", "核" * 50_001], "the query has 50,001 characters; 50,000 is the most"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_a_slip_is_a_usage_error(index: Path, words: list[str], message: str) -> None:
    result = run(*words, index=index)
    assert result.exit_code == 2
    assert message in result.stderr


def test_nothing_found_is_1(index: Path) -> None:
    result = run("search", '"火星"', index=index)
    assert (result.exit_code, result.stdout) == (1, "Nothing found.\n")


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("A/RES/63/49", "A/RES/63/49  国际法院"),
        ("63/49", "A/RES/63/49  国际法院"),
        ("第63/49号决议", "A/RES/63/49  国际法院"),
        ("A/RES/63/49#op2", "A/RES/63/49  国际法院"),
        ("63/49#op2", "A/RES/63/49  国际法院"),
        ("63/49#fn5", "A/RES/63/49  国际法院"),
    ],
)
def test_a_document_is_shown_by_any_of_its_names(index: Path, key: str, first: str) -> None:
    result = run("show", key, index=index)
    assert result.exit_code == 0
    assert result.stdout.startswith(first)
    assert ("序言部分第1段" in result.stdout) is ("#" not in key)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("99/99", "duansou: the index has no document '99/99'\n"),
        ("63/49#op9", "duansou: A/RES/63/49 has no paragraph or note 'op9'\n"),
        ("\x1b[31m", "duansou: the index has no document '\\x1b[31m'\n"),
    ],
)
def test_what_is_not_there_is_named(index: Path, key: str, message: str) -> None:
    result = run("show", key, index=index)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", message)


def test_every_format_has_the_same_hits(index: Path) -> None:
    def output(form: str) -> str:
        return run("search", "核裁军", "--format", form, index=index).stdout

    ids = [hit["id"] for hit in json.loads(output("json"))["hits"]]
    assert len(ids) > 3
    assert [json.loads(line)["id"] for line in output("jsonl").splitlines()] == ids
    assert [row["id"] for row in csv.DictReader(io.StringIO(output("csv")))] == ids
    for form in ("markdown", "html", "bibtex", "ris"):
        assert [each for each in ids if each in output(form).replace("\\#", "#")] == ids, form


def test_a_restriction_alone_is_enough(index: Path) -> None:
    found = json.loads(run("search", "--where", "南极", "--format", "json", index=index).stdout)
    assert [hit["id"] for hit in found["hits"]] == ["A/RES/63/49#pp8"]
    assert run("search", "谈判", "--where", "南极", index=index).exit_code == 1


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "markdown", "html", "bibtex", "ris"])
def test_all_hits_are_those_of_a_page_that_has_room_for_them(index: Path, form: str) -> None:
    def shown(*options: str) -> str:
        printed = run("search", "核武器", "--format", form, *options, index=index).stdout
        return re.sub(r"[0-9.]+ ms", "… ms", printed)

    assert shown("--all") == shown("--limit", "1000")
    assert shown("--all").count("A/RES/63/49") > 10


def test_each_document_can_come_once(index: Path) -> None:
    lines = run("search", "核武器", "--group", index=index).stdout.splitlines()
    assert lines[-1].startswith("1 document with 16 paragraphs, ")
    assert "  and 15 more paragraphs of this document" in lines


def test_a_query_is_explained(index: Path) -> None:
    result = run("search", "核裁军", "谈判", "--explain", "--limit", "1", index=index)
    assert result.exit_code == 0
    assert result.stdout.startswith("all of  4 paragraphs\n├─ word 核裁军  9 paragraphs\n")
    whole = json.loads(run("search", "核", "--explain", "--format", "json", index=index).stdout)
    assert set(whole) >= {"schema", "tree", "hits", "total"}
    assert run("search", "火星", "--explain", index=index).exit_code == 1


def test_it_is_said_why_a_paragraph_is_found_or_not(index: Path) -> None:
    found = run("search", "谈判", "--why", "63/49#op2", index=index)
    assert (found.exit_code, found.stdout.splitlines()[1]) == (0, "✓ word 谈判")
    missed = run("search", "核裁军", "--why", "63/49#op2", "--format", "json", index=index)
    assert missed.exit_code == 1
    assert json.loads(missed.stdout)["verdict"]["because"] == ["has nowhere 核裁军, 裁军"]
    assert run("search", "核", "--why", "", index=index).stderr == (
        "duansou: the index has no paragraph ''\n"
    )
    nowhere = run("search", "核", "--why", "63/49#\x1bop9", index=index)
    assert (nowhere.exit_code, nowhere.stdout) == (1, "")
    assert nowhere.stderr == "duansou: the index has no paragraph 'A/RES/63/49#\\x1bop9'\n"


def test_inspect_prints_the_documented_json(sample_path: Path) -> None:
    made = json.loads(run("inspect", str(sample_path), "--format", "json").stdout)
    assert set(made) == {"schema", "document", "paragraphs", "footnotes", "diagnostics", "counts"}
    assert made["schema"] == 1
    assert made["document"]["symbol"] == "A/RES/63/49"
    pp8 = made["paragraphs"][9]
    assert (pp8["anchor"], pp8["kind"], pp8["number"], pp8["label"]) == (
        "pp8",
        "preambular",
        None,
        "序言部分第8段",
    )
    assert pp8["marks"][0] == [13, "4"]
    assert made["footnotes"][4] == {
        "anchor": "fn5",
        "number": "5",
        "text": "同上，第 634 卷，第 9068 号。",
        "resolved": "联合国，《条约汇编》，第634卷，第9068号。",
        "cited_by": ["pp8"],
    }


def test_inspect_prints_text_with_marks_and_counts(sample_path: Path) -> None:
    lines = run("inspect", str(sample_path)).stdout.splitlines()
    assert "序言部分第4段  #pp4  preambular" in lines
    assert "  念及在《不扩散核武器条约》¹第六条中，" in "\n".join(lines)
    assert lines[-1] == "24 paragraphs, 12 footnotes, 12 of 12 marks linked"


def test_analyze_prints_the_folded_text_and_its_tokens() -> None:
    assert run("analyze", "國際法院").stdout == (
        "国际法院\n    0     2  国际\n    0     3  国际法\n    0     4  国际法院\n    2     4  法院\n"
    )
    assert json.loads(run("analyze", "６１", "--format", "json").stdout) == {
        "schema": 1,
        "folded": "61",
        "tokens": [["61", 0, 2]],
    }


def test_no_index_is_10_and_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (["search", "核"], ["show", "63/49"]):
        result = run(*command, index=tmp_path / "none")
        assert result.exit_code == 10
        assert (
            result.stderr
            == f"duansou: no index at {tmp_path / 'none'}; make one with `duansou index PATH`\n"
        )


def test_a_damaged_index_is_12(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    result = run("search", "核", index=tmp_path / "index")
    assert result.exit_code == 12
    assert result.stderr == (
        f"duansou: {tmp_path / 'index' / 'CURRENT'}: does not name a generation; "
        "rebuild the index with `duansou index --rebuild`\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("nowhere.txt", None, 3, "{}: no such file or directory"),
        ("empty.txt", b"", 3, "empty.txt: the file is empty or only white space"),
        ("bytes.txt", b"\xff\xff", 3, "bytes.txt:1: neither UTF-8 nor GB18030 at byte 0"),
        ("picture.png", b"\x89PNG", 3, f"picture.png: no reader for .png (read: {KNOWN})"),
    ],
)
def test_a_file_that_cannot_be_indexed_is_named(
    tmp_path: Path, name: str, content: bytes | None, code: int, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = run("index", str(path), index=tmp_path / "index")
    assert result.exit_code == code
    assert result.stderr == f"duansou: {message.format(path)}\n"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, sample_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can read everything")
    path = tmp_path / "secret.txt"
    shutil.copy(sample_path, path)
    path.chmod(0)
    result = run("index", str(path), index=tmp_path / "index")
    assert (result.exit_code, result.stderr) == (3, "duansou: secret.txt: Permission denied\n")


def test_a_folder_without_documents_is_2(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = run("index", str(tmp_path / "folder"), index=tmp_path / "index")
    assert (result.exit_code, result.stderr) == (
        2,
        f"duansou: no documents to index ({KNOWN})\n",
    )


def test_a_build_that_cannot_be_written_is_13(tmp_path: Path, sample_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("index", str(sample_path), index=tmp_path / "file" / "index")
    assert result.exit_code == 13
    assert (
        result.stderr
        == f"duansou: {tmp_path / 'file' / 'index'}: could not be written: Not a directory\n"
    )


def test_an_unchanged_build_says_nothing(index: Path, sample_path: Path) -> None:
    result = run("index", str(sample_path), index=index)
    assert (result.exit_code, result.output) == (0, "")


def test_a_verbose_build_says_what_became_of_each_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. 第一。\n\n1. 又是第一。\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("正文。\n", encoding="utf-8")
    result = run("index", "-v", str(tmp_path), index=tmp_path / "index")
    assert result.stderr.splitlines()[:2] == [
        "a.txt: 2 paragraphs, 0 footnotes, 0 of 0 marks linked; 1 equal-anchor",
        "b.txt: 1 paragraph, 0 footnotes, 0 of 0 marks linked",
    ]


def test_a_more_verbose_build_names_all_that_was_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. 第一。\n\n1. 又是第一。\n", encoding="utf-8")
    result = run("index", "-vv", str(tmp_path / "a.txt"), index=tmp_path / "index")
    assert "a.txt:3: equal-anchor: 第1段 is printed again; its anchor is p1~2\n" in result.stderr


def test_a_dictionary_keeps_words_whole(tmp_path: Path, sample_path: Path) -> None:
    (tmp_path / "words").write_text("核武库 100 n\n核武器库 100 n\n", encoding="utf-8")
    result = run(
        "index", "--dictionary", str(tmp_path / "words"), str(sample_path), index=tmp_path / "index"
    )
    assert result.exit_code == 0
    assert (
        run("search", "塞米巴拉金斯克", index=tmp_path / "index").stdout.count("A/RES/63/49") == 1
    )


@pytest.mark.parametrize("kind", ["missing", "pipe", "too large", "no text"])
def test_a_dictionary_that_cannot_be_read_is_named(
    tmp_path: Path, sample_path: Path, kind: str
) -> None:
    words = tmp_path / "words"
    match kind:
        case "pipe":
            os.mkfifo(words)
        case "too large":
            with words.open("wb") as file:
                file.truncate(8 * 1024 * 1024 + 1)
        case "no text":
            words.write_bytes(b"\xff")
    result = run("index", "--dictionary", str(words), str(sample_path), index=tmp_path / "index")
    assert result.exit_code == (2 if kind == "missing" else 3)
    expected = {
        "missing": "does not exist",
        "pipe": "not a regular file",
        "too large": "the limit is 8388608",
        "no text": "not UTF-8 at byte 0",
    }
    assert expected[kind] in result.stderr


def test_a_document_whose_name_has_a_number_sign_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a#b.txt").write_text("第一段。\n\n第二段。\n", encoding="utf-8")
    run("index", str(tmp_path / "a#b.txt"), index=tmp_path / "index")
    assert run("show", "a#b.txt", index=tmp_path / "index").stdout.count("#p") == 2
    assert run("show", "a#b.txt#p2", index=tmp_path / "index").stdout.count("#p") == 1


def test_every_label_that_is_printed_names_its_paragraph(tmp_path: Path) -> None:
    text = "2195(2014)\n\n63/49. 题目\n\n大会，\n\n回顾甲，\n\n1. 决定：\n\n(a) 乙；\n\n2008 年 12 月 2 日\n\n附件一 职权\n\n无号的话。\n\n1. 丙。\n\n附录A\n\n第三条之一 丁。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run("index", str(tmp_path / "a.txt"), index=tmp_path / "index")
    shown = json.loads(run("show", "63/49", "--format", "json", index=tmp_path / "index").stdout)
    assert len(shown["paragraphs"]) == 12
    for paragraph in shown["paragraphs"]:
        for place in (
            f" {paragraph['label']}",
            f"#{paragraph['anchor']}",
            f" {paragraph['anchor']}",
        ):
            found = json.loads(
                run("search", f"63/49{place}", "--format", "json", index=tmp_path / "index").stdout
            )
            assert [hit["paragraph"]["anchor"] for hit in found["hits"]] == [paragraph["anchor"]], (
                place
            )


def test_after_two_dashes_everything_is_text(index: Path) -> None:
    found = json.loads(run("search", "--format", "json", "--", "--limit", index=index).stdout)
    assert found["query"] == "--limit"


def test_a_note_that_no_paragraph_cites_is_found_as_spelt_out(tmp_path: Path) -> None:
    notes = "1\n 联合国，《条约汇编》，第402卷。\n\n2\n 同上，第634卷。\n"
    text = f"大会，\n\n念及条约，\n\n{' ' * 40}\n{notes}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run("index", str(tmp_path / "a.txt"), index=tmp_path / "index")
    shown = run("search", '"《条约汇编》，第634卷"', index=tmp_path / "index").stdout
    assert shown.startswith("a.txt  脚注2\n  同上，第634卷。\n")
    assert "= 联合国，《条约汇编》，第634卷。" in shown
    assert "同上，第634卷。" in run("show", "a.txt#fn2", index=tmp_path / "index").stdout


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-", ">&- 2>&-"])
def test_an_output_that_takes_nothing_is_no_traceback(index: Path, redirection: str) -> None:
    environment = {**os.environ, "DUANSOU_INDEX": str(index)}
    line = f"{sys.executable} -m search search 核武器 {redirection}"
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)
    assert done.returncode == (13 if "full" in redirection else 0)
    assert done.stderr.decode() in ("", "duansou: standard output: No space left on device\n")


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "核\x1b]0;owned\x07\u202e器\x9b31m<script>。\n", encoding="utf-8"
    )
    index = tmp_path / "index"
    run("index", str(tmp_path / "a.txt"), index=index)
    for form in FORMATS:
        shown = run("search", "核\x1b[0m", "--format", form, index=index).stdout
        assert not set(shown) & set("\x1b\x07\u202e\x9b"), form
        assert "owned" in shown
    assert not set(run("inspect", str(tmp_path / "a.txt")).stdout) & set("\x1b\x07\u202e\x9b")
    assert not set(run("inspect", str(tmp_path / "a.txt"), "--format", "json").stdout) & set(
        "\x1b\x07\u202e\x9b"
    )
    assert not set(run("analyze", "核\x1b\u202e").stdout) & set("\x1b\u202e")


@pytest.mark.parametrize("command", ["index", "search", "show", "inspect", "analyze", "completion"])
def test_each_help_ends_in_an_example_that_runs(
    command: str, index: Path, tmp_path: Path, sample_path: Path
) -> None:
    text = run(command, "--help").stdout
    example = text[text.index("Example: duansou ") :].split("\n\n")[0].removeprefix("Example: ")
    line = " ".join(example.split())
    root = tmp_path / "home"
    (root / "resolutions").mkdir(parents=True)
    shutil.copy(sample_path, root / "resolutions")
    shutil.copy(sample_path, root / "report.txt")
    shutil.copy(sample_path, root)
    script = line.replace("duansou", "python -m search", 1)
    environment = {
        **os.environ,
        "HOME": str(root),
        "DUANSOU_INDEX": str(tmp_path / "new" if command == "index" else index),
    }
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["sh", "-c", script], cwd=root, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_without_arguments_every_command_is_listed() -> None:
    text = run().output
    for command in ("index", "search", "show", "inspect", "analyze"):
        assert f"\n  {command} " in text


def test_a_reader_who_has_had_enough_is_no_error(index: Path) -> None:
    environment = {**os.environ, "DUANSOU_INDEX": str(index)}
    line = f"{sys.executable} -m search show 63/49 | head -1"
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("A/RES/63/49")


def test_output_is_utf_8_whatever_the_locale(index: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
        "DUANSOU_INDEX": str(index),
    }
    done = subprocess.run(
        [*COMMAND, "search", "63/49"], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "国际法院" in done.stdout.decode()


INTERRUPTED = """
import _thread, sys, threading
from search.cli import main
sys.argv[0] = "duansou"
threading.Timer(1, _thread.interrupt_main).start()
main()
"""


def test_an_interrupt_is_130_and_quiet(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("一段。", encoding="utf-8")
    (tmp_path / "index").mkdir()
    words = ["index", "--index", str(tmp_path / "index"), "--lock-wait", "60", str(source)]
    with FileLock(tmp_path / "index" / "lock"):
        done = subprocess.run(
            [sys.executable, "-c", INTERRUPTED, *words], capture_output=True, check=False
        )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
