#include "audit/store/record_time.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MICROSECONDS   1000000
#define DAY	       86400
#define TIME_EARLIEST  (-62167219200) /* seconds since the epoch: the beginning of the year 0 */
#define TIME_LATEST    253402300799   /* the end of the year 9999 */
#define FRACTION_START 20	      /* where its digits stand */

/* Digits `from` to `to` of the text as a number. */
static bool digits(const char *text, size_t from, size_t to, int64_t *ret_number)
{
	int64_t number = 0;

	for (size_t i = from; i < to; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (text[i] - '0');
	}
	*ret_number = number;
	return true;
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_in(int64_t year, int64_t month)
{
	static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since the epoch of the proleptic Gregorian calendar: years are counted from March, so that a leap day is last.
 */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
	int64_t from_march = (month + 9) % 12, full = year - (month <= 2) + 400;

	return full * 365 + full / 4 - full / 100 + full / 400 + (from_march * 153 + 2) / 5 + day - 1 - 719468 - 146097;
}

/* The text's first 10, 16 or 19 characters: a day, a minute or a second; seconds since the epoch. */
static bool parse_moment(const char *text, size_t size, int64_t *ret_seconds)
{
	int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

	if (!digits(text, 0, 4, &year) || text[4] != '-' || !digits(text, 5, 7, &month) || text[7] != '-' ||
	    !digits(text, 8, 10, &day) || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return false;
	if (size >= 16 && (text[10] != 'T' || !digits(text, 11, 13, &hour) || text[13] != ':' ||
			      !digits(text, 14, 16, &minute) || hour > 23 || minute > 59))
		return false;
	if (size >= 19 && (text[16] != ':' || !digits(text, 17, 19, &second) || second > 59))
		return false;
	*ret_seconds = day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
	return true;
}

int record_time_parse(const char *text, size_t size, int64_t *ret_us)
{
	int64_t seconds = 0, fraction = 0;

	if (size != RECORD_TIME_SIZE - 1 || text[19] != '.' || text[26] != 'Z' || !parse_moment(text, 19, &seconds) ||
	    !digits(text, FRACTION_START, 26, &fraction))
		return -EBADMSG;
	*ret_us = seconds * MICROSECONDS + fraction;
	return 0;
}

int record_time_parse_typed(const char *text, int64_t *ret_start_us, int64_t *ret_end_us)
{
	/* By its length, "Z" not counted: how much of a moment it is, and for how many seconds. */
	static const struct {
		size_t length;
		int64_t seconds;
		bool has_zone;
	} forms[] = {{10, DAY, false}, {16, 60, true}, {19, 1, true}};
	size_t length = strlen(text);
	int64_t seconds = 0;

	if (record_time_parse(text, length, ret_start_us) == 0) {
		*ret_end_us = *ret_start_us + 1;
		return 0;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (length != forms[i].length + forms[i].has_zone)
			continue;
		if (forms[i].has_zone && text[length - 1] != 'Z')
			return -EBADMSG;
		if (!parse_moment(text, forms[i].length, &seconds))
			return -EBADMSG;
		*ret_start_us = seconds * MICROSECONDS;
		*ret_end_us = (seconds + forms[i].seconds) * MICROSECONDS;
		return 0;
	}
	return -EBADMSG;
}

/* The day's date: the reverse of day_number(). */
static void date_of(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t shifted = day + 719468 + 146097;
	int64_t era = shifted / 146097, of_era = shifted % 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * of_year + 2) / 153;

	*ret_day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	*ret_month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*ret_year = (int)(year + era * 400 - 400 + (*ret_month <= 2));
}

void record_time_format(int64_t time_us, char ret_text[RECORD_TIME_SIZE])
{
	int64_t fraction = time_us % MICROSECONDS, seconds = time_us / MICROSECONDS;
	int year = 0, month = 0, day = 0;

	if (fraction < 0) {
		fraction += MICROSECONDS;
		seconds--;
	}
	seconds = seconds < TIME_EARLIEST ? TIME_EARLIEST : seconds > TIME_LATEST ? TIME_LATEST : seconds;
	int64_t of_day = (seconds - TIME_EARLIEST) % DAY;
	date_of((seconds - of_day) / DAY, &year, &month, &day);
	char text[128]; /* as large as its numbers could be, for the compiler's sake */
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day, (int)(of_day / 3600),
	    (int)(of_day / 60 % 60), (int)(of_day % 60), (int)fraction);
	memcpy(ret_text, text, RECORD_TIME_SIZE - 1);
	ret_text[RECORD_TIME_SIZE - 1] = '\0';
}
