/* bundle: one policy has one packed form, and nothing else is unpacked. */
#include "rules/bundle.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct bundle bundle;

static void setup(void)
{
	bundle_init(&bundle);
}

static void teardown(void)
{
	bundle_clear(&bundle);
}

static int add(enum bundle_kind kind, const char *name, const char *text)
{
	return bundle_add(&bundle, kind, name, name, text, strlen(text));
}

static void add_three(bool reversed)
{
	static const char *const names[] = {"b.conf", "a.conf", "B.conf"};

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(add(BUNDLE_RULES, names[reversed ? 2 - i : i], "text"), 0);
	ck_assert_int_eq(add(BUNDLE_GUIDANCE, "a.conf", "other"), 0);
}

START_TEST(files_stand_in_order_of_kind_and_name)
{
	ck_assert_int_eq(add(BUNDLE_FORM, "0", ""), 0);
	add_three(false);
	ck_assert_uint_eq(bundle.count, 5);
	ck_assert_str_eq(bundle.files[0].name, "B.conf");
	ck_assert_str_eq(bundle.files[1].name, "a.conf");
	ck_assert_str_eq(bundle.files[2].name, "b.conf");
	ck_assert_int_eq(bundle.files[3].kind, BUNDLE_GUIDANCE);
	ck_assert_int_eq(bundle.files[4].kind, BUNDLE_FORM);
}
END_TEST

START_TEST(a_file_is_found_by_kind_and_name)
{
	add_three(false);
	ck_assert_str_eq((const char *)bundle_find(&bundle, BUNDLE_GUIDANCE, "a.conf")->bytes, "other");
	ck_assert_str_eq((const char *)bundle_find(&bundle, BUNDLE_RULES, "a.conf")->bytes, "text");
	ck_assert_ptr_null(bundle_find(&bundle, BUNDLE_GUIDANCE, "b.conf"));
	ck_assert_ptr_null(bundle_find(&bundle, BUNDLE_FORM, "a.conf"));
	ck_assert_ptr_null(bundle_find(&bundle, BUNDLE_RULES, ""));
}
END_TEST

START_TEST(the_packed_form_does_not_depend_on_the_order_of_adding)
{
	uint8_t *one, *two;
	size_t one_size, two_size;

	add_three(false);
	ck_assert_int_eq(bundle_pack(&bundle, &one, &one_size), 0);
	bundle_clear(&bundle);
	add_three(true);
	ck_assert_int_eq(bundle_pack(&bundle, &two, &two_size), 0);
	ck_assert_uint_eq(one_size, two_size);
	ck_assert_mem_eq(one, two, one_size);
	free(one);
	free(two);
}
END_TEST

START_TEST(what_is_packed_is_unpacked)
{
	struct bundle back;
	uint8_t *bytes;
	size_t size;

	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a", "/etc/a", "x\0y", 3), 0);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_FORM, "b", "", NULL, 0), 0);
	ck_assert_int_eq(bundle_pack(&bundle, &bytes, &size), 0);
	ck_assert_int_eq(bundle_unpack(bytes, size, &back), 0);
	ck_assert_uint_eq(back.count, 2);
	ck_assert_int_eq(back.files[0].kind, BUNDLE_RULES);
	ck_assert_str_eq(back.files[0].name, "a");
	ck_assert_str_eq(back.files[0].path, "/etc/a");
	ck_assert_uint_eq(back.files[0].size, 3);
	ck_assert_mem_eq(back.files[0].bytes, "x\0y", 3);
	ck_assert_uint_eq(back.files[1].size, 0);
	bundle_clear(&back);
	free(bytes);
}
END_TEST

START_TEST(an_empty_bundle_is_one)
{
	struct bundle back;
	uint8_t *bytes;
	size_t size;

	ck_assert_int_eq(bundle_pack(&bundle, &bytes, &size), 0);
	ck_assert_int_eq(bundle_unpack(bytes, size, &back), 0);
	ck_assert_uint_eq(back.count, 0);
	bundle_clear(&back);
	free(bytes);
}
END_TEST

START_TEST(a_name_is_added_once_for_each_kind)
{
	ck_assert_int_eq(add(BUNDLE_RULES, "a", "one"), 0);
	ck_assert_int_eq(add(BUNDLE_RULES, "a", "two"), -EEXIST);
	ck_assert_int_eq(add(BUNDLE_GUIDANCE, "a", "two"), 0);
	ck_assert_uint_eq(bundle.count, 2);
}
END_TEST

START_TEST(a_name_is_a_plain_file_name)
{
	static const char *const names[] = {"", ".", "..", "a/b", "/a", "a b", "a\n", "a\x7f"};

	ck_assert_int_eq(add(BUNDLE_RULES, names[_i], ""), -EINVAL);
	ck_assert_uint_eq(bundle.count, 0);
}
END_TEST

START_TEST(a_kind_is_one_of_ours)
{
	ck_assert_int_eq(add(BUNDLE_KIND_COUNT, "a", ""), -EINVAL);
}
END_TEST

START_TEST(a_name_has_a_longest_length)
{
	char name[BUNDLE_NAME_MAX + 2];

	memset(name, 'a', sizeof(name));
	name[BUNDLE_NAME_MAX + 1] = '\0';
	ck_assert_int_eq(add(BUNDLE_RULES, name, ""), -EINVAL);
	name[BUNDLE_NAME_MAX] = '\0';
	ck_assert_int_eq(add(BUNDLE_RULES, name, ""), 0);
}
END_TEST

START_TEST(a_path_has_a_longest_length)
{
	char *path = calloc(1, BUNDLE_PATH_MAX + 2);

	memset(path, 'a', BUNDLE_PATH_MAX + 1);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a", path, "", 0), -E2BIG);
	path[BUNDLE_PATH_MAX] = '\0';
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a", path, "", 0), 0);
	free(path);
}
END_TEST

START_TEST(a_file_has_a_largest_size)
{
	void *bytes = calloc(1, BUNDLE_FILE_SIZE_MAX + 1);

	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a", "a", bytes, BUNDLE_FILE_SIZE_MAX + 1), -E2BIG);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a", "a", bytes, BUNDLE_FILE_SIZE_MAX), 0);
	free(bytes);
}
END_TEST

START_TEST(there_are_only_so_many_files)
{
	char name[16];

	for (int i = 0; i < BUNDLE_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(add(BUNDLE_RULES, name, ""), 0);
	}
	ck_assert_int_eq(add(BUNDLE_RULES, "more", ""), -E2BIG);
}
END_TEST

/* Octets of the packed form beside the contents of a file with name and path of one octet each. */
#define OVERHEAD (4 * 4 + 2)
#define HEAD	 12

START_TEST(the_whole_has_a_largest_size)
{
	void *bytes = calloc(1, BUNDLE_FILE_SIZE_MAX);
	char name[2] = "a";
	size_t left = BUNDLE_SIZE_MAX - HEAD, size;
	uint8_t *packed;

	for (; left > BUNDLE_FILE_SIZE_MAX + OVERHEAD; left -= BUNDLE_FILE_SIZE_MAX + OVERHEAD, name[0]++)
		ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, name, "p", bytes, BUNDLE_FILE_SIZE_MAX), 0);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, name, "p", bytes, left - OVERHEAD + 1), -E2BIG);
	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, name, "p", bytes, left - OVERHEAD), 0);
	ck_assert_int_eq(bundle_pack(&bundle, &packed, &size), 0);
	ck_assert_uint_eq(size, BUNDLE_SIZE_MAX);
	free(packed);
	free(bytes);
}
END_TEST

START_TEST(a_bundle_cut_anywhere_is_none)
{
	struct bundle back = {.count = 99};
	uint8_t *bytes;
	size_t size;

	add_three(false);
	ck_assert_int_eq(bundle_pack(&bundle, &bytes, &size), 0);
	for (size_t cut = 0; cut < size; cut++) {
		uint8_t *part = malloc(cut + 1);
		memcpy(part, bytes, cut);
		ck_assert_int_eq(bundle_unpack(part, cut, &back), -EBADMSG);
		free(part);
	}
	ck_assert_uint_eq(back.count, 99);
	free(bytes);
}
END_TEST

#define MAGIC "RMPOLCY1"
#define FILE_A                                                                                                         \
	"\0\0\0\0"                                                                                                     \
	"\1\0\0\0"                                                                                                     \
	"a"                                                                                                            \
	"\0\0\0\0"                                                                                                     \
	"\0\0\0\0"

static const struct {
	const char *bytes;
	size_t size;
} broken[] = {
    {MAGIC "\1\0\0\0" FILE_A "x", 30},				     /* more behind it */
    {MAGIC "\2\0\0\0" FILE_A FILE_A, 46},			     /* twice */
    {MAGIC "\1\0\0\0\3\0\0\0\1\0\0\0a\0\0\0\0\0\0\0\0", 29},	     /* no such kind */
    {MAGIC "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 28},	     /* no name */
    {MAGIC "\1\0\0\0\0\0\0\0\1\0\0\0/\0\0\0\0\0\0\0\0", 29},	     /* no plain name */
    {MAGIC "\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0", 29},	     /* a NUL in the name */
    {MAGIC "\1\0\0\0\0\0\0\0\377\377\377\377a\0\0\0\0\0\0\0\0", 29}, /* a length past the end */
    {MAGIC "\377\377\377\377", 12},				     /* more files than there may be */
    {"RMPOLCY2\0\0\0\0", 12},					     /* another magic */
};

START_TEST(what_pack_would_not_write_is_not_read)
{
	struct bundle back = {.count = 99};

	ck_assert_int_eq(bundle_unpack(broken[_i].bytes, broken[_i].size, &back), -EBADMSG);
	ck_assert_uint_eq(back.count, 99);
}
END_TEST

START_TEST(another_order_is_not_read)
{
	struct bundle back;
	uint8_t *bytes;
	size_t size;

	ck_assert_int_eq(add(BUNDLE_RULES, "a", ""), 0);
	ck_assert_int_eq(add(BUNDLE_RULES, "b", ""), 0);
	ck_assert_int_eq(bundle_pack(&bundle, &bytes, &size), 0);
	for (size_t i = 0; i < size; i++)
		if (i >= HEAD && (bytes[i] == 'a' || bytes[i] == 'b'))
			bytes[i] = bytes[i] == 'a' ? 'b' : 'a';
	ck_assert_int_eq(bundle_unpack(bytes, size, &back), -EBADMSG);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bundle");
	TCase *tcase = tcase_create("bundles");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, files_stand_in_order_of_kind_and_name);
	tcase_add_test(tcase, a_file_is_found_by_kind_and_name);
	tcase_add_test(tcase, the_packed_form_does_not_depend_on_the_order_of_adding);
	tcase_add_test(tcase, what_is_packed_is_unpacked);
	tcase_add_test(tcase, an_empty_bundle_is_one);
	tcase_add_test(tcase, a_name_is_added_once_for_each_kind);
	tcase_add_loop_test(tcase, a_name_is_a_plain_file_name, 0, 8);
	tcase_add_test(tcase, a_kind_is_one_of_ours);
	tcase_add_test(tcase, a_name_has_a_longest_length);
	tcase_add_test(tcase, a_path_has_a_longest_length);
	tcase_add_test(tcase, a_file_has_a_largest_size);
	tcase_add_test(tcase, there_are_only_so_many_files);
	tcase_add_test(tcase, the_whole_has_a_largest_size);
	tcase_add_test(tcase, a_bundle_cut_anywhere_is_none);
	tcase_add_loop_test(tcase, what_pack_would_not_write_is_not_read, 0, sizeof(broken) / sizeof(*broken));
	tcase_add_test(tcase, another_order_is_not_read);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
