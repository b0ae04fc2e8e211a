/* predicate_part_is_form: by role, type, octets, name and size; the octets win over what is said of them. */
#include "rules/policy_predicates.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL_TYPES    ((1U << FILE_TYPE_COUNT) - 1)
#define ONLY(type)   (1U << FILE_##type)
#define SIZE_MIN     1000
#define PHOTO_SIZE   5000

#define DOCX   "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define ODT    "application/vnd.oasis.opendocument.text"
#define XLSX   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define OCTETS "application/octet-stream"

struct row {
	const char *what;
	unsigned allowed;
	const char *declared;
	const char *sniffed;
	const char *name;
	enum answer expected;
};

/* Attachments of SIZE_MIN octets. */
static const struct row types[] = {
    {"a Word document", ALL_TYPES, DOCX, DOCX, "form.docx", ANSWER_YES},
    {"a Word document declared as octets", ALL_TYPES, OCTETS, DOCX, "form.docx", ANSWER_YES},
    {"a Word document without a name", ALL_TYPES, OCTETS, DOCX, NULL, ANSWER_YES},
    {"a Word document under another name", ALL_TYPES, "text/plain", DOCX, "form.txt", ANSWER_YES},
    {"a Word document that looks like any zip", ALL_TYPES, DOCX, "application/zip", "form.docx", ANSWER_YES},
    {"the same by its name alone", ALL_TYPES, OCTETS, "application/zip", "FORM.DOCX", ANSWER_YES},
    {"a Word document that looks like nothing known", ALL_TYPES, OCTETS, OCTETS, "form.docx", ANSWER_YES},
    {"a text document that looks like nothing known", ALL_TYPES, ODT, OCTETS, NULL, ANSWER_YES},
    {"an old Word document", ALL_TYPES, "application/msword", "application/msword", "form.doc", ANSWER_YES},
    {"an old Word document that looks like any OLE2 file", ALL_TYPES, OCTETS, "application/CDFV2", "form.doc",
	ANSWER_YES},
    {"the same under libmagic's other name", ALL_TYPES, OCTETS, "application/x-ole-storage", "form.doc", ANSWER_YES},
    {"an OpenDocument text", ALL_TYPES, ODT, ODT, "form.odt", ANSWER_YES},
    {"rich text", ALL_TYPES, "application/rtf", "text/rtf", "form.rtf", ANSWER_YES},
    {"a PDF", ALL_TYPES, "application/pdf", "application/pdf", "form.pdf", ANSWER_YES},
    {"a PDF called a Word document", ALL_TYPES, DOCX, "application/pdf", "form.docx", ANSWER_YES},
    {"a PDF where only Word is allowed", ONLY(DOCX), "application/pdf", "application/pdf", "form.pdf", ANSWER_NO},
    {"a PDF called a Word document where only Word is allowed", ONLY(DOCX), DOCX, "application/pdf", "form.docx",
	ANSWER_NO},
    {"a Word document called a PDF where only Word is allowed", ONLY(DOCX), "application/pdf", DOCX, "form.pdf",
	ANSWER_YES},
    {"a package that says text where only Word is allowed", ONLY(DOCX), ODT, "application/zip", "form.odt", ANSWER_NO},
    {"a program called a form", ALL_TYPES, DOCX, "application/x-dosexec", "form.docx", ANSWER_NO},
    {"a spreadsheet called a form", ALL_TYPES, DOCX, XLSX, "form.docx", ANSWER_NO},
    {"a web page called a form", ALL_TYPES, "application/msword", "text/html", "form.doc", ANSWER_NO},
    {"an empty file called a form", ALL_TYPES, "application/pdf", "inode/x-empty", "form.pdf", ANSWER_NO},
    {"plain text called a form", ALL_TYPES, "application/pdf", "text/plain", "form.pdf", ANSWER_NO},
    {"a package that claims nothing", ALL_TYPES, "application/zip", "application/zip", "things.zip", ANSWER_NO},
    {"octets that claim nothing", ALL_TYPES, OCTETS, OCTETS, "things.bin", ANSWER_NO},
    {"a spreadsheet", ALL_TYPES, XLSX, XLSX, "things.xlsx", ANSWER_NO},
    {"a PDF that looks like nothing known may be damaged", ALL_TYPES, "application/pdf", OCTETS, "form.pdf",
	ANSWER_UNKNOWN},
    {"a .docx that is an OLE2 file may have a password", ALL_TYPES, DOCX, "application/CDFV2", "form.docx",
	ANSWER_UNKNOWN},
    {"an encrypted document may be the form", ALL_TYPES, DOCX, "application/encrypted", "form.docx", ANSWER_UNKNOWN},
    {"an encrypted spreadsheet is none", ALL_TYPES, XLSX, "application/encrypted", "things.xlsx", ANSWER_NO},
    {"octets that nobody could look at", ALL_TYPES, DOCX, NULL, "form.docx", ANSWER_UNKNOWN},
    {"the same, of a type that is not allowed", ONLY(PDF), DOCX, NULL, "form.docx", ANSWER_NO},
};

static struct facts_part *part_of(struct facts *facts, const struct row *row)
{
	facts_init(facts);
	struct facts_part *part = facts_add_part(facts);
	part->declared_type = strdup(row->declared);
	part->sniffed_type = row->sniffed != NULL ? strdup(row->sniffed) : NULL;
	part->role = PART_ATTACHMENT;
	part->decoded_size = SIZE_MIN;
	if (row->name != NULL)
		ck_assert_int_eq(facts_part_add_name(part, row->name), 0);
	return part;
}

static struct route route_of(unsigned allowed)
{
	return (struct route){.photo_size = PHOTO_SIZE,
	    .form = {.required = true, .file_types = allowed, .minimum_size = SIZE_MIN, .accept_unreadable = true}};
}

START_TEST(the_octets_decide_what_a_part_is)
{
	struct route route = route_of(types[_i].allowed);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &types[_i]);

	ck_assert_msg(predicate_part_is_form(&route, part) == types[_i].expected, "%s", types[_i].what);
	facts_clear(&facts);
}
END_TEST

static const struct row pdf = {"a PDF", ALL_TYPES, "application/pdf", "application/pdf", "form.pdf", ANSWER_YES};
static const struct row picture = {"a picture", ALL_TYPES, "image/jpeg", "image/jpeg", "form.jpg", ANSWER_NO};

static const struct {
	enum part_role role;
	bool is_opaque;
	enum answer expected;
} roles[] = {
    {PART_ATTACHMENT, false, ANSWER_YES},
    {PART_BODY, false, ANSWER_NO},
    {PART_INLINE, false, ANSWER_NO},
    {PART_CONTAINER, false, ANSWER_NO},
    {PART_UNKNOWN, false, ANSWER_UNKNOWN},
    {PART_ATTACHMENT, true, ANSWER_YES},
    {PART_CONTAINER, true, ANSWER_UNKNOWN},
    {PART_BODY, true, ANSWER_UNKNOWN},
};

START_TEST(only_an_attachment_is_a_form_and_what_is_opaque_may_be)
{
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &pdf);

	part->role = roles[_i].role;
	part->is_opaque = roles[_i].is_opaque;
	ck_assert_int_eq(predicate_part_is_form(&route, part), roles[_i].expected);
	facts_clear(&facts);
}
END_TEST

START_TEST(a_form_has_at_least_the_size_that_the_route_says)
{
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &pdf);

	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_YES);
	part->decoded_size = SIZE_MIN - 1;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	facts_clear(&facts);
}
END_TEST

START_TEST(a_picture_is_a_photo_from_the_size_that_the_route_says)
{
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &picture);

	part->decoded_size = PHOTO_SIZE - 1;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	part->decoded_size = PHOTO_SIZE;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_UNKNOWN);
	part->role = PART_BODY;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_UNKNOWN);
	part->role = PART_INLINE;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	facts_clear(&facts);
}
END_TEST

START_TEST(a_picture_is_told_by_type_or_octets)
{
	static const struct row declared = {"", ALL_TYPES, "image/heic", OCTETS, NULL, ANSWER_UNKNOWN};
	static const struct row sniffed = {"", ALL_TYPES, OCTETS, "image/png", "form", ANSWER_UNKNOWN};
	struct route route = route_of(ALL_TYPES);
	struct facts facts;

	for (int i = 0; i < 2; i++) {
		struct facts_part *part = part_of(&facts, i == 0 ? &declared : &sniffed);
		part->decoded_size = PHOTO_SIZE;
		ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_UNKNOWN);
		facts_clear(&facts);
	}
}
END_TEST

static struct pattern *pattern_of(const char *text)
{
	struct pattern *pattern = NULL;
	char error[100];

	ck_assert_int_eq(pattern_new(text, &pattern, error, sizeof(error)), 0);
	return pattern;
}

START_TEST(any_of_its_names_may_match_the_pattern)
{
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &pdf);

	route.form.name_pattern = pattern_of("referral");
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	ck_assert_int_eq(facts_part_add_name(part, "Prevent Referral.pdf"), 0);
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_YES);
	pattern_free(route.form.name_pattern);
	facts_clear(&facts);
}
END_TEST

START_TEST(without_a_name_no_pattern_matches)
{
	static const struct row nameless = {"", ALL_TYPES, "application/pdf", "application/pdf", NULL, ANSWER_NO};
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &nameless);

	route.form.name_pattern = pattern_of("referral");
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	pattern_free(route.form.name_pattern);
	facts_clear(&facts);
}
END_TEST

START_TEST(a_name_that_cannot_be_matched_is_no_match_but_may_be_the_form)
{
	struct route route = route_of(ALL_TYPES);
	struct facts facts;
	struct facts_part *part = part_of(&facts, &pdf);
	char name[PATTERN_SUBJECT_MAX + 2];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(facts_part_add_name(part, name), 0);
	route.form.name_pattern = pattern_of("referral");
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_UNKNOWN);
	part->decoded_size = SIZE_MIN - 1;
	ck_assert_int_eq(predicate_part_is_form(&route, part), ANSWER_NO);
	pattern_free(route.form.name_pattern);
	facts_clear(&facts);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_form");
	TCase *tcase = tcase_create("policy_form");

	tcase_add_loop_test(tcase, the_octets_decide_what_a_part_is, 0, COUNT(types));
	tcase_add_loop_test(tcase, only_an_attachment_is_a_form_and_what_is_opaque_may_be, 0, COUNT(roles));
	tcase_add_test(tcase, a_form_has_at_least_the_size_that_the_route_says);
	tcase_add_test(tcase, a_picture_is_a_photo_from_the_size_that_the_route_says);
	tcase_add_test(tcase, a_picture_is_told_by_type_or_octets);
	tcase_add_test(tcase, any_of_its_names_may_match_the_pattern);
	tcase_add_test(tcase, without_a_name_no_pattern_matches);
	tcase_add_test(tcase, a_name_that_cannot_be_matched_is_no_match_but_may_be_the_form);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
