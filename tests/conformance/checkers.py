"""The independent checkers: found, run, and their messages as plain lines. An empty list means no message.

`script/bootstrap --checkers` installs them. Where one is missing, its tests skip and say so; with
SMALLPRINT_CHECKERS=required in the environment they fail instead.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / ".checkers" / "node_modules"
BIN = Path(sys.prefix) / "bin"


def needed(found: Any, what: str) -> Any:
    """The checker, or the end of the test."""
    if found:
        return found
    message = f"{what} is missing; run script/bootstrap --checkers"
    if os.environ.get("SMALLPRINT_CHECKERS") == "required":
        pytest.fail(message)
    pytest.skip(message)


def program(*names: str) -> str | None:
    """A program beside this Python, else on the PATH."""
    for name in names:
        if (BIN / name).exists():
            return str(BIN / name)
        if found := shutil.which(name):
            return found
    return None


# A checker runs for seconds: what a better compiler and collector cost they never earn.
JAVA = ("-Djava.awt.headless=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def _run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False, **options)


_DRIVER = """
const {chromium} = require('playwright-core'), fs = require('fs'), os = require('os'), path = require('path');
(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, headless: true, timeout: 300000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(300000);
    console.log(JSON.stringify(await visited(page, JSON.parse(fs.readFileSync(process.argv[2], 'utf8')))));
  } finally {
    await browser.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
})().catch((error) => { console.error(error); process.exit(2); });
"""


def in_chromium(script: str, task: Any, folder: Path) -> Any:
    """What `visited(page, task)` of a script answers, with a page of Playwright's."""
    node = needed(program("node"), "node")
    chromium = needed(
        os.environ.get("CHROMIUM") or program("chromium", "chromium-browser", "google-chrome"), "chromium"
    )
    needed((NODE_MODULES / "playwright-core").is_dir(), "playwright-core")
    code, said = folder / "script.js", folder / "task.json"
    code.write_text(_DRIVER + script)
    said.write_text(json.dumps(task))
    done = _run(
        [node, str(code), str(said)],
        env={**os.environ, "NODE_PATH": str(NODE_MODULES), "CHROMIUM": chromium},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# EPUBCheck takes one file at a time, and most of what it does before it looks at one it does once for each Java.
_EPUBCHECK = """
import json, sys
import jpype
jar, options, books = json.loads(sys.argv[1])
jpype.startJVM(*options, classpath=[jar])
checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
for book, report in books:
    checker().run([book, "-u", "--json", report])
"""


def epubcheck(files: list[Path], folder: Path) -> list[str]:
    """EPUBCheck's messages of every severity."""
    java = needed(program("java"), "java")
    jar = needed(
        next(iter(sorted(Path(sys.prefix).glob("lib/python3*/site-packages/epubcheck/epubcheck.jar"))), None),
        "epubcheck",
    )
    needed(importlib.util.find_spec("jpype"), "JPype")
    reports = {file: folder / f"{number}-{file.stem}.json" for number, file in enumerate(files)}
    task = json.dumps([str(jar), JAVA, [[str(file), str(report)] for file, report in reports.items()]])
    home = Path(java).resolve().parents[1]
    done = _run([sys.executable, "-c", _EPUBCHECK, task], env={**os.environ, "JAVA_HOME": str(home)})
    messages = []
    for file, report in reports.items():
        assert report.is_file(), done.stdout + done.stderr
        for one in json.loads(report.read_text())["messages"]:
            places = [f"{place['path']}:{place['line']}" for place in one["locations"]] or [""]
            messages.append(f"{file.name}: {one['severity']} {one['ID']} {places[0]} {one['message']}")
    return messages


def nu(files: list[Path], kind: str = "--html") -> list[str]:
    """The Nu Html Checker's errors and warnings; `kind` says as what it reads the files."""
    java = needed(program("java"), "java")
    jar = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    needed(jar.is_file(), "vnu-jar")
    done = _run(
        [java, *JAVA, "-Xss4m", "-jar", str(jar), kind, "--also-check-css", "--format", "json",
         "--exit-zero-always", *map(str, files)]
    )  # fmt: skip
    found = json.loads(done.stderr or done.stdout)["messages"]
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one.get('subType', one['type'])} {one['message']}"
        for one in found
        if one["type"] != "info" or one.get("subType") == "warning"
    ]


def outloud(file: Path) -> list[str]:
    """PDF/UA-1 rules, and what a screen reader hears."""
    tool = needed(program("outloud"), "outloud")
    # TBL-010 is a false alarm on tables with both row and column headers.
    done = _run([tool, "--no-info", "--skip", "TBL-010", str(file)])
    return (
        []
        if done.returncode == 0
        else [f"{file.name}: {line}" for line in done.stdout.splitlines() if line.strip()]
    )


_AXE = """
const {chromium} = require('playwright-core'), fs = require('fs'), os = require('os'), path = require('path');
(async () => {
  const messages = [], folder = fs.mkdtempSync(path.join(os.tmpdir(), 'axe-'));
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, headless: true, timeout: 300000, bypassCSP: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    for (const file of process.argv.slice(2)) {
      const page = await browser.newPage(), name = path.basename(file);
      page.setDefaultTimeout(300000);
      await page.route('**/*', (route) => {
        if (/^(https?|ftp|wss?):/.test(route.request().url())) {
          messages.push(name + ': request to ' + route.request().url());
          return route.abort();
        }
        return route.continue();
      });
      page.on('pageerror', (error) => messages.push(name + ': script error ' + error));
      await page.goto('file://' + file, {waitUntil: 'load'});
      await page.addScriptTag({path: require.resolve('axe-core/axe.min.js')});
      // Colours do not move anything, and widths do not colour it.
      for (const [width, colorScheme, forcedColors] of [
        [1280, 'light', 'none'], [640, 'dark', 'none'], [320, 'light', 'none'], [320, 'dark', 'active'],
      ]) {
        await page.emulateMedia({colorScheme, forcedColors});
        await page.setViewportSize({width, height: 900});
        const result = await page.evaluate(() => axe.run(document, {runOnly: {type: 'tag',
          values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, resultTypes: ['violations']}));
        for (const rule of result.violations) for (const node of rule.nodes)
          messages.push([name, colorScheme, forcedColors, width, rule.id, node.html.slice(0, 120)].join(' '));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 1) messages.push([name, width, 'scrolls sideways by', over, 'px'].join(' '));
      }
      await page.close();
    }
  } finally {
    await browser.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
  console.log(JSON.stringify(messages));
})().catch((error) => { console.error(error); process.exit(2); });
"""


def axe(files: list[Path], folder: Path) -> list[str]:
    """axe-core's violations in a real browser: light, dark and forced colours, at three widths."""
    node = needed(program("node"), "node")
    browser = needed(
        os.environ.get("CHROMIUM") or program("chromium", "chromium-browser", "google-chrome"), "chromium"
    )
    needed((NODE_MODULES / "axe-core").is_dir() and (NODE_MODULES / "playwright-core").is_dir(), "axe-core")
    script = folder / "axe.js"
    script.write_text(_AXE)
    environment = {**os.environ, "NODE_PATH": str(NODE_MODULES), "CHROMIUM": browser}
    done = _run([node, str(script), *map(str, files)], env=environment)
    assert done.returncode == 0, done.stderr
    messages: list[str] = json.loads(done.stdout)
    return messages


SCHEMAS = Path(__file__).parent / "schemas"


def _installed(module: str) -> Path:
    """The folder of an installed package that may be missing."""
    found = importlib.util.find_spec(module)
    return Path(needed(found and found.origin, module)).parent


@functools.cache
def _onix_schemas() -> tuple[Any, ...]:
    """EDItEUR's own schemas of ONIX 3.0 with all code lists, as XML Schema and as RELAX NG, from the package onixcheck."""
    folder = _installed("onixcheck") / "schema"
    xsd, rng = (folder / f"{kind}3.0/ONIX_BookProduct_3.0_reference.{kind}" for kind in ("xsd", "rng"))
    return etree.XMLSchema(etree.parse(xsd)), etree.RelaxNG(etree.parse(rng))


def onix(record: bytes) -> list[str]:
    """What EDItEUR's schemas have against a record."""
    root = etree.fromstring(record)
    return [
        f"{error.line}: {error.message}"
        for schema in _onix_schemas()
        if not schema.validate(root)
        for error in schema.error_log
    ]


def code_list(number: int) -> set[str]:
    """The codes of a list of ONIX."""
    lists = etree.parse(_installed("onixcheck") / "schema/xsd3.0/ONIX_BookProduct_CodeLists.xsd")
    found = lists.xpath(
        "//x:simpleType[@name=$name]//x:enumeration/@value",
        namespaces={"x": "http://www.w3.org/2001/XMLSchema"},
        name=f"List{number}",
    )
    return {str(code) for code in found}


def opds_json(feed: bytes) -> list[str]:
    """What is wrong with an OPDS 2.0 feed: by our schema, and for the parser that the Palace Project's libraries use."""
    _installed("jsonschema")
    _installed("webpub_manifest_parser")
    from jsonschema import Draft7Validator
    from webpub_manifest_parser.opds2 import OPDS2FeedParserFactory

    value = json.loads(feed)
    schema = Draft7Validator(json.loads((SCHEMAS / "opds-2.0.schema.json").read_bytes()))
    messages = [f"{one.json_path}: {one.message}" for one in schema.iter_errors(value)]
    # The parser falls over what lacks its very parts.
    if messages:
        return messages
    return [str(one) for one in OPDS2FeedParserFactory().create().parse_json(value).errors]


def opds_atom(feed: bytes) -> list[str]:
    """What is wrong with an OPDS 1.2 acquisition feed: by our grammar, and by the rules that no grammar can hold."""
    root = etree.fromstring(feed)
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "opds-1.2.rng"))
    messages = [] if grammar.validate(root) else [f"{one.line}: {one.message}" for one in grammar.error_log]
    atom = "{http://www.w3.org/2005/Atom}"
    links = [link.get("rel") for link in root.findall(f"{atom}link")]
    messages += [f"{links.count(rel)} links to {rel}" for rel in ("self", "start") if links.count(rel) != 1]
    entries = root.findall(f"{atom}entry")
    for entry in entries:
        offered = [link.get("rel", "") for link in entry.findall(f"{atom}link")]
        if not any(rel.startswith("http://opds-spec.org/acquisition") for rel in offered):
            messages.append(f"{entry.sourceline}: nothing to acquire")
    names = [one.text for one in root.iter(f"{atom}id")]
    messages += [
        f"{name} is used twice" for name in sorted({name for name in names if names.count(name) > 1})
    ]
    # OPDS 1.2, 2.5: a complete feed has the most recent first
    days = [entry.findtext(f"{atom}updated", "") for entry in entries]
    if days != sorted(days, reverse=True):
        messages.append("entries are not in the order of their dates")
    if days and root.findtext(f"{atom}updated") != days[0]:
        messages.append("the feed is not as old as its newest entry")
    return messages
