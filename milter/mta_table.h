/*
 * mta_table: lookup tables of Postfix ("hash:/etc/postfix/virtual", "inline:{...}") as far as their text can be read:
 * the source of an indexed table lies beside it, under the name that is written.
 */
#ifndef MILTER_MTA_TABLE_H
#define MILTER_MTA_TABLE_H

#include "milter/mta_lines.h"

#include <stdbool.h>
#include <stddef.h>

struct mta_table {
	char *type; /* "hash" */
	char *name; /* behind the colon, "proxy:" and the like taken away */
};

/* The next of a list of tables, and moves *list behind it. False at the end, or for want of memory (*list is not at its
 * end then). mta_table_clear() afterwards. */
bool mta_table_next(const char **list, struct mta_table *ret_table);
void mta_table_clear(struct mta_table *table);

/* The file with its text, to be freed: of a copied configuration the one in `directory`, where there is one of that
 * name. NULL when it is of a type without text, or out of memory. */
char *mta_table_file(const struct mta_table *table, const char *directory);

/* The value of a key in "inline:{ {k = v}, k=v }" or in lines of "key value", to be freed; NULL when there is none. */
char *mta_table_find_inline(const struct mta_table *table, const char *key);
char *mta_table_find(const struct mta_lines *lines, const char *key);

#endif
