"""Documents → index: what is read, rebuilt, segmented and written before a search."""
