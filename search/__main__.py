"""`python -m search` is `duansou`."""

from duansou import main

main()
