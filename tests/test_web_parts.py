"""What pages are made of: addresses, runs of text, bars, languages."""

from __future__ import annotations

import threading
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wanted import FACETS, Wanted
from search.web.asked import Asked, Refused, asked_of_api, asked_of_page
from search.web.chart import HEIGHT, MOST_BARS, WIDTH, chart_of
from search.web.languages import wanted_language
from search.web.links import Links
from search.web.runs import Run, runs_of
from search.web.settings import MAX_QUERY
from search.web.turns import Turns

# ---- what is asked


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("", Asked()),
        ("q=核裁军", Asked("核裁军")),
        ("q= 核裁军 &page=2", Asked("核裁军", page=2)),
        (
            "q=谈判&kind=operative&year=2008",
            Asked("谈判", (("year", "2008"), ("kind", "operative"))),
        ),
        ("q=谈判&year=2005..2008", Asked("谈判", (("year", "2005..2008"),))),
        ("q=谈判&sort=-date&group=1", Asked("谈判", sort="-date", group=True)),
        ("q=谈判&utm_source=x&lang=en", Asked("谈判")),
    ],
)
def test_an_address_says_what_is_asked_and_is_made_of_it(address: str, asked: Asked) -> None:
    assert asked_of_page(parse_qsl(address)) == asked
    assert asked_of_page(parse_qsl(urlsplit(Links().search(asked)).query)) == asked


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"q={'核' * (MAX_QUERY + 1)}", "q has 2,001 characters; it can have 2,000"),
        ("page=0", "page is '0'; it can be 1 to 1,000"),
        ("page=1001", "page is '1001'; it can be 1 to 1,000"),
        ("page=²", "page is '²'; it can be 1 to 1,000"),
        ("page=-1", "page is '-1'; it can be 1 to 1,000"),
        ("sort=price", "sort is 'price'; it can be relevance, date, -date, symbol, document"),
        ("year=soon", "year cannot be 'soon'"),
        ("kind=poem", "kind cannot be 'poem'"),
        ('doc="「『', "doc cannot be '\"「『'"),
    ],
)
def test_a_page_refuses_what_cannot_be(address: str, told: str) -> None:
    with pytest.raises(Refused, match=r"\A") as refused:
        asked_of_page(parse_qsl(address))
    assert str(refused.value) == told


def test_filters_go_into_where_in_quotes_that_they_do_not_hold() -> None:
    asked = Asked("谈判", (("year", "2008"), ("doc", '报告"一" (草案) OR.txt')))
    assert asked.wanted.where == 'year:"2008" doc:「报告"一" (草案) OR.txt」'
    assert asked.wanted.facets == FACETS


def test_a_filter_is_set_and_taken_away_from_the_first_page_on() -> None:
    asked = Asked("谈判", (("year", "2008"),), page=3)
    narrowed = asked.narrowed("kind", "operative")
    assert narrowed == Asked("谈判", (("year", "2008"), ("kind", "operative")))
    assert narrowed.narrowed("year", "2007").value("year") == "2007"
    assert narrowed.widened("kind") == replace(asked, page=1)


@pytest.mark.parametrize(
    ("address", "text", "wanted"),
    [
        ("q=核裁军", "核裁军", Wanted()),
        ("q=&where=year:2008", "", Wanted(where="year:2008")),
        ("q=a&limit=5&offset=10", "a", Wanted(limit=5, offset=10)),
        ("q=a&facets=year, kind,year", "a", Wanted(facets=("year", "kind"))),
        ("q=a&group=true&windows=2&width=40", "a", Wanted(group=True, windows=2, width=40)),
    ],
)
def test_the_api_takes_what_the_command_takes(address: str, text: str, wanted: Wanted) -> None:
    assert asked_of_api(parse_qsl(address, keep_blank_values=True)) == (text, wanted)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("where=a", "q is not given; it may be empty where where is"),
        ("q=a&q=b", "q is given twice"),
        ("q=a&size=3", "there is no parameter 'size'"),
        ("q=a&limit=101", "limit is '101'; it can be 0 to 100"),
        ("q=a&limit=ten", "limit is 'ten'; it can be 0 to 100"),
        ("q=a&facets=colour", "facets is 'colour'; it can be year, session, body, kind, verb"),
        ("q=a&group=yes", "group is 'yes'; it can be true, false"),
        ("q=a&offset=9901", "offset is '9901'; it can be 0 to 9,900"),
    ],
)
def test_the_api_refuses_what_cannot_be(address: str, told: str) -> None:
    with pytest.raises(Refused, match=r"\A") as refused:
        asked_of_api(parse_qsl(address, keep_blank_values=True))
    assert str(refused.value) == told


# ---- addresses


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (Links().search(Asked()), "/"),
        (Links("en").search(Asked()), "/?lang=en"),
        (Links().document("A/RES/63/49"), "/doc/A/RES/63/49"),
        (Links().document("A/RES/63/49", "op2.a", 22), "/doc/A/RES/63/49#op2.a"),
        (Links().document("a b?#%.txt", "p1"), "/doc/a%20b%3F%23%25.txt#p1"),
        (Links("zh").document("laws", "p301", 301), "/doc/laws?from=301&lang=zh#p301"),
        (Links("zh").document("laws", "p300", 300), "/doc/laws?lang=zh#p300"),
        (Links().here("/help", [("lang", "zh")], "en"), "/help?lang=en"),
    ],
)
def test_addresses_are_made_of_what_is_to_be_shown(link: str, address: str) -> None:
    assert link == address


@given(st.text(min_size=1))
def test_no_key_leads_anywhere_but_to_its_document(key: str) -> None:
    key = key.encode("utf-8", "ignore").decode() or "x"
    parts = urlsplit(Links().document(key))
    assert (parts.scheme, parts.netloc) == ("", "")
    assert unquote(parts.path) == f"/doc/{key}"


# ---- runs


@pytest.mark.parametrize(
    ("highlights", "marks", "citations", "runs"),
    [
        ([], [], [], [Run("《条约》第六条")]),
        ([(1, 3)], [], [], [Run("《"), Run("条约", True), Run("》第六条")]),
        ([], [(4, "1")], [], [Run("《条约》"), Run("1", is_mark=True), Run("第六条")]),
        ([(3, 5)], [(4, "1")], [], [Run("《条约"), Run("》", True), Run("1", is_mark=True), Run("第", True), Run("六条")]),
        ([], [(7, "2"), (7, "3")], [], [Run("《条约》第六条"), Run("2", is_mark=True), Run("3", is_mark=True)]),
        ([], [], [(0, 4, "《条约》")], [Run("《条约》", cites="《条约》"), Run("第六条")]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_runs(highlights, marks, citations, runs) -> None:  # type: ignore[no-untyped-def]
    assert list(runs_of("《条约》第六条", highlights, marks, citations)) == runs


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_no_character_is_lost_or_shown_twice(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [tuple(sorted(min(end, len(text)) for end in span)) for span in spans]
    marks = [(start, "1") for start, _ in inside]
    runs = runs_of(text, inside[:1], marks, [(*span, "K") for span in inside[1:2]])  # type: ignore[misc, arg-type]
    assert "".join(run.text for run in runs if not run.is_mark) == text
    assert sum(run.is_mark for run in runs) == len(marks)


# ---- the chart


@pytest.mark.parametrize(
    ("counts", "bars"),
    [
        ([("2008", 9), ("1995", 3)], [("1995", 3), ("2008", 9)]),
        ([("2008", 1)], [("2008", 1)]),
        ([("1945", 1), ("2004", 2)], [("1945", 1), ("2004", 2)]),
        (
            [("1944", 1), ("2003", 2), ("2004", 3)],
            [("1944..1945", 1), ("2002..2003", 2), ("2004..2005", 3)],
        ),
    ],
)
def test_a_bar_stands_for_a_year_or_for_several(
    counts: list[tuple[str, int]], bars: list[tuple[str, int]]
) -> None:
    chart = chart_of(counts)
    assert chart is not None
    assert [(bar.years, bar.count) for bar in chart.bars] == bars


def test_without_years_there_is_no_chart() -> None:
    assert chart_of([]) is None


@given(st.dictionaries(st.integers(1, 9_999), st.integers(1, 10**6), min_size=1))
def test_bars_stand_side_by_side_within_the_chart_and_count_all(years: dict[int, int]) -> None:
    chart = chart_of([(str(year), count) for year, count in years.items()])
    assert chart is not None
    assert sum(bar.count for bar in chart.bars) == sum(years.values())
    assert len(chart.bars) <= MOST_BARS
    for bar, after in zip(chart.bars, chart.bars[1:], strict=False):
        assert bar.x + bar.width <= after.x
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert all(
        0 < bar.height <= HEIGHT and abs(bar.y + bar.height - HEIGHT) < 0.02 for bar in chart.bars
    )


# ---- languages


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("en;q=nan, zh;q=0.1", "zh"),
        ("en;q=5;;,,,zh;q=0.3", "zh"),
        ("," * 10_000 + "en", "zh"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_wants_most(accepted: str, language: str) -> None:
    assert wanted_language(accepted) == language


def test_a_text_with_very_many_citations_is_cut_in_time_that_grows_with_it() -> None:
    citations = [(start, start + 5, "K") for start in range(0, 1_000_000, 10)]
    runs = runs_of("第62/39号决议，" * 125_000, (), (), citations)
    assert sum(run.cites is not None for run in runs) == 100_000


# ---- turns


def test_one_thread_works_at_a_time() -> None:
    turns, told = Turns(patience=60), list[str]()
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        with turns:
            told.append("second")

    thread = threading.Thread(target=second)
    with turns:
        thread.start()
        waiting.wait()
        told.append("first")
    thread.join()
    assert told == ["first", "second"]


def test_who_takes_long_keeps_others_waiting_once() -> None:
    turns, inside, others_are_done = Turns(patience=0.01), threading.Event(), threading.Event()

    def long() -> None:
        with turns:
            inside.set()
            others_are_done.wait()

    thread = threading.Thread(target=long)
    thread.start()
    inside.wait()
    with turns:
        pass
    assert turns.are_free
    with turns:
        others_are_done.set()
        thread.join()
        assert not turns.are_free
    assert turns.are_free
