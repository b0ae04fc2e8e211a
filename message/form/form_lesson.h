/*
 * form_lesson: what one blank teaches (rules/form_question.h), beside the form as learnt so far.
 */
#ifndef MESSAGE_FORM_FORM_LESSON_H
#define MESSAGE_FORM_FORM_LESSON_H

#include "rules/fingerprint.h"
#include "rules/form_question.h"

#include <stddef.h>

/* `fingerprint` is what was learnt before, perhaps nothing, and may be changed. 0, -ENOMEM, other negative errno: our
 * own fault. The lesson is then the caller's, in an answer. */
int form_lesson_give(const struct form_question *question, const void *octets, size_t size,
    struct fingerprint *fingerprint, struct form_lesson *ret_lesson);

#endif
