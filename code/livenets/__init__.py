"""Readable CNNs and RNNs with live widgets, for *Kernels to Gates*."""
