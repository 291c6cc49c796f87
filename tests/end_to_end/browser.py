# SPDX-License-Identifier: Apache-2.0
"""A real Chromium on a small phone: dark or light, with scripts or without, what it complains of, axe's view of a page."""
import base64
import os
import sys
import zipfile

from harness import REPOSITORY, expect

PHONE_WIDTH, PHONE_HEIGHT = 360, 740
AXE_FOLDER = REPOSITORY / "build/axe"


def skip_unless_there():
    """Without a browser there is nothing to test; where everything is required that is a failure."""
    try:
        from selenium import webdriver  # noqa: F401
    except ImportError:
        missing = "python3-selenium"
    else:
        paths = ("/usr/bin/chromium", "/usr/bin/chromedriver")
        missing = next((path for path in paths if not os.path.exists(path)), None)
    if missing is None:
        return
    if os.environ.get("SUOLEDGER_REQUIRE_ALL"):
        raise SystemExit(f"{missing} is missing; ./dev test installs it")
    print(f"SKIPPED: {missing} is missing; ./dev test installs it")
    sys.exit(0)


def axe_script():
    """What `./dev test` fetched; None where it could not."""
    wheels = sorted(AXE_FOLDER.glob("axe_playwright_python-*.whl"))
    if not wheels:
        expect(not os.environ.get("SUOLEDGER_REQUIRE_ALL"), f"no axe in {AXE_FOLDER}; ./dev test fetches it")
        return None
    return zipfile.ZipFile(wheels[-1]).read("axe_playwright_python/axe.min.js").decode()


class Phone:
    """One browser; `folder` takes the screenshots, None: there are none."""

    def __init__(self, folder):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.folder = folder
        self.axe = axe_script()
        self.checked = 0
        self._command("Emulation.setDeviceMetricsOverride", width=PHONE_WIDTH, height=PHONE_HEIGHT, deviceScaleFactor=2,
                      mobile=True)

    def _command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def set_up(self, scheme="light", scripts=True):
        self.scripts = scripts
        self._command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._command("Emulation.setScriptExecutionDisabled", value=not scripts)

    def open(self, url):
        self.driver.get(url)

    def text(self):
        return self.find("body").text

    def find(self, css):
        from selenium.webdriver.common.by import By
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def has(self, css):
        from selenium.webdriver.common.by import By
        return bool(self.driver.find_elements(By.CSS_SELECTOR, css))

    def wait_for(self, text, seconds=20):
        """Also while one page makes room for the next, when there is no body, or it goes before it is read."""
        from selenium.common import exceptions
        from selenium.webdriver.support.ui import WebDriverWait
        between = (exceptions.NoSuchElementException, exceptions.StaleElementReferenceException)
        wait = WebDriverWait(self.driver, seconds, ignored_exceptions=between)

        def says(_):
            try:
                return text in self.text()
            except exceptions.WebDriverException as fault:
                # What Chromium's driver says of a stale element when its page goes while it is read.
                if "does not belong to the document" in str(fault.msg):
                    return False
                raise

        try:
            wait.until(says)
        except exceptions.TimeoutException:
            raise AssertionError(f"never says {text!r}:\n{self.text()}") from None

    def fill(self, css, value):
        field = self.find(css)
        field.clear()
        field.send_keys(value)

    def complaints(self):
        """What the console says, a blocked script or style among it."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def shoot(self, name):
        if self.folder is None:
            return
        size = self._command("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": PHONE_WIDTH, "height": size["height"], "scale": 1}
        shot = self._command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def check(self, name, with_axe=True):
        """Nothing is beside the screen, nothing was blocked, and axe finds nothing at all."""
        self.shoot(name)
        width = self._command("Page.getLayoutMetrics")["cssContentSize"]["width"]
        expect(width <= PHONE_WIDTH, f"{name} is {width} pixels wide")
        complaints = self.complaints()
        expect(complaints == [], f"{name}: the browser complains of {complaints}")
        if self.axe is None or not with_axe or not self.scripts:  # axe is a script itself
            return
        self.driver.execute_script(self.axe)
        found = self.driver.execute_async_script(
            "const tell = arguments[0]; axe.run(document).then((said) => tell(said.violations.map((rule) =>"
            " [rule.id, rule.impact, rule.nodes.map((node) => node.html.slice(0, 200))])), (fault) => tell([String(fault)]));")
        expect(found == [], f"{name}: axe finds {found}")
        self.checked += 1

    def close(self):
        self.driver.quit()
