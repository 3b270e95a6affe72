"""How many threads work on one call."""

from __future__ import annotations

from ctypes import byref, c_int32

from normkit._library import library
from normkit._native import check, whole_number


def get_num_threads() -> int:
    """How many threads work on one call, the calling one included."""
    threads = c_int32()
    check(library.normkit_get_num_threads(byref(threads)))
    return threads.value


def set_num_threads(threads: int) -> None:
    """Chooses how many threads work on one call: results are the same bits with any number.

    0 is the library's own choice: the environment's NORMKIT_NUM_THREADS or, without it, the cores
    that this process may use.

    Raises
    ------
    InvalidArgumentError
        Outside 0…256.
    """
    number = whole_number("threads", threads, minimum=0)
    # ctypes would cut a larger number to 32 bits.
    check(library.normkit_set_num_threads(min(number, 2**31 - 1)))
