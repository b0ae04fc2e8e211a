#include "rules/form_state.h"

#include <errno.h>
#include <string.h>

static const char *const words[FORM_STATE_COUNT] = {
    [FORM_UNREADABLE] = "unreadable",
    [FORM_ANOTHER] = "another",
    [FORM_BLANK] = "blank",
    [FORM_OLD] = "old",
    [FORM_PARTIAL] = "partial",
    [FORM_COMPLETED] = "completed",
};

const char *form_state_word(enum form_state state)
{
	return words[state];
}

int form_state_parse(const char *word, enum form_state *ret_state)
{
	for (enum form_state i = 0; i < FORM_STATE_COUNT; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_state = i;
			return 0;
		}
	}
	return -ENOENT;
}
