"""What chapters need beside the operations: checks, seeds, moving pictures, a style."""
