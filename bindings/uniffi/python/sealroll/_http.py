"""The way to a processor over HTTP."""

import http.client
from datetime import datetime, timezone
from urllib.parse import urlsplit

from sealroll._generated import (
    Connection,
    Request,
    Response,
    SealrollError,
    content_of,
)


class HttpConnection(Connection):
    """Sends requests to a processor, one connection each: no cookies, no redirects.

    ``api`` is scheme and host of the API, such as ``https://processor.example``.
    """

    def __init__(self, api: str, timeout: float = 30.0) -> None:
        parts = urlsplit(api)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise SealrollError.Failed(
                code="bad-argument",
                reason="api must be scheme and host of an API",
                field=None,
            )
        self._secure = parts.scheme == "https"
        self._authority = parts.netloc
        self._timeout = timeout

    def authority(self) -> str:
        """Host of the API, with its port if that is not the usual one."""
        return self._authority

    def now(self) -> datetime:
        """The time now."""
        return datetime.now(timezone.utc)

    def send(self, request: Request) -> Response:
        """Sends a request and returns the answer, whatever its status.

        Raises ``SealrollError`` with the code ``unreachable`` if there is none.
        """
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._authority, timeout=self._timeout)
        try:
            body = request.body if request.method != "GET" else None
            connection.request(request.method, request.path, body, request.headers)
            answer = connection.getresponse()
            content = answer.read(_LONGEST + 1)
            if len(content) > _LONGEST:
                raise OSError("the answer is too long")
            after = answer.headers.get("retry-after", "")
            return Response(
                status=answer.status,
                body=content,
                retry_after=int(after) if after.isdecimal() else None,
            )
        except (OSError, http.client.HTTPException) as cause:
            raise SealrollError.Failed(
                code="unreachable",
                reason="the processor cannot be reached",
                field=None,
            ) from cause
        finally:
            connection.close()

    def content(self, request: Request) -> bytes:
        """Sends a request and returns the content of a successful answer.

        Raises ``SealrollError`` with the code of a refusal, or ``unreachable``.
        """
        return content_of(self.send(request))


_LONGEST = 64 << 20
