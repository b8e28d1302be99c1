"""The version of a library is told as it was installed."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from indexer.installed import version_of


@pytest.mark.parametrize(
    ("package", "module"),
    [
        ("jieba", None),
        ("rjieba", None),
        ("numpy", None),
        ("pypdfium2", None),
        ("pypandoc-binary", "pypandoc"),
    ],
)
def test_the_folder_beside_a_library_tells_its_version(package: str, module: str | None) -> None:
    assert version_of(package, module) == version(package)


@pytest.mark.parametrize(
    ("package", "module"), [("nothing-of-the-kind", None), ("not-its-package", "numpy")]
)
def test_what_is_not_installed_has_no_version(package: str, module: str | None) -> None:
    assert version_of(package, module) is None
