"""Hostile and clumsy input to the package: one sentence each, at once."""

import ast
import json
import shutil
import struct
import time

import numpy as np
import pytest
import torch
from corpus import CLUMSY, OK, PAYLOADS, PIXELS, files
from safetensors.torch import save
from torch import nn
from where import CHAPTERS, CODE, ROOT

from livenets import nets, picture_file, weights
from livenets.alphabet import Alphabet
from livenets.book import place
from livenets.engine import Engine
from livenets.widgets.pictures import square

SENTENCE = r"^[A-Z\w'][^\n]{15,400}[.)]$"


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name[:20])
def test_a_picture_file_is_read_or_refused_in_a_sentence(file, tmp_path):
    start = time.process_time()
    if OK in file.says or "moves" in file.says:
        pixels = picture_file.read(file.data)
        assert pixels.dtype == np.uint8 and pixels.shape[2] == 4
        assert square(pixels).shape == (64, 64, 3)
    else:
        with pytest.raises(ValueError, match=SENTENCE) as caught:
            picture_file.read(file.data)
        if file.says == PIXELS:
            assert "at most 50 million are read" in str(caught.value)
    assert time.process_time() - start < 1.5
