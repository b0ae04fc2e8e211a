/*
 * pdf_rules: what in a PDF is unsafe, object by object and entry by entry (ISO 32000-2).
 *
 * By what an object says that it is, wherever it stands, and by the key it stands under. Decides only; nothing is
 * changed. An action that is not known to be harmless is not.
 */
#ifndef MESSAGE_SANITISE_PDF_RULES_H
#define MESSAGE_SANITISE_PDF_RULES_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stddef.h>

/* Classes (bits) of a dictionary or a stream by itself: whatever points to it must lose it. */
unsigned pdf_rules_object(qpdf_data pdf, qpdf_oh object, bool is_stream);

/* Classes (bits) of an entry by its key; of a value under any key pdf_rules_object() is asked. `is_stream`: the
 * dictionary is that of a stream. */
unsigned pdf_rules_entry(qpdf_data pdf, bool is_stream, const char *key, qpdf_oh value);

/* Is it a dictionary of an annotation that is unsafe as such: to be taken out of its array, not only emptied? */
bool pdf_rules_is_annotation(qpdf_data pdf, qpdf_oh object);

/* http, https, mailto and telephone links, and places in the document itself. */
bool pdf_rules_is_ordinary_uri(const char *octets, size_t length);

/* Does the dictionary's entry have this name as its value? `key` and `name` with their slash. */
bool pdf_rules_has_name(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *name);

#endif
