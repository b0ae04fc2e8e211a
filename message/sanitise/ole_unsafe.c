#include "message/sanitise/ole_unsafe.h"

#include "message/form/doc_file.h"
#include "message/form/doc_text.h"
#include "message/form/document.h"
#include "message/form/hush.h"
#include "message/form/limits.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/ole_records.h"

#include <errno.h>
#include <gsf/gsf.h>
#include <string.h>
#include <strings.h>

#define FOUND UNSAFE_BIT(UNSAFE_OLE_MACROS)

struct reader {
	const char *octets; /* the whole file */
	size_t size;
	size_t entries;
	bool is_found;
	int error;
};

/* Of macros, and of objects of other programs. */
static bool is_telling(const char *name)
{
	static const char *const names[] = {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros", "PROJECTwm",
	    "PROJECTlk", "\001Ole10Native", "\001Ole10ItemName", "\003OCXNAME", "\003OCXDATA", "\003ObjInfo", "Ctls",
	    "Package"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* As Excel calls its embedded and linked objects: three letters and eight digits. */
static bool is_numbered(const char *name)
{
	if (strncasecmp(name, "MBD", 3) != 0 && strncasecmp(name, "LNK", 3) != 0)
		return false;
	return strlen(name) == 11 && strspn(name + 3, "0123456789ABCDEFabcdef") == 8;
}

/* ------------------------------------------------------------------ main streams */

static const uint8_t *stream_octets(struct reader *reader, GsfInput *stream, size_t *ret_size)
{
	gsf_off_t size = gsf_input_size(stream);

	*ret_size = 0;
	if (size <= 0)
		return NULL;
	if (size > (gsf_off_t)LIMIT_DOC_STREAM) {
		reader->error = -EFBIG;
		return NULL;
	}
	const uint8_t *octets = gsf_input_read(stream, (size_t)size, NULL);
	if (octets == NULL)
		reader->error = -EBADMSG;
	else
		*ret_size = (size_t)size;
	return octets;
}

/* The text as it is read, put together from its pieces; where that cannot be done, the stream as it lies there. */
static void look_at_word(struct reader *reader, const uint8_t *octets, size_t size)
{
	struct doc_file file = {0};
	struct doc_text text = {0};
	unsigned obstacles = 0;
	int r = doc_file_open(reader->octets, reader->size, &file, &obstacles);

	if (r == 0) {
		r = doc_text_read(&file, &text, &obstacles);
		if (r == 0)
			reader->is_found |= ole_records_text(text.units, text.count);
		doc_text_clear(&text);
		doc_file_clear(&file);
	}
	if (r == -ENOMEM)
		reader->error = r;
	else if (r < 0 && (obstacles & OBSTACLE_ENCRYPTED) == 0)
		reader->is_found |= ole_records_stream(octets, size);
}

static void look_at_stream(struct reader *reader, const char *name, GsfInput *stream)
{
	bool is_word = strcasecmp(name, "WordDocument") == 0;
	bool is_workbook = strcasecmp(name, "Workbook") == 0 || strcasecmp(name, "Book") == 0;

	if (!is_word && !is_workbook && strcasecmp(name, "PowerPoint Document") != 0)
		return;
	size_t size = 0;
	const uint8_t *octets = stream_octets(reader, stream, &size);
	if (octets == NULL)
		return;
	if (is_word)
		look_at_word(reader, octets, size);
	else
		reader->is_found |= is_workbook ? ole_records_workbook(octets, size) : ole_records_slides(octets, size);
}

/* ------------------------------------------------------------------ the tree */

static void look_into(struct reader *reader, GsfInfile *storage, unsigned depth);

/* Beside the main streams a document may lie that is of another program. */
static void look_at(struct reader *reader, const char *name, GsfInput *child, unsigned depth)
{
	GsfInfile *storage =
	    GSF_IS_INFILE(child) && gsf_infile_num_children(GSF_INFILE(child)) >= 0 ? GSF_INFILE(child) : NULL;

	reader->is_found |= is_telling(name) || is_numbered(name) || (depth > 0 && strcasecmp(name, "\001Ole") == 0);
	/* Word keeps an empty one. */
	if (strcasecmp(name, "ObjectPool") == 0)
		reader->is_found |= storage == NULL || gsf_infile_num_children(storage) > 0;
	if (storage != NULL)
		look_into(reader, storage, depth + 1);
	else
		look_at_stream(reader, name, child);
}

static void look_into(struct reader *reader, GsfInfile *storage, unsigned depth)
{
	int count = gsf_infile_num_children(storage);

	if (depth > LIMIT_OLE_DEPTH) {
		reader->error = -EFBIG;
		return;
	}
	for (int i = 0; i < count && reader->error == 0; i++) {
		const char *name = gsf_infile_name_by_index(storage, i);
		if (++reader->entries > LIMIT_OLE_ENTRIES) {
			reader->error = -EFBIG;
			return;
		}
		GsfInput *child = gsf_infile_child_by_index(storage, i);
		if (child == NULL || name == NULL)
			reader->error = -EBADMSG;
		else
			look_at(reader, name, child, depth);
		if (child != NULL)
			g_object_unref(child);
	}
}

/* An entry that no other points to is in no tree, but some programs go by the list. */
static bool has_hidden_project(const char *octets, size_t size)
{
	static const char name[] = "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T";

	return memmem(octets, size, name, sizeof(name) - 1) != NULL;
}

static void look(struct reader *reader)
{
	GsfInput *input = gsf_input_memory_new((const guint8 *)reader->octets, (gsf_off_t)reader->size, FALSE);
	GsfInfile *container = input != NULL ? gsf_infile_msole_new(input, NULL) : NULL;

	reader->is_found = has_hidden_project(reader->octets, reader->size);
	if (container != NULL) {
		look_into(reader, container, 0);
		g_object_unref(container);
	} else {
		reader->error = -EBADMSG;
	}
	if (input != NULL)
		g_object_unref(input);
}

int ole_unsafe(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	struct reader reader = {.octets = octets, .size = size};
	struct cleaning cleaning;

	cleaning_init(&cleaning);
	if (size > LIMIT_DOCUMENT_OCTETS)
		reader.error = -EFBIG;
	else
		look(&reader);
	if (reader.error == -ENOMEM)
		return reader.error;
	cleaning.found = reader.is_found ? FOUND : 0;
	if (reader.error == -EFBIG)
		cleaning.state = CLEANING_LIMIT;
	else if (reader.error == 0 && (cleaning.found & strip) == 0)
		cleaning.state = CLEANING_UNCHANGED;
	*ret_cleaning = cleaning;
	return 0;
}

void ole_unsafe_warm(void)
{
	hush_libraries();
	doc_file_warm();
}
