"""The pictures that networks learn from: in the box, fetched once, or a folder of your own."""

from .fetch import load_fashion_mnist
from .mnist import TrainTest, load_mnist
from .pictures import load_folder, striped_cloth

__all__ = ["TrainTest", "load_fashion_mnist", "load_folder", "load_mnist", "striped_cloth"]
