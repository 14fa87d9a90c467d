"""Small Transformers over characters, to train and to look into.

`CharTransformer` continues a text (decoder only: Radford et al., 2018, GPT);
`CharTranslator` turns one text into another (Vaswani et al., 2017, figure 1).
Shapes: B texts, T and S places, D numbers at each, V symbols.
"""

import torch
from torch import Tensor, nn

from livenets.nets.encoder_decoder import Transformer
from livenets.nets.masks import causal_mask
from livenets.nets.transformer import TransformerEncoderLayer


def position_codes(places: int, d: int) -> Tensor:
    """(T, D): PE(t, 2i) = sin(t / 10000^(2i/D)), PE(t, 2i+1) its cosine."""
    pair = torch.arange(0, d, 2, dtype=torch.float64)  # 2i
    t = torch.arange(places, dtype=torch.float64)[:, None]
    angle = t / 10000 ** (pair / d)  # (T, ⌈D/2⌉)
    waves = torch.stack([angle.sin(), angle.cos()], dim=-1)
    return waves.flatten(1)[:, :d].float()


class PositionalEncoding(nn.Module):
    """Tell each place where it is: attention alone can't (§3.5)."""

    codes: Tensor

    def __init__(self, d_model: int, max_len: int) -> None:
        super().__init__()
        codes = position_codes(max_len, d_model)
        # computed, not learned: no part of a checkpoint
        self.register_buffer("codes", codes, persistent=False)

    def forward(self, places: Tensor) -> Tensor:
        """(T,) of integers below max_len → (T, D)."""
        return self.codes[places]


class Embedding(nn.Module):
    """What stands at each place, plus where that is."""

    def __init__(self, num_symbols: int, d_model: int, max_len: int) -> None:
        super().__init__()
        self.symbol = nn.Embedding(num_symbols, d_model)
        self.position = PositionalEncoding(d_model, max_len)
        # as large as a code of sines, which it must not drown
        nn.init.normal_(self.symbol.weight, std=0.5**0.5)
        self.max_len = max_len

    def forward(self, symbols: Tensor, places: Tensor | None) -> Tensor:
        """(B, T), (T,) or `None` for 0 … T-1 → (B, T, D)."""
        if symbols.shape[1] > self.max_len:
            raise ValueError(
                f"{symbols.shape[1]} symbols are more than the"
                f" {self.max_len} that this network has places for."
            )
        if places is None:
            places = torch.arange(symbols.shape[1], device=symbols.device)
        # the page sends floats, data sets keep bytes
        what = self.symbol(symbols.long())  # (B, T, D)
        return what + self.position(places.long())


class CharTransformer(nn.Module):
    """Score the next symbol at every place, reading what came before."""

    def __init__(
        self,
        num_symbols: int,
        d_model: int = 64,
        nhead: int = 4,
        num_layers: int = 2,
        max_len: int = 128,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.embed = Embedding(num_symbols, d_model, max_len)
        self.layers = nn.ModuleList(
            TransformerEncoderLayer(
                d_model,
                nhead,
                4 * d_model,
                dropout,
                activation="gelu",
                batch_first=True,
                norm_first=True,
            )
            for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(d_model)
        self.scores = nn.Linear(d_model, num_symbols)

    def forward(self, symbols: Tensor, places: Tensor | None = None) -> Tensor:
        """(B, T) of symbol numbers → (B, T, V); `places` (T,) reorders."""
        x = self.embed(symbols, places)  # (B, T, D)
        mask = causal_mask(symbols.shape[1], symbols.device)  # (T, T)
        for layer in self.layers:
            x = layer(x, mask)  # (B, T, D)
        return self.scores(self.norm(x))


class CharTranslator(nn.Module):
    """Score the next symbol of `written`, reading all of `given`."""

    def __init__(
        self,
        num_symbols: int,
        d_model: int = 64,
        nhead: int = 4,
        num_layers: int = 2,
        max_len: int = 64,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.embed = Embedding(num_symbols, d_model, max_len)
        self.transformer = Transformer(
            d_model,
            nhead,
            num_layers,
            num_layers,
            4 * d_model,
            dropout,
            batch_first=True,
            norm_first=True,
        )
        self.scores = nn.Linear(d_model, num_symbols)

    def forward(self, given: Tensor, written: Tensor) -> Tensor:
        """(B, S), (B, T) of symbol numbers → (B, T, V)."""
        mask = causal_mask(written.shape[1], written.device)  # (T, T)
        x = self.embed(given, None)  # (B, S, D)
        y = self.embed(written, None)  # (B, T, D)
        y = self.transformer(x, y, tgt_mask=mask)  # (B, T, D)
        return self.scores(y)
