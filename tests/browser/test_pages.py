"""The pages in a real browser: with and without JavaScript, by keyboard alone, wide and narrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from conftest import Site
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/?q=核裁军",
    "narrowed": "/?q=谈判&year=2004&group=1",
    "note": "/?q=“条约汇编”",
    "nothing": "/?q=核裁君",
    "document": "/doc/A/RES/63/49",
    "compared": "/compare?first=CD/2003/1&second=CD/2004/1",
    "help": "/help",
    "problem": "/doc/nowhere",
}
"""Every page, by name."""


def await_told(page: Page, words: str) -> None:
    """Wait until a page is there whose heading begins with these words."""
    page.locator("h1", has_text=re.compile(rf"^\s*{words}")).wait_for()


def await_address(page: Page, end: str) -> None:
    """Wait until the address of the page ends so."""
    page.wait_for_url(lambda address: unquote(address).endswith(end))


def is_in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return 0 <= box["y"] < size["height"]


def test_a_search_is_narrowed_by_a_bar_and_leads_to_the_paragraph(site: Site, page: Page) -> None:
    page.goto(site.at("/"))
    page.get_by_role("searchbox").fill("谈判")
    page.get_by_role("button", name="搜索").click()
    await_told(page, "找到 28 段")
    page.get_by_role("link", name="2004 年：10 段").click()
    await_address(page, "?q=谈判&year=2004")
    await_told(page, "找到 10 段")
    page.get_by_role("link", name="取消限定 年份 2004").click()
    page.get_by_role("link", name="2008 年：6 段").click()
    page.locator(".hit a.open", has_text="A/RES/63/49").last.click()
    page.locator("article").wait_for()
    anchor = page.url.partition("#")[2]
    assert is_in_view(page, f"[id='{anchor}']")
    assert "谈判" in page.locator(f"[id='{anchor}']").inner_text()


def test_a_mark_leads_to_its_note_and_the_note_back(site: Site, page: Page) -> None:
    page.goto(site.at("/doc/A/RES/63/49"))
    page.get_by_role("link", name="脚注 12").click()
    await_address(page, "#fn12")
    assert is_in_view(page, "#fn12")
    page.locator("#fn12 a.back").click()
    assert is_in_view(page, "#pp17")


def test_a_note_is_shown_where_its_mark_is_hovered_or_focused(site: Site, page: Page) -> None:
    page.goto(site.at("/doc/A/RES/63/49"))
    note = page.get_by_role("tooltip")
    mark = page.get_by_role("link", name="脚注 5")
    mark.hover()
    assert note.inner_text() == "联合国，《条约汇编》，第634卷，第9068号。"
    page.screenshot(path=site.pictures / "note-shown.png")
    page.mouse.move(0, 0)
    assert note.count() == 0
    mark.focus()
    assert note.inner_text() == "联合国，《条约汇编》，第634卷，第9068号。"
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_within_a_document_only_it_is_searched(site: Site, page: Page) -> None:
    page.goto(site.at("/doc/A/RES/63/49"))
    page.get_by_role("searchbox").fill("谈判")
    page.keyboard.press("Enter")
    await_told(page, "找到 6 段")
    await_address(page, "?q=谈判&doc=A/RES/63/49")


def test_a_document_is_compared_with_another(site: Site, page: Page) -> None:
    page.goto(site.at("/doc/CD/2004/1"))
    page.get_by_role("textbox", name="与另一份文件比较").fill("CD/2003/1")
    page.get_by_role("button", name="比较两份文件").click()
    await_address(page, "?second=CD/2004/1&first=CD/2003/1")
    assert page.locator("ins").first.inner_text() == "2004"
    page.locator(".changed a.label").last.click()
    await_address(page, "/doc/CD/2004/1#p1")


def test_the_language_is_switched_and_stays(site: Site, page: Page) -> None:
    page.goto(site.at("/?q=谈判"))
    page.get_by_role("link", name="English").click()
    await_told(page, "28 paragraphs")
    page.locator("a.open").first.click()
    page.locator("html[lang='en']").wait_for()
    page.get_by_role("link", name="中文").click()
    page.locator("html[lang='zh-Hans']").wait_for()


def test_all_is_done_by_keyboard_alone(site: Site, page: Page) -> None:
    page.goto(site.at("/help"))
    page.keyboard.press("/")
    page.keyboard.type("谈判/jk?")
    page.keyboard.press("Control+A")
    page.keyboard.type("谈判 重申")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    hits = page.locator(".hit a.open")
    page.locator("main").focus()
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        assert hits.nth(place).evaluate("each => each === document.activeElement")
    address = hits.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.locator("article").wait_for()
    assert address is not None
    await_address(page, unquote(address))
    page.keyboard.press("?")
    page.locator("dl.keys").wait_for()


def test_shortcuts_can_be_turned_off(site: Site, page: Page) -> None:
    page.goto(site.at("/help"))
    page.get_by_role("button", name="关闭快捷键").click()
    page.goto(site.at("/?q=谈判"))
    page.keyboard.press("?")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    await_address(page, "?q=谈判")


def test_links_and_citations_are_copied(site: Site, context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.at("/?q=“南极条约”"))
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == site.at("/doc/A/RES/63/49#pp8")
    page.get_by_role("button", name="复制引文出处").click()
    page.get_by_role("button", name="已复制").nth(1).wait_for()
    cited = page.evaluate("navigator.clipboard.readText()")
    assert cited.startswith("大会第63/49号决议，序言部分第8段：“满意地认识到《南极条约》")


def test_without_javascript_all_can_be_reached(site: Site, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.at("/"))
    page.get_by_role("searchbox").fill("谈判")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="2008 年：6 段").click()
    await_told(page, "找到 6 段")
    assert page.locator(".hit").count() == 6
    assert not page.get_by_role("button", name="复制链接").count()
    page.locator("a.open").first.click()
    page.get_by_role("link", name="脚注 3", exact=True).click()
    await_address(page, "#fn3")
    page.get_by_role("link", name="English").click()
    page.locator("html[lang='en']").wait_for()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_is_cut_off(site: Site, browser: Browser, name: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site.at(PAGES[name]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=site.pictures / f"{name}-phone.png", full_page=True)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_anybody_out(site: Site, browser: Browser, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(locale="zh-CN", color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    page = context.new_page()
    page.goto(site.at(PAGES[name]))
    page.screenshot(path=site.pictures / f"{name}-{scheme}.png", full_page=True)
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.response["violations"] == [], found.generate_report()
    context.close()


def test_a_page_of_results_is_light(site: Site, context: BrowserContext) -> None:
    """All of it, as it is before it is packed, has at most 60 kB."""
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(site.at("/?q=谈判"), wait_until="networkidle")
    assert page.locator(".hit").count() == 10
    assert sum(sizes) <= 60_000


def test_what_is_printed_is_the_text(site: Site, page: Page) -> None:
    page.goto(site.at("/doc/A/RES/63/49"))
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert page.locator("#op1").is_visible()
    page.pdf(path=site.pictures / "document.pdf")
