"""Templates and values → pages. No value can become markup, and none can turn or hide text.

All values are escaped (autoescape), and shown with controls, bidirectional and zero-width
characters as what they are (`visible`), wherever in a page they stand.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from indexer.typeset import visible

__all__ = ["Asset", "Rendering", "assets"]

TYPES = {"duansou.css": "text/css", "duansou.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files that pages name, and what they are."""

FOREVER = "public, max-age=31536000, immutable"


class Asset:
    """A file that pages name. Its address changes with what is in it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bytes = files("search.web").joinpath("static", name).read_bytes()
        self.address = f"/static/{name}?v={sha256(self._bytes).hexdigest()[:12]}"

    def route(self) -> Route:
        """Return its address with what answers there."""
        return Route(f"/static/{self._name}", self._answer)

    async def _answer(self, _: Request) -> Response:
        headers = {"Cache-Control": FOREVER}
        return Response(self._bytes, headers=headers, media_type=TYPES[self._name])


def assets() -> dict[str, Asset]:
    """Return the files that pages name, by name."""
    return {name: Asset(name) for name in TYPES}


class Rendering:
    """Renders the templates of this package."""

    def __init__(self, named: dict[str, Asset]) -> None:
        self._environment = Environment(
            loader=PackageLoader("search.web"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_inert,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        addresses = {name.partition(".")[2]: asset.address for name, asset in named.items()}
        self._environment.globals["assets"] = addresses
        # A template is compiled when it is first asked for: no reader should wait for that.
        for template in self._environment.list_templates():
            self._environment.get_template(template)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page."""
        text = self._environment.get_template(f"{template}.html").render(values)
        return HTMLResponse(text, status)


def _inert(value: Any) -> Any:
    """Return a value as it is shown; what is markup already is ours, and stays."""
    return visible(value) if type(value) is str else value
