"""PDF functions: evaluated, and made again so that they give ink.

Input: function dictionaries. Output: numbers, or new dictionaries. Source: ISO 32000-1 7.10.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

# How many points a passage between two colours is mixed at; between them it is straight.
POINTS = 33


class NotUnderstood(ValueError):
    """Something in the PDF that this package cannot turn into ink."""


def value(function: Any, inputs: Sequence[float]) -> list[float]:
    """What a function, or one for each component, gives. Raises: NotUnderstood."""
    import pikepdf

    if isinstance(function, pikepdf.Array):
        return [result for one in function for result in value(one, inputs)]
    domain = _numbers(function.Domain)
    held = [min(max(number, domain[2 * index]), domain[2 * index + 1]) for index, number in enumerate(inputs)]
    kind = int(function.FunctionType)
    if kind == 0:
        results = _sampled(function, held, domain)
    elif kind == 2:
        first, last = _ends(function)
        power = held[0] ** float(function.N)
        results = [start + power * (end - start) for start, end in zip(first, last, strict=True)]
    elif kind == 3:
        part, low, high, encode = _part(function, held[0], domain)
        share = (held[0] - low) / (high - low) if high > low else 0.0
        results = value(part, [encode[0] + share * (encode[1] - encode[0])])
    else:
        raise NotUnderstood(f"function of type {kind}")
    limits = _numbers(function.get("/Range", []))
    return [
        min(max(result, limits[2 * index]), limits[2 * index + 1]) if limits else result
        for index, result in enumerate(results)
    ]


def remade(document: Any, function: Any, passage: Callable[[list[list[float]]], list[list[float]]]) -> Any:
    """The function with other results. Shape: `passage` turns the colours along a passage into those to be had.

    Where parts meet, they still do: each is remade by itself. Raises: NotUnderstood.
    """
    from pikepdf import Array, Dictionary

    if not isinstance(function, Array):
        kind = int(function.FunctionType)
        if kind == 3:
            parts = [remade(document, part, passage) for part in function.Functions]
            return Dictionary(
                FunctionType=3, Domain=function.Domain, Bounds=function.Bounds, Encode=function.Encode,
                Functions=Array(parts),
            )  # fmt: skip
        if kind == 2:
            first, last = _ends(function)
            if first == last:
                (same,) = passage([first])
                return Dictionary(
                    FunctionType=2, Domain=function.Domain, N=1, C0=_array(same), C1=_array(same)
                )
        domain = _numbers(function.Domain)
        points = POINTS if kind == 2 else min(int(function.Size[0]), 1024) if kind == 0 else 257
    else:
        domain, points = _numbers(function[0].Domain), 257
    if len(domain) != 2:
        raise NotUnderstood("a gradient of two variables")
    low, high = domain
    places = [low + (high - low) * index / (points - 1) for index in range(points)]
    return sampled(document, passage([value(function, [place]) for place in places]), (low, high))


def sampled(document: Any, results: list[list[float]], domain: tuple[float, float]) -> Any:
    """A function that gives these results at even steps. Units: results 0 to 1."""
    from pikepdf import Dictionary

    flat = [round(min(max(number, 0.0), 1.0) * 65535) for result in results for number in result]
    count = len(results[0])
    stream = document.make_stream(
        struct.pack(f">{len(flat)}H", *flat),
        Dictionary(
            FunctionType=0, Domain=_array(domain), Range=_array([0, 1] * count), Size=_array([len(results)]),
            BitsPerSample=16,
        ),
    )  # fmt: skip
    return document.make_indirect(stream)


def _array(numbers: Sequence[float]) -> Any:
    from decimal import Decimal

    from pikepdf import Array

    return Array([number if isinstance(number, int) else Decimal(f"{number:.5f}") for number in numbers])


def _numbers(array: Any) -> list[float]:
    return [float(number) for number in array]


def _ends(function: Any) -> tuple[list[float], list[float]]:
    return _numbers(function.get("/C0", [0])), _numbers(function.get("/C1", [1]))


def _part(function: Any, place: float, domain: list[float]) -> tuple[Any, float, float, list[float]]:
    bounds = _numbers(function.Bounds)
    index = sum(place >= bound for bound in bounds)
    edges = [domain[0], *bounds, domain[1]]
    encode = _numbers(function.Encode)
    return function.Functions[index], edges[index], edges[index + 1], encode[2 * index : 2 * index + 2]


def _sampled(function: Any, inputs: list[float], domain: list[float]) -> list[float]:
    sizes = [int(size) for size in function.Size]
    bits = int(function.BitsPerSample)
    limits = _numbers(function.Range)
    count = len(limits) // 2
    decode = _numbers(function.get("/Decode", limits))
    encode = _numbers(function.get("/Encode", [edge for size in sizes for edge in (0, size - 1)]))
    content = function.read_bytes()
    whole = int.from_bytes(content, "big")
    length = len(content) * 8
    places = []
    for index, number in enumerate(inputs):
        low, high = domain[2 * index : 2 * index + 2]
        share = (number - low) / (high - low) if high > low else 0.0
        place = encode[2 * index] + share * (encode[2 * index + 1] - encode[2 * index])
        places.append(min(max(place, 0.0), sizes[index] - 1.0))
    results = [0.0] * count
    for corner in product((0, 1), repeat=len(places)):
        weight, number, stride = 1.0, 0, 1
        for place, upper, size in zip(places, corner, sizes, strict=True):
            base = min(int(place), max(size - 2, 0))
            weight *= place - base if upper else 1 - (place - base)
            number += min(base + upper, size - 1) * stride
            stride *= size
        if weight:
            for component in range(count):
                end = (number * count + component + 1) * bits
                if end > length:
                    raise NotUnderstood("a function with too few samples")
                sample = (whole >> (length - end)) & ((1 << bits) - 1)
                results[component] += weight * sample
    top = (1 << bits) - 1
    return [
        decode[2 * index] + result / top * (decode[2 * index + 1] - decode[2 * index])
        for index, result in enumerate(results)
    ]
