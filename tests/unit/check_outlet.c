/* outlet: what is written is what was put, encoded in short lines of ASCII, and never more than allowed. */
#include "channel/channel.h"
#include "message/sanitise/outlet.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void (*put)(struct outlet *outlet, const char *octets, size_t size);

/* All that one call writes, to be freed. */
static char *written(put how, const char *octets, size_t size, uint64_t most, size_t *ret_size, int *ret_error)
{
	static struct outlet outlet;
	uint8_t *bytes = NULL;
	int fd = -1;

	ck_assert_int_eq(channel_memfd("test", &fd), 0);
	outlet_init(&outlet, fd, most);
	how(&outlet, octets, size);
	*ret_error = outlet_flush(&outlet);
	ck_assert_int_eq(channel_seal(fd), 0);
	ck_assert_int_eq(channel_read_sealed(fd, 10U << 20, &bytes, ret_size), 0);
	close(fd);
	char *text = strndup((const char *)bytes, *ret_size);
	free(bytes);
	return text;
}

#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *octets;
	size_t size;
	const char *encoded;
} quoted[] = {
    {TEXT(""), ""},
    {TEXT("Hello"), "Hello"},
    {TEXT("Hello\n"), "Hello\r\n"},
    {TEXT("Hello\r\n"), "Hello\r\n"},
    {TEXT("a\rb\r"), "a=0Db=0D"},
    {TEXT("\n\n"), "\r\n\r\n"},
    {TEXT("a=b"), "a=3Db"},
    {TEXT("caf\xc3\xa9"), "caf=C3=A9"},
    {TEXT("a \nb\t\r\nc "), "a=20\r\nb=09\r\nc=20"},
    {TEXT("a b"), "a b"},
    {TEXT(" a"), "=20a"},
    {TEXT("--x\n--x--"), "=2D-x\r\n=2D-x--"},
    {TEXT(".\n..\n"), "=2E\r\n=2E.\r\n"},
    {TEXT("From me\nFromage"), "=46rom me\r\nFromage"},
    {TEXT("\0\x7f~!"), "=00=7F~!"},
    {TEXT("0123456789012345678901234567890123456789012345678901234567890123456789012345"),
	"012345678901234567890123456789012345678901234567890123456789012345678901234=\r\n5"},
    {TEXT("0123456789012345678901234567890123456789012345678901234567890123456789012=xx"),
	"0123456789012345678901234567890123456789012345678901234567890123456789012=\r\n=3Dxx"},
    {TEXT("012345678901234567890123456789012345678901234567890123456789012345678901234-5"),
	"012345678901234567890123456789012345678901234567890123456789012345678901234=\r\n=2D5"},
};

START_TEST(text_is_quoted)
{
	size_t size = 0;
	int error = 0;
	char *text = written(outlet_put_quoted_printable, quoted[_i].octets, quoted[_i].size, 1000, &size, &error);

	ck_assert_int_eq(error, 0);
	ck_assert_str_eq(text, quoted[_i].encoded);
	free(text);
}
END_TEST

/* NULL behind the last. */
static const char *next_line(const char *line)
{
	const char *end = strstr(line, "\r\n");

	return end != NULL ? end + 2 : NULL;
}

START_TEST(octets_are_decoded_to_what_they_were)
{
	static char octets[100000];
	size_t sizes[] = {0, 1, 2, 3, 56, 57, 58, 59, 114, 115, 16384, 99999, 100000};

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (char)(i * 31 + i / 255);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = 0, length = 0;
		int error = 0;
		char *text = written(outlet_put_base64, octets, sizes[i], 1U << 20, &size, &error);
		ck_assert_int_eq(error, 0);
		for (const char *line = text; line != NULL; line = next_line(line)) {
			length = strcspn(line, "\r");
			ck_assert_uint_le(length, 76);
			ck_assert(length > 0 || size == 0);
			ck_assert(length == 76 || strchr(line, '\r') == NULL);
		}
		gsize decoded_size = 0;
		guchar *decoded = g_base64_decode(text, &decoded_size);
		ck_assert_uint_eq(decoded_size, sizes[i]);
		ck_assert_int_eq(memcmp(decoded, octets, sizes[i]), 0);
		g_free(decoded);
		free(text);
	}
}
END_TEST

START_TEST(no_more_is_written_than_allowed)
{
	static char octets[40000];
	size_t size = 0;
	int error = 0;

	memset(octets, 'x', sizeof(octets));
	free(written(outlet_put, octets, sizeof(octets), sizeof(octets), &size, &error));
	ck_assert_int_eq(error, 0);
	ck_assert_uint_eq(size, sizeof(octets));
	free(written(outlet_put, octets, sizeof(octets), sizeof(octets) - 1, &size, &error));
	ck_assert_int_eq(error, -E2BIG);
	ck_assert_uint_eq(size, 0);
}
END_TEST

START_TEST(a_file_that_takes_nothing_is_an_error_that_sticks)
{
	static struct outlet outlet;

	outlet_init(&outlet, -1, 1000);
	outlet_put(&outlet, "x", 1);
	ck_assert_int_eq(outlet_flush(&outlet), -EBADF);
	outlet_put(&outlet, "x", 1);
	ck_assert_int_eq(outlet_flush(&outlet), -EBADF);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outlet");
	TCase *tcase = tcase_create("octets");

	tcase_add_loop_test(tcase, text_is_quoted, 0, (int)(sizeof(quoted) / sizeof(quoted[0])));
	tcase_add_test(tcase, octets_are_decoded_to_what_they_were);
	tcase_add_test(tcase, no_more_is_written_than_allowed);
	tcase_add_test(tcase, a_file_that_takes_nothing_is_an_error_that_sticks);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
