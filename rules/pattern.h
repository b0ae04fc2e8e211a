/*
 * pattern: a regular expression of the administrator's (PCRE2, UTF, caseless), with limits.
 *
 * The only file that knows pcre2.h is pattern.c. Matching is bounded (PATTERN_MATCH_LIMIT, PATTERN_DEPTH_LIMIT): past
 * the limit the answer is ANSWER_UNKNOWN. JIT is used where the system allows it and silently not where it does not.
 */
#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H

#include "rules/answer.h"

#include <stddef.h>

#define PATTERN_LENGTH_MAX  512	   /* octets of the expression */
#define PATTERN_SUBJECT_MAX 4096   /* octets of what is matched; longer answers ANSWER_UNKNOWN */
#define PATTERN_MATCH_LIMIT 100000 /* PCRE2 match limit */
#define PATTERN_DEPTH_LIMIT 1000   /* PCRE2 depth (backtracking) limit */

struct pattern;

/*
 * Compiles `text`. 0, -E2BIG, -ENOMEM or -EINVAL; on -EINVAL `error` (at most `error_size` octets, always
 * terminated) says what is wrong and where. The result belongs to the caller: pattern_free().
 */
int pattern_new(const char *text, struct pattern **ret_pattern, char *error, size_t error_size);
void pattern_free(struct pattern *pattern);

/* Whether the expression is found in the subject. Invalid UTF-8 and limits answer ANSWER_UNKNOWN. Safe to call from
 * many threads at once. */
enum answer pattern_find(const struct pattern *pattern, const char *subject, size_t length);

/* The same where JIT cannot be used: it counts its steps in another way, so that the limits may be met elsewhere. */
enum answer pattern_find_interpreted(const struct pattern *pattern, const char *subject, size_t length);

#endif
