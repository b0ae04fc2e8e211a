/*
 * part_name: what may a part be called?
 *
 * Mail programs disagree about file names: which field, which of several parameters, how sections are joined, whether
 * encoded words are decoded. Every reading is a candidate, and the policy judges all of them.
 */
#ifndef MESSAGE_PART_NAME_H
#define MESSAGE_PART_NAME_H

#include "message/parameter.h"
#include "rules/facts.h"

/* Adds the readings of "name" and "filename" among the parameters of one field. 0 or -ENOMEM. */
int part_name_collect(const struct parameter_list *parameters, struct facts_part *part);

/* Adds one reading: as UTF-8, without controls; the empty one is none. 0 or -ENOMEM. */
int part_name_add(struct facts_part *part, const char *name, size_t length);

#endif
