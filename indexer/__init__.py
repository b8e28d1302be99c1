"""Documents → index: what is read, rebuilt, segmented and written before anything can be searched."""
