/*
 * form_learning_text: what `referral-check form learn` learnt, for people.
 */
#ifndef MILTER_FORM_LEARNING_TEXT_H
#define MILTER_FORM_LEARNING_TEXT_H

#include "milter/form_learning.h"

#include <stdio.h>

/* 0, -ENOMEM. */
int form_learning_text_print(const struct form_learning *learning, FILE *stream);

/* Lines of samples that look wrong, said one by one. 0, -ENOMEM, or what `say` returns. */
int form_learning_warn(
    const struct form_learning *learning, int (*say)(void *context, const char *warning), void *context);

/* The sample of that name, or NULL. */
const struct fingerprint_sample *form_learning_sample(const struct form_learning *learning, const char *name);

#endif
