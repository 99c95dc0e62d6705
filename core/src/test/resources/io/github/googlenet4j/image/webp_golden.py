"""Small WebP files and what Pillow makes of them: size, and CRC-32 of RGB over white.

Written with Pillow 12.3 (libwebp 1.6) and cwebp 1.2.4: python webp_golden.py > webp_golden.json
"""
import base64, io, json, subprocess, sys, tempfile, zlib
import numpy as np
from PIL import Image

random = np.random.default_rng(7)


def photograph(width, height):
    y, x = np.mgrid[0:height, 0:width]
    bands = [127 + 100 * np.sin(x / 9 + y / 23), 127 + 90 * np.cos(y / 7), (x * 3 + y * 2) % 256, 200 + 50 * np.sin(x / 5)]
    pixels = np.stack(bands, -1) + random.normal(0, 6, (height, width, 4))
    pixels[height // 3 : height // 2, width // 3 : width // 2] = [250, 20, 20, 90]
    return np.clip(pixels, 0, 255).astype(np.uint8)


def palette(colors, width, height):
    return random.integers(0, 256, (colors, 4), dtype=np.uint8)[random.integers(0, colors, (height, width))]


def saved(pixels, alpha, **options):
    out = io.BytesIO()
    Image.fromarray(pixels if alpha else pixels[:, :, :3].copy()).save(out, "WEBP", **options)
    return out.getvalue()


def coded(pixels, options):
    with tempfile.TemporaryDirectory() as folder:
        Image.fromarray(pixels).save(folder + "/in.png")
        subprocess.run(["cwebp", "-quiet", *options.split(), folder + "/in.png", "-o", folder + "/out.webp"], check=True)
        return open(folder + "/out.webp", "rb").read()


files = {}
for width, height in [(1, 1), (2, 1), (1, 2), (17, 16), (15, 33)]:
    files[f"lossy {width}x{height}"] = saved(photograph(width, height), False, quality=60)
    files[f"lossless {width}x{height}"] = saved(photograph(width, height), True, lossless=True, exact=True)
for colors in (1, 2, 4, 16, 17):
    files[f"palette of {colors}"] = saved(palette(colors, 21, 9), True, lossless=True, exact=True)
for options in ("-f 100 -nostrong", "-f 100 -strong -sharpness 7", "-f 60 -sharpness 3 -segments 4 -sns 100", "-q 0 -f 100",
                "-q 100", "-alpha_method 0 -alpha_filter none", "-alpha_method 0 -alpha_filter best -q 20", "-alpha_filter best",
                "-alpha_q 30", "-lossless -z 9 -exact", "-lossless -z 0", "-near_lossless 40"):
    files["cwebp " + options] = coded(photograph(40, 34), options)
frames = [Image.fromarray(photograph(30, 20)), Image.fromarray(palette(3, 30, 20))]
for alpha in (True, False):
    out = io.BytesIO()
    first, second = [frame if alpha else frame.convert("RGB") for frame in frames]
    first.save(out, "WEBP", save_all=True, append_images=[second], quality=50)
    files["animated, alpha " + str(alpha).lower()] = out.getvalue()

golden = {}
for name, data in files.items():
    picture = Image.open(io.BytesIO(data))
    rgb = picture.convert("RGB")
    if picture.mode == "RGBA":
        rgb = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        rgb.alpha_composite(picture)
        rgb = rgb.convert("RGB")
    golden[name] = {
        "file": base64.b64encode(data).decode(),
        "width": rgb.width, "height": rgb.height,
        "crc": zlib.crc32(rgb.tobytes()),
    }
json.dump(golden, sys.stdout, indent=1)
print()
