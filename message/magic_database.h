/*
 * magic_database: libmagic's compiled database in memory of our own.
 *
 * libmagic would map the file. Asking it for a type reads the database from end to end, so every child of the template
 * would fault the whole file in again; memory of our own, in huge pages where the kernel gives them, is there at once.
 */
#ifndef MESSAGE_MAGIC_DATABASE_H
#define MESSAGE_MAGIC_DATABASE_H

#include <stddef.h>

struct magic_database {
	void *bytes;
	size_t size;
	void *region; /* the mapping that the bytes are in */
	size_t region_size;
};

/* The first compiled database on the path ("a:b", each with or without ".mgc"). 0, -ENOENT, -E2BIG, other negative
 * errno. */
int magic_database_init(struct magic_database *database, const char *path);
void magic_database_clear(struct magic_database *database);

#endif
