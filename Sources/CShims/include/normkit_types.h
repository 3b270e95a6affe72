/* The types of the C border: copied into Include/normkit.h by abigen, imported by the Swift side. */
#ifndef NORMKIT_TYPES_H
#define NORMKIT_TYPES_H

#include <stdint.h>

/** The version of this header. normkit_version() is that of the library in use. */
#define NORMKIT_VERSION "0.2.0"
/** What the binary interface promises; a number that grows only if something is taken away or changed. */
#define NORMKIT_ABI_VERSION 1

/** What a call came to. The numbers never change; more may be added. */
typedef enum normkit_status {
  /** It worked. */
  NORMKIT_OK = 0,
  /** A number, name or pointer out of its range. */
  NORMKIT_INVALID_ARGUMENT = 1,
  /** Sizes that do not fit together. */
  NORMKIT_SHAPE = 2,
  /** A call at the wrong time, such as training before compiling. */
  NORMKIT_STATE = 3,
  /** A handle that is null, stale, freed or of another kind. */
  NORMKIT_HANDLE = 4,
  /** Memory that could not be had. */
  NORMKIT_OUT_OF_MEMORY = 5,
  /** A file that could not be opened, read or written. */
  NORMKIT_IO = 6,
  /** A file whose content is not what its format asks for. */
  NORMKIT_FORMAT = 7,
  /** An object in use by another call: another thread's, or the one whose callback is running. */
  NORMKIT_BUSY = 8,
  /** Stopped by the caller's own callback. */
  NORMKIT_CANCELLED = 9,
  /** Something that this version, machine or layer cannot do. */
  NORMKIT_UNSUPPORTED = 10,
  /** A mistake of the library's own: please report it. */
  NORMKIT_INTERNAL = 11
} normkit_status;

/** Examples and what a model should answer to them. All zeros is the null handle. */
typedef struct normkit_dataset {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_dataset;

/** A network, and once it is compiled its training. All zeros is the null handle. */
typedef struct normkit_model {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_model;

/** One layer of a model: good as long as the model, and freed with it. */
typedef struct normkit_layer {
  /** The model's slot. */
  uint32_t index;
  /** The model's generation. */
  uint32_t generation;
  /** The layer's place, from 0. */
  uint32_t layer;
} normkit_layer;

/** How weights follow their gradients. All zeros is the null handle. */
typedef struct normkit_optimizer {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_optimizer;

/** How normkit_model_fit goes through its examples. All zeros is the null handle. */
typedef struct normkit_fit_options {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_fit_options;

/** What a call of normkit_model_fit saw, epoch by epoch. All zeros is the null handle. */
typedef struct normkit_history {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_history;

/** What every layer of a model does with given examples. All zeros is the null handle. */
typedef struct normkit_diagnosis {
  /** Which slot of the library's table. */
  uint32_t index;
  /** Which object in the life of that slot, from 1. */
  uint32_t generation;
} normkit_diagnosis;

/** A function of every number, or of the channels of a row. */
typedef enum normkit_activation {
  /** y = x */
  NORMKIT_ACTIVATION_LINEAR = 0,
  /** y = max(x, 0) */
  NORMKIT_ACTIVATION_RELU = 1,
  /** y = 1 / (1 + exp(-x)) */
  NORMKIT_ACTIVATION_SIGMOID = 2,
  /** y = tanh(x) */
  NORMKIT_ACTIVATION_TANH = 3,
  /** y = x times the normal distribution function of x, exactly */
  NORMKIT_ACTIVATION_GELU = 4,
  /** y = exp(x) / the sum of exp over the channels of the row */
  NORMKIT_ACTIVATION_SOFTMAX = 5
} normkit_activation;

/** How a parameter starts. Normals with a fan are cut off at two standard deviations, as in Keras. */
typedef enum normkit_initializer {
  /** 0; no number. */
  NORMKIT_INITIALIZER_ZEROS = 0,
  /** 1; no number. */
  NORMKIT_INITIALIZER_ONES = 1,
  /** The number everywhere. */
  NORMKIT_INITIALIZER_CONSTANT = 2,
  /** Uniform within sqrt(6 / (inputs + outputs)) of 0; no number. */
  NORMKIT_INITIALIZER_GLOROT_UNIFORM = 3,
  /** Standard deviation sqrt(2 / (inputs + outputs)); no number. */
  NORMKIT_INITIALIZER_GLOROT_NORMAL = 4,
  /** Uniform within sqrt(6 / inputs) of 0; no number. */
  NORMKIT_INITIALIZER_HE_UNIFORM = 5,
  /** Standard deviation sqrt(2 / inputs); no number. */
  NORMKIT_INITIALIZER_HE_NORMAL = 6,
  /** Standard deviation sqrt(1 / inputs); no number. */
  NORMKIT_INITIALIZER_LECUN_NORMAL = 7,
  /** Mean 0; the number is the standard deviation; not cut off. */
  NORMKIT_INITIALIZER_RANDOM_NORMAL = 8,
  /** Uniform within the number of 0. */
  NORMKIT_INITIALIZER_RANDOM_UNIFORM = 9
} normkit_initializer;

/** What a window does where it meets the edge of an image. */
typedef enum normkit_padding {
  /** It stays inside. */
  NORMKIT_PADDING_VALID = 0,
  /** As many outputs as inputs over stride, rounded up; what reaches over the edges is split between them, the odd row or
   *  column at the end. */
  NORMKIT_PADDING_SAME = 1
} normkit_padding;

/** How batch normalization's running statistics follow the batches'. */
typedef enum normkit_averaging {
  /** new = momentum * old + (1 - momentum) * batch, from mean 0 and variance 1. */
  NORMKIT_AVERAGING_EXPONENTIAL = 0,
  /** The same without the start's share, as Adam corrects its moments. */
  NORMKIT_AVERAGING_BIAS_CORRECTED = 1,
  /** The plain average of all batches; the momentum is not used. */
  NORMKIT_AVERAGING_CUMULATIVE = 2
} normkit_averaging;

/** Whose mean and variance normalize. */
typedef enum normkit_statistics {
  /** The averages kept in training: what a deployed model uses. */
  NORMKIT_STATISTICS_RUNNING = 0,
  /** Those of the very batch. */
  NORMKIT_STATISTICS_BATCH = 1
} normkit_statistics;

/** How population statistics are found with the weights as they are. */
typedef enum normkit_recalibration {
  /** Layer by layer, moments pooled over all examples, earlier layers on what was found for them; whatever the batches. */
  NORMKIT_RECALIBRATION_SEQUENTIAL = 0,
  /** Algorithm 2 of Ioffe and Szegedy 2015: one pass by batch statistics, averaged over the batches. */
  NORMKIT_RECALIBRATION_ALG2 = 1
} normkit_recalibration;

/** What training makes small: the mean of the examples' losses. x is the model's output; where the last layer is softmax,
 *  or sigmoid for the binary loss, x is what goes into that layer, so that no digits are lost. */
typedef enum normkit_loss {
  /** -log softmax(x)[label], against labels. */
  NORMKIT_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY = 0,
  /** The negated sum of t * log softmax(x), against rows of class probabilities t. */
  NORMKIT_LOSS_CATEGORICAL_CROSSENTROPY = 1,
  /** The mean over outputs of -t log s - (1 - t) log(1 - s), s = sigmoid(x), against t in 0...1. */
  NORMKIT_LOSS_BINARY_CROSSENTROPY = 2,
  /** The mean over outputs of (x - t)^2. */
  NORMKIT_LOSS_MEAN_SQUARED_ERROR = 3,
  /** The mean over outputs of |x - t|. */
  NORMKIT_LOSS_MEAN_ABSOLUTE_ERROR = 4,
  /** The mean over outputs of e^2 / 2 where e = |x - t| is at most delta, else delta * e - delta^2 / 2 (Huber 1964). */
  NORMKIT_LOSS_HUBER = 5
} normkit_loss;

/** What is measured besides loss and accuracy. Sample weights do not count. */
typedef enum normkit_measure {
  /** The share of examples whose label is among the k largest outputs; the number is k. Where outputs tie, the earlier
   *  is the larger. For the categorical losses. */
  NORMKIT_MEASURE_TOP_K_CATEGORICAL_ACCURACY = 0,
  /** The area under the receiver operating characteristic over all outputs, by so many evenly spaced thresholds as the
   *  number says: 200 in Keras. Not a number without both answers. */
  NORMKIT_MEASURE_AUC = 1,
  /** The mean over examples and outputs of |x - t|; the number is not used and must be 0. Not for labels. */
  NORMKIT_MEASURE_MEAN_ABSOLUTE_ERROR = 2,
  /** The mean over examples and outputs of (x - t)^2, likewise. */
  NORMKIT_MEASURE_MEAN_SQUARED_ERROR = 3
} normkit_measure;

/** What is done to gradients before the optimizer sees them. */
typedef enum normkit_clipping {
  /** Nothing; no limit. */
  NORMKIT_CLIPPING_NONE = 0,
  /** Every number is held within the limit of 0. */
  NORMKIT_CLIPPING_VALUE = 1,
  /** Each tensor's gradient is shortened to the limit where its Euclidean norm is larger. */
  NORMKIT_CLIPPING_NORM = 2,
  /** All gradients together are shortened to the limit where their common norm is larger. */
  NORMKIT_CLIPPING_GLOBAL_NORM = 3
} normkit_clipping;

/** What happens to the examples that do not fill a batch. */
typedef enum normkit_last_batch {
  /** They make a smaller last batch. */
  NORMKIT_LAST_BATCH_KEEP = 0,
  /** They are left out of the epoch: with shuffling, others in each. */
  NORMKIT_LAST_BATCH_DROP = 1
} normkit_last_batch;

/** A column of a history. */
typedef enum normkit_metric {
  /** The mean loss over the epoch's batches, as they were trained on. */
  NORMKIT_METRIC_LOSS = 0,
  /** The share of right answers in 0...1, likewise; none for mean squared error. */
  NORMKIT_METRIC_ACCURACY = 1,
  /** The loss over the validation dataset after the epoch. */
  NORMKIT_METRIC_VALIDATION_LOSS = 2,
  /** The share of right answers there. */
  NORMKIT_METRIC_VALIDATION_ACCURACY = 3,
  /** The learning rate of the epoch's last step. */
  NORMKIT_METRIC_LEARNING_RATE = 4
} normkit_metric;

/** Why training ended. */
typedef enum normkit_end {
  /** All epochs were run. */
  NORMKIT_END_COMPLETED = 0,
  /** The monitored metric stopped improving. */
  NORMKIT_END_EARLY_STOPPING = 1,
  /** The progress callback asked to stop. */
  NORMKIT_END_STOPPED = 2
} normkit_end;

/** What a tensor of a model is for. */
typedef enum normkit_role {
  /** Learned by the optimizer. */
  NORMKIT_ROLE_WEIGHT = 0,
  /** A weight of a layer that does not learn now. */
  NORMKIT_ROLE_FROZEN_WEIGHT = 1,
  /** A running statistic, which no optimizer touches. */
  NORMKIT_ROLE_STATISTIC = 2
} normkit_role;

/** What a progress callback wants. */
typedef enum normkit_signal {
  /** Go on. */
  NORMKIT_SIGNAL_PROCEED = 0,
  /** End after this step, with NORMKIT_OK and the history so far. */
  NORMKIT_SIGNAL_STOP = 1,
  /** End after this step, with NORMKIT_CANCELLED. */
  NORMKIT_SIGNAL_CANCEL = 2
} normkit_signal;

/** Where normkit_model_fit is when it calls back. The library's memory; later versions may add fields at the end. */
typedef struct normkit_progress {
  /** The epoch being run, from 0 in each call. */
  int64_t epoch;
  /** How many epochs the call runs. */
  int64_t epochs;
  /** Batches done in this epoch. */
  int64_t batch;
  /** Batches in an epoch. */
  int64_t batch_count;
  /** The mean loss over the epoch's batches so far. */
  double loss;
  /** The share of right answers so far; not a number where the loss has none. */
  double accuracy;
  /** 1 when this call tells of a finished epoch, which comes after that of its last batch; else 0. */
  int32_t epoch_finished;
  /** 1 when the next two fields were measured: at a finished epoch with a validation dataset; else 0. */
  int32_t validated;
  /** The loss over the validation dataset; 0 when not measured. */
  double validation_loss;
  /** The share of right answers there; not a number where the loss has none; 0 when not measured. */
  double validation_accuracy;
} normkit_progress;

/** How an average of the weights is taken over training. */
typedef enum normkit_weight_average {
  /** Not at all. */
  NORMKIT_WEIGHT_AVERAGE_NONE = 0,
  /** average = momentum * average + (1 - momentum) * weights, from the first that counts: Keras's use_ema. */
  NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL = 1,
  /** The plain mean: stochastic weight averaging (Izmailov et al. 2018, arXiv 1803.05407). */
  NORMKIT_WEIGHT_AVERAGE_EQUAL = 2
} normkit_weight_average;

/** What a diagnosis tells of a layer. Norms are root mean squares. */
typedef enum normkit_quantity {
  /** Of the outputs, batch statistics normalizing; not a number where one of them was none. */
  NORMKIT_QUANTITY_OUTPUT_NORM = 0,
  /** Of the gradients of each example's loss by the outputs; where a layer without weights changes them in place, by its
   *  inputs. None without a loss or where nothing is learned before. */
  NORMKIT_QUANTITY_GRADIENT_NORM = 1,
  /** Of the weights that learn. */
  NORMKIT_QUANTITY_WEIGHT_NORM = 2,
  /** Of the loss's gradient by them; none without a loss. */
  NORMKIT_QUANTITY_WEIGHT_GRADIENT_NORM = 3,
  /** Of batch norms and activations: five numbers, the 1st, 15th, 50th, 85th and 99th percentiles of what goes in. */
  NORMKIT_QUANTITY_INPUT_PERCENTILES = 4,
  /** The channels of the output in which a number was infinite or none. */
  NORMKIT_QUANTITY_NON_FINITE_CHANNELS = 5,
  /** Of a batch norm: batches that the running statistics have averaged. */
  NORMKIT_QUANTITY_UPDATES = 6,
  /** Of a batch norm: how much of the running statistics is still their start, in 0...1. */
  NORMKIT_QUANTITY_START_SHARE = 7,
  /** Of a batch norm: the norm of the difference between the outputs by batch and by running statistics, over that of the
   *  outputs. */
  NORMKIT_QUANTITY_GAP = 8,
  /** Of a batch norm: how far the running means are from recalibrated ones, in standard deviations. */
  NORMKIT_QUANTITY_MEAN_DRIFT = 9,
  /** Of a batch norm: likewise the variances, as natural logarithms of their ratios. */
  NORMKIT_QUANTITY_VARIANCE_DRIFT = 10,
  /** Of a batch norm, each channel's. */
  NORMKIT_QUANTITY_RUNNING_MEAN = 11,
  /** Of a batch norm, each channel's. */
  NORMKIT_QUANTITY_RUNNING_VARIANCE = 12,
  /** Of a batch norm, each channel's, as recalibration over the same examples finds it. */
  NORMKIT_QUANTITY_RECALIBRATED_MEAN = 13,
  /** Of a batch norm, each channel's, likewise. */
  NORMKIT_QUANTITY_RECALIBRATED_VARIANCE = 14,
  /** Of a batch norm: the channels whose variance is less than epsilon. */
  NORMKIT_QUANTITY_CONSTANT_CHANNELS = 15,
  /** Of an activation: how many channels it has. */
  NORMKIT_QUANTITY_UNITS = 16,
  /** Of an activation: the channels whose derivative is 0 for every example. */
  NORMKIT_QUANTITY_DEAD_UNITS = 17,
  /** Of sigmoid and tanh: the channels of whose numbers at least 95 % are at the ends. */
  NORMKIT_QUANTITY_SATURATED_UNITS = 18,
  /** Of an activation: the share of numbers where the derivative is 0. */
  NORMKIT_QUANTITY_ZERO_SHARE = 19,
  /** Of an activation: the share of numbers at the ends of sigmoid or tanh, where the derivative is under 8 % of its
   *  largest. */
  NORMKIT_QUANTITY_SATURATED_SHARE = 20
} normkit_quantity;

/** What a diagnosis finds wrong. */
typedef enum normkit_finding {
  /** Numbers that are infinite or none. */
  NORMKIT_FINDING_NOT_FINITE = 0,
  /** Running statistics that are still partly their start. */
  NORMKIT_FINDING_IMMATURE_STATISTICS = 1,
  /** Running statistics far from recalibrated ones. */
  NORMKIT_FINDING_DRIFTED_STATISTICS = 2,
  /** A loss that differs between batch and running statistics. */
  NORMKIT_FINDING_LOSS_GAP = 3,
  /** Channels that batch norm sees as constant. */
  NORMKIT_FINDING_CONSTANT_CHANNELS = 4,
  /** Units that learn nothing for any example. */
  NORMKIT_FINDING_DEAD_UNITS = 5,
  /** Sigmoid and tanh units at their ends. */
  NORMKIT_FINDING_SATURATED_UNITS = 6,
  /** A gradient that is much smaller in the first layers than in the last. */
  NORMKIT_FINDING_VANISHING_GRADIENT = 7,
  /** One that is much larger there. */
  NORMKIT_FINDING_EXPLODING_GRADIENT = 8
} normkit_finding;

/** Called by normkit_model_fit after every batch and every epoch, on the thread that called it. The model and the
 *  datasets are in use meanwhile: a call that changes them returns NORMKIT_BUSY. */
typedef normkit_signal (*normkit_progress_callback)(const normkit_progress *progress, void *user_data);

/** Called by normkit_model_recalibrate after every batch, on the thread that called it: 0 to go on, anything else to cancel.
 *  The model and the dataset are in use meanwhile. */
typedef int32_t (*normkit_recalibration_callback)(int64_t batch, int64_t batch_count, void *user_data);

/** Called by normkit_model_evaluate_with_progress after batches, on the thread that called it, with the batches done and
 *  all of them: 0 to go on, anything else to cancel. The model and the dataset are in use meanwhile. */
typedef int32_t (*normkit_evaluation_callback)(int64_t batch, int64_t batch_count, void *user_data);

/** Sums over the workers of a training in several processes: each of `count` numbers in `buffer` becomes the sum of those
 *  of all workers, to the same bits on each. Returns 0, or anything else for a failure. */
typedef int32_t (*normkit_all_reduce_callback)(double *buffer, int64_t count, void *user_data);

/** How much a log is told. */
typedef enum normkit_log_level {
  /** Nothing. */
  NORMKIT_LOG_OFF = 0,
  /** Calls that fail, with their texts. */
  NORMKIT_LOG_ERROR = 1,
  /** Also files read and written. */
  NORMKIT_LOG_INFO = 2,
  /** Also every call that works. */
  NORMKIT_LOG_DEBUG = 3
} normkit_log_level;

/** Called with a line of the log, on the thread whose call it is about; `text` ends with the call. */
typedef void (*normkit_log_callback)(normkit_log_level level, const char *text, void *user_data);

/** Called once, when the library lets go of what a call lent it: with the `user_data` of that call. */
typedef void (*normkit_destroy_callback)(void *user_data);

#endif
