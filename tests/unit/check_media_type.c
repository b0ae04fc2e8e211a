/* media_type: types that we know by name, and what they, names and octets say of a form. */
#include "rules/media_type.h"

#include "rules/ruleset.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BIT(type)    (1U << FILE_##type)
#define DOCX	     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static const struct {
	const char *type;
	const char *reduced;
} reductions[] = {
    {"application/pdf", "application/pdf"},
    {"Application/PDF", "application/pdf"},
    {"application/CDFV2", "application/cdfv2"},
    {DOCX, DOCX},
    {"application/pdf2", "other"},
    {"application/pd", "other"},
    {"x-person/name", "other"},
    {"", "other"},
    {"other", "other"},
};

START_TEST(only_types_in_our_table_have_a_name)
{
	ck_assert_str_eq(media_type_reduce(reductions[_i].type), reductions[_i].reduced);
}
END_TEST

static const struct {
	const char *type;
	unsigned claims;
} types[] = {{DOCX, BIT(DOCX)}, {"application/msword", BIT(DOC)}, {"APPLICATION/MSWORD", BIT(DOC)},
    {"application/vnd.oasis.opendocument.text", BIT(ODT)}, {"text/rtf", BIT(RTF)}, {"application/rtf", BIT(RTF)},
    {"application/pdf", BIT(PDF)}, {"application/x-pdf", BIT(PDF)}, {"application/octet-stream", 0}, {"image/jpeg", 0},
    {"application/vnd.oasis.opendocument.spreadsheet", 0}, {"application/zip", 0}};

START_TEST(a_declared_type_claims_a_kind_of_form)
{
	ck_assert_uint_eq(media_type_claims(types[_i].type), types[_i].claims);
	ck_assert_str_ne(media_type_reduce(types[_i].type), "other");
}
END_TEST

static const struct {
	const char *name;
	unsigned claims;
} names[] = {
    {"form.docx", BIT(DOCX)},
    {"Form.DOCX", BIT(DOCX)},
    {"form.doc", BIT(DOC)},
    {"form.odt", BIT(ODT)},
    {"form.rtf", BIT(RTF)},
    {"form.2026.pdf", BIT(PDF)},
    {".pdf", BIT(PDF)},
    {"form.pdf. .", BIT(PDF)},
    {"form.pdf ", BIT(PDF)},
    {"form.docx.exe", 0},
    {"form.docm", 0},
    {"form.doc_", 0},
    {"pdf", 0},
    {"form", 0},
    {"form.", 0},
    {". . .", 0},
    {"", 0},
};

START_TEST(a_file_name_claims_a_kind_of_form)
{
	ck_assert_msg(media_name_claims(names[_i].name) == names[_i].claims, "%s", names[_i].name);
}
END_TEST

static const struct {
	const char *sniffed;
	struct media_octets octets;
} octets[] = {
    {DOCX, {.is = BIT(DOCX)}},
    {"application/pdf", {.is = BIT(PDF)}},
    {"application/zip", {.may_be = BIT(DOCX) | BIT(ODT)}},
    {"application/octet-stream", {.may_be = BIT(DOCX) | BIT(ODT), .hides = BIT(DOC) | BIT(RTF) | BIT(PDF)}},
    {"application/CDFV2", {.may_be = BIT(DOC), .hides = BIT(DOCX)}},
    {"application/encrypted", {.hides = BIT(DOC) | BIT(DOCX) | BIT(ODT)}},
    {"application/x-dosexec", {0}},
    {"text/html", {0}},
    {"inode/x-empty", {0}},
};

START_TEST(octets_are_say_may_be_or_hide_a_form)
{
	struct media_octets found = media_type_octets(octets[_i].sniffed);

	ck_assert_uint_eq(found.is, octets[_i].octets.is);
	ck_assert_uint_eq(found.may_be, octets[_i].octets.may_be);
	ck_assert_uint_eq(found.hides, octets[_i].octets.hides);
	ck_assert_str_ne(media_type_reduce(octets[_i].sniffed), "other");
}
END_TEST

START_TEST(an_image_is_told_by_its_type)
{
	ck_assert(media_type_is_image("image/jpeg"));
	ck_assert(media_type_is_image("IMAGE/x-anything"));
	ck_assert(!media_type_is_image("image"));
	ck_assert(!media_type_is_image("application/image"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_type");
	TCase *tcase = tcase_create("media_type");

	tcase_add_loop_test(tcase, only_types_in_our_table_have_a_name, 0, COUNT(reductions));
	tcase_add_loop_test(tcase, a_declared_type_claims_a_kind_of_form, 0, COUNT(types));
	tcase_add_loop_test(tcase, a_file_name_claims_a_kind_of_form, 0, COUNT(names));
	tcase_add_loop_test(tcase, octets_are_say_may_be_or_hide_a_form, 0, COUNT(octets));
	tcase_add_test(tcase, an_image_is_told_by_its_type);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
