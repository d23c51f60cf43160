"""Domain labels, Appendix A."""

WORDS = (
    "sheet", "recovery-key", "recovery-blob", "blob-commitment", "canary",
    "root", "descriptor-hash", "statement-id", "upload-token", "presence-id", "record-id", "key-commitment",
    "instruction", "psk", "tree", "epoch-key", "ephemeral", "record", "certificate", "descriptor",
    "statement", "follow-up", "keyfile", "recovery-code", "log-token", "document", "retention",
    "door-code", "device", "grant", "granted", "disclosure", "disclosed", "disclosure-id", "authority",
    "inner", "outer-body", "notice", "answer", "notice-tag", "notice-key", "notice-page",
    "notice-signature",
)
RESERVED = ()


def label(word: str) -> bytes:
    """`sealroll-v1 ` ‖ word ‖ one zero byte. Only words of Appendix A exist."""
    if word not in WORDS and word not in RESERVED:
        raise KeyError(word)
    return b"sealroll-v1 " + word.encode("ascii") + b"\x00"
