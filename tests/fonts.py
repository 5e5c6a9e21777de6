"""Make the fonts that the workbook brings along again: `uv run python tests/fonts.py`. It needs npm."""

from __future__ import annotations

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from unicodedata import category

import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from workbook.export.glyphs import STANDARDS, parse_refused

FONTS = Path(__file__).parent.parent / "workbook" / "export" / "fonts"
TYPST = "Libertinus Serif"  # comes with Typst
# The package, the face in it, and what it is called here, so that no other version on a computer is taken.
FACES = (
    ("@expo-google-fonts/noto-serif@0.4.2", "400Regular/NotoSerif_400Regular.ttf", "Workbook Serif"),
    ("@expo-google-fonts/noto-emoji@0.4.7", "400Regular/NotoEmoji_400Regular.ttf", "Workbook Emoji"),
)
DAY = 3_786_912_000  # 2024-01-01, as fonts count
LICENCE = "LICENSE_FONT"
# Beyond the list in glyphs.typ, Typst takes a font of the same kind as the text's, then the one with the
# shorter name. So the boxes, of fixed width and with the longest name, come last.
BOXES = "Workbook Boxes for Letters that no other Font on this Computer can Print"
BOX = (((60, -120), (60, 720), (640, 720), (640, -120)), ((110, -70), (590, -70), (590, 670), (110, 670)))


def unpacked(package: str, folder: Path) -> Path:
    """Fetch a package by its name, and return its folder."""
    told = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    name = told.stdout.split()[-1]
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder / f"{name}.d", filter="data")
    return folder / f"{name}.d" / "package"


def lettered(source: Path, family: str) -> TTFont:
    """Return a face without what only screens need, under a name of its own."""
    font = TTFont(source)
    wanted = Options(hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = Subsetter(wanted)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    named = font["name"]
    for place, text in ((1, family), (2, "Regular"), (3, family), (4, family), (6, family.replace(" ", ""))):
        named.setName(text, place, 3, 1, 0x409)
    return font


def boxes() -> TTFont:
    """Return a font that shows the same empty box for whatever there is."""
    pen = TTGlyphPen(None)
    for first, *others in BOX:
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    glyph = pen.glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "box"])
    made.setupGlyf({".notdef": glyph, "box": glyph})
    many_to_one = CmapSubtable.newSubtable(13)
    many_to_one.platformID, many_to_one.platEncID, many_to_one.language = 3, 10, 0
    many_to_one.cmap = {code: "box" for code in range(0x20, 0x110000) if not 0xD800 <= code < 0xE000}
    made.setupCharacterMap({0x25A1: "box"})
    made.font["cmap"].tables = [many_to_one]
    made.setupHorizontalMetrics({".notdef": (700, 60), "box": (700, 60)})
    made.setupHorizontalHeader(ascent=900, descent=-200)
    made.setupNameTable({"familyName": BOXES, "styleName": "Regular", "psName": "WorkbookBoxes"})
    made.setupOS2(sTypoAscender=900, sTypoDescender=-200)
    made.setupPost(isFixedPitch=1)
    return made.font


def has(family: str) -> str:
    """Return a pattern for the characters of a family: those of all that Typst prints with it."""
    page = f"""#set document(title: "x")
#set text(font: {json.dumps(family)}, fallback: false)
#for one in json(bytes(sys.inputs.data)) {{ par(text(one)) }}"""
    codes = (*range(0x20, 0xFFFE), *range(0x10000, 0x1FFFE), *range(0xE0000, 0xE0200))  # flags need the last
    every = [one for one in map(chr, codes) if category(one) not in ("Cc", "Co", "Cs")]
    own = typst.Fonts(font_paths=[str(FONTS / "letters")], include_system_fonts=False)
    lacks: set[str] = set()
    try:
        typst.compile(
            page.encode(),
            format="pdf",
            sys_inputs={"data": json.dumps(every)},
            font_paths=own,
            pdf_standards=STANDARDS,
        )
    except typst.TypstError as error:
        lacks = parse_refused(error.diagnostic)
    found = {ord(one) for one in every if one not in lacks}
    first = [code for code in sorted(found) if code - 1 not in found]
    last = [code for code in sorted(found) if code + 1 not in found]
    return "".join(f"\\u{{{a:x}}}-\\u{{{b:x}}}" for a, b in zip(first, last, strict=True))


def keep(font: TTFont, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    font["head"].created = font["head"].modified = DAY  # the same bytes each time
    font.recalcTimestamp = False
    font.save(path)
    print(path.relative_to(FONTS), path.stat().st_size)


def main() -> None:
    copyrights = []
    with tempfile.TemporaryDirectory() as name:
        for package, face, family in FACES:
            folder = unpacked(package, Path(name))
            keep(lettered(folder / face, family), FONTS / "letters" / f"{family.replace(' ', '')}.ttf")
            owner, _, licence = (folder / LICENCE).read_text("utf-8").partition("\n")
            copyrights.append(owner)
    (FONTS / "OFL.txt").write_text("\n".join([*copyrights, licence]), "utf-8")
    keep(boxes(), FONTS / "boxes" / "WorkbookBoxes.ttf")
    lines = [f'  "{family}": regex("[{has(family)}]"),' for family in (TYPST, *(face[2] for face in FACES))]
    text = "\n".join(
        ["// Made by tests/fonts.py: the characters that the fonts have.", "#let has = (", *lines, ")", ""]
    )
    (FONTS / "has.typ").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
