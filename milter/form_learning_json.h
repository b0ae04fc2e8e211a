/*
 * form_learning_json: what `referral-check form learn` learnt, for programs: referral-check(1) says what the members
 * mean.
 */
#ifndef MILTER_FORM_LEARNING_JSON_H
#define MILTER_FORM_LEARNING_JSON_H

#include "milter/form_learning.h"

#include <stdio.h>

/* 0, -ENOMEM, -EIO. */
int form_learning_json_print(const struct form_learning *learning, int status, FILE *stream);

#endif
