"""Vectors in files: written whole, mapped into memory, and known by a checksum."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.kernels.checksums import checksum
from danlu.lake.files import sync

SEED = np.uint64(0x243F6A8885A308D3)


class DamagedError(Exception):
    """A file of the index is not what was written, or cannot be read."""


class Vector(msgspec.Struct, frozen=True):
    """A vector in a file: type, shape and checksum of its bytes; texts have none, their rows have."""

    dtype: str
    shape: tuple[int, ...]
    checksum: int | None


def checksum_of(vector: NDArray[Any]) -> int:
    """64 bits that tell accidental damage; not made to withstand an adversary."""
    data = np.ascontiguousarray(vector).reshape(-1).view(np.uint8)
    return int(checksum(data, SEED))


def write_vector(path: Path, vector: NDArray[Any]) -> Vector:
    """Write a vector in the byte order of little-endian machines, and flush it to the disk."""
    vector = np.ascontiguousarray(vector.astype(vector.dtype.newbyteorder("<"), copy=False))
    path.write_bytes(vector.data)
    sync(path)
    return Vector(vector.dtype.str, vector.shape, checksum_of(vector))


def write_pieces(path: Path, pieces: Iterable[NDArray[np.uint8]]) -> Vector:
    """Write bytes piece by piece, without a checksum of the whole."""
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += file.write(np.ascontiguousarray(piece).data)
    sync(path)
    return Vector("|u1", (size,), None)


def map_vector(path: Path, vector: Vector) -> NDArray[Any]:
    """A vector as it lies on the disk.

    Raises:
        DamagedError: It is not what was written.
    """
    dtype = np.dtype(vector.dtype)
    size = dtype.itemsize * int(np.prod(vector.shape))
    try:
        if path.stat().st_size != size:
            raise DamagedError(f"{path.name}: not as long as it was written")
        if size == 0:
            return np.empty(vector.shape, dtype)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise DamagedError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    found = np.frombuffer(mapped, dtype).reshape(vector.shape)
    if vector.checksum is not None and checksum_of(found) != vector.checksum:
        raise DamagedError(f"{path.name}: its bytes are not those that were written")
    return found


class Described(msgspec.Struct, frozen=True):
    """A file of JSON that carries its own checksum, and so is whole or damaged."""

    def write(self, path: Path) -> None:
        """Write it and flush it to the disk; the caller renames."""
        body = msgspec.json.encode(self, order="sorted")
        check = checksum_of(np.frombuffer(body, np.uint8))
        path.write_bytes(b"%016x\n%s\n" % (check, body))
        sync(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read it.

        Raises:
            DamagedError: It is missing, was cut or altered, or is not of this kind.
        """
        try:
            check, _, body = path.read_bytes().partition(b"\n")
            body = body.removesuffix(b"\n")
            if b"%016x" % checksum_of(np.frombuffer(body, np.uint8)) != check:
                raise DamagedError(f"{path.name}: its bytes are not those that were written")
            return msgspec.json.decode(body, type=cls)
        except (OSError, msgspec.DecodeError) as error:
            raise DamagedError(f"{path.name}: cannot be read ({type(error).__name__})") from error


Vectors = Mapping[str, NDArray[Any]]
"""Vectors by name."""
