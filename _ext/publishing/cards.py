"""Pictures for the outside: the logo as pixels, and the card that a shared link shows."""

from __future__ import annotations

import textwrap
from html import unescape
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageColor, ImageDraw, ImageFont

SIZE = (1200, 630)  # what OpenGraph asks for
EDGE = 64
INK, GREY, PAPER = "#1b1f24", "#57606a", "#ffffff"
FONTS = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))


def font(size: int, bold: bool = True) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)


def draw_logo(file: Path, size: int, margin: int = 1) -> Image.Image:
    """Draw an SVG of a square, made of groups of rectangles, on paper."""
    picture = Image.new("RGBA", (4 * size, 4 * size), PAPER)  # four times as large, then shrunk
    root = ElementTree.parse(file).getroot()
    scale = 4 * (size - 2 * margin) / float(root.attrib["viewBox"].split()[2])

    def draw(element: ElementTree.Element, inherited: dict[str, str]) -> None:
        look = {**inherited, **element.attrib}
        if element.tag.endswith("rect"):
            layer = Image.new("RGBA", picture.size)
            x, y, wide, high, radius, line = (
                scale * float(look.get(name, 0))
                for name in ("x", "y", "width", "height", "rx", "stroke-width")
            )
            half = line / 2
            x, y = x + 4 * margin, y + 4 * margin
            box = (x - half, y - half, x + wide + half, y + high + half)
            fill = look.get("fill", "black")
            alpha = round(255 * float(look.get("fill-opacity", 1)))
            ImageDraw.Draw(layer).rounded_rectangle(
                box,
                radius + half,
                fill=None if fill == "none" else (*ImageColor.getrgb(fill), alpha),
                outline=look.get("stroke"),
                width=round(line),
            )
            picture.alpha_composite(layer)
        for child in element:
            draw(child, look)

    draw(root, {})
    return picture.resize((size, size), Image.Resampling.LANCZOS).convert("RGB")


def draw_card(book: str, title: str, logo: Path, picture: Path | None) -> Image.Image:
    """Draw a card: logo, book and the page's title; below, the top of a picture of the page's."""
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    title, top = unescape(title), EDGE - 16
    if logo.exists():
        card.paste(draw_logo(logo, 72), (EDGE, top))
    if title != book:
        pen.text((EDGE + 96, top + 36), book, GREY, font(34, bold=False), anchor="lm")
    top += 100
    lines = textwrap.wrap(title, 28)[:2]
    pen.multiline_text((EDGE, top), "\n".join(lines), INK, font(60), spacing=14)
    top += 78 * len(lines) + 30
    if picture and picture.exists():
        with Image.open(picture) as opened:
            shown = opened.convert("RGBA")
        ratio = min((SIZE[0] - 2 * EDGE) / shown.width, 2)
        shown = shown.resize((round(shown.width * ratio), round(shown.height * ratio)))
        card.paste(shown, ((SIZE[0] - shown.width) // 2, top), shown)  # what is too long is cut off
    elif logo.exists():
        card.paste(draw_logo(logo, 280), (SIZE[0] - EDGE - 280, SIZE[1] - EDGE - 280))
    return card
