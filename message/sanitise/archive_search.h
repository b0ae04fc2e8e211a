/*
 * archive_search: is something unsafe in the documents of a zip archive?
 *
 * The archive as a whole has its class (message/sanitise/file_class.h); what the documents in it hold is found here, by
 * the same cleaners, within limits. Looks only: an archive is never written anew.
 */
#ifndef MESSAGE_SANITISE_ARCHIVE_SEARCH_H
#define MESSAGE_SANITISE_ARCHIVE_SEARCH_H

#include "message/part_type.h"

#include <stdbool.h>
#include <stddef.h>

/* Of all archives of a message. Zero-initialised to begin with. */
struct archive_search {
	struct part_sniffer *sniffer; /* or NULL */
	unsigned found;		      /* bits of classes */
	unsigned documents;	      /* that were looked into */
	unsigned mails;		      /* that it is in at this moment (message/sanitise/mail_search.h) */
	size_t inflated;	      /* octets of all files that were unpacked */
	bool is_ambiguous;	      /* a document in one of them: message/sanitise/cleaning.h */
	bool is_past_limit;
};

/*
 * What is no zip archive, or one with more than one reading, has nothing in it that anybody here can find. 0, -ENOMEM,
 * other negative errno: our own fault.
 */
int archive_search_add(struct archive_search *search, const char *octets, size_t size);

#endif
