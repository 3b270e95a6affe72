"""Training on batches that someone else makes: generators, data loaders, sequences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from normkit._errors import InvalidArgumentError
from normkit._examples import Examples
from normkit._native import whole_number
from normkit._sample_weights import ClassWeight
from normkit._training import Listeners

if TYPE_CHECKING:
    from normkit.callbacks.diagnose import Diagnose
    from normkit.models import Sequential


@runtime_checkable
class BatchSequence(Protocol):
    """Batches by their places, as Keras's PyDataset has them."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int, /) -> Any:
        """(x, y) or (x, y, sample_weight)."""


Batches = Iterable[Any] | BatchSequence


def is_batches(x: Any, y: Any) -> bool:
    """Whether x yields batches, rather than being an array or what becomes one."""
    if y is not None or hasattr(x, "__array__") or hasattr(x, "__dlpack__"):
        return False
    return not isinstance(x, list | tuple) and (isinstance(x, Iterable | BatchSequence))


class BatchSource:
    """Epochs of batches: all that there are, or `steps` of them at a time."""

    def __init__(self, batches: Any, steps: int | None, name: str = "steps_per_epoch") -> None:
        self._name = name
        self._batches = batches
        self._iterator: Iterator[Any] | None = None
        self.count: int | None = None
        if steps is not None:
            self.count = whole_number(name, steps)
        elif hasattr(batches, "__len__"):
            self.count = len(batches)
        self._steps = steps

    def epoch(self) -> Iterator[Any]:
        """One epoch's batches. A generator that ends within an epoch ends it."""
        number = 0
        for batch in self._running():
            yield batch
            number += 1
            if number == self.count:
                break
        else:
            self._iterator = None
        if number == 0:
            raise InvalidArgumentError(
                f"the batches are used up; give {self._name}, or what can be gone through "
                "more than once"
            )

    def _running(self) -> Iterator[Any]:
        """What goes on from epoch to epoch with steps_per_epoch, and anew without."""
        if self._steps is None or self._iterator is None:
            self._iterator = self._from_start()
        return self._iterator

    def _from_start(self) -> Iterator[Any]:
        if isinstance(self._batches, Iterable):
            return iter(self._batches)
        return (self._batches[place] for place in range(len(self._batches)))


class BatchRunner:
    """Runs epochs of steps on given batches."""

    def __init__(
        self,
        model: Sequential,
        source: BatchSource,
        class_weight: ClassWeight | None,
        diagnose: Diagnose | None = None,
    ) -> None:
        self._diagnose = diagnose
        self._model = model
        self._source = source
        self.steps = source.count
        self._class_weight = class_weight

    def run(self, listeners: Listeners, wants_more: Callable[[], bool]) -> dict[str, float] | None:
        """One epoch. Its metrics, or None when `wants_more` said no after a step."""
        sums: dict[str, float] = {}
        seen = 0
        for place, batch in enumerate(self._source.epoch()):
            for listener in listeners.before:
                listener(place, {})
            examples = self._examples(batch)
            rows = len(examples.inputs)
            for name, value in self._model._step(examples).items():
                sums[name] = sums.get(name, 0.0) + value * rows
            seen += rows
            if self._diagnose is not None:
                self._diagnose._after_step(self._model, rows)
            logs = {name: value / seen for name, value in sums.items()}
            for listener in listeners.after:
                listener(place, logs)
            if not wants_more():
                return None
        return logs

    def _examples(self, batch: Any) -> Examples:
        return self._model._examples(*parts_of("fit", batch), self._class_weight)


def parts_of(function: str, batch: Any) -> tuple[Any, Any, Any]:
    """Inputs, targets and weights of a batch.

    Raises
    ------
    InvalidArgumentError
        When it is no (x, y) or (x, y, sample_weight).
    """
    if not isinstance(batch, tuple | list) or len(batch) not in {2, 3}:
        raise InvalidArgumentError(
            f"{function}: expected batches (x, y) or (x, y, sample_weight), "
            f"got {type(batch).__name__}"
        )
    return batch[0], batch[1], batch[2] if len(batch) == 3 else None
