/*
 * pdf_clean: a PDF without what acts by itself, and without the files in it; its fields and its text stay.
 *
 * Taken out are actions of all kinds but links and places in the document, scripts, multimedia, XFA beside the PDF's
 * own fields, attachments, data from elsewhere, and older revisions. What is written is one revision, the newest, not
 * encrypted (a PDF that opens without a password is not encrypted for us); it is read once more, and relayed only if
 * nothing unsafe is left and the same pages, fields and values are there.
 *
 * CLEANING_IMPOSSIBLE
 *   with something found: a PDF that is digitally signed, a dynamic XFA form, or one that is damaged;
 *   with nothing found: it is no PDF, needs a password, or is damaged so that nobody knows what is in it. Whoever reads
 *   documents says which (OBSTACLE_ENCRYPTED, OBSTACLE_DAMAGED), and the route what becomes of it.
 */
#ifndef MESSAGE_SANITISE_PDF_CLEAN_H
#define MESSAGE_SANITISE_PDF_CLEAN_H

#include "message/sanitise/cleaning.h"

/* A `cleaner`. */
int pdf_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

/* Once per process, before the sandbox: what qpdf and the libraries below it set up at their first use. 0 or negative
 * errno. */
int pdf_clean_warm(void);

#endif
