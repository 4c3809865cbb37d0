"""Reads one byte in every two MiB of a mapping of nothing: no memory of its own, a page of page table each."""

import ctypes
import mmap
import time

from strategy import finish, hello, libc

hello()
size, step = 256 << 30, 2 << 20
libc.mmap.restype = ctypes.c_void_p
start = libc.mmap(None, ctypes.c_size_t(size), mmap.PROT_READ, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, -1, ctypes.c_long(0))
libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), 15)  # MADV_NOHUGEPAGE
for offset in range(0, size, step):
    ctypes.c_char.from_address(start + offset).value
time.sleep(1)
finish()
