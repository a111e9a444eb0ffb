"""The brand: what `brand:` in `source/publication.yaml` may say about the look of all editions.

Input: values from that file. Output: a frozen `Brand`. Owns its schema.
Must not: know the tokens that it changes, or whether its colours are legible.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipeline.schema import AsTuple, Model, Text, expected


def _hexadecimal(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        return value.upper()
    raise expected('a colour in double quotes such as "#004B57"')


def _percent(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100:
        return float(value)
    raise expected("a number of percent from 0 to 100")


def _radius(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 8:
        return float(value)
    raise expected("a number of millimetres from 0 to 8")


def _family(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*", value):
        return value
    raise expected("the name of a family, of letters, digits and single spaces")


def _colour(value: Any) -> Any:
    """A colour is a screen's, an ink of four numbers, or a pair of both."""
    if isinstance(value, list):
        return {"cmyk": value}
    if value is None:  # what follows a bare # is a comment to YAML
        raise expected('a colour in double quotes such as "#004B57"')
    return value if isinstance(value, dict) else {"srgb": value}


def _logo(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


Hexadecimal = Annotated[str | None, BeforeValidator(_hexadecimal, json_schema_input_type=str)]
Percent = Annotated[float, BeforeValidator(_percent)]
Radius = Annotated[float, BeforeValidator(_radius)]
Family = Annotated[str, BeforeValidator(_family)]
Inks = Annotated[tuple[Percent, ...], AsTuple, Field(min_length=4, max_length=4)]


class Colour(Model):
    """One colour, for screens and for the press."""

    srgb: Hexadecimal = Field(None, description="on screens")
    cmyk: Inks | None = Field(None, description="cyan, magenta, yellow and black in percent")

    @model_validator(mode="after")
    def _something(self) -> Colour:
        if self.srgb is None and self.cmyk is None:
            raise expected("`srgb`, `cmyk` or both")
        return self


Shade = Annotated[Colour | None, BeforeValidator(_colour, json_schema_input_type=str | list[float] | Colour)]


class Colours(Model):
    """The colours by what they are for; a topic's palette has those of the first six, all palettes share the others."""

    deep: Shade = Field(None, description="covers, headings, heads of tables")
    primary: Shade = Field(None, description="links")
    mid: Shade = Field(None, description="artwork, rules")
    soft: Shade = Field(None, description="artwork, bars beside quotations")
    tint: Shade = Field(None, description="the ground of callouts and key facts")
    wash: Shade = Field(None, description="every second row of a table")
    coral: Shade = Field(None, description="the accent: rules over headings, bullets")
    coral_dark: Shade = Field(None, alias="coralD", description="the accent as text: warnings")
    sun: Shade = Field(None, description="the second accent: bars beside notices and facts")
    sun_tint: Shade = Field(None, alias="sunT", description="the ground of notices")
    sand: Shade = Field(None, description="the ground of the contact card")
    sand_dark: Shade = Field(None, alias="sandD", description="artwork")
    ink: Shade = Field(None, description="text")
    ink_second: Shade = Field(None, alias="ink2", description="labels, imprint, running feet")
    rule: Shade = Field(None, description="fine rules")
    rule_dark: Shade = Field(None, alias="ruleD", description="rules of tables and of the imprint")
    hair: Shade = Field(None, description="hairlines")


class Dark(Model):
    """The colours of dark screens; those that are not named follow from the light ones."""

    background: Hexadecimal = None
    text: Hexadecimal = None
    secondary: Hexadecimal = None
    heading: Hexadecimal = None
    link: Hexadecimal = None
    card: Hexadecimal = None
    notice: Hexadecimal = None
    notice_bar: Hexadecimal = None
    disclaimer: Hexadecimal = None
    disclaimer_rule: Hexadecimal = None
    table_head: Hexadecimal = None
    rule: Hexadecimal = None
    rule_strong: Hexadecimal = None


class Fonts(Model):
    """Families among the theme's faces and those of the project's own `templates/tokens.yaml`."""

    text: Family | None = Field(None, description="running text, tables, labels")
    headings: Family | None = Field(None, description="titles, headings, the lead, key numbers")
    heading_weight: Literal[400, 600, 700] | None = None


class Logo(Model):
    """The publisher's own sign, in place of the mark and the name on covers and mastheads."""

    file: Text = Field(description="an SVG or PNG file, from `source/` on")
    ground: Literal["plate", "cover"] = Field(
        "plate", description="on a white plate, or straight on the dark colour of the cover"
    )


class Radii(Model):
    """How round corners are."""

    small_mm: Radius | None = Field(None, description="of warnings and pictures")
    card_mm: Radius | None = Field(None, description="of callouts, key facts and the contact card")
    round_numerals: bool | None = Field(None, description="whether numbers of steps and bullets are round")


class Brand(Model):
    """A publisher's look over a theme."""

    theme: Text = Field("harbour", description="`harbour`, `loom`, or one of your own in `templates/themes/`")
    palette: Text | None = Field(None, description="one of the theme's for all topics; else each has its own")
    colours: Colours = Field(default_factory=Colours, description="over those of every palette")
    dark: Dark = Field(default_factory=Dark, description="dark screens")
    fonts: Fonts = Field(default_factory=Fonts)
    logo: Annotated[Logo, BeforeValidator(_logo, json_schema_input_type=str | Logo)] | None = Field(
        None, description="a file, or {file, ground}"
    )
    radii: Radii = Field(default_factory=Radii)
