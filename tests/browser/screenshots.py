"""Takes the pictures of README and handbook from a running demonstration.

`PYTHONPATH=src python -m tests.browser.screenshots http://127.0.0.1:8000 PASSWORD` writes docs/images/*.png.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from ecosteward.ops import browser as installed

DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
# name: who looks, on which screen, at which address
PICTURES = {
    "home": ("han", DESK, "/"),
    "client": ("han", DESK, "/clients/4/"),
    "archive": ("han", DESK, "/archive/client/4/"),
    "director": ("zhou", DESK, "/"),
    "quality_lead": ("shen", DESK, "/"),
    "technician": ("lv", PHONE, "/"),
    "enterprise": ("mingchuan", PHONE, "/"),
    "park": ("park", DESK, "/"),
    "point": ("han", DESK, "/monitoring/points/1/"),
    "alarm": ("han", DESK, "/monitoring/alarms/3/"),
}


def main(address: str, password: str) -> None:
    """Take every picture."""
    chromium = installed.find()
    assert chromium, "no browser found: set ECOSTEWARD_BROWSER or install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for name, (person, screen, path) in PICTURES.items():
            page = _logged_in(browser, address, person, password, screen)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
            shot.quantize(256, kmeans=2, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


def _logged_in(browser: Browser, address: str, person: str, password: str, screen: ViewportSize) -> Page:
    page = browser.new_context(viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("登录名").fill(person)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{address}/")
    return page


if __name__ == "__main__":
    main(*sys.argv[1:])
