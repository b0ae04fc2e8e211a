/*
 * odf: OpenDocument texts, spreadsheets and presentations without what is active or reaches out (OpenDocument 1.3).
 *
 * Macros, scripts, event listeners, objects, linked sections, DDE and links out of the package go; pictures that stood
 * for an object, and text that stood for a field, stay. In a document of one XML file nothing is cut: it is refused.
 */
#ifndef MESSAGE_SANITISE_ODF_H
#define MESSAGE_SANITISE_ODF_H

#include "message/sanitise/cleaning.h"

/* A cleaner (message/sanitise/cleaning.h): class odf-active. What is no OpenDocument with one reading is
 * CLEANING_IMPOSSIBLE, with nothing found. xml_warm() first. */
int odf_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning);

#endif
