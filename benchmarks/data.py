"""The folder of data that DUANSOU_DATA names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

__all__ = ["data_folder"]

USAGE = 2


def data_folder(needed: str) -> Path:
    """Return the folder of data; a command ends where there is none that has what is needed."""
    folder = os.environ.get("DUANSOU_DATA")
    if folder and (Path(folder) / needed).is_file():
        return Path(folder)
    click.echo(f"DUANSOU_DATA names no folder that has {needed}: nothing is measured", err=True)
    sys.exit(USAGE)
