"""Going on with a training that was interrupted."""

from __future__ import annotations

import os
import re

from normkit._errors import FileAccessError, FormatError, InvalidArgumentError
from normkit.callbacks.callback import Callback, Logs

_NAME = re.compile(r"epoch-(\d+)\.safetensors")


class BackupAndRestore(Callback):
    """Saves the training after every epoch; a fit that finds such a file goes on from there.

    After a crash or Ctrl-C run the program again, or call fit again: the epochs that are in the
    backup are not run, and the others end with the same bits as a fit that was never interrupted.
    A fit that comes to its end removes the backup. What other callbacks remember, such as the best
    epoch, is not in it.

    Parameters
    ----------
    backup_dir
        A folder for this fit alone, made where it is missing.
    double_checkpoint
        Whether the epoch's before is kept too, to go on with should the last one be damaged. A
        crash damages none: a file is written beside the old one and then takes its place.
    delete_checkpoint
        Whether a fit that comes to its end removes the backup. Kept, it ends another fit at once.

    Raises
    ------
    StateError
        From fit when the backup is of another model, or one compiled in another way.

    Examples
    --------
    >>> class PowerCut(normkit.callbacks.Callback):
    ...     def on_epoch_begin(self, epoch, logs=None):
    ...         if epoch == 4:
    ...             raise KeyboardInterrupt
    >>> backup = normkit.callbacks.BackupAndRestore("backup")
    >>> try:
    ...     model.fit(x, y, epochs=6, callbacks=[backup, PowerCut()])
    ... except KeyboardInterrupt:
    ...     pass
    >>> model.fit(x, y, epochs=6, callbacks=[backup]).epoch
    [4, 5]
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        *,
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        self.backup_dir = os.fspath(backup_dir)
        if not self.backup_dir:
            raise InvalidArgumentError("BackupAndRestore: expected a folder, got ''")
        self.double_checkpoint = bool(double_checkpoint)
        self.delete_checkpoint = bool(delete_checkpoint)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Takes over the newest backup that can be read, if there is one."""
        os.makedirs(self.backup_dir, exist_ok=True)
        found = self._epochs()
        while found:
            epoch = found.pop()
            try:
                self.model._restore(self._path(epoch))
            except (FileAccessError, FormatError):
                if not found:
                    raise
            else:
                self.model._initial_epoch = epoch
                return

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the training in a file of its own, then removes older ones."""
        self.model.save(self._path(epoch + 1))
        kept = 2 if self.double_checkpoint else 1
        self._remove(self._epochs()[:-kept])

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Removes the backup, and the folder with it when nothing else is in it."""
        if self.delete_checkpoint:
            self._remove(self._epochs())
            if not os.listdir(self.backup_dir):
                os.rmdir(self.backup_dir)

    def _path(self, epoch: int) -> str:
        """Where the training is after so many epochs."""
        return os.path.join(self.backup_dir, f"epoch-{epoch}.safetensors")

    def _epochs(self) -> list[int]:
        """After how many epochs there are backups, the newest last."""
        names = map(_NAME.fullmatch, os.listdir(self.backup_dir))
        return sorted(int(name.group(1)) for name in names if name)

    def _remove(self, epochs: list[int]) -> None:
        for epoch in epochs:
            os.remove(self._path(epoch))
