#include "rules/watch_read.h"

static cfg_opt_t options_of_misrouted[] = {
    CONFIG_LINE, CONFIG_VALUE("watch"), CONFIG_LIST("partners"), CONFIG_LIST("enquiries"), CFG_END()};

static cfg_opt_t options_of_near_miss[] = {CONFIG_LINE, CONFIG_LIST("exempt"), CFG_END()};

cfg_opt_t *misrouted_options(void)
{
	return options_of_misrouted;
}

cfg_opt_t *near_miss_options(void)
{
	return options_of_near_miss;
}

void misrouted_read(struct rule_reader *reader, cfg_t *section, struct misrouted_rule *misrouted)
{
	misrouted->is_watched = true;
	rule_bool(reader, section, "watch", &misrouted->is_watched);
	rule_places(reader, section, "partners", &misrouted->partners);
	rule_addresses(reader, section, "enquiries", &misrouted->enquiries);
}

void near_miss_read(struct rule_reader *reader, cfg_t *section, struct near_miss_rule *near_miss)
{
	rule_places(reader, section, "exempt", &near_miss->exempt);
}
