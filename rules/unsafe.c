#include "rules/unsafe.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define CLEANABLE "strip, refuse, flag, allow"
#define REMOVABLE "strip, refuse, flag, allow"
#define REFUSABLE "refuse, flag, allow"

/* What can be cut or rewritten with certainty may be stripped; a whole file can always be taken out. */
static const struct {
	const char *word;
	const char *allowed;
	enum action shipped;
} classes[UNSAFE_CLASS_COUNT] = {
    [UNSAFE_HTML_ACTIVE] = {"html-active", CLEANABLE, ACTION_STRIP},
    [UNSAFE_HTML_REMOTE] = {"html-remote", CLEANABLE, ACTION_STRIP},
    [UNSAFE_OFFICE_MACROS] = {"office-macros", CLEANABLE, ACTION_STRIP},
    [UNSAFE_OFFICE_EXTERNAL] = {"office-external", CLEANABLE, ACTION_STRIP},
    [UNSAFE_OFFICE_EMBEDDED] = {"office-embedded", CLEANABLE, ACTION_STRIP},
    [UNSAFE_FIELDS_DDE] = {"fields-dde", CLEANABLE, ACTION_STRIP},
    [UNSAFE_ODF_ACTIVE] = {"odf-active", CLEANABLE, ACTION_STRIP},
    [UNSAFE_PDF_ACTIVE] = {"pdf-active", CLEANABLE, ACTION_STRIP},
    [UNSAFE_PDF_ATTACHMENTS] = {"pdf-attachments", CLEANABLE, ACTION_STRIP},
    [UNSAFE_RTF_OBJECT] = {"rtf-object", REFUSABLE, ACTION_REFUSE},
    [UNSAFE_OLE_MACROS] = {"ole-macros", REFUSABLE, ACTION_REFUSE},
    [UNSAFE_EXECUTABLE] = {"executable", REMOVABLE, ACTION_STRIP},
    [UNSAFE_SCRIPT] = {"script", REMOVABLE, ACTION_STRIP},
    [UNSAFE_SHORTCUT] = {"shortcut", REMOVABLE, ACTION_STRIP},
    [UNSAFE_DISK_IMAGE] = {"disk-image", REMOVABLE, ACTION_STRIP},
    [UNSAFE_ARCHIVE] = {"archive", REMOVABLE, ACTION_FLAG},
    [UNSAFE_HTML_ATTACHMENT] = {"html-attachment", REMOVABLE, ACTION_STRIP},
    [UNSAFE_SVG_ATTACHMENT] = {"svg-attachment", REMOVABLE, ACTION_STRIP},
    [UNSAFE_TYPE_MISMATCH] = {"type-mismatch", CLEANABLE, ACTION_STRIP},
    [UNSAFE_ENCRYPTED_ARCHIVE] = {"encrypted-archive", REMOVABLE, ACTION_FLAG},
    [UNSAFE_BOMB] = {"bomb", "refuse", ACTION_REFUSE},
};

const char *unsafe_word(enum unsafe_class class)
{
	return classes[class].word;
}

const char *unsafe_allowed_words(enum unsafe_class class)
{
	return classes[class].allowed;
}

enum action unsafe_default(enum unsafe_class class)
{
	return classes[class].shipped;
}

/* The words are separated by ", ", and none is the beginning of another. */
bool unsafe_allows(enum unsafe_class class, enum action action)
{
	return strstr(classes[class].allowed, action_word(action)) != NULL;
}

void unsafe_rule_init(struct unsafe_rule *rule)
{
	*rule = (struct unsafe_rule){.strip_dkim_signed = false};
	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT; i++)
		rule->actions[i] = classes[i].shipped;
}

unsigned unsafe_rule_classes(const struct unsafe_rule *rule, enum action action)
{
	unsigned bits = 0;

	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT; i++)
		if (rule->actions[i] == action)
			bits |= UNSAFE_BIT(i);
	return bits;
}

int unsafe_parse(const char *word, enum unsafe_class *ret_class)
{
	for (enum unsafe_class i = 0; i < UNSAFE_CLASS_COUNT; i++) {
		if (strcmp(classes[i].word, word) == 0) {
			*ret_class = i;
			return 0;
		}
	}
	return -ENOENT;
}
