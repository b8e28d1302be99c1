"""A symbol, and a date, tell from which body a document is, of which session and year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.origin import origin_of


@pytest.mark.parametrize(
    ("symbol", "body", "session", "year"),
    [
        ("A/RES/63/49", "GA", "63", ""),
        ("A/RES/49/75K", "GA", "49", ""),
        ("A/63/135", "GA", "63", ""),
        ("A/C.3/63/L.5", "GA", "63", ""),
        ("A/RES/2625(XXV)", "GA", "25", ""),
        ("A/RES/S-10/2", "GA", "S-10", ""),
        ("A/ES-10/660", "GA", "ES-10", ""),
        ("A/AC.105/1050", "GA", "", ""),
        ("A/CN.4/1999/3", "GA", "", "1999"),
        ("A/900/3", "GA", "", ""),
        ("A/HRC/RES/28/3", "HRC", "28", ""),
        ("A/HRC/28/2", "HRC", "28", ""),
        ("A/HRC/S-15/1", "HRC", "S-15", ""),
        ("S/RES/408(1977)", "SC", "", "1977"),
        ("S/RES/1950(1984)", "SC", "", "1984"),
        ("S/2015/12", "SC", "", "2015"),
        ("E/RES/2014/33", "ECOSOC", "", "2014"),
        ("E/CN.9/2015/3", "ECOSOC", "", "2015"),
        ("E/RES/1235(XLII)", "ECOSOC", "42", ""),
        ("NPT/CONF.2000/28", "NPT", "", "2000"),
        ("NPT/CONF.1995/32(Part I)", "NPT", "", "1995"),
        ("CD/1999", "CD", "", ""),
        ("ST/SGB/2015/1", "SG", "", "2015"),
        ("", "", "", ""),
        ("民法典", "", "", ""),
    ],
)
def test_a_symbol_tells_where_a_document_is_from(
    symbol: str, body: str, session: str, year: str
) -> None:
    assert origin_of(symbol, "") == (body, session, year)


@pytest.mark.parametrize("date", ["2008", "2008-12", "2008-12-02"])
def test_the_year_of_the_date_comes_first(date: str) -> None:
    assert origin_of("S/RES/408(1977)", date).year == "2008"


@given(st.text(st.sampled_from("AESHRC/.-()0123456789XVI甲"), max_size=30))
def test_any_symbol_has_a_number_a_special_session_or_none(symbol: str) -> None:
    origin = origin_of(symbol, "")
    assert origin.session.removeprefix("E").removeprefix("S-").isdecimal() or not origin.session
    assert origin.year.isdecimal() or not origin.year
