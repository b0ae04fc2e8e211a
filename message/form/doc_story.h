/*
 * doc_story: the text of a Word document as blocks: paragraphs, cells, fields, what is hidden or deleted left out.
 */
#ifndef MESSAGE_FORM_DOC_STORY_H
#define MESSAGE_FORM_DOC_STORY_H

#include "message/form/composer.h"
#include "message/form/doc_runs.h"
#include "message/form/doc_text.h"

struct doc_source {
	const struct doc_file *file;
	const struct doc_text *text;
	const struct doc_runs *characters, *paragraphs;
};

/* The characters from `first` to before `next`. 0; -EBADMSG with the obstacle in the composer's document; -ENOMEM. */
int doc_story_read(
    const struct doc_source *source, size_t first, size_t next, enum block_place place, struct composer *composer);

#endif
