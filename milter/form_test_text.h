/*
 * form_test_text: what `referral-check form test` found, for people.
 */
#ifndef MILTER_FORM_TEST_TEXT_H
#define MILTER_FORM_TEST_TEXT_H

#include "milter/form_test.h"

#include <stdio.h>

/* A summary is one line. Never prints an answer: labels are the fingerprint's. 0, -ENOMEM. */
int form_test_text_print(
    const struct form_material *material, const struct form_tested *tested, bool is_summary, FILE *stream);

#endif
