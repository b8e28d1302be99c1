"""What the figures in README and ARCHITECTURE come from. Run one as `python -m benchmarks.NAME`."""
