#include "rules/notice_text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const char *const templates[NOTICE_LANGUAGE_COUNT] = {
    [NOTICE_ENGLISH] = "An attachment was taken out of this message before it was sent on: {kind}. Opening it could "
		       "have done harm.\n\nThe rest of the message is as it was written. If you need what was removed, "
		       "please ask {contact}.\n",
    [NOTICE_WELSH] =
	"Tynnwyd atodiad o'r neges hon cyn ei hanfon ymlaen: {kind}. Gallai ei agor fod wedi gwneud "
	"niwed.\n\nMae gweddill y neges fel y cafodd ei hysgrifennu. Os oes angen yr hyn a dynnwyd arnoch, "
	"holwch {contact}.\n",
};

static const struct {
	const char *words[NOTICE_LANGUAGE_COUNT];
} kinds[UNSAFE_CLASS_COUNT] = {
    [UNSAFE_HTML_ACTIVE] = {{"text that starts something when it is opened",
	"testun sy'n cychwyn rhywbeth wrth ei agor"}},
    [UNSAFE_HTML_REMOTE] = {{"text that fetches pictures from elsewhere", "testun sy'n nol lluniau o fan arall"}},
    [UNSAFE_OFFICE_MACROS] = {{"a document with macros", "dogfen gyda macros"}},
    [UNSAFE_OFFICE_EXTERNAL] = {{"a document that fetches content from elsewhere",
	"dogfen sy'n nol cynnwys o fan arall"}},
    [UNSAFE_OFFICE_EMBEDDED] = {{"a document with other files in it", "dogfen gyda ffeiliau eraill ynddi"}},
    [UNSAFE_FIELDS_DDE] = {{"a document that starts programs", "dogfen sy'n cychwyn rhaglenni"}},
    [UNSAFE_ODF_ACTIVE] = {{"a document with macros", "dogfen gyda macros"}},
    [UNSAFE_PDF_ACTIVE] = {{"a PDF file that runs a program", "ffeil PDF sy'n rhedeg rhaglen"}},
    [UNSAFE_PDF_ATTACHMENTS] = {{"a PDF file with other files in it", "ffeil PDF gyda ffeiliau eraill ynddi"}},
    [UNSAFE_RTF_OBJECT] = {{"a document with other files in it", "dogfen gyda ffeiliau eraill ynddi"}},
    [UNSAFE_OLE_MACROS] = {{"a document with macros", "dogfen gyda macros"}},
    [UNSAFE_EXECUTABLE] = {{"a program", "rhaglen"}},
    [UNSAFE_SCRIPT] = {{"a script, which is a kind of program", "sgript, sef math o raglen"}},
    [UNSAFE_SHORTCUT] = {{"a shortcut to something else", "llwybr byr at rywbeth arall"}},
    [UNSAFE_DISK_IMAGE] = {{"a disk image, with files in it", "delwedd disg, gyda ffeiliau ynddi"}},
    [UNSAFE_ARCHIVE] = {{"an archive, with files in it", "archif, gyda ffeiliau ynddi"}},
    [UNSAFE_HTML_ATTACHMENT] = {{"a web page", "tudalen we"}},
    [UNSAFE_SVG_ATTACHMENT] = {{"a drawing that can run a program", "llun a all redeg rhaglen"}},
    [UNSAFE_TYPE_MISMATCH] = {{"a file that is not what it says it is", "ffeil nad yw'r hyn y mae'n dweud ydyw"}},
    [UNSAFE_ENCRYPTED_ARCHIVE] = {{"an archive under a password", "archif o dan gyfrinair"}},
    [UNSAFE_BOMB] = {{"a file that grows without end when it is opened", "ffeil sy'n tyfu'n ddiddiwedd wrth ei hagor"}},
};

const char *notice_template(enum notice_language language)
{
	return templates[language];
}

const char *notice_kind(enum notice_language language, enum unsafe_class class)
{
	return kinds[class].words[language];
}

static bool is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if ((*text < ' ' || *text > '~') && *text != '\n')
			return false;
	return true;
}

static bool begins_with(const char *text, const char *mark)
{
	return strncmp(text, mark, strlen(mark)) == 0;
}

int notice_check(const char *template)
{
	bool is_fine = is_printable(template) && strlen(template) <= NOTICE_TEMPLATE_MAX &&
		       strstr(template, NOTICE_KIND) != NULL && strstr(template, NOTICE_CONTACT) != NULL;

	for (const char *at = template; *at != '\0' && is_fine; at++) {
		if (begins_with(at, NOTICE_KIND))
			at += strlen(NOTICE_KIND) - 1;
		else if (begins_with(at, NOTICE_CONTACT))
			at += strlen(NOTICE_CONTACT) - 1;
		else
			is_fine = *at != '{' && *at != '}';
	}
	return is_fine ? 0 : -EINVAL;
}
