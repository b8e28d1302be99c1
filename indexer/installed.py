"""Which version of a library is installed?"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["version_of"]


@cache
def version_of(package: str, module: str | None = None) -> str | None:
    """Return the version of a package, as it was installed; None where it is not.

    The folder beside its module, which may have another name, says so; to read that takes a tenth
    of the time that `importlib.metadata` takes to be imported. That is asked where there is no such
    folder, or more than one.
    """
    spec = find_spec(module or package)
    if spec is None or spec.origin is None:
        return None
    before, after = f"{package.replace('-', '_')}-", ".dist-info"
    names = [path.name for path in Path(spec.origin).parent.parent.iterdir()]
    folders = [name for name in names if name.startswith(before) and name.endswith(after)]
    if len(folders) == 1:
        return folders[0].removeprefix(before).removesuffix(after)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None
