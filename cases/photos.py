"""Photos of a visit: judged by content, drawn again small enough, without anything hidden in them.

A phone writes the place, the moment and the owner's device into a picture. Nothing of that is
kept: the picture is decoded and encoded again, so that only what is to be seen remains.
"""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.errors import Refused
from cases.documents import check

CONTENT_TYPE = "image/jpeg"
ACCEPTED = ("image/jpeg", "image/png")
LONGEST_SIDE, SMALL_SIDE = 2048, 400  # pixels
MOST_PIXELS = 60_000_000  # 180 MB once decoded; a phone's largest is 50
MOST_AT_ONCE, MOST_PER_STOP = 10, 40
QUALITY = 82
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    ArithmeticError,
    Image.DecompressionBombError,
)


@dataclass(frozen=True)
class Picture:
    """A photo that may be kept, and a small one of it; the fingerprint is of what was sent."""

    photo: bytes
    small: bytes
    width: int
    height: int
    sha256: str

    def files(self) -> tuple[ContentFile[Any], ContentFile[Any]]:
        """Photo and small picture, ready to be stored."""
        return ContentFile(self.photo), ContentFile(self.small)


def read_photo(upload: "UploadedFile[Any]") -> Picture:
    """The photo in an upload. Raises Refused with a sentence when it cannot be kept."""
    checked = check(upload)
    if checked.content_type not in ACCEPTED:
        raise Refused(_("This is not a photo: choose a jpg or png."))
    try:
        with Image.open(upload, formats=("JPEG", "PNG")) as opened:
            _refuse_bomb(opened)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a jpeg is decoded small at once
            drawn = _plain(opened)
    except _BROKEN as error:
        raise Refused(_("This photo is damaged: it cannot be opened.")) from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = drawn.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(_jpeg(drawn), _jpeg(small), drawn.width, drawn.height, checked.sha256)


def _refuse_bomb(opened: Image.Image) -> None:
    """By what the file says of its size, before anything is decoded."""
    if opened.width * opened.height > MOST_PIXELS:
        most = number_format(MOST_PIXELS // 1_000_000)
        raise Refused(
            _("This photo unfolds to more than %(most)s million pixels; it is not kept.")
            % {"most": most}
        )


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, on white where it was transparent, and without whatever came along in `info`."""
    upright = ImageOps.exif_transpose(opened)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        ground.alpha_composite(layer)
        upright = ground
    plain = upright.convert("RGB")
    plain.info = {}
    return plain


def _jpeg(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()
