/* file_name: names that deceive are found, and written so that they do not. */
#include "message/sanitise/field_value.h"
#include "message/sanitise/file_name.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static const struct {
	const char *name, *extension, *written;
	bool hides;
} names[] = {
    {"form.docx", NULL, "form.docx", false},
    {"form.docm", "docx", "form.docx", false},
    {"form", "docx", "form.docx", false},
    {"form.docm ", "docx", "form.docx", false},
    {"form", NULL, "form", false},
    {"form v1.2.docx", NULL, "form v1.2.docx", false},
    {"C:\\forms\\form.docm", "docx", "form.docx", false},
    {"a/b/form.docx", NULL, "form.docx", false},
    {"form\xe2\x80\xaexcod.exe", NULL, "formxcod.exe", true},
    {"form\xe2\x81\xa7.docx", NULL, "form.docx", true},
    {"form\xe2\x80\x8b.docx", NULL, "form.docx", false},
    {"form.pdf.exe", NULL, "form_pdf.exe", true},
    {"form.docx.pdf", NULL, "form_docx.pdf", false},
    {"form.pdf          .exe", NULL, "form_pdf.exe", true},
    {"form.docx.", NULL, "form.docx", true},
    {"form.docx ", NULL, "form.docx", false},
    {"form.exe ", NULL, "form.exe", true},
    {"form.docx. .", NULL, "form.docx", true},
    {"Letter from J. Smith.", NULL, "Letter from J. Smith", false},
    {"form     v2.docx", NULL, "form v2.docx", false},
    {"form.pdf     v2.docx", NULL, "form.pdf v2.docx", true},
    {"form   .exe", NULL, "form.exe", false},
    {"form    .exe", NULL, "form.exe", true},
    {"form.pdf    .exe.", NULL, "form_pdf.exe", true},
    {"form.txt.js", NULL, "form_txt.js", true},
    {"form v1.2.js", NULL, "form v1.2.js", false},
    {"\xe2\x80\xaa"
     "form.docx",
	NULL, "form.docx", false},
    {"\xe2\x80\xab\xd9\x86\xd9\x85\xe2\x80\xac.docx", NULL, "\xd9\x86\xd9\x85.docx", false},
    {"\xe2\x81\xa7\xd9\x86\xd9\x85.docx", NULL, "\xd9\x86\xd9\x85.docx", true},
    {"\xe2\x81\xa8\xd9\x86\xd9\x85\xe2\x81\xa9.docx", NULL, "\xd9\x86\xd9\x85.docx", false},
    {"form\xe2\x80\xad.docx", NULL, "form.docx", true},
    {"  form .docx", NULL, "form.docx", false},
    {"", "docx", "attachment.docx", false},
    {".docx", NULL, "attachment.docx", false},
    {"...", NULL, "attachment", true},
    {"form.exe . .", NULL, "form.exe", true},
    {"a form, the last version ...", NULL, "a form, the last version", false},
    {"caf\xc3\xa9.docx", NULL, "caf\xc3\xa9.docx", false},
    {"=?utf-8?q?a?=.docx", NULL, "=_utf-8?q?a?=.docx", false},
    {"a=\xe2\x80\x8b?b.docx", NULL, "a=_b.docx", false},
    {"say \"hi\".docx", NULL, "say _hi_.docx", false},
    {"a\tb\x01.docx", NULL, "a b.docx", false},
};

START_TEST(a_name_says_what_it_is)
{
	struct text text, again;

	text_init(&text);
	text_init(&again);
	ck_assert_msg(file_name_hides_type(names[_i].name) == names[_i].hides, "%s", names[_i].name);
	file_name_write(names[_i].name, names[_i].extension, &text);
	ck_assert_str_eq(text_string(&text), names[_i].written);
	ck_assert(!file_name_hides_type(text_string(&text)));
	file_name_write(text_string(&text), NULL, &again);
	ck_assert_str_eq(text_string(&again), names[_i].written);
	text_clear(&text);
	text_clear(&again);
}
END_TEST

/* Characters of the stem, octets of each, and octets that are left with ".docx". */
static const struct {
	size_t count;
	const char *character;
	size_t length;
} lengths[] = {{250, "x", 255}, {251, "x", 255}, {125, "\xc3\xa9", 255}, {126, "\xc3\xa9", 255},
    {84, "\xe2\x82\xac", 254}, {1000, "\xe2\x82\xac", 254}};

START_TEST(a_name_is_cut_between_characters)
{
	struct text name, text;

	text_init(&name);
	text_init(&text);
	for (size_t i = 0; i < lengths[_i].count; i++)
		text_append(&name, lengths[_i].character, strlen(lengths[_i].character));
	text_append(&name, ".docx", 5);
	file_name_write(text_string(&name), NULL, &text);
	ck_assert_uint_eq(text.length, lengths[_i].length);
	ck_assert_str_eq(text_string(&text) + text.length - 5, ".docx");
	ck_assert_uint_le(text.length, FILE_NAME_MAX);
	text_clear(&name);
	text_clear(&text);
}
END_TEST

static const struct {
	const char *name, *field;
} fields[] = {
    {"form.docx", ";\r\n\tname=\"form.docx\""},
    {"a b'c%20.docx", ";\r\n\tname=\"a b'c%20.docx\""},
    {"caf\xc3\xa9 1.docx", ";\r\n\tname*=utf-8''caf%C3%A9%201.docx"},
    {"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac.docx",
	";\r\n\tname*0*=utf-8''%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC;\r\n\tname*1*=%E2%82%AC.docx"},
};

START_TEST(a_name_is_written_in_ascii_and_short_lines)
{
	struct text text;

	text_init(&text);
	field_value_add_name(&text, "name", fields[_i].name);
	ck_assert_str_eq(text_string(&text), fields[_i].field);
	text_clear(&text);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("file_name");
	TCase *tcase = tcase_create("names");

	tcase_add_loop_test(tcase, a_name_says_what_it_is, 0, COUNT(names));
	tcase_add_loop_test(tcase, a_name_is_cut_between_characters, 0, COUNT(lengths));
	tcase_add_loop_test(tcase, a_name_is_written_in_ascii_and_short_lines, 0, COUNT(fields));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
