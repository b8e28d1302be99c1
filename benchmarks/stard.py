"""STARD: questions that people asked about laws, and the articles that answer each of them."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Paragraph

__all__ = ["Question", "articles", "questions"]

ARTICLES = "stard/corpus.jsonl.gz"
QUESTIONS = "stard/queries.jsonl"
JUDGEMENTS = "stard/qrels.tsv"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the ids of the articles that answer it."""

    id: str
    text: str
    answers: frozenset[str]


def articles(folder: Path) -> list[Paragraph]:
    """Return the articles, without their titles, which name the law and the article's number."""
    with gzip.open(folder / ARTICLES, "rt", encoding="utf-8") as lines:
        return [Paragraph(each["id"], each["text"]) for each in map(json.loads, lines)]


def questions(folder: Path) -> list[Question]:
    """Return the questions, each with its answers."""
    answers = _judged((folder / JUDGEMENTS).read_text(encoding="utf-8"))
    lines = (folder / QUESTIONS).read_text(encoding="utf-8").splitlines()
    asked = map(json.loads, lines)
    return [Question(each["id"], each["text"], frozenset(answers[each["id"]])) for each in asked]


def _judged(table: str) -> Mapping[str, set[str]]:
    """Return the articles that answer each question: lines of question, article, 1."""
    answers: dict[str, set[str]] = defaultdict(set)
    for line in table.splitlines():
        question, article, relevance = line.split("\t")
        if int(relevance) > 0:
            answers[question].add(article)
    return answers
