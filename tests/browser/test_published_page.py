"""Does the page of published figures read as well on a telephone, a desk and a wall? In a real Chromium, with axe."""

import os

import pytest

from app import cli
from tests.behaviour.test_published_figures import PREDICT, REPORT, write_service
from tests.browsing import WIDTHS, never_sideways, no_violations


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A figure that was predicted and missed, and one that was fitted to."""
    folder = tmp_path_factory.mktemp("published")
    service, page = write_service(folder), folder / "page.html"
    for second, typed in ((0, PREDICT), (60, ["--compare", "--quiet"]), (90, [*REPORT, "--report", str(page)])):
        os.environ["SOURCE_DATE_EPOCH"] = str(1_700_000_000 + second)
        try:
            assert cli.main(["validate", str(service), *typed]) == 0
        finally:
            del os.environ["SOURCE_DATE_EPOCH"]
    return page


@pytest.fixture(params=WIDTHS)
def page(request, chromium, published):
    """The page at a width, with everything that folds open."""
    shown = chromium.new_page(viewport={"width": request.param, "height": 900})
    shown.goto(published.as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield shown
    shown.close()


def test_it_begins_with_what_is_evidence_on_the_first_screen(page):
    box = page.locator("#answer").bounding_box()
    assert box["y"] + box["height"] < 900
    assert page.locator("#answer p").first.inner_text().startswith("Evidence: 1 figure")


def test_it_never_scrolls_sideways(page):
    never_sideways(page)


def test_axe_finds_no_fault(page):
    no_violations(page)
