"""Looking at the weights' average while they are trained."""

from __future__ import annotations

from normkit._errors import InvalidArgumentError
from normkit.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Validates with the average that an optimizer with `use_ema` keeps, and trains on without it.

    With `swap_on_epoch` the callbacks after it find the average in the model at an epoch's end,
    too: a ModelCheckpoint saves it. Batch norms' running statistics stay those of the trained
    weights, as in Keras.

    Raises
    ------
    InvalidArgumentError
        From fit when the optimizer keeps no average.

    Examples
    --------
    >>> model.compile(normkit.optimizers.Adam(use_ema=True), "sparse_categorical_crossentropy")
    >>> swap = normkit.callbacks.SwapEMAWeights()
    >>> history = model.fit(x, y, epochs=2, validation_split=0.2, callbacks=[swap])
    >>> held = len(x) - int(0.8 * len(x))
    >>> bool(abs(model.evaluate(x[-held:], y[-held:]) - history.history["val_loss"][-1]) < 1e-6)
    True
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        self.swap_on_epoch = bool(swap_on_epoch)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Looks for the average; one that an interrupted fit left in the model goes out of it."""
        optimizer = self.model.optimizer
        if optimizer is None or not optimizer.use_ema:
            raise InvalidArgumentError("SwapEMAWeights: expected an optimizer with use_ema=True")
        self._have(False)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Takes the average out."""
        self._have(False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Leaves the average in the model, where that was asked for."""
        self._have(self.swap_on_epoch)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Puts the average in."""
        self._have(True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Takes it out."""
        self._have(False)

    def _have(self, wanted: bool) -> None:
        if self.model.has_averaged_weights != wanted:
            self.model.swap_averaged_weights()
