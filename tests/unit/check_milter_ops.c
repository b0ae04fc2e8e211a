/* milter_ops: what reaches libmilter, which is replaced here by functions that write down what they were given. */
#include "milter/milter_ops.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <libmilter/mfapi.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_LINES 33

static int result;
static void *context;
static char name[64], value[2048], lines[MOST_LINES][2048];
static int number, line_count;

static int took(SMFICTX *ctx, const char *a, const char *b)
{
	context = ctx;
	snprintf(name, sizeof(name), "%s", a);
	snprintf(value, sizeof(value), "%s", b);
	return result;
}

int smfi_addrcpt(SMFICTX *ctx, char *recipient)
{
	return took(ctx, "", recipient);
}

int smfi_addheader(SMFICTX *ctx, char *header, char *text)
{
	return took(ctx, header, text);
}

int smfi_chgheader(SMFICTX *ctx, char *header, int index, char *text)
{
	number = index;
	return took(ctx, header, text);
}

static size_t body_sizes[4], body_total;
static unsigned body_count, body_fails_at;
static const char *body_start;

int smfi_replacebody(SMFICTX *ctx, unsigned char *octets, int size)
{
	context = ctx;
	if (body_count == 0)
		body_start = (const char *)octets;
	ck_assert_ptr_eq(octets, (const unsigned char *)body_start + body_total);
	body_sizes[body_count % 4] = (size_t)size;
	body_total += (size_t)size;
	return ++body_count == body_fails_at ? MI_FAILURE : result;
}

int smfi_quarantine(SMFICTX *ctx, char *reason)
{
	return took(ctx, "", reason);
}

int smfi_progress(SMFICTX *ctx)
{
	return took(ctx, "", "");
}

int smfi_setmlreply(SMFICTX *ctx, const char *code, const char *enhanced, ...)
{
	va_list list;
	char *line;

	line_count = 0;
	va_start(list, enhanced);
	while ((line = va_arg(list, char *)) != NULL && line_count < MOST_LINES)
		snprintf(lines[line_count++], sizeof(lines[0]), "%s", line);
	va_end(list);
	return took(ctx, code, enhanced);
}

static int here;
static struct milter_call call = {.ctx = &here};
static const struct milter_ops *ops = &milter_ops_libmilter;

static void setup(void)
{
	result = MI_SUCCESS;
	body_count = body_fails_at = 0;
	body_total = 0;
	call.has_leading_space = true;
}

START_TEST(every_operation_reaches_libmilter)
{
	ck_assert_int_eq(ops->add_recipient(&call, "mashagency@lewisham.gov.uk"), 0);
	ck_assert_ptr_eq(context, &here);
	ck_assert_str_eq(value, "mashagency@lewisham.gov.uk");
	ck_assert_int_eq(ops->quarantine(&call, "held"), 0);
	ck_assert_str_eq(value, "held");
	ck_assert_int_eq(ops->progress(&call), 0);
	ck_assert_int_eq(ops->change_header(&call, "Cc", 3, "a@example"), 0);
	ck_assert_str_eq(name, "Cc");
	ck_assert_int_eq(number, 3);
}
END_TEST

START_TEST(what_libmilter_refuses_is_an_error)
{
	char text[] = "text";
	char *const text_lines[] = {text};

	result = MI_FAILURE;
	ck_assert_int_eq(ops->add_recipient(&call, "x"), -EIO);
	ck_assert_int_eq(ops->add_header(&call, "Cc", "x"), -EIO);
	ck_assert_int_eq(ops->change_header(&call, "Cc", 1, "x"), -EIO);
	ck_assert_int_eq(ops->quarantine(&call, "x"), -EIO);
	ck_assert_int_eq(ops->replace_body(&call, "x", 1), -EIO);
	ck_assert_int_eq(ops->set_reply(&call, "451", "4.3.0", text_lines, 1), -EIO);
	ck_assert_int_eq(ops->progress(&call), -EIO);
}
END_TEST

struct space_case {
	bool has_leading_space;
	const char *given, *sent;
};

static const struct space_case space_cases[] = {
    {true, "a@example", " a@example"},
    {true, " a@example", " a@example"},
    {true, "\ta@example", "\ta@example"},
    {true, "\n a@example", "\n a@example"},
    {false, "a@example", "a@example"},
    {false, " a@example", " a@example"},
};

START_TEST(the_space_after_the_colon_is_put_by_whoever_promised_it)
{
	const struct space_case *c = &space_cases[_i];

	call.has_leading_space = c->has_leading_space;
	ck_assert_int_eq(ops->add_header(&call, "Cc", c->given), 0);
	ck_assert_str_eq(value, c->sent);
	ck_assert_int_eq(ops->change_header(&call, "Cc", 1, c->given), 0);
	ck_assert_str_eq(value, c->sent);
}
END_TEST

/* Octets of a body, and of the chunks in which the MTA gets them. */
static const struct {
	size_t size;
	unsigned chunks;
	size_t last;
} body_cases[] = {{0, 1, 0}, {1, 1, 1}, {65535, 1, 65535}, {65536, 2, 1}, {200000, 4, 3395}};

START_TEST(a_body_goes_in_chunks_that_every_mta_takes)
{
	static char octets[200000];

	ck_assert_int_eq(ops->replace_body(&call, octets, body_cases[_i].size), 0);
	ck_assert_uint_eq(body_count, body_cases[_i].chunks);
	ck_assert_uint_eq(body_total, body_cases[_i].size);
	ck_assert_uint_eq(body_sizes[body_count - 1], body_cases[_i].last);
	ck_assert_ptr_eq(body_start, octets);
}
END_TEST

START_TEST(a_chunk_that_fails_is_the_last)
{
	static char octets[200000];

	body_fails_at = 2;
	ck_assert_int_eq(ops->replace_body(&call, octets, sizeof(octets)), -EIO);
	ck_assert_uint_eq(body_count, 2);
}
END_TEST

START_TEST(per_cent_signs_are_doubled)
{
	char first[] = "100% of %s";
	char second[] = "%%";
	char *const two[] = {first, second};

	ck_assert_int_eq(ops->set_reply(&call, "550", "5.7.901", two, 2), 0);
	ck_assert_str_eq(name, "550");
	ck_assert_str_eq(value, "5.7.901");
	ck_assert_int_eq(line_count, 2);
	ck_assert_str_eq(lines[0], "100%% of %%s");
	ck_assert_str_eq(lines[1], "%%%%");
}
END_TEST

START_TEST(a_reply_has_at_most_thirty_two_lines)
{
	char text[MOST_LINES][8];
	char *many[MOST_LINES];

	for (int i = 0; i < MOST_LINES; i++) {
		snprintf(text[i], sizeof(text[i]), "%d", i);
		many[i] = text[i];
	}
	ck_assert_int_eq(ops->set_reply(&call, "550", "5.7.901", many, 32), 0);
	ck_assert_int_eq(line_count, 32);
	for (int i = 0; i < 32; i++)
		ck_assert_str_eq(lines[i], text[i]);
	ck_assert_int_eq(ops->set_reply(&call, "550", "5.7.901", many, 33), -EIO);
	ck_assert_int_eq(ops->set_reply(&call, "550", "5.7.901", many, 0), -EIO);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("milter_ops");
	TCase *tcase = tcase_create("operations");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, every_operation_reaches_libmilter);
	tcase_add_test(tcase, what_libmilter_refuses_is_an_error);
	tcase_add_loop_test(tcase, the_space_after_the_colon_is_put_by_whoever_promised_it, 0, 6);
	tcase_add_loop_test(tcase, a_body_goes_in_chunks_that_every_mta_takes, 0, 5);
	tcase_add_test(tcase, a_chunk_that_fails_is_the_last);
	tcase_add_test(tcase, per_cent_signs_are_doubled);
	tcase_add_test(tcase, a_reply_has_at_most_thirty_two_lines);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
