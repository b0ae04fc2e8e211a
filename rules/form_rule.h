/*
 * form_rule: which document a route demands.
 *
 * With fingerprints the form is known by what the administrator taught us; without, by patterns for its title and its
 * labels, which is less certain: then a form that is not plainly blank counts as answered.
 */
#ifndef RULES_FORM_RULE_H
#define RULES_FORM_RULE_H

#include "rules/fingerprint.h"
#include "rules/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORM_RULE_NONE	     SIZE_MAX
#define FORM_RULE_LABELS_MAX 64 /* label patterns of a route */

/* Defaults of the thresholds, in percent; measured: see "Thresholds" in referral-rules(5). */
#define FORM_MATCH_PERCENT    60 /* of a form's words for a document to be it */
#define FORM_COMPLETE_PERCENT 60 /* of its labels answered for it to be completed, not partial */
#define FORM_MIN_ANSWERS      1	 /* answers for it to be more than blank */
#define FORM_MIN_LABELS	      3	 /* label patterns that a document must have besides the title */

/* Kinds of document that a form may be; a bit each in form_rule.file_types. */
enum file_type { FILE_DOCX = 0, FILE_DOC, FILE_ODT, FILE_RTF, FILE_PDF, FILE_TYPE_COUNT };

/* A fingerprint that a route names; borrowed from the ruleset. */
struct form_reference {
	const struct fingerprint *fingerprint;
	size_t index;	    /* in the ruleset */
	bool is_superseded; /* a version that is no longer taken */
	const char *name;   /* of its file */
};

struct form_rule {
	char *name; /* NULL: the route has no form section, and none is demanded */
	bool required;
	unsigned file_types;	      /* bits of enum file_type */
	struct pattern *name_pattern; /* or NULL: any name */
	uint64_t minimum_size;	      /* decoded octets */

	struct form_reference *fingerprints;
	size_t fingerprint_count;
	struct pattern *title_pattern;	 /* without fingerprints; or NULL */
	struct pattern **label_patterns; /* without fingerprints */
	size_t label_pattern_count;

	bool accept_unreadable;			 /* a file that nobody can read may be the form; otherwise it is none */
	struct pattern *unreadable_name_pattern; /* which such files; or NULL: all */
	unsigned match_percent;
	unsigned complete_percent;
	unsigned min_answers;
	unsigned min_labels;
};

/* Whether the rule can tell the form from another document by what is in it: it has fingerprints or patterns. Otherwise
 * every file of the right type is taken for the form. */
bool form_rule_is_taught(const struct form_rule *form);

/* Whether a file of these names, of which nobody can read the content, may be the form. A pattern that could not tell
 * stands in nobody's way. */
bool form_rule_takes_unreadable(const struct form_rule *form, char *const *names, size_t count);

/* The defaults; required only once a route has the section. */
void form_rule_init(struct form_rule *form);
void form_rule_clear(struct form_rule *form);

/* "docx"; static storage. */
const char *file_type_word(enum file_type type);

/* "docx, doc, odt, rtf or pdf", written to `text` (always terminated). */
void form_rule_types(const struct form_rule *form, char *text, size_t size);

#endif
