"""Invitation."""

from sealroll.invitation import base64url, encode, encode_payload

from .world import HOST, World


def make(c) -> None:
    world = World()
    fingerprint, secret = world.root.fingerprint, world.presence_secret
    payload = encode_payload(fingerprint, secret, None)
    coded = encode_payload(fingerprint, secret, "Tuer-7")
    good = encode(HOST, payload)
    fragment = base64url(payload)

    def add(name, rule, comment, link, expect="ok"):
        c.add(f"invitation/{name}", "parse-invitation", rule, comment, {"link": link}, expect)

    def add_payload(name, rule, comment, data, expect):
        add(name, rule, comment, encode(HOST, data), expect)

    add("ok", "INV-1", "without door code", good)
    add("ok-door-code", "INV-2", "with a door code", encode(HOST, coded))
    add("ok-door-code-longest", "INV-2", "a door code of 16", encode(HOST, encode_payload(fingerprint, secret, "Abcdefghijkl-789")))
    add("ok-port", "INV-1", "a host with a port", encode("sealroll.example:8443", payload))
    for name, host in (("localhost", "localhost"), ("localhost-port", "localhost:8080"), ("ipv4", "127.0.0.1:80"), ("ipv6", "[::1]:8080")):
        add(f"ok-http-{name}", "INV-1", f"http on {host}", encode(host, payload, "http"))
    add("http", "INV-1", "http on another host", encode(HOST, payload, "http"), "bad-link")
    add("http-lookalike", "INV-1", "http on a host that begins with localhost", encode("localhost.example", payload, "http"), "bad-link")
    add("scheme", "INV-1", "another scheme", encode(HOST, payload, "ftp"), "bad-link")
    add("scheme-upper-case", "INV-1", "the scheme in upper case", encode(HOST, payload, "HTTPS"), "bad-link")
    add("no-scheme", "INV-1", "no scheme", good.removeprefix("https://"), "bad-link")
    add("host-empty", "INV-1", "no host", encode("", payload), "bad-link")
    add("host-upper-case", "INV-1", "a host in upper case", encode("Sealroll.example", payload), "bad-link")
    add("host-user", "INV-1", "a user name before the host", encode("sealroll.example@evil.example", payload), "bad-link")
    add("host-254", "INV-1", "a host of 254 characters", encode("h" * 254, payload), "bad-link")
    add("host-brackets", "INV-1", "a name in brackets", encode("[sealroll]", payload), "bad-link")
    add("host-open-bracket", "INV-1", "an address without its closing bracket", encode("[::1", payload), "bad-link")
    for port in ("", "0", "08080", "65536", "80a"):
        add(f"port-{port or 'empty'}", "INV-1", f"the port '{port}'", encode(f"{HOST}:{port}", payload), "bad-link")
    add("path", "INV-1", "another path", f"https://{HOST}/d#{fragment}", "bad-link")
    add("path-empty", "INV-1", "no path", f"https://{HOST}#{fragment}", "bad-link")
    add("query", "INV-1", "a query", f"https://{HOST}/c?a=1#{fragment}", "bad-link")
    add("no-fragment", "INV-1", "no fragment", f"https://{HOST}/c", "bad-link")
    add("padding", "INV-1", "base64url with padding", encode(HOST, coded) + "=" * (-len(base64url(coded)) % 4), "bad-link")
    add("base64-alphabet", "INV-1", "a character of the other base64 alphabet", good[:-1] + "+", "bad-link")
    add("base64-length", "INV-1", "a length that base64 cannot have", good + "A", "bad-link")
    loose = encode(HOST, coded)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    add("base64-loose-bits", "INV-1", "non-zero bits after the last byte", loose[:-1] + last[last.index(loose[-1]) + 1], "bad-link")
    add("space-first", "INV-1", "a space before the link", " " + good, "bad-link")
    add_payload("version", "CNV-4", "version 2", b"\x02" + payload[1:], "unsupported-version")
    add_payload("flags", "INV-2 CNV-5", "bit 1 of flags is set", payload[:1] + b"\x02" + payload[2:], "bad-value")
    add_payload("flags-high", "INV-2 CNV-5", "bit 7 of flags is set", payload[:1] + b"\x80" + payload[2:], "bad-value")
    add_payload("truncated", "CNV-1", "one byte is missing", payload[:-1], "truncated")
    add_payload("truncated-empty", "CNV-1", "an empty fragment", b"", "truncated")
    add_payload("truncated-door-code", "CNV-1", "the door code is promised and missing", payload[:1] + b"\x01" + payload[2:], "truncated")
    add_payload("trailing", "CNV-2", "a byte too many", payload + b"\x00", "trailing-bytes")
    add_payload("door-code-not-flagged", "CNV-2", "a door code without its flag", payload[:1] + b"\x00" + coded[2:], "trailing-bytes")
    add_payload("door-code-empty", "CNV-3", "an empty door code", encode_payload(fingerprint, secret, ""), "limit")
    add_payload("door-code-17", "CNV-3", "a door code of 17", encode_payload(fingerprint, secret, "a" * 17), "limit")
    add_payload("door-code-underscore", "INV-2", "a character outside the alphabet", encode_payload(fingerprint, secret, "Tuer_7"), "bad-text")
    add_payload("door-code-space", "INV-2", "a space within", encode_payload(fingerprint, secret, "Tuer 7"), "bad-text")
