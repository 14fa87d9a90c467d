"""The Transformer's stacks: an encoder, and a decoder that reads its memory.

Vaswani et al., 2017, arXiv:1706.03762, figure 1. Shapes: B sequences, S places
to read, T to write, D numbers at each. The comments show `batch_first=True`;
otherwise (S, B, D) and (T, B, D), as in `torch.nn`.
"""

from copy import deepcopy

from torch import Tensor, nn

from livenets.nets.attention import Projection
from livenets.nets.transformer import (
    Activation,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
)


class TransformerEncoder(nn.Module):
    """`torch.nn.TransformerEncoder`: copies of a layer, one upon the other.

    The copies start equal, so give them other weights before training.
    """

    def __init__(
        self,
        encoder_layer: TransformerEncoderLayer,
        num_layers: int,
        norm: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            deepcopy(encoder_layer) for _ in range(num_layers)
        )
        self.norm = norm

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """(B, S, D), masks (S, S) and (B, S) → (B, S, D)."""
        x = src
        for layer in self.layers:
            x = layer(x, mask, src_key_padding_mask, bool(is_causal))
        return x if self.norm is None else self.norm(x)


class TransformerDecoder(nn.Module):
    """`torch.nn.TransformerDecoder`: as the encoder, but reads a memory."""

    def __init__(
        self,
        decoder_layer: TransformerDecoderLayer,
        num_layers: int,
        norm: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            deepcopy(decoder_layer) for _ in range(num_layers)
        )
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(B, T, D), memory (B, S, D), masks (T, T), (T, S) → (B, T, D)."""
        x = tgt
        for layer in self.layers:
            x = layer(
                x,
                memory,
                tgt_mask,
                memory_mask,
                tgt_key_padding_mask,
                memory_key_padding_mask,
                bool(tgt_is_causal),
                memory_is_causal,
            )
        return x if self.norm is None else self.norm(x)


class Transformer(nn.Module):
    """The arguments and results of `torch.nn.Transformer`.

    Like it, and unlike the paper, with a last norm on each stack.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        custom_encoder: nn.Module | None = None,
        custom_decoder: nn.Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.d_model, self.batch_first = d_model, batch_first
        layer = (d_model, nhead, dim_feedforward, dropout, activation)
        style = (layer_norm_eps, batch_first, norm_first, bias)
        self.encoder = custom_encoder or TransformerEncoder(
            TransformerEncoderLayer(*layer, *style),
            num_encoder_layers,
            nn.LayerNorm(d_model, layer_norm_eps, bias=bias),
        )
        self.decoder = custom_decoder or TransformerDecoder(
            TransformerDecoderLayer(*layer, *style),
            num_decoder_layers,
            nn.LayerNorm(d_model, layer_norm_eps, bias=bias),
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all matrices afresh, for the layers are copies of one."""
        for module in self.modules():
            if isinstance(module, Projection):
                module.reset_parameters()
            elif isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """(B, S, D), (B, T, D) → (B, T, D)."""
        if {src.shape[-1], tgt.shape[-1]} != {self.d_model}:
            raise RuntimeError(
                f"src and tgt hold {src.shape[-1]} and {tgt.shape[-1]}"
                f" numbers at each place, but d_model is {self.d_model}."
            )
        memory = self.encoder(
            src, src_mask, src_key_padding_mask, src_is_causal
        )  # (B, S, D)
        return self.decoder(
            tgt,
            memory,
            tgt_mask,
            memory_mask,
            tgt_key_padding_mask,
            memory_key_padding_mask,
            tgt_is_causal,
            memory_is_causal,
        )
