"""What is called while a model is fitted, under Keras's names."""

from normkit.callbacks.averaging import SwapEMAWeights
from normkit.callbacks.backup import BackupAndRestore
from normkit.callbacks.callback import Callback, History
from normkit.callbacks.diagnose import Diagnose
from normkit.callbacks.early_stopping import EarlyStopping
from normkit.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from normkit.callbacks.logging import CSVLogger, LambdaCallback, TerminateOnNaN
from normkit.callbacks.model_checkpoint import ModelCheckpoint

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "Diagnose",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TerminateOnNaN",
]
