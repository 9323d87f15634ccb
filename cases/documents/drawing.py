"""Draws one page of a document; a program of its own, started by `pictures`, with nothing to lose.

What strangers made is read here and nowhere else: in a process without our settings and secrets,
with hard limits on memory, time, files and output, that ends after one picture. Reads the document
from standard input; writes a line with the number of pages, then the picture. Ends with a code of
its own when there is nothing to show.
"""

import io
import resource
import sys

import pypdfium2
from PIL import Image, ImageOps

LOCKED, BROKEN, TOO_LARGE, NO_SUCH_PAGE = 10, 11, 12, 13
MEMORY = 1024 * 1024 * 1024
SECONDS = 15
MOST_WRITTEN = 16 * 1024 * 1024
MOST_PIXELS = 60_000_000
WIDTH, HEIGHT = 1200, 1700  # of the picture, at most


def limit() -> None:
    """Limits that this process cannot take back."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def draw_pdf(content: bytes, number: int) -> tuple[int, Image.Image]:
    """A page on white, without running anything that is in it."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        sys.exit(LOCKED if "password" in str(error).lower() else BROKEN)
    if not 1 <= number <= len(pdf):
        sys.exit(NO_SUCH_PAGE if len(pdf) else BROKEN)
    page = pdf[number - 1]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        sys.exit(BROKEN)
    picture = page.render(scale=min(WIDTH / width, HEIGHT / height), may_draw_forms=False)
    return len(pdf), picture.to_pil()


def draw_image(content: bytes, number: int) -> tuple[int, Image.Image]:
    """Smaller, and upright as the camera meant it."""
    if number != 1:
        sys.exit(NO_SUCH_PAGE)
    picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(TOO_LARGE)
    picture.draft("RGB", (HEIGHT, HEIGHT))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((HEIGHT, HEIGHT))
    return 1, upright


def bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no place, camera, comment or colour profile comes along."""
    clean = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def main(kind: str, number: int) -> None:
    """One picture on standard output: a photo as JPEG, all else as PNG."""
    Image.preinit()  # all code of ours is read before anything of others
    limit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    content = sys.stdin.buffer.read()
    try:
        pages, picture = (draw_pdf if kind == "application/pdf" else draw_image)(content, number)
        out = io.BytesIO()
        form = "JPEG" if kind == "image/jpeg" else "PNG"
        bare(picture).save(out, form, quality=85)
    except (Image.DecompressionBombError, MemoryError):
        sys.exit(TOO_LARGE)
    except (OSError, SyntaxError, ValueError, pypdfium2.PdfiumError):
        sys.exit(BROKEN)
    sys.stdout.buffer.write(f"{pages}\n".encode() + out.getvalue())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
