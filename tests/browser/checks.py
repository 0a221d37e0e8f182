"""What every page must pass at 1280 and at 320 pixels: axe, no sideways scroll, and rules that axe does not have."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from audit.settings import ROOT

WIDTHS = (1280, 320)
"""Pixels. 320 is also what a window of 1280 shows at 400 % zoom."""

TALLEST_PICTURES = {1280: 1600, 320: 2400}
"""Pixels: as far down as anybody looks, and small enough to keep."""

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_RUN_AXE = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.flatMap((v) => v.nodes.map((n) => [
    `${v.id}: ${v.help}`, `at ${n.target.join(" ")}`, n.html.slice(0, 300),
    (n.failureSummary || "").replace(/\\s+/g, " ").slice(0, 300),
  ].join("\\n    ")));
}"""

_OWN_RULES = """() => {
  const faults = [], say = (rule, e) => faults.push(`${rule}\\n    ${e.outerHTML.slice(0, 200)}`);
  for (const e of document.querySelectorAll("fieldset")) {
    const legend = e.querySelector(":scope > legend");
    if (!legend || !legend.textContent.trim()) say("a fieldset has a legend", e);
  }
  for (const e of document.querySelectorAll("main svg:not([aria-hidden=true])")) {
    const named = e.matches("[aria-label], [aria-labelledby]") || e.closest("[role=img][aria-label]");
    if (!named && !e.querySelector(":scope > title")) say("a chart has a name", e);
    const after = (t) => e.compareDocumentPosition(t) & Node.DOCUMENT_POSITION_FOLLOWING;
    const isChart = e.querySelector("rect") && !e.closest("figure[role=img]");
    if (isChart && ![...document.querySelectorAll("main table")].some(after)) say("a chart is followed by a table", e);
  }
  for (const e of document.querySelectorAll("table")) {
    if (!e.querySelector("th")) say("a table has headers", e);
  }
  return faults;
}"""

_FOCUS_IS_SEEN = """() => {
  const faults = [];
  const look = (e) => {
    const parts = [];
    const where = [[e, null], [e, "::before"], [e.nextElementSibling, "::before"], [e.parentElement, null]];
    for (const [element, pseudo] of where) {
      if (!element) continue;
      const s = getComputedStyle(element, pseudo);
      parts.push(s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderTopWidth);
      parts.push(s.textDecorationLine, s.width);
    }
    return parts.join("|");
  };
  const before = document.activeElement;
  const reached = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const e of document.querySelectorAll(reached)) {
    if (e.disabled || !e.checkVisibility({ visibilityProperty: true })) continue;
    e.blur();
    const quiet = look(e);
    e.focus({ focusVisible: true, preventScroll: true });
    const unseen = document.activeElement === e && look(e) === quiet;
    if (unseen) faults.push(`focus cannot be seen\\n    ${e.outerHTML.slice(0, 200)}`);
    e.blur();
  }
  if (before && before.focus) before.focus({ preventScroll: true });
  return faults;
}"""

_WIDER_THAN_THE_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const past = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
  const clips = (e) => e && (getComputedStyle(e).overflowX !== "visible" || clips(e.parentElement));
  const inside = (e) => clips(e.parentElement);
  const wide = past.filter((e) => !inside(e));
  return [`the page scrolls sideways: ${document.documentElement.scrollWidth} pixels in ${width}`,
          ...(wide.length ? wide : past).slice(-4).map((e) => `    ${e.outerHTML.slice(0, 160)}`)];
}"""


_ALL_RULES = f"""async (tags) => {{
  if (!("axe" in window)) return null;
  const found = await ({_RUN_AXE})(tags);
  for (const rule of [{_OWN_RULES}, {_FOCUS_IS_SEEN}, {_WIDER_THAN_THE_WINDOW}]) found.push(...rule());
  return found;
}}"""
"""All of them in one journey to the browser; null when axe has to be brought there first."""


@cache
def axe() -> str:
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    assert path.exists(), "axe-core is not installed: run make setup-dev."
    return path.read_text(encoding="utf-8")


def check(page: Page, name: str = "") -> None:
    """Fail on anything that axe or our own rules find at either width; leaves the window as wide as it was.

    With a name, and AUDIT_PICTURES set to a folder, pictures of the page are kept there.
    """
    size = page.viewport_size or {"width": 1280, "height": 900}
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": size["height"]})
        faults += [f"{width} px: {fault}" for fault in faults_of(page)]
        if name and os.environ.get("AUDIT_PICTURES"):
            take_picture(page, f"{name}-{width}")
    page.set_viewport_size(size)
    assert not faults, f"{page.url} ({page.title()}):\n" + "\n".join(dict.fromkeys(faults))


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page at its present width."""
    found: list[Any] | None = page.evaluate(_ALL_RULES, _TAGS)
    if found is None:
        page.evaluate(axe())
        found = page.evaluate(_ALL_RULES, _TAGS)
    assert found is not None, "axe could not be brought to the page"
    return [str(fault) for fault in found]


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, as far down as anybody will look at it."""
    folder = ROOT / Path(os.environ["AUDIT_PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {"width": 1280})["width"]
    height = min(int(page.evaluate("() => document.documentElement.scrollHeight")), TALLEST_PICTURES[width])
    page.evaluate("() => { document.activeElement?.blur?.(); scrollTo(0, 0); }")
    page.screenshot(
        path=folder / f"{name}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
        animations="disabled",
    )
