/*
 * form_command: the command line of `referral-check form`.
 */
#ifndef MILTER_FORM_COMMAND_H
#define MILTER_FORM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_COMMAND_ERROR_SIZE 256

enum form_verb { FORM_VERB_LEARN = 0, FORM_VERB_TEST };

/* Strings are the command line's; the arrays are the command's. */
struct form_command {
	enum form_verb verb;
	const char *config; /* NULL: the default file, if it is there */
	bool as_json;
	char **files;
	size_t file_count;
	/* learn */
	const char *output;
	const char *name; /* NULL: the form's title */
	bool may_replace;
	bool is_own_text; /* what looks like answers is the blank's own text */
	/* test */
	char **forms;
	size_t form_count;
	char **superseded;
	size_t superseded_count;
	const char *route; /* NULL: the only one with a form */
	bool is_summary;
};

/*
 * `argv[0]` is the verb; options and files follow in any order. 0; -EINVAL with one line in `error` (always
 * terminated); -ENOMEM. On success the command is the caller's.
 */
int form_command_parse(int argc, char **argv, struct form_command *ret_command, char error[FORM_COMMAND_ERROR_SIZE]);
void form_command_clear(struct form_command *command);

#endif
