#!/usr/bin/env python3
"""report_server.py PORT_FILE RECEIVED: takes the reports of reporter.c.

Writes its UDP port to PORT_FILE, then each report as a line to RECEIVED, and answers "ok" and the
number of the report.
"""

import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
with open(sys.argv[1], "w", encoding="ascii") as port:
    print(server.getsockname()[1], file=port)
while True:
    report, device = server.recvfrom(100)
    with open(sys.argv[2], "a", encoding="ascii") as received:
        received.write(report.decode("ascii") + "\n")
    server.sendto(b"ok " + report.split()[-1], device)
