/* archive_search: what the documents in a zip archive hold is found, as far as anybody looks. */
#include "message/charsets.h"
#include "message/form/document_reader.h"
#include "message/form/limits.h"
#include "message/sanitise/archive_search.h"
#include "rules/unsafe.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN  "{\\rtf1 a form}"
#define UNSAFE "{\\rtf1 a form{\\object\\objemb{\\*\\objdata 0105}}}"

static void setup(void)
{
	ck_assert_int_eq(document_warm(), 0);
}

static struct small_document archive_of(const char *name, const void *octets, size_t size)
{
	const struct zip_part part = {name, octets, size};

	return small_zip(&part, 1);
}

static struct archive_search search(const struct small_document *archive)
{
	struct archive_search search = {.found = 0};

	ck_assert_int_eq(archive_search_add(&search, (const char *)archive->octets, archive->size), 0);
	return search;
}

START_TEST(a_document_in_an_archive_is_looked_into)
{
	struct small_document archive = archive_of("a.rtf", UNSAFE, strlen(UNSAFE));
	struct archive_search found = search(&archive);

	ck_assert_uint_eq(found.found, UNSAFE_BIT(UNSAFE_RTF_OBJECT));
	ck_assert_uint_eq(found.documents, 1);
	ck_assert(!found.is_past_limit);
	small_document_clear(&archive);
	archive = archive_of("a.rtf", PLAIN, strlen(PLAIN));
	found = search(&archive);
	ck_assert_uint_eq(found.found, 0);
	small_document_clear(&archive);
}
END_TEST

/* At the depth where forms are read still, and one past it. */
START_TEST(archives_in_archives_are_opened_to_a_depth)
{
	struct small_document archive = archive_of("a.rtf", UNSAFE, strlen(UNSAFE));

	for (int depth = 1; depth <= LIMIT_ARCHIVE_DEPTH + 1; depth++) {
		unsigned expected = depth <= LIMIT_ARCHIVE_DEPTH ? UNSAFE_BIT(UNSAFE_RTF_OBJECT) : 0;
		ck_assert_uint_eq(search(&archive).found, expected);
		struct small_document outer = archive_of("b.zip", archive.octets, archive.size);
		small_document_clear(&archive);
		archive = outer;
	}
	small_document_clear(&archive);
}
END_TEST

START_TEST(so_many_documents_are_looked_into_and_no_more)
{
	static struct zip_part parts[LIMIT_ARCHIVE_ENTRIES + 1];
	static char names[LIMIT_ARCHIVE_ENTRIES + 1][16];

	for (size_t i = 0; i <= LIMIT_ARCHIVE_ENTRIES; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu.rtf", i);
		parts[i] = (struct zip_part){names[i], PLAIN, strlen(PLAIN)};
	}
	for (size_t count = LIMIT_ARCHIVE_ENTRIES; count <= LIMIT_ARCHIVE_ENTRIES + 1; count++) {
		struct small_document archive = small_zip(parts, count);
		struct archive_search found = search(&archive);
		ck_assert_uint_eq(found.documents, LIMIT_ARCHIVE_ENTRIES);
		ck_assert(found.is_past_limit == (count > LIMIT_ARCHIVE_ENTRIES));
		small_document_clear(&archive);
	}
}
END_TEST

START_TEST(what_is_no_archive_or_broken_holds_nothing_that_can_be_found)
{
	struct small_document archive = archive_of("a.rtf", UNSAFE, strlen(UNSAFE));
	struct small_document text = {(uint8_t *)strdup("text"), 4};

	archive.size--;
	ck_assert_uint_eq(search(&archive).found, 0);
	ck_assert_uint_eq(search(&text).found, 0);
	small_document_clear(&archive);
	small_document_clear(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("archive_search");
	TCase *tcase = tcase_create("archives");

	tcase_add_unchecked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, a_document_in_an_archive_is_looked_into);
	tcase_add_test(tcase, archives_in_archives_are_opened_to_a_depth);
	tcase_add_test(tcase, so_many_documents_are_looked_into_and_no_more);
	tcase_add_test(tcase, what_is_no_archive_or_broken_holds_nothing_that_can_be_found);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
