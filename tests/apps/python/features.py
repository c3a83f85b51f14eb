# SPDX-License-Identifier: GPL-2.0-only
# What a program in Python may want from its system; prints the same wherever it runs.
import asyncio
import decimal
import hashlib
import json
import mmap
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import zlib


def arguments():
    return sys.argv[1:], os.environ["COLOUR"]


def files():
    with open("/tmp/file", "w+", encoding="utf-8") as file:
        file.write("a line\n" * 1000)
        file.flush()
        with mmap.mmap(file.fileno(), 0) as memory:
            memory[0:1] = b"A"
            start = memory.find(b"A")
        file.seek(0)
        return start, file.readline(), os.stat("/tmp/file").st_size


def libraries():
    text = json.dumps({"pi": str(decimal.Decimal(355) / 113)})
    return text, hashlib.sha256(text.encode()).hexdigest(), zlib.crc32(text.encode())


def child_by_shell():
    command = subprocess.run(["/bin/sh", "-c", "cat; echo error >&2; exit 3"], input=b"through a pipe",
                             capture_output=True, check=False)
    return command


def child_of_itself():
    return subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, check=True).stdout


def child_by_fork():
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"the child")
        os.kill(os.getpid(), signal.SIGTERM)
    text = os.read(reader, 100)
    return text, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def signals():
    seen = []
    signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    while len(seen) < 5:
        signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return set(seen)


def threads():
    numbers, sums = queue.Queue(), []

    def add():
        total = 0
        while (number := numbers.get()) is not None:
            total += number
        sums.append(total)

    workers = [threading.Thread(target=add) for _ in range(8)]
    for worker in workers:
        worker.start()
    for number in range(10000):
        numbers.put(number)
    for _ in workers:
        numbers.put(None)
    for worker in workers:
        worker.join()
    return sum(sums)


async def talk():
    async def echo(reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
        writer.close()

    async def ask(port, text):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(text.encode() + b"\n")
        writer.write_eof()
        answer = await reader.read()
        writer.close()
        return answer

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers = await asyncio.gather(*(ask(port, f"client {i}") for i in range(20)))
    server.close()
    return b"".join(answers)


def sockets():
    left, right = socket.socketpair()
    left.sendmsg([b"one", b"two"])
    return right.recv(100), asyncio.run(talk())


def exceptions():
    try:
        os.stat("/nowhere")
    except FileNotFoundError as error:
        caught = error
    depth = 0

    def deeper():
        nonlocal depth
        depth += 1
        deeper()

    try:
        deeper()
    except RecursionError:
        pass
    return caught, depth > 900


for part in (arguments, files, libraries, child_by_shell, child_of_itself, child_by_fork, signals,
             threads, sockets, exceptions):
    print(part.__name__, part(), flush=True)
print("done")
sys.exit(7)
