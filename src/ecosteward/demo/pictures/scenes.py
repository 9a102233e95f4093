"""What stands in front of the camera: each scene before and after its rectification."""

from collections.abc import Callable

from PIL.ImageDraw import ImageDraw

SIZE = (960, 720)
_WIDE, _HIGH = SIZE
_FLOOR = 500
Colour = tuple[int, int, int]
Scene = Callable[[ImageDraw, bool], None]

_WALL, _CONCRETE, _SKY = (176, 178, 174), (128, 128, 124), (168, 190, 206)
_STEEL, _RED, _YELLOW, _WHITE, _DARK = (148, 154, 160), (178, 52, 44), (214, 172, 52), (228, 228, 222), (52, 54, 56)


def drums(draw: ImageDraw, mended: bool) -> None:
    """Six drums of hazardous waste, with or without their labels."""
    _room(draw)
    for n in range(6):
        left, top = 70 + n % 3 * 280, 210 + n // 3 * 150
        _cylinder(draw, (left, top, left + 190, top + 270), (46, 84 + n * 6, 132))
        if mended:
            draw.rectangle((left + 45, top + 95, left + 145, top + 185), (232, 176, 66))
            draw.polygon(((left + 70, top + 120), (left + 92, top + 150), (left + 48, top + 150)), _RED)
            _lines(draw, (left + 96, top + 112, left + 138, top + 175), 5)


def stack(draw: ImageDraw, mended: bool) -> None:
    """A stack with its sampling platform; before, haze at its mouth."""
    _outdoors(draw)
    _cylinder(draw, (430, 60, 540, 640), _STEEL)
    draw.rectangle((370, 300, 600, 316), _YELLOW)
    for x in range(372, 604, 38):
        draw.line((x, 240, x, 300), _YELLOW, 5)
    draw.line((370, 242, 602, 242), _YELLOW, 5)
    _cylinder(draw, (620, 380, 860, 640), (120, 140, 150))
    draw.rectangle((520, 440, 660, 490), _STEEL)
    if not mended:
        for n in range(7):
            draw.ellipse((450 + n * 40, 30 - n * 4, 560 + n * 46, 96 - n * 6), (196, 200, 200))


def pond(draw: ImageDraw, mended: bool) -> None:
    """A basin of the waste-water plant; before, covered with scum."""
    _outdoors(draw)
    draw.polygon(((90, 380), (870, 380), (940, 660), (20, 660)), _CONCRETE)
    draw.polygon(((150, 410), (810, 410), (860, 630), (100, 630)), (64, 104, 100) if mended else (98, 96, 66))
    for n in range(0 if mended else 16):
        x, y = 130 + n * 137 % 640, 430 + n * 71 % 150
        draw.ellipse((x, y, x + 110, y + 36), (150, 142, 98))
    draw.line((60, 350, 900, 350), _YELLOW, 8)
    draw.rectangle((430, 300, 520, 640), (110, 116, 122))


def valve(draw: ImageDraw, mended: bool) -> None:
    """A pipe with its valve; after, chained, locked and tagged; before, dripping."""
    _room(draw)
    draw.rectangle((0, 330, _WIDE, 430), (64, 108, 88))
    draw.rectangle((400, 300, 560, 460), (84, 90, 96))
    draw.ellipse((370, 150, 590, 330), outline=_RED, width=26)
    draw.line((480, 160, 480, 330), _RED, 18)
    if mended:
        draw.line((410, 260, 430, 470), _YELLOW, 10)
        draw.rectangle((396, 470, 470, 540), (196, 150, 40))
        draw.rectangle((500, 470, 640, 600), _WHITE)
        _lines(draw, (512, 490, 628, 590), 5)
    else:
        for n in range(4):
            draw.ellipse((468, 470 + n * 45, 490, 500 + n * 45), (120, 150, 160))
        draw.ellipse((330, 620, 640, 680), (96, 104, 106))


def hopper(draw: ImageDraw, mended: bool) -> None:
    """A charging hopper; before, open and fuming; after, closed and connected to the exhaust."""
    _room(draw)
    draw.polygon(((300, 260), (660, 260), (560, 480), (400, 480)), _STEEL)
    draw.rectangle((430, 480, 530, 620), (120, 126, 132))
    if mended:
        draw.ellipse((300, 220, 660, 300), (170, 176, 180))
        draw.line((480, 230, 480, 90, 900, 90), (86, 132, 160), 44)
    else:
        draw.ellipse((300, 220, 660, 300), _DARK)
        for n in range(6):
            draw.ellipse((330 + n * 34, 60 + n % 3 * 44, 440 + n * 40, 150 + n % 3 * 44), (192, 192, 180))


def ledger(draw: ImageDraw, mended: bool) -> None:
    """A page of a ledger; before, with empty rows."""
    draw.rectangle((0, 0, _WIDE, _HIGH), (112, 88, 66))
    draw.polygon(((120, 60), (840, 40), (880, 690), (80, 700)), (236, 234, 224))
    for row in range(11):
        y = 130 + row * 50
        draw.line((130, y, 850, y - 6), (120, 124, 130), 3)
        if mended or not 4 <= row <= 8:  # noqa: PLR2004  # five days without an entry
            _lines(draw, (150 + row * 7 % 40, y + 16, 780 - row * 31 % 90, y + 34), 1, (52, 66, 120))
    for x in (130, 300, 470, 640, 850):
        draw.line((x, 120, x + 4, 680), (120, 124, 130), 3)


def shelf(draw: ImageDraw, mended: bool) -> None:
    """A shelf of emergency supplies; before, two protective suits are missing."""
    _room(draw)
    for y in (180, 350, 520):
        draw.rectangle((110, y, 850, y + 16), (70, 96, 140))
    for x in (110, 470, 836):
        draw.rectangle((x, 90, x + 16, 640), (70, 96, 140))
    for n in range(12):
        x, y = 150 + n % 6 * 112, 90 if n < 6 else 262  # noqa: PLR2004  # six on a board
        if mended or n not in {4, 5}:
            draw.rectangle((x, y, x + 84, y + 88), (214, 116, 40) if n % 2 else (196, 58, 46))
            draw.rectangle((x + 14, y + 22, x + 70, y + 52), _WHITE)
    for n in range(5):
        draw.ellipse((150 + n * 136, 430, 246 + n * 136, 520), (214, 214, 206))


def sign(draw: ImageDraw, mended: bool) -> None:
    """An outlet with or without its sign."""
    _outdoors(draw)
    draw.rectangle((0, 470, _WIDE, 560), _CONCRETE)
    draw.ellipse((90, 500, 210, 620), _DARK)
    draw.line((560, 240, 560, 640), _STEEL, 14)
    draw.line((780, 240, 780, 640), _STEEL, 14)
    if mended:
        draw.rectangle((520, 140, 820, 360), (32, 122, 82))
        draw.rectangle((548, 166, 650, 300), _WHITE)
        _lines(draw, (670, 176, 800, 330), 6, _WHITE)
    else:
        draw.rectangle((470, 600, 720, 690), (64, 104, 82))


def sacks(draw: ImageDraw, mended: bool) -> None:
    """Where sacks of sludge lay in the open; after, swept."""
    _outdoors(draw)
    draw.rectangle((0, 430, _WIDE, _HIGH), _CONCRETE)
    draw.rectangle((560, 170, 960, 470), (150, 148, 140))
    draw.rectangle((640, 250, 800, 470), (70, 84, 100))
    if mended:
        draw.rectangle((120, 520, 470, 528), _YELLOW)
        return
    for left in (140, 330):
        draw.rounded_rectangle((left, 460, left + 190, 640), 40, (206, 200, 184))
        draw.rectangle((left + 70, 440, left + 120, 470), (180, 172, 150))
        draw.ellipse((left - 20, 620, left + 220, 670), (108, 118, 92))


def curve(draw: ImageDraw, mended: bool) -> None:
    """The screen of an automatic monitor; before, two gaps that nobody explained."""
    draw.rectangle((0, 0, _WIDE, _HIGH), (60, 62, 66))
    draw.rectangle((110, 80, 850, 560), (18, 32, 44))
    for n in range(6):
        draw.line((140, 140 + n * 70, 820, 140 + n * 70), (42, 66, 82), 2)
    points = [(140 + n * 10, 330 + (n * 37 % 23) * 3 - n % 9 * 5) for n in range(68)]
    for n in range(67):
        gap = n in range(20, 26) or n in range(44, 49)
        if mended or not gap:
            draw.line((*points[n], *points[n + 1]), (224, 176, 70) if gap else (88, 200, 160), 4)
    draw.rectangle((380, 560, 580, 640), (46, 48, 52))


def carbon(draw: ImageDraw, mended: bool) -> None:
    """The gauge of an activated-carbon box; the needle falls when the carbon is changed."""
    _room(draw)
    draw.rectangle((90, 180, 560, 620), (128, 150, 146))
    for x in range(140, 540, 80):
        draw.rectangle((x, 220, x + 50, 580), (108, 128, 124))
    draw.ellipse((600, 200, 880, 480), _DARK)
    draw.ellipse((616, 216, 864, 464), (240, 240, 234))
    draw.arc((640, 240, 840, 440), 180, 300, (60, 140, 90), 16)
    draw.arc((640, 240, 840, 440), 300, 360, _RED, 16)
    draw.line((740, 340, 680, 290) if mended else (740, 340, 828, 318), _DARK, 9)


def gate(draw: ImageDraw, mended: bool) -> None:  # noqa: ARG001  # a gate is not rectified
    """The plant's front gate."""
    _outdoors(draw)
    draw.rectangle((60, 200, 340, 520), (188, 176, 160))
    draw.rectangle((640, 200, 920, 520), (188, 176, 160))
    for x in range(350, 640, 30):
        draw.line((x, 340, x, 530), _STEEL, 8)
    draw.line((345, 350, 640, 350), _STEEL, 10)
    draw.rectangle((100, 240, 300, 300), (160, 40, 38))
    _lines(draw, (120, 256, 280, 286), 2, (236, 206, 120))


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (drums, stack, pond, valve, hopper, ledger, shelf, sign, sacks, curve, carbon, gate)
}


def _room(draw: ImageDraw) -> None:
    _shaded(draw, 0, _FLOOR, _WALL, 26)
    _shaded(draw, _FLOOR, _HIGH, _CONCRETE, -30)


def _outdoors(draw: ImageDraw) -> None:
    _shaded(draw, 0, _FLOOR, _SKY, 40)
    _shaded(draw, _FLOOR, _HIGH, (122, 124, 112), -26)


def _shaded(draw: ImageDraw, top: int, bottom: int, colour: Colour, rise: int) -> None:
    for y in range(top, bottom):
        more = rise * (y - top) // (bottom - top)
        draw.line((0, y, _WIDE, y), (colour[0] + more, colour[1] + more, colour[2] + more))


def _cylinder(draw: ImageDraw, box: tuple[int, int, int, int], colour: Colour) -> None:
    left, top, right, bottom = box
    half = max(1, (right - left) // 2)
    for x in range(left, right):
        more = 46 - abs(x - left - half * 2 // 3) * 92 // half
        shade = (max(0, colour[0] + more), max(0, colour[1] + more), max(0, colour[2] + more))
        draw.line((x, top, x, bottom), shade)
    rim = (right - left) // 10
    draw.ellipse((left, top - rim, right, top + rim), (colour[0] + 20, colour[1] + 20, min(255, colour[2] + 20)))


def _lines(draw: ImageDraw, box: tuple[int, int, int, int], number: int, colour: Colour = (70, 72, 76)) -> None:
    left, top, right, bottom = box
    for n in range(number):
        y = top + (bottom - top) * n // max(1, number)
        draw.line((left, y, right - n * 37 % 40, y), colour, 4)
