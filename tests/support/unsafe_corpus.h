/*
 * unsafe_corpus: the files of one folder of tests/unsafe, and what its EXPECTED says should come of each.
 */
#ifndef TESTS_SUPPORT_UNSAFE_CORPUS_H
#define TESTS_SUPPORT_UNSAFE_CORPUS_H

#include "message/sanitise/cleaning.h"

#define UNSAFE_ROWS_MOST 400

struct unsafe_row {
	char name[128]; /* of the file; "folder/name" in a table that covers folders */
	enum cleaning_state state;
	unsigned found;
};

struct unsafe_corpus {
	char folder[4096];
	struct unsafe_row rows[UNSAFE_ROWS_MOST];
	int count;
};

/* Of tests/unsafe/`kind`; ends the test program when its table cannot be read. */
void unsafe_corpus_read(const char *kind, struct unsafe_corpus *ret_corpus);
/* A file's octets, on the heap and exactly as large. Fails the test when there are none. */
char *unsafe_corpus_file(const char *folder, const char *name, size_t *ret_size);
const char *unsafe_state_word(enum cleaning_state state);

#endif
