"""What tests in a browser share: a reader of the page, and what is drawn on it."""

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LINK = "calibration=article&ensemble.members=64&horizon.end=2026-12-31"
CLOUD, WEIGHTS = "sanctions.cloud", "sanctions.open_weights"

DRAWN = """name => {
  const chart = document.querySelector(`section[aria-label="${name}"] .chart`);
  const echarts = requirejs.s.contexts._.defined;
  const loaded = Object.entries(echarts).find(([name]) => name.includes("echarts"))[1];
  const option = loaded.getInstanceByDom(chart).getOption();
  return Object.fromEntries(option.series.map(series => [series.name, series.data]));
}"""
"""What ECharts draws in a figure, by the name of its series."""

LOADED = "section[aria-label='Foreign direct investment in China'] svg"
STATUS_QUO = "] under the status quo."
"""How the answer ends under the reference."""

IS = "busy => document.querySelector('.headline').getAttribute('aria-busy') === busy"

SAYS = "said => document.querySelector('.sentence').innerText.includes(said)"

FAN, COMPUTE, CHANGE = (
    "China’s lag behind the US",
    "Chips that labs own",
    "Effect of the chosen regime",
)


class Reader:
    """Somebody with a page open, and what the browser complained of and fetched."""

    def __init__(self, context, address):
        self.complaints, self.fetched = [], []
        context.set_default_timeout(60_000)
        self.tab = context.new_page()
        self.tab.on("console", lambda said: self._complain(said.type, said.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("requestfailed", lambda request: self.complaints.append(request.url[:80]))
        self.tab.on("request", lambda request: self.fetched.append(request.url))
        self.tab.goto(address)
        self.wait()

    def _complain(self, kind, text):
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def wait(self):
        """Wait until all figures show the answer to what is set."""
        self.tab.wait_for_selector(LOADED)
        self.tab.wait_for_function(IS, arg="false")

    def control(self, key):
        return self.tab.locator(f"[id='{key}']")

    def press(self, key, stroke):
        """Move a slider, and wait for the answer."""
        said = self.said
        self.control(key).press(stroke)
        self.tab.wait_for_function(
            "said => document.querySelector('.sentence').innerText !== said", arg=said
        )
        self.wait()

    @property
    def said(self):
        return self.tab.locator(".sentence").inner_text()

    def start_again(self):
        """Go back to the status quo."""
        self.complaints.clear()
        self.tab.get_by_role("tab", name="Ensemble").click()
        reset = self.tab.get_by_role("button", name="Reset to the scenario")
        if reset.is_enabled():
            reset.click()
        self.choose("scenario", "status_quo")
        self.tab.wait_for_function(SAYS, arg=STATUS_QUO)
        self.wait()

    def choose(self, what, name):
        self.tab.locator(f"#{what}").select_option(name)

    def drawn(self, figure):
        return self.tab.evaluate(DRAWN, figure)

    def top(self, part):
        return self.tab.evaluate(
            "part => document.querySelector(part).getBoundingClientRect().top", part
        )

    def link(self):
        return self.tab.locator("#link").inner_text()
