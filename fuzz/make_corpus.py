#!/usr/bin/env python3
"""Writes the seed corpus of the fuzz targets, fuzz/corpus/<target>/. Run by hand when a seed is
added, the format of an input changes (it is at the head of each fuzz_*.cpp), or the transcript of AT
commands, of which some are made. Those of TLS and DTLS are in tls_corpus.py.

  fuzz/make_corpus.py [DIRECTORY]     default: fuzz/corpus; what was there is removed
  fuzz/make_corpus.py --check         writes nothing; fails when fuzz/corpus is not what it would be
"""

import ipaddress
import shutil
import struct
import sys
from pathlib import Path

import tls_corpus

OWN4, OWN6, LINK_LOCAL = "10.0.2.15", "fd00:0:0:2::15", "fe80::15"
PEER4, PEER6 = "10.0.2.2", "fd00:0:0:2::2"

# --- IP packets -------------------------------------------------------------------------------

ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


def packed(address):
    return ipaddress.ip_address(address).packed


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def summed(source, target, protocol, payload):
    """The transport's payload with its checksum in place."""
    offset = {ICMP: 2, TCP: 16, UDP: 6, ICMPV6: 2}[protocol]
    pseudo = b""
    if protocol != ICMP:
        pseudo = packed(source) + packed(target) + struct.pack(">II", len(payload), protocol)
    value = checksum(pseudo + payload)
    return payload[:offset] + struct.pack(">H", value) + payload[offset + 2:]


def ip(source, target, protocol, payload, options=b"", fragment=0, extension=b"", hops=64):
    """`extension`: IPv6 extension headers, which `protocol` names the first of."""
    if ":" in source:
        header = struct.pack(">IHBB", 6 << 28, len(extension) + len(payload), protocol, hops)
        return header + packed(source) + packed(target) + extension + payload
    words = 5 + len(options) // 4
    header = struct.pack(">BBHHHBBH", 4 << 4 | words, 0, words * 4 + len(payload), 0x1234, fragment,
                         hops, protocol, 0) + packed(source) + packed(target) + options
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def carried(source, target, protocol, payload, **more):
    return ip(source, target, protocol, summed(source, target, protocol, payload), **more)


def tcp_bytes(ports, flags, sequence=0, acknowledgement=0, data=b"", options=b"", window=65535):
    header = struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledgement & 0xFFFFFFFF,
                         (5 + len(options) // 4) << 4, flags, window, 0, 0)
    return header + options + data


def tcp(source, target, *arguments, **more):
    return carried(source, target, TCP, tcp_bytes(*arguments, **more))


def udp_bytes(ports, data, length=None):
    return struct.pack(">HHHH", *ports, 8 + len(data) if length is None else length, 0) + data


def udp(source, target, ports, data=b"datagram", length=None):
    return carried(source, target, UDP, udp_bytes(ports, data, length))


def icmp(source, target, kind, code, rest, **more):
    protocol = ICMPV6 if ":" in source else ICMP
    return carried(source, target, protocol, struct.pack(">BBH", kind, code, 0) + rest, **more)


# --- Inputs of fuzz_ip_packets ----------------------------------------------------------------

WITHOUT_RAW, TLS, CLIENTS_ON_V6 = 1, 2, 4
RENEW, TO_MODEM, FROM_PEER, SET_LENGTH, NUMBER, FILL = 1, 2, 4, 8, 16, 32
SERVER4, SERVER6, CLIENT, BOUND, CONNECTED, RAW, FIRST, SECOND = range(8)
(NOTHING, RECEIVE_1, RECEIVE_1000, RECEIVE_ALL, PEEK, RECEIVE_0, SEND_1, SEND_1000, SEND_ALL,
 SEND_TO_PEER, ACCEPT, POLL, TAKE_ERROR, CLOSE, CONNECT, LISTEN, LIMIT, REATTACH,
 SEND_PING) = range(19)


def record(packet=b"", flags=RENEW | NUMBER, step=0, act=NOTHING, fd=0):
    return struct.pack("<BBBH", flags, step, act << 3 | fd, len(packet)) + packet


def opened(source, target, port=50000):
    """A connection to the listening socket, accepted as FIRST."""
    server = SERVER6 if ":" in source else SERVER4
    ports = (port, 7000)
    return (record(tcp(source, target, ports, SYN, sequence=1000, options=b"\x02\x04\x05\xb4")) +
            record(tcp(source, target, ports, ACK), act=ACCEPT, fd=server))


def answered(source, target, options=b"\x02\x04\x05\xb4"):
    """The connecting socket gets its connection."""
    return record(tcp(source, target, (443, 40000), SYN | ACK, sequence=5000, options=options))


def ip_packet_seeds():
    seeds = {}
    segment4 = lambda flags, **more: tcp(PEER4, OWN4, (50000, 7000), flags, **more)
    segment6 = lambda flags, **more: tcp(PEER6, OWN6, (50000, 7000), flags, **more)
    reply = lambda flags, **more: tcp(PEER4, OWN4, (443, 40000), flags, **more)
    start = bytes([0])

    seeds["nothing"] = start
    seeds["only_time_and_acts"] = start + b"".join(
        record(step=10, act=act, fd=fd) for act, fd in
        ((POLL, 0), (SEND_1, CLIENT), (TAKE_ERROR, CLIENT), (SEND_TO_PEER, BOUND),
         (RECEIVE_1000, CONNECTED), (SEND_1000, CONNECTED), (CLOSE, RAW)))

    for name, segment, ends in (("tcp4", segment4, (PEER4, OWN4)),
                                ("tcp6", segment6, (PEER6, OWN6))):
        seeds[f"{name}_accepted_talks_and_ends"] = (
            start + opened(*ends) +
            record(segment(ACK | PSH, data=b"hello"), act=PEEK, fd=FIRST) +
            record(act=RECEIVE_1000, fd=FIRST) + record(act=SEND_1000, fd=FIRST) +
            record(segment(ACK), step=20) + record(segment(ACK | FIN), act=RECEIVE_1, fd=FIRST) +
            record(act=CLOSE, fd=FIRST) + record(segment(ACK), step=200))
        seeds[f"{name}_accepted_is_reset"] = (
            start + opened(*ends) + record(segment(RST | ACK), act=RECEIVE_1, fd=FIRST) +
            record(act=TAKE_ERROR, fd=FIRST))
        seeds[f"{name}_out_of_order_and_overlapping"] = (
            start + opened(*ends) + record(segment(ACK, sequence=5, data=b"world")) +
            record(segment(ACK, sequence=10, data=b"!" * 20)) +
            record(segment(ACK, sequence=3, data=b"lo wor")) +
            record(segment(ACK, data=b"hello"), act=RECEIVE_ALL, fd=FIRST) +
            record(segment(ACK | FIN, sequence=-3, data=b"old"), act=RECEIVE_1, fd=FIRST))
    seeds["tcp4_backlog_is_full"] = start + b"".join(
        record(tcp(PEER4, OWN4, (50000 + i, 7000), SYN, sequence=i)) for i in range(4))
    seeds["tcp4_two_accepted"] = (
        start + opened(PEER4, OWN4) + opened(PEER4, OWN4, 50001) +
        record(act=CLOSE, fd=SERVER4) + record(act=SEND_1, fd=SECOND))
    seeds["tcp4_window_closes_and_opens"] = (
        start + opened(PEER4, OWN4) + record(segment4(ACK, window=0), act=SEND_ALL, fd=FIRST) +
        record(step=100) + record(segment4(ACK, window=10), step=100) +
        record(segment4(ACK, window=65535), step=10))
    fill = lambda **more: record(segment4(ACK, **more), flags=RENEW | NUMBER | SET_LENGTH | FILL,
                                 step=17)
    seeds["tcp4_fills_the_window"] = (
        start + opened(PEER4, OWN4) + fill() * 5 + record(segment4(ACK, data=b"more"), step=17) +
        record(act=RECEIVE_1000, fd=FIRST) + fill() + record(act=RECEIVE_ALL, fd=FIRST) + fill())
    seeds["tcp4_fills_the_window_out_of_order"] = (
        start + opened(PEER4, OWN4) + fill(sequence=16380) + fill(sequence=40000) +
        fill(sequence=60000) + fill() + record(segment4(ACK | FIN), step=17) +
        record(act=RECEIVE_ALL, fd=FIRST))
    seeds["tcp4_numbers_far_away"] = start + opened(PEER4, OWN4) + b"".join(
        record(segment4(ACK, sequence=offset, data=b"x"))
        for offset in (0x7FFFFFFF, 0x80000000, 0x80000001, 0x40000000, 65535, -65536))
    seeds["udp4_large"] = start + record(udp(PEER4, OWN4, (9, 5000), b"", 8 + 16380),
                                         flags=RENEW | SET_LENGTH | FILL, act=RECEIVE_ALL, fd=BOUND)
    seeds["tcp4_nobody_acknowledges"] = (
        start + opened(PEER4, OWN4) + record(act=SEND_1000, fd=FIRST) + record(step=255) * 8 +
        record(act=SEND_1, fd=FIRST))
    seeds["tcp4_session_timeout"] = (
        start + record(act=LIMIT, fd=SERVER4) + opened(PEER4, OWN4) + record(step=40) +
        record(act=RECEIVE_1, fd=FIRST))
    seeds["tcp4_duplicate_acknowledgements"] = (
        start + opened(PEER4, OWN4) + record(act=SEND_ALL, fd=FIRST) +
        record(segment4(ACK, acknowledgement=-2000)) * 4 + record(segment4(ACK), step=20))
    seeds["tcp4_urgent_and_odd_flags"] = (
        start + opened(PEER4, OWN4) + record(segment4(ACK | URG | PSH, data=b"now")) +
        record(segment4(SYN | FIN, data=b"x")) + record(segment4(0, data=b"x")) +
        record(segment4(SYN | ACK)) + record(segment4(0xFF)))
    seeds["tcp4_syn_with_data_and_all_options"] = start + record(tcp(
        PEER4, OWN4, (50000, 7000), SYN, sequence=7, data=b"early",
        options=b"\x02\x04\x00\x01\x03\x03\x0e\x04\x02\x08\x0a" + bytes(8) + b"\x01\x00\x00"))
    seeds["tcp4_data_offset_beyond_the_end"] = start + record(
        carried(PEER4, OWN4, TCP, tcp_bytes((50000, 7000), SYN)[:12] + b"\xf0" +
                tcp_bytes((50000, 7000), SYN)[13:]))
    seeds["tcp4_to_a_closed_port"] = start + record(tcp(PEER4, OWN4, (1, 2), SYN))
    seeds["tcp4_to_a_closed_port_without_raw"] = (
        bytes([WITHOUT_RAW]) + record(tcp(PEER4, OWN4, (1, 2), SYN)) +
        record(udp(PEER4, OWN4, (1, 2))) + record(udp(PEER6, OWN6, (1, 2))))

    seeds["client4_connects_and_talks"] = (
        start + answered(PEER4, OWN4) + record(act=SEND_1000, fd=CLIENT) +
        record(reply(ACK, data=b"answer"), act=RECEIVE_ALL, fd=CLIENT) +
        record(reply(ACK | FIN), act=CLOSE, fd=CLIENT) + record(reply(ACK), step=255))
    seeds["client4_window_scale_and_timestamps"] = (
        start + answered(PEER4, OWN4, b"\x02\x04\x02\x18\x03\x03\x08\x01\x08\x0a" + bytes(8) +
                         b"\x04\x02") + record(act=SEND_ALL, fd=CLIENT) + record(reply(ACK)))
    seeds["client4_is_refused_and_tries_again"] = (
        start + record(reply(RST | ACK)) + record(act=TAKE_ERROR, fd=CLIENT) +
        record(act=CONNECT, fd=CLIENT) + answered(PEER4, OWN4))
    seeds["client4_simultaneous_open"] = start + record(reply(SYN, sequence=9)) + record(reply(ACK))
    seeds["client4_no_answer"] = start + record(step=255) * 3 + record(act=SEND_1, fd=CLIENT)
    seeds["client6_connects_and_talks"] = (
        bytes([CLIENTS_ON_V6]) + answered(PEER6, OWN6) + record(act=SEND_1, fd=CLIENT) +
        record(tcp(PEER6, OWN6, (443, 40000), ACK, data=b"answer"), act=RECEIVE_1, fd=CLIENT))

    tls = bytes([TLS]) + answered(PEER4, OWN4)
    hello = (b"\x02\x00\x00\x2a\x03\x03" + bytes(range(32)) + b"\x00\xc0\x2b\x00\x00\x02\x00\x00")
    handshake = lambda data: b"\x16\x03\x03" + struct.pack(">H", len(data)) + data
    seeds["tls_alert"] = tls + record(reply(ACK, data=b"\x15\x03\x03\x00\x02\x02\x28"),
                                      act=SEND_1, fd=CLIENT)
    seeds["tls_server_hello"] = tls + record(reply(ACK, data=handshake(hello)))
    seeds["tls_hello_in_pieces"] = (tls + record(reply(ACK, data=handshake(hello)[:3])) +
                                    record(reply(ACK, data=handshake(hello)[3:]), step=10))
    seeds["tls_not_tls"] = tls + record(reply(ACK, data=b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    seeds["tls_end_in_the_handshake"] = tls + record(reply(ACK | FIN), act=TAKE_ERROR, fd=CLIENT)

    seeds["udp4_to_the_bound"] = start + record(udp(PEER4, OWN4, (9, 5000)),
                                                act=RECEIVE_1000, fd=BOUND)
    seeds["udp4_to_the_connected"] = start + record(udp(PEER4, OWN4, (443, 5001)),
                                                    act=PEEK, fd=CONNECTED)
    seeds["udp4_from_a_stranger"] = start + record(udp(PEER4, OWN4, (444, 5001)),
                                                   act=RECEIVE_1, fd=CONNECTED)
    seeds["udp4_empty"] = start + record(udp(PEER4, OWN4, (9, 5000), b""), act=RECEIVE_0, fd=BOUND)
    seeds["udp4_wrong_lengths"] = start + b"".join(
        record(udp(PEER4, OWN4, (9, 5000), b"data", length)) for length in (0, 7, 8, 11, 13, 65535))
    seeds["udp4_without_checksum"] = start + record(
        ip(PEER4, OWN4, UDP, udp_bytes((9, 5000), b"data")), flags=0, act=RECEIVE_1, fd=BOUND)
    seeds["udp6_to_the_connected"] = bytes([CLIENTS_ON_V6]) + record(
        udp(PEER6, OWN6, (443, 5001)), act=RECEIVE_ALL, fd=CONNECTED)
    seeds["udplite"] = start + record(ip(PEER4, OWN4, 136, udp_bytes((9, 5000), b"data")))

    about = ip(OWN4, PEER4, UDP, udp_bytes((5001, 443), b"data"))
    about6 = ip(OWN6, PEER6, UDP, udp_bytes((5001, 443), b"data"))
    syn = ip(OWN4, PEER4, TCP, tcp_bytes((40000, 443), SYN))
    syn6 = ip(OWN6, PEER6, TCP, tcp_bytes((40000, 443), SYN))
    seeds["icmp4_errors_about_udp"] = start + b"".join(
        record(icmp(PEER4, OWN4, kind, code, bytes(4) + about), act=RECEIVE_1, fd=CONNECTED)
        for kind, code in ((3, 0), (3, 1), (3, 3), (3, 4), (3, 13), (11, 0), (12, 0), (5, 1)))
    seeds["icmp4_error_about_the_syn"] = start + record(
        icmp(PEER4, OWN4, 3, 3, bytes(4) + syn), act=TAKE_ERROR, fd=CLIENT)
    seeds["icmp4_error_is_cut_off"] = start + record(icmp(PEER4, OWN4, 3, 3, bytes(4) + syn[:24]))
    seeds["icmp6_errors_about_udp"] = bytes([CLIENTS_ON_V6]) + b"".join(
        record(icmp(PEER6, OWN6, kind, code, struct.pack(">I", 1280) + about6),
               act=RECEIVE_1, fd=CONNECTED)
        for kind, code in ((1, 0), (1, 4), (2, 0), (3, 0), (4, 1)))
    seeds["icmp6_error_about_the_syn"] = bytes([CLIENTS_ON_V6]) + record(
        icmp(PEER6, OWN6, 1, 4, bytes(4) + syn6), act=TAKE_ERROR, fd=CLIENT)
    seeds["icmp4_echo"] = start + record(icmp(PEER4, OWN4, 8, 0, b"\x12\x34\x00\x01ping"))
    seeds["icmp4_ping_from_the_raw_socket"] = start + record(act=SEND_PING, fd=RAW) + record(
        icmp(PEER4, OWN4, 0, 0, b"\x12\x34\x00\x01pong"), act=RECEIVE_ALL, fd=RAW)
    seeds["icmp6_echo"] = start + record(icmp(PEER6, OWN6, 128, 0, b"\x12\x34\x00\x01ping"))
    seeds["icmp4_timestamp_and_unknown"] = start + b"".join(
        record(icmp(PEER4, OWN4, kind, 0, bytes(16))) for kind in (13, 17, 42))

    link6 = "fe80::2"
    target = packed(LINK_LOCAL)
    seeds["nd6_solicitation_and_advertisement"] = start + b"".join(
        record(icmp(link6, LINK_LOCAL, kind, 0, struct.pack(">I", flags) + target +
                    b"\x01\x01\x02\x00\x00\x00\x00\x01", hops=255))
        for kind, flags in ((135, 0), (136, 0xE0000000)))
    prefix = b"\x03\x04\x40\xc0" + struct.pack(">III", 1800, 900, 0) + packed("2001:db8::")
    seeds["nd6_router_advertisement"] = start + record(icmp(
        link6, "ff02::1", 134, 0, struct.pack(">BBHII", 64, 0, 1800, 30000, 1000) + prefix +
        b"\x05\x01\x00\x00" + struct.pack(">I", 1280), hops=255), step=100)
    seeds["nd6_redirect"] = start + record(icmp(
        link6, LINK_LOCAL, 137, 0, bytes(4) + packed("fe80::3") + packed(PEER6), hops=255))
    seeds["mld_and_igmp_queries"] = start + record(
        icmp(link6, "ff02::1", 130, 0, struct.pack(">HH", 1000, 0) + bytes(16), hops=1),
        step=40) + record(
            ip(PEER4, "224.0.0.1", 2, struct.pack(">BBHI", 0x11, 100, 0xEE9B, 0)), step=40)

    whole = summed(PEER4, OWN4, UDP, udp_bytes((9, 5000), b"x" * 48))
    part = lambda begin, end, more: ip(PEER4, OWN4, UDP, whole[begin:end],
                                       fragment=begin // 8 | (0x2000 if more else 0))
    seeds["fragments4"] = start + record(part(0, 24, True)) + record(
        part(24, 56, False), act=RECEIVE_ALL, fd=BOUND)
    seeds["fragments4_backwards_and_overlapping"] = start + record(part(32, 56, False)) + record(
        part(8, 40, True)) + record(part(0, 24, True), act=RECEIVE_ALL, fd=BOUND)
    seeds["fragments4_never_complete"] = start + record(part(0, 24, True)) + record(step=150)
    whole6 = summed(PEER6, OWN6, UDP, udp_bytes((443, 5001), b"x" * 48))
    part6 = lambda begin, end, more: ip(
        PEER6, OWN6, 44, whole6[begin:end],
        extension=struct.pack(">BBHI", UDP, 0, begin | (1 if more else 0), 77))
    six = bytes([CLIENTS_ON_V6])
    seeds["fragments6"] = six + record(part6(0, 24, True)) + record(
        part6(24, 56, False), act=RECEIVE_ALL, fd=CONNECTED)
    seeds["fragments6_backwards_and_overlapping"] = six + record(part6(32, 56, False)) + record(
        part6(8, 40, True)) + record(part6(0, 24, True))
    seeds["fragments6_never_complete"] = six + record(part6(0, 24, True)) + record(step=255)
    seeds["fragment6_atomic"] = six + record(part6(0, 56, False), act=RECEIVE_ALL,
                                               fd=CONNECTED)
    options6 = lambda following: struct.pack(">BB", following, 0) + b"\x01\x04" + bytes(4)
    seeds["extension_headers6"] = six + record(ip(
        PEER6, OWN6, 0, whole6, extension=options6(60) + options6(43) +
        struct.pack(">BBBBI", UDP, 0, 0, 0, 0)), act=RECEIVE_ALL, fd=CONNECTED)
    seeds["extension_headers6_cut_off"] = six + record(ip(
        PEER6, OWN6, 60, b"", extension=struct.pack(">BB", UDP, 5) + bytes(6)))
    seeds["options4"] = start + record(ip(PEER4, OWN4, UDP, whole,
                                          options=b"\x07\x07\x04\x00\x00\x00\x00\x01"),
                                       act=RECEIVE_ALL, fd=BOUND)
    seeds["header4_lies"] = start + b"".join(record(packet, flags=0) for packet in (
        b"\x45", b"\x4f" + part(0, 56, False)[1:], b"\x44" + part(0, 56, False)[1:],
        part(0, 56, False)[:30], b"\x65" + bytes(39), b"\x00" * 20))
    seeds["from_itself_and_to_others"] = start + record(udp(OWN4, OWN4, (9, 5000))) + record(
        udp(PEER4, "10.0.2.99", (9, 5000))) + record(udp(PEER4, "255.255.255.255", (9, 5000))) + (
            record(udp("127.0.0.1", OWN4, (9, 5000))) + record(udp(PEER6, "ff02::1", (9, 5001))))
    seeds["network_goes_and_returns"] = (
        start + opened(PEER4, OWN4) + answered(PEER4, OWN4) + record(act=REATTACH) +
        record(udp(PEER4, OWN4, (9, 5000)), act=RECEIVE_1, fd=BOUND) + record(act=POLL) +
        record(act=RECEIVE_ALL, fd=RAW))
    return seeds


# --- Inputs of fuzz_options -------------------------------------------------------------------

(OPEN, SHUT, SET, GET, POLL_, SEND, RECEIVE, CONNECT_, BIND, LISTEN_, ACCEPT_, STEP, REATTACH_,
 WATCH, ENABLE, CHANGE, DELIVER) = range(17)
(TCP4, UDP4, TLS4, RAW4, TCP6, UDP6, TLS6, DTLS4) = range(8)
# Indices of kOptions.
(REUSEADDR, ERROR, RCVTIMEO, SNDTIMEO) = range(4)
DOWN, UP, DROP = range(3)
BINDTODEVICE, EXCEPTIONAL, BINDTOPDN, SENDCB = 4, 11, 13, 15
POLLCB, SESSTIMEO, TAG_LIST, HOSTNAME, SUITES, VERIFY, ROLE = 10, 20, 21, 22, 23, 24, 25
OPTIONS = 36
NULL, NULL_LENGTH, MISALIGNED = 1, 2, 4
OWN, OWN_6, SILENT, SILENT6 = range(4)
(NOTE, NO_CALLBACK, TAKE, ANSWER, CLOSE_ITSELF, UNSET_ITSELF, REPLACE_ITSELF, MISBEHAVE,
 STEP_THE_CLOCK) = range(9)


def op(number, *arguments):
    """Arguments are bytes, or numbers of one byte."""
    return bytes([number]) + b"".join(a if isinstance(a, bytes) else bytes([a]) for a in arguments)


def at(fd):
    return bytes([fd + 1])


def u16(value):
    return struct.pack("<H", value)


def u32(value):
    return struct.pack("<I", value & 0xFFFFFFFF)


def put(fd, option, value, form=0):
    return op(SET, at(fd), option, form, len(value), value)


def get(fd, option, size, form=0):
    return op(GET, at(fd), option, form, size)


def poll_callback(callback, events=5, oneshot=0):
    return bytes([callback]) + bytes(7) + struct.pack("<hB", events, oneshot) + bytes(5)


def pair():
    """Socket 1 is connected to socket 2, which socket 0 accepted."""
    return (op(OPEN, TCP4) + op(BIND, at(0), OWN, 0) + op(LISTEN_, at(0), u32(4)) + op(OPEN, TCP4) +
            op(CONNECT_, at(1), OWN, 0) + op(ACCEPT_, at(0)))


def option_seeds():
    seeds = {}
    kinds = {"tcp4": TCP4, "udp4": UDP4, "tls4": TLS4, "raw": RAW4, "tcp6": TCP6, "udp6": UDP6,
             "tls6": TLS6, "dtls4": DTLS4}
    for name, kind in kinds.items():
        seeds[f"{name}_every_option_as_int"] = op(OPEN, kind) + b"".join(
            put(0, option, u32(1)) + get(0, option, 4) for option in range(OPTIONS))
    seeds["no_socket"] = put(-1, REUSEADDR, u32(1)) + get(0, ERROR, 4) + put(8, REUSEADDR, u32(1))
    seeds["every_option_as_null"] = op(OPEN, TLS4) + b"".join(
        op(SET, at(0), option, NULL, u32(0)) + op(SET, at(0), option, NULL, u32(4)) +
        op(SET, at(0), option, NULL, u32(-1)) + get(0, option, 4, NULL) +
        get(0, option, 4, NULL_LENGTH) for option in range(OPTIONS))
    seeds["every_option_without_room"] = op(OPEN, TLS4) + b"".join(
        get(0, option, size) for option in range(OPTIONS) for size in (0, 1, 255))
    seeds["unknown_level_and_name"] = op(OPEN, TCP4) + op(
        SET, at(0), 0xFF, u32(12345), u32(2), 0, 4, u32(1)) + op(
            GET, at(0), 0xFF, u32(1), u32(-1), 0, 4)
    seeds["timeouts"] = op(OPEN, TCP4) + b"".join(
        put(0, option, u32(seconds) + u32(micros)) + get(0, option, 8)
        for option in (RCVTIMEO, SNDTIMEO)
        for seconds, micros in ((0, 1), (1, 999999), (1, 1000000), (-1, 999999)))
    seeds["misaligned_values"] = op(OPEN, TLS4) + put(
        0, RCVTIMEO, u32(1) + u32(5), MISALIGNED) + get(0, RCVTIMEO, 8, MISALIGNED) + put(
            0, TAG_LIST, u32(1) + u32(2), MISALIGNED) + put(
                0, POLLCB, poll_callback(NOTE), MISALIGNED)
    seeds["session_timeout_passes"] = (
        op(OPEN, TCP4) + put(0, SESSTIMEO, u32(1)) + op(BIND, at(0), OWN, 0) +
        op(LISTEN_, at(0), u32(1)) + op(OPEN, TCP4) + op(CONNECT_, at(1), OWN, 0) +
        op(ACCEPT_, at(0)) + get(2, SESSTIMEO, 4) + put(2, SESSTIMEO, u32(135)) +
        put(2, SESSTIMEO, u32(136)) + put(2, SESSTIMEO, u32(1)) + op(STEP, 40) + get(2, ERROR, 4))

    seeds["tls_lists"] = op(OPEN, TLS4) + put(0, TAG_LIST, b"".join(map(u32, range(8)))) + get(
        0, TAG_LIST, 32) + put(0, TAG_LIST, b"".join(map(u32, range(9)))) + put(
            0, TAG_LIST, u32(-1)) + put(0, TAG_LIST, b"\1\0\0") + put(
                0, SUITES, u32(0xC02B) + u32(0xC02F) + u32(0xFF)) + get(0, SUITES, 64) + put(
                    0, SUITES, u32(0x1301)) + put(0, SUITES, b"")
    seeds["tls_hostname"] = op(OPEN, TLS4) + b"".join(
        put(0, HOSTNAME, name) + get(0, HOSTNAME, 255)
        for name in (b"a.example", b"a.example\0", b"\0", b"", b"a\0b", b"x" * 255))
    seeds["tls_handshake_with_a_plain_peer"] = (
        op(OPEN, TCP4) + op(BIND, at(0), OWN, 0) + op(LISTEN_, at(0), u32(4)) + op(OPEN, TLS4) +
        put(1, VERIFY, u32(0)) + put(1, ROLE, u32(0)) + put(1, HOSTNAME, b"a.example") +
        put(1, TAG_LIST, u32(1)) + put(1, SUITES, u32(0xC02B)) + op(CONNECT_, at(1), OWN, 0) +
        op(ACCEPT_, at(0)) + op(RECEIVE, at(2), u16(5000), u16(0)) +
        put(1, HOSTNAME, b"b.example") + op(SEND, at(2), u16(100), u16(0)) + get(1, ERROR, 4) +
        get(1, 29, 4) + op(SHUT, at(1)))

    for callback in range(9):
        name = ("notes", "is_null", "receives", "sends", "closes_itself", "unsets_itself",
                "replaces_itself", "misbehaves", "steps_the_clock")[callback]
        seeds[f"poll_callback_{name}"] = (
            pair() + put(2, POLLCB, poll_callback(callback)) +
            op(SEND, at(1), u16(10), u16(0)) + op(SHUT, at(1)) +
            op(OPEN, UDP4) + put(1, POLLCB, poll_callback(callback, events=1, oneshot=1)) +
            op(BIND, at(1), OWN, 1) + op(OPEN, UDP4) + op(CONNECT_, at(3), OWN, 1) +
            op(SEND, at(3), u16(10), u16(0)) + op(SEND, at(3), u16(10), u16(0)) + op(REATTACH_))
    seeds["poll_callback_odd_bytes"] = op(OPEN, UDP4) + put(
        0, POLLCB, poll_callback(NOTE, -1, 0xFF)) + put(0, POLLCB, poll_callback(NOTE)[:15]) + put(
            0, POLLCB, poll_callback(NOTE) + b"\0") + put(0, POLLCB, b"") + op(
                SET, at(0), POLLCB, NULL, u32(0))
    seeds["readiness_and_poll"] = (
        pair() + op(WATCH, at(2), u16(1)) + op(WATCH, at(2), u16(5)) + op(WATCH, at(2), u16(64)) +
        op(SEND, at(1), u16(10), u16(0)) +
        op(POLL_, 3, at(0), u16(5), at(1), u16(5), at(-1), u16(1)) +
        op(POLL_, 0xFF, u32(3)) + op(POLL_, 0xFF, u32(0)) + op(RECEIVE, at(2), u16(100), u16(2)))
    seeds["reuse_of_an_address"] = (
        pair() + op(SHUT, at(1)) + op(SHUT, at(2)) + op(SHUT, at(0)) + op(OPEN, TCP4) +
        put(0, REUSEADDR, u32(1)) + op(BIND, at(0), OWN, 0) + op(LISTEN_, at(0), u32(-1)))
    seeds["echo_replies_through_any_socket"] = op(OPEN, RAW4) + b"".join(
        get(0, option, 4) + put(0, option, u32(value)) + get(0, option, 4)
        for option in (16, 17, 18) for value in (0, 1, 0x80000000))
    seeds["bound_to_a_network_that_goes"] = op(CHANGE, 1, UP) + b"".join(
        op(OPEN, kind) + put(0, option, value) + op(BIND, at(0), OWN, 0) +
        op(CONNECT_, at(0), SILENT, 0) + op(SEND, at(0), u16(10), u16(0)) + op(CHANGE, 1, change) +
        get(0, ERROR, 4) + op(CHANGE, 1, UP) + op(SHUT, at(0)) for kind in (TCP4, UDP4, TLS4, RAW4)
        for option, value, change in ((BINDTODEVICE, b"pdn1", DOWN), (BINDTOPDN, u32(1), DROP)))
    seeds["names_of_networks"] = op(OPEN, UDP4) + b"".join(
        put(0, BINDTODEVICE, name) for name in (
            b"pdn9", b"pdn", b"pdn-1", b"pdn99999999999", b"", b"\0", b"pdn0\0rest",
            b"pdn" + b"0" * 61, b"pdn0")) + b"".join(
                put(0, BINDTOPDN, u32(number)) for number in (-1, 11, 255, 256, 0))
    seeds["data_is_disabled"] = pair() + put(1, POLLCB, poll_callback(NOTE)) + op(
        ENABLE, 0) + op(OPEN, TCP4) + op(ENABLE, 1) + op(OPEN, TCP4)
    seeds["waits_for_a_silent_host"] = (
        op(OPEN, TCP4) + put(0, SNDTIMEO, u32(1) + u32(0)) + put(0, POLLCB, poll_callback(NOTE)) +
        op(CONNECT_, at(0), SILENT, 0) + op(STEP, 255) + op(STEP, 255) + get(0, ERROR, 4) +
        op(OPEN, TCP6) + op(CONNECT_, at(1), SILENT6, 0) + op(REATTACH_))
    seeds["delivered_to_itself"] = (
        pair() + op(DELIVER, at(1), u16(10), 30) + op(DELIVER, at(2), u16(19999), 30) +
        op(RECEIVE, at(1), u16(19999), u16(0)) + op(DELIVER, at(0), u16(10), 30) +
        op(DELIVER, at(-1), u16(10), 30))
    seeds["delivered_to_nobody"] = b"".join(
        op(OPEN, kind) + op(CONNECT_, at(0), SILENT, 0) + timeout +
        op(DELIVER, at(0), u16(10), 40) + get(0, ERROR, 4) + op(SHUT, at(0))
        for kind in (TCP4, UDP4, RAW4, DTLS4)
        for timeout in (b"", put(0, SNDTIMEO, u32(1) + u32(0))))
    seeds["delivered_and_told"] = (
        op(OPEN, UDP4) + op(CONNECT_, at(0), SILENT, 0) + put(0, SENDCB, bytes([1]) + bytes(7)) +
        op(SEND, at(0), u16(10), u16(0)) + op(DELIVER, at(0), u16(10), 1) +
        put(0, SENDCB, bytes(8)) + op(SET, at(0), SENDCB, NULL, u32(0)) +
        op(DELIVER, at(0), u16(10), 1))
    seeds["more_than_the_network_allows"] = op(CHANGE, 2, UP) + op(OPEN, UDP4) + put(
        0, BINDTOPDN, u32(2)) + op(CONNECT_, at(0), SILENT, 0) + op(
            SEND, at(0), u16(10), u16(0)) * 3 + put(0, EXCEPTIONAL, u32(1)) + op(
                SEND, at(0), u16(10), u16(0)) + op(DELIVER, at(0), u16(10), 1) + op(
                    STEP, 250) + op(SEND, at(0), u16(10), u16(0))
    return seeds


# --- Inputs of fuzz_addresses -----------------------------------------------------------------

(OPEN_, SHUT_, BIND_, CONNECT__, SEND_TO, BIND_WELL, CONNECT_WELL, SEND_WELL, LISTEN__, ACCEPT__,
 RECEIVE_FROM, TO_ADDRESS, TO_TEXT, LOOK_UP, SET_SERVER) = range(15)
STREAM4, DATAGRAM4, STREAM6, DATAGRAM6, PACKETS = range(5)
INET, INET6 = 1, 2


def in4(address, port, family=INET, size=0):
    return struct.pack("<B3xI", size, family) + struct.pack(">H", port) + b"\0\0" + packed(address)


def in6(address, port, family=INET6, flow=0, scope=0):
    return (struct.pack("<B3xI", 28, family) + struct.pack(">H", port) + b"\0\0" +
            struct.pack("<I", flow) + packed(address) + struct.pack("<I", scope))


def value(data):
    return bytes([len(data)]) + data


def null(length=0):
    return b"\xff" + u32(length)


def look_up(name, service, flags=0, family=0, kind=0, protocol=0, form=0):
    text = lambda t: b"\xff" if t is None else value(t)
    return (op(LOOK_UP) + text(name) + text(service) + bytes([form]) + u16(flags) +
            bytes([family, kind]) + u16(protocol))


def address_seeds():
    seeds = {}
    addresses = {
        "own4": in4(OWN4, 7000), "own6": in6(OWN6, 7000), "any4": in4("0.0.0.0", 0),
        "any6": in6("::", 0), "peer4": in4(PEER4, 443), "peer6": in6(PEER6, 443),
        "loopback4": in4("127.0.0.1", 1), "loopback6": in6("::1", 1),
        "multicast4": in4("224.0.0.1", 5353), "multicast6": in6("ff02::1", 5353),
        "broadcast4": in4("255.255.255.255", 67), "link_local6": in6("fe80::2", 1, scope=1),
        "mapped6": in6("::ffff:10.0.2.2", 443, flow=0xFFFFFFFF), "foreign_family": in4(OWN4, 1, 9),
        "4_as_6": in4(OWN4, 1, INET6), "6_as_4": in6(OWN6, 1, INET), "short": in4(OWN4, 1)[:7],
        "header_only": in4(OWN4, 1)[:8], "one_byte": b"\x10", "empty": b"",
        "long": in4(OWN4, 1) + bytes(4),
    }
    for name, address in addresses.items():
        seeds[f"address_{name}"] = b"".join(
            op(OPEN_, kind) + op(BIND_, at(0), value(address)) +
            op(SEND_TO, at(0), u16(10), 0, value(address)) + op(CONNECT__, at(0), value(address)) +
            op(SHUT_, at(0)) for kind in range(5))
    seeds["address_null"] = op(OPEN_, STREAM4) + op(OPEN_, DATAGRAM6) + b"".join(
        op(act, at(fd), null(length)) for act in (BIND_, CONNECT__) for fd in (0, 1)
        for length in (0, 12, 28, -1)) + op(SEND_TO, at(1), u16(5), 0, null(28))

    for version, (stream, datagram) in (("4", (STREAM4, DATAGRAM4)), ("6", (STREAM6, DATAGRAM6))):
        own = 0 if version == "4" else 1
        sizes = (0, 1, 8, 11, 12, 27, 28, 60)
        seeds[f"accept{version}_into_little_room"] = op(OPEN_, stream) + op(
            BIND_WELL, at(0), own) + op(LISTEN__, at(0)) + b"".join(
                op(OPEN_, stream) + op(CONNECT_WELL, at(1), own) +
                op(ACCEPT__, at(0), size, form) + op(SHUT_, at(1)) + op(SHUT_, at(2))
                for size, form in [(s, 0) for s in sizes] + [(12, 1), (12, 2), (12, 3)])
        seeds[f"receive{version}_into_little_room"] = op(OPEN_, datagram) + op(
            BIND_WELL, at(0), own) + op(OPEN_, datagram) + b"".join(
                op(SEND_WELL, at(1), own) + op(RECEIVE_FROM, at(0), u16(length), 0, size, form)
                for size, form in [(s, 0) for s in sizes] + [(12, 1), (12, 2), (12, 3)]
                for length in (0, 2, 100))

    for name, family, text in (
            ("4", INET, b"10.0.2.15"), ("4_short", INET, b"10.2"), ("4_octal", INET, b"010.0.0.1"),
            ("4_big", INET, b"256.1.1.1"), ("6", INET6, b"fd00:0:0:2::15"), ("6_any", INET6, b"::"),
            ("6_with_4", INET6, b"::ffff:10.0.2.2"), ("6_scope", INET6, b"fe80::1%pdn0"),
            ("6_long", INET6, b"1111:2222:3333:4444:5555:6666:255.255.255.255"),
            ("other_family", 7, b"::1"), ("empty", INET, b"")):
        seeds[f"text_{name}"] = op(TO_ADDRESS, u32(family), value(text), 0)
    seeds["text_null"] = op(TO_ADDRESS, u32(INET), 0xFF, 0) + op(
        TO_ADDRESS, u32(INET6), value(b"::1"), 0xFF)
    seeds["text_of_addresses"] = b"".join(
        op(TO_TEXT, u32(family), (packed(text) + bytes(12))[:16], size, form)
        for family, text in ((INET, OWN4), (INET6, OWN6), (INET6, "::ffff:1.2.3.4"), (9, "::"))
        for size, form in ((46, 0), (16, 0), (9, 0), (1, 0), (0, 0), (46, 1), (46, 2)))

    known = b"known.example"
    seeds["look_up_known"] = look_up(known, b"80") + look_up(known, b"80", family=INET6, flags=2)
    seeds["look_up_numeric"] = b"".join(
        look_up(name, b"443", family=family, flags=flags)
        for name in (b"10.0.2.2", b"fd00::2", b"::ffff:10.0.2.2") for family in (0, INET, INET6)
        for flags in (0, 2))
    seeds["look_up_unknown_names"] = b"".join(look_up(name, None) for name in (
        b"host.example", b"host.example.", b"a..b", b".", b"", b"-", b"a" * 63 + b".b",
        b"a" * 64, b"x." * 126 + b"x", b"\xc3\xa4.example", b"10.0.2", b"1.2.3.4.5", b"fe80::1%0"))
    seeds["look_up_services"] = b"".join(look_up(known, service, flags=flags) for service in (
        b"0", b"65535", b"65536", b"-1", b" 1", b"1 ", b"http", b"", b"1", b"pdn0", b"pdn1", b"pdn",
        b"80:0", b"80:pdn0", b"80:256", b":", b"80:", b":0")
                                         for flags in (0, 0x400, 0x1000, 0x1400))
    seeds["look_up_hints"] = b"".join(
        look_up(known, b"1", flags, family, kind, protocol)
        for flags, family, kind, protocol in (
            (0, 0, 1, 6), (0, 0, 1, 258), (0, 0, 2, 17), (0, 0, 2, 273), (0, 0, 3, 0),
            (0, 0, 3, 255), (0, 0, 1, 17), (0, 3, 0, 0), (0, 9, 0, 0), (0, 0, 9, 0), (1, 0, 0, 0),
            (0x8000, 0, 0, 0)))
    seeds["look_up_null"] = look_up(None, None) + look_up(None, b"80") + look_up(
        None, b"80", flags=2) + look_up(known, b"80", form=1) + look_up(known, b"80", form=2)

    seeds["name_servers"] = b"".join(
        op(SET_SERVER, u32(family), server) + look_up(b"host.example", b"53")
        for family, server in (
            (INET, value(packed("10.0.2.3"))), (INET6, value(packed("fd00:0:0:2::3"))),
            (INET, value(bytes(4))), (INET6, value(bytes(16))), (INET, value(packed("224.0.0.1"))),
            (INET, value(bytes(3))), (INET6, value(bytes(17))), (INET, null()), (INET6, null(16)),
            (INET, null(-1)), (7, value(bytes(4)))))
    return seeds


# --- Inputs of fuzz_at_line and fuzz_at_transcript --------------------------------------------

# It has every form of every command, and a test that says so.
TRANSCRIPT = Path(__file__).resolve().parent.parent / "tests/unit/at/transcript.txt"

CME, OFF, CONTEXT, SUBSCRIBED, WITHOUT_ROOM, LONG, ASYNC = (1 << bit for bit in range(7))
(SAY, SAY_LITTLE, SAY_ASYNC, SCAN, WAIT, DROP_PDN, HANDLE, HANDLE_MODES, CUSTOMIZE, RESTART, CHECK,
 TALK, CHANGE_NETWORK, REFUSE) = range(14)
NO_HANDLER, TELL, TELL_AND_ASK = range(3)
KINDS = {"": "action", "=": "set", "?": "read", "=?": "test"}


def transcript():
    """Its sections: title, and pairs of ">" and a command or "!" and seconds."""
    sections = []
    for line in TRANSCRIPT.read_text().splitlines():
        if line.startswith("# "):
            if sections and not sections[-1][1]:
                sections.pop()
            sections.append((line[2:], []))
        elif line[:2] in ("> ", "! "):
            sections[-1][1].append((line[0], line[2:]))
    return sections


def seed_name(text):
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return "_".join(words)


def at_line_seeds():
    seeds = {}
    state = CME
    for _, entries in transcript():
        for kind, text in entries:
            if kind != ">":
                continue
            command = text[2:]
            end = min((i for i in map(command.find, "=?") if i >= 0), default=len(command))
            form = KINDS["=" if command[end:end + 1] == "=" and command[end:] != "=?"
                         else command[end:]]
            prefix = {"+": "", "%": "nordic_"}.get(command[:1], "at")
            name = f"{prefix}{seed_name(command[:end])}_{form}"
            # The last one of a form is what the transcript has the most to say of.
            seeds[name] = bytes([state | SUBSCRIBED]) + text.encode()
    packet_domain = [name for name in seeds if name.startswith("cg")]
    for name in packet_domain:
        seeds[name] = bytes([CME | CONTEXT]) + seeds[name][1:]
    line = lambda bits, text: bytes([bits]) + text
    seeds["credential_long"] = line(OFF, b"AT%CMNG=0,7,0,x")
    seeds["credential_too_long"] = line(OFF | LONG, b"AT%CMNG=0,7,0,x")
    seeds["credential_with_any_bytes"] = line(OFF, b'AT%CMNG=0,7,0,"' + bytes(
        c for c in range(1, 256) if c != 0x22) + b'"')
    seeds["credential_read"] = line(CME | OFF, b"AT%CMNG=2,1,0")
    seeds["credentials_listed_without_room"] = line(OFF | WITHOUT_ROOM, b"AT%CMNG=1")
    seeds["user_with_any_bytes"] = line(OFF, b'AT+CGAUTH=0,1,"' + bytes(
        c for c in range(1, 256) if c != 0x22) + b'","word"')
    seeds["user_with_a_result_in_it"] = line(OFF, b'AT+CGAUTH=0,1,"name\r\nOK\r\n","word"')
    seeds["number_with_zeros"] = line(0, b"AT%XDATAPRFL=0003")
    seeds["number_with_a_sign"] = line(0, b"AT%XDATAPRFL=-0")
    seeds["blanks_and_line_ends"] = line(0, b"\r\n at + cereg \t=\r\n 5 \r\n\r\n")
    seeds["several_commands"] = line(0, b"AT+CEREG=1;+CEREG?")
    seeds["not_a_command_line"] = line(0, b"hello")
    seeds["only_bits"] = line(0, b"")
    seeds["asynchronous"] = line(ASYNC | SUBSCRIBED, b"AT+CFUN=0")
    seeds["quote_is_open"] = line(CME, b'AT+CGDCONT=1,"IP')
    seeds["many_parameters"] = line(0, b"AT+CGDCONT=1,IP,,,,0,,,,0,0,0,0" + b",0" * 100)
    return seeds


def say(text, act=SAY):
    text = text if isinstance(text, bytes) else text.encode()
    return op(act, len(text), text)


def at_transcript_seeds():
    seeds = {}
    start = op(HANDLE, TELL)
    everything = start + b"".join(map(say, (
        "AT+CMEE=1", "AT+CEREG=5", "AT+CGEREP=1", "AT+CNEC=24", "AT%XSIM=1", "AT%CESQ=1",
        "AT%XSNRSQ=1", "AT%XTIME=1", "AT%MDMEV=1")))
    second = op(WAIT, 32)
    for title, entries in transcript():
        seeds[f"transcript_{seed_name(title)}"[:60]] = everything + second + b"".join(
            say(text) if kind == ">" else second * int(text) if int(text) < 4 else op(WAIT, 255)
            for kind, text in entries) + op(CHECK)
    seeds["every_command_composed"] = everything + b"".join(
        op(SAY, 0xFF, row, form) + (op(2, 1, 0) if form == 1 else b"")
        for row in range(80) for form in range(4))
    up = second + say('AT+CGDCONT=1,"IP","four"') + say("AT+CGACT=1,1")
    seeds["registration_comes_and_goes"] = everything + b"".join(
        say(f"AT+CFUN={fun}") + op(WAIT, wait) + op(CHECK)
        for fun in (4, 1, 20, 21, 44, 41, 0) for wait in (10, 32))
    seeds["pdns_are_dropped"] = everything + up + op(CHECK) + op(DROP_PDN, 2) + op(CHECK) + op(
        DROP_PDN, 1) + op(CHECK) + say("AT+CGACT=1,1") + op(DROP_PDN, 0) + op(DROP_PDN, 12)
    seeds["sockets_lose_their_pdn"] = everything + up + op(TALK, 0) + op(TALK, 1) * 8 + op(
        DROP_PDN, 2) + op(TALK, 1) + say("AT+CFUN=0")
    seeds["pdns_are_refused"] = everything + second + b"".join(
        say(f'AT+CGDCONT=2,"{kind}","{apn}"') + say("AT+CGACT=1,2") + say("AT+CGACT=0,2")
        for kind in ("IP", "IPV6", "IPV4V6", "Non-IP") for apn in ("four", "six", "nobody"))
    seeds["network_detaches_and_lets_attach"] = everything + up + b"".join(
        op(CHANGE_NETWORK, attach) + op(CHECK) + say(line) + second + op(CHECK)
        for attach in (0, 1) for line in ("AT+CGATT?", "AT+CGATT=0", "AT+CGATT=1", "AT+CFUN=1"))
    seeds["apns_are_refused"] = everything + up + b"".join(
        op(REFUSE, apn, cause) + say("AT+CGACT=1,1") + say("AT+CFUN=4") + say("AT+CFUN=1") +
        second + op(CHECK) for apn in range(4) for cause in (27, 255, 0))
    seeds["every_context"] = everything + second + (
        say("AT%XNEWCID?") * 12 + b"".join(
            say(f"AT+CGDCONT={cid},IPV4V6,pipe") + say(f"AT+CGACT=1,{cid}")
            for cid in range(11)) + say("AT+CGPADDR") + say("AT+CGCONTRDP") + op(DROP_PDN, 3))
    seeds["handlers_come_and_go"] = everything + up + b"".join(
        op(HANDLE, handler) + say("AT+CFUN=4") + say("AT+CFUN=1") + second + op(CHECK)
        for handler in (NO_HANDLER, TELL_AND_ASK, TELL))
    seeds["subscribed_again_by_the_mode_handler"] = start + op(HANDLE_MODES, 1) + b"".join(
        say(f"AT+CFUN={fun}") + op(CHECK) + second for fun in (0, 1, 0, 4, 21))
    seeds["asynchronous_commands"] = everything + b"".join(
        say(text, SAY_ASYNC) for text in ("AT+CFUN=4", "AT+CFUN=1", "AT+CGDCONT?", "AT+NONE"))
    seeds["little_room"] = everything + second + b"".join(
        op(SAY_LITTLE, room) + say("AT%XMONITOR")[1:] for room in (0, 1, 2, 20, 255))
    seeds["scanned"] = second + b"".join(say(text, SCAN) for text in (
        "AT+CEREG?", "AT+CGDCONT?", "AT+CFUN?", "AT+CGMR", "AT", "AT+NONE", "AT%XMONITOR"))
    seeds["custom_commands"] = op(CUSTOMIZE, 1) + b"".join(say(text) for text in (
        "AT%XVBAT", "AT%XVBATLVL=1", "at%xvbatlowlvl?")) + op(CUSTOMIZE, 0) + say("AT%XVBAT")
    seeds["custom_commands_in_little_room"] = op(CUSTOMIZE, 1) + b"".join(
        op(SAY_LITTLE, room) + say("AT%XVBAT")[1:] for room in (0, 3, 4, 20))
    seeds["started_again"] = everything + up + op(RESTART) + everything + op(RESTART) * 4
    seeds["time_is_set"] = say('AT+CCLK="99/12/31,23:59:59-48"') + op(WAIT, 255) + say(
        "AT+CCLK?") + say('AT+CCLK="00/01/01,00:00:00+48"') + say("AT+CCLK?")
    return seeds


CORPUS = Path(__file__).resolve().parent / "corpus"


def all_seeds():
    return {"fuzz_ip_packets": ip_packet_seeds(), "fuzz_options": option_seeds(),
            "fuzz_addresses": address_seeds(), "fuzz_at_line": at_line_seeds(),
            "fuzz_at_transcript": at_transcript_seeds(),
            "fuzz_tls_records": tls_corpus.tls_seeds(),
            "fuzz_dtls_records": tls_corpus.dtls_seeds(),
            "fuzz_credentials": tls_corpus.credential_seeds()}


def write(root):
    for target, seeds in all_seeds().items():
        directory = root / target
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        for name, content in seeds.items():
            (directory / name).write_bytes(content)
        print(f"-- {directory}: {len(seeds)} seeds, {sum(map(len, seeds.values()))} bytes")


def check():
    """Whether the corpus is what it should be; says what is not."""
    good = True
    for target, seeds in all_seeds().items():
        kept = {path.name: path.read_bytes() for path in (CORPUS / target).iterdir()}
        for name in sorted(kept.keys() | seeds.keys()):
            if kept.get(name) != seeds.get(name):
                print(f"make_corpus: {CORPUS / target / name} is not what it should be; "
                      "run fuzz/make_corpus.py", file=sys.stderr)
                good = False
    return good


def main(arguments):
    if arguments == ["--check"]:
        sys.exit(0 if check() else 1)
    if any(argument.startswith("-") for argument in arguments):
        print(__doc__)
        return
    write(Path(arguments[0]) if arguments else CORPUS)


if __name__ == "__main__":
    main(sys.argv[1:])
