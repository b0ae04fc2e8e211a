/* new_body: what cannot change any more, is not too large and has lines that SMTP carries; and nothing else. */
#include "channel/channel.h"
#include "milter/new_body.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEAD   "A: b\r\n\r\n"
#define OFFSET (sizeof(HEAD) - 1)
#define MOST   100000

static struct budget budget;

static void setup(void)
{
	budget_init(&budget, MOST);
}

static void teardown(void)
{
	ck_assert_uint_eq(budget_used(&budget), 0);
}

static int memory_file(const char *octets, size_t size, bool is_sealed)
{
	int fd = -1;

	ck_assert_int_eq(channel_memfd("test", &fd), 0);
	ck_assert_int_eq(channel_write(fd, octets, size), 0);
	ck_assert_int_eq(is_sealed ? channel_seal(fd) : 0, 0);
	return fd;
}

/* Of a message with this body. */
static int open_body(const char *body, size_t size, struct new_body *ret_body)
{
	static char octets[MOST];

	memcpy(octets, HEAD, OFFSET);
	memcpy(octets + OFFSET, body, size);
	int fd = memory_file(octets, OFFSET + size, true);
	int r = new_body_open(fd, OFFSET, MOST, &budget, ret_body);
	close(fd);
	return r;
}

#define LINE_998                                                                                                       \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"         \
	"01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"

#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *name, *body;
	size_t size;
	int result;
} lines[] = {
    {"nothing", TEXT(""), 0},
    {"an empty line", TEXT("\r\n"), 0},
    {"lines", TEXT("one\r\n\r\ntwo\r\n"), 0},
    {"the sender's 8-bit text", TEXT("caf\xe9\x01\t\r\n"), 0},
    {"the longest line", TEXT(LINE_998 "\r\n"), 0},
    {"one octet more", TEXT("x" LINE_998 "\r\n"), -EBADMSG},
    {"no last line end", TEXT("one\r\ntwo"), -EBADMSG},
    {"LF alone", TEXT("one\ntwo\r\n"), -EBADMSG},
    {"LF at the beginning", TEXT("\n"), -EBADMSG},
    {"CR alone", TEXT("one\rtwo\r\n"), -EBADMSG},
    {"CR twice", TEXT("one\r\r\n"), -EBADMSG},
    {"CR at the end", TEXT("one\r"), -EBADMSG},
    {"NUL", TEXT("o\0e\r\n"), -EBADMSG},
};

START_TEST(lines_are_those_of_smtp)
{
	struct new_body body = {.octets = NULL};

	ck_assert_msg(open_body(lines[_i].body, lines[_i].size, &body) == lines[_i].result, "%s", lines[_i].name);
	if (lines[_i].result == 0) {
		ck_assert_uint_eq(body.size, lines[_i].size);
		ck_assert_int_eq(memcmp(body.octets, lines[_i].body, body.size), 0);
		ck_assert_uint_eq(budget_used(&budget), OFFSET + body.size);
		new_body_clear(&body);
	}
	ck_assert_ptr_null(body.octets);
}
END_TEST

START_TEST(what_can_still_change_is_not_believed)
{
	struct new_body body;
	FILE *file = tmpfile();
	int fd = memory_file(HEAD, OFFSET, false);

	ck_assert_int_eq(new_body_open(fd, 1, MOST, &budget, &body), -EBADMSG);
	close(fd);
	ck_assert_int_eq(new_body_open(fileno(file), 1, MOST, &budget, &body), -EBADMSG);
	fclose(file);
	ck_assert_int_eq(new_body_open(-1, 1, MOST, &budget, &body), -EBADMSG);
}
END_TEST

static const struct {
	uint64_t offset, most;
	int result;
} sizes[] = {
    {OFFSET, OFFSET, 0},
    {OFFSET + 1, MOST, -EBADMSG},
    {UINT64_MAX, MOST, -EBADMSG},
    {0, MOST, -EBADMSG},
    {OFFSET, OFFSET - 1, -EBADMSG},
    {1, MOST, 0},
};

START_TEST(offset_and_size_are_held_to_the_file_and_the_limit)
{
	struct new_body body;
	int fd = memory_file(HEAD, OFFSET, true);

	ck_assert_int_eq(new_body_open(fd, sizes[_i].offset, sizes[_i].most, &budget, &body), sizes[_i].result);
	if (sizes[_i].result == 0)
		new_body_clear(&body);
	close(fd);
}
END_TEST

START_TEST(the_budget_is_not_overdrawn)
{
	struct new_body body;

	ck_assert(budget_take(&budget, MOST - OFFSET - 2));
	ck_assert_int_eq(open_body("\r\n", 2, &body), 0);
	new_body_clear(&body);
	ck_assert_int_eq(open_body("x\r\n", 3, &body), -ENOBUFS);
	budget_give(&budget, MOST - OFFSET - 2);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("new_body");
	TCase *tcase = tcase_create("bodies");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, lines_are_those_of_smtp, 0, COUNT(lines));
	tcase_add_test(tcase, what_can_still_change_is_not_believed);
	tcase_add_loop_test(tcase, offset_and_size_are_held_to_the_file_and_the_limit, 0, COUNT(sizes));
	tcase_add_test(tcase, the_budget_is_not_overdrawn);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
