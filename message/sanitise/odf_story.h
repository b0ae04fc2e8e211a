/*
 * odf_story: what is active in one XML part of an OpenDocument, and the octets that have to go with it.
 */
#ifndef MESSAGE_SANITISE_ODF_STORY_H
#define MESSAGE_SANITISE_ODF_STORY_H

#include "message/sanitise/findings.h"

#include <stddef.h>

/* Findings are added; `findings->gone` gets the parts that what is cut refers to. 0, also with obstacles in the
 * findings; -ENOMEM. */
int odf_story_read(const char *octets, size_t size, struct findings *findings);

#endif
