/*
 * part_cleaner: which cleaner looks into a file, and what becomes of HTML that no cleaner gets clean.
 */
#ifndef MESSAGE_SANITISE_PART_CLEANER_H
#define MESSAGE_SANITISE_PART_CLEANER_H

#include "message/sanitise/cleaning.h"
#include "message/sanitise/file_class.h"

/* What came out, and the charset of the new octets where they are text; NULL otherwise. */
struct part_cleaning {
	struct cleaning cleaning;
	const char *charset; /* static storage */
};

/*
 * By the format of the octets; `charset` is the part's own, or NULL. What no cleaner knows stays as it is, with nothing
 * found. HTML that cannot be written clean becomes the text that it says, with the type and extension of text. 0 with
 * the result, whose cleaning is the caller's to clear; -ENOMEM, other negative errno: our own fault.
 */
int part_cleaner_clean(enum file_format format, const char *octets, size_t size, const char *charset, unsigned strip,
    struct part_cleaning *ret_cleaning);

/* Once per process, before the sandbox: what the cleaners set up at their first use. 0 or negative errno. */
int part_cleaner_warm(void);

#endif
