#include "milter/canary_test.h"

#include "audit/digest.h"
#include "rules/canary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ID_OCTETS  12
#define CASE_CHARS "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define DATE_SIZE  64

/* RFC 5322, section 3.3, whatever the locale. */
static void print_date(int64_t now, char text[static DATE_SIZE])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)now;
	struct tm date;

	gmtime_r(&seconds, &date);
	snprintf(text, DATE_SIZE, "%s, %02d %s %d %02d:%02d:%02d +0000", days[date.tm_wday], date.tm_mday,
	    months[date.tm_mon], date.tm_year + 1900, date.tm_hour, date.tm_min, date.tm_sec);
}

int canary_test_write(const struct canary_test *test, int64_t now, char **ret_text)
{
	char date[DATE_SIZE], id[2 * ID_OCTETS + 1];
	uint8_t octets[ID_OCTETS];
	char *text = NULL;

	if (digest_random(octets, sizeof(octets)) < 0)
		return -EIO;
	digest_hex(octets, sizeof(octets), id);
	print_date(now, date);
	/* No Auto-Submitted: what has it is never refused. */
	if (asprintf(&text,
		"From: %s\r\nTo: %s\r\nSubject: Test of the mail filter: to be refused\r\nDate: %s\r\n"
		"Message-ID: <%s@canary.referral-milter.invalid>\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
		"This is a test by referral-check canary. It is about nobody. It lacks a\r\n"
		"copy, and the mail filter refuses it for that. If you read this, it did\r\n"
		"not.\r\n",
		test->sender, canary_address(test->route), date, id) < 0)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}

/* Four characters, a hyphen, four characters, as a word of its own. */
static void find_case(const char *reply, char found[static CANARY_CASE_SIZE])
{
	found[0] = '\0';
	for (const char *at = strchr(reply, '-'); at != NULL; at = strchr(at + 1, '-')) {
		if (at - reply < 5 || strspn(at - 4, CASE_CHARS) != 4 || strspn(at + 1, CASE_CHARS) != 4 ||
		    strchr(" [(\"", at[-5]) == NULL || strchr(" ,;.])\"\n", at[5]) == NULL)
			continue;
		snprintf(found, CANARY_CASE_SIZE, "%.9s", at - 4);
		return;
	}
}

static bool has_code(const char *reply)
{
	char code[16];

	snprintf(code, sizeof(code), " %s ", reason_code(REASON_COPY_MISSING));
	const char *line = strstr(reply, code);
	if (line == NULL) {
		code[0] = '-';
		line = strstr(reply, code);
	}
	return line != NULL;
}

enum canary_result canary_test_judge(const struct smtp_answer *answer, char ret_case[static CANARY_CASE_SIZE])
{
	find_case(answer->reply, ret_case);
	if (answer->code == 0)
		return CANARY_DEAD;
	if (answer->code < 400)
		return answer->stage == SMTP_STAGE_MESSAGE ? CANARY_PASSED : CANARY_DEAD;
	if (answer->code < 500)
		return CANARY_DEFERRED;
	return answer->stage == SMTP_STAGE_MESSAGE && has_code(answer->reply) && ret_case[0] != '\0'
		   ? CANARY_ALIVE
		   : CANARY_REFUSED_OTHERWISE;
}

const char *canary_result_text(enum canary_result result)
{
	static const char *const texts[] = {[CANARY_DEAD] = "the mail server does not answer",
	    [CANARY_PASSED] = ("the test was accepted: the mail server does not ask the filter, or the filter does not "
			       "act by these rules"),
	    [CANARY_DEFERRED] = "the test was deferred: the filter is down or has a fault, or the mail server has",
	    [CANARY_REFUSED_OTHERWISE] = "the test was refused, but not as it should be",
	    [CANARY_ALIVE] = "alive: the test was refused as it should be"};

	return texts[result];
}

const char *canary_result_word(enum canary_result result)
{
	static const char *const words[] = {[CANARY_DEAD] = "dead",
	    [CANARY_PASSED] = "passed",
	    [CANARY_DEFERRED] = "deferred",
	    [CANARY_REFUSED_OTHERWISE] = "refused-otherwise",
	    [CANARY_ALIVE] = "alive"};

	return words[result];
}
