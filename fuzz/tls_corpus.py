"""The seeds of fuzz_tls_records, fuzz_dtls_records and fuzz_credentials, for make_corpus.py. They are
operations only: what is encrypted, and with which keys, is made when they are run."""

import struct


def op(number, *arguments):
    """Arguments are bytes, or numbers of one byte."""
    return bytes([number]) + b"".join(a if isinstance(a, bytes) else bytes([a]) for a in arguments)


def u16(value):
    return struct.pack("<H", value)


def sized(data):
    return u16(len(data)) + data


CHANGE, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
HELLO_REQUEST, CLIENT_HELLO, SERVER_HELLO, VERIFY_REQUEST, NEW_TICKET = range(5)
CERTIFICATE, KEY_EXCHANGE, REQUEST, DONE, VERIFY, CLIENT_KEY, FINISHED = 11, 12, 13, 14, 15, 16, 20
ALERTS = {"close_notify": b"\1\0", "no_renegotiation": b"\1\x64", "unexpected_message": b"\2\x0a",
          "bad_record_mac": b"\2\x14", "unknown": b"\2\xff", "too_short": b"\2", "empty": b"",
          "two_in_one": b"\1\x64\2\x28"}

# --- fuzz_tls_records -------------------------------------------------------------------------

SERVER, PSK, MUTUAL, STRANGER, STRICT, CBC, ESTABLISHED, RESUMES = (1 << bit for bit in range(8))
(RUN, PASS, PASS_UP, GO_ON, FLIP, DROP, DUPLICATE, MOVE, CUT, SPLIT, INSERT_BYTES, INSERT_RECORD,
 INSERT_MESSAGE, FLIP_UP, END, BREAK, ROOM, SEND, RECEIVE, FLUSH, READABLE, SHUT_DOWN, PEER_WRITES,
 PEER_CLOSES, PEER_RENEGOTIATES) = range(25)

ROLES = {"client": 0, "server": SERVER}
KINDS = {"plain": 0, "psk": PSK, "mutual": MUTUAL, "stranger": STRANGER | MUTUAL,
         "stranger_refused": STRANGER | STRICT | MUTUAL, "cbc": CBC, "psk_cbc": PSK | CBC,
         "resumed": RESUMES}


def stages():
    """The handshake, so far: a flight goes up and one comes down each time."""
    turn = op(GO_ON) + op(PASS_UP)
    return {"beginning": turn, "first_flight": turn + op(PASS, 1), "hello": turn * 2 + op(PASS, 1),
            "last_flight": turn + op(PASS, 255) + turn}


def tls_seeds():
    seeds = {"nothing": bytes([0])}
    talk = (op(PEER_WRITES, u16(1000)) + op(SEND, u16(1000)) + op(RUN) + op(READABLE) +
            op(RECEIVE, u16(600), 1) + op(RECEIVE, u16(600), 0) + op(RECEIVE, u16(0), 0) +
            op(RECEIVE, u16(600), 0))
    ending = op(PEER_WRITES, u16(10)) + op(PEER_CLOSES) + op(RUN) + op(RECEIVE, u16(100), 0) * 2
    for role, role_bit in ROLES.items():
        for kind, bits in KINDS.items():
            seeds[f"{role}_{kind}_talks"] = bytes([role_bit | bits]) + op(RUN) + talk + ending
        established = bytes([role_bit | ESTABLISHED])
        padded = bytes([role_bit | ESTABLISHED | CBC])
        seeds[f"{role}_shuts_down"] = established + op(SHUT_DOWN) + talk + op(SHUT_DOWN) + ending
        seeds[f"{role}_ended_without_close_notify"] = established + op(
            PEER_WRITES, u16(10)) + op(PASS, 1) + op(END) + op(RECEIVE, u16(5), 0) * 3
        seeds[f"{role}_transport_breaks"] = established + op(PEER_WRITES, u16(10)) + op(PASS, 1) + op(
            BREAK, 3) + op(RECEIVE, u16(5), 1) + op(SEND, u16(5)) + op(RECEIVE, u16(5), 0) + talk
        seeds[f"{role}_without_room"] = established + op(ROOM, u16(100), u16(7), 1) + op(
            SEND, u16(60000)) + op(FLUSH) + op(PASS_UP) + op(SEND, u16(10)) + talk + op(SHUT_DOWN)
        seeds[f"{role}_handshake_byte_by_byte"] = bytes([role_bit | MUTUAL]) + op(
            ROOM, u16(64), u16(1), 1) + op(RUN) + talk
        seeds[f"{role}_many_records"] = established + op(PEER_WRITES, u16(60000)) * 2 + op(
            PASS, 3) + op(RECEIVE, u16(65535), 1) + op(PASS, 255) + op(RECEIVE, u16(65535), 0)
        seeds[f"{role}_peer_renegotiates"] = established + op(PEER_RENEGOTIATES) + op(RUN) + talk
        # What was encrypted, and what was not.
        written = op(PEER_WRITES, u16(100)) * 3
        for name, start in (("gcm", established), ("cbc", padded)):
            for what, acts in {
                    "flipped": op(FLIP, 1, u16(20), 1), "its_type_flipped": op(FLIP, 1, u16(0), 1),
                    "its_version_flipped": op(FLIP, 1, u16(1), 1),
                    "longer": op(FLIP, 1, u16(4), 0x10), "dropped": op(DROP, 1),
                    "doubled": op(DUPLICATE, 0, 1), "out_of_order": op(MOVE, 0, 2),
                    "cut": op(CUT, 1, u16(40), 1), "cut_without_a_word": op(CUT, 1, u16(40), 0),
                    "split": op(SPLIT, 1, u16(40)), "empty": op(CUT, 1, u16(0), 1)}.items():
                seeds[f"{role}_{name}_record_{what}"] = (
                    start + written + acts + op(PASS, 255) + op(RECEIVE, u16(10), 1) +
                    op(RECEIVE, u16(1000), 0) * 2 + op(SEND, u16(1)) + op(READABLE))
        for alert, content in ALERTS.items():
            plain = op(INSERT_RECORD, 0, ALERT, sized(content)) + op(PASS, 255)
            seeds[f"{role}_alert_{alert}_after"] = established + plain + talk
            for stage, before in stages().items():
                seeds[f"{role}_alert_{alert}_at_{stage}"] = (
                    bytes([role_bit]) + before + plain + op(GO_ON) + talk)
        for stage, before in stages().items():
            start = bytes([role_bit | MUTUAL]) + before
            for what, acts in {
                    "garbage": op(INSERT_BYTES, 0, sized(b"GET / HTTP/1.1\r\n\r\n")),
                    "record_too_long": op(INSERT_BYTES, 0, sized(b"\x16\3\3\xff\xff")),
                    "record_empty": op(INSERT_RECORD, 0, HANDSHAKE, sized(b"")) * 40,
                    "data": op(INSERT_RECORD, 0, DATA, sized(b"hello")),
                    "cipher_change": op(INSERT_RECORD, 0, CHANGE, sized(b"\1")),
                    "unknown_type": op(INSERT_RECORD, 0, 99, sized(b"x")),
                    "message_cut": op(INSERT_RECORD, 0, HANDSHAKE, sized(b"\x02\0")),
                    "message_too_long": op(INSERT_RECORD, 0, HANDSHAKE, sized(b"\x0b\xff\xff\xff")),
                    "split": op(SPLIT, 0, u16(3)), "flipped": op(FLIP, 0, u16(50), 4),
                    "up_flipped": op(FLIP_UP, u16(50), 4), "dropped": op(DROP, 0),
                    "doubled": op(DUPLICATE, 0, 1), "ended": op(END),
                    "out_of_order": op(MOVE, 0, 1)}.items():
                seeds[f"{role}_{what}_at_{stage}"] = start + acts + op(RUN) + talk
        for message in (HELLO_REQUEST, CLIENT_HELLO, SERVER_HELLO, NEW_TICKET, CERTIFICATE,
                        KEY_EXCHANGE, REQUEST, DONE, VERIFY, CLIENT_KEY, FINISHED, 22, 24, 99):
            for length in (0, 40):
                act = op(INSERT_MESSAGE, 0, message, sized(bytes(length)))
                seeds[f"{role}_message_{message}_of_{length}"] = bytes(
                    [role_bit]) + op(GO_ON) + op(PASS_UP) + act + op(RUN) + talk
    hello = (b"\3\3" + bytes(32) + b"\0" + b"\xc0\x2b" + b"\0" + b"\0\x05" + b"\xff\1\0\1\0")
    seeds["client_hello_composed"] = bytes([0]) + op(GO_ON) + op(
        INSERT_MESSAGE, 0, SERVER_HELLO, sized(hello)) + op(PASS, 1) + op(GO_ON) + op(
            INSERT_MESSAGE, 0, CERTIFICATE, sized(b"\0\0\x03\0\0\0")) + op(PASS, 1) + op(GO_ON)
    offer = (b"\3\3" + bytes(32) + b"\0" + b"\0\4\xc0\x2b\xc0\xa8" + b"\1\0" + b"\0\x16" +
             b"\0\x0a\0\4\0\2\0\x17" + b"\0\x0d\0\4\0\2\4\3" + b"\0\x17\0\0" + b"\0\0")
    seeds["server_hello_composed"] = bytes([SERVER]) + op(DROP, 0) + op(
        INSERT_MESSAGE, 0, CLIENT_HELLO, sized(offer[:-2])) + op(PASS, 1) + op(GO_ON)
    return seeds


# --- fuzz_dtls_records ------------------------------------------------------------------------

D_PSK, D_MUTUAL, D_STRANGER, D_CBC, D_FRAGMENT, D_SMALL, D_LIMITED, D_ESTABLISHED = (
    1 << bit for bit in range(8))
(D_RUN, D_DELIVER, D_DROP, D_DROP_ALL, D_DUPLICATE, D_REPLAY, D_REFLECT, D_FLIP, D_CUT, D_JOIN,
 D_BYTES, D_RECORD, D_PIECE, D_TIME, D_GO_ON, D_SEND, D_RECEIVE, D_SHUT_DOWN, D_REFUSE, D_BREAK,
 D_RESTART, D_GIVE_UP) = range(22)
FROM_SERVER = 128


def dtls_seeds():
    seeds = {"nothing": bytes([0])}
    second = op(D_TIME, 10)
    talk = b"".join(op(D_SEND | side, u16(size)) for side in (0, FROM_SERVER)
                    for size in (8, 100, 512, 1400, 16384, 16385, 0)) + op(D_RUN)
    deliver = lambda side, count=1: op(D_DELIVER | side, 0) * count
    exchange = deliver(0, 3) + deliver(FROM_SERVER, 8)
    for name, bits in {"plain": 0, "psk": D_PSK, "mutual": D_MUTUAL, "stranger": D_STRANGER,
                       "cbc": D_CBC, "fragments": D_FRAGMENT, "small_network": D_SMALL | D_MUTUAL,
                       "limited": D_LIMITED, "psk_cbc": D_PSK | D_CBC}.items():
        seeds[f"{name}_talks"] = bytes([bits]) + op(D_RUN) + talk + op(D_SHUT_DOWN) + op(
            D_RUN) + talk + op(D_SHUT_DOWN | FROM_SERVER) + op(D_RUN)
    for lost in range(1, 7):
        flight = op(D_DROP_ALL) + op(D_DROP_ALL | FROM_SERVER)
        seeds[f"flight_{lost}_is_lost"] = bytes([D_MUTUAL]) + exchange * (lost - 1) + deliver(
            0, lost % 2 * 3) + flight + second * 2 + op(D_RUN) + talk
    seeds["nobody_answers"] = bytes([0]) + (op(D_DROP_ALL) + op(D_TIME, 80)) * 20
    seeds["nobody_answers_in_time"] = bytes([D_LIMITED]) + (op(D_DROP_ALL) + second) * 20 + op(D_RUN)
    seeds["client_vanishes"] = bytes([0]) + exchange + deliver(0, 2) + (
        op(D_DROP_ALL | FROM_SERVER) + op(D_TIME, 80)) * 20
    seeds["backwards"] = bytes([D_MUTUAL | D_SMALL]) + (
        op(D_DELIVER, 1) * 8 + op(D_DELIVER | FROM_SERVER, 3) * 8) * 6 + talk
    seeds["doubled"] = bytes([D_MUTUAL]) + (op(D_DUPLICATE, 0) + deliver(0, 2) + op(
        D_DUPLICATE | FROM_SERVER, 0) + deliver(FROM_SERVER, 2)) * 20 + talk
    for side, name in ((0, "client"), (FROM_SERVER, "server")):
        start = bytes([D_ESTABLISHED])
        sent = op(D_SEND | side, u16(50)) + op(D_SEND | side, u16(60)) + op(D_SEND | side, u16(70))
        for what, act in {
                "doubled": op(D_DUPLICATE | side, 0), "out_of_order": op(D_DELIVER | side, 2),
                "lost": op(D_DROP | side, 1), "flipped": op(D_FLIP | side, 1, u16(30), 1),
                "its_type_flipped": op(D_FLIP | side, 1, u16(0), 1),
                "its_epoch_flipped": op(D_FLIP | side, 1, u16(4), 1),
                "its_number_flipped": op(D_FLIP | side, 1, u16(10), 8),
                "its_number_leaps": op(D_FLIP | side, 1, u16(5), 0x80),
                "cut": op(D_CUT | side, 1, u16(30), 1), "cut_in_its_header": op(
                    D_CUT | side, 1, u16(6), 0), "joined": op(D_JOIN | side, 0, 1),
                "replayed": deliver(side, 3) + op(D_REPLAY | side, 255) * 2 + op(D_REPLAY | side, 5),
                "reflected": op(D_REFLECT | side, 255),
                "refused": op(D_REFUSE | side, 1) + sent + op(D_REFUSE | side, 0) + sent,
                "after_the_network_is_down": op(D_REFUSE | side, 3) + sent}.items():
            seeds[f"{name}_message_{what}"] = start + sent + act + op(D_RUN) + talk
        seeds[f"{name}_starts_again"] = start + sent + op(D_RESTART | side) + op(D_RUN) + talk
        seeds[f"{name}_starts_again_in_the_handshake"] = bytes([D_MUTUAL]) + exchange + op(
            D_RESTART | side) + op(D_RUN) + second * 3 + op(D_RUN) + talk
        seeds[f"{name}_gives_up_at_its_timer"] = bytes([0]) + exchange + op(
            D_GIVE_UP | side) + second * 2 + op(D_RUN)
        seeds[f"{name}_is_broken"] = bytes([0]) + exchange + op(D_BREAK | side) + op(D_RUN) + talk
        seeds[f"{name}_receives_late"] = start + sent + deliver(side) + op(
            D_RECEIVE | (side ^ FROM_SERVER), 1) + talk
        for stage, before in {"at_the_beginning": b"", "after_the_cookie": deliver(0) + deliver(
                FROM_SERVER), "in_the_handshake": exchange + deliver(0, 2)}.items():
            begin = bytes([D_MUTUAL]) + before
            for what, act in {
                    "garbage": op(D_BYTES | side, sized(b"hello, this is no record")),
                    "header_only": op(D_BYTES | side, sized(b"\x16\xfe\xfd" + bytes(10))),
                    "record_empty": op(D_RECORD | side, HANDSHAKE, 0, u16(9), sized(b"")),
                    "data": op(D_RECORD | side, DATA, 0, u16(9), sized(b"hello")),
                    "next_epoch": op(D_RECORD | side, HANDSHAKE, 1, u16(0), sized(bytes(60))),
                    "cipher_change": op(D_RECORD | side, CHANGE, 0, u16(9), sized(b"\1")),
                    "alert": op(D_RECORD | side, ALERT, 0, u16(9), sized(b"\2\x28")),
                    "close_notify": op(D_RECORD | side, ALERT, 0, u16(9), sized(b"\1\0")),
                    "verify_request": op(D_PIECE | side, VERIFY_REQUEST, 0, u16(9), 0, u16(7), u16(
                        0), sized(b"\xfe\xff\4abcd")),
                    "piece_beyond": op(D_PIECE | side, CERTIFICATE, 0, u16(9), 1, u16(10), u16(
                        8), sized(bytes(8))),
                    "piece_far_ahead": op(D_PIECE | side, CERTIFICATE, 0, u16(9), 200, u16(
                        60000), u16(0), sized(bytes(8))),
                    "pieces": b"".join(op(D_PIECE | side, CERTIFICATE, 0, u16(9 + at), 2, u16(
                        300), u16(at * 20), sized(bytes(30))) for at in range(14)),
                    "flipped": op(D_FLIP | side, 0, u16(40), 1)}.items():
                seeds[f"{name}_{what}_{stage}"] = begin + act + op(D_RUN) + second + op(D_RUN) + talk
    return seeds


# --- fuzz_credentials -------------------------------------------------------------------------

CA, CERT, KEY, PSK_, IDENTITY = range(5)
ANY, KNOWN, EDITED, EDITED_DER, WRAPPED, RELABELLED, DIGITS, NAME = range(8)
(ROOT, SERVER_CERT, SERVER_KEY, CLIENT_CERT, CLIENT_KEY_, STRANGE_CERT, CHAIN, CHAIN_KEY, P384_CERT,
 P384_KEY, RSA_CERT, RSA_KEY, LOCKED_KEY) = range(13)


def entry(kind, form, *arguments, tag=0):
    return op(form << 5 | kind << 2 | tag, *arguments)


def credential_seeds():
    seeds = {}
    levels = {"unverified": 0, "optional": 2, "required": 4}

    def setup(bits, name=b"server.test"):
        return bytes([bits, len(name)]) + name

    root = entry(CA, KNOWN, ROOT)
    shown = {"server": entry(CERT, KNOWN, SERVER_CERT, tag=1) + entry(KEY, KNOWN, SERVER_KEY, tag=1),
             "client": entry(CERT, KNOWN, CLIENT_CERT, tag=1) + entry(KEY, KNOWN, CLIENT_KEY_, tag=1),
             "chain": entry(CERT, KNOWN, CHAIN, tag=1) + entry(KEY, KNOWN, CHAIN_KEY, tag=1),
             "p384": entry(CERT, KNOWN, P384_CERT, tag=1) + entry(KEY, KNOWN, P384_KEY, tag=1),
             "rsa": entry(CERT, KNOWN, RSA_CERT, tag=1) + entry(KEY, KNOWN, RSA_KEY, tag=1),
             "locked": entry(CERT, KNOWN, CLIENT_CERT, tag=1) + entry(KEY, KNOWN, LOCKED_KEY, tag=1),
             "mismatched": entry(CERT, KNOWN, CLIENT_CERT) + entry(KEY, KNOWN, SERVER_KEY),
             "half": entry(CERT, KNOWN, CLIENT_CERT)}
    psk = entry(PSK_, DIGITS, 16, tag=2) + entry(IDENTITY, NAME, tag=2)
    for role, role_bit in (("client", 0), ("server", 1)):
        for level, bits in levels.items():
            start = setup(role_bit | bits)
            seeds[f"{role}_{level}_nothing"] = start
            for what, content in shown.items():
                seeds[f"{role}_{level}_{what}"] = start + root + content
            seeds[f"{role}_{level}_psk"] = setup(role_bit | bits | 8) + psk
            seeds[f"{role}_{level}_everything"] = start + root + shown["client"] + psk
            seeds[f"{role}_{level}_stranger"] = setup(role_bit | bits | 16) + root + shown["server"]
            seeds[f"{role}_{level}_stranger_known"] = (
                setup(role_bit | bits | 16) + entry(CA, KNOWN, STRANGE_CERT) + shown["server"])
    strict = setup(4)
    for name in (b"", b".", b"server.test.", b"10.0.2.2", b"fd00::2", b"a\0b", b"a" * 255, b"*.test",
                 b"\xc3\xa4.test", b"two\nlines", b"other.test"):
        seeds[f"hostname_{name.hex()[:40]}"] = setup(4, name) + root
    for size in (0, 1, 8, 32, 64, 128, 255):
        seeds[f"psk_of_{size}"] = setup(12) + entry(PSK_, DIGITS, size) + entry(IDENTITY, NAME)
    seeds["psk_odd"] = setup(12) + entry(PSK_, ANY, sized(b"abc")) + entry(IDENTITY, NAME)
    seeds["psk_not_hexadecimal"] = setup(12) + entry(PSK_, ANY, sized(b"zz")) + entry(IDENTITY, NAME)
    seeds["psk_with_colons"] = setup(12) + entry(PSK_, ANY, sized(b"00:11:22")) + entry(IDENTITY, NAME)
    for what, identity in {"with_zero": b"a\0b", "long": b"i" * 300, "of_any_bytes": bytes(
            range(1, 128))}.items():
        seeds[f"identity_{what}"] = setup(12) + entry(PSK_, DIGITS, 16) + entry(
            IDENTITY, ANY, sized(identity))
    for text in range(13):
        kind = KEY if text in (SERVER_KEY, CLIENT_KEY_, CHAIN_KEY, P384_KEY, RSA_KEY,
                               LOCKED_KEY) else CA
        other = entry(CERT, KNOWN, CLIENT_CERT) if kind == KEY else b""
        edits = b"\2" + u16(30) + b"\0" + u16(60) + b"\xff"
        seeds[f"text_{text}_edited"] = strict + other + entry(kind, EDITED, text, edits)
        seeds[f"text_{text}_with_edited_der"] = strict + other + entry(
            kind, EDITED_DER, text, edits, 0)
        seeds[f"text_{text}_cut"] = strict + other + entry(kind, EDITED_DER, text, 0, 20)
        for label in range(12):
            seeds[f"text_{text}_as_{label}"] = strict + other + entry(
                kind, RELABELLED, label, text, 0)
    seeds["der_empty"] = strict + b"".join(
        entry(kind, WRAPPED, label, sized(b"")) for kind in range(3) for label in (0, 3))
    seeds["der_too_deep"] = strict + entry(CA, WRAPPED, 0, sized(b"\x30\x80" * 500))
    seeds["der_too_long"] = strict + entry(CA, WRAPPED, 0, sized(b"\x30\x84\xff\xff\xff\xff"))
    seeds["comments_around"] = strict + entry(CA, ANY, sized(b"my root\n")) + root + entry(
        CA, ANY, sized(b"the end\n"))
    seeds["many_roots"] = strict + root * 3 + entry(CA, KNOWN, STRANGE_CERT) * 3
    seeds["too_long"] = strict + root * 40
    seeds["key_with_headers"] = strict + entry(CERT, KNOWN, CLIENT_CERT) + entry(KEY, ANY, sized(
        b"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
        b"DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
        b"-----END EC PRIVATE KEY-----\n"))
    seeds["parameters_before_the_key"] = strict + entry(CERT, KNOWN, CLIENT_CERT) + entry(
        KEY, WRAPPED, 8, sized(bytes.fromhex("06082a8648ce3d030107"))) + entry(KEY, KNOWN, CLIENT_KEY_)
    return seeds
