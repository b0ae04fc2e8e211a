/* enclosure: a file becomes the attachment of a message, octet for octet, and a saved message what it was on its way.
 */
#include "milter/enclosure.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *message;
static size_t size;

static void teardown(void)
{
	free(message);
	message = NULL;
}

static const struct {
	const char *octets;
	const char *encoded;
} rows[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"}, {"\377\376\375", "//79"}};

START_TEST(octets_are_in_base64)
{
	char body[64];

	ck_assert_int_eq(enclosure_make("a.docx", rows[_i].octets, strlen(rows[_i].octets), &message, &size), 0);
	ck_assert_uint_eq(size, strlen(message));
	snprintf(body, sizeof(body), "\r\n\r\n%s\r\n---_enclosure_---\r\n", rows[_i].encoded);
	ck_assert_ptr_nonnull(strstr(message, body));
}
END_TEST

START_TEST(no_line_is_longer_than_76_characters)
{
	uint8_t octets[200] = {0};

	ck_assert_int_eq(enclosure_make("a", octets, sizeof(octets), &message, &size), 0);
	for (const char *line = message; *line != '\0';) {
		const char *end = strstr(line, "\r\n");
		ck_assert_ptr_nonnull(end);
		ck_assert_int_le(end - line, 76);
		line = end + 2;
	}
}
END_TEST

static const struct {
	const char *path;
	const char *parameter; /* NULL: none */
} names[] = {{"/a/b/form.docx", "filename*=utf-8''form.docx\r\n"},
    {"ffurf\xc3\xb4n 1.pdf", "utf-8''ffurf%C3%B4n%201.pdf\r\n"}, {"a\r\nBcc: x", "utf-8''a%0D%0ABcc%3A%20x\r\n"},
    {"a\xff.pdf", NULL}, {"a/", NULL}};

START_TEST(a_name_is_written_so_that_it_stays_a_name)
{
	ck_assert_int_eq(enclosure_make(names[_i].path, "x", 1, &message, &size), 0);
	if (names[_i].parameter != NULL)
		ck_assert_ptr_nonnull(strstr(message, names[_i].parameter));
	else
		ck_assert_ptr_null(strstr(message, "filename"));
	ck_assert_ptr_null(strstr(message, "\nBcc"));
}
END_TEST

START_TEST(a_saved_message_gets_the_line_ends_of_smtp)
{
	ck_assert_int_eq(enclosure_restore("To: a\n\nx\r\n\n", 11, &message, &size), 0);
	ck_assert_str_eq(message, "To: a\r\n\r\nx\r\n\r\n");
	ck_assert_uint_eq(size, strlen(message));
}
END_TEST

START_TEST(a_saved_message_is_known_by_its_name)
{
	ck_assert(enclosure_is_message("a.eml"));
	ck_assert(enclosure_is_message("/b/A.EML"));
	ck_assert(!enclosure_is_message("eml"));
	ck_assert(!enclosure_is_message("a.eml.zip"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("enclosure");
	TCase *tcase = tcase_create("enclosure");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, octets_are_in_base64, 0, (int)(sizeof(rows) / sizeof(*rows)));
	tcase_add_test(tcase, no_line_is_longer_than_76_characters);
	tcase_add_loop_test(tcase, a_name_is_written_so_that_it_stays_a_name, 0, (int)(sizeof(names) / sizeof(*names)));
	tcase_add_test(tcase, a_saved_message_gets_the_line_ends_of_smtp);
	tcase_add_test(tcase, a_saved_message_is_known_by_its_name);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
