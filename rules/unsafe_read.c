#include "rules/unsafe_read.h"

/* The line, one option per class, strip-dkim-signed, and the end of the table. */
static cfg_opt_t options[UNSAFE_CLASS_COUNT + 3];

cfg_opt_t *unsafe_options(void)
{
	size_t count = 0;

	options[count++] = (cfg_opt_t)CONFIG_LINE;
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		options[count++] = (cfg_opt_t)CONFIG_VALUE(unsafe_word(class));
	options[count++] = (cfg_opt_t)CONFIG_VALUE("strip-dkim-signed");
	options[count] = (cfg_opt_t)CFG_END();
	return options;
}

static void read_class(struct rule_reader *reader, cfg_t *section, enum unsafe_class class, enum action *action)
{
	const struct config_value *value = config_value(section, unsafe_word(class), 0);
	enum action given = ACTION_REFUSE;

	if (value == NULL)
		return;
	if (action_parse(value->text, &given) < 0 || !unsafe_allows(class, given))
		problem_error(reader->problems, reader->file, value->line, "%s: allowed: %s", unsafe_word(class),
		    unsafe_allowed_words(class));
	else
		*action = given;
}

void unsafe_read(struct rule_reader *reader, cfg_t *section, struct unsafe_rule *unsafe)
{
	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		read_class(reader, section, class, &unsafe->actions[class]);
	rule_bool(reader, section, "strip-dkim-signed", &unsafe->strip_dkim_signed);
}
