/*
 * fingerprint: what a blank form looks like, learnt from the administrator's own, as text that can be read and edited.
 *
 * A form is known by one or more samples: the same version in another format or language is another sample. A sample is
 * the visible text of the blank, line by line, each with what it is for. It holds no answers. Pure: no file is opened
 * here, and what the lines are compared with is message/form's.
 *
 *   form-fingerprint 1
 *   # comment
 *   name Prevent Referral Form
 *   sample blank.docx
 *   version Version 3.1, September 2026
 *   title Prevent referral form
 *   heading Your concerns
 *   label What did you see or hear?
 *   box English is spoken
 *   hint Click or tap here to enter text.
 *   text Complete as much as you are able.
 */
#ifndef RULES_FINGERPRINT_H
#define RULES_FINGERPRINT_H

#include "rules/bundle.h"
#include "rules/problem.h"

#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_FORMAT	1    /* the number in the first line */
#define FINGERPRINT_SAMPLES_MAX 16   /* of one form */
#define FINGERPRINT_LINES_MAX	1000 /* of one sample */
#define FINGERPRINT_TEXT_MAX	1024 /* octets of one line's text, UTF-8 */
#define FINGERPRINT_WORD_MAX	128  /* octets of a form's or a sample's name */

enum fingerprint_kind {
	FINGERPRINT_TEXT = 0, /* instructions: nothing is asked */
	FINGERPRINT_TITLE,
	FINGERPRINT_HEADING, /* of a section */
	FINGERPRINT_LABEL,   /* an answer belongs to it */
	FINGERPRINT_BOX,     /* the label of a check box */
	FINGERPRINT_HINT,    /* stands where an answer belongs until somebody answers */
	FINGERPRINT_VERSION, /* a text that other versions do not have */
	FINGERPRINT_KIND_COUNT
};

struct fingerprint_line {
	enum fingerprint_kind kind;
	char *text; /* UTF-8 as people read it, white space reduced to single blanks */
};

struct fingerprint_sample {
	char *name;
	struct fingerprint_line *lines;
	size_t line_count;
};

struct fingerprint {
	char *name;
	struct fingerprint_sample *samples;
	size_t sample_count;
};

void fingerprint_init(struct fingerprint *fingerprint);
void fingerprint_clear(struct fingerprint *fingerprint);

/* Problems go to `problems`. 0; -EINVAL: there were errors; -ENOMEM. On success the fingerprint is the caller's. */
int fingerprint_parse(
    const struct bundle_file *file, struct problem_list *problems, struct fingerprint *ret_fingerprint);

/* The file's text, to be freed; what fingerprint_parse() reads back as the same. -ENOMEM; -E2BIG past a limit above or
 * BUNDLE_FILE_SIZE_MAX; -EINVAL for a text that is no single line. */
int fingerprint_format(const struct fingerprint *fingerprint, char **ret_text);

/* For whoever builds one. Both copy. 0, -E2BIG (limits above), -ENOMEM. */
int fingerprint_add_sample(struct fingerprint *fingerprint, const char *name);
/* To the sample that was added last. */
int fingerprint_add_line(struct fingerprint *fingerprint, enum fingerprint_kind kind, const char *text);

/* "label"; static storage. */
const char *fingerprint_kind_word(enum fingerprint_kind kind);

#endif
