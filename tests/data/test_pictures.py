"""Pictures from folders, and the striped cloth."""

import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from cnnlib.data.pictures import load_folder, striped_cloth
from cnnlib.training import fit, networks


@pytest.fixture
def pets(tmp_path):
    """Two folders, as the reader's cats and dogs: a grey, a transparent, a wide picture."""
    for name in ("dogs", "cats"):
        (tmp_path / name).mkdir()
    Image.new("L", (40, 40), 200).save(tmp_path / "cats" / "grey.png")
    Image.new("RGBA", (40, 40), (255, 0, 0, 255)).save(tmp_path / "cats" / "red.png")
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = (0, 0, 255)
    Image.fromarray(wide).save(tmp_path / "dogs" / "wide.bmp")
    (tmp_path / "dogs" / "notes.txt").write_text("no picture")
    return tmp_path


def test_a_folder_for_each_class(pets):
    x, y, classes = load_folder(pets, side=10)
    assert classes == ("cats", "dogs") and y.tolist() == [0, 0, 1]
    assert (x.shape, x.dtype) == ((3, 3, 10, 10), np.uint8)
    assert (x[0] == 200).all()
    assert (x[1] == np.array([255, 0, 0])[:, None, None]).all()
    blue = np.array([0, 0, 255])[:, None, None]
    assert (x[2, :, :, 1:-1] == blue).all()  # the middle square alone, its rims smoothed


def test_what_cannot_be_learned_from_is_refused(pets):
    (pets / "dogs" / "broken.jpg").write_bytes(b"half a picture")
    with pytest.raises(ValueError, match=r"broken\.jpg is damaged or no picture: remove it"):
        load_folder(pets)
    (pets / "birds").mkdir()
    with pytest.raises(ValueError, match=r"birds has no picture that ends in \.jpg"):
        load_folder(pets)
    with pytest.raises(ValueError, match="cats has 0 folders: make one for each class"):
        load_folder(pets / "cats")


def test_any_damage_is_told_with_the_name_of_the_file(pets):
    """Pillow raises OSError, ValueError, SyntaxError and more; and sizes that no memory holds."""
    whole = (pets / "cats" / "red.png").read_bytes()
    header = whole[:16] + (30_000).to_bytes(4, "big") * 2 + whole[24:29]  # a picture of 2.7 GB
    huge = header + zlib.crc32(header[12:]).to_bytes(4, "big") + whole[33:]
    short = whole[:8] + (5).to_bytes(4, "big") + whole[12:21]
    short += zlib.crc32(short[12:]).to_bytes(4, "big") + whole[33:]  # a header of 5 bytes
    for content in (b"", whole[:40], huge, short):
        (pets / "dogs" / "broken.png").write_bytes(content)
        with pytest.raises(ValueError, match=r"broken\.png is damaged or no picture: remove it"):
            load_folder(pets)


def test_what_computers_leave_in_folders_is_passed_over(pets):
    expected = load_folder(pets, side=4)
    picture = (pets / "cats" / "red.png").read_bytes()
    for place in ("cats/.thumbs", "__MACOSX/cats", ".git", "cats/folder.jpg"):
        (pets / place).mkdir(parents=True)
    (pets / "cats" / ".thumbs" / "red.png").write_bytes(picture)
    (pets / "cats" / "._red.png").write_bytes(b"of a Macintosh")
    (pets / "__MACOSX" / "cats" / "._red.png").write_bytes(b"of a Macintosh")
    found = load_folder(pets, side=4)
    assert found.classes == expected.classes and np.array_equal(found.x, expected.x)
    (pets / "cats" / "älter").mkdir()
    (pets / "cats" / "älter" / "Katze ☃.PNG").write_bytes(picture)
    assert load_folder(pets, side=4).y.tolist() == [0, 0, 0, 1]


def test_sixteen_bits_keep_their_greys(pets):
    grey = np.full((40, 40), 128 * 256, np.uint16)
    Image.fromarray(grey).save(pets / "cats" / "a.png")
    assert (load_folder(pets, side=4).x[0] == 128).all()


def test_other_arguments_are_refused(pets):
    with pytest.raises(ValueError, match="none is not there or no folder"):
        load_folder(pets / "none")
    with pytest.raises(ValueError, match="side must be at least 1, got 0"):
        load_folder(pets, side=0)


def test_a_folder_is_learned_from(tmp_path, one_thread):
    """As load_folder's docstring says; the pictures are cloth, the path is the reader's own."""
    cloth = striped_cloth(120, side=40)
    for name in cloth.classes:
        (tmp_path / name).mkdir()
    for i, (picture, label) in enumerate(zip(cloth.x, cloth.y, strict=True)):
        Image.fromarray(picture.transpose(1, 2, 0)).save(
            tmp_path / cloth.classes[label] / f"{i}.png"
        )
    x, y, classes = load_folder(tmp_path, side=40)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = torch.as_tensor(x[order]) / 255, y[order]
    torch.manual_seed(0)
    network = networks.two_colour_classes(len(classes), side=40)
    history = fit(
        *(network, x[30:], y[30:]),
        epochs=15,
        batch_size=16,
        validation=(x[:30], y[:30]),
        seed=0,
        device="cpu",
    )
    assert history.accuracy[-1] > 0.75  # half would be chance


def test_cloth_is_told_apart_by_the_direction_alone():
    x, y, _ = striped_cloth(20, side=60)
    along_rows = np.abs(np.diff(x.astype(int), axis=3)).mean((1, 2, 3))
    along_columns = np.abs(np.diff(x.astype(int), axis=2)).mean((1, 2, 3))
    assert ((along_rows > along_columns) == (y == 1)).all()
    assert np.array_equal(x, striped_cloth(20, side=60).x)
    assert not np.array_equal(x, striped_cloth(20, side=60, seed=1).x)
