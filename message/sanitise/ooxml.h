/*
 * ooxml: docx, xlsx and pptx without what is active, embedded or fetched from elsewhere (ECMA-376).
 *
 * Macro-enabled documents and templates become what they are without macros. Parts that nothing was taken from keep
 * their octets, all keep their order; of a changed part, only what had to go is cut. Binary workbooks, add-ins, and
 * signed documents that would have to change are left to the sender.
 */
#ifndef MESSAGE_SANITISE_OOXML_H
#define MESSAGE_SANITISE_OOXML_H

#include "message/sanitise/cleaning.h"

/* A cleaner (message/sanitise/cleaning.h): classes office-macros, office-external, office-embedded and fields-dde. What
 * is no OOXML package with one reading is CLEANING_IMPOSSIBLE, with nothing found. xml_warm() first. */
int ooxml_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
