/*
 * journal: lines for systemd's journal, with fields of their own, in its native protocol (systemd.io,
 * JOURNAL_NATIVE_PROTOCOL): one datagram a line.
 *
 * Not sd_journal_send(3): that waits without end for a journal that does not read, and mail would wait with it. Must
 * never see anything but what the log may say: our own words, queue id, case code.
 */
#ifndef MILTER_JOURNAL_H
#define MILTER_JOURNAL_H

#include <stddef.h>

#define JOURNAL_SOCKET	   "/run/systemd/journal/socket"
#define JOURNAL_FIELDS_MAX 16
#define JOURNAL_VALUE_MAX  2048 /* octets of a value; what is longer is cut */

struct journal_field {
	const char *name;  /* capital letters, digits and "_" */
	const char *value; /* NULL or "": the field is left out */
};

/* A socket that waits for nothing, connected to the journal at `path`. A descriptor, or negative errno: -ENOENT where
 * there is no journal. */
int journal_connect(const char *path);

/* Sends one line. A value of more than one line keeps them (the protocol has a form for that). 0; -EAGAIN: the journal
 * is stuck; -E2BIG: more than JOURNAL_FIELDS_MAX fields; or what sendmsg(2) says, after which the socket is of no use.
 */
int journal_send(int socket, const struct journal_field *fields, size_t count);

#endif
