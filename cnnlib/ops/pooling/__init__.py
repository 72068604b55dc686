"""One number for each window, channel by channel: each kind forward and backward."""
