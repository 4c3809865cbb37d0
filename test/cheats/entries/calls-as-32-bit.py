"""On x86-64 an old way into the kernel has other numbers for the same calls: 20 is getpid there, mount here."""

import ctypes
import mmap
import platform

from strategy import cheated, finish, hello

hello()
if platform.machine() == "x86_64":
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\x53\xb8\x14\x00\x00\x00\xcd\x80\x5b\xc3")  # push rbx; mov eax, 20; int 0x80; pop rbx; ret
    result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    if result != -1:
        cheated(f"a 32-bit call gave {result}")
finish()
