#include "message/sanitise/notice.h"

#include <errno.h>
#include <string.h>

static const char kind_mark[] = "{kind}";
static const char contact_mark[] = "{contact}";

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
    [UNSAFE_HTML_ACTIVE] = {{"a web page that runs a program", "tudalen we sy'n rhedeg rhaglen"}},
    [UNSAFE_HTML_REMOTE] = {{"a web page that fetches pictures from elsewhere",
	"tudalen we sy'n nol lluniau o fan arall"}},
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

static bool is_printable(const char *text, bool may_have_lines)
{
	for (; *text != '\0'; text++)
		if ((*text < ' ' || *text > '~') && !(may_have_lines && *text == '\n'))
			return false;
	return true;
}

static bool begins_with(const char *text, const char *mark)
{
	return strncmp(text, mark, strlen(mark)) == 0;
}

int notice_check(const char *template)
{
	bool is_fine = is_printable(template, true) && strlen(template) <= NOTICE_TEMPLATE_MAX &&
		       strstr(template, kind_mark) != NULL && strstr(template, contact_mark) != NULL;

	for (const char *at = template; *at != '\0' && is_fine; at++) {
		if (begins_with(at, kind_mark))
			at += strlen(kind_mark) - 1;
		else if (begins_with(at, contact_mark))
			at += strlen(contact_mark) - 1;
		else
			is_fine = *at != '{' && *at != '}';
	}
	return is_fine ? 0 : -EINVAL;
}

static void fill(const char *template, const char *kind, const char *contact, struct text *text)
{
	for (const char *at = template; *at != '\0'; at++) {
		if (begins_with(at, kind_mark)) {
			text_append(text, kind, strlen(kind));
			at += strlen(kind_mark) - 1;
		} else if (begins_with(at, contact_mark)) {
			text_append(text, contact, strlen(contact));
			at += strlen(contact_mark) - 1;
		} else {
			text_append_octet(text, *at);
		}
	}
}

/* How much of a line of `length` octets stands on the first of its lines: up to a blank, if there is one. */
static size_t first_length(const char *line, size_t length)
{
	if (length <= NOTICE_LINE_MAX)
		return length;
	for (size_t i = NOTICE_LINE_MAX; i > 0; i--)
		if (line[i] == ' ')
			return i;
	const char *blank = memchr(line, ' ', length);
	return blank != NULL ? (size_t)(blank - line) : length;
}

static void wrap(const char *line, size_t length, struct text *text)
{
	do {
		size_t taken = first_length(line, length);
		text_append(text, line, taken);
		text_append_octet(text, '\n');
		if (taken < length)
			taken++; /* the blank */
		line += taken;
		length -= taken;
	} while (length > 0);
}

int notice_write(const char *template, const char *kind, const char *contact, struct text *text)
{
	struct text filled;

	if (notice_check(template) < 0 || !is_printable(kind, false) || !is_printable(contact, false))
		return -EINVAL;
	text_init(&filled);
	fill(template, kind, contact, &filled);
	for (const char *line = text_string(&filled); *line != '\0' && filled.error == 0;) {
		size_t length = strcspn(line, "\n");
		wrap(line, length, text);
		line += line[length] == '\n' ? length + 1 : length;
	}
	int r = filled.error != 0 ? filled.error : text->error;
	text_clear(&filled);
	return r;
}
