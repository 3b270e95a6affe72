"""Going on with a training that was interrupted."""

from __future__ import annotations

import contextlib
import os

from normkit.callbacks.callback import Callback, Logs

_FILE = "latest.safetensors"


class BackupAndRestore(Callback):
    """Saves the training after every epoch, and goes on from there when fit is called anew.

    A program that was killed and starts again makes and compiles the same model and calls the same
    fit: it begins with the epoch after the last one saved and comes to the same bits as if nothing
    had happened. The backup is a whole file at any time. A fit that ends deletes it.

    Parameters
    ----------
    backup_dir
        The folder for the backup; made when it does not exist.
    delete_checkpoint
        Whether a fit that ends deletes the backup.

    Examples
    --------
    >>> backup = normkit.callbacks.BackupAndRestore("backup", delete_checkpoint=False)
    >>> _ = model.fit(x, y, epochs=2, callbacks=[backup])
    >>> model.fit(x, y, epochs=5, callbacks=[backup]).epoch
    [2, 3, 4]
    """

    def __init__(self, backup_dir: str | os.PathLike[str], delete_checkpoint: bool = True) -> None:
        self.backup_dir = os.fspath(backup_dir)
        self.delete_checkpoint = bool(delete_checkpoint)

    @property
    def _path(self) -> str:
        return os.path.join(self.backup_dir, _FILE)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Takes the backup's weights and training over, where there is one."""
        os.makedirs(self.backup_dir, exist_ok=True)
        if os.path.exists(self._path):
            self.model._resume(self._path)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the training."""
        self.model.save(self._path)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Deletes the backup, which nobody needs any more."""
        if self.delete_checkpoint:
            with contextlib.suppress(FileNotFoundError):
                os.remove(self._path)
