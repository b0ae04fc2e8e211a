/*
 * rule_value: what the options of a rule file may say: texts, words, numbers, dates, addresses and networks.
 *
 * Each function reads one option of a section. A value that is not allowed adds a problem with its line and leaves the
 * output as it was, so that reading goes on; so does an option that is not given. Problems never repeat an address:
 * they may end in a log. For the reader of rule files alone.
 */
#ifndef RULES_RULE_VALUE_H
#define RULES_RULE_VALUE_H

#include "rules/config_file.h"
#include "rules/problem.h"
#include "rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rule_reader {
	const char *file; /* as problems name it */
	struct problem_list *problems;
	int error; /* 0 or -ENOMEM, which sticks: then nothing that was read may be used */
};

/* A copy of `text`; NULL (and reader->error) for want of memory. */
char *rule_copy(struct rule_reader *reader, const char *text);

/* A name that is printed: 1 to RULESET_NAME_MAX octets of printable ASCII without quotes, backslash, percent sign and
 * outer blanks. `what` is for the problem: "route". */
bool rule_name_check(struct rule_reader *reader, int line, const char *what, const char *name);

/* Printable ASCII, 1 to `most` octets. Replaces *text. */
void rule_text(struct rule_reader *reader, cfg_t *section, const char *name, size_t most, char **text);
/* The same without quotes, backslash and percent sign: printed to senders. */
void rule_plain_text(struct rule_reader *reader, cfg_t *section, const char *name, size_t most, char **text);
/* "https://..." */
void rule_url(struct rule_reader *reader, cfg_t *section, const char *name, char **url);

void rule_bool(struct rule_reader *reader, cfg_t *section, const char *name, bool *value);
/* The index of one of `words`. */
void rule_word(struct rule_reader *reader, cfg_t *section, const char *name, const char *const words[], size_t count,
    unsigned *value);
/* Bits of the words that a list names. */
void rule_words(struct rule_reader *reader, cfg_t *section, const char *name, const char *const words[], size_t count,
    unsigned *bits);
/* Octets, 0 to RULESET_OCTETS_MAX. */
void rule_octets(struct rule_reader *reader, cfg_t *section, const char *name, uint64_t *octets);
/* A whole number from `least` to `most`. */
void rule_number(
    struct rule_reader *reader, cfg_t *section, const char *name, unsigned least, unsigned most, unsigned *number);
/* "YYYY-MM-DD": the end of that day, UTC, which is the first second of the next. */
void rule_date(struct rule_reader *reader, cfg_t *section, const char *name, int64_t *end);
void rule_pattern(struct rule_reader *reader, cfg_t *section, const char *name, struct pattern **pattern);

/* Lists, of at most RULESET_LIST_MAX entries. Addresses and domains are made canonical. */
void rule_addresses(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list);
/* The same for those that are printed to senders: ASCII without percent sign. */
void rule_plain_addresses(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list);
void rule_domains(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list);
/* Addresses and domains in one list. */
void rule_places(struct rule_reader *reader, cfg_t *section, const char *name, struct address_list *list);
void rule_networks(struct rule_reader *reader, cfg_t *section, const char *name, struct network_list *list);
/* `*patterns` is an array of *count of them, to be freed one by one and then itself. */
void rule_patterns(
    struct rule_reader *reader, cfg_t *section, const char *name, struct pattern ***patterns, size_t *count);
void rule_users(struct rule_reader *reader, cfg_t *section, const char *name, char ***users, size_t *count);

/* The line on which a list names the address first; 0 when it does not. */
int rule_address_line(cfg_t *section, const char *name, const char *canonical);

/* Adds "option: missing; example" unless the option is given. */
void rule_require(struct rule_reader *reader, cfg_t *section, const char *name, const char *example);

#endif
