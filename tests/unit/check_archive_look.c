/* archive_look: what is in an archive gives its classes, and what grows without bound ends the look, on both sides of
 * every limit. */
#include "message/sanitise/archive_look.h"
#include "message/sanitise/limits.h"
#include "rules/unsafe.h"
#include "tests/support/made_archive.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define OCTETS(text) (text), sizeof(text) - 1
#define BIT(class)   UNSAFE_BIT(UNSAFE_##class)
#define PROGRAM	     "MZ\x90\0\3\0\0\0"

static struct archive_look look_into(enum file_kind kind, const char *octets, size_t size)
{
	struct archive_look look = {0};
	/* Exactly as large, so that a sanitizer sees what is read behind it. */
	char *copy = malloc(size > 0 ? size : 1);

	memcpy(copy, octets, size);
	ck_assert_int_eq(archive_look_into(&look, kind, copy, size), 0);
	free(copy);
	ck_assert_uint_eq(look.depth, 0);
	ck_assert(look.is_past_limit == ((look.found & BIT(BOMB)) != 0));
	return look;
}

static struct archive_look look_into_zip(struct made_zip *zip)
{
	made_zip_end(zip);
	struct archive_look look = look_into(KIND_ZIP, text_string(&zip->octets), zip->octets.length);
	made_zip_clear(zip);
	return look;
}

/* One file in an archive; all are in ARCHIVE too. */
static const struct {
	const char *name, *octets;
	size_t size;
	unsigned found;
} files[] = {
    {"form.docx", OCTETS("x"), 0},
    {"form.txt", OCTETS("x"), 0},
    {"photo.jpg", OCTETS("\xff\xd8\xff\xe0"), 0},
    {"letter.pdf", OCTETS("%PDF-1.4\n"), 0},
    {"folder/", OCTETS(""), 0},
    {"folder.exe/form.docx", OCTETS("x"), 0},
    {"form.exe", OCTETS("x"), BIT(EXECUTABLE)},
    {"folder/form.js", OCTETS("x"), BIT(SCRIPT)},
    {"form.lnk", OCTETS("x"), BIT(SHORTCUT)},
    {"form.iso", OCTETS("x"), BIT(DISK_IMAGE)},
    {"form.html", OCTETS("x"), BIT(HTML_ATTACHMENT)},
    {"form.svg", OCTETS("x"), BIT(SVG_ATTACHMENT)},
    {"form", OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {"form.docx", OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {"form", OCTETS("#!/bin/sh"), BIT(SCRIPT)},
    {"form.txt", OCTETS("#!/bin/sh"), 0},
    {"form", OCTETS("<html>"), BIT(HTML_ATTACHMENT)},
    {"form", OCTETS("L\0\0\0\1\x14\2\0"), BIT(SHORTCUT)},
    {"form", OCTETS("vhdxfile"), BIT(DISK_IMAGE)},
    {"classes.dex", OCTETS("x"), BIT(EXECUTABLE)},
};

START_TEST(a_file_in_an_archive_is_judged_like_a_file)
{
	unsigned expected = files[_i].found | BIT(ARCHIVE);
	struct text tar = {0};

	for (int is_deflated = 0; is_deflated <= 1; is_deflated++) {
		struct made_zip zip = {0};
		struct made_entry entry = {.name = files[_i].name,
		    .octets = files[_i].octets,
		    .size = files[_i].size,
		    .is_deflated = is_deflated != 0};
		made_zip_add(&zip, &entry);
		unsigned found = look_into_zip(&zip).found;
		ck_assert_msg(found == expected, "%s in a zip: %x", files[_i].name, found);
	}
	made_tar_add(&tar, files[_i].name, '0', files[_i].octets, files[_i].size);
	made_tar_end(&tar);
	ck_assert_uint_eq(look_into(KIND_TAR, text_string(&tar), tar.length).found, expected);
	made_gzip_around(&tar, NULL);
	ck_assert_uint_eq(look_into(KIND_GZIP, text_string(&tar), tar.length).found, expected);
	made_zip_around(&tar, "inner.tar.gz");
	ck_assert_uint_eq(look_into(KIND_ZIP, text_string(&tar), tar.length).found, expected);
	text_clear(&tar);
}
END_TEST

START_TEST(the_name_in_a_gzip_counts)
{
	struct text gzip = {0};

	text_append(&gzip, OCTETS("x"));
	made_gzip_around(&gzip, "form.js");
	ck_assert_uint_eq(look_into(KIND_GZIP, text_string(&gzip), gzip.length).found, BIT(ARCHIVE) | BIT(SCRIPT));
	text_clear(&gzip);
}
END_TEST

START_TEST(long_names_in_a_tar_count)
{
	struct text tar = {0};

	made_tar_add(&tar, "././@LongLink", 'L', OCTETS("form.exe"));
	made_tar_add(&tar, "form", '0', OCTETS("x"));
	made_tar_add(&tar, "PaxHeader", 'x', OCTETS("16 path=form.js\n"));
	made_tar_add(&tar, "form", '0', OCTETS("x"));
	made_tar_end(&tar);
	ck_assert_uint_eq(
	    look_into(KIND_TAR, text_string(&tar), tar.length).found, BIT(ARCHIVE) | BIT(EXECUTABLE) | BIT(SCRIPT));
	text_clear(&tar);
}
END_TEST

START_TEST(an_encrypted_zip_says_so_and_its_names_count)
{
	struct made_zip zip = {0};

	made_zip_add(&zip, &(struct made_entry){.name = "form.exe", .octets = "x", .size = 1, .is_encrypted = true});
	ck_assert_uint_eq(look_into_zip(&zip).found, BIT(ARCHIVE) | BIT(ENCRYPTED_ARCHIVE) | BIT(EXECUTABLE));
}
END_TEST

START_TEST(a_name_that_only_the_local_header_has_counts)
{
	struct made_zip zip = {0};

	made_zip_add(
	    &zip, &(struct made_entry){.name = "form.txt", .local_name = "form.exe", .octets = "x", .size = 1});
	ck_assert_uint_eq(look_into_zip(&zip).found, BIT(ARCHIVE) | BIT(EXECUTABLE));
}
END_TEST

START_TEST(a_file_that_is_not_in_the_directory_counts)
{
	struct made_zip zip = {0};

	made_zip_add(&zip, &(struct made_entry){.name = "form.txt", .octets = "x", .size = 1});
	made_zip_add(&zip, &(struct made_entry){.name = "form.exe", .octets = "x", .size = 1, .is_unlisted = true});
	made_zip_add(&zip, &(struct made_entry){.name = "note.txt", .octets = "x", .size = 1});
	ck_assert_uint_eq(look_into_zip(&zip).found, BIT(ARCHIVE) | BIT(EXECUTABLE));
}
END_TEST

START_TEST(a_zip_without_a_directory_is_read_from_the_front)
{
	struct made_zip zip = {0};

	made_zip_add(&zip, &(struct made_entry){.name = "form.txt", .octets = "x", .size = 1});
	made_zip_add(&zip, &(struct made_entry){.name = "form.exe", .octets = "x", .size = 1});
	ck_assert_uint_eq(
	    look_into(KIND_ZIP, text_string(&zip.octets), zip.octets.length).found, BIT(ARCHIVE) | BIT(EXECUTABLE));
	made_zip_clear(&zip);
}
END_TEST

START_TEST(packages_that_install_something_are_programs)
{
	static const char *const names[] = {"AppxManifest.xml", "AndroidManifest.xml", "extension.vsixmanifest"};

	for (int i = 0; i < COUNT(names); i++) {
		struct made_zip zip = {0};
		made_zip_add(&zip, &(struct made_entry){.name = "[Content_Types].xml", .octets = "x", .size = 1});
		made_zip_add(&zip, &(struct made_entry){.name = names[i], .octets = "x", .size = 1});
		struct archive_look look = look_into_zip(&zip);
		ck_assert_uint_eq(look.found, BIT(ARCHIVE) | BIT(EXECUTABLE));
		ck_assert_int_eq(look.package, ZIP_PACKAGE_NONE);
	}
}
END_TEST

/* By the first file, or by one that only such packages have. */
static const struct {
	const char *name, *octets;
	enum zip_package package;
} packages[] = {
    {"[Content_Types].xml", "x", ZIP_PACKAGE_OOXML},
    {"[content_types].xml", "x", ZIP_PACKAGE_OOXML},
    {"mimetype", "application/vnd.oasis.opendocument.text", ZIP_PACKAGE_ODF},
    {"mimetype", "application/vnd.sun.xml.writer", ZIP_PACKAGE_OTHER},
    {"mimetype", "application/epub+zip", ZIP_PACKAGE_OTHER},
    {"mimetype", "application/zip", ZIP_PACKAGE_NONE},
    {"Index/Document.iwa", "x", ZIP_PACKAGE_NONE},
};

START_TEST(a_package_of_a_document_is_no_archive)
{
	struct made_zip zip = {0};

	made_zip_add(
	    &zip, &(struct made_entry){
		      .name = packages[_i].name, .octets = packages[_i].octets, .size = strlen(packages[_i].octets)});
	struct archive_look look = look_into_zip(&zip);
	ck_assert_int_eq(look.package, packages[_i].package);
	ck_assert_uint_eq(look.found, look.package == ZIP_PACKAGE_NONE ? BIT(ARCHIVE) : 0);
}
END_TEST

START_TEST(archives_in_archives_have_a_limit)
{
	struct text zip = {0};

	text_append(&zip, OCTETS("x"));
	for (unsigned depth = 1; depth <= LIMIT_LOOK_DEPTH + 1; depth++) {
		made_zip_around(&zip, depth == 1 ? "form.txt" : "inner.zip");
		unsigned found = look_into(KIND_ZIP, text_string(&zip), zip.length).found;
		ck_assert_uint_eq(found, depth <= LIMIT_LOOK_DEPTH ? BIT(ARCHIVE) : BIT(ARCHIVE) | BIT(BOMB));
	}
	text_clear(&zip);
}
END_TEST

START_TEST(files_have_a_limit)
{
	for (unsigned more = 0; more <= 1; more++) {
		struct made_zip zip = {0};
		for (unsigned i = 0; i < LIMIT_LOOK_MEMBERS + more; i++)
			made_zip_add(&zip, &(struct made_entry){.name = "a", .octets = "", .size = 0});
		ck_assert(look_into_zip(&zip).is_past_limit == (more == 1));
	}
}
END_TEST

START_TEST(what_unpacks_to_two_hundred_times_its_size_has_a_limit)
{
	for (unsigned more = 0; more <= 1; more++) {
		struct made_zip zip = {0};
		struct text gzip = {0};
		size_t size = LIMIT_LOOK_RATIO_FROM + more;
		char *zeros = calloc(1, size);
		text_append(&gzip, zeros, size);
		free(zeros);
		made_gzip_around(&gzip, NULL);
		ck_assert(look_into(KIND_GZIP, text_string(&gzip), gzip.length).is_past_limit == (more == 1));
		text_clear(&gzip);
		made_zip_add(&zip, &(struct made_entry){.name = "a", .size = size, .is_deflated = true});
		ck_assert(look_into_zip(&zip).is_past_limit == (more == 1));
	}
}
END_TEST

START_TEST(what_an_archive_says_that_it_holds_has_a_limit)
{
	static const uint32_t said[] = {LIMIT_LOOK_UNPACKED - 1, LIMIT_LOOK_UNPACKED};

	/* Two files, one of a single octet; large enough that the ratio does not matter. */
	for (int i = 0; i < COUNT(said); i++) {
		struct made_zip zip = {0};
		made_zip_add(&zip, &(struct made_entry){.name = "a", .size = 2U << 20, .says = said[i]});
		made_zip_add(&zip, &(struct made_entry){.name = "b", .octets = "x", .size = 1});
		ck_assert(look_into_zip(&zip).is_past_limit == (i == 1));
	}
}
END_TEST

START_TEST(what_unpacks_to_more_than_it_says_ends_the_look)
{
	for (unsigned less = 0; less <= 1; less++) {
		struct made_zip zip = {0};
		made_zip_add(
		    &zip, &(struct made_entry){.name = "a", .size = 1000, .is_deflated = true, .says = 1000 - less});
		ck_assert(look_into_zip(&zip).is_past_limit == (less == 1));
	}
}
END_TEST

START_TEST(files_that_share_octets_are_a_bomb)
{
	for (unsigned distance = 0; distance <= 1; distance++) {
		struct made_zip zip = {0};
		made_zip_add(&zip, &(struct made_entry){.name = "a", .size = 100000, .is_deflated = true});
		if (distance == 1)
			made_zip_list(&zip, "b", 0, 100, 100);
		ck_assert(look_into_zip(&zip).is_past_limit == (distance == 1));
	}
}
END_TEST

/* Archives whose headers are read, as they are written by those who make them; each of them holds form.exe. */
static const struct {
	enum file_kind kind;
	const char *octets;
	size_t size;
	unsigned found;
} headers[] = {
    /* RAR 4: a main block, and a file, with a password or without; then one with everything encrypted */
    {KIND_RAR,
	OCTETS("Rar!\x1a\7\0"
	       "xx\x73\0\0\x0d\0xxxxxx"
	       "xx\x74\0\x80\x28\0\1\0\0\0\1\0\0\0\2xxxxxxxx\x1d\x30\x08\0xxxx"
	       "form.exeX"),
	BIT(EXECUTABLE)},
    {KIND_RAR,
	OCTETS("Rar!\x1a\7\0"
	       "xx\x73\0\0\x0d\0xxxxxx"
	       "xx\x74\4\x80\x28\0\1\0\0\0\1\0\0\0\2xxxxxxxx\x1d\x30\x08\0xxxx"
	       "form.exeX"),
	BIT(EXECUTABLE) | BIT(ENCRYPTED_ARCHIVE)},
    {KIND_RAR, OCTETS("Rar!\x1a\7\0xx\x73\x80\0\x0d\0xxxxxxyyyyyyyyyyyy"), BIT(ENCRYPTED_ARCHIVE)},
    /* RAR 5: a file of one octet, without and with an encryption record; then one with everything encrypted */
    {KIND_RAR,
	OCTETS("Rar!\x1a\7\1\0"
	       "xxxx\x11\2\2\1\0\1\0\0\1\x08"
	       "form.exeX"),
	BIT(EXECUTABLE)},
    {KIND_RAR,
	OCTETS("Rar!\x1a\7\1\0"
	       "xxxx\x15\2\3\3\1\0\1\0\0\1\x08"
	       "form.exe\2\1\0X"),
	BIT(EXECUTABLE) | BIT(ENCRYPTED_ARCHIVE)},
    {KIND_RAR, OCTETS("Rar!\x1a\7\1\0xxxx\4\4\0\0\0yyyyyyyyy"), BIT(ENCRYPTED_ARCHIVE)},
    {KIND_CABINET,
	OCTETS("MSCF\0\0\0\0xxxxxxxx\x24\0\0\0xxxx\3\1\0\0\1\0xxxxxxxxxxxxxxxxxxxxxx"
	       "form.exe\0"),
	BIT(EXECUTABLE)},
    {KIND_7Z, OCTETS("7z\xbc\xaf\x27\x1c\0\4xxxx\0\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0xxxx\x24\6\xf1\7\1\x12"),
	BIT(ENCRYPTED_ARCHIVE)},
    {KIND_7Z, OCTETS("7z\xbc\xaf\x27\x1c\0\4xxxx\0\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0xxxx\x24\3\xf1\7\1\x12"), 0},
};

START_TEST(headers_in_the_clear_are_read)
{
	struct archive_look look = look_into(headers[_i].kind, headers[_i].octets, headers[_i].size);

	ck_assert_msg(look.found == (headers[_i].found | BIT(ARCHIVE)), "%d: %x", _i, look.found);
	for (size_t size = 0; size < headers[_i].size; size++)
		look_into(headers[_i].kind, headers[_i].octets, size);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("archive_look");
	TCase *tcase = tcase_create("archives");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_file_in_an_archive_is_judged_like_a_file, 0, COUNT(files));
	tcase_add_test(tcase, the_name_in_a_gzip_counts);
	tcase_add_test(tcase, long_names_in_a_tar_count);
	tcase_add_test(tcase, an_encrypted_zip_says_so_and_its_names_count);
	tcase_add_test(tcase, a_name_that_only_the_local_header_has_counts);
	tcase_add_test(tcase, a_file_that_is_not_in_the_directory_counts);
	tcase_add_test(tcase, a_zip_without_a_directory_is_read_from_the_front);
	tcase_add_test(tcase, packages_that_install_something_are_programs);
	tcase_add_loop_test(tcase, a_package_of_a_document_is_no_archive, 0, COUNT(packages));
	tcase_add_test(tcase, archives_in_archives_have_a_limit);
	tcase_add_test(tcase, files_have_a_limit);
	tcase_add_test(tcase, what_unpacks_to_two_hundred_times_its_size_has_a_limit);
	tcase_add_test(tcase, what_an_archive_says_that_it_holds_has_a_limit);
	tcase_add_test(tcase, what_unpacks_to_more_than_it_says_ends_the_look);
	tcase_add_test(tcase, files_that_share_octets_are_a_bomb);
	tcase_add_loop_test(tcase, headers_in_the_clear_are_read, 0, COUNT(headers));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
