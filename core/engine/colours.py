"""Colours that are told apart, and images that a page holds in itself."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np


def distinct(number: int) -> tuple[int, int, int]:
    """Colour (0..255) of the thing of this number.

    The golden angle keeps hues apart however many there are; brightness alternates.
    """
    hue = (number * 0.61803398875) % 1.0 * 6.0
    # Red, green and blue are full where the hue is 0, 2 and 4, and none three away from there.
    far = np.abs((hue - np.array([0.0, 2.0, 4.0]) + 3.0) % 6.0 - 3.0)
    base = np.clip(2.0 - far, 0.0, 1.0)
    red, green, blue = (255 * (0.25 + 0.65 * base) * (1.0 if number % 2 == 0 else 0.75)).astype(int).tolist()
    return red, green, blue


def png(pixels: np.ndarray) -> bytes:
    """PNG of uint8 (row, column, red green blue): ISO 15948, eight bits, no filter."""
    rows, columns, _ = pixels.shape
    lines = np.zeros((rows, 1 + 3 * columns), np.uint8)
    lines[:, 1:] = np.asarray(pixels, np.uint8).reshape(rows, -1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in (
        (b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_address(pixels: np.ndarray) -> str:
    """The image as an address of HTML."""
    return f"data:image/png;base64,{base64.b64encode(png(pixels)).decode('ascii')}"
