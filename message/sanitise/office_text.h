/*
 * office_text: office documents that are one text, and not a container: Word's flat packages, the XML of Office 2003,
 * web archives. Looks only.
 *
 * Office opens each of them under any name that is its own, macros and all. It is never rewritten: CLEANING_IMPOSSIBLE
 * when a class of the set is found. What is not well-formed XML no program opens, and nothing is said of it.
 */
#ifndef MESSAGE_SANITISE_OFFICE_TEXT_H
#define MESSAGE_SANITISE_OFFICE_TEXT_H

#include "message/sanitise/cleaning.h"

/* By what stands near its beginning. A saved mail may look like a web archive. */
bool office_text_looks(const char *octets, size_t size);

/* A `cleaner`. */
int office_text_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
