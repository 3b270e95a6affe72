"""Writes python.safetensors, the file that ArchiveTests read; run with numpy and safetensors installed.

The file in the repository was written by safetensors 0.8.0.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "dense.gamma": np.array([1.5, -2.25, 3.0], dtype=np.float32),
    "dense.kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
    "moments": np.array([[1e300], [-0.1]], dtype=np.float64),
    "labels": np.array([-(2**31), 0, 2**31 - 1], dtype=np.int32),
    "step": np.array(2**62 + 1, dtype=np.int64),
    "nothing": np.zeros((0, 4), dtype=np.float32),
    "größe \"𝛾\"\n": np.array([np.inf], dtype=np.float32),
}
metadata = {"normkit.format": "1", "text": 'a "quoted" \\ line\n\u0001 é 😀'}
save_file(tensors, Path(__file__).with_name("python.safetensors"), metadata=metadata)
