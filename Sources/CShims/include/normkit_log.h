#ifndef NORMKIT_LOG_H
#define NORMKIT_LOG_H

#include <stdbool.h>
#include <stdint.h>

/// The most talkative level that anyone listens to; 0: nobody does.
int32_t normkit_shims_log_level(void);
void normkit_shims_set_log_level(int32_t level);

/// Whether this thread is in a log callback: what happens there is not logged.
bool normkit_shims_is_logging(void);
void normkit_shims_set_logging(bool logging);

#endif
