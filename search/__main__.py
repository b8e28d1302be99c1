"""`python -m search` is `duansou`."""

from search.cli import main

main()
