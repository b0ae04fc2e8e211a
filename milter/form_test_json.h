/*
 * form_test_json: what `referral-check form test` found, for programs: referral-check(1) says what the members mean.
 */
#ifndef MILTER_FORM_TEST_JSON_H
#define MILTER_FORM_TEST_JSON_H

#include "milter/form_test.h"

#include <jansson.h>
#include <stdio.h>

/* To the array of files. Never an answer: labels are the fingerprint's. 0, -ENOMEM. */
int form_test_json_add(const struct form_material *material, const struct form_tested *tested, json_t *files);

/* The whole document. 0 or negative errno. */
int form_test_json_print(json_t *files, int status, FILE *stream);

#endif
