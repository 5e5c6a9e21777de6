"""Documents made of the answers: bytes first, and a file only when all of it is there."""
