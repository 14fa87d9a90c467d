"""The book's networks, one paper a file, and how to load known weights.

A factory makes a network: `resnet18(num_classes=10)`. Whatever the book shows
or turns is a named submodule: `stages.0.1.shortcut`, `blocks.3.se.gate`.
"""

from livenets.nets.alexnet import (
    AlexNet,
    alexnet,
    alexnet_half,
    alexnet_two_columns,
    alexnet_two_gpu,
)
from livenets.nets.attention import MultiHeadAttention
from livenets.nets.char_rnn import CharRNN, char_gru, char_lstm, char_rnn
from livenets.nets.char_transformer import (
    CharTransformer,
    CharTranslator,
    PositionalEncoding,
)
from livenets.nets.efficientnet import (
    EfficientNet,
    efficientnet_b0,
    efficientnet_b1,
    efficientnet_b2,
    efficientnet_b3,
    efficientnet_b4,
    efficientnet_b5,
    efficientnet_b6,
    efficientnet_b7,
)
from livenets.nets.efficientnet_lite import (
    EfficientNetLite,
    efficientnet_lite0,
)
from livenets.nets.encoder_decoder import (
    Transformer,
    TransformerDecoder,
    TransformerEncoder,
)
from livenets.nets.gru import GRU
from livenets.nets.lenet import LeNet5, LeNet5Paper, lenet5, lenet5_paper
from livenets.nets.load_torch import load_torch_rnn, load_torch_transformer
from livenets.nets.lstm import LSTM
from livenets.nets.masks import causal_mask
from livenets.nets.mobilenet_v1 import MobileNetV1, mobilenet_v1
from livenets.nets.mobilenet_v2 import MobileNetV2, mobilenet_v2
from livenets.nets.mobilenet_v3 import (
    MobileNetV3,
    mobilenet_v3_large,
    mobilenet_v3_small,
)
from livenets.nets.resnet import (
    ResNet,
    resnet18,
    resnet34,
    resnet50,
    resnet101,
    resnet152,
)
from livenets.nets.rnn import RNN
from livenets.nets.torchvision_names import load_torchvision
from livenets.nets.transformer import (
    TransformerDecoderLayer,
    TransformerEncoderLayer,
)
from livenets.nets.vgg import (
    VGG,
    vgg11,
    vgg11_bn,
    vgg13,
    vgg13_bn,
    vgg16,
    vgg16_bn,
    vgg19,
    vgg19_bn,
)

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "VGG",
    "AlexNet",
    "CharRNN",
    "CharTransformer",
    "CharTranslator",
    "EfficientNet",
    "EfficientNetLite",
    "LeNet5",
    "LeNet5Paper",
    "MobileNetV1",
    "MobileNetV2",
    "MobileNetV3",
    "MultiHeadAttention",
    "PositionalEncoding",
    "ResNet",
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "alexnet",
    "alexnet_half",
    "alexnet_two_columns",
    "alexnet_two_gpu",
    "causal_mask",
    "char_gru",
    "char_lstm",
    "char_rnn",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_lite0",
    "lenet5",
    "lenet5_paper",
    "load_torch_rnn",
    "load_torch_transformer",
    "load_torchvision",
    "mobilenet_v1",
    "mobilenet_v2",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
]
