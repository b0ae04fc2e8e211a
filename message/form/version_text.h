/*
 * version_text: does a line of a document say which version it is? "Version 3.1, September 2026", "Fersiwn 3.1", "v3".
 */
#ifndef MESSAGE_FORM_VERSION_TEXT_H
#define MESSAGE_FORM_VERSION_TEXT_H

#include <stdbool.h>

/* English and Welsh words, with a number right behind. */
bool version_text_is(const char *text);

#endif
