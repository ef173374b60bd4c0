"""What does it look like? `make pictures` puts what people see into docs/pictures: the report on screens of three sizes
and on paper, the Word brief, the first sheet of the workbook, a terminal; the page that is served, alone and with a
second set of levers beside; one run and a lesson on a wall. It needs what `make browser-test` installs.

Two options, from tests/cases: two link workers and eight groups, or three and four.
"""

import html
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.browsing import chromium
from tests.counts import CHROMIUM, HERE, OPTIONS, SPSIM, run
from tests.launch import launched

PICTURES = HERE / "docs" / "pictures"
SCREENS = {"desk": (1280, 900), "projector": (1920, 1080), "telephone": (500, 1100)}  # Chromium's least width is 500
DOTS = "60"  # an inch, of paper


def of_screen(page: Path, name: str, width: int, height: int) -> None:
    """What a screen of a size shows of a page first."""
    how = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}")
    run(CHROMIUM, *how, f"--screenshot={PICTURES / name}.png", page.as_uri())


def of_paper(pdf: Path, name: str, pages: int) -> None:
    """The first pages, as printed."""
    run("pdftoppm", "-png", "-r", DOTS, "-sep", "_", "-l", str(pages), pdf, PICTURES / name)


def of_the_page() -> None:
    """The page that is served, its run and its lesson, each on a screen that it is made for."""
    sure = "#state[data-state=sure]"
    with launched() as launch, sync_playwright() as playwright, chromium(playwright) as browser:
        page = browser.new_page(viewport=dict(zip(("width", "height"), SCREENS["desk"], strict=True)))
        page.goto(launch.address)
        page.wait_for_selector(sure)
        taken(page, "page_desk")
        page.set_viewport_size({"width": 390, "height": 844})
        taken(page, "page_telephone")
        page.set_viewport_size(dict(zip(("width", "height"), SCREENS["projector"], strict=True)))
        page.click("#beside")
        page.locator('[id="b-link_workers.posts"]').wait_for()
        posts = page.locator('[id="a-link_workers.posts"]')
        posts.fill("3")
        posts.press("Tab")
        page.wait_for_selector("#state:not([data-state=sure])")
        page.wait_for_selector(sure)
        page.evaluate("scrollTo(0, 0)")
        taken(page, "page_two_sets")
        page.click("a[data-view=watch]")
        page.get_by_role("slider").first.wait_for()
        for _ in range(26):
            page.get_by_role("button", name="+1 week").click()
        page.evaluate("scrollTo(0, 0)")
        taken(page, "page_watch")
        page.click("a[data-view=learn]")
        page.get_by_role("button", name="A second link worker").or_(
            page.get_by_role("link", name="A second link worker")
        ).first.click()
        page.get_by_role("heading", name="A second link worker").first.wait_for()
        taken(page, "page_lesson")


def taken(page: Page, name: str) -> None:
    """What is on the screen now."""
    page.screenshot(path=PICTURES / f"{name}.png")


def main() -> None:
    """Make all of them anew."""
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with TemporaryDirectory() as folder:
        report, brief, book = (Path(folder) / f"options.{kind}" for kind in ("html", "docx", "xlsx"))
        files = (f"--report={report}", f"--docx={brief}", f"--xlsx={book}")
        printed = run(SPSIM, *OPTIONS["two options"], "--quiet", *files)
        for name, size in SCREENS.items():
            of_screen(report, f"report_{name}", *size)
        how = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        run(CHROMIUM, *how, f"--print-to-pdf={folder}/report.pdf", report.as_uri())
        of_paper(Path(folder) / "report.pdf", "report_page", 6)
        for file, name, pages in ((brief, "brief_page", 2), (book, "workbook_page", 2)):
            run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, file)
            of_paper(file.with_suffix(".pdf"), name, pages)
        screen = Path(folder) / "terminal.html"
        screen.write_text(f"<meta charset=utf-8><pre style='font: 15px monospace; margin: 1em'>{html.escape(printed)}")
        of_screen(screen, "terminal", 880, 60 + 18 * len(printed.splitlines()))
    of_the_page()


if __name__ == "__main__":
    main()
