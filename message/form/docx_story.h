/*
 * docx_story: the text of one WordprocessingML part (the document, a header, the notes) as blocks.
 *
 * As Word shows it: tracked insertions are text and deletions are not, hidden runs are not, a field is its result, of
 * alternative contents one is read.
 */
#ifndef MESSAGE_FORM_DOCX_STORY_H
#define MESSAGE_FORM_DOCX_STORY_H

#include "message/form/composer.h"
#include "message/form/docx_styles.h"
#include "message/text.h"

/* What the main part refers to: relationship ids of headers and footers, ids of notes; each followed by a NUL. */
struct docx_references {
	struct text headers;
	struct text footers;
	struct text notes;
};

void docx_references_clear(struct docx_references *references);
/* Is `id` one of them? */
bool docx_reference_is(const struct text *references, const char *id);

struct docx_source {
	const char *octets;
	size_t size;
	const struct docx_styles *styles; /* or NULL */
	const struct text *only_notes;	  /* of a part with notes: those to read; otherwise NULL */
};

/*
 * Composes the part; `references` (or NULL) collects what it refers to. 0; -EBADMSG with the obstacle in the composer's
 * document; -ENOMEM.
 */
int docx_story_read(const struct docx_source *source, struct composer *composer, struct docx_references *references);

#endif
