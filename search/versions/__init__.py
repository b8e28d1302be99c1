"""What became of a clause: versions compared, the same clause elsewhere, quotations checked."""
