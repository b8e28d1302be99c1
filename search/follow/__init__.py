"""Following references: what a document cites, what cites it, and the series that it is one of."""
