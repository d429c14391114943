"""Makes the pictures of the app from its drawing, with a real Chromium: python -m bench.icons.

Small files, checked in: a manifest needs them in fixed sizes, and nothing here has to draw when it is installed.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.screens import FLAGS, chromium

ICONS = Path(__file__).parents[1] / "rapport" / "web" / "static" / "web" / "icons"
DRAWING = ICONS / "rapport.svg"
PETROL, WHITE = "#0e6370", "#fff"
COLOURS = 32


def picture(page: Page, drawing: str, size: int, *, inner: float = 1.0, ground: str = "transparent") -> Image.Image:
    """The drawing in a square; `inner` is the part of its side that it takes."""
    page.set_viewport_size({"width": size, "height": size})
    side = round(size * inner)
    style = f"margin:0;display:grid;place-items:center;block-size:{size}px;background:{ground}"
    page.set_content(f'<body style="{style}">{drawing.replace("<svg ", f"<svg width={side} height={side} ")}</body>')
    return Image.open(BytesIO(page.screenshot(omit_background=True))).convert("RGBA")


def main() -> None:
    drawing = DRAWING.read_text(encoding="utf-8")
    swapped = drawing.replace(PETROL, "@").replace(WHITE, PETROL).replace("@", WHITE)
    # Devices cut a maskable picture to a shape of theirs: what is drawn stays in the middle. A badge is a silhouette.
    hollow = drawing.replace(PETROL, WHITE).replace('stroke="#fff"', 'stroke="#000"')
    with sync_playwright() as play:
        page = play.chromium.launch(executable_path=chromium(), args=FLAGS).new_page()
        made = {
            "rapport-192": picture(page, drawing, 192),
            "rapport-512": picture(page, drawing, 512),
            "maskable-512": picture(page, swapped, 512, inner=0.6, ground=PETROL),
            "badge-96": without_black(picture(page, hollow, 96)),
        }
    for name, image in made.items():
        image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(ICONS / f"{name}.png", optimize=True)
        print(f"{name}.png {(ICONS / f'{name}.png').stat().st_size} bytes")


def without_black(image: Image.Image) -> Image.Image:
    """White where it is white; nothing where it is black."""
    light = image.convert("L")
    alpha = Image.composite(light, Image.new("L", image.size), image.getchannel("A"))
    white = Image.new("RGBA", image.size, (255, 255, 255, 0))
    white.putalpha(alpha)
    return white


if __name__ == "__main__":
    main()
