"""The one exception of this package."""


class Reject(Exception):
    """Input that the protocol rejects. `code` is a class of Appendix B."""

    def __init__(self, code: str, field: str | None = None):
        super().__init__(code if field is None else f"{code} ({field})")
        self.code = code
        self.field = field


def require(condition: bool, code: str, field: str | None = None) -> None:
    """Reject with `code` unless the condition holds."""
    if not condition:
        raise Reject(code, field)
