"""Programs of the machine that the book's own code drives: found, or installed where Debian is."""
