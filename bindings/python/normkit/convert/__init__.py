"""Models from and for other frameworks: PyTorch, Keras, ONNX.

None of them is needed to import this; ONNX export needs `pip install normkit[onnx]`.
"""

from normkit.convert.keras import from_keras
from normkit.convert.onnx import export_onnx
from normkit.convert.torch import from_torch, load_torch_state_dict, to_torch_state_dict

__all__ = [
    "export_onnx",
    "from_keras",
    "from_torch",
    "load_torch_state_dict",
    "to_torch_state_dict",
]
