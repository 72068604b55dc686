"""What a stack of layers does to a shape, what it costs, and what its cells see."""
