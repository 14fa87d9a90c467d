"""The Transformer's layers (Vaswani et al., 2017, arXiv:1706.03762, §3).

Shapes: B sequences, T places, S places of the memory, D numbers at each:
the residual stream. The comments show
`batch_first=True`; otherwise (T, B, D), as in `torch.nn`.
"""

from torch import Tensor, nn

from livenets.nets.attention import MultiHeadAttention
from livenets.nets.feed_forward import Activation, FeedForward


class Add(nn.Module):
    """The residual stream, to which a branch adds what it found."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.shortcut = nn.Identity()
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, branch: Tensor) -> Tensor:
        """(B, T, D) twice → (B, T, D)."""
        return self.shortcut(x) + self.dropout(branch)


class TransformerEncoderLayer(nn.Module):
    """The arguments and results of `torch.nn.TransformerEncoderLayer`.

    The paper normalises the sum; `norm_first` what a branch reads (Xiong et
    al., 2020, arXiv:2002.04745).
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
    ) -> None:
        super().__init__()
        d, f, eps = d_model, dim_feedforward, layer_norm_eps
        self.norm_first = norm_first
        self.self_attention = MultiHeadAttention(
            d, nhead, dropout, bias, batch_first=batch_first
        )
        self.feed_forward = FeedForward(d, f, dropout, activation, bias)
        self.add_self, self.add_feed = Add(dropout), Add(dropout)
        self.norm_self = nn.LayerNorm(d, eps, bias=bias)
        self.norm_feed = nn.LayerNorm(d, eps, bias=bias)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """(B, T, D), masks (T, T) and (B, T) → (B, T, D)."""

        def attend(x: Tensor) -> Tensor:
            return self.self_attention(
                x,
                x,
                x,
                key_padding_mask=src_key_padding_mask,
                need_weights=False,
                attn_mask=src_mask,
                is_causal=is_causal,
            )[0]

        x, feed = src, self.feed_forward
        if self.norm_first:
            x = self.add_self(x, attend(self.norm_self(x)))  # (B, T, D)
            return self.add_feed(x, feed(self.norm_feed(x)))
        x = self.norm_self(self.add_self(x, attend(x)))  # (B, T, D)
        return self.norm_feed(self.add_feed(x, feed(x)))


class TransformerDecoderLayer(nn.Module):
    """The arguments and results of `torch.nn.TransformerDecoderLayer`.

    An encoder layer that, between its two branches, reads the memory.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
    ) -> None:
        super().__init__()
        d, f, eps = d_model, dim_feedforward, layer_norm_eps
        self.norm_first = norm_first
        self.self_attention = MultiHeadAttention(
            d, nhead, dropout, bias, batch_first=batch_first
        )
        self.cross_attention = MultiHeadAttention(
            d, nhead, dropout, bias, batch_first=batch_first
        )
        self.feed_forward = FeedForward(d, f, dropout, activation, bias)
        self.add_self, self.add_cross = Add(dropout), Add(dropout)
        self.add_feed = Add(dropout)
        self.norm_self = nn.LayerNorm(d, eps, bias=bias)
        self.norm_cross = nn.LayerNorm(d, eps, bias=bias)
        self.norm_feed = nn.LayerNorm(d, eps, bias=bias)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(B, T, D), memory (B, S, D), masks (T, T), (T, S) → (B, T, D)."""

        def attend(x: Tensor) -> Tensor:
            return self.self_attention(
                x,
                x,
                x,
                key_padding_mask=tgt_key_padding_mask,
                need_weights=False,
                attn_mask=tgt_mask,
                is_causal=tgt_is_causal,
            )[0]

        def read(x: Tensor) -> Tensor:
            return self.cross_attention(
                x,
                memory,
                memory,
                key_padding_mask=memory_key_padding_mask,
                need_weights=False,
                attn_mask=memory_mask,
                is_causal=memory_is_causal,
            )[0]

        x, feed = tgt, self.feed_forward
        if self.norm_first:
            x = self.add_self(x, attend(self.norm_self(x)))  # (B, T, D)
            x = self.add_cross(x, read(self.norm_cross(x)))  # (B, T, D)
            return self.add_feed(x, feed(self.norm_feed(x)))
        x = self.norm_self(self.add_self(x, attend(x)))  # (B, T, D)
        x = self.norm_cross(self.add_cross(x, read(x)))  # (B, T, D)
        return self.norm_feed(self.add_feed(x, feed(x)))
