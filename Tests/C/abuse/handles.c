/* The objects of a sequence, and handles of them, of freed ones and of none. */
#include "world.h"

/* Handles that threads tell each other of, each as one number. */
static uint64_t told[KINDS][PLACES];
static unsigned next_told;

void share(enum kind kind, struct id id) {
  unsigned place = __atomic_fetch_add(&next_told, 1, __ATOMIC_RELAXED) % PLACES;
  if (kind == OPTIONS) return;
  __atomic_store_n(&told[kind][place], (uint64_t)id.index << 32 | id.generation, __ATOMIC_RELAXED);
}

struct id shared(enum kind kind, int place) {
  uint64_t number = __atomic_load_n(&told[kind][place], __ATOMIC_RELAXED);
  return (struct id){(uint32_t)(number >> 32), (uint32_t)number};
}

struct id draw_id(struct world *world, enum kind kind) {
  struct object *objects = world->objects[kind];
  struct id id = {0, 0};
  if (world->forced[kind] != NULL) return *world->forced[kind];
  if (world->shares && kind != OPTIONS && chance(world, 40)) return shared(kind, below(world, PLACES));
  int luck = below(world, 100), start = below(world, PLACES);
  if (luck < 6) return id;
  if (luck < 12) kind = (enum kind)below(world, KINDS), objects = world->objects[kind];
  bool alive = luck < 6 || luck >= 20;
  for (int offset = 0; offset < PLACES; ++offset) {
    struct object *object = &objects[(start + offset) % PLACES];
    if (object->id.generation != 0 && object->alive == alive) {
      id = object->id;
      break;
    }
  }
  if (luck >= 97) id.index = (uint32_t)draw(world);
  if (luck >= 95) id.generation += (uint32_t)draw(world);
  return id;
}

normkit_dataset draw_dataset(struct world *world) {
  struct id id = draw_id(world, DATASET);
  return (normkit_dataset){id.index, id.generation};
}

normkit_model draw_model(struct world *world) {
  struct id id = draw_id(world, MODEL);
  return (normkit_model){id.index, id.generation};
}

normkit_layer draw_layer(struct world *world) {
  struct id id = draw_id(world, MODEL);
  uint32_t layer = chance(world, 90) ? (uint32_t)below(world, 5) : (uint32_t)draw(world);
  return (normkit_layer){id.index, id.generation, layer};
}

normkit_optimizer draw_optimizer(struct world *world) {
  struct id id = draw_id(world, OPTIMIZER);
  return (normkit_optimizer){id.index, id.generation};
}

normkit_fit_options draw_options(struct world *world) {
  struct id id = draw_id(world, OPTIONS);
  return (normkit_fit_options){id.index, id.generation};
}

normkit_history draw_history(struct world *world) {
  struct id id = draw_id(world, HISTORY);
  return (normkit_history){id.index, id.generation};
}

normkit_status free_object(enum kind kind, struct id id) {
  switch (kind) {
    case DATASET: return normkit_dataset_free((normkit_dataset){id.index, id.generation});
    case MODEL: return normkit_model_free((normkit_model){id.index, id.generation});
    case OPTIMIZER: return normkit_optimizer_free((normkit_optimizer){id.index, id.generation});
    case OPTIONS: return normkit_fit_options_free((normkit_fit_options){id.index, id.generation});
    case HISTORY: return normkit_history_free((normkit_history){id.index, id.generation});
    default: return normkit_diagnosis_free((normkit_diagnosis){id.index, id.generation});
  }
}

void keep(struct world *world, enum kind kind, uint32_t index, uint32_t generation) {
  struct object made = {{index, generation}, true, false, false};
  if (world->shares) share(kind, made.id);
  for (int tries = 0; tries < PLACES; ++tries) {
    struct object *place = &world->objects[kind][world->next_place[kind]++ % PLACES];
    /* The object in the way may be in use when a callback makes this one: then the next place is taken. */
    if (place->alive && free_object(kind, place->id) != NORMKIT_OK) continue;
    *place = made;
    return;
  }
  free_object(kind, made.id);
}

struct object *living(struct world *world, enum kind kind, uint32_t index, uint32_t generation) {
  for (int place = 0; place < PLACES; ++place) {
    struct object *object = &world->objects[kind][place];
    if (object->alive && object->id.index == index && object->id.generation == generation) return object;
  }
  return NULL;
}

void let_go(struct world *world, enum kind kind, uint32_t index, uint32_t generation) {
  struct object *object = living(world, kind, index, generation);
  if (object != NULL) object->alive = false;
}
