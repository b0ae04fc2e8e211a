/*
 * ooxml_story: what is unsafe in one XML part of an OOXML package, and the octets that have to go with it.
 */
#ifndef MESSAGE_SANITISE_OOXML_STORY_H
#define MESSAGE_SANITISE_OOXML_STORY_H

#include "message/sanitise/findings.h"

#include <stddef.h>

struct ooxml_story_source {
	const char *octets;
	size_t size;
	const char *const *gone; /* the ids of the part's relationships that are cut, in order of strcmp() */
	size_t gone_count;
};

/* Findings are added; `findings->strip` is the caller's. 0, also with obstacles in the findings; -ENOMEM. */
int ooxml_story_read(const struct ooxml_story_source *source, struct findings *findings);

#endif
