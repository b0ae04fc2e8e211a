/*
 * form_document: what a document is, in numbers that may leave the inspector (rules/form_question.h).
 */
#ifndef MESSAGE_FORM_FORM_DOCUMENT_H
#define MESSAGE_FORM_FORM_DOCUMENT_H

#include "message/form/document.h"
#include "message/form/form_match.h"
#include "rules/form_question.h"

void form_document_describe(const struct document *document, struct form_document *ret_description);

/* Which lines of the sample are there, and which are answered. 0, -ENOMEM. The comparison is then the caller's. */
int form_document_compare(const struct form_match *match, struct form_comparison *ret_comparison);

#endif
