#include "rules/reason.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define MAY(action) (1U << ACTION_##action)

struct row {
	const char *word;
	const char *code;
	unsigned allowed; /* bits of enum action; 0: no route may name it */
	const char *allowed_words;
	enum action fallback; /* what a route that says nothing gets */
	bool is_raised;
};

static const char stop_words[] = "refuse, hold, flag";
static const char form_words[] = "refuse, hold, flag, allow";

static const struct row rows[REASON_COUNT] = {
    [REASON_INTERNAL] = {"internal", "4.3.0", 0, "", ACTION_REFUSE, true},
    [REASON_LIMIT] = {"limit", "5.3.4", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG), stop_words, ACTION_REFUSE, true},
    [REASON_CONTENT_UNINSPECTABLE] = {"content-uninspectable", "5.7.923", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG),
	stop_words, ACTION_REFUSE, true},
    [REASON_CONTENT_ENCRYPTED] = {"content-encrypted", "5.7.924", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW),
	form_words, ACTION_FLAG, true},
    [REASON_CONTENT_AMBIGUOUS] = {"content-ambiguous", "5.7.922", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG), stop_words,
	ACTION_REFUSE, true},
    [REASON_CONTENT_UNSAFE] = {"content-unsafe", "5.7.921", MAY(REFUSE) | MAY(STRIP) | MAY(FLAG) | MAY(ALLOW),
	"refuse, strip, flag, allow", ACTION_REFUSE, true},
    [REASON_ADDRESS_CLOSED] = {"address-closed", "5.7.913", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG), stop_words,
	ACTION_REFUSE, true},
    [REASON_ADDRESS_RETIRED] = {"address-retired", "5.7.912", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG), stop_words,
	ACTION_REFUSE, true},
    [REASON_ADDRESS_NEAR_MISS] = {"address-near-miss", "5.7.911", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW),
	form_words, ACTION_REFUSE, true},
    [REASON_REFERRAL_MISROUTED] = {"referral-misrouted", "5.7.914", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW),
	form_words, ACTION_FLAG, true},
    [REASON_FORM_MISSING] = {"form-missing", "5.7.902", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW), form_words,
	ACTION_REFUSE, true},
    [REASON_FORM_LINK] = {"form-link", "5.7.906", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW), form_words,
	ACTION_REFUSE, true},
    [REASON_FORM_BLANK] = {"form-blank", "5.7.903", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW), form_words,
	ACTION_REFUSE, true},
    [REASON_FORM_OLD] = {"form-old", "5.7.904", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW), form_words,
	ACTION_FLAG, true},
    [REASON_FORM_UNREADABLE] = {"form-unreadable", "5.7.905", MAY(REFUSE) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW),
	form_words, ACTION_FLAG, true},
    [REASON_COPY_MISSING] = {"copy-missing", "5.7.901", MAY(REFUSE) | MAY(REPAIR) | MAY(HOLD) | MAY(FLAG) | MAY(ALLOW),
	"refuse, repair, hold, flag, allow", ACTION_REFUSE, true},
};

static const char *const actions[ACTION_COUNT] = {
    [ACTION_REFUSE] = "refuse",
    [ACTION_REPAIR] = "repair",
    [ACTION_HOLD] = "hold",
    [ACTION_STRIP] = "strip",
    [ACTION_FLAG] = "flag",
    [ACTION_ALLOW] = "allow",
};

const char *reason_word(enum reason reason)
{
	return rows[reason].word;
}

const char *reason_code(enum reason reason)
{
	return rows[reason].code;
}

const char *action_word(enum action action)
{
	return actions[action];
}

bool reason_is_raised(enum reason reason)
{
	return rows[reason].is_raised;
}

bool reason_is_of_classes(enum reason reason)
{
	return reason == REASON_CONTENT_UNSAFE;
}

bool reason_allows(enum reason reason, enum action action)
{
	return (rows[reason].allowed & 1U << action) != 0;
}

enum action reason_default(enum reason reason)
{
	return rows[reason].fallback;
}

const char *reason_allowed_words(enum reason reason)
{
	return rows[reason].allowed_words;
}

int reason_parse(const char *word, enum reason *ret_reason)
{
	for (size_t i = 0; i < REASON_COUNT; i++)
		if (strcmp(rows[i].word, word) == 0) {
			*ret_reason = (enum reason)i;
			return 0;
		}
	return -ENOENT;
}

int action_parse(const char *word, enum action *ret_action)
{
	for (size_t i = 0; i < ACTION_COUNT; i++)
		if (strcmp(actions[i], word) == 0) {
			*ret_action = (enum action)i;
			return 0;
		}
	return -ENOENT;
}
