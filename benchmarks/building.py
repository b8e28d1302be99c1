"""How long a system takes to index a corpus, how large its index is, how much memory it takes."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.engines import engine
from benchmarks.figures import Build
from benchmarks.programs import run

__all__ = ["Site", "build", "kept"]


@dataclass(frozen=True, slots=True)
class Site:
    """Where one system's index of one corpus is, or will be, and how many jobs build it."""

    name: str
    segmenter: str
    corpus: Corpus
    folder: Path
    jobs: int = 1

    @property
    def directory(self) -> Path:
        """The folder of the index alone."""
        jobs = f"{self.jobs}-jobs" if self.jobs > 1 else ""
        words = (self.name, self.segmenter, str(self.corpus.size), jobs)
        return self.folder / "-".join(filter(None, words))

    @property
    def record(self) -> Path:
        """The file that says what the index took to build, there when it is whole."""
        return self.directory.with_suffix(".json")


def build(site: Site) -> Build:
    """Build an index anew, on as many cores as jobs; what it took is kept beside it."""
    system = engine(site.name)
    site.record.unlink(missing_ok=True)
    shutil.rmtree(site.directory, ignore_errors=True)
    site.directory.mkdir(parents=True)
    command = system.build_command(site.corpus, site.directory, site.segmenter, site.jobs)
    took = run(command, site.jobs)
    built = Build(
        system.NAME,
        site.segmenter,
        site.corpus.size,
        site.jobs,
        took.seconds,
        took.cpu_seconds,
        took.peak_bytes,
        sum(file.stat().st_size for file in site.directory.rglob("*") if file.is_file()),
        date.today().isoformat(),
    )
    site.record.write_text(json.dumps(asdict(built), ensure_ascii=False), encoding="utf-8")
    return built


def kept(site: Site) -> Build | None:
    """Return what a whole index took that was built before, None where there is none."""
    if not site.record.exists():
        return None
    return Build(**json.loads(site.record.read_text(encoding="utf-8")))
