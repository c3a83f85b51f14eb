# SPDX-License-Identifier: GPL-2.0-only
# A name server with one answer: name-server.py ADDRESS NAME ANSWER.
import socket
import sys

address, name, answer = sys.argv[1:]
labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
question = labels + b"\0" + b"\0\1\0\1"  # A, IN
record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(answer)

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((address, 53))
while True:
    query, client = server.recvfrom(512)
    known = query[12:].startswith(question)
    header = query[:2] + (b"\x81\x80\0\1\0\1" if known else b"\x81\x83\0\1\0\0") + b"\0\0\0\0"
    server.sendto(header + query[12:] + (record if known else b""), client)
