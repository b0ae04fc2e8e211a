#include "rules/pattern.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
	pcre2_code *code;
	pcre2_match_context *context; /* constant once made: shared by threads */
};

/* What PCRE2 says about an expression that it cannot compile. */
static void explain(int number, size_t offset, char *error, size_t error_size)
{
	PCRE2_UCHAR message[256];

	if (pcre2_get_error_message(number, message, sizeof(message)) < 0)
		memcpy(message, "no regular expression", sizeof("no regular expression"));
	snprintf(error, error_size, "%s at offset %zu", (const char *)message, offset);
}

static int make_context(struct pattern *pattern)
{
	pattern->context = pcre2_match_context_create(NULL);
	if (pattern->context == NULL)
		return -ENOMEM;
	pcre2_set_match_limit(pattern->context, PATTERN_MATCH_LIMIT);
	pcre2_set_depth_limit(pattern->context, PATTERN_DEPTH_LIMIT);
	return 0;
}

int pattern_new(const char *text, struct pattern **ret_pattern, char *error, size_t error_size)
{
	struct pattern *pattern = NULL;
	size_t length = strlen(text), offset = 0;
	int number = 0;

	if (error_size > 0)
		error[0] = '\0';
	if (length > PATTERN_LENGTH_MAX) {
		snprintf(error, error_size, "longer than %d octets", PATTERN_LENGTH_MAX);
		return -E2BIG;
	}
	pattern = calloc(1, sizeof(*pattern));
	if (pattern == NULL || make_context(pattern) < 0) {
		pattern_free(pattern);
		return -ENOMEM;
	}
	/* \C would match half a character, which the JIT compiler refuses and a look-behind cannot step over. */
	pattern->code = pcre2_compile(
	    (PCRE2_SPTR)text, length, PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &number, &offset, NULL);
	if (pattern->code == NULL) {
		explain(number, offset, error, error_size);
		pattern_free(pattern);
		return number == PCRE2_ERROR_HEAP_FAILED ? -ENOMEM : -EINVAL;
	}
	/* Where no executable memory may be had the expression is interpreted: slower, otherwise the same. */
	(void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	*ret_pattern = pattern;
	return 0;
}

void pattern_free(struct pattern *pattern)
{
	if (pattern == NULL)
		return;
	pcre2_code_free(pattern->code);
	pcre2_match_context_free(pattern->context);
	free(pattern);
}

static enum answer find(const struct pattern *pattern, const char *subject, size_t length, uint32_t options)
{
	if (length > PATTERN_SUBJECT_MAX)
		return ANSWER_UNKNOWN;
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	if (data == NULL)
		return ANSWER_UNKNOWN;
	int r = pcre2_match(pattern->code, (PCRE2_SPTR)subject, length, 0, options, data, pattern->context);
	pcre2_match_data_free(data);
	if (r >= 0)
		return ANSWER_YES;
	return r == PCRE2_ERROR_NOMATCH ? ANSWER_NO : ANSWER_UNKNOWN;
}

enum answer pattern_find(const struct pattern *pattern, const char *subject, size_t length)
{
	return find(pattern, subject, length, 0);
}

enum answer pattern_find_interpreted(const struct pattern *pattern, const char *subject, size_t length)
{
	return find(pattern, subject, length, PCRE2_NO_JIT);
}
