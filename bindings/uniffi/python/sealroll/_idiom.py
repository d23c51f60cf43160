"""What the generated code lacks to be at home in Python."""

from typing import Any

from sealroll._generated import SealrollError


def make_closable(cls: Any) -> None:
    """Adds ``close()`` and ``with`` to a class of the library."""
    free = cls.__del__
    clone = cls._uniffi_clone_handle

    def close(self: Any) -> None:
        """Frees the object and wipes its keys. Closing twice is fine."""
        free(self)
        self.__dict__.pop("_handle", None)

    def clone_handle(self: Any) -> Any:
        if "_handle" not in self.__dict__:
            raise SealrollError.Failed(
                code="used", reason="this object was closed", field=None
            )
        return clone(self)

    def enter(self: Any) -> Any:
        return self

    def leave(self: Any, *_: object) -> None:
        self.close()

    cls.close = close
    cls.__enter__ = enter
    cls.__exit__ = leave
    cls._uniffi_clone_handle = clone_handle


def make_readable(error: Any) -> None:
    """Lets the text of an error begin with its code."""

    def text(self: Any) -> str:
        return f"{self.code}: {self.reason}"

    error.Failed.__str__ = text
    error.Failed.__repr__ = lambda self: f"SealrollError({text(self)!r})"
