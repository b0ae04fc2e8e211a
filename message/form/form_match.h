/*
 * form_match: how far is this document the form of that fingerprint, and what in it is answered?
 *
 * The words of the document are aligned with those of each sample; the best sample counts. A line of the form is
 * present when its words stand together in the document, and a word of the document that is no word of the form answers
 * the label before it. So it does not matter whether an answer stands in a field, in a cell, in the cell of its label
 * or in a line of a printed page. Judges nothing: that is form_status.h. Holds no answers, only counts.
 */
#ifndef MESSAGE_FORM_FORM_MATCH_H
#define MESSAGE_FORM_FORM_MATCH_H

#include "message/form/document.h"
#include "message/form/words.h"
#include "rules/fingerprint.h"

#include <stdbool.h>
#include <stddef.h>

/* What became of one line of the sample. */
struct line_match {
	bool is_present;
	bool starts_block; /* its first word begins a block of the document: a paragraph, a cell, a piece of a line */
	unsigned words;	   /* answering it: words with a letter that are no filling */
	unsigned numbers;  /* and words of digits: dates, telephone numbers */
	unsigned fillings; /* and words that answer nothing: "n/a", "dd/mm/yyyy" */
};

static inline bool line_match_is_answered(const struct line_match *line)
{
	return line->words + line->numbers > 0;
}

struct form_match {
	size_t sample;		  /* index of the sample that fits best */
	struct line_match *lines; /* heap, parallel to that sample's lines */
	size_t line_count;
	unsigned cost;	/* words of the one that are not in the other; hints and versions left out. The sample with the
			   least fits best */
	unsigned score; /* per mille: words of lines that are present, hints and versions left out */
	unsigned label_score;  /* the same of titles, headings and labels only */
	unsigned start_score;  /* per mille: present labels that begin a block */
	unsigned label_count;  /* lines that ask for an answer */
	unsigned answer_count; /* of them, those with one: words or numbers */
	unsigned worded_count; /* of them, those with words */
	unsigned box_count;    /* check boxes in the document */
	unsigned tick_count;   /* ticked ones */
	unsigned loose_words;  /* added where nothing is asked */
	unsigned story_words;  /* of them those with a letter that are no filling, behind the form's first heading */
	bool is_other_version; /* it says of itself that it is a version that the sample is not */
};

/*
 * Compares. 0; -ENOENT when no sample shares enough words for a comparison to make sense: then *ret_match is untouched;
 * -E2BIG past a limit of alignment.h; -ENOMEM.
 */
int form_match_find(
    const struct fingerprint *fingerprint, const struct document *document, struct form_match *ret_match);
void form_match_clear(struct form_match *match);

/* The visible words of a document, each with the index of its block as its source; running heads of a printed page only
 * once. 0, -ENOMEM. */
int form_match_words(const struct document *document, struct words *words);

#endif
