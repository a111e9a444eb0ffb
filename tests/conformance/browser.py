"""What a real browser makes of the disclaimers of a page: where they are, what they look like, what lies over them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.checkers import NODE_MODULES, _run, needed, program

# The four views of the proof: name, width and height of the window, medium, colours.
VIEWS = (
    ("light", 1000, 800, "screen", "light"),
    ("dark", 1000, 800, "screen", "dark"),
    ("print", 658, 971, "print", "light"),
    ("narrow", 320, 640, "screen", "light"),
)

_SCRIPT = """
const {chromium} = require('playwright-core'), fs = require('fs'), os = require('os'), path = require('path');
const [views, files] = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

function look() {
  const colour = (text) => {
    let match = text.match(/^rgba?\\\\(([^)]*)\\\\)$/);
    if (match) { const parts = match[1].split(/[ ,/]+/).map(Number); return [...parts.slice(0, 3).map((part) => part / 255), parts[3] ?? 1]; }
    match = text.match(/^color\\\\(srgb ([^)]*)\\\\)$/);
    if (match) { const parts = match[1].split(/[ /]+/).map(Number); return [...parts.slice(0, 3), parts[3] ?? 1]; }
    throw new Error('the colour ' + text);
  };
  const over = (above, below) => [0, 1, 2].map((one) => above[3] * above[one] + (1 - above[3]) * below[one]).concat(1);
  const faded = (one, share) => [one[0], one[1], one[2], one[3] * share];
  const light = (one) => {
    const [red, green, blue] = one.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (chain, text, ground) => {
    const seen = (rest, ground) => {
      if (!rest.length) return [over(text, ground), ground];
      const style = getComputedStyle(rest[0]), share = Number(style.opacity);
      if (style.display === 'contents') return seen(rest.slice(1), ground);  // it has no box to paint
      let [letters, behind] = seen(rest.slice(1), over(colour(style.backgroundColor), ground));
      return share < 1 ? [over(faded(letters, share), ground), over(faded(behind, share), ground)] : [letters, behind];
    };
    const [letters, behind] = seen(chain, ground).map(light), [low, high] = [Math.min(letters, behind), Math.max(letters, behind)];
    return (high + 0.05) / (low + 0.05);
  };
  const sizes = {}, lead = [...document.querySelectorAll('main p')].find((one) => !one.closest('.notice, nav'));
  const walker = document.createTreeWalker(document.querySelector('main') || document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement, length = walker.currentNode.data.replace(/\\\\s/g, '').length;
    if (!length || holder.closest('.notice, nav, script, style, svg, h1, h2, h3, h4, h5, h6') || (lead && lead.contains(holder))) continue;
    const size = Math.round(parseFloat(getComputedStyle(holder).fontSize) * 100) / 100;
    sizes[size] = (sizes[size] || 0) + length;
  }
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches;
  const canvas = dark && !matchMedia('print').matches ? [18 / 255, 18 / 255, 18 / 255, 1] : [1, 1, 1, 1];
  const notices = [...document.querySelectorAll('.notice')].map((box) => {
    const words = box.querySelector('.wording') || box, style = getComputedStyle(words);
    words.scrollIntoView({block: 'center', behavior: 'instant'});
    const problems = [], chain = [];
    for (let element = words; element; element = element.parentElement) chain.unshift(element);
    if (!words.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true})) problems.push('checkVisibility');
    const rects = [...words.getClientRects()];
    if (!rects.length) problems.push('no box');
    for (const rect of rects) {
      if (rect.width < 2 || rect.height < 8) problems.push('a box of ' + rect.width + ' by ' + rect.height);
      if (rect.left < -0.5 || rect.right > document.documentElement.clientWidth + 0.5 || rect.top + scrollY < 0) problems.push('outside the page');
      if (rect.top < 0 || rect.bottom > innerHeight) continue;
      for (const share of [0.1, 0.5, 0.9]) {
        const hit = document.elementFromPoint(rect.left + rect.width * share, rect.top + rect.height / 2);
        if (!hit || !(words === hit || words.contains(hit))) problems.push('covered by ' + (hit ? hit.outerHTML.slice(0, 60) : 'nothing'));
      }
    }
    return {key: box.id, size: parseFloat(style.fontSize), weight: Number(style.fontWeight),
      contrast: contrast(chain, colour(style.color), canvas), problems: [...new Set(problems)]};
  });
  return {sizes, notices};
}

(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'looks-')), found = [];
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, headless: true, timeout: 300000, bypassCSP: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(300000);
    for (const file of files) {
      await page.goto('file://' + file, {waitUntil: 'load'});
      for (const [name, width, height, media, colorScheme] of views) {
        await page.emulateMedia({media, colorScheme});
        await page.setViewportSize({width, height});
        found.push({file, view: name, ...(await page.evaluate(look))});
      }
    }
  } finally {
    await browser.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
  console.log(JSON.stringify(found));
})().catch((error) => { console.error(error); process.exit(2); });
"""


@dataclass(frozen=True)
class Seen:
    """A disclaimer in one view, as the browser shows it. Units: px; contrast as a ratio to one."""

    key: str
    size: float
    weight: float
    contrast: float
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A page in one view. Shape: `sizes` counts the characters of the text by their size in px."""

    sizes: dict[float, int]
    notices: tuple[Seen, ...]


def looks(files: list[Path], folder: Path) -> dict[tuple[Path, str], Shown]:
    """What the browser shows of each file in each view."""
    node = needed(program("node"), "node")
    chromium = needed(
        os.environ.get("CHROMIUM") or program("chromium", "chromium-browser", "google-chrome"), "chromium"
    )
    needed((NODE_MODULES / "playwright-core").is_dir(), "playwright-core")
    script, task = folder / "looks.js", folder / "looks.json"
    script.write_text(_SCRIPT.replace("\\\\", "\\"))
    task.write_text(json.dumps([VIEWS, [str(file) for file in files]]))
    environment = {**os.environ, "NODE_PATH": str(NODE_MODULES), "CHROMIUM": chromium}
    done = _run([node, str(script), str(task)], env=environment)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return {
        (Path(one["file"]), one["view"]): Shown(
            {float(size): number for size, number in one["sizes"].items()},
            tuple(
                Seen(seen["key"], seen["size"], seen["weight"], seen["contrast"], tuple(seen["problems"]))
                for seen in one["notices"]
            ),
        )
        for one in found
    }
