/*
 * line: the request socket to an inspector, as several threads hold it at once.
 *
 * Counted: replacing an inspector while a thread still talks to it closes the descriptor only when the last user lets
 * go, so that no descriptor number is ever used for something else under a thread's hands. Safe for many threads.
 */
#ifndef MILTER_LINE_H
#define MILTER_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct line;

/* Takes the descriptor (closed when memory is wanting, too). NULL for want of memory. */
struct line *line_new(int fd, uint64_t serial);
struct line *line_ref(struct line *line);
void line_unref(struct line *line);

int line_fd(const struct line *line);
/* Of the inspector process behind it. */
uint64_t line_serial(const struct line *line);
/* Whether the other end has closed. */
bool line_is_dead(const struct line *line);

/* Whether something lies there to be read. */
bool line_has_input(const struct line *line);

#endif
