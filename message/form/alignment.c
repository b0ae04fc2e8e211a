/*
 * The bit-vector algorithm of Crochemore, Iliopoulos, Pinzon and Reid ("A fast and practical bit-vector algorithm for
 * the longest common subsequence problem", 2001) in the form of Hyyro (2004). A row is kept for every word of the
 * document; a bit that is 0 in row j at i says that the form's word i lengthens what the document's first j words have
 * in common with it. The way back through the rows gives the pairs.
 */
#include "message/form/alignment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BITS 64

/* Where each different word occurs in the form: ids sorted, each with a vector. */
struct index {
	uint64_t *ids;
	size_t count;
	uint64_t *vectors; /* `width` each */
	size_t width;
};

static const uint64_t *index_find(const struct index *index, uint64_t id)
{
	const uint64_t *found =
	    index->count > 0 ? bsearch(&id, index->ids, index->count, sizeof(id), word_id_compare) : NULL;

	return found != NULL ? index->vectors + (size_t)(found - index->ids) * index->width : NULL;
}

static void index_clear(struct index *index)
{
	free(index->ids);
	free(index->vectors);
}

static int index_build(const struct words *form, struct index *index)
{
	*index = (struct index){.width = (form->count + BITS - 1) / BITS};
	index->ids = calloc(form->count + 1, sizeof(*index->ids));
	if (index->ids == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < form->count; i++)
		index->ids[i] = form->items[i].id;
	qsort(index->ids, form->count, sizeof(*index->ids), word_id_compare);
	for (size_t i = 0; i < form->count; i++)
		if (index->count == 0 || index->ids[index->count - 1] != index->ids[i])
			index->ids[index->count++] = index->ids[i];
	index->vectors = calloc(index->count * index->width + 1, sizeof(*index->vectors));
	if (index->vectors == NULL) {
		index_clear(index);
		return -ENOMEM;
	}
	for (size_t i = 0; i < form->count; i++) {
		uint64_t *vector = index->vectors + (size_t)(index_find(index, form->items[i].id) - index->vectors);
		vector[i / BITS] |= UINT64_C(1) << i % BITS;
	}
	return 0;
}

/* One row from the one before: V = (V + (V & M)) | (V & ~M). */
static void step(const uint64_t *before, const uint64_t *matches, uint64_t *row, size_t width)
{
	unsigned carry = 0;

	for (size_t i = 0; i < width; i++) {
		uint64_t matched = before[i] & matches[i];
		uint64_t sum = before[i] + matched;
		unsigned next = sum < matched;
		sum += carry;
		next |= carry && sum == 0;
		row[i] = sum | (before[i] & ~matches[i]);
		carry = next;
	}
}

/* Rows 0 (nothing read: all ones) to document->count. */
static void fill_rows(const struct index *index, const struct words *document, uint64_t *rows)
{
	size_t width = index->width;

	memset(rows, 0xff, width * sizeof(*rows));
	for (size_t j = 0; j < document->count; j++) {
		const uint64_t *matches = index_find(index, document->items[j].id);
		if (matches != NULL)
			step(rows + j * width, matches, rows + (j + 1) * width, width);
		else
			memcpy(rows + (j + 1) * width, rows + j * width, width * sizeof(*rows));
	}
}

static bool lengthens(const uint64_t *row, size_t i)
{
	return (row[i / BITS] >> i % BITS & 1) == 0;
}

static void trace_back(const uint64_t *rows, size_t width, size_t form_count, size_t document_count, size_t *places)
{
	size_t i = form_count, j = document_count;

	while (i > 0 && j > 0) {
		if (!lengthens(rows + j * width, i - 1)) {
			i--; /* the form's word is in no common subsequence that ends here */
		} else if (lengthens(rows + (j - 1) * width, i - 1)) {
			j--; /* it was so without the document's word */
		} else {
			i--;
			j--;
			places[i] = j;
		}
	}
}

int alignment_find(const struct words *form, const struct words *document, size_t **ret_places)
{
	struct index index;
	uint64_t *rows = NULL;
	size_t *places = NULL;

	if (form->count > ALIGNMENT_FORM_WORDS_MAX || document->count > ALIGNMENT_DOCUMENT_WORDS_MAX)
		return -E2BIG;
	int r = index_build(form, &index);
	if (r < 0)
		return r;
	rows = malloc((document->count + 1) * index.width * sizeof(*rows) + 1);
	places = calloc(form->count + 1, sizeof(*places));
	if (rows == NULL || places == NULL) {
		r = -ENOMEM;
		goto out;
	}
	for (size_t i = 0; i < form->count; i++)
		places[i] = ALIGNMENT_NONE;
	fill_rows(&index, document, rows);
	trace_back(rows, index.width, form->count, document->count, places);
	*ret_places = places;
	places = NULL;
out:
	free(places);
	free(rows);
	index_clear(&index);
	return r;
}
