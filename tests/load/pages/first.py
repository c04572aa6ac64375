"""The first load of a page in a browser that has nothing of ours yet: when it shows, when it can be used, and what came over the wire."""

from collections.abc import Mapping
from statistics import median

from playwright.sync_api import Page

from tests.load.pages.browsing import LOADED_ROW, TIMEOUT_MS, Visitor, settle, signed_in
from tests.load.pages.timing import at

# What stands on each page once its own content is there, and not only its frame. The list has rows that can be read and opened
# before it has its grid, which is counted by itself.
CONTENT = (
    ("/", "/", "#panel-figures .metric-tiles"),
    ("/today", "/today", "#today-figures .tile"),
    ("/calls", "/calls", ".first-row"),
    ("... its grid", "/calls", LOADED_ROW),
    ("/live", "/live", "main h1"),
    ("/follow-ups", "/follow-ups", "main h1"),
)
# The browser can be used from the end of the last long task on, as soon as the content is there.
WATCH = """(wanted) => {
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks.push([one.startTime, one.startTime + one.duration])))
    .observe({ type: "longtask", buffered: true });
  const look = () => {
    if (window.shown === undefined && document.querySelector(wanted)) window.shown = performance.now();
    else if (window.shown === undefined) requestAnimationFrame(look);
  };
  look();
}"""
TAKEN = """() => {
  const last = Math.max(0, ...window.tasks.filter(([began]) => began <= window.shown + 50).map(([, end]) => end));
  const sections = performance.getEntriesByType("resource").filter((one) => one.name.includes("_dash-")).map((one) => one.responseEnd);
  return { shown: window.shown, usable: Math.max(window.shown, last), everything: Math.max(...sections, window.shown) };
}"""


def first_load(address: str, visitor: Visitor, rounds: int) -> list[str]:
    head = f"{'page':<12} {'shown p50':>10} {'usable p50':>11} {'p95':>6} {'all p50':>8} {'p95':>6} {'JavaScript':>11} {'everything':>11}"
    lines = [head]
    for name, path, wanted in CONTENT:
        with signed_in(address, visitor) as page:
            page.add_init_script(f"({WATCH})({wanted!r})")
            found = [load(page, path) for _ in range(rounds)]
        lines.append(line(name, found))
    return lines


def line(page: str, found: list[dict[str, float]]) -> str:
    def of(name: str, share: float) -> float:
        return at([one[name] for one in found], share)

    times = f"{of('shown', 0.5):>7.0f} ms {of('usable', 0.5):>8.0f} ms {of('usable', 0.95):>6.0f}"
    rest = f"{of('everything', 0.5):>8.0f} {of('everything', 0.95):>6.0f}"
    sizes = (median(one[name] / 1000 for one in found) for name in ("script", "wire"))
    return f"{page:<12} {times} {rest} " + " ".join(f"{size:>8.0f} kB" for size in sizes)


def load(page: Page, path: str) -> dict[str, float]:
    page.goto("about:blank")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}

    def came(one: Mapping[str, str]) -> None:
        kinds[one["requestId"]] = one["type"]

    def ended(one: Mapping[str, float]) -> None:
        sizes[str(one["requestId"])] = one["encodedDataLength"]

    wire.on("Network.responseReceived", came)
    wire.on("Network.loadingFinished", ended)
    page.goto(path, wait_until="load")
    page.wait_for_function("window.shown !== undefined", timeout=TIMEOUT_MS)
    settle(page)
    taken: dict[str, float] = page.evaluate(TAKEN)
    wire.detach()
    script = sum(size for found, size in sizes.items() if kinds.get(found) == "Script")
    return taken | {"script": script, "wire": sum(sizes.values())}
