#include "message/sanitise/part_cleaner.h"

#include "message/form/xml.h"
#include "message/sanitise/html.h"
#include "message/sanitise/odf.h"
#include "message/sanitise/ole_unsafe.h"
#include "message/sanitise/ooxml.h"
#include "message/sanitise/pdf_clean.h"
#include "message/sanitise/rtf_unsafe.h"

#include <errno.h>
#include <string.h>

#define HTML_CLASSES (UNSAFE_BIT(UNSAFE_HTML_ACTIVE) | UNSAFE_BIT(UNSAFE_HTML_REMOTE))

static const cleaner cleaners[FORMAT_COUNT] = {
    [FORMAT_OOXML] = ooxml_clean,
    [FORMAT_ODF] = odf_clean,
    [FORMAT_FLAT_ODF] = odf_clean,
    [FORMAT_PDF] = pdf_clean,
    [FORMAT_RTF] = rtf_unsafe,
    [FORMAT_OLE] = ole_unsafe,
};

/* Whatever was in the HTML, nothing of it is left in its text. */
static int become_text(const char *octets, size_t size, const char *charset, struct part_cleaning *cleaning)
{
	char *text = NULL;
	int r = html_text(octets, size, charset, &text);

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
	if (cleaning->cleaning.state == CLEANING_IMPOSSIBLE && (cleaning->cleaning.found & strip) != 0)
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

int part_cleaner_warm(void)
{
	xml_warm();
	ole_unsafe_warm();
	return pdf_clean_warm();
}
