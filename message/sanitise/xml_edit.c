#include "message/sanitise/xml_edit.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void xml_edits_clear(struct xml_edits *edits)
{
	for (size_t i = 0; i < edits->count; i++)
		free(edits->items[i].text);
	free(edits->items);
	*edits = (struct xml_edits){0};
}

static void add(struct xml_edits *edits, struct xml_edit edit)
{
	struct xml_edit *items = edits->error == 0 ? grow_by_one(edits->items, edits->count, sizeof(*items)) : NULL;

	if (items == NULL) {
		edits->error = -ENOMEM;
		free(edit.text);
		return;
	}
	edits->items = items;
	items[edits->count++] = edit;
}

void xml_edits_cut(struct xml_edits *edits, size_t from, size_t to)
{
	add(edits, (struct xml_edit){from, to, NULL});
}

void xml_edits_replace(struct xml_edits *edits, size_t from, size_t to, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		edits->error = -ENOMEM;
	else
		add(edits, (struct xml_edit){from, to, copy});
}

/* The one that begins first, and of those the longest, which holds the others. */
static int compare(const void *a, const void *b)
{
	const struct xml_edit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to > y->to ? -1 : x->to < y->to;
}

int xml_edits_apply(struct xml_edits *edits, const char *octets, size_t size, struct text *text)
{
	size_t at = 0;

	if (edits->error < 0)
		return edits->error;
	if (edits->count > 1)
		qsort(edits->items, edits->count, sizeof(*edits->items), compare);
	for (size_t i = 0; i < edits->count; i++) {
		const struct xml_edit *edit = &edits->items[i];
		if (edit->from >= at) {
			text_append(text, octets + at, edit->from - at);
			if (edit->text != NULL)
				text_append(text, edit->text, strlen(edit->text));
		}
		if (edit->to > at)
			at = edit->to;
	}
	text_append(text, octets + at, size - at);
	return text->error;
}
