/*
 * A C program with Python inside, and one model for both. The program makes a model and hands its handle, two numbers, to a
 * Python script in the same process, which trains it with a callback of its own; the program then predicts with it. After
 * that the reverse: a model that Python made, asked by C.
 *
 *   cc -IInclude $(python3-config --includes) examples/c/embed_python.c -L.build/release -lnormkit \
 *     $(python3-config --embed --ldflags) -Wl,-rpath,.build/release -o embed_python
 *   NORMKIT_LIBRARY=.build/release/libnormkit.so PYTHONPATH=bindings/python ./embed_python
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "normkit.h"

enum { FEATURES = 8, CLASSES = 3 };

/* What Python does: trains the model it is given, on numbers whose class is that of their largest third. */
static const char *const script =
    "import numpy as np\n"
    "import normkit as nk\n"
    "from normkit import embedding\n"
    "\n"
    "class Watch(nk.callbacks.Callback):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.losses = []\n"
    "    def on_epoch_end(self, epoch, logs=None):\n"
    "        self.losses.append(logs['loss'])\n"
    "\n"
    "def examples(count, seed):\n"
    "    x = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)\n"
    "    return x, np.argmax(x[:, :3], axis=1)\n"
    "\n"
    "def train(index, generation):\n"
    "    model = embedding.adopt_model(index, generation)\n"
    "    watch = Watch()\n"
    "    x, y = examples(1024, 1)\n"
    "    model.fit(x, y, epochs=15, verbose=0, callbacks=[watch])\n"
    "    return watch.losses[0], watch.losses[-1]\n"
    "\n"
    "def make():\n"
    "    global kept\n"
    "    kept = nk.Sequential([nk.Input((8,)), nk.layers.Dense(32), nk.layers.BatchNormalization(momentum=0.9),\n"
    "                          nk.layers.Activation('relu'), nk.layers.Dense(3)], seed=2)\n"
    "    kept.compile(nk.optimizers.Adam(0.01), nk.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
    "    x, y = examples(1024, 3)\n"
    "    kept.fit(x, y, epochs=15, verbose=0)\n"
    "    return embedding.handle_of(kept)\n";

static void must(normkit_status status) {
  if (status == NORMKIT_OK) return;
  fprintf(stderr, "%s: %s\n", normkit_status_name(status), normkit_last_error_message());
  exit(1);
}

/* Calls a function of the script; Python's own account of what went wrong, and the end, where something did. */
static PyObject *call(const char *name, const char *format, uint32_t first, uint32_t second) {
  PyObject *module = PyImport_AddModule("__main__"); /* borrowed */
  PyObject *result = format == NULL ? PyObject_CallMethod(module, name, NULL)
                                    : PyObject_CallMethod(module, name, format, first, second);
  if (result != NULL) return result;
  PyErr_Print();
  exit(1);
}

/* The share of rows whose largest of the first three numbers the model finds. */
static double ask(normkit_model model) {
  enum { ROWS = 300 };
  const int64_t sizes[2] = {ROWS, FEATURES};
  static float inputs[ROWS * FEATURES], outputs[ROWS * CLASSES];
  uint32_t state = 1;
  int right = 0;
  for (int index = 0; index < ROWS * FEATURES; ++index) {
    state = state * 1664525u + 1013904223u;
    inputs[index] = ((float)(state >> 8) / 16777216.0f - 0.5f) * 3;
  }
  must(normkit_model_predict(
      model, inputs, sizes, 2, ROWS, NORMKIT_STATISTICS_RUNNING, outputs, ROWS * CLASSES));
  for (int row = 0; row < ROWS; ++row) {
    int wanted = 0, answered = 0;
    for (int choice = 1; choice < CLASSES; ++choice) {
      if (inputs[row * FEATURES + choice] > inputs[row * FEATURES + wanted]) wanted = choice;
      if (outputs[row * CLASSES + choice] > outputs[row * CLASSES + answered]) answered = choice;
    }
    right += wanted == answered;
  }
  return (double)right / ROWS;
}

static normkit_model make_model(void) {
  const int64_t size = FEATURES;
  normkit_model model;
  normkit_optimizer optimizer;
  must(normkit_model_create(&size, 1, 1, &model));
  must(normkit_model_add_dense(model, 32, NULL));
  must(normkit_model_add_batch_normalization(model, NULL));
  must(normkit_model_add_activation(model, NORMKIT_ACTIVATION_RELU, NULL));
  must(normkit_model_add_dense(model, CLASSES, NULL));
  must(normkit_optimizer_create_adam(0.01f, &optimizer));
  must(normkit_model_compile(model, optimizer, NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY));
  must(normkit_optimizer_free(optimizer));
  return model;
}

int main(void) {
  double first = 0, last = 0, after, reverse;
  unsigned long index = 0, generation = 0;
  normkit_model model = make_model();
  Py_Initialize();
  if (PyRun_SimpleString(script) != 0) return 1;

  PyObject *losses = call("train", "II", model.index, model.generation);
  if (!PyArg_ParseTuple(losses, "dd", &first, &last)) return PyErr_Print(), 1;
  Py_DECREF(losses);
  after = ask(model);
  printf("made in C, trained in Python: loss %.3f to %.3f; asked in C: %.1f %% right\n", first, last, 100 * after);

  PyObject *handle = call("make", NULL, 0, 0);
  if (!PyArg_ParseTuple(handle, "kk", &index, &generation)) return PyErr_Print(), 1;
  Py_DECREF(handle);
  normkit_model made = {(uint32_t)index, (uint32_t)generation};
  reverse = ask(made);
  printf("made and trained in Python, asked in C: %.1f %% right\n", 100 * reverse);

  if (PyRun_SimpleString("del kept") != 0) return 1; /* Python's model goes with its last reference */
  int64_t count = 0;
  int stale = normkit_model_layer_count(made, &count) == NORMKIT_HANDLE;
  if (Py_FinalizeEx() != 0) return 1;
  must(normkit_model_free(model)); /* C's model outlived Python */
  return last < first / 2 && after > 0.85 && reverse > 0.85 && stale ? 0 : 1;
}
