/* package: a container with one reading is read; every octet that allows another refuses it, and says why. */
#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/form/package.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* Offsets of the first entry's fields in its local header and in its directory entry. */
enum { FLAGS = 6, METHOD = 8, CRC = 14, PACKED = 18, UNPACKED = 22, NAME = 30 };
enum { DIRECTORY_SHIFT = 2, DIRECTORY_NAME = 46 };

static const struct zip_part parts[] = {{"one.xml", "first", 5}, {"two.xml", "second", 6}};

static size_t directory_at(const struct small_document *zip)
{
	const uint8_t *end = zip->octets + zip->size - 22;

	return end[16] | (size_t)end[17] << 8;
}

/* Octet `at` of the first local header, its twin in the directory, or both. */
static void set(struct small_document *zip, size_t at, uint8_t octet, const char *where)
{
	if (strchr(where, 'l') != NULL)
		zip->octets[at] = octet;
	if (strchr(where, 'd') != NULL)
		zip->octets[directory_at(zip) + at + (at >= NAME ? DIRECTORY_NAME - NAME : DIRECTORY_SHIFT)] = octet;
}

static const struct {
	const char *name;
	size_t at;
	uint8_t octet;
	const char *where;
	unsigned obstacles;
} cases[] = {
    {"nothing", NAME, 'o', "ld", 0},
    {"another name in the header", NAME, 'x', "l", OBSTACLE_AMBIGUOUS},
    {"another name in the directory", NAME, 'x', "d", OBSTACLE_AMBIGUOUS},
    {"an encrypted entry", FLAGS, 1, "ld", OBSTACLE_ENCRYPTED},
    {"encrypted in the directory only", FLAGS, 1, "d", OBSTACLE_ENCRYPTED},
    {"encrypted in the header only", FLAGS, 1, "l", OBSTACLE_AMBIGUOUS},
    {"a hidden directory", FLAGS + 1, 0x20, "ld", OBSTACLE_ENCRYPTED},
    {"a method that we do not know", METHOD, 12, "ld", OBSTACLE_UNSUPPORTED},
    {"AES", METHOD, 99, "ld", OBSTACLE_ENCRYPTED},
    {"another method in the header", METHOD, 8, "l", OBSTACLE_AMBIGUOUS},
    {"another checksum in the header", CRC, 1, "l", OBSTACLE_AMBIGUOUS},
    {"another size in the header", PACKED, 4, "l", OBSTACLE_AMBIGUOUS},
    {"stored, of two sizes", UNPACKED, 6, "ld", OBSTACLE_AMBIGUOUS},
    {"less than lies there", PACKED, 4, "ld", OBSTACLE_AMBIGUOUS},
    {"a descriptor that is not there", FLAGS, 8, "ld", OBSTACLE_AMBIGUOUS},
    {"a backslash", NAME + 1, '\\', "ld", OBSTACLE_AMBIGUOUS},
    {"an absolute name", NAME, '/', "ld", OBSTACLE_AMBIGUOUS},
    {"a drive", NAME + 1, ':', "ld", OBSTACLE_AMBIGUOUS},
    {"a NUL", NAME + 1, 0, "ld", OBSTACLE_AMBIGUOUS},
};

static unsigned obstacles_of(const struct small_document *zip, size_t size)
{
	struct package *package = NULL;
	unsigned obstacles = 0;
	int r = package_open(zip->octets, size, &package, &obstacles);

	ck_assert(r == (obstacles == 0 ? 0 : -EBADMSG));
	package_free(package);
	return obstacles;
}

START_TEST(a_container_has_one_reading_or_none)
{
	struct small_document zip = small_zip(parts, 2);

	set(&zip, cases[_i].at, cases[_i].octet, cases[_i].where);
	ck_assert_msg(obstacles_of(&zip, zip.size) == cases[_i].obstacles, "%s", cases[_i].name);
	small_document_clear(&zip);
}
END_TEST

START_TEST(names_are_unique_and_stay_inside)
{
	static const struct {
		const char *one, *two;
		unsigned obstacles;
	} names[] = {{"a", "b", 0}, {"a", "a", OBSTACLE_AMBIGUOUS}, {"a", "A", OBSTACLE_AMBIGUOUS},
	    {"a/b", "a/../c", OBSTACLE_AMBIGUOUS}, {"a/b", "a//c", OBSTACLE_AMBIGUOUS}, {"a/", "a/b", 0},
	    {"./a", "b", OBSTACLE_AMBIGUOUS}, {"a..b", "...", 0}};
	const struct zip_part two[] = {{names[_i].one, "", 0}, {names[_i].two, "", 0}};
	struct small_document zip = small_zip(two, 2);

	ck_assert_uint_eq(obstacles_of(&zip, zip.size), names[_i].obstacles);
	small_document_clear(&zip);
}
END_TEST

START_TEST(nothing_stands_before_between_or_behind)
{
	struct small_document zip = small_zip(parts, 2);
	size_t directory = directory_at(&zip);
	static const size_t inside[] = {0, 42, 1000, 1001};
	size_t at = inside[_i] == 1000 ? directory : inside[_i] == 1001 ? zip.size : inside[_i];

	/* One more octet at `at`; where it stands before the directory, the end record follows it. */
	zip.octets = realloc(zip.octets, zip.size + 1);
	memmove(zip.octets + at + 1, zip.octets + at, zip.size - at);
	zip.octets[at] = 0;
	zip.size++;
	if (at <= directory)
		zip.octets[zip.size - 22 + 16]++;
	ck_assert_uint_eq(obstacles_of(&zip, zip.size), OBSTACLE_AMBIGUOUS);
	small_document_clear(&zip);
}
END_TEST

START_TEST(a_cut_container_is_damaged)
{
	struct small_document zip = small_zip(parts, 2);

	for (size_t size = 0; size < zip.size; size++)
		ck_assert_uint_eq(obstacles_of(&zip, size), OBSTACLE_DAMAGED);
	small_document_clear(&zip);
}
END_TEST

START_TEST(parts_are_found_without_regard_to_case)
{
	struct small_document zip = small_zip(parts, 2);
	struct package *package = NULL;
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;

	ck_assert_int_eq(package_open(zip.octets, zip.size, &package, &obstacles), 0);
	ck_assert(package_has(package, "ONE.xml") && !package_has(package, "three.xml"));
	ck_assert_int_eq(package_read(package, "Two.xml", &octets, &size, &obstacles), 0);
	ck_assert_uint_eq(size, 6);
	ck_assert_str_eq(octets, "second");
	ck_assert_int_eq(package_read(package, "three.xml", &octets, &size, &obstacles), -ENOENT);
	free(octets);
	package_free(package);
	small_document_clear(&zip);
}
END_TEST

START_TEST(a_wrong_checksum_is_damage)
{
	struct small_document zip = small_zip(parts, 2);
	struct package *package = NULL;
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;

	set(&zip, CRC, 1, "ld");
	ck_assert_int_eq(package_open(zip.octets, zip.size, &package, &obstacles), 0);
	ck_assert_int_eq(package_read(package, "one.xml", &octets, &size, &obstacles), -EBADMSG);
	ck_assert_uint_eq(obstacles, OBSTACLE_DAMAGED);
	package_free(package);
	small_document_clear(&zip);
}
END_TEST

START_TEST(entries_are_counted)
{
	size_t count = LIMIT_PACKAGE_ENTRIES + (size_t)_i;
	struct zip_part *many = calloc(count, sizeof(*many));

	for (size_t i = 0; i < count; i++) {
		char *name = NULL;
		ck_assert_int_gt(asprintf(&name, "%zu", i), 0);
		many[i] = (struct zip_part){name, "", 0};
	}
	struct small_document zip = small_zip(many, count);
	ck_assert_uint_eq(obstacles_of(&zip, zip.size), _i == 0 ? 0 : OBSTACLE_LIMIT);
	small_document_clear(&zip);
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)many[i].name);
	free(many);
}
END_TEST

/* A part of `size` zeros, deflated: about a thousandth. */
static struct small_document bomb(size_t size)
{
	char *zeros = calloc(1, size);
	struct small_document made = {0};
	zip_error_t error;
	zip_stat_t status;

	zip_error_init(&error);
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_source_keep(target);
	zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
	zip_file_add(archive, "a", zip_source_buffer(archive, zeros, size, 0), 0);
	ck_assert_int_eq(zip_close(archive), 0);
	zip_source_open(target);
	zip_source_stat(target, &status);
	made.octets = malloc(status.size);
	made.size = (size_t)zip_source_read(target, made.octets, status.size);
	zip_source_close(target);
	zip_source_free(target);
	free(zeros);
	return made;
}

START_TEST(a_part_that_swells_is_past_a_limit)
{
	static const struct {
		size_t size;
		unsigned obstacles;
	} sizes[] = {{LIMIT_PACKAGE_RATIO_FROM, 0}, {LIMIT_PACKAGE_RATIO_FROM + 1024, OBSTACLE_LIMIT},
	    {LIMIT_PACKAGE_PART + 1, OBSTACLE_LIMIT}};
	struct small_document zip = bomb(sizes[_i].size);
	struct package *package = NULL;
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;

	ck_assert_int_eq(package_open(zip.octets, zip.size, &package, &obstacles), 0);
	package_read(package, "a", &octets, &size, &obstacles);
	ck_assert_uint_eq(obstacles, sizes[_i].obstacles);
	free(octets);
	package_free(package);
	small_document_clear(&zip);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("package");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, a_container_has_one_reading_or_none, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, names_are_unique_and_stay_inside, 0, 8);
	tcase_add_loop_test(all, nothing_stands_before_between_or_behind, 0, 4);
	tcase_add_test(all, a_cut_container_is_damaged);
	tcase_add_test(all, parts_are_found_without_regard_to_case);
	tcase_add_test(all, a_wrong_checksum_is_damage);
	tcase_add_loop_test(all, entries_are_counted, 0, 2);
	tcase_add_loop_test(all, a_part_that_swells_is_past_a_limit, 0, 3);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
