"""What Schemathesis needs to know beyond the OpenAPI file: what a picture is."""
import base64

import schemathesis
from hypothesis import strategies as st

# 2 x 1 pixels: PNG, PPM, PGM.
PICTURES = [
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="),
    b"P6\n2 1\n255\n\xff\x00\x00\x00\x00\xff",
    b"P5\n2 1\n255\n\x10\xf0",
]
picture = st.sampled_from(PICTURES)
schemathesis.openapi.media_type("image/*", picture)
schemathesis.openapi.media_type("application/octet-stream", picture)


@schemathesis.hook
def filter_headers(context, headers):
    """Only headers that an HTTP client can send."""
    return headers is None or all(str(value).isascii() for value in headers.values())
