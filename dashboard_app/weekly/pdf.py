"""The report as one A4 page. Long reports are set in smaller type, never cut."""

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from dashboard_app.weekly.message import headings
from dashboard_app.weekly.sheet import Line, Sheet

FONT = Path(__file__).parents[2] / "assets" / "vendor" / "fonts" / "figtree-latin-wght-normal.woff2"
WEIGHTS = {"": 400.0, "B": 700.0}
INK, FAINT, ACCENT = (27, 31, 32), (76, 84, 87), (11, 102, 99)
MARGIN_MM, WIDTH_MM = 18, 174
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)


def pdf_of(sheet: Sheet, base_url: str) -> bytes:
    for scale in SCALES[:-1]:
        file, count = typeset(sheet, base_url, scale)
        if count == 1:
            return file
    return typeset(sheet, base_url, SCALES[-1])[0]


def typeset(sheet: Sheet, base_url: str, scale: float) -> tuple[bytes, int]:
    """The PDF file and its number of pages."""
    page = draw(sheet, base_url, scale)
    file = bytes(page.output())
    for face in page.fonts.values():
        if isinstance(face, TTFFont):
            face.ttfont.close()  # fpdf2 leaves the lazily read font file open
    return file, page.pages_count


def draw(sheet: Sheet, base_url: str, scale: float) -> "SheetPage":
    page = SheetPage(base_url, scale)
    page.set_title(f"{sheet.title}, {sheet.period}")
    page.paragraph(sheet.title, 20, "B", after=1)
    page.paragraph(sheet.period, 11, colour=FAINT, after=3)
    page.paragraph(sheet.lead, 12, after=2)
    if not sheet.is_empty:
        for number, (heading, lines, nothing) in enumerate(headings(sheet)):
            page.rule()
            page.paragraph(heading, 14, "B", colour=ACCENT, after=2)
            if not lines:
                page.paragraph(nothing, 11, after=2)
            for place, line in enumerate(lines, 1):
                page.entry(line, "" if number == 0 else f"{place}. ")
    page.rule()
    if not sheet.is_empty:
        page.paragraph(sheet.rules, 7.5, colour=FAINT, after=1)
    page.paragraph(sheet.made, 8, colour=FAINT)
    page.paragraph(base_url + sheet.href, 8, colour=FAINT, link=base_url + sheet.href)
    return page


class SheetPage(FPDF):
    """A page that is filled from top to bottom. Sizes are in points and multiplied by `scale`."""

    def __init__(self, base_url: str, scale: float) -> None:
        super().__init__(format="A4")
        self.base_url, self.scale = base_url, scale
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, MARGIN_MM)
        for style, weight in WEIGHTS.items():  # the website's variable font, at one weight per style
            self.add_font("Figtree", style, FONT, variations={"wght": weight})
        self.add_page()

    def paragraph(
        self,
        text: str,
        size: float,
        style: str = "",
        *,
        colour: tuple[int, int, int] = INK,
        after: float = 0,
        link: str = "",
    ) -> None:
        self.set_font("Figtree", style, size * self.scale)
        self.set_text_color(*colour)
        height = size * self.scale * 0.353 * 1.35  # points to millimetres, times the line spacing
        self.multi_cell(WIDTH_MM, height, text, link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.ln(after * self.scale)

    def entry(self, line: Line, number: str) -> None:
        if line.value:
            self.paragraph(line.value, 22, "B", colour=FAINT if line.is_few else INK)
        self.paragraph(number + line.head, 11.5, "B", link=self.base_url + line.href)
        self.paragraph(line.text, 10.5, colour=FAINT, after=2.5)

    def rule(self) -> None:
        self.ln(1.5 * self.scale)
        self.set_draw_color(203, 199, 188)
        self.line(MARGIN_MM, self.get_y(), MARGIN_MM + WIDTH_MM, self.get_y())
        self.ln(3 * self.scale)
