/*
 * pdf_walk: through all objects of a PDF once, to find what is unsafe, and to take it out.
 *
 * Without recursion and within the limits, whatever points where. What is looked at is also counted, so that a PDF and
 * what became of it can be compared: fields, their values, pages.
 */
#ifndef MESSAGE_SANITISE_PDF_WALK_H
#define MESSAGE_SANITISE_PDF_WALK_H

#include "message/sanitise/number_set.h"

#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of what can be reached. */
struct pdf_facts {
	size_t pages, fields, widgets;
	uint64_t values; /* the same for the same values of fields, in whatever order */
	bool is_signed;
	bool has_usage_rights; /* signed by the form's maker, to unlock functions of one program */
	bool has_xfa;
};

struct pdf_walk {
	unsigned found; /* bits of classes */
	unsigned names; /* bits of pdf_name_bit(): in the document's objects */
	struct pdf_facts facts;
	struct number_set values; /* of fields: pdf_walk_value() */
};

void pdf_walk_clear(struct pdf_walk *walk);

/* Looks at everything, what cannot be reached too. 0 with *ret_walk, to be cleared; -EFBIG: past a limit; -EBADMSG:
 * qpdf cannot follow; -ENOMEM. */
int pdf_walk_look(qpdf_data pdf, struct pdf_walk *ret_walk);

/* Takes what is of these classes out of what can be reached. Errors as above. */
int pdf_walk_strip(qpdf_data pdf, unsigned classes);

/* A text as a number, for comparing; runs of blanks are one blank, those at its ends none. Never 0. */
uint64_t pdf_walk_value(const char *text, size_t length);

#endif
