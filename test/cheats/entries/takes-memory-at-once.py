import mmap

from strategy import finish, hello

hello()
memory = mmap.mmap(-1, 600 << 20)
for page in range(0, len(memory), 4096):
    memory[page] = 1
finish()
