"""The headers by which a browser is told to trust nothing but what this server has written."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Protected"]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Nothing inline, nothing from elsewhere, in no frame of others, no word to other servers."""

_AS_SENT = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Protected:
    """An application whose every answer has these headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                # No answer has them already: nothing else in this program names them.
                message["headers"] = [*message["headers"], *_AS_SENT]
            await send(message)

        await self._app(scope, receive, send_protected)
