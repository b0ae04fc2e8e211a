#include "message/sanitise/pdf_rules.h"

#include "rules/unsafe.h"

#include <string.h>
#include <strings.h>

#define ACTIVE	    UNSAFE_BIT(UNSAFE_PDF_ACTIVE)
#define ATTACHMENTS UNSAFE_BIT(UNSAFE_PDF_ATTACHMENTS)
#define NAME_MOST   32

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct name_class {
	const char *name;
	unsigned classes;
};

static unsigned classes_of(const struct name_class *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].classes;
	return 0;
}

/* ------------------------------------------------------------------ reading entries */

static bool is_dictionary(qpdf_data pdf, qpdf_oh object)
{
	return qpdf_oh_is_dictionary(pdf, object);
}

/* "" where the entry is missing, no name, or too long for any that matters. */
static void read_name(qpdf_data pdf, qpdf_oh dictionary, const char *key, char *ret_name)
{
	const char *name = NULL;
	size_t length = 0;

	ret_name[0] = '\0';
	if (!qpdf_oh_has_key(pdf, dictionary, key))
		return;
	qpdf_oh value = qpdf_oh_get_key(pdf, dictionary, key);
	if (qpdf_oh_get_value_as_name(pdf, value, &name, &length)) {
		if (length < NAME_MOST)
			memcpy(ret_name, name, length + 1);
		else
			memcpy(ret_name, "/?", 3);
	}
	qpdf_oh_release(pdf, value);
}

bool pdf_rules_has_name(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *name)
{
	char value[NAME_MOST];

	read_name(pdf, dictionary, key, value);
	return strcmp(value, name) == 0;
}

static bool entry_is(qpdf_data pdf, qpdf_oh dictionary, const char *key, QPDF_BOOL (*is)(qpdf_data, qpdf_oh))
{
	qpdf_oh value = qpdf_oh_get_key(pdf, dictionary, key);
	bool answer = is(pdf, value);

	qpdf_oh_release(pdf, value);
	return answer;
}

static bool has_value(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
	return !entry_is(pdf, dictionary, key, qpdf_oh_is_null);
}

/* ------------------------------------------------------------------ links */

static bool begins(const char *octets, size_t length, const char *with)
{
	return length > strlen(with) && strncasecmp(octets, with, strlen(with)) == 0;
}

bool pdf_rules_is_ordinary_uri(const char *octets, size_t length)
{
	static const char *const beginnings[] = {"http://", "https://", "mailto:", "tel:", "www.", "#"};

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)octets[i] < ' ' || octets[i] == '\x7f' || octets[i] == '\\')
			return false;
	for (size_t i = 0; i < COUNT(beginnings); i++)
		if (begins(octets, length, beginnings[i]))
			return true;
	return length == 0;
}

/* What is no string leads nowhere. */
static bool has_ordinary_uri(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
	qpdf_oh value = qpdf_oh_get_key(pdf, dictionary, key);
	bool is_ordinary = true;

	if (qpdf_oh_is_string(pdf, value)) {
		size_t length = 0;
		const char *octets = qpdf_oh_get_binary_string_value(pdf, value, &length);
		is_ordinary = pdf_rules_is_ordinary_uri(octets, length);
	}
	qpdf_oh_release(pdf, value);
	return is_ordinary;
}

/* ------------------------------------------------------------------ actions */

/* What turns pages; what else a program's menus do is not for a document to say. */
static bool is_harmless_menu(qpdf_data pdf, qpdf_oh action)
{
	static const char *const harmless[] = {"", "/NextPage", "/PrevPage", "/FirstPage", "/LastPage", "/Print"};
	char name[NAME_MOST];

	read_name(pdf, action, "/N", name);
	for (size_t i = 0; i < COUNT(harmless); i++)
		if (strcmp(name, harmless[i]) == 0)
			return true;
	return false;
}

static bool is_harmless_type(qpdf_data pdf, qpdf_oh action, const char *type)
{
	static const char *const harmless[] = {
	    "/GoTo", "/GoToDp", "/ResetForm", "/Hide", "/SetOCGState", "/Trans", "/NOP"};

	for (size_t i = 0; i < COUNT(harmless); i++)
		if (strcmp(type, harmless[i]) == 0)
			return true;
	if (strcmp(type, "/URI") == 0)
		return has_ordinary_uri(pdf, action, "/URI");
	if (strcmp(type, "/Named") == 0)
		return is_harmless_menu(pdf, action);
	return strcmp(type, "/Thread") == 0 && !has_value(pdf, action, "/F");
}

/* Without a type no reader does anything. */
static bool is_harmless_action(qpdf_data pdf, qpdf_oh action)
{
	char type[NAME_MOST];

	if (!is_dictionary(pdf, action) || !has_value(pdf, action, "/S"))
		return true;
	read_name(pdf, action, "/S", type);
	return is_harmless_type(pdf, action, type);
}

static unsigned judge_action(qpdf_data pdf, qpdf_oh value)
{
	int count = qpdf_oh_is_array(pdf, value) ? qpdf_oh_get_array_n_items(pdf, value) : 0;
	bool is_harmless = is_harmless_action(pdf, value);

	for (int i = 0; i < count && is_harmless; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(pdf, value, i);
		is_harmless = is_harmless_action(pdf, item);
		qpdf_oh_release(pdf, item);
	}
	return is_harmless ? 0 : ACTIVE;
}

/* Opening it may show a place in the document, and do nothing more. */
static unsigned judge_opening(qpdf_data pdf, qpdf_oh value)
{
	if (!is_dictionary(pdf, value))
		return qpdf_oh_is_stream(pdf, value) ? ACTIVE : 0;
	return pdf_rules_has_name(pdf, value, "/S", "/GoTo") && !has_value(pdf, value, "/Next") ? 0 : ACTIVE;
}

/* A font or the like may have this name: what has actions in it is none. */
static unsigned judge_triggers(qpdf_data pdf, qpdf_oh value)
{
	static const char *const triggers[] = {"/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC", "/PV", "/PI", "/O",
	    "/C", "/K", "/F", "/V", "/WC", "/WS", "/DS", "/WP", "/DP"};

	if (!is_dictionary(pdf, value))
		return 0;
	for (size_t i = 0; i < COUNT(triggers); i++)
		if (entry_is(pdf, value, triggers[i], qpdf_oh_is_dictionary))
			return ACTIVE;
	return 0;
}

/* ------------------------------------------------------------------ entries */

static unsigned judge_associated(qpdf_data pdf, qpdf_oh value)
{
	if (qpdf_oh_is_array(pdf, value))
		return qpdf_oh_get_array_n_items(pdf, value) > 0 ? ATTACHMENTS : 0;
	if (!is_dictionary(pdf, value))
		return 0;
	bool is_file = has_value(pdf, value, "/EF") || pdf_rules_has_name(pdf, value, "/Type", "/Filespec");
	return is_file ? ATTACHMENTS : 0;
}

static unsigned judge_base(qpdf_data pdf, qpdf_oh value)
{
	return is_dictionary(pdf, value) && !has_ordinary_uri(pdf, value, "/Base") ? ACTIVE : 0;
}

static unsigned judge_dictionary(qpdf_data pdf, qpdf_oh value, unsigned classes)
{
	return is_dictionary(pdf, value) || qpdf_oh_is_stream(pdf, value) ? classes : 0;
}

/* Data out of the document: of a stream, of a page in another file, of a picture on a server. */
static unsigned judge_stream_entry(qpdf_data pdf, const char *key, qpdf_oh value)
{
	if (strcmp(key, "/F") == 0)
		return ACTIVE;
	if (strcmp(key, "/Ref") == 0 || strcmp(key, "/OPI") == 0)
		return judge_dictionary(pdf, value, ACTIVE);
	return 0;
}

static bool is_empty_array(qpdf_data pdf, qpdf_oh value)
{
	return qpdf_oh_is_array(pdf, value) && qpdf_oh_get_array_n_items(pdf, value) == 0;
}

/* What programs leave behind that took everything out: an array, or a tree of names, of nothing. */
static bool is_empty(qpdf_data pdf, qpdf_oh value)
{
	if (!is_dictionary(pdf, value))
		return is_empty_array(pdf, value);
	qpdf_oh names = qpdf_oh_get_key(pdf, value, "/Names");
	bool is = (qpdf_oh_is_null(pdf, names) || is_empty_array(pdf, names)) && !has_value(pdf, value, "/Kids");

	qpdf_oh_release(pdf, names);
	return is;
}

/* Under these keys nothing but nothing is harmless. */
static unsigned judge_anything(qpdf_data pdf, const char *key, qpdf_oh value)
{
	static const struct name_class keys[] = {{"/JavaScript", ACTIVE}, {"/XFA", ACTIVE},
	    {"/RichMediaContent", ACTIVE}, {"/RichMediaSettings", ACTIVE}, {"/Renditions", ACTIVE},
	    {"/AlternatePresentations", ACTIVE}, {"/EmbeddedFiles", ATTACHMENTS}, {"/AdditionalStreams", ATTACHMENTS}};
	unsigned classes = classes_of(keys, COUNT(keys), key);

	if (classes == 0 || qpdf_oh_is_null(pdf, value))
		return 0;
	bool is_tree = strcmp(key, "/JavaScript") == 0 || strcmp(key, "/EmbeddedFiles") == 0;
	return is_tree || strcmp(key, "/XFA") == 0 ? (is_empty(pdf, value) ? 0 : classes) : classes;
}

static unsigned judge_collection(qpdf_data pdf, qpdf_oh value)
{
	return judge_dictionary(pdf, value, ATTACHMENTS);
}

unsigned pdf_rules_entry(qpdf_data pdf, bool is_stream, const char *key, qpdf_oh value)
{
	static const struct {
		const char *key;
		unsigned (*judge)(qpdf_data, qpdf_oh);
	} judges[] = {{"/A", judge_action}, {"/PA", judge_action}, {"/Next", judge_action}, {"/AA", judge_triggers},
	    {"/OpenAction", judge_opening}, {"/AF", judge_associated}, {"/Collection", judge_collection},
	    {"/URI", judge_base}};
	unsigned classes = judge_anything(pdf, key, value);

	if (is_stream)
		classes |= judge_stream_entry(pdf, key, value);
	for (size_t i = 0; i < COUNT(judges); i++)
		if (strcmp(judges[i].key, key) == 0)
			classes |= judges[i].judge(pdf, value);
	return classes;
}

/* ------------------------------------------------------------------ objects */

static unsigned judge_annotation(qpdf_data pdf, qpdf_oh dictionary)
{
	static const struct name_class annotations[] = {{"/FileAttachment", ATTACHMENTS}, {"/RichMedia", ACTIVE},
	    {"/3D", ACTIVE}, {"/Movie", ACTIVE}, {"/Sound", ACTIVE}};
	char name[NAME_MOST];

	read_name(pdf, dictionary, "/Subtype", name);
	return classes_of(annotations, COUNT(annotations), name);
}

bool pdf_rules_is_annotation(qpdf_data pdf, qpdf_oh object)
{
	return is_dictionary(pdf, object) && judge_annotation(pdf, object) != 0;
}

static bool has_script(qpdf_data pdf, qpdf_oh dictionary)
{
	if (!qpdf_oh_has_key(pdf, dictionary, "/JS"))
		return false;
	qpdf_oh script = qpdf_oh_get_key(pdf, dictionary, "/JS");
	bool is = qpdf_oh_is_string(pdf, script) || qpdf_oh_is_stream(pdf, script);

	qpdf_oh_release(pdf, script);
	return is;
}

static unsigned judge_plain(qpdf_data pdf, qpdf_oh dictionary)
{
	static const struct name_class actions[] = {{"/JavaScript", ACTIVE}, {"/Launch", ACTIVE},
	    {"/SubmitForm", ACTIVE}, {"/ImportData", ACTIVE}, {"/GoToR", ACTIVE}, {"/GoToE", ACTIVE},
	    {"/Rendition", ACTIVE}, {"/Movie", ACTIVE}, {"/Sound", ACTIVE}, {"/RichMediaExecute", ACTIVE},
	    {"/GoTo3DView", ACTIVE}};
	static const struct name_class types[] = {{"/Rendition", ACTIVE}, {"/MediaClip", ACTIVE}};
	char name[NAME_MOST];

	unsigned classes = judge_annotation(pdf, dictionary);
	read_name(pdf, dictionary, "/S", name);
	classes |= classes_of(actions, COUNT(actions), name);
	if (strcmp(name, "/URI") == 0 && !has_ordinary_uri(pdf, dictionary, "/URI"))
		classes |= ACTIVE;
	read_name(pdf, dictionary, "/Type", name);
	classes |= classes_of(types, COUNT(types), name);
	if (has_script(pdf, dictionary))
		classes |= ACTIVE;
	if (qpdf_oh_has_key(pdf, dictionary, "/EF") && entry_is(pdf, dictionary, "/EF", qpdf_oh_is_dictionary))
		classes |= ATTACHMENTS;
	return classes;
}

static unsigned judge_stream(qpdf_data pdf, qpdf_oh dictionary)
{
	static const struct name_class types[] = {{"/EmbeddedFile", ATTACHMENTS}, {"/3D", ACTIVE}, {"/Sound", ACTIVE}};
	char name[NAME_MOST];

	read_name(pdf, dictionary, "/Type", name);
	unsigned classes = classes_of(types, COUNT(types), name);
	/* PostScript is a program. */
	if (pdf_rules_has_name(pdf, dictionary, "/Subtype", "/PS"))
		classes |= ACTIVE;
	return classes;
}

unsigned pdf_rules_object(qpdf_data pdf, qpdf_oh object, bool is_stream)
{
	if (!is_stream)
		return judge_plain(pdf, object);
	qpdf_oh dictionary = qpdf_oh_get_dict(pdf, object);
	unsigned classes = judge_stream(pdf, dictionary);
	qpdf_oh_release(pdf, dictionary);
	return classes;
}
