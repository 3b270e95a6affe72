/* Diagnoses, warnings, averaged weights and folding, with drawn arguments. */
#include <stddef.h>

#include "calls.h"

static normkit_diagnosis draw_diagnosis(struct world *world) {
  struct id id = draw_id(world, DIAGNOSIS);
  return (normkit_diagnosis){id.index, id.generation};
}

static void call_diagnose(struct world *world) {
  normkit_diagnosis *out = OUT(world, diagnosis);
  if (TRY(world, normkit_model_diagnose, draw_model(world), draw_dataset(world), draw_count(world, 1, 16), out)
          == NORMKIT_OK
      && out != NULL) {
    keep(world, DIAGNOSIS, out->index, out->generation);
  }
}

static void call_step(struct world *world) {
  TRY(world, normkit_diagnosis_step, draw_diagnosis(world), OUT(world, sizes[0]), OUT(world, sizes[1]));
}

static void call_metrics(struct world *world) {
  TRY(world, normkit_diagnosis_metrics, draw_diagnosis(world), (normkit_statistics)draw_choice(world, 2),
      OUT(world, numbers[0]), OUT(world, numbers[1]));
}

static void call_layer_count(struct world *world) {
  TRY(world, normkit_diagnosis_layer_count, draw_diagnosis(world), OUT(world, count));
}

static void call_layer_name(struct world *world) {
  TRY(world, normkit_diagnosis_layer_name, draw_diagnosis(world), draw_count(world, 0, 5),
      chance(world, 95) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT));
}

static void call_layer_kind(struct world *world) {
  TRY(world, normkit_diagnosis_layer_kind, draw_diagnosis(world), draw_count(world, 0, 5),
      chance(world, 95) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT));
}

static void call_values(struct world *world) {
  TRY(world, normkit_diagnosis_values, draw_diagnosis(world), draw_count(world, 0, 5),
      (normkit_quantity)draw_choice(world, 21), chance(world, 95) ? written_doubles : NULL, draw_capacity(world, POOL),
      OUT(world, count));
}

static void call_finding_count(struct world *world) {
  TRY(world, normkit_diagnosis_finding_count, draw_diagnosis(world), OUT(world, count));
}

static void call_finding(struct world *world) {
  TRY(world, normkit_diagnosis_finding, draw_diagnosis(world), draw_count(world, 0, 3), OUT(world, finding),
      OUT(world, sizes[1]), chance(world, 90) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT),
      OUT(world, sizes[2]));
}

static void call_free(struct world *world) {
  normkit_diagnosis diagnosis = draw_diagnosis(world);
  if (TRY(world, normkit_diagnosis_free, diagnosis) == NORMKIT_OK) {
    let_go(world, DIAGNOSIS, diagnosis.index, diagnosis.generation);
  }
}

static void call_warning_count(struct world *world) {
  TRY(world, normkit_model_warning_count, draw_model(world), OUT(world, count));
}

static void call_warning(struct world *world) {
  TRY(world, normkit_model_warning, draw_model(world), draw_count(world, 0, 2),
      chance(world, 90) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT), OUT(world, sizes[0]));
}

static void call_set_diagnosis(struct world *world) {
  TRY(world, normkit_fit_options_set_diagnosis, draw_options(world), draw_dataset(world), draw_count(world, 1, 5));
}

static void call_history_warning_count(struct world *world) {
  TRY(world, normkit_history_warning_count, draw_history(world), draw_count(world, 0, 2), OUT(world, count));
}

static void call_history_warning(struct world *world) {
  TRY(world, normkit_history_warning, draw_history(world), draw_count(world, 0, 2), draw_count(world, 0, 2),
      chance(world, 90) ? written_text[world->depth] : NULL, draw_capacity(world, TEXT), OUT(world, sizes[0]));
}

static void call_history_diagnosis_count(struct world *world) {
  TRY(world, normkit_history_diagnosis_count, draw_history(world), OUT(world, count));
}

static void call_history_diagnosis(struct world *world) {
  normkit_diagnosis *out = OUT(world, diagnosis);
  if (TRY(world, normkit_history_diagnosis, draw_history(world), draw_count(world, 0, 2), out) == NORMKIT_OK
      && out != NULL) {
    keep(world, DIAGNOSIS, out->index, out->generation);
  }
}

static void call_set_check_numerics(struct world *world) {
  TRY(world, normkit_model_set_check_numerics, draw_model(world), chance(world, 20));
}

static void call_average_weights(struct world *world) {
  TRY(world, normkit_model_average_weights, draw_model(world), (normkit_weight_average)draw_choice(world, 3),
      draw_number(world, 0, 1), draw_count(world, 0, 3), draw_count(world, 1, 3));
}

static void call_averaged_count(struct world *world) {
  TRY(world, normkit_model_averaged_count, draw_model(world), OUT(world, count));
}

static void call_swap_averaged_weights(struct world *world) {
  TRY(world, normkit_model_swap_averaged_weights, draw_model(world));
}

static void call_take_averaged_weights(struct world *world) {
  TRY(world, normkit_model_take_averaged_weights, draw_model(world));
}

static void call_fold(struct world *world) {
  normkit_model *out = OUT(world, folded.model);
  if (TRY(world, normkit_model_fold, draw_model(world), draw_dataset(world), draw_count(world, 1, 16), out,
          OUT(world, folded.numbers[0]), OUT(world, folded.numbers[1]), OUT(world, folded.count))
          == NORMKIT_OK
      && out != NULL) {
    keep(world, MODEL, out->index, out->generation);
  }
}

const struct call diagnosis_calls[] = {
  {"normkit_model_set_check_numerics", call_set_check_numerics},
  {"normkit_model_average_weights", call_average_weights},
  {"normkit_model_averaged_count", call_averaged_count},
  {"normkit_model_swap_averaged_weights", call_swap_averaged_weights},
  {"normkit_model_take_averaged_weights", call_take_averaged_weights},
  {"normkit_model_fold", call_fold},
  {"normkit_model_diagnose", call_diagnose},
  {"normkit_model_warning_count", call_warning_count},
  {"normkit_model_warning", call_warning},
  {"normkit_diagnosis_step", call_step},
  {"normkit_diagnosis_metrics", call_metrics},
  {"normkit_diagnosis_layer_count", call_layer_count},
  {"normkit_diagnosis_layer_name", call_layer_name},
  {"normkit_diagnosis_layer_kind", call_layer_kind},
  {"normkit_diagnosis_values", call_values},
  {"normkit_diagnosis_finding_count", call_finding_count},
  {"normkit_diagnosis_finding", call_finding},
  {"normkit_diagnosis_free", call_free},
  {"normkit_fit_options_set_diagnosis", call_set_diagnosis},
  {"normkit_history_warning_count", call_history_warning_count},
  {"normkit_history_warning", call_history_warning},
  {"normkit_history_diagnosis_count", call_history_diagnosis_count},
  {"normkit_history_diagnosis", call_history_diagnosis},
  {NULL, NULL},
};
