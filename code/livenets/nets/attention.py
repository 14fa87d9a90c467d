"""Attention (Vaswani et al., 2017, arXiv:1706.03762, §3.2).

Shapes: B sequences, T places that ask, S places that are read, D numbers at
each, h heads of d = D/h numbers.
"""

from torch import Tensor, nn

from livenets.nets.masks import joined


class Projection(nn.Linear):
    """Project, then deal the numbers out to the heads."""

    def __init__(self, size: int, d: int, num_heads: int, bias: bool) -> None:
        super().__init__(size, d, bias)
        self.num_heads = num_heads

    def reset_parameters(self) -> None:
        """As `torch.nn`, which draws its three matrices as one of 3·D rows."""
        nn.init.xavier_uniform_(self.weight, gain=0.5**0.5)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, size) → (B, h, T, d)."""
        y = super().forward(x)  # (B, T, D)
        return y.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)


class Scale(nn.Module):
    """1/√d, or the longer the vectors, the harder the softmax (§3.2.1)."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.factor = d**-0.5

    def forward(self, x: Tensor) -> Tensor:
        """Any shape → the same shape."""
        return x * self.factor


class MultiHeadAttention(nn.Module):
    """The arguments and results of `torch.nn.MultiheadAttention`.

    To watch and turn, one number a head: `query`, `key`, `value`, `scale`,
    `scores`, `weights` and `heads`; then `out`, which mixes the heads.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
    ) -> None:
        super().__init__()
        if add_bias_kv or add_zero_attn:
            raise NotImplementedError(
                "add_bias_kv and add_zero_attn, which are not in the paper,"
                " are left out."
            )
        d, h = embed_dim, num_heads
        if min(d, h) < 1 or d % h:
            raise ValueError(f"embed_dim {d} can't be dealt to {h} heads.")
        self.num_heads, self.batch_first = h, batch_first
        self.query = Projection(d, d, h, bias)
        self.key = Projection(kdim or d, d, h, bias)
        self.value = Projection(vdim or d, d, h, bias)
        self.scale = Scale(d // h)
        self.scores = nn.Identity()
        self.weights = nn.Softmax(dim=-1)
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.Identity()
        self.out = nn.Linear(d, d, bias)
        if bias:
            nn.init.zeros_(self.out.bias)

    def attend(
        self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """(B, T, D), (B, S, D) twice → (B, T, D), weights (B, h, T, S)."""
        q = self.scale(self.query(query))  # (B, h, T, d)
        k = self.key(key)  # (B, h, S, d)
        v = self.value(value)  # (B, h, S, d)
        scores = self.scores(q @ k.transpose(-2, -1))  # (B, h, T, S)
        if mask is not None:
            scores = scores + mask  # (B, h, T, S), -∞ where hidden
        weights = self.weights(scores)  # (B, h, T, S), each row sums to 1
        weights = self.dropout(weights)  # (B, h, T, S)
        heads = self.heads(weights @ v)  # (B, h, T, d)
        return self.out(heads.transpose(1, 2).flatten(2)), weights

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """(T, B, D), (S, B, D) twice → (T, B, D), mean weights (B, T, S).

        (B, T, D) if `batch_first`; (T, D) and (T, S) without a batch. Weights
        are (B, h, T, S) if not averaged, `None` if not needed.
        """
        if is_causal and attn_mask is None:
            raise RuntimeError("is_causal is but a hint: give the attn_mask.")
        inputs = [self.batch_to_front(x) for x in (query, key, value)]
        self.check(*inputs)
        b, t, s = *inputs[0].shape[:2], inputs[1].shape[1]
        alone = query.ndim == 2
        if alone and key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)  # (1, S)
        shape = (b, self.num_heads, t, s)
        mask = joined(attn_mask, key_padding_mask, shape, query.dtype)
        y, weights = self.attend(*inputs, mask)  # (B, T, D), (B, h, T, S)
        y = y if alone or self.batch_first else y.transpose(0, 1)
        if need_weights and average_attn_weights:
            weights = weights.mean(dim=1)  # (B, T, S)
        if alone:
            y, weights = y.squeeze(0), weights.squeeze(0)  # (T, D), (T, S)
        return y, weights if need_weights else None

    def batch_to_front(self, x: Tensor) -> Tensor:
        """(T, B, D), (B, T, D) or (T, D), as promised → (B, T, D)."""
        if x.ndim not in (2, 3):
            raise ValueError(f"Attention reads 2 or 3 axes, not {x.ndim}.")
        if x.ndim == 2:
            return x.unsqueeze(0)
        return x if self.batch_first else x.transpose(0, 1)

    def check(self, query: Tensor, key: Tensor, value: Tensor) -> None:
        """Refuse, in a sentence, what would fail or, worse, broadcast."""
        for name, x in (("query", query), ("key", key), ("value", value)):
            size = self.get_submodule(name).in_features
            if x.shape[-1] != size or len(x) != len(query):
                raise ValueError(
                    f"{name} is (B, T, D) = {tuple(x.shape)}, but"
                    f" ({len(query)}, any, {size}) is wanted."
                )
        if key.shape[1] != value.shape[1]:
            raise ValueError(
                f"There are {key.shape[1]} keys, but {value.shape[1]} values."
            )
