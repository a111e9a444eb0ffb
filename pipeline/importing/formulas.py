"""Formulas as a line of text: an article has no mathematics.

Input: a formula in TeX, as pandoc reads it from a word processor. Output: inlines. Must not: guess; what does not stand
in one line gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.document import Inline, Styled, Text

WRITTEN = "formulas: they were written as a line of text; compare them with the file"
LEFT = "formulas that do not stand in one line were kept as TeX code, which readers do not know; write them in words, or put in a picture of each"

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|\s+|[^\\{}^_\s]")
_SIGNS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "sim": "~", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "infty": "∞", "circ": "°",
    "degree": "°", "ldots": "…", "dots": "…", "cdots": "…", "prime": "′", "left": "", "right": "", "quad": " ", "Delta": "Δ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η", "theta": "θ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "%": "%", "$": "$", "&": "&", "#": "#", ",": " ", ";": " ", ":": " ", " ": " ", "!": "",
    "{": "{", "}": "}",
}  # fmt: skip
_UPRIGHT = ("text", "mathrm", "mathit", "mathbf", "operatorname", "textit", "textbf")
_AROUND = "=≤≥≠≈×·÷±→⇒+−<>"
# Signs that bind less than a stroke does.
_LOOSE = re.compile(r"[\s+−=<>≤≥≠≈±×·÷/]")
_LOW = re.compile(r"[0-9+=()−-]+")


class _Unset(Exception):
    """It does not stand in one line."""


def in_a_line(tex: str) -> tuple[Inline, ...] | None:
    """A formula as a line of text; None where it takes more than that."""
    tokens = _TOKEN.findall(tex)[::-1]
    try:
        found = tuple(_row(tokens, closing=False))
    except (_Unset, IndexError, RecursionError):
        return None
    return found or None


def _row(tokens: list[str], *, closing: bool) -> Iterator[Inline]:
    """What stands up to the brace that closes, or to the end."""
    line = ""
    while tokens:
        token = tokens.pop()
        if token == "}" and closing:
            break
        if token == "^":
            if line:
                yield Text(line)
                line = ""
            raised = _plain(_argument(tokens))
            if raised in "′°":
                line = raised
            elif re.search(r"\s", raised):
                raise _Unset
            else:
                yield Styled("Superscript", (Text(raised),))
        elif token == "_":
            low = _plain(_argument(tokens))
            if not _LOW.fullmatch(low):
                raise _Unset
            if line:
                yield Text(line)
                line = ""
            yield Styled("Subscript", (Text(low.replace("−", "-")),))
        elif token in ("{", "}"):
            raise _Unset
        else:
            line = _joined(line, _sign(token, tokens))
    if line:
        yield Text(line)


def _joined(line: str, sign: str) -> str:
    """With a space at both sides of a sign that stands between two values."""
    if sign in _AROUND and sign:
        unary = not line.strip() or line.rstrip()[-1] in _AROUND + "([/"
        return f"{line}{sign}" if unary and sign in "+−±" else f"{line.rstrip()} {sign} "
    return line if not sign.strip() and line.endswith(" ") else line + sign


def _sign(token: str, tokens: list[str]) -> str:
    if token.isspace():
        # TeX sets its own spaces.
        return ""
    if not token.startswith("\\"):
        return "−" if token == "-" else token
    name = token[1:]
    if name in _SIGNS:
        return _SIGNS[name]
    if name in _UPRIGHT:
        return _words(tokens)
    if name == "frac":
        above, below = (_plain(_argument(tokens)) for _ in range(2))
        return f"{_held(above)}/{_held(below)}"
    if name == "sqrt":
        return f"√{_held(_plain(_argument(tokens)))}"
    raise _Unset


def _words(tokens: list[str]) -> str:
    """Words within a formula, with the spaces that they have."""
    if tokens.pop() != "{":
        raise _Unset
    found = ""
    while (token := tokens.pop()) != "}":
        if token in "{^_" or (token.startswith("\\") and token[1:] not in _SIGNS):
            raise _Unset
        found += _SIGNS[token[1:]] if token.startswith("\\") else " " if token.isspace() else token
    return found


def _argument(tokens: list[str]) -> tuple[Inline, ...]:
    while tokens[-1].isspace():
        tokens.pop()
    if tokens[-1] == "{":
        tokens.pop()
        return tuple(_row(tokens, closing=True))
    return tuple(_row([tokens.pop()], closing=False))


def _plain(inlines: tuple[Inline, ...]) -> str:
    """What stands above or below something. One more step up or down is no line."""
    if not inlines or not all(isinstance(one, Text) for one in inlines):
        raise _Unset
    return "".join(one.text for one in inlines if isinstance(one, Text)).strip()


def _held(text: str) -> str:
    return f"({text})" if _LOOSE.search(text) else text
