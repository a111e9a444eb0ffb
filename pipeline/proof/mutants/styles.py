"""Styles that hide, shrink, bleach, cover or displace what they match.

Input: selectors of one disclaimer. Output: rules to add to a stylesheet. Must not: know files.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Iterator
from typing import NamedTuple


class Style(NamedTuple):
    """Shape: `name` is the attack; `css` has `{box}` for the disclaimer's element and `{text}` for its wording."""

    name: str
    css: str

    def rule(self, box: str, text: str) -> str:
        return "\n" + self.css.replace("{box}", box).replace("{text}", text) + "\n"


# Declarations on the wording's own element, which are tried as a `style` attribute too.
_PLAIN = (
    ("hide-display", "display:none"),
    ("hide-visibility", "visibility:hidden"),
    ("hide-visibility-collapse", "visibility:collapse"),
    ("hide-opacity", "opacity:0"),
    ("hide-opacity-low", "opacity:.04"),
    ("hide-filter", "filter:opacity(0)"),
    ("hide-filter-blur", "filter:blur(9px)"),
    ("hide-mask", "mask-image:linear-gradient(transparent,transparent)"),
    ("hide-mask-box", "-webkit-mask-box-image:linear-gradient(transparent,transparent)"),
    ("hide-stroke", "stroke:#fff;stroke-width:9px"),
    ("hide-unheard-of", "flow-into:nowhere"),
    ("hide-content-visibility", "content-visibility:hidden"),
    ("clip-path", "clip-path:inset(100%)"),
    ("clip-path-circle", "clip-path:circle(0)"),
    ("clip-rect", "position:absolute;clip:rect(0 0 0 0)"),
    ("clip-height", "display:block;height:0;overflow:hidden"),
    ("clip-max-height", "display:block;max-height:0;overflow:hidden"),
    ("clip-block-size", "display:block;block-size:0;overflow:clip"),
    ("clip-width", "display:block;width:0;overflow:hidden;white-space:nowrap"),
    ("clip-one-line", "display:block;max-width:12em;overflow:hidden;white-space:nowrap;text-overflow:ellipsis"),
    ("clip-lines", "display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden"),
    ("off-left", "position:absolute;left:-9999px"),
    ("off-fixed", "position:fixed;top:-200vh"),
    ("off-relative", "position:relative;top:-9999px"),
    ("off-inset", "position:relative;inset-inline-start:-9999px"),
    ("off-transform", "display:block;transform:translateX(-9999px)"),
    ("off-translate", "display:block;translate:-9999px 0"),
    ("off-indent", "display:block;text-indent:-9999px"),
    ("off-margin", "display:block;margin-left:-9999px"),
    ("off-margin-right", "display:block;margin-inline-start:3000px"),
    ("off-padding", "display:block;padding-inline-start:9999px"),
    ("off-wide", "display:block;min-width:300vw"),
    ("shrink-zero", "font-size:0"),
    ("shrink-pixel", "font-size:1px"),
    ("shrink-percent", "font-size:60%"),
    ("shrink-em", "font-size:.5em"),
    ("shrink-pt", "font-size:6pt"),
    ("shrink-keyword", "font-size:xx-small"),
    ("shrink-calc", "font-size:calc(1rem / 4)"),
    ("shrink-shorthand", "font:1px/1 serif"),
    ("shrink-transform", "display:block;transform:scale(0)"),
    ("shrink-transform-half", "display:block;transform:scale(.5)"),
    ("shrink-scale", "display:block;scale:.1"),
    ("shrink-zoom", "zoom:.1"),
    ("bleach-transparent", "color:transparent"),
    ("bleach-white", "color:#fff;background:#fff"),
    ("bleach-alpha", "color:rgba(0,0,0,.04)"),
    ("bleach-hsl", "color:hsl(0 0% 100%);background:white"),
    ("bleach-black", "color:#000;background:#000"),
    ("bleach-system", "color:Canvas;background:Canvas"),
    ("bleach-inherit", "color:var(--nothing,transparent)"),
    ("bleach-text-fill", "-webkit-text-fill-color:transparent"),
    ("bleach-mix", "color:color-mix(in srgb,transparent 98%,black)"),
    ("recolour-grey", "color:#b8b8b8"),
    ("recolour-sand", "color:#e0d6bd"),
    ("recolour-blend", "mix-blend-mode:difference;color:#fff"),
    ("change-case", "text-transform:uppercase"),
    ("change-reversed", "unicode-bidi:bidi-override;direction:rtl"),
    ("change-security", "-webkit-text-security:disc"),
    ("change-struck", "text-decoration:line-through"),
    ("squeeze-letters", "letter-spacing:-1em"),
    ("squeeze-words", "word-spacing:-.5em"),
    ("squeeze-lines", "display:block;line-height:0"),
    ("squeeze-one-pixel", "display:block;line-height:1px"),
    ("squeeze-one-word", "display:block;width:min-content"),
    ("squeeze-thin", "font-weight:100"),
    ("squeeze-narrow", "display:block;width:2px;overflow:hidden"),
    ("edge-shadow", "display:block;box-shadow:inset 0 0 12px 12px"),
    ("edge-outline", "display:block;outline:12px solid;outline-offset:-12px"),
    ("turn-rotate", "display:block;transform:rotate(180deg)"),
    ("turn-slanted", "font-style:oblique 90deg"),
    ("turn-back", "display:block;transform:rotateY(90deg)"),
    ("turn-vertical", "display:block;writing-mode:vertical-rl"),
)  # fmt: skip

# Whole rules: where the declaration stands is the attack.
_RULES = (
    ("rule-box", "{box}{display:none}"),
    ("rule-important", "{text}{display:none!important}"),
    ("rule-class", ".notice{display:none}"),
    ("rule-role", "[role=note],[role=doc-notice]{display:none}"),
    ("rule-attribute", "[data-disclaimer]{display:none}"),
    ("rule-child", "{box}>*{display:none}"),
    ("rule-star", "{box} *{display:none}"),
    ("rule-is", ":is({box},.nothing){display:none}"),
    ("rule-where", ":where({box}){display:none}"),
    ("rule-has", ":has(>{text}){display:none}"),
    ("rule-not", "{box}:not(.nothing){display:none}"),
    ("rule-not-hover", "{box}:not(:hover){opacity:0}"),
    ("rule-not-target", "{box}:not(:target){display:none}"),
    ("rule-not-focus", "{box}:not(:focus-within){display:none}"),
    ("rule-hover-list", "{box},a:hover{display:none}"),
    ("rule-hover-is", ":is({box},a:hover){display:none}"),
    ("rule-nesting", "{box}{& .wording{display:none}}"),
    ("rule-nested-in-root", "html{{text}{display:none}}"),
    ("rule-escaped", ".n\\6f tice{display:none}"),
    ("rule-sibling", "*+{box},*>{box}{display:none}"),
    ("rule-nth", "{box}:nth-child(n){display:none}"),
    ("rule-reader-root", "html.night {text}{display:none}"),
    ("rule-reader-attribute", ':root[style*="night"] {text}{display:none}'),
    ("rule-reader-theme", '[data-theme="dark"] {text}{visibility:hidden}'),
    ("rule-reader-body", "body.calibre-viewer-dark-colors {text}{display:none}"),
    ("rule-reader-mode", ".night-mode {text}{display:none}"),
    ("rule-lang", "{text}:lang(en,nb,nn,de,fr,es,sv,da,pl,uk,ar,he,ur,hi,zh,so){display:none}"),
    ("rule-ancestor", ":has({box}){visibility:hidden}"),
    ("rule-body", "body{opacity:0}"),
    ("rule-root-size", "html{font-size:1px}"),
    ("rule-root-function", "html{font-size:calc(1px*pow(2,3))}"),
    ("rule-media", "@media all{{text}{display:none}}"),
    ("rule-media-not", "@media not (monochrome){{text}{display:none}}"),
    ("rule-supports", "@supports (display:block){{text}{display:none}}"),
    ("rule-supports-not", "@supports not (display:nonsense){{text}{display:none}}"),
    ("rule-layer", "@layer x{{text}{display:none!important}}"),
    ("rule-container", "body{container-type:inline-size}@container (min-width:1px){{text}{display:none}}"),
    ("rule-scope", "@scope (body){{text}{display:none}}"),
    ("rule-import", '@import url("data:text/css,.notice{display:none}");'),
    ("rule-animation", "@keyframes gone{to{opacity:0}}{text}{animation:gone .1s forwards}"),
    ("rule-transition", "@starting-style{{text}{opacity:0}}{text}{transition:opacity 9999s}"),
    ("rule-unclosed", "{text}{display:none"),
    ("rule-variable", ":root{--gone:none}{text}{display:var(--gone)}"),
    ("rule-property", '@property --gone{syntax:"*";inherits:true;initial-value:none}{text}{display:var(--gone)}'),
    ("print-only", "@media screen{{text}{display:none}}"),
    ("print-hidden", "@media print{{text}{display:none}}"),
    ("print-small", "@media print{{text}{font-size:3pt}}"),
    ("print-margins", "@page{margin:48%}"),
    ("print-poster", "@page{size:2000mm 3000mm}"),
    ("print-late", "{text}{transition:all 9999s}@media print{{text}{color:#000}}"),
    ("print-white", "@media print{{text}{color:#fff;background:#fff}}"),
    ("dark-hidden", "@media (prefers-color-scheme:dark){{text}{display:none}}"),
    ("dark-bleached", "@media (prefers-color-scheme:dark){{text}{color:#111;background:#000}}"),
    ("dark-scheme", "@media (prefers-color-scheme:dark){:root{--ink:#0f1719;color:#0f1719;background:#0f1719}{text}{color:#0f1719;background:#0f1719}}"),
    ("narrow-hidden", "@media (max-width:40em){{text}{display:none}}"),
    ("low-small", "{text}{font-size:min(1em,3vh)}"),
    ("narrow-small", "@media (max-width:40em){{text}{font-size:5px}}"),
    ("wide-hidden", "@media (min-width:60em){{text}{display:none}}"),
    ("monochrome-bleached", "@media not all and (color){{text}{color:#fff;background:#fff}}"),
    ("motion-hidden", "@media (prefers-reduced-motion:no-preference){{text}{display:none}}"),
    ("pointer-hidden", "@media (hover:hover){{text}{display:none}}"),
    ("portrait-hidden", "@media (orientation:portrait){{text}{display:none}}"),
    ("cover-pseudo", '{box}{position:relative}{box}::after{content:"";position:absolute;inset:0;background:#fff}'),
    ("cover-pseudo-before", '{text}{position:relative}{text}::before{content:"";position:absolute;inset:0;background:#fff}'),
    ("cover-page", 'body::after{content:"";position:fixed;inset:0;background:#fff}'),
    ("cover-sibling", '{box}+*{margin-top:-9em;position:relative;background:#fff}:has(>{box})::after{content:"";position:absolute;inset:0;background:#fff}'),
    ("cover-margin", "{box}{margin-bottom:-20em}{box}+*,footer{position:relative;z-index:9;background:#fff}"),
    ("cover-shadow", "{box}{box-shadow:inset 0 0 0 99em #fff;color:#fff}"),
    ("cover-ground", "{box}{box-shadow:inset 0 0 0 99em #1f1f1d}"),
    ("cover-variable", ":root{--far:99em}{box}{box-shadow:inset 0 0 0 var(--far) #1f1f1d}"),
    ("cover-outline", "{box}{outline:2000px solid #000e;outline-offset:-2000px}"),
    ("cover-frame", "{box}{border-image:conic-gradient(#fff 0 0) fill 0//99em}h1,h2,p{border-image:conic-gradient(#fff 0 0) fill 0//99em}"),
    ("cover-filter", ':root{--far:drop-shadow(0 -9em 0 #000)}:has(>{box})::after{content:"";display:block;filter:var(--far)}'),
    ("off-narrow-steps", "body,:has(>{box}),{box},{box} p{padding-inline:17%}"),
    ("off-narrow-frame", "{box}{border:solid #fff;border-width:0 99px}"),
    ("off-narrow-share", ":has(>{box}){display:flex;flex-flow:row;padding-inline:12%}"),
    ("cover-line", ':has(>{box})::after{content:"";padding:9em 0;background:#000}'),
    ("cover-line-variable", ':root{--far:var(--farther);--farther:9em}:has(>{box})::after{content:"";padding:var(--far) 0;background:#000}'),
    ("cover-steps", ':has(>{box})::after{content:"";display:block;height:9em;background:#fff;position:relative;top:-20px;margin-top:-11px}'),
    ("cover-closer", "{box}{margin:0 0 -4em}:has(>{box})>*{position:relative;background:#fff}"),
    ("cover-stroke", "*{-webkit-text-stroke:9px #fff}"),
    ("cover-row", ":has(>{box}){display:grid;grid:1px/1fr}"),
    ("cover-container", ":has(>{box}){container-type:size}"),
    ("change-sign", ".notice-label::before{content:'\\2718'}"),
    ("change-before", '{text}::before{content:"It is not true that: "}'),
    ("change-after", '{text}::after{content:" Or not."}'),
    ("change-preface", '{box}::before{content:"Cancelled: "}'),
    ("change-content", '{text}{content:"All is well."}'),
    ("displace-flex", ":has(>{box}){display:flex;flex-direction:column-reverse}"),
    ("displace-order", ":has(>{box}){display:flex;flex-direction:column}{box}{order:-9}"),
    ("displace-grid", ":has(>{box}){display:grid}{box}{grid-row:1}"),
    ("displace-float", "{box}{float:right;width:9em;margin-top:60em}"),
    ("displace-margin", "{box}{margin-top:300em}"),
)  # fmt: skip

# Room between a disclaimer and what it stands behind.
_APART = (
    ("apart-pseudo", '{box}::before{content:"";display:block;height:300em}'),
    ("apart-gap", ":has(>{box}){display:grid;row-gap:300em}"),
    ("apart-page", "{box}{break-before:page}"),
    ("apart-page-old", "{box}{page-break-before:always}"),
    ("apart-border", "{box}{border-top:300em solid transparent}"),
    ("apart-height", "{box}{min-height:300em;display:grid;align-content:end}"),
)


def plain() -> Iterator[tuple[str, str]]:
    """Attack and declarations, for a `style` attribute or a rule."""
    yield from _PLAIN


def styles() -> Iterator[Style]:
    """Every attack by a stylesheet."""
    for name, declarations in _PLAIN:
        yield Style(name, f"{{text}}{{{declarations}}}")
    for name, css in _RULES:
        yield Style(name, css)
    for name, shapes in (("tofu-font", "box"), ("tofu-blank-font", "blank"), ("tofu-other-letters", "swap")):
        source = base64.b64encode(lying_font(shapes)).decode()
        face = f'@font-face{{font-family:"Lie";src:url("data:font/ttf;base64,{source}")}}'
        yield Style(name, face + '{text}{font-family:"Lie"}')


def apart() -> Iterator[Style]:
    """Every attack by a stylesheet on what stands behind something."""
    for name, css in _APART:
        yield Style(name, css)


@functools.cache
def lying_font(shapes: str) -> bytes:
    """A font whose letters are boxes, nothing, or one another's."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    def glyph(*corners: tuple[int, int]) -> object:
        pen = TTGlyphPen(None)
        if corners:
            pen.moveTo(corners[0])
            for corner in corners[1:]:
                pen.lineTo(corner)
            pen.closePath()
        return pen.glyph()

    box = glyph((60, 0), (60, 700), (440, 700), (440, 0))
    bar = glyph((200, 0), (200, 500), (300, 500), (300, 0))
    letters = [chr(code) for code in range(0x20, 0x180)]
    shape = {"box": box, "blank": glyph(), "swap": bar}[shapes]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "lie"])
    builder.setupCharacterMap({ord(letter): "lie" for letter in letters})
    builder.setupGlyf({".notdef": box, "lie": shape})
    builder.setupHorizontalMetrics({".notdef": (500, 60), "lie": (500, 60)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Lie", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    output = io.BytesIO()
    builder.save(output)
    return output.getvalue()
