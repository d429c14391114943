"""Contrast of two oklch colours, from the definitions in CSS Color 4 and WCAG 2.2."""

import math
import re

Rgb = tuple[float, float, float]
_COLOUR = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")


def linear_rgb(colour: str) -> Rgb:
    """Linear-light sRGB, each channel held to 0..1. The colour must be opaque."""
    found = _COLOUR.fullmatch(colour.strip())
    if not found:
        raise ValueError(f"{colour!r} is not oklch(L C H) without alpha.")
    light, chroma, hue = map(float, found.groups())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    lights = sorted(_luminance(linear_rgb(colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
