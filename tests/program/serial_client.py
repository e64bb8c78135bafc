#!/usr/bin/python3
"""serial_client.py DEVICE STEP...: a program that has a modem on a serial port, with pyserial.

  send:TEXT    write TEXT, in which \\r, \\n and \\xNN mean what they do in Python
  fill:TEXT    write TEXT again and again, without reading, until there is no room for more; then say
               how often it was written whole
  expect:TEXT  read until TEXT has come; what came before it is dropped
  exactly:TEXT like expect, but nothing else may come before it
  count:TEXT   read until TEXT came as often as fill wrote its own
  reopen       close the device and open it again

Writes a line for each step that is done. Fails, with what it has read, when something does not come.
"""

import sys
import time

import serial

PATIENCE = 30  # seconds; only decides how soon a failure is one


class Client:
    def __init__(self, device):
        self.device = device
        self.filled = 0
        self.open()

    def open(self):
        self.received = b""
        # Reading returns when something has come, or after a short while to look at the time.
        self.port = serial.Serial(self.device, 115200, timeout=0.2, write_timeout=PATIENCE)

    def receive_until(self, done, what):
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                sys.exit(f"{what} did not come; what came is {self.received[-500:]!r}")
            self.received += self.port.read(max(1, self.port.in_waiting))

    def expect(self, text, exactly=False):
        self.receive_until(lambda: text in self.received, repr(text))
        before, _, self.received = self.received.partition(text)
        if exactly and before:
            sys.exit(f"{before!r} came before {text!r}")

    def fill(self, text):
        self.port.write_timeout = 1
        try:
            while True:
                self.port.write(text)
                self.filled += 1
        except serial.SerialTimeoutException:
            pass  # the last one may have been written in part
        self.port.write_timeout = PATIENCE

    def count(self, text):
        self.receive_until(lambda: self.received.count(text) >= self.filled,
                           f"{self.filled} times {text!r}")

    def run(self, step):
        name, _, argument = step.partition(":")
        text = argument.encode().decode("unicode_escape").encode("latin-1")
        if name == "send":
            self.port.write(text)
        elif name == "fill":
            self.fill(text)
            print("filled with", self.filled, flush=True)
        elif name == "expect":
            self.expect(text)
        elif name == "exactly":
            self.expect(text, exactly=True)
        elif name == "count":
            self.count(text)
        elif name == "reopen":
            self.port.close()
            self.open()
        else:
            sys.exit(f"unknown step {step}")
        print("done", name, flush=True)


def main():
    client = Client(sys.argv[1])
    for step in sys.argv[2:]:
        client.run(step)


main()
