/*
 * form_question: what referral-check asks an inspector about one document, and the answer, as they cross between the
 * programs.
 *
 * Start: `referral-inspector form` with the socket at QUESTION_FD_SOCKET and a sealed bundle at QUESTION_FD_BUNDLE, as
 * rules/question.h says. The bundle holds the policy, or learnt forms alone. One process answers one question: the
 * request packet has one descriptor, the sealed memfd with what is asked about, and when the socket closes without an
 * answer, the process has died over it.
 *
 * To learn, it is the blank itself, and the bundle holds the form as learnt so far, or nothing. To test, it is a
 * message, whose attachments are looked at as those of any mail; the bundle holds the policy, when the question names a
 * route of it, or otherwise the forms that it names.
 *
 * An answer has labels of a blank and numbers, never an answer that somebody wrote; whoever reads it trusts nothing.
 */
#ifndef RULES_FORM_QUESTION_H
#define RULES_FORM_QUESTION_H

#include "rules/bundle.h"
#include "rules/codec.h"
#include "rules/fingerprint.h"
#include "rules/form_report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORM_QUESTION_FORMS_MAX	 BUNDLE_FILES_MAX
#define FORM_QUESTION_ROUTE_MAX	 256 /* octets of a route's name */
#define FORM_QUESTION_FORMAT_MAX 15  /* octets of the word for a document's format */

enum form_task { FORM_TEST = 0, FORM_LEARN, FORM_TASK_COUNT };

struct form_question {
	enum form_task task;
	/* to learn */
	char *sample;	 /* what the blank is to be called in the fingerprint */
	char *form_name; /* what the form is to be called, or NULL: its title */
	/* to test */
	char *route; /* of the bundle's policy, or NULL: the forms below */
	char **current;
	size_t current_count;
	char **superseded;
	size_t superseded_count;
};

/* Why not everything of a document could be read; a bit each. */
enum form_obstacle {
	FORM_OBSTACLE_ENCRYPTED = 1,
	FORM_OBSTACLE_IMAGE = 2,
	FORM_OBSTACLE_DAMAGED = 4,
	FORM_OBSTACLE_AMBIGUOUS = 8,
	FORM_OBSTACLE_LIMIT = 16,
	FORM_OBSTACLE_UNSUPPORTED = 32
};
#define FORM_OBSTACLES_ALL 63U

/* Lines of a sample beside a document: a bit each of one octet for each line. */
enum form_line_flag { FORM_LINE_PRESENT = 1, FORM_LINE_ANSWERED = 2 };

/* What a document is, whatever it says. */
struct form_document {
	char format[FORM_QUESTION_FORMAT_MAX + 1]; /* "docx"; "unknown" */
	uint32_t obstacles;			   /* bits of enum form_obstacle */
	uint32_t field_count;			   /* form fields and content controls, check boxes too */
	uint32_t filled_count;			   /* of them, those that hold a text of somebody's, or a tick */
	uint32_t cell_count;			   /* of tables */
};

/* A document beside the sample that it fits best. */
struct form_comparison {
	uint8_t *lines; /* bits of enum form_line_flag for each line of that sample; owned */
	uint32_t line_count;
};

enum form_lesson_end {
	LESSON_UNREADABLE = 0, /* not all of it could be read, or it is no document that we read */
	LESSON_NO_LABELS,      /* nothing in it asks for an answer */
	LESSON_TOO_LARGE,      /* past a limit of a fingerprint */
	LESSON_KNOWN,	       /* a sample that is there already fits it */
	LESSON_ADDED,
	LESSON_END_COUNT
};

struct form_lesson {
	enum form_lesson_end end;
	struct form_document document;
	bool is_compared; /* with the form as learnt before: then the next four */
	uint32_t sample;
	uint32_t score;
	uint32_t tick_count;
	struct form_comparison comparison;
	char *fingerprint; /* the form as learnt now, a whole file; NULL when nothing was learnt or known; owned */
};

struct form_trial {
	struct form_report report;
	struct form_document document;
	struct form_comparison comparison; /* empty without a fingerprint in the report */
};

struct form_answer {
	int error; /* 0, or a positive errno: the inspector's own fault; then nothing else is there */
	enum form_task task;
	struct form_lesson lesson;
	/* of a test */
	bool has_readings;	   /* the message has more than one reading: none of its files was looked at */
	bool is_cut;		   /* not all could be looked at */
	struct form_trial *trials; /* owned */
	uint32_t trial_count;	   /* at most FORM_REPORTS_MAX */
};

void form_question_encode(const struct form_question *question, struct writer *writer);
/* Trusts nothing. 0, -EBADMSG, -ENOMEM. The question is then the caller's. */
int form_question_decode(struct reader *reader, struct form_question *ret_question);
void form_question_clear(struct form_question *question);

void form_answer_encode(const struct form_answer *answer, struct writer *writer);
int form_answer_decode(struct reader *reader, struct form_answer *ret_answer);
void form_answer_clear(struct form_answer *answer);

#endif
