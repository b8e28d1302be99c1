"""The page to search in, and its API. `serve` starts both; the extra `[web]` brings what it needs."""
