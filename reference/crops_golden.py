"""Bytes of the 10 and the 144 crops of pictures, by Pillow.

    python reference/crops_golden.py > core/src/test/resources/io/github/googlenet4j/image/crops_golden.json

Needs numpy and Pillow. The pictures follow from their sizes, so that a test can make the same ones. For each picture the
CRC-32 of all crops one after the other, first as they are, then mirrored:
    squash      corners and centre of the picture made 256x256
    short_side  corners and centre of the picture whose short side is made 256
    paper       section 7: short sides 256, 288, 320 and 352 of the picture; its left, centre and right square (upper, centre
                and lower one of an upright picture); of each the corners, the centre and the whole square made 224x224
"""
import json
import zlib

import numpy as np
import PIL
from PIL import Image

SIDE = 224
SIZES = [(400, 533), (533, 400), (301, 301), (100, 57), (57, 100), (1, 1), (3, 200), (900, 2), (224, 224), (640, 100)]


def uniform(name, n):
    """n numbers in [0, 1): SplitMix64 seeded with the name's CRC-32, the top 24 bits of each output."""
    state = zlib.crc32(name.encode())
    steps = np.arange(1, n + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(state) + steps * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / (1 << 24)


def short_side(image, side):
    width, height = image.size
    size = (side, int(side * height / width)) if width <= height else (int(side * width / height), side)
    return image.resize(size, Image.BILINEAR)


def corners_and_centre(image):
    x, y = image.size[0] - SIDE, image.size[1] - SIDE
    places = [(0, 0), (x, 0), (0, y), (x, y), (round(x / 2), round(y / 2))]
    return [image.crop((a, b, a + SIDE, b + SIDE)) for a, b in places]


def paper(image):
    crops = []
    for side in (256, 288, 320, 352):
        scaled = short_side(image, side)
        x, y = scaled.size[0] - side, scaled.size[1] - side
        for a, b in [(0, 0), (round(x / 2), round(y / 2)), (x, y)]:
            square = scaled.crop((a, b, a + side, b + side))
            crops += corners_and_centre(square) + [square.resize((SIDE, SIDE), Image.BILINEAR)]
    return crops


def checksum(crops):
    crops = crops + [crop.transpose(Image.FLIP_LEFT_RIGHT) for crop in crops]
    return zlib.crc32(b"".join(crop.tobytes() for crop in crops))


def main():
    cases = []
    for width, height in SIZES:
        values = uniform(f"image:{width}x{height}", width * height * 3)
        image = Image.fromarray((values * 256).astype(np.uint8).reshape(height, width, 3))
        cases.append({"width": width, "height": height,
                      "squash": checksum(corners_and_centre(image.resize((256, 256), Image.BILINEAR))),
                      "short_side": checksum(corners_and_centre(short_side(image, 256))),
                      "paper": checksum(paper(image))})
    print(json.dumps({"pillow": PIL.__version__, "cases": cases}, indent=1))


if __name__ == "__main__":
    main()
