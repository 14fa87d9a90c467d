"""How a reader without a mouse drives each widget."""

# widget → what a reader with a keyboard focuses, and presses
BY_KEYBOARD = {
    "attention": ("select", "ArrowDown"),
    "block-opener": ("select", "ArrowDown"),
    "channels": ("select", "ArrowDown"),
    "compound-scaling": ("select", "ArrowDown"),
    "cost-explorer": ("select", "ArrowDown"),
    "depthwise-kernels": ("select", "ArrowDown"),
    "draw-digit": ("select", "ArrowDown"),
    "dropout": ("select", "ArrowDown"),
    "feature-maps": ("select", "ArrowDown"),
    "gates": (".gatemaps", "ArrowLeft"),
    "hard-swish": ("input", "ArrowRight"),
    "ladder": ("select", "ArrowDown"),
    "photo-reader": ("select", "ArrowDown"),
    "receptive-field": ("select", "ArrowDown"),
    "relu-collapse": ("select", "ArrowDown"),
    "residual": ("select", "ArrowDown"),
    "se-weights": ("select", "ArrowDown"),
    "separable": ("select", "ArrowDown"),
    "separable-cost": ("select", "ArrowDown"),
    "sliding-kernel": ("select", "ArrowDown"),
    "stacked-kernels": ("select", "ArrowDown"),
    "surname": ("select", "ArrowDown"),
    "three-units": ("select", "ArrowDown"),
    "two-columns": ("select", "ArrowDown"),
}
