/*
 * form_words: what referral-check calls things, in plain English.
 */
#ifndef MILTER_FORM_WORDS_H
#define MILTER_FORM_WORDS_H

#include "rules/form_question.h"
#include "rules/form_state.h"

/* "a page is only a picture"; static storage. `obstacle` is one bit. */
const char *form_words_obstacle(enum form_obstacle obstacle);
/* "image"; static storage; a public interface. */
const char *form_words_obstacle_key(enum form_obstacle obstacle);
/* "the form, most of it answered"; static storage. */
const char *form_words_state(enum form_state state);

#endif
