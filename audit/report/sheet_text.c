#include "audit/report/sheet_text.h"

#include "audit/store/record_time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND_US   INT64_C(1000000)
#define MINUTE_US   (60 * SECOND_US)
#define HOUR_US	    (60 * MINUTE_US)
#define DAY_US	    (24 * HOUR_US)
#define MINUTE_END  16 /* characters of "2026-11-04T10:15" */
#define DATE_SIZE   40
#define TIME_LATEST INT64_C(253402300799000000) /* the end of the year 9999 */

void sheet_format_duration(int64_t us, char text[static SHEET_DURATION_SIZE])
{
	static const struct {
		int64_t us;
		const char *word;
	} units[] = {{DAY_US, "day"}, {HOUR_US, "hour"}, {MINUTE_US, "minute"}, {SECOND_US, "second"}};
	size_t first = 0;
	int64_t within = us < 0 ? 0 : us;

	while (first < 3 && within < units[first].us)
		first++;
	long long number = within / units[first].us;
	long long rest = first < 3 ? within % units[first].us / units[first + 1].us : 0;
	int length =
	    snprintf(text, SHEET_DURATION_SIZE, "%lld %s%s", number, units[first].word, number == 1 ? "" : "s");
	if (rest > 0 && length > 0)
		snprintf(text + length, SHEET_DURATION_SIZE - (size_t)length, " %lld %s%s", rest, units[first + 1].word,
		    rest == 1 ? "" : "s");
}

void sheet_format_time(int64_t us, char text[static SHEET_TIME_SIZE])
{
	char whole[RECORD_TIME_SIZE];

	record_time_format(us, whole);
	whole[MINUTE_END] = '\0';
	whole[10] = ' ';
	strcpy(text, whole);
}

static void format_date(int64_t us, char text[static DATE_SIZE])
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	    "September", "October", "November", "December"};
	int64_t within = us < 0 ? 0 : us > TIME_LATEST ? TIME_LATEST : us;
	time_t seconds = (time_t)(within / SECOND_US);
	struct tm date;

	gmtime_r(&seconds, &date);
	snprintf(text, DATE_SIZE, "%d %s %d", date.tm_mday, months[date.tm_mon % 12], date.tm_year + 1900);
	if (within % DAY_US != 0)
		snprintf(text + strlen(text), DATE_SIZE - strlen(text), ", %02d:%02d", date.tm_hour, date.tm_min);
}

int sheet_format_period(int64_t from_us, int64_t to_us, char **ret_text)
{
	char from[DATE_SIZE], to[DATE_SIZE];
	char *text = NULL;

	format_date(from_us, from);
	/* The last day, where the period ends with a day. */
	format_date(to_us % DAY_US == 0 ? to_us - DAY_US : to_us, to);
	int length =
	    strcmp(from, to) == 0 ? asprintf(&text, "%s (UTC)", from) : asprintf(&text, "%s to %s (UTC)", from, to);
	if (length < 0)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}

int sheet_format_made(int64_t now_us, int64_t newest_us, char **ret_text)
{
	char now[SHEET_TIME_SIZE], newest[SHEET_TIME_SIZE] = "never";
	char *text = NULL;

	sheet_format_time(now_us, now);
	if (newest_us > 0)
		sheet_format_time(newest_us, newest);
	if (asprintf(&text, "Made %s UTC by referral-audit " PACKAGE_VERSION "; the newest record is of %s UTC.", now,
		newest) < 0)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}
