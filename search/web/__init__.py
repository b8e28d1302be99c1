"""The page to search in, and its API: `duansou serve`, with what the extra `[web]` brings."""
