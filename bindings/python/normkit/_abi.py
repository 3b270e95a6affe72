"""The C interface of libnormkit for ctypes.

Written by abigen (`swift run abigen`) from the sources of the C border: do not edit.
"""

from __future__ import annotations

import ctypes
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from ctypes import Array, _CArgObject, _CData, _FuncPointer, _Pointer

    _T = TypeVar("_T", bound=_CData)
    Pointer = Array[_T] | _Pointer[_T] | _CArgObject | None
    Callback = _FuncPointer | None

VERSION = "0.2.0"
ABI_VERSION = 1


class Status(IntEnum):
    """`normkit_status` of normkit.h."""

    OK = 0
    INVALID_ARGUMENT = 1
    SHAPE = 2
    STATE = 3
    HANDLE = 4
    OUT_OF_MEMORY = 5
    IO = 6
    FORMAT = 7
    BUSY = 8
    CANCELLED = 9
    UNSUPPORTED = 10
    INTERNAL = 11


class Activation(IntEnum):
    """`normkit_activation` of normkit.h."""

    LINEAR = 0
    RELU = 1
    SIGMOID = 2
    TANH = 3
    GELU = 4
    SOFTMAX = 5


class Initializer(IntEnum):
    """`normkit_initializer` of normkit.h."""

    ZEROS = 0
    ONES = 1
    CONSTANT = 2
    GLOROT_UNIFORM = 3
    GLOROT_NORMAL = 4
    HE_UNIFORM = 5
    HE_NORMAL = 6
    LECUN_NORMAL = 7
    RANDOM_NORMAL = 8
    RANDOM_UNIFORM = 9


class Padding(IntEnum):
    """`normkit_padding` of normkit.h."""

    VALID = 0
    SAME = 1


class Averaging(IntEnum):
    """`normkit_averaging` of normkit.h."""

    EXPONENTIAL = 0
    BIAS_CORRECTED = 1
    CUMULATIVE = 2


class Statistics(IntEnum):
    """`normkit_statistics` of normkit.h."""

    RUNNING = 0
    BATCH = 1


class Recalibration(IntEnum):
    """`normkit_recalibration` of normkit.h."""

    SEQUENTIAL = 0
    ALG2 = 1


class Loss(IntEnum):
    """`normkit_loss` of normkit.h."""

    SPARSE_CATEGORICAL_CROSSENTROPY = 0
    CATEGORICAL_CROSSENTROPY = 1
    BINARY_CROSSENTROPY = 2
    MEAN_SQUARED_ERROR = 3
    MEAN_ABSOLUTE_ERROR = 4
    HUBER = 5


class Measure(IntEnum):
    """`normkit_measure` of normkit.h."""

    TOP_K_CATEGORICAL_ACCURACY = 0
    AUC = 1
    MEAN_ABSOLUTE_ERROR = 2
    MEAN_SQUARED_ERROR = 3


class Clipping(IntEnum):
    """`normkit_clipping` of normkit.h."""

    NONE = 0
    VALUE = 1
    NORM = 2
    GLOBAL_NORM = 3


class LastBatch(IntEnum):
    """`normkit_last_batch` of normkit.h."""

    KEEP = 0
    DROP = 1


class Metric(IntEnum):
    """`normkit_metric` of normkit.h."""

    LOSS = 0
    ACCURACY = 1
    VALIDATION_LOSS = 2
    VALIDATION_ACCURACY = 3
    LEARNING_RATE = 4


class End(IntEnum):
    """`normkit_end` of normkit.h."""

    COMPLETED = 0
    EARLY_STOPPING = 1
    STOPPED = 2


class Role(IntEnum):
    """`normkit_role` of normkit.h."""

    WEIGHT = 0
    FROZEN_WEIGHT = 1
    STATISTIC = 2


class Signal(IntEnum):
    """`normkit_signal` of normkit.h."""

    PROCEED = 0
    STOP = 1
    CANCEL = 2


class WeightAverage(IntEnum):
    """`normkit_weight_average` of normkit.h."""

    NONE = 0
    EXPONENTIAL = 1
    EQUAL = 2


class Quantity(IntEnum):
    """`normkit_quantity` of normkit.h."""

    OUTPUT_NORM = 0
    GRADIENT_NORM = 1
    WEIGHT_NORM = 2
    WEIGHT_GRADIENT_NORM = 3
    INPUT_PERCENTILES = 4
    NON_FINITE_CHANNELS = 5
    UPDATES = 6
    START_SHARE = 7
    GAP = 8
    MEAN_DRIFT = 9
    VARIANCE_DRIFT = 10
    RUNNING_MEAN = 11
    RUNNING_VARIANCE = 12
    RECALIBRATED_MEAN = 13
    RECALIBRATED_VARIANCE = 14
    CONSTANT_CHANNELS = 15
    UNITS = 16
    DEAD_UNITS = 17
    SATURATED_UNITS = 18
    ZERO_SHARE = 19
    SATURATED_SHARE = 20


class Finding(IntEnum):
    """`normkit_finding` of normkit.h."""

    NOT_FINITE = 0
    IMMATURE_STATISTICS = 1
    DRIFTED_STATISTICS = 2
    LOSS_GAP = 3
    CONSTANT_CHANNELS = 4
    DEAD_UNITS = 5
    SATURATED_UNITS = 6
    VANISHING_GRADIENT = 7
    EXPLODING_GRADIENT = 8


class LogLevel(IntEnum):
    """`normkit_log_level` of normkit.h."""

    LOG_OFF = 0
    LOG_ERROR = 1
    LOG_INFO = 2
    LOG_DEBUG = 3


class Dataset(ctypes.Structure):
    """`normkit_dataset` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class Model(ctypes.Structure):
    """`normkit_model` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class Layer(ctypes.Structure):
    """`normkit_layer` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
        ("layer", ctypes.c_uint32),
    )
    index: int
    generation: int
    layer: int


class Optimizer(ctypes.Structure):
    """`normkit_optimizer` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class FitOptions(ctypes.Structure):
    """`normkit_fit_options` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class History(ctypes.Structure):
    """`normkit_history` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class Diagnosis(ctypes.Structure):
    """`normkit_diagnosis` of normkit.h."""

    _fields_ = (
        ("index", ctypes.c_uint32),
        ("generation", ctypes.c_uint32),
    )
    index: int
    generation: int


class Progress(ctypes.Structure):
    """`normkit_progress` of normkit.h."""

    _fields_ = (
        ("epoch", ctypes.c_int64),
        ("epochs", ctypes.c_int64),
        ("batch", ctypes.c_int64),
        ("batch_count", ctypes.c_int64),
        ("loss", ctypes.c_double),
        ("accuracy", ctypes.c_double),
        ("epoch_finished", ctypes.c_int32),
        ("validated", ctypes.c_int32),
        ("validation_loss", ctypes.c_double),
        ("validation_accuracy", ctypes.c_double),
    )
    epoch: int
    epochs: int
    batch: int
    batch_count: int
    loss: float
    accuracy: float
    epoch_finished: int
    validated: int
    validation_loss: float
    validation_accuracy: float


ProgressCallback = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.POINTER(Progress),
    ctypes.c_void_p,
)

RecalibrationCallback = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_int64,
    ctypes.c_int64,
    ctypes.c_void_p,
)

EvaluationCallback = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    ctypes.c_int64,
    ctypes.c_int64,
    ctypes.c_void_p,
)

AllReduceCallback = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    ctypes.POINTER(ctypes.c_double),
    ctypes.c_int64,
    ctypes.c_void_p,
)

LogCallback = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)

DestroyCallback = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Library(Protocol):
    """The functions of normkit.h, as ctypes calls them."""

    def normkit_version(self, /) -> bytes: ...

    def normkit_abi_version(self, /) -> int: ...

    def normkit_build_info(self, /) -> bytes: ...

    def normkit_status_name(self, status: int, /) -> bytes: ...

    def normkit_last_error_message(self, /) -> bytes: ...

    def normkit_last_error_argument(self, /) -> bytes: ...

    def normkit_get_num_threads(
        self,
        out_threads: Pointer[ctypes.c_int32],
        /,
    ) -> int: ...

    def normkit_set_num_threads(self, threads: int, /) -> int: ...

    def normkit_set_log(
        self,
        level: int,
        callback: Callback,
        user_data: ctypes.c_void_p | int | None,
        destroy: Callback,
        /,
    ) -> int: ...

    def normkit_dataset_create(
        self,
        inputs: Pointer[ctypes.c_float],
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        out_dataset: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_load_idx(
        self,
        images_path: bytes | None,
        labels_path: bytes | None,
        scale: float,
        out_dataset: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_set_labels(
        self,
        dataset: Dataset,
        labels: Pointer[ctypes.c_int32],
        count: int,
        /,
    ) -> int: ...

    def normkit_dataset_set_values(
        self,
        dataset: Dataset,
        values: Pointer[ctypes.c_float],
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        /,
    ) -> int: ...

    def normkit_dataset_set_weights(
        self,
        dataset: Dataset,
        weights: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_dataset_create_range(
        self,
        dataset: Dataset,
        first: int,
        count: int,
        out_dataset: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_split(
        self,
        dataset: Dataset,
        test_fraction: float,
        seed: int,
        out_train: Pointer[Dataset],
        out_test: Pointer[Dataset],
        /,
    ) -> int: ...

    def normkit_dataset_count(
        self,
        dataset: Dataset,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_dataset_input_shape(
        self,
        dataset: Dataset,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_dataset_inputs(
        self,
        dataset: Dataset,
        out_inputs: Pointer[_Pointer[ctypes.c_float]],
        /,
    ) -> int: ...

    def normkit_dataset_labels(
        self,
        dataset: Dataset,
        out_labels: Pointer[_Pointer[ctypes.c_int32]],
        /,
    ) -> int: ...

    def normkit_dataset_free(self, dataset: Dataset, /) -> int: ...

    def normkit_model_create(
        self,
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        seed: int,
        out_model: Pointer[Model],
        /,
    ) -> int: ...

    def normkit_model_input_shape(
        self,
        model: Model,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_output_shape(
        self,
        model: Model,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_layer_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_layer(
        self,
        model: Model,
        place: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_free(self, model: Model, /) -> int: ...

    def normkit_model_add_dense(
        self,
        model: Model,
        units: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_batch_normalization(
        self,
        model: Model,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_activation(
        self,
        model: Model,
        activation: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_leaky_relu(
        self,
        model: Model,
        negative_slope: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_dropout(
        self,
        model: Model,
        rate: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_flatten(
        self,
        model: Model,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_layer_set_name(self, layer: Layer, name: bytes | None, /) -> int: ...

    def normkit_layer_name(
        self,
        layer: Layer,
        out_name: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_layer_kind(
        self,
        layer: Layer,
        out_kind: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_layer_output_shape(
        self,
        layer: Layer,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_layer_set_trainable(self, layer: Layer, trainable: bool, /) -> int: ...

    def normkit_dense_set_use_bias(self, layer: Layer, use_bias: bool, /) -> int: ...

    def normkit_dense_set_kernel_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_dense_set_bias_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_model_add_conv2d(
        self,
        model: Model,
        filters: int,
        kernel_rows: int,
        kernel_columns: int,
        padding: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_depthwise_conv2d(
        self,
        model: Model,
        kernel_rows: int,
        kernel_columns: int,
        padding: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_conv2d_set_strides(
        self,
        layer: Layer,
        rows: int,
        columns: int,
        /,
    ) -> int: ...

    def normkit_conv2d_set_use_bias(self, layer: Layer, use_bias: bool, /) -> int: ...

    def normkit_conv2d_set_kernel_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_conv2d_set_bias_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_depthwise_conv2d_set_strides(
        self,
        layer: Layer,
        rows: int,
        columns: int,
        /,
    ) -> int: ...

    def normkit_depthwise_conv2d_set_use_bias(
        self,
        layer: Layer,
        use_bias: bool,
        /,
    ) -> int: ...

    def normkit_depthwise_conv2d_set_depth_multiplier(
        self,
        layer: Layer,
        multiplier: int,
        /,
    ) -> int: ...

    def normkit_depthwise_conv2d_set_depthwise_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_depthwise_conv2d_set_bias_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_model_add_max_pooling2d(
        self,
        model: Model,
        pool_rows: int,
        pool_columns: int,
        padding: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_average_pooling2d(
        self,
        model: Model,
        pool_rows: int,
        pool_columns: int,
        padding: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_global_average_pooling2d(
        self,
        model: Model,
        keep_dimensions: bool,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_zero_padding2d(
        self,
        model: Model,
        top: int,
        bottom: int,
        left: int,
        right: int,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_max_pooling2d_set_strides(
        self,
        layer: Layer,
        rows: int,
        columns: int,
        /,
    ) -> int: ...

    def normkit_average_pooling2d_set_strides(
        self,
        layer: Layer,
        rows: int,
        columns: int,
        /,
    ) -> int: ...

    def normkit_model_begin_residual(
        self,
        model: Model,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_begin_shortcut(self, model: Model, /) -> int: ...

    def normkit_model_end_residual(self, model: Model, activation: int, /) -> int: ...

    def normkit_residual_set_leaky_relu(
        self,
        layer: Layer,
        negative_slope: float,
        /,
    ) -> int: ...

    def normkit_batch_normalization_use_torch_defaults(
        self,
        layer: Layer,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_momentum(
        self,
        layer: Layer,
        momentum: float,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_epsilon(
        self,
        layer: Layer,
        epsilon: float,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_center(
        self,
        layer: Layer,
        center: bool,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_scale(
        self,
        layer: Layer,
        scale: bool,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_averaging(
        self,
        layer: Layer,
        averaging: int,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_unbiased_variance(
        self,
        layer: Layer,
        unbiased: bool,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_requires_several_values(
        self,
        layer: Layer,
        required: bool,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_statistics(
        self,
        layer: Layer,
        statistics: int,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_updates_statistics(
        self,
        layer: Layer,
        updates: bool,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_axis(
        self,
        layer: Layer,
        axis: int,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_virtual_batch_size(
        self,
        layer: Layer,
        size: int,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_renormalization(
        self,
        layer: Layer,
        r_from: float,
        r_to: float,
        r_begin: int,
        r_end: int,
        d_from: float,
        d_to: float,
        d_begin: int,
        d_end: int,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_gamma_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_beta_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_batch_normalization_update_count(
        self,
        layer: Layer,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_batch_normalization_add_statistics_set(
        self,
        layer: Layer,
        name: bytes | None,
        /,
    ) -> int: ...

    def normkit_batch_normalization_set_affine_per_set(
        self,
        layer: Layer,
        per_set: bool,
        /,
    ) -> int: ...

    def normkit_model_add_statistics_set(
        self,
        model: Model,
        name: bytes | None,
        /,
    ) -> int: ...

    def normkit_model_use_statistics_set(
        self,
        model: Model,
        name: bytes | None,
        /,
    ) -> int: ...

    def normkit_model_statistics_set_in_use(
        self,
        model: Model,
        out_name: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_model_statistics_set_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_statistics_set_name(
        self,
        model: Model,
        place: int,
        out_name: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_model_recalibrate(
        self,
        model: Model,
        dataset: Dataset,
        mode: int,
        batch_size: int,
        set: bytes | None,
        progress: Callback,
        user_data: ctypes.c_void_p | int | None,
        /,
    ) -> int: ...

    def normkit_dataset_set_statistics_sets(
        self,
        dataset: Dataset,
        sets: Pointer[ctypes.c_int32],
        count: int,
        /,
    ) -> int: ...

    def normkit_dataset_set_mask(
        self,
        dataset: Dataset,
        mask: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_set_all_reduce(
        self,
        model: Model,
        all_reduce: Callback,
        user_data: ctypes.c_void_p | int | None,
        /,
    ) -> int: ...

    def normkit_model_add_layer_normalization(
        self,
        model: Model,
        epsilon: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_group_normalization(
        self,
        model: Model,
        groups: int,
        epsilon: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_instance_normalization(
        self,
        model: Model,
        epsilon: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_model_add_rms_normalization(
        self,
        model: Model,
        epsilon: float,
        out_layer: Pointer[Layer],
        /,
    ) -> int: ...

    def normkit_normalization_set_affine(
        self,
        layer: Layer,
        scale: bool,
        center: bool,
        /,
    ) -> int: ...

    def normkit_normalization_set_gamma_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_normalization_set_beta_initializer(
        self,
        layer: Layer,
        initializer: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_optimizer_create_sgd(
        self,
        learning_rate: float,
        out_optimizer: Pointer[Optimizer],
        /,
    ) -> int: ...

    def normkit_optimizer_create_adam(
        self,
        learning_rate: float,
        out_optimizer: Pointer[Optimizer],
        /,
    ) -> int: ...

    def normkit_optimizer_create_rmsprop(
        self,
        learning_rate: float,
        out_optimizer: Pointer[Optimizer],
        /,
    ) -> int: ...

    def normkit_optimizer_set_momentum(
        self,
        optimizer: Optimizer,
        momentum: float,
        nesterov: bool,
        /,
    ) -> int: ...

    def normkit_optimizer_set_betas(
        self,
        optimizer: Optimizer,
        beta1: float,
        beta2: float,
        epsilon: float,
        /,
    ) -> int: ...

    def normkit_optimizer_set_rho(
        self,
        optimizer: Optimizer,
        rho: float,
        epsilon: float,
        centered: bool,
        /,
    ) -> int: ...

    def normkit_optimizer_set_clipping(
        self,
        optimizer: Optimizer,
        clipping: int,
        limit: float,
        /,
    ) -> int: ...

    def normkit_optimizer_set_weight_decay(
        self,
        optimizer: Optimizer,
        decay: float,
        /,
    ) -> int: ...

    def normkit_optimizer_set_exponential_decay(
        self,
        optimizer: Optimizer,
        steps: int,
        decay_rate: float,
        staircase: bool,
        /,
    ) -> int: ...

    def normkit_optimizer_set_cosine_decay(
        self,
        optimizer: Optimizer,
        steps: int,
        alpha: float,
        /,
    ) -> int: ...

    def normkit_optimizer_set_piecewise_constant(
        self,
        optimizer: Optimizer,
        boundaries: Pointer[ctypes.c_int64],
        factors: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_optimizer_free(self, optimizer: Optimizer, /) -> int: ...

    def normkit_fit_options_create(
        self,
        out_options: Pointer[FitOptions],
        /,
    ) -> int: ...

    def normkit_fit_options_set_epochs(
        self,
        options: FitOptions,
        epochs: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_batch_size(
        self,
        options: FitOptions,
        batch_size: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_shuffle(
        self,
        options: FitOptions,
        shuffle: bool,
        /,
    ) -> int: ...

    def normkit_fit_options_set_shuffle_seed(
        self,
        options: FitOptions,
        seed: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_last_batch(
        self,
        options: FitOptions,
        last_batch: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_validation(
        self,
        options: FitOptions,
        validation: Dataset,
        statistics: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_early_stopping(
        self,
        options: FitOptions,
        monitor: int,
        patience: int,
        minimum_delta: float,
        restore_best: bool,
        /,
    ) -> int: ...

    def normkit_fit_options_set_progress(
        self,
        options: FitOptions,
        callback: Callback,
        user_data: ctypes.c_void_p | int | None,
        destroy: Callback,
        /,
    ) -> int: ...

    def normkit_fit_options_set_checkpoint(
        self,
        options: FitOptions,
        path: bytes | None,
        steps: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_diagnosis(
        self,
        options: FitOptions,
        dataset: Dataset,
        steps: int,
        /,
    ) -> int: ...

    def normkit_fit_options_set_progress_interval(
        self,
        options: FitOptions,
        seconds: float,
        /,
    ) -> int: ...

    def normkit_fit_options_free(self, options: FitOptions, /) -> int: ...

    def normkit_model_compile(
        self,
        model: Model,
        optimizer: Optimizer,
        loss: int,
        /,
    ) -> int: ...

    def normkit_model_compile_with(
        self,
        model: Model,
        optimizer: Optimizer,
        loss: int,
        number: float,
        /,
    ) -> int: ...

    def normkit_model_learning_rate(
        self,
        model: Model,
        out_learning_rate: Pointer[ctypes.c_float],
        /,
    ) -> int: ...

    def normkit_model_set_learning_rate(
        self,
        model: Model,
        learning_rate: float,
        /,
    ) -> int: ...

    def normkit_model_fit(
        self,
        model: Model,
        dataset: Dataset,
        options: FitOptions,
        out_history: Pointer[History],
        /,
    ) -> int: ...

    def normkit_model_train_on_batch(
        self,
        model: Model,
        dataset: Dataset,
        out_loss: Pointer[ctypes.c_double],
        out_accuracy: Pointer[ctypes.c_double],
        /,
    ) -> int: ...

    def normkit_model_evaluate(
        self,
        model: Model,
        dataset: Dataset,
        batch_size: int,
        statistics: int,
        out_loss: Pointer[ctypes.c_double],
        out_accuracy: Pointer[ctypes.c_double],
        /,
    ) -> int: ...

    def normkit_model_evaluate_with_progress(
        self,
        model: Model,
        dataset: Dataset,
        batch_size: int,
        statistics: int,
        interval: float,
        progress: Callback,
        user_data: ctypes.c_void_p | int | None,
        out_loss: Pointer[ctypes.c_double],
        out_accuracy: Pointer[ctypes.c_double],
        /,
    ) -> int: ...

    def normkit_model_predict(
        self,
        model: Model,
        inputs: Pointer[ctypes.c_float],
        sizes: Pointer[ctypes.c_int64],
        rank: int,
        batch_size: int,
        statistics: int,
        out_outputs: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_predict_dataset(
        self,
        model: Model,
        dataset: Dataset,
        batch_size: int,
        statistics: int,
        out_outputs: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_cancel(self, model: Model, /) -> int: ...

    def normkit_model_get_progress(
        self,
        model: Model,
        out_progress: Pointer[Progress],
        size: int,
        /,
    ) -> int: ...

    def normkit_model_add_metric(
        self,
        model: Model,
        measure: int,
        number: int,
        /,
    ) -> int: ...

    def normkit_model_metric_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_metric_value(
        self,
        model: Model,
        metric: int,
        out_value: Pointer[ctypes.c_double],
        /,
    ) -> int: ...

    def normkit_history_metric_values(
        self,
        history: History,
        metric: int,
        of_validation: bool,
        out_values: Pointer[ctypes.c_double],
        count: int,
        /,
    ) -> int: ...

    def normkit_history_epoch_count(
        self,
        history: History,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_history_has_metric(
        self,
        history: History,
        metric: int,
        out_measured: Pointer[ctypes.c_bool],
        /,
    ) -> int: ...

    def normkit_history_values(
        self,
        history: History,
        metric: int,
        out_values: Pointer[ctypes.c_double],
        count: int,
        /,
    ) -> int: ...

    def normkit_history_end(
        self,
        history: History,
        out_end: Pointer[ctypes.c_int],
        /,
    ) -> int: ...

    def normkit_history_best_epoch(
        self,
        history: History,
        out_epoch: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_history_warning_count(
        self,
        history: History,
        epoch: int,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_history_warning(
        self,
        history: History,
        epoch: int,
        place: int,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_history_diagnosis_count(
        self,
        history: History,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_history_diagnosis(
        self,
        history: History,
        place: int,
        out_diagnosis: Pointer[Diagnosis],
        /,
    ) -> int: ...

    def normkit_history_free(self, history: History, /) -> int: ...

    def normkit_model_diagnose(
        self,
        model: Model,
        dataset: Dataset,
        batch_size: int,
        out_diagnosis: Pointer[Diagnosis],
        /,
    ) -> int: ...

    def normkit_model_warning_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_warning(
        self,
        model: Model,
        place: int,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_set_check_numerics(
        self,
        model: Model,
        checks: bool,
        /,
    ) -> int: ...

    def normkit_diagnosis_step(
        self,
        diagnosis: Diagnosis,
        out_step: Pointer[ctypes.c_int64],
        out_examples: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_diagnosis_metrics(
        self,
        diagnosis: Diagnosis,
        statistics: int,
        out_loss: Pointer[ctypes.c_double],
        out_accuracy: Pointer[ctypes.c_double],
        /,
    ) -> int: ...

    def normkit_diagnosis_layer_count(
        self,
        diagnosis: Diagnosis,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_diagnosis_layer_name(
        self,
        diagnosis: Diagnosis,
        place: int,
        out_name: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_diagnosis_layer_kind(
        self,
        diagnosis: Diagnosis,
        place: int,
        out_kind: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_diagnosis_values(
        self,
        diagnosis: Diagnosis,
        place: int,
        quantity: int,
        out_values: Pointer[ctypes.c_double],
        capacity: int,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_diagnosis_finding_count(
        self,
        diagnosis: Diagnosis,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_diagnosis_finding(
        self,
        diagnosis: Diagnosis,
        place: int,
        out_finding: Pointer[ctypes.c_int],
        out_layer: Pointer[ctypes.c_int64],
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_diagnosis_free(self, diagnosis: Diagnosis, /) -> int: ...

    def normkit_model_average_weights(
        self,
        model: Model,
        rule: int,
        momentum: float,
        start: int,
        interval: int,
        /,
    ) -> int: ...

    def normkit_model_averaged_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_swap_averaged_weights(self, model: Model, /) -> int: ...

    def normkit_model_take_averaged_weights(self, model: Model, /) -> int: ...

    def normkit_model_fold(
        self,
        model: Model,
        dataset: Dataset,
        batch_size: int,
        out_model: Pointer[Model],
        out_difference: Pointer[ctypes.c_double],
        out_largest: Pointer[ctypes.c_double],
        out_kept: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_tensor_count(
        self,
        model: Model,
        out_count: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_tensor_name(
        self,
        model: Model,
        place: int,
        out_name: ctypes.c_void_p | int | None,
        capacity: int,
        /,
    ) -> int: ...

    def normkit_model_tensor_shape(
        self,
        model: Model,
        name: bytes | None,
        out_sizes: Pointer[ctypes.c_int64],
        capacity: int,
        out_rank: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_tensor_role(
        self,
        model: Model,
        name: bytes | None,
        out_role: Pointer[ctypes.c_int],
        /,
    ) -> int: ...

    def normkit_model_get_tensor(
        self,
        model: Model,
        name: bytes | None,
        out_values: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_set_tensor(
        self,
        model: Model,
        name: bytes | None,
        values: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_get_gradient(
        self,
        model: Model,
        name: bytes | None,
        out_values: Pointer[ctypes.c_float],
        count: int,
        /,
    ) -> int: ...

    def normkit_model_description(
        self,
        model: Model,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_training_description(
        self,
        model: Model,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_training_plan(
        self,
        model: Model,
        loss: int,
        batch_size: int,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_inference_plan(
        self,
        model: Model,
        batch_size: int,
        out_text: ctypes.c_void_p | int | None,
        capacity: int,
        out_length: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_steps(
        self,
        model: Model,
        out_steps: Pointer[ctypes.c_int64],
        out_epochs: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_initialize(self, model: Model, /) -> int: ...

    def normkit_model_memory(
        self,
        model: Model,
        out_used: Pointer[ctypes.c_int64],
        out_limit: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_set_memory_limit(self, model: Model, bytes: int, /) -> int: ...

    def normkit_model_plan_memory(
        self,
        model: Model,
        optimizer: Optimizer,
        loss: int,
        batch_size: int,
        out_parameters: Pointer[ctypes.c_int64],
        out_optimizer: Pointer[ctypes.c_int64],
        out_training: Pointer[ctypes.c_int64],
        out_inference: Pointer[ctypes.c_int64],
        /,
    ) -> int: ...

    def normkit_model_save(self, model: Model, path: bytes | None, /) -> int: ...

    def normkit_model_load(
        self,
        path: bytes | None,
        out_model: Pointer[Model],
        /,
    ) -> int: ...

    def normkit_model_save_checkpoint(
        self,
        model: Model,
        path: bytes | None,
        /,
    ) -> int: ...

    def normkit_model_load_checkpoint(
        self,
        path: bytes | None,
        out_model: Pointer[Model],
        /,
    ) -> int: ...


_PROTOTYPES: dict[str, tuple[type | None, list[type]]] = {
    "normkit_version": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_abi_version": (
        ctypes.c_uint32,
        [],
    ),
    "normkit_build_info": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_status_name": (
        ctypes.c_char_p,
        [
            ctypes.c_int,
        ],
    ),
    "normkit_last_error_message": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_last_error_argument": (
        ctypes.c_char_p,
        [],
    ),
    "normkit_get_num_threads": (
        ctypes.c_int,
        [
            ctypes.POINTER(ctypes.c_int32),
        ],
    ),
    "normkit_set_num_threads": (
        ctypes.c_int,
        [
            ctypes.c_int32,
        ],
    ),
    "normkit_set_log": (
        ctypes.c_int,
        [
            ctypes.c_int,
            LogCallback,
            ctypes.c_void_p,
            DestroyCallback,
        ],
    ),
    "normkit_dataset_create": (
        ctypes.c_int,
        [
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_load_idx": (
        ctypes.c_int,
        [
            ctypes.c_char_p,
            ctypes.c_char_p,
            ctypes.c_double,
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_set_labels": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int32),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_set_values": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_set_weights": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_create_range": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_split": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.c_double,
            ctypes.c_uint64,
            ctypes.POINTER(Dataset),
            ctypes.POINTER(Dataset),
        ],
    ),
    "normkit_dataset_count": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_dataset_input_shape": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_dataset_inputs": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.POINTER(ctypes.c_float)),
        ],
    ),
    "normkit_dataset_labels": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.POINTER(ctypes.c_int32)),
        ],
    ),
    "normkit_dataset_free": (
        ctypes.c_int,
        [
            Dataset,
        ],
    ),
    "normkit_model_create": (
        ctypes.c_int,
        [
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.c_uint64,
            ctypes.POINTER(Model),
        ],
    ),
    "normkit_model_input_shape": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_output_shape": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_layer_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_layer": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_free": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_add_dense": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_batch_normalization": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_activation": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_leaky_relu": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_float,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_dropout": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_float,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_flatten": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_layer_set_name": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_char_p,
        ],
    ),
    "normkit_layer_name": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_layer_kind": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_layer_output_shape": (
        ctypes.c_int,
        [
            Layer,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_layer_set_trainable": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_dense_set_use_bias": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_dense_set_kernel_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_dense_set_bias_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_model_add_conv2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_depthwise_conv2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_conv2d_set_strides": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_conv2d_set_use_bias": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_conv2d_set_kernel_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_conv2d_set_bias_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_depthwise_conv2d_set_strides": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_depthwise_conv2d_set_use_bias": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_depthwise_conv2d_set_depth_multiplier": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
        ],
    ),
    "normkit_depthwise_conv2d_set_depthwise_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_depthwise_conv2d_set_bias_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_model_add_max_pooling2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_average_pooling2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_global_average_pooling2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_bool,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_zero_padding2d": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_max_pooling2d_set_strides": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_average_pooling2d_set_strides": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_begin_residual": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_begin_shortcut": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_end_residual": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int,
        ],
    ),
    "normkit_residual_set_leaky_relu": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_float,
        ],
    ),
    "normkit_batch_normalization_use_torch_defaults": (
        ctypes.c_int,
        [
            Layer,
        ],
    ),
    "normkit_batch_normalization_set_momentum": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_double,
        ],
    ),
    "normkit_batch_normalization_set_epsilon": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_double,
        ],
    ),
    "normkit_batch_normalization_set_center": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_batch_normalization_set_scale": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_batch_normalization_set_averaging": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
        ],
    ),
    "normkit_batch_normalization_set_unbiased_variance": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_batch_normalization_set_requires_several_values": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_batch_normalization_set_statistics": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
        ],
    ),
    "normkit_batch_normalization_set_updates_statistics": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_batch_normalization_set_axis": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
        ],
    ),
    "normkit_batch_normalization_set_virtual_batch_size": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int64,
        ],
    ),
    "normkit_batch_normalization_set_renormalization": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_double,
            ctypes.c_double,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_double,
            ctypes.c_double,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_batch_normalization_set_gamma_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_batch_normalization_set_beta_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_batch_normalization_update_count": (
        ctypes.c_int,
        [
            Layer,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_batch_normalization_add_statistics_set": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_char_p,
        ],
    ),
    "normkit_batch_normalization_set_affine_per_set": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
        ],
    ),
    "normkit_model_add_statistics_set": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
        ],
    ),
    "normkit_model_use_statistics_set": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
        ],
    ),
    "normkit_model_statistics_set_in_use": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_statistics_set_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_statistics_set_name": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_recalibrate": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int,
            ctypes.c_int64,
            ctypes.c_char_p,
            RecalibrationCallback,
            ctypes.c_void_p,
        ],
    ),
    "normkit_dataset_set_statistics_sets": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_int32),
            ctypes.c_int64,
        ],
    ),
    "normkit_dataset_set_mask": (
        ctypes.c_int,
        [
            Dataset,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_set_all_reduce": (
        ctypes.c_int,
        [
            Model,
            AllReduceCallback,
            ctypes.c_void_p,
        ],
    ),
    "normkit_model_add_layer_normalization": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_double,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_group_normalization": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_double,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_instance_normalization": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_double,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_model_add_rms_normalization": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_double,
            ctypes.POINTER(Layer),
        ],
    ),
    "normkit_normalization_set_affine": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_bool,
            ctypes.c_bool,
        ],
    ),
    "normkit_normalization_set_gamma_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_normalization_set_beta_initializer": (
        ctypes.c_int,
        [
            Layer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_optimizer_create_sgd": (
        ctypes.c_int,
        [
            ctypes.c_float,
            ctypes.POINTER(Optimizer),
        ],
    ),
    "normkit_optimizer_create_adam": (
        ctypes.c_int,
        [
            ctypes.c_float,
            ctypes.POINTER(Optimizer),
        ],
    ),
    "normkit_optimizer_create_rmsprop": (
        ctypes.c_int,
        [
            ctypes.c_float,
            ctypes.POINTER(Optimizer),
        ],
    ),
    "normkit_optimizer_set_momentum": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_float,
            ctypes.c_bool,
        ],
    ),
    "normkit_optimizer_set_betas": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_double,
            ctypes.c_double,
            ctypes.c_float,
        ],
    ),
    "normkit_optimizer_set_rho": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_double,
            ctypes.c_float,
            ctypes.c_bool,
        ],
    ),
    "normkit_optimizer_set_clipping": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_optimizer_set_weight_decay": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_float,
        ],
    ),
    "normkit_optimizer_set_exponential_decay": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_int64,
            ctypes.c_float,
            ctypes.c_bool,
        ],
    ),
    "normkit_optimizer_set_cosine_decay": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.c_int64,
            ctypes.c_float,
        ],
    ),
    "normkit_optimizer_set_piecewise_constant": (
        ctypes.c_int,
        [
            Optimizer,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_optimizer_free": (
        ctypes.c_int,
        [
            Optimizer,
        ],
    ),
    "normkit_fit_options_create": (
        ctypes.c_int,
        [
            ctypes.POINTER(FitOptions),
        ],
    ),
    "normkit_fit_options_set_epochs": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_int64,
        ],
    ),
    "normkit_fit_options_set_batch_size": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_int64,
        ],
    ),
    "normkit_fit_options_set_shuffle": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_bool,
        ],
    ),
    "normkit_fit_options_set_shuffle_seed": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_uint64,
        ],
    ),
    "normkit_fit_options_set_last_batch": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_int,
        ],
    ),
    "normkit_fit_options_set_validation": (
        ctypes.c_int,
        [
            FitOptions,
            Dataset,
            ctypes.c_int,
        ],
    ),
    "normkit_fit_options_set_early_stopping": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_int,
            ctypes.c_int64,
            ctypes.c_double,
            ctypes.c_bool,
        ],
    ),
    "normkit_fit_options_set_progress": (
        ctypes.c_int,
        [
            FitOptions,
            ProgressCallback,
            ctypes.c_void_p,
            DestroyCallback,
        ],
    ),
    "normkit_fit_options_set_checkpoint": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_char_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_fit_options_set_diagnosis": (
        ctypes.c_int,
        [
            FitOptions,
            Dataset,
            ctypes.c_int64,
        ],
    ),
    "normkit_fit_options_set_progress_interval": (
        ctypes.c_int,
        [
            FitOptions,
            ctypes.c_double,
        ],
    ),
    "normkit_fit_options_free": (
        ctypes.c_int,
        [
            FitOptions,
        ],
    ),
    "normkit_model_compile": (
        ctypes.c_int,
        [
            Model,
            Optimizer,
            ctypes.c_int,
        ],
    ),
    "normkit_model_compile_with": (
        ctypes.c_int,
        [
            Model,
            Optimizer,
            ctypes.c_int,
            ctypes.c_float,
        ],
    ),
    "normkit_model_learning_rate": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_float),
        ],
    ),
    "normkit_model_set_learning_rate": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_float,
        ],
    ),
    "normkit_model_fit": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            FitOptions,
            ctypes.POINTER(History),
        ],
    ),
    "normkit_model_train_on_batch": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_double),
        ],
    ),
    "normkit_model_evaluate": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_double),
        ],
    ),
    "normkit_model_evaluate_with_progress": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.c_double,
            EvaluationCallback,
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_double),
        ],
    ),
    "normkit_model_predict": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_predict_dataset": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_cancel": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_get_progress": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(Progress),
            ctypes.c_uint64,
        ],
    ),
    "normkit_model_add_metric": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_metric_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_metric_value": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_double),
        ],
    ),
    "normkit_history_metric_values": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int64,
            ctypes.c_bool,
            ctypes.POINTER(ctypes.c_double),
            ctypes.c_int64,
        ],
    ),
    "normkit_history_epoch_count": (
        ctypes.c_int,
        [
            History,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_history_has_metric": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_bool),
        ],
    ),
    "normkit_history_values": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_double),
            ctypes.c_int64,
        ],
    ),
    "normkit_history_end": (
        ctypes.c_int,
        [
            History,
            ctypes.POINTER(ctypes.c_int),
        ],
    ),
    "normkit_history_best_epoch": (
        ctypes.c_int,
        [
            History,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_history_warning_count": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_history_warning": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_history_diagnosis_count": (
        ctypes.c_int,
        [
            History,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_history_diagnosis": (
        ctypes.c_int,
        [
            History,
            ctypes.c_int64,
            ctypes.POINTER(Diagnosis),
        ],
    ),
    "normkit_history_free": (
        ctypes.c_int,
        [
            History,
        ],
    ),
    "normkit_model_diagnose": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int64,
            ctypes.POINTER(Diagnosis),
        ],
    ),
    "normkit_model_warning_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_warning": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_set_check_numerics": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_bool,
        ],
    ),
    "normkit_diagnosis_step": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_diagnosis_metrics": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_double),
        ],
    ),
    "normkit_diagnosis_layer_count": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_diagnosis_layer_name": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_diagnosis_layer_kind": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_diagnosis_values": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.c_int64,
            ctypes.c_int,
            ctypes.POINTER(ctypes.c_double),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_diagnosis_finding_count": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_diagnosis_finding": (
        ctypes.c_int,
        [
            Diagnosis,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_diagnosis_free": (
        ctypes.c_int,
        [
            Diagnosis,
        ],
    ),
    "normkit_model_average_weights": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int,
            ctypes.c_double,
            ctypes.c_int64,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_averaged_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_swap_averaged_weights": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_take_averaged_weights": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_fold": (
        ctypes.c_int,
        [
            Model,
            Dataset,
            ctypes.c_int64,
            ctypes.POINTER(Model),
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_double),
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_tensor_count": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_tensor_name": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_tensor_shape": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_tensor_role": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_int),
        ],
    ),
    "normkit_model_get_tensor": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_set_tensor": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_get_gradient": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
            ctypes.POINTER(ctypes.c_float),
            ctypes.c_int64,
        ],
    ),
    "normkit_model_description": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_training_description": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_training_plan": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_inference_plan": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_steps": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_initialize": (
        ctypes.c_int,
        [
            Model,
        ],
    ),
    "normkit_model_memory": (
        ctypes.c_int,
        [
            Model,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_set_memory_limit": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_int64,
        ],
    ),
    "normkit_model_plan_memory": (
        ctypes.c_int,
        [
            Model,
            Optimizer,
            ctypes.c_int,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
            ctypes.POINTER(ctypes.c_int64),
        ],
    ),
    "normkit_model_save": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
        ],
    ),
    "normkit_model_load": (
        ctypes.c_int,
        [
            ctypes.c_char_p,
            ctypes.POINTER(Model),
        ],
    ),
    "normkit_model_save_checkpoint": (
        ctypes.c_int,
        [
            Model,
            ctypes.c_char_p,
        ],
    ),
    "normkit_model_load_checkpoint": (
        ctypes.c_int,
        [
            ctypes.c_char_p,
            ctypes.POINTER(Model),
        ],
    ),
}


def bind(library: ctypes.CDLL) -> Library:
    """Give every function of the loaded library its argument and result types."""
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return cast("Library", library)
