/*
 * canary_test: one test of the whole path: a message that lacks its copy, on the route that is for tests alone, and
 * what must become of it.
 *
 * It is refused at the end of its text, with the code of the missing copy and a case: then the mail server asks the
 * filter, the filter screens, inspects, judges by these rules and records (there is no case without a record), and the
 * mail server does what it is told. Nothing is queued.
 */
#ifndef MILTER_CANARY_TEST_H
#define MILTER_CANARY_TEST_H

#include "milter/smtp_sender.h"
#include "rules/ruleset.h"

#include <stdbool.h>
#include <stdint.h>

#define CANARY_CASE_SIZE 10 /* "W495-9JCF" and the end */

enum canary_result {
	CANARY_DEAD = 0, /* it was not refused as it must be */
	CANARY_PASSED,	 /* accepted: the filter was not asked, or the rule does nothing */
	CANARY_DEFERRED, /* the filter is down, or has a fault */
	CANARY_REFUSED_OTHERWISE,
	CANARY_ALIVE
};

struct canary_test {
	const struct route *route;
	const char *server, *sender;
	unsigned wait_s;
};

/* The text of a test: CRLF line ends, to be freed. `now`: seconds since the epoch. 0, -ENOMEM, -EIO. */
int canary_test_write(const struct canary_test *test, int64_t now, char **ret_text);

/* What the server's answer means; the case in it, or "". */
enum canary_result canary_test_judge(const struct smtp_answer *answer, char ret_case[static CANARY_CASE_SIZE]);

/* A sentence for people. Static storage. */
const char *canary_result_text(enum canary_result result);
const char *canary_result_word(enum canary_result result); /* "refused-otherwise" */

#endif
