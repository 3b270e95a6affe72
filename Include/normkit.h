/*
 * normkit.h: training and running small neural networks with batch normalization, inside any program.
 *
 * Written by abigen (`swift run abigen`) from Sources/CABI and Sources/CShims: do not edit.
 *
 * STATUS. Every function that can fail returns a normkit_status: NORMKIT_OK (0), or what kind of mistake it was;
 * normkit_last_error_message() then says in a sentence what was expected and what came. Results come through the
 * trailing parameters named out_...; when a call fails they are left as they were. The library never prints, exits
 * or aborts.
 *
 * HANDLES are small structs passed by value. A freed, stale or made-up handle is answered with NORMKIT_HANDLE, never
 * with a crash. All zeros is the null handle; freeing it does nothing and succeeds. Whoever makes a handle frees it.
 *
 * MEMORY that the caller passes stays the caller's. Numbers are float, row by row, channels last: [N, C] or
 * [N, H, W, C]. Text is UTF-8 and ends with a zero. A pointer may be NULL only where its description says so.
 *
 * THREADS. Any function may be called from any thread. Each says which objects it changes, reads or frees: one object
 * serves one call that changes it, or any number that read it; a call that comes in between returns NORMKIT_BUSY at
 * once and changes nothing. "Any time" stands where that never happens. A layer is a part of its model. Different
 * objects are independent.
 */
#ifndef NORMKIT_H
#define NORMKIT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NORMKIT_API __attribute__((visibility("default")))
#else
#define NORMKIT_API
#endif

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


/* -------------------------------------------------------------------------
   The library itself: which version is running, what went wrong last, how many threads it uses. */

/**
 * The version of the library in use, as text: "0.2.0".
 *
 * @return text that lives as long as the library; never NULL.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API const char *normkit_version(void);

/**
 * The binary interface that the library in use offers: NORMKIT_ABI_VERSION of the header it was
 * built with.
 *
 * A program built with this header runs with every library that returns the same number.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API uint32_t normkit_abi_version(void);

/**
 * What the library in use is, for logs: "NormKit 0.2.0, ABI 1, x86-64, kernels avx512".
 *
 * The kernels are those chosen for this processor; the environment's NORMKIT_CPU lowers the choice.
 *
 * @return text that lives as long as the library; never NULL.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API const char *normkit_build_info(void);

/**
 * The name of a status as written in this header: "NORMKIT_SHAPE".
 *
 * @param status what a call returned.
 * @return text that lives as long as the library; "unknown status" for a number that is none. Never
 *     NULL.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API const char *normkit_status_name(normkit_status status);

/**
 * What was wrong with the calling thread's last failed call: "function: what was expected, what
 * came", in UTF-8.
 *
 * A call that works leaves the text as it is. Text of more than 1,023 bytes is cut between two
 * characters.
 *
 * @return text of this thread, valid until this thread's next failed call; "" before the first.
 *     Never NULL.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API const char *normkit_last_error_message(void);

/**
 * The parameter that the text of normkit_last_error_message is about, as this header names it:
 * "units".
 *
 * @return text of this thread, valid until this thread's next failed call; "" where the mistake is
 *     in no single argument. Never NULL.
 *
 * Threads: any time. Since 0.2.0.
 */
NORMKIT_API const char *normkit_last_error_argument(void);

/**
 * How many threads work on one call, the calling one included; at least 1.
 *
 * @param out_threads receives the number.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_get_num_threads(int32_t *out_threads);

/**
 * Chooses how many threads work on one call, from the next call on. Results are the same bits with
 * any number.
 *
 * @param threads 1 to 256; 0 for the library's own choice: the environment's NORMKIT_NUM_THREADS
 *     or, without it, the cores that this process may use.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_set_num_threads(int32_t threads);


/* -------------------------------------------------------------------------
   The log: silent until somebody asks to be told what the library does and what fails. */

/**
 * Has a function called with what the library does, in place of any function before. Nothing is
 * logged by default.
 *
 * The function may call the library; what it does there is not logged. Calls of several threads may
 * reach it at once.
 *
 * @param level the most talkative lines that are wanted; NORMKIT_LOG_OFF for none, whatever the
 *     callback.
 * @param callback what to call; NULL for nothing.
 * @param user_data handed to the callback; may be NULL.
 * @param destroy called once with user_data when another listener takes the place and the last line
 *     has been heard; may be NULL. When this call fails it is not called.
 *
 * Threads: any time. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_set_log(
    normkit_log_level level, normkit_log_callback callback, void *user_data,
    normkit_destroy_callback destroy);


/* -------------------------------------------------------------------------
   Sets of examples: inputs and, for each, a label or target values; in the caller's memory or read
   from files. */

/**
 * Makes a dataset that views inputs in the caller's memory; nothing is copied.
 *
 * The memory must last until the dataset, and every range made of it, is freed; it may be written
 * to whenever no call uses the dataset. Give it labels or target values to train or evaluate with.
 *
 * @param inputs [N, ...] numbers, row by row.
 * @param sizes the sizes of the inputs' axes; the first is N, the number of examples, at least 1.
 * @param rank how many sizes there are, 2 to 8.
 * @param out_dataset receives the handle; free it with normkit_dataset_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_create(
    const float *inputs, const int64_t *sizes, int64_t rank, normkit_dataset *out_dataset);

/**
 * Reads images and their labels from a pair of uncompressed IDX files, MNIST's format.
 *
 * Images [N, H, W] become examples [H, W, 1], with the channel axis that layers expect. NORMKIT_IO
 * when a file cannot be read, NORMKIT_FORMAT when it is not IDX, NORMKIT_SHAPE when the files hold
 * different numbers of examples.
 *
 * @param images_path the file of images.
 * @param labels_path the file of labels.
 * @param scale what numbers are multiplied by; 0 for 1/255 for bytes and 1 for every other type.
 * @param out_dataset receives the handle; free it with normkit_dataset_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_load_idx(
    const char *images_path, const char *labels_path, double scale, normkit_dataset *out_dataset);

/**
 * Gives each example of a dataset its class, in place of any labels or values before; nothing is
 * copied.
 *
 * @param dataset the one to change.
 * @param labels [N] class numbers from 0; the memory must last as the inputs' must.
 * @param count how many labels there are; must be N.
 *
 * Threads: changes the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_set_labels(
    normkit_dataset dataset, const int32_t *labels, int64_t count);

/**
 * Gives each example of a dataset its target values, in place of any labels or values before;
 * nothing is copied.
 *
 * @param dataset the one to change.
 * @param values [N, ...] numbers; the memory must last as the inputs' must.
 * @param sizes the sizes of the values' axes; the first must be N.
 * @param rank how many sizes there are, 2 to 8.
 *
 * Threads: changes the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_set_values(
    normkit_dataset dataset, const float *values, const int64_t *sizes, int64_t rank);

/**
 * Gives each example of a dataset a weight, which its loss is multiplied by in training and
 * measuring; nothing is copied.
 *
 * The mean loss is still over the number of examples. Accuracy and other measures do not weigh.
 *
 * @param dataset the one to change.
 * @param weights [N] finite numbers of at least 0; the memory must last as the inputs' must. NULL
 *     takes weights away.
 * @param count how many weights there are; must be N.
 *
 * Threads: changes the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_set_weights(
    normkit_dataset dataset, const float *weights, int64_t count);

/**
 * Makes a dataset of some of another's examples, which share its memory: `count` of them from
 * number `first` on.
 *
 * @param dataset the larger one; it may be freed before the new one.
 * @param first the first example's number, from 0.
 * @param count how many examples, at least 1.
 * @param out_dataset receives the handle; free it with normkit_dataset_free.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_create_range(
    normkit_dataset dataset, int64_t first, int64_t count, normkit_dataset *out_dataset);

/**
 * Divides a dataset at random into one to train on and one to test with, both copies, without a
 * common example.
 *
 * @param dataset what to divide.
 * @param test_fraction the part to test with, over 0 and under 1; the number of examples is rounded
 *     up.
 * @param seed the same seed divides the same number of examples in the same way, everywhere.
 * @param out_train receives a handle; free it with normkit_dataset_free.
 * @param out_test receives a handle; free it with normkit_dataset_free.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_split(
    normkit_dataset dataset, double test_fraction, uint64_t seed, normkit_dataset *out_train,
    normkit_dataset *out_test);

/**
 * How many examples a dataset has, N.
 *
 * @param dataset the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_count(normkit_dataset dataset, int64_t *out_count);

/**
 * The shape of one example's input.
 *
 * @param dataset the one to ask.
 * @param out_sizes receives the sizes, outermost first.
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_input_shape(
    normkit_dataset dataset, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * The inputs in memory, [N, ...], row by row: for reading, until the dataset is freed.
 *
 * @param dataset the one to ask.
 * @param out_inputs receives the address of the first number.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_inputs(
    normkit_dataset dataset, const float **out_inputs);

/**
 * The labels in memory, [N]: for reading, until the dataset is freed. NORMKIT_STATE when it has
 * none.
 *
 * @param dataset the one to ask.
 * @param out_labels receives the address of the first label.
 *
 * Threads: reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_labels(
    normkit_dataset dataset, const int32_t **out_labels);

/**
 * Frees a dataset. Memory of the caller's that it viewed is the caller's again.
 *
 * @param dataset a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dataset_free(normkit_dataset dataset);


/* -------------------------------------------------------------------------
   Models: made empty, filled with layers, then used; a model's layers are fixed from its first use
   on. */

/**
 * Makes a model without layers.
 *
 * Add layers, set what they should be, then compile it to train, or use it as it is. The first call
 * that needs the parameters (compile, predict, anything with a tensor) gives them their start
 * values; no layer can be added after.
 *
 * @param sizes the shape of one example's input, without the batch axis: {784} or {28, 28, 1}.
 * @param rank how many sizes there are, 1 to 8.
 * @param seed what every random number of the model comes from: the same seed gives the same bits.
 * @param out_model receives the handle; free it with normkit_model_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_create(
    const int64_t *sizes, int64_t rank, uint64_t seed, normkit_model *out_model);

/**
 * The shape of one example's input.
 *
 * @param model the one to ask.
 * @param out_sizes receives the sizes, outermost first.
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_input_shape(
    normkit_model model, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * The shape of one example's output: of the last layer so far, or the input's without layers.
 *
 * @param model the one to ask.
 * @param out_sizes receives the sizes, outermost first.
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_output_shape(
    normkit_model model, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * How many layers a model has. A residual block counts as one, and each of those in it as another.
 *
 * @param model the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_layer_count(normkit_model model, int64_t *out_count);

/**
 * A model's layer by its place.
 *
 * @param model the one to ask.
 * @param place the layer's number, from 0; a residual block's comes before those in it, the main
 *     path's first.
 * @param out_layer receives the handle, which needs no freeing.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_layer(
    normkit_model model, int64_t place, normkit_layer *out_layer);

/**
 * Frees a model with its layers and its training.
 *
 * @param model a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_free(normkit_model model);


/* -------------------------------------------------------------------------
   Layers: each is added after those before it, and starts with Keras's defaults until a setter says
   otherwise. */

/**
 * Adds a fully connected layer: y = x * kernel + bias; kernel [inputs, units].
 *
 * @param model the one to extend.
 * @param units the number of outputs, at least 1.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_dense(
    normkit_model model, int64_t units, normkit_layer *out_layer);

/**
 * Adds batch normalization: every channel is normalized over the batch, then scaled by gamma and
 * shifted by beta.
 *
 * Defaults: momentum .99, epsilon .001, gamma and beta learned, exponential averages, as in Keras.
 *
 * @param model the one to extend.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_batch_normalization(
    normkit_model model, normkit_layer *out_layer);

/**
 * Adds an activation.
 *
 * @param model the one to extend.
 * @param activation which.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_activation(
    normkit_model model, normkit_activation activation, normkit_layer *out_layer);

/**
 * Adds a leaky rectifier: y = x for x over 0, else negative_slope * x.
 *
 * @param model the one to extend.
 * @param negative_slope at least 0; there is no default, since Keras has two (.3, .2) and PyTorch a
 *     third (.01).
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_leaky_relu(
    normkit_model model, float negative_slope, normkit_layer *out_layer);

/**
 * Adds dropout: in training each number becomes 0 with probability `rate`, the others are divided
 * by 1 - rate.
 *
 * @param model the one to extend.
 * @param rate from 0 to under 1.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_dropout(
    normkit_model model, float rate, normkit_layer *out_layer);

/**
 * Adds a layer that makes one axis of all: [a, b, c] becomes [a * b * c].
 *
 * @param model the one to extend.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_flatten(normkit_model model, normkit_layer *out_layer);

/**
 * Names a layer; without a name it is called after its kind, with a number from the second on:
 * dense, dense_1.
 *
 * The name is the first part of its tensors' names. NORMKIT_STATE once the model is compiled or
 * used.
 *
 * @param layer the one to name.
 * @param name not empty, without a slash, and the model's only one.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_layer_set_name(normkit_layer layer, const char *name);

/**
 * A layer's name, as its tensors' names begin with; in a residual block with the block's:
 * residual/dense. Fixes the model's layers, as their names depend on all of them.
 *
 * @param layer the one to ask.
 * @param out_name receives the name and a zero.
 * @param capacity how many bytes there is room for.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_layer_name(
    normkit_layer layer, char *out_name, int64_t capacity);

/**
 * A layer's kind, as Keras would name it: "dense", "batch_normalization", "activation", "dropout",
 * "flatten", "conv2d", "depthwise_conv2d", "max_pooling2d", "average_pooling2d",
 * "global_average_pooling2d" or "zero_padding2d"; "residual".
 *
 * @param layer the one to ask.
 * @param out_kind receives the kind and a zero.
 * @param capacity how many bytes there is room for; 32 always suffice.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_layer_kind(
    normkit_layer layer, char *out_kind, int64_t capacity);

/**
 * The shape of one example after a layer.
 *
 * @param layer the one to ask.
 * @param out_sizes receives the sizes, outermost first.
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_layer_output_shape(
    normkit_layer layer, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * Whether the optimizer updates a layer's weights; true by default. For a layer that has weights,
 * or a residual block, which passes it on to all that is in it.
 *
 * May be called at any time. Batch normalization's running statistics are another matter: see
 * normkit_batch_normalization_set_statistics and
 * normkit_batch_normalization_set_updates_statistics.
 *
 * @param layer the one to change.
 * @param trainable false to hold the weights still.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_layer_set_trainable(normkit_layer layer, bool trainable);

/**
 * Whether a dense layer adds a bias; true by default. Before batch normalization it is useless:
 * beta takes its place.
 *
 * @param layer a dense layer of a model not yet compiled or used.
 * @param use_bias false for no bias.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dense_set_use_bias(normkit_layer layer, bool use_bias);

/**
 * How a dense layer's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
 *
 * @param layer a dense layer of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dense_set_kernel_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How a dense layer's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
 *
 * @param layer a dense layer of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_dense_set_bias_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);


/* -------------------------------------------------------------------------
   Convolutions: layers over images, whose samples are [height, width, channels]. */

/**
 * Adds a convolution of images: kernel [kernel_rows, kernel_columns, channels, filters], bias
 * [filters].
 *
 * NORMKIT_PADDING_VALID gives (height - kernel_rows) / stride + 1 rows, rounded down;
 * NORMKIT_PADDING_SAME height / stride, rounded up.
 *
 * @param model the one to extend; its output so far must be images.
 * @param filters the number of output channels, at least 1.
 * @param kernel_rows the kernel's height, at least 1.
 * @param kernel_columns the kernel's width, at least 1.
 * @param padding what the kernel does at the edges.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_conv2d(
    normkit_model model, int64_t filters, int64_t kernel_rows, int64_t kernel_columns,
    normkit_padding padding, normkit_layer *out_layer);

/**
 * Adds a convolution of each channel with kernels of its own: kernel [kernel_rows, kernel_columns,
 * channels, depth multiplier], bias [channels * depth multiplier].
 *
 * @param model the one to extend; its output so far must be images.
 * @param kernel_rows the kernel's height, at least 1.
 * @param kernel_columns the kernel's width, at least 1.
 * @param padding what the kernel does at the edges, as in normkit_model_add_conv2d.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_depthwise_conv2d(
    normkit_model model, int64_t kernel_rows, int64_t kernel_columns, normkit_padding padding,
    normkit_layer *out_layer);

/**
 * How far a convolution's window moves from one output to the next; one row and one column by
 * default.
 *
 * The shapes of the layers after it follow.
 *
 * @param layer a convolution of a model not yet compiled or used.
 * @param rows along the image's height, at least 1.
 * @param columns along its width, at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_conv2d_set_strides(
    normkit_layer layer, int64_t rows, int64_t columns);

/**
 * Whether a convolution adds a bias; true by default. Before batch normalization it is useless:
 * beta takes its place.
 *
 * @param layer a convolution of a model not yet compiled or used.
 * @param use_bias false for no bias.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_conv2d_set_use_bias(normkit_layer layer, bool use_bias);

/**
 * How a convolution's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
 *
 * @param layer a convolution of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_conv2d_set_kernel_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How a convolution's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
 *
 * @param layer a convolution of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_conv2d_set_bias_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How far a depthwise convolution's window moves from one output to the next; one row and one
 * column by default.
 *
 * The shapes of the layers after it follow.
 *
 * @param layer a depthwise convolution of a model not yet compiled or used.
 * @param rows along the image's height, at least 1.
 * @param columns along its width, at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_depthwise_conv2d_set_strides(
    normkit_layer layer, int64_t rows, int64_t columns);

/**
 * Whether a depthwise convolution adds a bias; true by default. Before batch normalization it is
 * useless: beta takes its place.
 *
 * @param layer a depthwise convolution of a model not yet compiled or used.
 * @param use_bias false for no bias.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_depthwise_conv2d_set_use_bias(
    normkit_layer layer, bool use_bias);

/**
 * How many outputs a depthwise convolution has for each channel; 1 by default.
 *
 * The shapes of the layers after it follow.
 *
 * @param layer a depthwise convolution of a model not yet compiled or used.
 * @param multiplier at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_depthwise_conv2d_set_depth_multiplier(
    normkit_layer layer, int64_t multiplier);

/**
 * How a depthwise convolution's kernel starts; NORMKIT_INITIALIZER_GLOROT_UNIFORM by default.
 *
 * @param layer a depthwise convolution of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_depthwise_conv2d_set_depthwise_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How a depthwise convolution's bias starts; NORMKIT_INITIALIZER_ZEROS by default.
 *
 * @param layer a depthwise convolution of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_depthwise_conv2d_set_bias_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);


/* -------------------------------------------------------------------------
   Pooling and padding of images, whose samples are [height, width, channels]. */

/**
 * Adds pooling that keeps the largest number of each window, channel by channel; NaN where there is
 * one.
 *
 * Windows meet, unless normkit_max_pooling2d_set_strides says otherwise. The gradient goes to the
 * first of equal numbers.
 *
 * @param model the one to extend; its output so far must be images.
 * @param pool_rows the window's height, at least 1.
 * @param pool_columns the window's width, at least 1.
 * @param padding what the window does at the edges, as in normkit_model_add_conv2d.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_max_pooling2d(
    normkit_model model, int64_t pool_rows, int64_t pool_columns, normkit_padding padding,
    normkit_layer *out_layer);

/**
 * Adds pooling that keeps the mean of each window, channel by channel; what reaches over the edges
 * does not count.
 *
 * Windows meet, unless normkit_average_pooling2d_set_strides says otherwise.
 *
 * @param model the one to extend; its output so far must be images.
 * @param pool_rows the window's height, at least 1.
 * @param pool_columns the window's width, at least 1.
 * @param padding what the window does at the edges, as in normkit_model_add_conv2d.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_average_pooling2d(
    normkit_model model, int64_t pool_rows, int64_t pool_columns, normkit_padding padding,
    normkit_layer *out_layer);

/**
 * Adds the mean of each channel over the whole image: [height, width, channels] becomes [channels].
 *
 * @param model the one to extend; its output so far must be images.
 * @param keep_dimensions true for [1, 1, channels].
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_global_average_pooling2d(
    normkit_model model, bool keep_dimensions, normkit_layer *out_layer);

/**
 * Adds rows and columns of 0 around images.
 *
 * A convolution that is to see as much at all sides needs it before NORMKIT_PADDING_VALID;
 * NORMKIT_PADDING_SAME needs none.
 *
 * @param model the one to extend; its output so far must be images.
 * @param top rows above, at least 0.
 * @param bottom rows below, at least 0.
 * @param left columns before, at least 0.
 * @param right columns behind, at least 0.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_zero_padding2d(
    normkit_model model, int64_t top, int64_t bottom, int64_t left, int64_t right,
    normkit_layer *out_layer);

/**
 * How far a window of max pooling moves from one output to the next; by default its own size.
 *
 * The shapes of the layers after it follow.
 *
 * @param layer max pooling of a model not yet compiled or used.
 * @param rows along the image's height, at least 1.
 * @param columns along its width, at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_max_pooling2d_set_strides(
    normkit_layer layer, int64_t rows, int64_t columns);

/**
 * How far a window of average pooling moves from one output to the next; by default its own size.
 *
 * The shapes of the layers after it follow.
 *
 * @param layer average pooling of a model not yet compiled or used.
 * @param rows along the image's height, at least 1.
 * @param columns along its width, at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_average_pooling2d_set_strides(
    normkit_layer layer, int64_t rows, int64_t columns);


/* -------------------------------------------------------------------------
   Residual blocks: what is added between the beginning of a block and its end goes into the block;
   the layers after the beginning of its shortcut into the shortcut. */

/**
 * Begins a residual block: y = activation(main(x) + shortcut(x)). The layers added next are its
 * main path's.
 *
 * A block that is not ended makes every call that needs the parameters fail with NORMKIT_STATE.
 * Blocks may be nested. A block is a layer: it has a place, before its own layers', a name, and
 * tensors called residual/dense/kernel and so on.
 *
 * @param model the one to extend.
 * @param out_layer receives the block's handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_begin_residual(
    normkit_model model, normkit_layer *out_layer);

/**
 * Goes on to the shortcut of the open residual block: the layers added next lead from the block's
 * input to the sum.
 *
 * Without this call, or without a layer after it, the block's input itself is added. NORMKIT_STATE
 * when no block is open or its shortcut has begun already.
 *
 * @param model the one to extend.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_begin_shortcut(normkit_model model);

/**
 * Ends the open residual block.
 *
 * NORMKIT_STATE when none is open; NORMKIT_SHAPE when the paths end in different shapes: the block
 * stays open then.
 *
 * @param model the one to extend.
 * @param activation what is applied to the sum; NORMKIT_ACTIVATION_LINEAR for nothing.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_end_residual(
    normkit_model model, normkit_activation activation);

/**
 * Applies a leaky rectifier to the sum of an ended residual block, in place of its activation.
 *
 * @param layer a residual block, at any time after its end.
 * @param negative_slope at least 0.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_residual_set_leaky_relu(
    normkit_layer layer, float negative_slope);


/* -------------------------------------------------------------------------
   Batch normalization: which statistics normalize, whether they are updated, and whether gamma and
   beta learn are three switches of their own. */

/**
 * Gives batch normalization PyTorch's meaning and defaults in place of Keras's.
 *
 * Momentum .9 (PyTorch's .1 is the weight of the new value), epsilon 1e-5, an unbiased running
 * variance, and training on one value a channel is an error. Setters may change each after.
 *
 * @param layer batch normalization, at any time.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_use_torch_defaults(normkit_layer layer);

/**
 * The weight of the old average when a batch's statistics are averaged in; .99 by default.
 *
 * @param layer batch normalization, at any time.
 * @param momentum 0 to 1, in Keras's sense: 1 minus PyTorch's.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_momentum(
    normkit_layer layer, double momentum);

/**
 * What is added to the variance before its root is taken; .001 by default.
 *
 * @param layer batch normalization, at any time.
 * @param epsilon over 0.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_epsilon(
    normkit_layer layer, double epsilon);

/**
 * Whether beta is learned and added; true by default.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param center false for no beta.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_center(normkit_layer layer, bool center);

/**
 * Whether gamma is learned and multiplied by; true by default.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param scale false for no gamma.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_scale(normkit_layer layer, bool scale);

/**
 * How the running statistics follow the batches'; NORMKIT_AVERAGING_EXPONENTIAL by default.
 *
 * @param layer batch normalization, at any time.
 * @param averaging which.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_averaging(
    normkit_layer layer, normkit_averaging averaging);

/**
 * Whether the running variance is the unbiased one, the sum of squares over m - 1 in place of m;
 * false by default.
 *
 * @param layer batch normalization, at any time.
 * @param unbiased true for PyTorch's way.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_unbiased_variance(
    normkit_layer layer, bool unbiased);

/**
 * Whether training on one value a channel is an error (NORMKIT_SHAPE), as in PyTorch; false by
 * default: y = beta.
 *
 * @param layer batch normalization, at any time.
 * @param required true to make it an error.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_requires_several_values(
    normkit_layer layer, bool required);

/**
 * Whose statistics normalize in training; NORMKIT_STATISTICS_BATCH by default.
 *
 * NORMKIT_STATISTICS_RUNNING, no updates and not trainable together are Keras's frozen layer.
 *
 * @param layer batch normalization, at any time.
 * @param statistics which.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_statistics(
    normkit_layer layer, normkit_statistics statistics);

/**
 * Whether training moves the running statistics; true by default.
 *
 * @param layer batch normalization, at any time.
 * @param updates false to hold them still.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_updates_statistics(
    normkit_layer layer, bool updates);

/**
 * The axis that has a mean and a variance for each place; -1, the last one, by default.
 *
 * Any other costs two copies of the data forward and two backward.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param axis counted as Keras counts, with the batch as axis 0; or from the end, below 0.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_axis(normkit_layer layer, int64_t axis);

/**
 * How many examples have their statistics taken together in training: ghost batches (Hoffer et al.
 * 2017); all by default.
 *
 * The averages move once a step, by the mean of the ghost batches' statistics. Not with masks or
 * mixed sets.
 *
 * @param layer batch normalization, at any time.
 * @param size at least 1; 0 for the whole batch.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_virtual_batch_size(
    normkit_layer layer, int64_t size);

/**
 * Lets training normalize as inference will, but for limits that are widened little by little:
 * batch renormalization (Ioffe 2017). Each limit rises on a straight line between two updates of
 * the running statistics.
 *
 * The paper: r from 1 to 3 between updates 5000 and 40000, d from 0 to 5 between 5000 and 25000.
 *
 * @param layer batch normalization, at any time.
 * @param r_from the limit of r at first, at least 1.
 * @param r_to in the end, at least 1. With 1 and 1 for r, 0 and 0 for d, there is none.
 * @param r_begin the update at which r's limit begins to rise.
 * @param r_end the update from which on it is r_to, not before r_begin.
 * @param d_from the limit of |d| at first, at least 0.
 * @param d_to in the end, at least 0.
 * @param d_begin the update at which d's limit begins to rise.
 * @param d_end the update from which on it is d_to, not before d_begin.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_renormalization(
    normkit_layer layer, double r_from, double r_to, int64_t r_begin, int64_t r_end, double d_from,
    double d_to, int64_t d_begin, int64_t d_end);

/**
 * How gamma starts; NORMKIT_INITIALIZER_ONES by default.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_gamma_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How beta starts; NORMKIT_INITIALIZER_ZEROS by default.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_beta_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How many batches the running statistics have averaged.
 *
 * At momentum .99, 37 % of the start is still in plain exponential averages after 100 batches.
 *
 * @param layer batch normalization.
 * @param out_count receives the number.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_update_count(
    normkit_layer layer, int64_t *out_count);


/* -------------------------------------------------------------------------
   Batch normalization's statistics: named sets, a set for each domain, and recalibration. */

/**
 * Gives one batch normalization a named set of statistics beside its unnamed one, which starts at
 * mean 0, variance 1.
 *
 * @param layer batch normalization of a model not yet compiled or used; for all of a model's, at
 *     any time, there is normkit_model_add_statistics_set.
 * @param name not empty, without a slash, and the layer's only one.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_add_statistics_set(
    normkit_layer layer, const char *name);

/**
 * Whether each named set has gamma and beta of its own; false by default: they are shared.
 *
 * @param layer batch normalization of a model not yet compiled or used.
 * @param per_set true for gamma and beta of each set's own.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_batch_normalization_set_affine_per_set(
    normkit_layer layer, bool per_set);

/**
 * Gives every batch normalization of a model a named set of statistics, which starts as a copy of
 * the unnamed one.
 *
 * Fixes the model's layers. NORMKIT_STATE where a layer's sets have gamma and beta of their own:
 * those are named before.
 *
 * @param model one with batch normalization.
 * @param name not empty, without a slash, and the model's only one.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_statistics_set(normkit_model model, const char *name);

/**
 * Chooses the statistics that normalize and are followed from now on, in training and outside it.
 * Files do not remember.
 *
 * @param model the one to set.
 * @param name of a set; NULL for the unnamed one. Layers that have no set of that name use their
 *     unnamed one.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_use_statistics_set(normkit_model model, const char *name);

/**
 * The name of the statistics that normkit_model_use_statistics_set chose; the empty text for the
 * unnamed ones.
 *
 * @param model the one to ask.
 * @param out_name receives the name and a zero.
 * @param capacity how many bytes there is room for.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_statistics_set_in_use(
    normkit_model model, char *out_name, int64_t capacity);

/**
 * How many named sets of statistics a model has.
 *
 * @param model the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_statistics_set_count(
    normkit_model model, int64_t *out_count);

/**
 * The name of one of a model's sets of statistics.
 *
 * @param model the one to ask.
 * @param place the set's number, from 0.
 * @param out_name receives the name and a zero.
 * @param capacity how many bytes there is room for.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_statistics_set_name(
    normkit_model model, int64_t place, char *out_name, int64_t capacity);

/**
 * Recomputes the running statistics of every batch normalization over a dataset's inputs, the
 * weights as they are.
 *
 * For short trainings, whose averages are immature, after averaging weights, and, into a named set,
 * to adapt to another domain without labels. NORMKIT_CANCELLED when the callback asks to stop or
 * cancel; NORMKIT_SHAPE where a mask does not fit a layer's rows; NORMKIT_INVALID_ARGUMENT for a
 * set that there is not, or a mask that leaves no row. Whatever fails, the model is as it was.
 *
 * @param model the one to recalibrate; need not be compiled.
 * @param dataset the examples; 1,000 to 10,000 suffice. Targets are not looked at, rows that are
 *     masked do not count.
 * @param mode how.
 * @param batch_size how many examples are computed at once, at least 1. With
 *     NORMKIT_RECALIBRATION_ALG2 the result depends on it, and what does not fill the last batch is
 *     left out.
 * @param set the named statistics to write; NULL for those in use, or, where the dataset says which
 *     set each example is of, for each of these by its own examples.
 * @param progress called after every batch on this thread; may be NULL.
 * @param user_data passed to the callback.
 *
 * Threads: changes the model, reads the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_recalibrate(
    normkit_model model, normkit_dataset dataset, normkit_recalibration mode, int64_t batch_size,
    const char *set, normkit_recalibration_callback progress, void *user_data);

/**
 * Says which statistics set each example's are: 0 for the unnamed one, n for the model's n-th named
 * one.
 *
 * A batch may mix them: each set's statistics are then taken of its own rows.
 * NORMKIT_INVALID_ARGUMENT from the call that uses the dataset for a number that the model has no
 * set for.
 *
 * @param dataset the one to mark.
 * @param sets [N] numbers, viewed, not copied; NULL for none.
 * @param count how many there are: N.
 *
 * Threads: changes the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_dataset_set_statistics_sets(
    normkit_dataset dataset, const int32_t *sets, int64_t count);

/**
 * Gives the rows of the examples a mask: where it is 0 a row is normalized but does not count for a
 * batch's statistics, as padding should not.
 *
 * @param dataset the one to mask.
 * @param mask [N, rows] numbers, viewed, not copied; an example's rows are its places that have a
 *     run of channels each: the product of its sizes but the last. NULL for none.
 * @param count how many numbers there are.
 *
 * Threads: changes the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_dataset_set_mask(
    normkit_dataset dataset, const float *mask, int64_t count);

/**
 * Joins this process's training to others': each worker has its own part of every batch, and all
 * models stay equal to one that trains on the joined batch.
 *
 * In every training step each batch normalization's statistics are summed, twice forward, so that
 * no digits are lost, and once backward, then all gradients, each worker's weighted with its
 * examples. All workers start from equal models and make the same calls. Losses and accuracies are
 * the worker's own. When the callback fails, the step returns NORMKIT_IO and the weights stay as
 * they were.
 *
 * @param model a compiled one; compiling it anew parts it from the others.
 * @param all_reduce called on the thread that trains; NULL to train alone again.
 * @param user_data passed to the callback.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_set_all_reduce(
    normkit_model model, normkit_all_reduce_callback all_reduce, void *user_data);


/* -------------------------------------------------------------------------
   Normalizations whose statistics are each sample's own: layer, group, instance and root mean
   square normalization. */

/**
 * Adds layer normalization: every run of channels by its own mean and variance, then gamma and
 * beta.
 *
 * Ba, Kiros and Hinton 2016.
 *
 * @param model the one to extend.
 * @param epsilon what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_layer_normalization(
    normkit_model model, double epsilon, normkit_layer *out_layer);

/**
 * Adds group normalization: groups of a sample's channels by their own mean and variance, then
 * gamma and beta.
 *
 * Wu and He 2018.
 *
 * @param model the one to extend.
 * @param groups how many groups the channels are divided into, which must divide them; -1 for a
 *     group of each.
 * @param epsilon what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_group_normalization(
    normkit_model model, int64_t groups, double epsilon, normkit_layer *out_layer);

/**
 * Adds instance normalization: every channel of every sample by its own mean and variance, then
 * gamma and beta.
 *
 * Ulyanov, Vedaldi and Lempitsky 2016.
 *
 * @param model the one to extend.
 * @param epsilon what is added to the variance, over 0: .001 in Keras, 1e-5 in PyTorch.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_instance_normalization(
    normkit_model model, double epsilon, normkit_layer *out_layer);

/**
 * Adds root mean square normalization: every run of channels over the root of its mean square, then
 * gamma.
 *
 * Zhang and Sennrich 2019.
 *
 * @param model the one to extend.
 * @param epsilon what is added to the mean square, over 0: 1e-6 in Keras.
 * @param out_layer receives the handle; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_add_rms_normalization(
    normkit_model model, double epsilon, normkit_layer *out_layer);

/**
 * Whether a layer, group, instance or root mean square normalization learns gamma, and beta; both
 * true by default.
 *
 * @param layer such a layer of a model not yet compiled or used.
 * @param scale whether gamma is learned and multiplied by.
 * @param center whether beta is learned and added; root mean square normalization has none.
 *
 * Threads: changes the model, changes the optimizer. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_normalization_set_affine(
    normkit_layer layer, bool scale, bool center);

/**
 * How gamma starts in a layer, group, instance or root mean square normalization;
 * NORMKIT_INITIALIZER_ONES by default.
 *
 * @param layer such a layer of a model not yet compiled or used.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model, changes the optimizer. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_normalization_set_gamma_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);

/**
 * How beta starts in a layer, group or instance normalization; NORMKIT_INITIALIZER_ZEROS by
 * default.
 *
 * @param layer such a layer of a model not yet compiled or used; root mean square normalization has
 *     no beta: NORMKIT_INVALID_ARGUMENT.
 * @param initializer which.
 * @param number what the initializer says of it; 0 where it has no number.
 *
 * Threads: changes the model, changes the optimizer. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_normalization_set_beta_initializer(
    normkit_layer layer, normkit_initializer initializer, float number);


/* -------------------------------------------------------------------------
   Optimizers: made of a kind with Keras's defaults, set, handed to normkit_model_compile, which
   copies them. */

/**
 * Makes stochastic gradient descent: w -= rate * gradient, without momentum until it is set.
 *
 * @param learning_rate the step size, over 0; Keras's default is .01.
 * @param out_optimizer receives the handle; free it with normkit_optimizer_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_create_sgd(
    float learning_rate, normkit_optimizer *out_optimizer);

/**
 * Makes Adam (Kingma & Ba 2015): beta1 .9, beta2 .999, epsilon 1e-7 until they are set.
 *
 * @param learning_rate the step size, over 0; Keras's default is .001.
 * @param out_optimizer receives the handle; free it with normkit_optimizer_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_create_adam(
    float learning_rate, normkit_optimizer *out_optimizer);

/**
 * Makes RMSprop (Tieleman & Hinton 2012) in Keras's form: rho .9, no momentum, epsilon 1e-7, not
 * centred until set.
 *
 * @param learning_rate the step size, over 0; Keras's default is .001.
 * @param out_optimizer receives the handle; free it with normkit_optimizer_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_create_rmsprop(
    float learning_rate, normkit_optimizer *out_optimizer);

/**
 * Gives stochastic gradient descent a momentum: v = momentum * v - rate * gradient; w += v. RMSprop
 * has its own, without Nesterov: v = momentum * v + its step; w -= v.
 *
 * @param optimizer made by normkit_optimizer_create_sgd or normkit_optimizer_create_rmsprop.
 * @param momentum from 0 to under 1.
 * @param nesterov true for w += momentum * v - rate * gradient; needs a momentum over 0.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_momentum(
    normkit_optimizer optimizer, float momentum, bool nesterov);

/**
 * Sets how long Adam's averages of the gradient and of its square remember, and what is added to
 * the root of the latter.
 *
 * @param optimizer made by normkit_optimizer_create_adam.
 * @param beta1 the old average's weight for the gradient, from 0 to under 1.
 * @param beta2 the same for its square.
 * @param epsilon over 0.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_betas(
    normkit_optimizer optimizer, double beta1, double beta2, float epsilon);

/**
 * Sets how long RMSprop's average of the squared gradient remembers, what is added to it, and
 * whether it is centred.
 *
 * @param optimizer made by normkit_optimizer_create_rmsprop.
 * @param rho the old average's weight, from 0 to under 1.
 * @param epsilon over 0.
 * @param centered true to take the square of the gradient's own average off: a variance in the
 *     square's place.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_rho(
    normkit_optimizer optimizer, double rho, float epsilon, bool centered);

/**
 * Holds gradients within bounds before the optimizer sees them; none by default.
 *
 * @param optimizer the one to change.
 * @param clipping how.
 * @param limit over 0; not used with NORMKIT_CLIPPING_NONE.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_clipping(
    normkit_optimizer optimizer, normkit_clipping clipping, float limit);

/**
 * Takes rate * decay of every weight in each step, besides the gradient's; 0 by default. Adam with
 * it is AdamW.
 *
 * @param optimizer the one to change.
 * @param decay at least 0; Keras's AdamW has .004.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_weight_decay(
    normkit_optimizer optimizer, float decay);

/**
 * Multiplies the learning rate by decay_rate^(step / steps), in place of any schedule before.
 *
 * @param optimizer the one to change.
 * @param steps training steps for one factor of decay_rate, at least 1.
 * @param decay_rate over 0.
 * @param staircase true to round the quotient down.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_exponential_decay(
    normkit_optimizer optimizer, int64_t steps, float decay_rate, bool staircase);

/**
 * Takes the learning rate down to alpha of itself in half a cosine, in place of any schedule
 * before.
 *
 * @param optimizer the one to change.
 * @param steps training steps that it takes, at least 1.
 * @param alpha what is left of the rate, 0 to 1.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_cosine_decay(
    normkit_optimizer optimizer, int64_t steps, float alpha);

/**
 * Multiplies the learning rate by factors[i] up to and with step boundaries[i], by the last factor
 * beyond; in place of any schedule before.
 *
 * @param optimizer the one to change.
 * @param boundaries [count] rising steps.
 * @param factors [count + 1] numbers over 0.
 * @param count how many boundaries there are, 1 to 65536.
 *
 * Threads: changes the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_set_piecewise_constant(
    normkit_optimizer optimizer, const int64_t *boundaries, const float *factors, int64_t count);

/**
 * Frees an optimizer. Models compiled with it have their own copy.
 *
 * @param optimizer a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_optimizer_free(normkit_optimizer optimizer);


/* -------------------------------------------------------------------------
   How to fit: made with Keras's defaults, set, and good for any number of calls of
   normkit_model_fit. */

/**
 * Makes options: 1 epoch of shuffled batches of 32, the last one smaller, nothing to validate with
 * or to stop early.
 *
 * @param out_options receives the handle; free it with normkit_fit_options_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_create(normkit_fit_options *out_options);

/**
 * How often to go through the examples; 1 by default.
 *
 * @param options those to change.
 * @param epochs at least 1.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_epochs(
    normkit_fit_options options, int64_t epochs);

/**
 * How many examples make a training step; 32 by default.
 *
 * @param options those to change.
 * @param batch_size at least 1.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_batch_size(
    normkit_fit_options options, int64_t batch_size);

/**
 * Whether every epoch has an order of its own; true by default.
 *
 * @param options those to change.
 * @param shuffle false to take the examples in their order.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_shuffle(
    normkit_fit_options options, bool shuffle);

/**
 * What the orders come from, in place of the model's seed.
 *
 * @param options those to change.
 * @param seed the same one gives the same orders.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_shuffle_seed(
    normkit_fit_options options, uint64_t seed);

/**
 * What happens to the examples that do not fill a batch; NORMKIT_LAST_BATCH_KEEP by default.
 *
 * @param options those to change.
 * @param last_batch which.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_last_batch(
    normkit_fit_options options, normkit_last_batch last_batch);

/**
 * Measures loss and accuracy on other examples after every epoch.
 *
 * @param options those to change.
 * @param validation the examples, which must not be freed before the fit; the null handle for none.
 * @param statistics which normalize meanwhile; NORMKIT_STATISTICS_RUNNING is what a deployed model
 *     uses.
 *
 * Threads: changes the options, reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_validation(
    normkit_fit_options options, normkit_dataset validation, normkit_statistics statistics);

/**
 * Ends training when a metric has not improved for a while (Keras's EarlyStopping).
 *
 * @param options those to change.
 * @param monitor a loss, which should fall, or an accuracy, which should rise.
 * @param patience epochs without improvement after which training ends, at least 0.
 * @param minimum_delta only a change of more than this is an improvement; at least 0.
 * @param restore_best true to put the weights and running statistics of the best epoch back at the
 *     end.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_early_stopping(
    normkit_fit_options options, normkit_metric monitor, int64_t patience, double minimum_delta,
    bool restore_best);

/**
 * Has a function called after every batch and every epoch, which may end the training.
 *
 * @param options those to change.
 * @param callback what to call, on the thread that fits; NULL for nothing.
 * @param user_data handed to the callback; may be NULL.
 * @param destroy called once with user_data when the options are freed or get another callback; may
 *     be NULL. When this call fails it is not called.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_progress(
    normkit_fit_options options, normkit_progress_callback callback, void *user_data,
    normkit_destroy_callback destroy);

/**
 * Has normkit_model_fit save checkpoints on its way, each in place of the one before: a crash
 * leaves a whole one.
 *
 * A checkpoint remembers its place within the epoch: the fit of the loaded model, with the same
 * examples and options, begins with the rest of that epoch, and goes on to the same bits. Early
 * stopping begins anew.
 *
 * @param options those to change.
 * @param path the file, made or replaced; NULL for none. NORMKIT_IO from the fit when it cannot be
 *     written.
 * @param steps a checkpoint after every so many steps, at least 1.
 *
 * Threads: changes the options. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_checkpoint(
    normkit_fit_options options, const char *path, int64_t steps);

/**
 * Has normkit_model_fit diagnose the model on its way; the history keeps the diagnoses.
 *
 * @param options those to change.
 * @param dataset what to look at, which must not be freed before the fit: some hundred examples, in
 *     batches of the fit's size; the null handle for none.
 * @param steps a diagnosis after every so many steps, at least 1, counted over all fits.
 *
 * Threads: changes the options, reads the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_diagnosis(
    normkit_fit_options options, normkit_dataset dataset, int64_t steps);

/**
 * Leaves out the calls after batches that come sooner than so many seconds after the last one; 0 by
 * default: none.
 *
 * Finished epochs are always told. For callbacks that cost more than a step, as in a language whose
 * threads take turns.
 *
 * @param options those to change.
 * @param seconds at least 0; what the callback answers takes effect that much later.
 *
 * Threads: changes the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_set_progress_interval(
    normkit_fit_options options, double seconds);

/**
 * Frees options.
 *
 * @param options a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_fit_options_free(normkit_fit_options options);


/* -------------------------------------------------------------------------
   Training and answering: compile, fit or train batch by batch, evaluate, predict. */

/**
 * Readies a model for training, with an optimizer whose averages start anew. The parameters stay as
 * they are.
 *
 * NORMKIT_STATE without layers; NORMKIT_SHAPE when the loss does not fit the model's outputs.
 *
 * @param model the one to train.
 * @param optimizer copied; it may be freed or changed after without effect on the model.
 * @param loss what to make small.
 *
 * Threads: changes the model, reads the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_compile(
    normkit_model model, normkit_optimizer optimizer, normkit_loss loss);

/**
 * As normkit_model_compile, with the number that a loss may have. Later learning rates are for
 * normkit_model_set_learning_rate.
 *
 * @param model the one to train.
 * @param optimizer copied; it may be freed or changed after without effect on the model.
 * @param loss what to make small.
 * @param number how much a crossentropy's targets are smoothed, from 0 to under 1: s takes t to t *
 *     (1 - s) + s / classes, for the binary one to t * (1 - s) + s / 2; Huber's delta, over 0; 0
 *     for every other loss.
 *
 * Threads: changes the model, reads the optimizer. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_compile_with(
    normkit_model model, normkit_optimizer optimizer, normkit_loss loss, float number);

/**
 * The optimizer's learning rate, before its schedule's factor.
 *
 * @param model a compiled one.
 * @param out_learning_rate receives the rate.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_learning_rate(
    normkit_model model, float *out_learning_rate);

/**
 * Changes the optimizer's learning rate for the steps to come; its averages go on. A schedule goes
 * on multiplying it.
 *
 * @param model a compiled one.
 * @param learning_rate over 0.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_set_learning_rate(
    normkit_model model, float learning_rate);

/**
 * Goes through the examples in batches, epoch by epoch, one training step for each batch.
 *
 * A second call goes on where the first ended. With the same seed, data and options the result is
 * the same bits, whatever the number of threads.
 *
 * NORMKIT_STATE before the model is compiled; NORMKIT_SHAPE or NORMKIT_INVALID_ARGUMENT when the
 * examples do not fit the model and its loss; NORMKIT_CANCELLED when the progress callback said so:
 * the model stays as the last step left it.
 *
 * @param model a compiled one.
 * @param dataset the examples, with labels or values as the loss asks for.
 * @param options how; the null handle for the defaults.
 * @param out_history receives a handle; free it with normkit_history_free. May be NULL.
 *
 * Threads: changes the model, reads the dataset, reads the options. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_fit(
    normkit_model model, normkit_dataset dataset, normkit_fit_options options,
    normkit_history *out_history);

/**
 * One training step on all examples of a dataset.
 *
 * To train on other examples next, overwrite the memory that the dataset views; once a number of
 * examples has been seen the call allocates nothing. Errors as normkit_model_fit.
 *
 * @param model a compiled one.
 * @param dataset the batch.
 * @param out_loss receives the mean loss before the step; may be NULL.
 * @param out_accuracy receives the share of right answers before the step, not a number where the
 *     loss has none; may be NULL.
 *
 * Threads: changes the model, reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_train_on_batch(
    normkit_model model, normkit_dataset dataset, double *out_loss, double *out_accuracy);

/**
 * Loss and accuracy over a dataset, with the weights as they are and dropout off. Errors as
 * normkit_model_fit.
 *
 * @param model a compiled one.
 * @param dataset the examples.
 * @param batch_size how many are computed at once, at least 1; 256 is a good number.
 * @param statistics which normalize. With NORMKIT_STATISTICS_BATCH the result depends on
 *     batch_size.
 * @param out_loss receives the mean loss; may be NULL.
 * @param out_accuracy receives the share of right answers, not a number where the loss has none;
 *     may be NULL.
 *
 * Threads: changes the model, reads the dataset. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_evaluate(
    normkit_model model, normkit_dataset dataset, int64_t batch_size, normkit_statistics statistics,
    double *out_loss, double *out_accuracy);

/**
 * As normkit_model_evaluate, with a function called meanwhile; it, or normkit_model_cancel from
 * another thread, ends it with NORMKIT_CANCELLED.
 *
 * @param model a compiled one.
 * @param dataset the examples.
 * @param batch_size how many are computed at once, at least 1; 256 is a good number.
 * @param statistics which normalize. With NORMKIT_STATISTICS_BATCH the result depends on
 *     batch_size.
 * @param interval seconds, at least 0: a batch that ends sooner after the last call, or the
 *     beginning, is not reported, but the last batch is.
 * @param progress called after batches on this thread; may be NULL.
 * @param user_data passed to the callback.
 * @param out_loss receives the mean loss; may be NULL.
 * @param out_accuracy receives the share of right answers, not a number where the loss has none;
 *     may be NULL.
 *
 * Threads: changes the model, reads the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_evaluate_with_progress(
    normkit_model model, normkit_dataset dataset, int64_t batch_size, normkit_statistics statistics,
    double interval, normkit_evaluation_callback progress, void *user_data, double *out_loss,
    double *out_accuracy);

/**
 * The model's outputs for inputs in the caller's memory. Needs no compiling.
 *
 * Any number of threads may predict with one model at the same time; each answer is the same bits
 * as alone. While a call that changes the model is at work, NORMKIT_BUSY.
 *
 * @param model the one to ask.
 * @param inputs [N, ...] numbers, row by row.
 * @param sizes the sizes of the inputs' axes: N, at least 1, then the model's input shape.
 * @param rank how many sizes there are.
 * @param batch_size how many examples are computed at once, at least 1; 256 is a good number.
 * @param statistics which normalize. With NORMKIT_STATISTICS_BATCH the outputs depend on
 *     batch_size.
 * @param out_outputs receives [N, ...] numbers of the model's output shape, row by row.
 * @param count how many numbers there is room for: exactly those.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_predict(
    normkit_model model, const float *inputs, const int64_t *sizes, int64_t rank,
    int64_t batch_size, normkit_statistics statistics, float *out_outputs, int64_t count);

/**
 * The model's outputs for a dataset's inputs, each example normalized by the statistics set that
 * normkit_dataset_set_statistics_sets names for it. Needs no compiling; targets are not looked at.
 *
 * Any number of threads may predict with one model at the same time, as with normkit_model_predict.
 * NORMKIT_SHAPE for examples of another shape than the model's input, or another count;
 * NORMKIT_INVALID_ARGUMENT, with the example's row, for a number that the model has no set for.
 *
 * @param model the one to ask.
 * @param dataset the examples, at least one. A mask counts with NORMKIT_STATISTICS_BATCH alone.
 * @param batch_size how many examples are computed at once, at least 1; 256 is a good number.
 * @param statistics which normalize. With NORMKIT_STATISTICS_BATCH the outputs depend on
 *     batch_size, and a batch's examples of each set are normalized among themselves.
 * @param out_outputs receives [N, ...] numbers of the model's output shape, row by row.
 * @param count how many numbers there is room for: exactly those.
 *
 * Threads: reads the dataset, reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_predict_dataset(
    normkit_model model, normkit_dataset dataset, int64_t batch_size, normkit_statistics statistics,
    float *out_outputs, int64_t count);


/* -------------------------------------------------------------------------
   A fit or evaluation under way, seen from other threads: how far it is, and how to end it. */

/**
 * Ends the normkit_model_fit or normkit_model_evaluate_with_progress that runs on this model, on
 * whichever thread: after its present step or batch it returns NORMKIT_CANCELLED, the model as that
 * step left it. Without one there is nothing to do.
 *
 * @param model the one at work.
 *
 * Threads: any time. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_cancel(normkit_model model);

/**
 * Where the normkit_model_fit that runs on this model is, or where the last one was when it ended.
 * Takes no lock that training waits for.
 *
 * NORMKIT_STATE before the model's first fit has ended its first step.
 *
 * @param model the one being trained.
 * @param out_progress receives what a progress callback would be told.
 * @param size sizeof(normkit_progress) of the caller's header: no more is written.
 *
 * Threads: any time. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_get_progress(
    normkit_model model, normkit_progress *out_progress, uint64_t size);


/* -------------------------------------------------------------------------
   Metrics: what is measured besides loss and accuracy. */

/**
 * Has a model measure something more in training and evaluating, until it is compiled again.
 *
 * NORMKIT_STATE before the model is compiled; NORMKIT_INVALID_ARGUMENT when the measure does not
 * fit the loss.
 *
 * @param model a compiled one.
 * @param measure what.
 * @param number the measure's number: k, the thresholds, or 0.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_add_metric(
    normkit_model model, normkit_measure measure, int64_t number);

/**
 * How many metrics were added to a model.
 *
 * @param model a compiled one.
 * @param out_count receives the number.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_metric_count(normkit_model model, int64_t *out_count);

/**
 * The value of a metric over what normkit_model_evaluate or normkit_model_train_on_batch measured
 * last; not a number before.
 *
 * @param model a compiled one.
 * @param metric its place in the order in which metrics were added, from 0.
 * @param out_value receives the value.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_metric_value(
    normkit_model model, int64_t metric, double *out_value);

/**
 * The values of an added metric in a history, one for each epoch. NORMKIT_STATE when it was not
 * measured.
 *
 * @param history the one to ask.
 * @param metric its place in the order in which metrics were added, from 0.
 * @param of_validation true for those of the validation dataset, false for those of training.
 * @param out_values receives [count] numbers.
 * @param count how many numbers there is room for: exactly as many as epochs.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_metric_values(
    normkit_history history, int64_t metric, bool of_validation, double *out_values, int64_t count);


/* -------------------------------------------------------------------------
   Histories: what fit saw in each of its epochs, and why it ended. */

/**
 * How many epochs a history tells of: those that were completed.
 *
 * @param history the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_epoch_count(normkit_history history, int64_t *out_count);

/**
 * Whether a metric was measured: validation metrics only with a validation dataset, accuracies only
 * with a loss that has right answers, nothing without epochs.
 *
 * @param history the one to ask.
 * @param metric which.
 * @param out_measured receives true or false.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_has_metric(
    normkit_history history, normkit_metric metric, bool *out_measured);

/**
 * A metric's values, one for each epoch. NORMKIT_STATE when it was not measured.
 *
 * @param history the one to ask.
 * @param metric which.
 * @param out_values receives [count] numbers.
 * @param count how many numbers there is room for: exactly as many as epochs.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_values(
    normkit_history history, normkit_metric metric, double *out_values, int64_t count);

/**
 * Why training ended.
 *
 * @param history the one to ask.
 * @param out_end receives the reason.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_end(normkit_history history, normkit_end *out_end);

/**
 * The epoch that early stopping found best. NORMKIT_STATE without early stopping.
 *
 * @param history the one to ask.
 * @param out_epoch receives its number, from 0.
 *
 * Threads: reads the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_best_epoch(normkit_history history, int64_t *out_epoch);

/**
 * How many warnings an epoch ended with: batch norms whose running statistics were still partly
 * their start.
 *
 * @param history the one to ask.
 * @param epoch which, from 0 in each call of fit.
 * @param out_count receives the number.
 *
 * Threads: reads the history. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_history_warning_count(
    normkit_history history, int64_t epoch, int64_t *out_count);

/**
 * One of an epoch's warnings: the layer and a sentence with its numbers and what to do.
 *
 * @param history the one to ask.
 * @param epoch which, from 0 in each call of fit.
 * @param place the warning's number, from 0.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: reads the history. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_history_warning(
    normkit_history history, int64_t epoch, int64_t place, char *out_text, int64_t capacity,
    int64_t *out_length);

/**
 * How many diagnoses a history keeps: see normkit_fit_options_set_diagnosis.
 *
 * @param history the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the history. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_history_diagnosis_count(
    normkit_history history, int64_t *out_count);

/**
 * One of a history's diagnoses, in the order of the steps.
 *
 * @param history the one to ask.
 * @param place the diagnosis's number, from 0.
 * @param out_diagnosis receives a handle of its own; free it with normkit_diagnosis_free.
 *
 * Threads: reads the history. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_history_diagnosis(
    normkit_history history, int64_t place, normkit_diagnosis *out_diagnosis);

/**
 * Frees a history.
 *
 * @param history a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the history. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_history_free(normkit_history history);


/* -------------------------------------------------------------------------
   Diagnoses: what every layer does with given examples, in numbers, and what is wrong, in
   sentences. */

/**
 * Looks at every layer of a model while it works on a dataset; weights, statistics and optimizer
 * stay as they are.
 *
 * Where the model is compiled and the dataset has the targets of its loss, losses and gradients are
 * looked at, too. NORMKIT_SHAPE or NORMKIT_INVALID_ARGUMENT when the examples do not fit.
 *
 * @param model the one to look at.
 * @param dataset some hundred to some thousand examples of the kind that is trained on.
 * @param batch_size how many are computed at once, at least 1: their own statistics are compared
 *     with the running ones.
 * @param out_diagnosis receives a handle; free it with normkit_diagnosis_free.
 *
 * Threads: changes the model, reads the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_diagnose(
    normkit_model model, normkit_dataset dataset, int64_t batch_size,
    normkit_diagnosis *out_diagnosis);

/**
 * How many warnings there are about a model as it is: batch norms whose running statistics are
 * followed in training and still partly their start.
 *
 * @param model the one to ask.
 * @param out_count receives the number.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_warning_count(normkit_model model, int64_t *out_count);

/**
 * One of the warnings about a model: the layer and a sentence with its numbers and what to do.
 *
 * @param model the one to ask.
 * @param place the warning's number, from 0.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_warning(
    normkit_model model, int64_t place, char *out_text, int64_t capacity, int64_t *out_length);

/**
 * Whether every run of a model looks for numbers that are infinite or none, in what goes into each
 * layer and comes out, forward and backward; false by default.
 *
 * A call that meets one returns NORMKIT_STATE, with the layer, the channel and the sample in its
 * text, and the model stays as it was. Runs are slower and take more memory. Files do not remember
 * it.
 *
 * @param model the one to watch.
 * @param checks true to look.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_set_check_numerics(normkit_model model, bool checks);

/**
 * When a diagnosis was made, and of how much.
 *
 * @param diagnosis the one to ask.
 * @param out_step receives how many training steps had been done; may be NULL.
 * @param out_examples receives how many examples were looked at; may be NULL.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_step(
    normkit_diagnosis diagnosis, int64_t *out_step, int64_t *out_examples);

/**
 * Loss and accuracy over the examples by either statistics; not a number where there is no loss, or
 * it has no right answers.
 *
 * @param diagnosis the one to ask.
 * @param statistics whose mean and variance normalized: the batches' own, or the running ones.
 * @param out_loss receives the mean loss; may be NULL.
 * @param out_accuracy receives the share of right answers; may be NULL.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_metrics(
    normkit_diagnosis diagnosis, normkit_statistics statistics, double *out_loss,
    double *out_accuracy);

/**
 * How many layers a diagnosis tells of: all of the model's, those in residual blocks after their
 * block.
 *
 * @param diagnosis the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_layer_count(
    normkit_diagnosis diagnosis, int64_t *out_count);

/**
 * The name of one of the layers, with those of the blocks that it is in.
 *
 * @param diagnosis the one to ask.
 * @param place the layer's number, from 0.
 * @param out_name receives the name and a zero.
 * @param capacity how many bytes there is room for.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_layer_name(
    normkit_diagnosis diagnosis, int64_t place, char *out_name, int64_t capacity);

/**
 * The kind of one of the layers, such as "dense".
 *
 * @param diagnosis the one to ask.
 * @param place the layer's number, from 0.
 * @param out_kind receives the kind and a zero.
 * @param capacity how many bytes there is room for; 32 will do.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_layer_kind(
    normkit_diagnosis diagnosis, int64_t place, char *out_kind, int64_t capacity);

/**
 * The numbers of one quantity of one layer: one, one for each channel, or none where the quantity
 * does not apply.
 *
 * @param diagnosis the one to ask.
 * @param place the layer's number, from 0.
 * @param quantity which.
 * @param out_values receives the numbers; may be NULL when capacity is 0, to ask for out_count
 *     alone.
 * @param capacity how many numbers there is room for.
 * @param out_count receives how many numbers there are.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_values(
    normkit_diagnosis diagnosis, int64_t place, normkit_quantity quantity, double *out_values,
    int64_t capacity, int64_t *out_count);

/**
 * How many things a diagnosis finds wrong.
 *
 * @param diagnosis the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_finding_count(
    normkit_diagnosis diagnosis, int64_t *out_count);

/**
 * One thing that is wrong: what it is about, where, and a sentence with the numbers and what to do.
 *
 * @param diagnosis the one to ask.
 * @param place the finding's number, from 0; the first is to be looked at first.
 * @param out_finding receives what it is about; may be NULL.
 * @param out_layer receives the layer's number, -1 for the whole model; may be NULL.
 * @param out_text receives the sentence and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the sentence and its zero have; may be NULL.
 *
 * Threads: reads the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_finding(
    normkit_diagnosis diagnosis, int64_t place, normkit_finding *out_finding, int64_t *out_layer,
    char *out_text, int64_t capacity, int64_t *out_length);

/**
 * Frees a diagnosis.
 *
 * @param diagnosis a handle that nobody will use again; the null handle is nothing to free.
 *
 * Threads: frees the diagnosis. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_diagnosis_free(normkit_diagnosis diagnosis);


/* -------------------------------------------------------------------------
   Averages of the weights over training: exponential ones, or stochastic weight averaging. */

/**
 * Keeps an average of a model's weights from the next step on, begun anew. A step still allocates
 * nothing; checkpoints hold the average.
 *
 * @param model a compiled one; compiling it anew ends the average. NORMKIT_STATE while it has the
 *     averaged weights.
 * @param rule how weights are weighed; NORMKIT_WEIGHT_AVERAGE_NONE for no average.
 * @param momentum the weight of the old average, in 0...1, for NORMKIT_WEIGHT_AVERAGE_EXPONENTIAL;
 *     else not used.
 * @param start steps before the first that counts, at least 0.
 * @param interval every so many steps one counts, at least 1.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_average_weights(
    normkit_model model, normkit_weight_average rule, double momentum, int64_t start,
    int64_t interval);

/**
 * Of how many weights the average is: of as many steps as have counted.
 *
 * @param model a compiled one.
 * @param out_count receives the number; 0 without an average.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_averaged_count(normkit_model model, int64_t *out_count);

/**
 * Exchanges a model's weights and their average, as to measure or save with it; a second call
 * exchanges them back, which must be before training goes on.
 *
 * Running statistics stay those of the trained weights: normkit_model_recalibrate finds the
 * average's. NORMKIT_STATE when there is no average yet.
 *
 * @param model a compiled one.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_swap_averaged_weights(normkit_model model);

/**
 * Gives a model the averaged weights for good; training goes on from them. Recalibrate after.
 *
 * NORMKIT_STATE when there is no average yet, or the model has it.
 *
 * @param model a compiled one.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_take_averaged_weights(normkit_model model);


/* -------------------------------------------------------------------------
   Folding: a model without batch normalization, which has gone into the weights beside it. */

/**
 * Makes a model for use after training, its batch norms folded into weights, and says how far its
 * answers are.
 *
 * A batch norm goes into the dense layer or convolution right before it, or else into the one right
 * after it: a dense layer, also with flattening or global average pooling between, or a convolution
 * without padding. Batch norms elsewhere, of another axis or with a residual block's end between
 * are kept: they cannot be folded exactly. Running statistics, of the set in use, are what is
 * folded. Predictions fold by themselves; this call is for those who want the weights.
 *
 * @param model the one to fold, which stays as it is.
 * @param dataset inputs to compare both models' answers on; the null handle for no comparison.
 * @param batch_size how many are computed at once, at least 1.
 * @param out_model receives a handle; free it with normkit_model_free.
 * @param out_difference receives the largest difference between the outputs; not a number without a
 *     dataset; may be NULL.
 * @param out_largest receives the largest output, to compare with; likewise.
 * @param out_kept receives how many batch norms are still there; may be NULL.
 *
 * Threads: changes the model, reads the dataset. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_fold(
    normkit_model model, normkit_dataset dataset, int64_t batch_size, normkit_model *out_model,
    double *out_difference, double *out_largest, int64_t *out_kept);


/* -------------------------------------------------------------------------
   A model's tensors by name: "dense/kernel", "batch_normalization_1/moving_mean"; weights and
   running statistics. */

/**
 * How many tensors a model has.
 *
 * @param model the one to ask.
 * @param out_count receives the number.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_tensor_count(normkit_model model, int64_t *out_count);

/**
 * A tensor's name by its place: the layers' order, each layer's in Keras's.
 *
 * @param model the one to ask.
 * @param place the tensor's number, from 0.
 * @param out_name receives the name and a zero.
 * @param capacity how many bytes there is room for.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_tensor_name(
    normkit_model model, int64_t place, char *out_name, int64_t capacity);

/**
 * A tensor's shape. NORMKIT_INVALID_ARGUMENT when there is none of the name.
 *
 * @param model the one to ask.
 * @param name the tensor's name.
 * @param out_sizes receives the sizes, outermost first; a dense kernel is [inputs, units].
 * @param capacity how many sizes there is room for; 8 always suffice.
 * @param out_rank receives how many sizes there are.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_tensor_shape(
    normkit_model model, const char *name, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);

/**
 * What a tensor is for. NORMKIT_INVALID_ARGUMENT when there is none of the name.
 *
 * @param model the one to ask.
 * @param name the tensor's name.
 * @param out_role receives the role.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_tensor_role(
    normkit_model model, const char *name, normkit_role *out_role);

/**
 * Copies a tensor's numbers out.
 *
 * @param model the one to ask.
 * @param name the tensor's name.
 * @param out_values receives the numbers, row by row.
 * @param count how many numbers there is room for: exactly the tensor's.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_get_tensor(
    normkit_model model, const char *name, float *out_values, int64_t count);

/**
 * Replaces a tensor's numbers. The optimizer's own averages stay as they are.
 *
 * @param model the one to change.
 * @param name the tensor's name.
 * @param values the numbers, row by row; copied.
 * @param count how many numbers there are: exactly the tensor's.
 *
 * Threads: changes the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_set_tensor(
    normkit_model model, const char *name, const float *values, int64_t count);

/**
 * Copies out the loss's gradient by a weight, as of the last training step; zeros before the first.
 *
 * @param model the one to ask.
 * @param name a weight's name; NORMKIT_INVALID_ARGUMENT for a running statistic.
 * @param out_values receives the numbers, row by row.
 * @param count how many numbers there is room for: exactly the tensor's.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_get_gradient(
    normkit_model model, const char *name, float *out_values, int64_t count);


/* -------------------------------------------------------------------------
   What a model is, in words: every layer with every option, and how it is trained; the JSON that
   its file holds. */

/**
 * A model's layers with all their options, its input's shape and its seed, as JSON: the section
 * "normkit.model" of its file, which docs/archive.md describes. What setters have set is read here.
 *
 * @param model the one to ask.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_description(
    normkit_model model, char *out_text, int64_t capacity, int64_t *out_length);

/**
 * How a compiled model is trained, as JSON: loss, optimizer with its schedule, steps and epochs
 * done; the section "normkit.training" of its checkpoint. NORMKIT_STATE before the model is
 * compiled.
 *
 * @param model the one to ask.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_training_description(
    normkit_model model, char *out_text, int64_t capacity, int64_t *out_length);

/**
 * What a training step does, in words, a line for each of its parts: what it makes of what, what
 * was fused into it, by which algorithm a convolution is computed. For people to read: the wording
 * may change.
 *
 * @param model the one to ask; it need not be compiled.
 * @param loss what would be made small.
 * @param batch_size examples in a step, at least 1.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_training_plan(
    normkit_model model, normkit_loss loss, int64_t batch_size, char *out_text, int64_t capacity,
    int64_t *out_length);

/**
 * What predicting does, in words, as normkit_model_training_plan; "beforehand" stands before what
 * is done once for each change of the weights.
 *
 * @param model the one to ask; it need not be compiled.
 * @param batch_size examples at once, at least 1.
 * @param out_text receives the text and a zero; may be NULL when capacity is 0, to ask for
 *     out_length alone.
 * @param capacity how many bytes there is room for.
 * @param out_length receives how many bytes the text and its zero have; may be NULL.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_inference_plan(
    normkit_model model, int64_t batch_size, char *out_text, int64_t capacity, int64_t *out_length);

/**
 * How many training steps a compiled model has done, and how many epochs normkit_model_fit has
 * finished, over all calls.
 *
 * @param model a compiled one.
 * @param out_steps receives the steps; may be NULL.
 * @param out_epochs receives the epochs; may be NULL.
 *
 * Threads: reads the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_steps(
    normkit_model model, int64_t *out_steps, int64_t *out_epochs);

/**
 * Gives every parameter and running statistic its start value again: the seed's. An optimizer's
 * averages stay.
 *
 * @param model the one to begin again with.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_initialize(normkit_model model);


/* -------------------------------------------------------------------------
   A model's memory: what it uses, what it may use, and what training it will take, known before it
   is compiled. */

/**
 * The bytes of a model's buffers: parameters, gradients, statistics, optimizer, plans. Some
 * kilobytes of descriptions are not counted.
 *
 * @param model the one to ask.
 * @param out_used receives the bytes in use; may be NULL.
 * @param out_limit receives the bytes that it may use, 0 without a limit; may be NULL.
 *
 * Threads: any time. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_memory(
    normkit_model model, int64_t *out_used, int64_t *out_limit);

/**
 * Limits the bytes of a model's buffers: a call that would need more returns NORMKIT_OUT_OF_MEMORY
 * and changes nothing.
 *
 * @param model the one to limit; what it uses already stays.
 * @param bytes at least 0; 0 for no limit.
 *
 * Threads: changes the model. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_set_memory_limit(normkit_model model, int64_t bytes);

/**
 * The bytes that training a model would take, without training it: it need not be compiled, and is
 * not by this.
 *
 * The parts are needed at the same time but for training and inference, each of which is a plan of
 * its own. A second batch size, as a smaller last batch, has plans of its own, too.
 *
 * @param model the one to ask; its layers are fixed by this, as by any use.
 * @param optimizer whose averages are counted.
 * @param loss what would be made small.
 * @param batch_size examples in a step, at least 1.
 * @param out_parameters receives the bytes of weights, gradients and statistics; may be NULL.
 * @param out_optimizer receives those of the optimizer's averages; may be NULL.
 * @param out_training receives those of the plan of a training step; may be NULL.
 * @param out_inference receives those of the plan of predicting as many examples; may be NULL.
 *
 * Threads: changes the model, reads the optimizer. Since 0.2.0.
 */
NORMKIT_API normkit_status normkit_model_plan_memory(
    normkit_model model, normkit_optimizer optimizer, normkit_loss loss, int64_t batch_size,
    int64_t *out_parameters, int64_t *out_optimizer, int64_t *out_training, int64_t *out_inference);


/* -------------------------------------------------------------------------
   Files: a model, or a checkpoint of its training, as one safetensors file, which other programs
   read too. */

/**
 * Saves a model: its layers, weights and running statistics. A crash leaves the old file or the new
 * one, never a part.
 *
 * @param model the one to save.
 * @param path the file, made or replaced. NORMKIT_IO when it cannot be written.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_save(normkit_model model, const char *path);

/**
 * Loads a model. Its outputs are the saved one's bit for bit; it is not compiled, whatever the file
 * holds.
 *
 * NORMKIT_IO when the file cannot be read, NORMKIT_FORMAT when it is no whole model,
 * NORMKIT_UNSUPPORTED when a later version wrote it.
 *
 * @param path a file that normkit_model_save or normkit_model_save_checkpoint wrote.
 * @param out_model receives the handle; free it with normkit_model_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_load(const char *path, normkit_model *out_model);

/**
 * Saves a compiled model with its training: loss, optimizer and its averages, and the numbers of
 * steps and epochs.
 *
 * @param model a compiled one; NORMKIT_STATE for another.
 * @param path the file, made or replaced. NORMKIT_IO when it cannot be written.
 *
 * Threads: reads the model. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_save_checkpoint(normkit_model model, const char *path);

/**
 * Loads a model with its training: compiled, and going on to the same bits as if it had never been
 * away.
 *
 * Errors as normkit_model_load; NORMKIT_FORMAT also when the file holds a model alone.
 *
 * @param path a file that normkit_model_save_checkpoint wrote.
 * @param out_model receives the handle; free it with normkit_model_free.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_model_load_checkpoint(
    const char *path, normkit_model *out_model);


/* -------------------------------------------------------------------------
   Plugins: every function through one symbol, for programs that load the library at run time. */

/**
 * Every function of this header, for hosts that look up one symbol. Members are named as the functions without
 * normkit_, and only ever added at the end.
 */
typedef struct normkit_api {
  /** The bytes of the table that the library fills: a member at or beyond it is not there. */
  uint64_t size;
  const char *(*version)(void);
  uint32_t (*abi_version)(void);
  const char *(*build_info)(void);
  const char *(*status_name)(normkit_status status);
  const char *(*last_error_message)(void);
  normkit_status (*get_num_threads)(int32_t *out_threads);
  normkit_status (*set_num_threads)(int32_t threads);
  normkit_status (*dataset_create)(
      const float *inputs, const int64_t *sizes, int64_t rank, normkit_dataset *out_dataset);
  normkit_status (*dataset_load_idx)(
      const char *images_path, const char *labels_path, double scale, normkit_dataset *out_dataset);
  normkit_status (*dataset_set_labels)(
      normkit_dataset dataset, const int32_t *labels, int64_t count);
  normkit_status (*dataset_set_values)(
      normkit_dataset dataset, const float *values, const int64_t *sizes, int64_t rank);
  normkit_status (*dataset_create_range)(
      normkit_dataset dataset, int64_t first, int64_t count, normkit_dataset *out_dataset);
  normkit_status (*dataset_split)(
      normkit_dataset dataset, double test_fraction, uint64_t seed, normkit_dataset *out_train,
      normkit_dataset *out_test);
  normkit_status (*dataset_count)(normkit_dataset dataset, int64_t *out_count);
  normkit_status (*dataset_input_shape)(
      normkit_dataset dataset, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);
  normkit_status (*dataset_inputs)(normkit_dataset dataset, const float **out_inputs);
  normkit_status (*dataset_labels)(normkit_dataset dataset, const int32_t **out_labels);
  normkit_status (*dataset_free)(normkit_dataset dataset);
  normkit_status (*model_create)(
      const int64_t *sizes, int64_t rank, uint64_t seed, normkit_model *out_model);
  normkit_status (*model_input_shape)(
      normkit_model model, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);
  normkit_status (*model_output_shape)(
      normkit_model model, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);
  normkit_status (*model_layer_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_layer)(normkit_model model, int64_t place, normkit_layer *out_layer);
  normkit_status (*model_free)(normkit_model model);
  normkit_status (*model_add_dense)(normkit_model model, int64_t units, normkit_layer *out_layer);
  normkit_status (*model_add_batch_normalization)(normkit_model model, normkit_layer *out_layer);
  normkit_status (*model_add_activation)(
      normkit_model model, normkit_activation activation, normkit_layer *out_layer);
  normkit_status (*model_add_leaky_relu)(
      normkit_model model, float negative_slope, normkit_layer *out_layer);
  normkit_status (*model_add_dropout)(normkit_model model, float rate, normkit_layer *out_layer);
  normkit_status (*model_add_flatten)(normkit_model model, normkit_layer *out_layer);
  normkit_status (*layer_set_name)(normkit_layer layer, const char *name);
  normkit_status (*layer_name)(normkit_layer layer, char *out_name, int64_t capacity);
  normkit_status (*layer_kind)(normkit_layer layer, char *out_kind, int64_t capacity);
  normkit_status (*layer_output_shape)(
      normkit_layer layer, int64_t *out_sizes, int64_t capacity, int64_t *out_rank);
  normkit_status (*layer_set_trainable)(normkit_layer layer, bool trainable);
  normkit_status (*dense_set_use_bias)(normkit_layer layer, bool use_bias);
  normkit_status (*dense_set_kernel_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*dense_set_bias_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*batch_normalization_use_torch_defaults)(normkit_layer layer);
  normkit_status (*batch_normalization_set_momentum)(normkit_layer layer, double momentum);
  normkit_status (*batch_normalization_set_epsilon)(normkit_layer layer, double epsilon);
  normkit_status (*batch_normalization_set_center)(normkit_layer layer, bool center);
  normkit_status (*batch_normalization_set_scale)(normkit_layer layer, bool scale);
  normkit_status (*batch_normalization_set_averaging)(
      normkit_layer layer, normkit_averaging averaging);
  normkit_status (*batch_normalization_set_unbiased_variance)(normkit_layer layer, bool unbiased);
  normkit_status (*batch_normalization_set_requires_several_values)(
      normkit_layer layer, bool required);
  normkit_status (*batch_normalization_set_statistics)(
      normkit_layer layer, normkit_statistics statistics);
  normkit_status (*batch_normalization_set_updates_statistics)(normkit_layer layer, bool updates);
  normkit_status (*batch_normalization_set_gamma_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*batch_normalization_set_beta_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*batch_normalization_update_count)(normkit_layer layer, int64_t *out_count);
  normkit_status (*optimizer_create_sgd)(float learning_rate, normkit_optimizer *out_optimizer);
  normkit_status (*optimizer_create_adam)(float learning_rate, normkit_optimizer *out_optimizer);
  normkit_status (*optimizer_set_momentum)(
      normkit_optimizer optimizer, float momentum, bool nesterov);
  normkit_status (*optimizer_set_betas)(
      normkit_optimizer optimizer, double beta1, double beta2, float epsilon);
  normkit_status (*optimizer_set_weight_decay)(normkit_optimizer optimizer, float decay);
  normkit_status (*optimizer_set_exponential_decay)(
      normkit_optimizer optimizer, int64_t steps, float decay_rate, bool staircase);
  normkit_status (*optimizer_set_cosine_decay)(
      normkit_optimizer optimizer, int64_t steps, float alpha);
  normkit_status (*optimizer_set_piecewise_constant)(
      normkit_optimizer optimizer, const int64_t *boundaries, const float *factors, int64_t count);
  normkit_status (*optimizer_free)(normkit_optimizer optimizer);
  normkit_status (*fit_options_create)(normkit_fit_options *out_options);
  normkit_status (*fit_options_set_epochs)(normkit_fit_options options, int64_t epochs);
  normkit_status (*fit_options_set_batch_size)(normkit_fit_options options, int64_t batch_size);
  normkit_status (*fit_options_set_shuffle)(normkit_fit_options options, bool shuffle);
  normkit_status (*fit_options_set_shuffle_seed)(normkit_fit_options options, uint64_t seed);
  normkit_status (*fit_options_set_last_batch)(
      normkit_fit_options options, normkit_last_batch last_batch);
  normkit_status (*fit_options_set_validation)(
      normkit_fit_options options, normkit_dataset validation, normkit_statistics statistics);
  normkit_status (*fit_options_set_early_stopping)(
      normkit_fit_options options, normkit_metric monitor, int64_t patience, double minimum_delta,
      bool restore_best);
  normkit_status (*fit_options_set_progress)(
      normkit_fit_options options, normkit_progress_callback callback, void *user_data,
      normkit_destroy_callback destroy);
  normkit_status (*fit_options_set_progress_interval)(normkit_fit_options options, double seconds);
  normkit_status (*fit_options_free)(normkit_fit_options options);
  normkit_status (*model_compile)(
      normkit_model model, normkit_optimizer optimizer, normkit_loss loss);
  normkit_status (*model_fit)(
      normkit_model model, normkit_dataset dataset, normkit_fit_options options,
      normkit_history *out_history);
  normkit_status (*model_train_on_batch)(
      normkit_model model, normkit_dataset dataset, double *out_loss, double *out_accuracy);
  normkit_status (*model_evaluate)(
      normkit_model model, normkit_dataset dataset, int64_t batch_size,
      normkit_statistics statistics, double *out_loss, double *out_accuracy);
  normkit_status (*model_predict)(
      normkit_model model, const float *inputs, const int64_t *sizes, int64_t rank,
      int64_t batch_size, normkit_statistics statistics, float *out_outputs, int64_t count);
  normkit_status (*history_epoch_count)(normkit_history history, int64_t *out_count);
  normkit_status (*history_has_metric)(
      normkit_history history, normkit_metric metric, bool *out_measured);
  normkit_status (*history_values)(
      normkit_history history, normkit_metric metric, double *out_values, int64_t count);
  normkit_status (*history_end)(normkit_history history, normkit_end *out_end);
  normkit_status (*history_best_epoch)(normkit_history history, int64_t *out_epoch);
  normkit_status (*history_free)(normkit_history history);
  normkit_status (*model_tensor_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_tensor_name)(
      normkit_model model, int64_t place, char *out_name, int64_t capacity);
  normkit_status (*model_tensor_shape)(
      normkit_model model, const char *name, int64_t *out_sizes, int64_t capacity,
      int64_t *out_rank);
  normkit_status (*model_tensor_role)(
      normkit_model model, const char *name, normkit_role *out_role);
  normkit_status (*model_get_tensor)(
      normkit_model model, const char *name, float *out_values, int64_t count);
  normkit_status (*model_set_tensor)(
      normkit_model model, const char *name, const float *values, int64_t count);
  normkit_status (*model_get_gradient)(
      normkit_model model, const char *name, float *out_values, int64_t count);
  normkit_status (*model_save)(normkit_model model, const char *path);
  normkit_status (*model_load)(const char *path, normkit_model *out_model);
  normkit_status (*model_save_checkpoint)(normkit_model model, const char *path);
  normkit_status (*model_load_checkpoint)(const char *path, normkit_model *out_model);
  normkit_status (*dataset_set_weights)(
      normkit_dataset dataset, const float *weights, int64_t count);
  normkit_status (*optimizer_create_rmsprop)(float learning_rate, normkit_optimizer *out_optimizer);
  normkit_status (*optimizer_set_rho)(
      normkit_optimizer optimizer, double rho, float epsilon, bool centered);
  normkit_status (*optimizer_set_clipping)(
      normkit_optimizer optimizer, normkit_clipping clipping, float limit);
  normkit_status (*model_compile_with)(
      normkit_model model, normkit_optimizer optimizer, normkit_loss loss, float number);
  normkit_status (*model_learning_rate)(normkit_model model, float *out_learning_rate);
  normkit_status (*model_set_learning_rate)(normkit_model model, float learning_rate);
  normkit_status (*model_add_metric)(normkit_model model, normkit_measure measure, int64_t number);
  normkit_status (*model_metric_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_metric_value)(normkit_model model, int64_t metric, double *out_value);
  normkit_status (*history_metric_values)(
      normkit_history history, int64_t metric, bool of_validation, double *out_values,
      int64_t count);
  normkit_status (*model_begin_residual)(normkit_model model, normkit_layer *out_layer);
  normkit_status (*model_begin_shortcut)(normkit_model model);
  normkit_status (*model_end_residual)(normkit_model model, normkit_activation activation);
  normkit_status (*residual_set_leaky_relu)(normkit_layer layer, float negative_slope);
  const char *(*last_error_argument)(void);
  normkit_status (*set_log)(
      normkit_log_level level, normkit_log_callback callback, void *user_data,
      normkit_destroy_callback destroy);
  normkit_status (*fit_options_set_checkpoint)(
      normkit_fit_options options, const char *path, int64_t steps);
  normkit_status (*model_cancel)(normkit_model model);
  normkit_status (*model_get_progress)(
      normkit_model model, normkit_progress *out_progress, uint64_t size);
  normkit_status (*model_description)(
      normkit_model model, char *out_text, int64_t capacity, int64_t *out_length);
  normkit_status (*model_training_description)(
      normkit_model model, char *out_text, int64_t capacity, int64_t *out_length);
  normkit_status (*model_steps)(normkit_model model, int64_t *out_steps, int64_t *out_epochs);
  normkit_status (*model_initialize)(normkit_model model);
  normkit_status (*model_memory)(normkit_model model, int64_t *out_used, int64_t *out_limit);
  normkit_status (*model_set_memory_limit)(normkit_model model, int64_t bytes);
  normkit_status (*model_plan_memory)(
      normkit_model model, normkit_optimizer optimizer, normkit_loss loss, int64_t batch_size,
      int64_t *out_parameters, int64_t *out_optimizer, int64_t *out_training,
      int64_t *out_inference);
  normkit_status (*model_add_conv2d)(
      normkit_model model, int64_t filters, int64_t kernel_rows, int64_t kernel_columns,
      normkit_padding padding, normkit_layer *out_layer);
  normkit_status (*model_add_depthwise_conv2d)(
      normkit_model model, int64_t kernel_rows, int64_t kernel_columns, normkit_padding padding,
      normkit_layer *out_layer);
  normkit_status (*conv2d_set_strides)(normkit_layer layer, int64_t rows, int64_t columns);
  normkit_status (*conv2d_set_use_bias)(normkit_layer layer, bool use_bias);
  normkit_status (*conv2d_set_kernel_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*conv2d_set_bias_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*depthwise_conv2d_set_strides)(
      normkit_layer layer, int64_t rows, int64_t columns);
  normkit_status (*depthwise_conv2d_set_use_bias)(normkit_layer layer, bool use_bias);
  normkit_status (*depthwise_conv2d_set_depth_multiplier)(normkit_layer layer, int64_t multiplier);
  normkit_status (*depthwise_conv2d_set_depthwise_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*depthwise_conv2d_set_bias_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*model_add_max_pooling2d)(
      normkit_model model, int64_t pool_rows, int64_t pool_columns, normkit_padding padding,
      normkit_layer *out_layer);
  normkit_status (*model_add_average_pooling2d)(
      normkit_model model, int64_t pool_rows, int64_t pool_columns, normkit_padding padding,
      normkit_layer *out_layer);
  normkit_status (*model_add_global_average_pooling2d)(
      normkit_model model, bool keep_dimensions, normkit_layer *out_layer);
  normkit_status (*model_add_zero_padding2d)(
      normkit_model model, int64_t top, int64_t bottom, int64_t left, int64_t right,
      normkit_layer *out_layer);
  normkit_status (*max_pooling2d_set_strides)(normkit_layer layer, int64_t rows, int64_t columns);
  normkit_status (*average_pooling2d_set_strides)(
      normkit_layer layer, int64_t rows, int64_t columns);
  normkit_status (*batch_normalization_set_axis)(normkit_layer layer, int64_t axis);
  normkit_status (*batch_normalization_set_virtual_batch_size)(normkit_layer layer, int64_t size);
  normkit_status (*batch_normalization_set_renormalization)(
      normkit_layer layer, double r_from, double r_to, int64_t r_begin, int64_t r_end,
      double d_from, double d_to, int64_t d_begin, int64_t d_end);
  normkit_status (*batch_normalization_add_statistics_set)(normkit_layer layer, const char *name);
  normkit_status (*batch_normalization_set_affine_per_set)(normkit_layer layer, bool per_set);
  normkit_status (*model_add_statistics_set)(normkit_model model, const char *name);
  normkit_status (*model_use_statistics_set)(normkit_model model, const char *name);
  normkit_status (*model_statistics_set_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_statistics_set_name)(
      normkit_model model, int64_t place, char *out_name, int64_t capacity);
  normkit_status (*model_recalibrate)(
      normkit_model model, normkit_dataset dataset, normkit_recalibration mode, int64_t batch_size,
      const char *set, normkit_recalibration_callback progress, void *user_data);
  normkit_status (*dataset_set_statistics_sets)(
      normkit_dataset dataset, const int32_t *sets, int64_t count);
  normkit_status (*dataset_set_mask)(normkit_dataset dataset, const float *mask, int64_t count);
  normkit_status (*model_set_all_reduce)(
      normkit_model model, normkit_all_reduce_callback all_reduce, void *user_data);
  normkit_status (*model_add_layer_normalization)(
      normkit_model model, double epsilon, normkit_layer *out_layer);
  normkit_status (*model_add_group_normalization)(
      normkit_model model, int64_t groups, double epsilon, normkit_layer *out_layer);
  normkit_status (*model_add_instance_normalization)(
      normkit_model model, double epsilon, normkit_layer *out_layer);
  normkit_status (*model_add_rms_normalization)(
      normkit_model model, double epsilon, normkit_layer *out_layer);
  normkit_status (*normalization_set_affine)(normkit_layer layer, bool scale, bool center);
  normkit_status (*fit_options_set_diagnosis)(
      normkit_fit_options options, normkit_dataset dataset, int64_t steps);
  normkit_status (*history_warning_count)(
      normkit_history history, int64_t epoch, int64_t *out_count);
  normkit_status (*history_warning)(
      normkit_history history, int64_t epoch, int64_t place, char *out_text, int64_t capacity,
      int64_t *out_length);
  normkit_status (*history_diagnosis_count)(normkit_history history, int64_t *out_count);
  normkit_status (*history_diagnosis)(
      normkit_history history, int64_t place, normkit_diagnosis *out_diagnosis);
  normkit_status (*model_diagnose)(
      normkit_model model, normkit_dataset dataset, int64_t batch_size,
      normkit_diagnosis *out_diagnosis);
  normkit_status (*model_warning_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_warning)(
      normkit_model model, int64_t place, char *out_text, int64_t capacity, int64_t *out_length);
  normkit_status (*model_set_check_numerics)(normkit_model model, bool checks);
  normkit_status (*diagnosis_step)(
      normkit_diagnosis diagnosis, int64_t *out_step, int64_t *out_examples);
  normkit_status (*diagnosis_metrics)(
      normkit_diagnosis diagnosis, normkit_statistics statistics, double *out_loss,
      double *out_accuracy);
  normkit_status (*diagnosis_layer_count)(normkit_diagnosis diagnosis, int64_t *out_count);
  normkit_status (*diagnosis_layer_name)(
      normkit_diagnosis diagnosis, int64_t place, char *out_name, int64_t capacity);
  normkit_status (*diagnosis_layer_kind)(
      normkit_diagnosis diagnosis, int64_t place, char *out_kind, int64_t capacity);
  normkit_status (*diagnosis_values)(
      normkit_diagnosis diagnosis, int64_t place, normkit_quantity quantity, double *out_values,
      int64_t capacity, int64_t *out_count);
  normkit_status (*diagnosis_finding_count)(normkit_diagnosis diagnosis, int64_t *out_count);
  normkit_status (*diagnosis_finding)(
      normkit_diagnosis diagnosis, int64_t place, normkit_finding *out_finding, int64_t *out_layer,
      char *out_text, int64_t capacity, int64_t *out_length);
  normkit_status (*diagnosis_free)(normkit_diagnosis diagnosis);
  normkit_status (*model_average_weights)(
      normkit_model model, normkit_weight_average rule, double momentum, int64_t start,
      int64_t interval);
  normkit_status (*model_averaged_count)(normkit_model model, int64_t *out_count);
  normkit_status (*model_swap_averaged_weights)(normkit_model model);
  normkit_status (*model_take_averaged_weights)(normkit_model model);
  normkit_status (*model_fold)(
      normkit_model model, normkit_dataset dataset, int64_t batch_size, normkit_model *out_model,
      double *out_difference, double *out_largest, int64_t *out_kept);
  normkit_status (*model_training_plan)(
      normkit_model model, normkit_loss loss, int64_t batch_size, char *out_text, int64_t capacity,
      int64_t *out_length);
  normkit_status (*model_inference_plan)(
      normkit_model model, int64_t batch_size, char *out_text, int64_t capacity,
      int64_t *out_length);
  normkit_status (*model_predict_dataset)(
      normkit_model model, normkit_dataset dataset, int64_t batch_size,
      normkit_statistics statistics, float *out_outputs, int64_t count);
  normkit_status (*model_statistics_set_in_use)(
      normkit_model model, char *out_name, int64_t capacity);
  normkit_status (*normalization_set_gamma_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*normalization_set_beta_initializer)(
      normkit_layer layer, normkit_initializer initializer, float number);
  normkit_status (*model_evaluate_with_progress)(
      normkit_model model, normkit_dataset dataset, int64_t batch_size,
      normkit_statistics statistics, double interval, normkit_evaluation_callback progress,
      void *user_data, double *out_loss, double *out_accuracy);
} normkit_api;

/**
 * The table of functions. NORMKIT_UNSUPPORTED when the library's binary interface is another.
 *
 * @param abi_version NORMKIT_ABI_VERSION of the header that the host was compiled with.
 * @param out_api receives the table, which lives as long as the library.
 *
 * Threads: any time. Since 0.1.0.
 */
NORMKIT_API normkit_status normkit_get_api(uint32_t abi_version, const normkit_api **out_api);

#ifdef __cplusplus
}
#endif

#endif
