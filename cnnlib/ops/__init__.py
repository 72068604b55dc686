"""The operations, forward and backward, one file each; the public names are cnnlib's own."""
