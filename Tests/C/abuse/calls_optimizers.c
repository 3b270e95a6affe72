/* Optimizers and histories, with drawn arguments. */
#include <stddef.h>

#include "calls.h"

static void call_create_sgd(struct world *world) {
  normkit_optimizer *out = OUT(world, optimizer);
  if (TRY(world, normkit_optimizer_create_sgd, (float)draw_number(world, .001, .1), out) == NORMKIT_OK) {
    keep(world, OPTIMIZER, out->index, out->generation);
  }
}

static void call_create_adam(struct world *world) {
  normkit_optimizer *out = OUT(world, optimizer);
  if (TRY(world, normkit_optimizer_create_adam, (float)draw_number(world, .001, .1), out) == NORMKIT_OK) {
    keep(world, OPTIMIZER, out->index, out->generation);
  }
}

static void call_create_rmsprop(struct world *world) {
  normkit_optimizer *out = OUT(world, optimizer);
  if (TRY(world, normkit_optimizer_create_rmsprop, (float)draw_number(world, .001, .1), out) == NORMKIT_OK) {
    keep(world, OPTIMIZER, out->index, out->generation);
  }
}

static void call_set_rho(struct world *world) {
  TRY(world, normkit_optimizer_set_rho, draw_optimizer(world), draw_number(world, 0, .99),
      (float)draw_number(world, 1e-7, .1), chance(world, 50));
}

static void call_set_clipping(struct world *world) {
  TRY(world, normkit_optimizer_set_clipping, draw_optimizer(world), (normkit_clipping)draw_choice(world, 4),
      (float)draw_number(world, .001, 1));
}

static void call_set_momentum(struct world *world) {
  TRY(world, normkit_optimizer_set_momentum, draw_optimizer(world), (float)draw_number(world, 0, .99),
      chance(world, 50));
}

static void call_set_betas(struct world *world) {
  TRY(world, normkit_optimizer_set_betas, draw_optimizer(world), draw_number(world, 0, .99),
      draw_number(world, 0, .99), (float)draw_number(world, 1e-7, .1));
}

static void call_set_weight_decay(struct world *world) {
  TRY(world, normkit_optimizer_set_weight_decay, draw_optimizer(world), (float)draw_number(world, 0, .1));
}

static void call_set_exponential_decay(struct world *world) {
  TRY(world, normkit_optimizer_set_exponential_decay, draw_optimizer(world), draw_count(world, 1, 100),
      (float)draw_number(world, .1, 1), chance(world, 50));
}

static void call_set_cosine_decay(struct world *world) {
  TRY(world, normkit_optimizer_set_cosine_decay, draw_optimizer(world), draw_count(world, 1, 100),
      (float)draw_number(world, 0, 1));
}

static void call_set_piecewise_constant(struct world *world) {
  int64_t boundaries[4], count = draw_capacity(world, 4);
  float factors[5];
  for (int index = 0; index < 4; ++index) boundaries[index] = chance(world, 90) ? index : draw_count(world, 0, 9);
  for (int index = 0; index < 5; ++index) factors[index] = chance(world, 90) ? 1 : (float)draw_number(world, .1, 1);
  /* More than an address space holds: must be seen without reading. */
  if (chance(world, 10)) count = INT64_MAX - below(world, 2);
  TRY(world, normkit_optimizer_set_piecewise_constant, draw_optimizer(world), chance(world, 95) ? boundaries : NULL,
      chance(world, 95) ? factors : NULL, count);
}

static void call_free(struct world *world) {
  normkit_optimizer optimizer = draw_optimizer(world);
  if (TRY(world, normkit_optimizer_free, optimizer) == NORMKIT_OK) {
    let_go(world, OPTIMIZER, optimizer.index, optimizer.generation);
  }
}

const struct call optimizer_calls[] = {
  {"normkit_optimizer_create_sgd", call_create_sgd},
  {"normkit_optimizer_create_adam", call_create_adam},
  {"normkit_optimizer_create_rmsprop", call_create_rmsprop},
  {"normkit_optimizer_set_momentum", call_set_momentum},
  {"normkit_optimizer_set_rho", call_set_rho},
  {"normkit_optimizer_set_clipping", call_set_clipping},
  {"normkit_optimizer_set_betas", call_set_betas},
  {"normkit_optimizer_set_weight_decay", call_set_weight_decay},
  {"normkit_optimizer_set_exponential_decay", call_set_exponential_decay},
  {"normkit_optimizer_set_cosine_decay", call_set_cosine_decay},
  {"normkit_optimizer_set_piecewise_constant", call_set_piecewise_constant},
  {"normkit_optimizer_free", call_free},
  {NULL, NULL},
};

static void call_epoch_count(struct world *world) {
  TRY(world, normkit_history_epoch_count, draw_history(world), OUT(world, count));
}

static void call_has_metric(struct world *world) {
  TRY(world, normkit_history_has_metric, draw_history(world), (normkit_metric)draw_choice(world, 5),
      OUT(world, flag));
}

static void call_values(struct world *world) {
  normkit_history history = draw_history(world);
  int64_t count = 0;
  if (normkit_history_epoch_count(history, &count) != NORMKIT_OK || chance(world, 25)) {
    count = draw_count(world, 0, 3);
  }
  TRY(world, normkit_history_values, history, (normkit_metric)draw_choice(world, 5),
      chance(world, 95) ? written_doubles : NULL, count);
}

static void call_metric_values(struct world *world) {
  normkit_history history = draw_history(world);
  int64_t count = 0;
  if (normkit_history_epoch_count(history, &count) != NORMKIT_OK || chance(world, 25)) {
    count = draw_count(world, 0, 3);
  }
  TRY(world, normkit_history_metric_values, history, draw_count(world, 0, 2), chance(world, 50),
      chance(world, 95) ? written_doubles : NULL, count);
}

static void call_end(struct world *world) { TRY(world, normkit_history_end, draw_history(world), OUT(world, end)); }

static void call_best_epoch(struct world *world) {
  TRY(world, normkit_history_best_epoch, draw_history(world), OUT(world, count));
}

static void call_history_free(struct world *world) {
  normkit_history history = draw_history(world);
  if (TRY(world, normkit_history_free, history) == NORMKIT_OK) {
    let_go(world, HISTORY, history.index, history.generation);
  }
}

const struct call history_calls[] = {
  {"normkit_history_epoch_count", call_epoch_count},
  {"normkit_history_has_metric", call_has_metric},
  {"normkit_history_values", call_values},
  {"normkit_history_metric_values", call_metric_values},
  {"normkit_history_end", call_end},
  {"normkit_history_best_epoch", call_best_epoch},
  {"normkit_history_free", call_history_free},
  {NULL, NULL},
};
