#include "rules/trouble.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct row {
	const char *word;
	enum reason reason; /* whose trouble it is */
};

static const struct row rows[TROUBLE_COUNT] = {
    [TROUBLE_NONE] = {"", REASON_COUNT},
    [TROUBLE_HEADER] = {"header", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_ADDRESSES] = {"addresses", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_CHARACTERS] = {"characters", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_STRUCTURE] = {"structure", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_ENCODING] = {"encoding", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_FILE_NAME] = {"file-name", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_FILE_TYPE] = {"file-type", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_READERS] = {"readers", REASON_CONTENT_AMBIGUOUS},
    [TROUBLE_OLD_FORMAT] = {"old-format", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_FRAGMENT] = {"fragment", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_ELSEWHERE] = {"elsewhere", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_TOO_MUCH] = {"too-much", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_NO_ANSWER] = {"no-answer", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_BOMB] = {"bomb", REASON_CONTENT_UNINSPECTABLE},
    [TROUBLE_SIGNED] = {"signed", REASON_CONTENT_UNSAFE},
};

const char *trouble_word(enum trouble trouble)
{
	return rows[trouble].word;
}

int trouble_parse(const char *word, enum trouble *ret_trouble)
{
	for (size_t i = TROUBLE_NONE + 1; i < TROUBLE_COUNT; i++)
		if (strcmp(rows[i].word, word) == 0) {
			*ret_trouble = (enum trouble)i;
			return 0;
		}
	return -ENOENT;
}

bool reason_has_trouble(enum reason reason)
{
	return reason == REASON_CONTENT_AMBIGUOUS || reason == REASON_CONTENT_UNINSPECTABLE ||
	       reason == REASON_CONTENT_UNSAFE;
}

bool trouble_fits(enum trouble trouble, enum reason reason)
{
	if (trouble == TROUBLE_NONE)
		return !reason_has_trouble(reason) || reason == REASON_CONTENT_UNSAFE;
	return rows[trouble].reason == reason;
}
