"""Keras's side of `make bench`, on TensorFlow or JAX: keras_worker.py NETWORK --backend tensorflow|jax.

The training step is the fastest that each backend's guide describes: a compiled function of forward, loss, gradient and
update, without Keras's own bookkeeping around it.
"""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Callable
from typing import Any

import protocol


def tensorflow_step(name: str, plain: bool, threads: int) -> Callable[[], float]:
    """A step as a tf.function."""
    tf = importlib.import_module("tensorflow")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras = importlib.import_module("keras")
    networks = importlib.import_module("keras_networks")
    model = networks.network(name, plain)
    inputs, labels = (tf.constant(values) for values in networks.batch(name))
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    optimizer.build(model.trainable_variables)
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits

    def work() -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(entropy(labels=labels, logits=model(inputs, training=True)))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    compiled = tf.function(work)
    return lambda: float(compiled())


def jax_step(name: str, plain: bool) -> Callable[[], float]:
    """A step as a jitted function of the state, which it gives back in the memory of the old one."""
    jax = importlib.import_module("jax")
    keras = importlib.import_module("keras")
    networks = importlib.import_module("keras_networks")
    model = networks.network(name, plain)
    inputs, labels = (jax.numpy.asarray(values) for values in networks.batch(name))
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    optimizer.build(model.trainable_variables)

    def loss_of(trained: Any, other: Any) -> tuple[Any, Any]:
        logits, other = model.stateless_call(trained, other, inputs, training=True)
        chosen = jax.numpy.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
        return -chosen.mean(), other

    def work(state: Any) -> tuple[Any, Any]:
        trained, other, momenta = state
        (loss, other), gradients = jax.value_and_grad(loss_of, has_aux=True)(trained, other)
        trained, momenta = optimizer.stateless_apply(momenta, gradients, trained)
        return loss, (trained, other, momenta)

    compiled = jax.jit(work, donate_argnums=0)
    groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables)
    state: Any = tuple([variable.value for variable in group] for group in groups)

    def step() -> float:
        nonlocal state
        loss, state = compiled(state)
        return float(loss)

    return step


def main() -> None:
    """Reads the options, then serves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("--backend", choices=["tensorflow", "jax"], required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="leave batch normalization out")
    options = parser.parse_args()
    os.environ["KERAS_BACKEND"] = options.backend
    if options.backend == "jax":
        # XLA takes as many threads as there are cores that it may use.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
        step = jax_step(options.network, options.plain)
    else:
        step = tensorflow_step(options.network, options.plain, options.threads)
    protocol.check(step() for _ in range(3))
    protocol.serve(step)


if __name__ == "__main__":
    main()
