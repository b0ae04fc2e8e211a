#include "message/sanitise/part_cleaner.h"

#include "message/form/xml.h"
#include "message/sanitise/html.h"
#include "message/sanitise/odf.h"
#include "message/sanitise/office_text.h"
#include "message/sanitise/ole_unsafe.h"
#include "message/sanitise/ooxml.h"
#include "message/sanitise/pdf_clean.h"
#include "message/sanitise/rtf_unsafe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE	     UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define HTML_CLASSES (ACTIVE | UNSAFE_BIT(UNSAFE_HTML_REMOTE))

static const cleaner cleaners[FORMAT_COUNT] = {
    [FORMAT_OOXML] = ooxml_clean,
    [FORMAT_ODF] = odf_clean,
    [FORMAT_FLAT_ODF] = odf_clean,
    [FORMAT_OFFICE_TEXT] = office_text_unsafe,
    [FORMAT_PDF] = pdf_clean,
    [FORMAT_RTF] = rtf_unsafe,
    [FORMAT_OLE] = ole_unsafe,
};

/* Whatever was in the HTML, nothing of it is left in its text. */
static int become_text(const char *octets, size_t size, const char *charset, struct part_cleaning *cleaning)
{
	char *text = NULL;
	int r = html_text(octets, size, charset, cleaning->cleaning.state == CLEANING_LIMIT, &text);

	if (r == -E2BIG) {
		cleaning->cleaning.state = CLEANING_LIMIT;
		return 0;
	}
	if (r < 0)
		return r;
	cleaning->cleaning.octets = text;
	cleaning->cleaning.size = strlen(text);
	cleaning->cleaning.removed = cleaning->cleaning.found & HTML_CLASSES;
	cleaning->cleaning.type = "text/plain";
	cleaning->cleaning.extension = "txt";
	cleaning->cleaning.state = CLEANING_DONE;
	cleaning->charset = "utf-8";
	return 0;
}

static int clean_html(
    const char *octets, size_t size, const char *charset, unsigned strip, struct part_cleaning *cleaning)
{
	int r = html_clean(octets, size, charset, strip, &cleaning->cleaning);

	if (r < 0)
		return r;
	if (cleaning->cleaning.state == CLEANING_DONE)
		cleaning->charset = "us-ascii";
	/* What nobody can look through in time may hold anything. */
	if (cleaning->cleaning.state == CLEANING_LIMIT && (strip & ACTIVE) != 0)
		cleaning->cleaning.found = ACTIVE;
	if ((cleaning->cleaning.state == CLEANING_IMPOSSIBLE || cleaning->cleaning.state == CLEANING_LIMIT) &&
	    (cleaning->cleaning.found & strip) != 0)
		return become_text(octets, size, charset, cleaning);
	return 0;
}

int part_cleaner_clean(enum file_format format, const char *octets, size_t size, const char *charset, unsigned strip,
    struct part_cleaning *ret_cleaning)
{
	struct part_cleaning cleaning = {.charset = NULL};
	int r = 0;

	cleaning_init(&cleaning.cleaning);
	if (format == FORMAT_HTML)
		r = clean_html(octets, size, charset, strip, &cleaning);
	else if (cleaners[format] != NULL)
		r = cleaners[format](octets, size, strip, &cleaning.cleaning);
	else
		cleaning.cleaning.state = CLEANING_UNCHANGED;
	if (r < 0)
		cleaning_clear(&cleaning.cleaning);
	else
		*ret_cleaning = cleaning;
	return r;
}

/* Something of everything that the HTML of a mail has. */
static const char sample[] =
    "<html><head><meta charset=utf-8><style>p{margin:0}</style></head><body><!--[if mso]><![endif]-->"
    "<p class=MsoNormal style=\"margin:0cm;color:#1f497d\">Hello&nbsp;<b>there</b> <a href=\"https://a.example/\">a</a>"
    "<img src=\"cid:1@a.example\"><img src=\"https://a.example/b.png\"><script>1</script><table><tr><td>a</table>";

static int warm_html(void)
{
	struct cleaning cleaning;
	char *text = NULL;
	int r = html_clean(sample, sizeof(sample) - 1, "utf-8", HTML_CLASSES, &cleaning);

	if (r < 0)
		return r;
	bool is_done = cleaning.state == CLEANING_DONE;
	cleaning_clear(&cleaning);
	r = html_text(sample, sizeof(sample) - 1, "windows-1252", false, &text);
	free(text);
	return r < 0 || is_done ? r : -EIO;
}

int part_cleaner_warm(void)
{
	xml_warm();
	ole_unsafe_warm();
	int r = warm_html();
	return r < 0 ? r : pdf_clean_warm();
}
