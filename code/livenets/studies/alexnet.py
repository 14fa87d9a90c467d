"""What keeps AlexNet from learning by heart: dropout, augmentation.

python -m livenets.studies.alexnet

About four minutes on one CPU thread; it writes alexnet.json beside it, run
by run, and goes on where it was stopped.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from livenets import cards, recipes
from livenets.nets import AlexNet
from livenets.recipes import NO_BN
from livenets.studies import runs
from livenets.studies.vgg import pictures
from livenets.train import Step, by_epoch, fit

PATH = Path(__file__).parent / "alexnet.json"
SEEDS = (0, 1, 2)
RECIPE = NO_BN._replace(epochs=16)  # the book's own AlexNet had 24
MASKS = 20
# dropout, augmentation
CASES = [(drop, varied) for drop in (False, True) for varied in (False, True)]


def build(dropout: bool, seed: int) -> AlexNet:
    """The book's small AlexNet, untrained."""
    torch.manual_seed(seed)
    return recipes.alexnet(dropout=0.5 if dropout else 0.0)


@torch.inference_mode()
def under_masks(model: AlexNet, x: Tensor, y: Tensor, p: float) -> float:
    """The share read right with `p` of the units struck out, on average."""
    head = nn.Sequential(nn.Flatten(), model.classifier)
    seen = torch.cat([model.pool(model.stages(part)) for part in x.split(250)])
    for layer in (model.classifier.fc6, model.classifier.fc7):
        layer.dropout.p = p
    torch.manual_seed(0)
    head.train()
    right = [(head(seen).argmax(dim=1) == y).float() for _ in range(MASKS)]
    head.eval()
    return torch.stack(right).mean().item()


def train(model: AlexNet, augmentation: bool, seed: int) -> list[Step]:
    """Train it; varied, the pictures are see-through until then."""
    d = recipes.emoji() if augmentation else pictures()
    recipe = RECIPE if augmentation else RECIPE._replace(augment=None)
    steps = fit(model, d, recipe, seed)
    model.eval()
    return steps


def run(dropout: bool, augmentation: bool, seed: int) -> dict[str, Any]:
    """Train one network; what it reads of the pictures it saw, and of new."""
    d = pictures()
    model = build(dropout, seed)
    steps = train(model, augmentation, seed)
    return {
        **runs.measured(model, d),
        "losses": by_epoch(steps, RECIPE.epochs),
        "masked_accuracy": round(
            under_masks(model, d.test_x, d.test_y, 0.9), 4
        ),
    }


def plain() -> dict[str, Any]:
    """The recipe, for a file."""
    return {k: cards.plain(v) for k, v in RECIPE._asdict().items()}


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return runs.read(PATH)


def main() -> None:
    """Train what is missing, and write what was found."""
    head = {
        "command": "python -m livenets.studies.alexnet",
        "torch": torch.__version__,
        "recipe": plain(),
    }
    rows = [
        {"dropout": dropout, "augmentation": varied, "seed": seed}
        for dropout, varied in CASES
        for seed in SEEDS
    ]
    runs.complete(PATH, head, rows, run)


if __name__ == "__main__":
    main()
