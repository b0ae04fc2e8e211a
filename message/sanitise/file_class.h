/*
 * file_class: which classes of unsafe content is a file of, as a whole?
 *
 * By every name that it has, its declared type and its octets: a program, a script, a shortcut, a disk image, an
 * archive, HTML or SVG that is attached, something that grows without bound. Looks into archives within limits, so that
 * what is in them gives the reason. What is inside a document is for the cleaners. Never unpacks to anywhere, and never
 * changes anything.
 *
 * Of what name, type and octets say differently, message/contradiction.h has judged families by the first octets before
 * anybody comes here: such a message has two readings. UNSAFE_TYPE_MISMATCH is what only a closer look tells: a name
 * that deceives, a document that is an archive with a program in it, a disk image, a script that has no signature. What
 * is merely mislabelled, and text that is shown whatever it begins with, is of no class.
 *
 * Octets decide on the format; names of text (".txt", ".csv") are believed, since text is shown. A page that is called
 * a letter or a spreadsheet is FORMAT_HTML and no HTML attachment: programs export them so.
 */
#ifndef MESSAGE_SANITISE_FILE_CLASS_H
#define MESSAGE_SANITISE_FILE_CLASS_H

#include "message/part_type.h"
#include "rules/facts.h"
#include "rules/unsafe.h"

#include <stddef.h>

/* The format of a file's octets, by which a cleaner is chosen. */
enum file_format {
	FORMAT_OTHER = 0, /* nothing that a cleaner knows */
	FORMAT_HTML,
	FORMAT_OOXML,
	FORMAT_ODF, /* a package; flat OpenDocument is FORMAT_FLAT_ODF */
	FORMAT_FLAT_ODF,
	FORMAT_OFFICE_TEXT, /* Office's own XML, and web archives */
	FORMAT_PDF,
	FORMAT_RTF,
	FORMAT_OLE,
	FORMAT_COUNT
};

struct file_class {
	enum file_format format;
	unsigned found;	    /* bits of classes that the file as a whole belongs to: it can only be taken out */
	bool hides_type;    /* only its name is at fault (UNSAFE_TYPE_MISMATCH is in `found`): another name mends it */
	bool is_past_limit; /* an archive that could not be looked through */
};

/*
 * `part` gives names, declared type and role: of a text of the mail itself (PART_BODY) only the octets count, and HTML
 * there is no attachment. `sniffer` may be NULL. 0, -ENOMEM, other negative errno: our own fault.
 */
int file_class_find(const struct facts_part *part, const char *octets, size_t size, struct part_sniffer *sniffer,
    struct file_class *ret_class);

#endif
