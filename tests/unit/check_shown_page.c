/* shown_page: a page with a name is the text of the mail where mail programs show it as such. */
#include "message/shown_page.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* The last part is what is asked about. */
struct part {
	size_t parent;
	const char *type, *name;
	enum outline_disposition disposition;
};

#define NONE  OUTLINE_NO_PARENT
#define PARTS 6

static const struct {
	const char *name;
	bool is_shown;
	struct part parts[PARTS];
} pages[] = {
    {"alone", true, {{NONE, "text/html", "mail.html", OUTLINE_UNDISPOSED}}},
    {"alone, inline", true, {{NONE, "text/html", "Report.HTM", OUTLINE_INLINE}}},
    {"alone, to be saved", false, {{NONE, "text/html", "mail.html", OUTLINE_ATTACHMENT}}},
    {"of another type", false, {{NONE, "application/xhtml+xml", "mail.html", OUTLINE_INLINE}}},
    {"with another name", false, {{NONE, "text/html", "mail.exe", OUTLINE_INLINE}}},
    {"with a name that deceives", false, {{NONE, "text/html", "mail.docx          .html", OUTLINE_INLINE}}},
    {"first of many", true, {{NONE, "multipart/mixed", NULL, 0}, {0, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"behind a picture", true,
	{{NONE, "multipart/mixed", NULL, 0}, {0, "image/png", "logo.png", OUTLINE_INLINE},
	    {0, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"behind a text file that is attached", true,
	{{NONE, "multipart/mixed", NULL, 0}, {0, "text/plain", "a.txt", OUTLINE_ATTACHMENT},
	    {0, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"behind the text", false,
	{{NONE, "multipart/mixed", NULL, 0}, {0, "text/plain", NULL, 0},
	    {0, "text/html", "page.html", OUTLINE_INLINE}}},
    {"another way to say the text", true,
	{{NONE, "multipart/alternative", NULL, 0}, {0, "text/plain", NULL, 0},
	    {0, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"the same, with pictures", true,
	{{NONE, "multipart/alternative", NULL, 0}, {0, "text/plain", NULL, 0}, {0, "multipart/related", NULL, 0},
	    {2, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"beside the root of what is related", false,
	{{NONE, "multipart/alternative", NULL, 0}, {0, "text/plain", NULL, 0}, {0, "multipart/related", NULL, 0},
	    {2, "text/html", NULL, 0}, {2, "text/html", "page.html", OUTLINE_INLINE}}},
    {"the text of an attached message", true,
	{{NONE, "multipart/mixed", NULL, 0}, {0, "text/plain", NULL, 0}, {0, "message/rfc822", NULL, 0},
	    {2, "text/html", "mail.html", OUTLINE_INLINE}}},
    {"behind an attached message with a text", true,
	{{NONE, "multipart/mixed", NULL, 0}, {0, "message/rfc822", NULL, 0}, {1, "text/plain", NULL, 0},
	    {0, "text/html", "mail.html", OUTLINE_INLINE}}},
};

static enum outline_kind kind_of(const char *type)
{
	if (strncmp(type, "multipart/", 10) == 0)
		return OUTLINE_MULTIPART;
	return strcmp(type, "message/rfc822") == 0 ? OUTLINE_MESSAGE : OUTLINE_LEAF;
}

START_TEST(a_page_is_shown_or_attached)
{
	struct outline outline;
	const struct part *part = pages[_i].parts;

	outline_init(&outline);
	for (; part < pages[_i].parts + PARTS && part->type != NULL; part++) {
		struct outline_part *made = outline_add(&outline, part->parent);
		made->type = strdup(part->type);
		made->kind = kind_of(part->type);
		made->disposition = part->disposition;
		if (part->name != NULL)
			ck_assert_int_eq(outline_part_add_name(made, part->name), 0);
	}
	ck_assert_msg(shown_page_is(&outline, outline.count - 1) == pages[_i].is_shown, "%s", pages[_i].name);
	ck_assert(!shown_page_is(&outline, outline.count));
	outline_clear(&outline);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shown_page");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, a_page_is_shown_or_attached, 0, (int)(sizeof(pages) / sizeof(pages[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
