#include "message/form/doc_file.h"

#include "message/form/document.h"
#include "message/form/limits.h"

#include <errno.h>
#include <gsf/gsf.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE    0xa5ecU
#define WORD_97	     0x00c1U
#define AT_VERSION   2
#define AT_FLAGS     10
#define FLAG_COMPLEX 0x0004U
#define FLAG_CRYPTED 0x0100U
#define FLAG_1_TABLE 0x0200U
#define AT_SHORTS    32 /* how many 16-bit numbers follow; then how many 32-bit ones, then how many tables */
#define SHORTS	     14
#define LONGS	     22
#define AT_LENGTHS   76
#define AT_TABLES    154

/* One that libgsf owns nothing of: NULL when it is no compound file. */
static GsfInfile *open_container(const void *octets, size_t size)
{
	GsfInput *input = gsf_input_memory_new(octets, (gsf_off_t)size, FALSE);
	GsfInfile *container = input != NULL ? gsf_infile_msole_new(input, NULL) : NULL;

	if (input != NULL)
		g_object_unref(input);
	return container;
}

static bool has_stream(GsfInfile *container, const char *name)
{
	GsfInput *child = gsf_infile_child_by_name(container, name);

	if (child == NULL)
		return false;
	g_object_unref(child);
	return true;
}

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

/* -ENOENT when there is none. */
static int read_stream(GsfInfile *container, const char *name, struct doc_stream *ret_stream, unsigned *obstacles)
{
	GsfInput *child = gsf_infile_child_by_name(container, name);
	int r = 0;

	if (child == NULL)
		return -ENOENT;
	gsf_off_t size = gsf_input_size(child);
	if (size < 0 || size > (gsf_off_t)LIMIT_DOC_STREAM)
		r = refuse(obstacles, OBSTACLE_LIMIT);
	uint8_t *octets = r == 0 ? malloc((size_t)size + 1) : NULL;
	if (r == 0 && octets == NULL)
		r = -ENOMEM;
	if (r == 0 && size > 0 && gsf_input_read(child, (size_t)size, octets) == NULL)
		r = refuse(obstacles, OBSTACLE_DAMAGED);
	if (r == 0)
		*ret_stream = (struct doc_stream){octets, (size_t)size};
	else
		free(octets);
	g_object_unref(child);
	return r;
}

static int check_header(const struct doc_stream *document, unsigned *obstacles)
{
	unsigned flags = doc_get16(document, AT_FLAGS);

	if (!doc_stream_has(document, 0, AT_TABLES) || doc_get16(document, 0) != SIGNATURE)
		return refuse(obstacles, document->size < AT_TABLES ? OBSTACLE_DAMAGED : OBSTACLE_UNSUPPORTED);
	if ((flags & FLAG_CRYPTED) != 0)
		return refuse(obstacles, OBSTACLE_ENCRYPTED);
	if (doc_get16(document, AT_VERSION) < WORD_97 || (flags & FLAG_COMPLEX) != 0)
		return refuse(obstacles, OBSTACLE_UNSUPPORTED);
	if (doc_get16(document, AT_SHORTS) != SHORTS || doc_get16(document, AT_SHORTS + 2 + SHORTS * 2) != LONGS)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	return 0;
}

static int take_lengths(struct doc_file *file, unsigned *obstacles)
{
	uint64_t total = 0;

	for (size_t i = 0; i < DOC_PART_COUNT; i++) {
		file->lengths[i] = doc_get32(&file->document, AT_LENGTHS + i * 4);
		total += file->lengths[i];
	}
	if (file->lengths[DOC_MACROS] != 0)
		return refuse(obstacles, OBSTACLE_UNSUPPORTED);
	return total <= LIMIT_DOC_CHARACTERS ? 0 : refuse(obstacles, OBSTACLE_LIMIT);
}

static int read_streams(GsfInfile *container, struct doc_file *file, unsigned *obstacles)
{
	int r = read_stream(container, "WordDocument", &file->document, obstacles);

	/* Word, Excel and all others encrypt into a package of this name ([MS-OFFCRYPTO] 2.3.4). */
	if (r == -ENOENT)
		return refuse(
		    obstacles, has_stream(container, "EncryptedPackage") ? OBSTACLE_ENCRYPTED : OBSTACLE_UNSUPPORTED);
	if (r == 0)
		r = check_header(&file->document, obstacles);
	if (r == 0) {
		bool is_first = (doc_get16(&file->document, AT_FLAGS) & FLAG_1_TABLE) != 0;
		r = read_stream(container, is_first ? "1Table" : "0Table", &file->table, obstacles);
	}
	if (r == -ENOENT)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	if (r == 0)
		r = read_stream(container, "Data", &file->data, obstacles);
	if (r == -ENOENT)
		r = 0;
	return r == 0 ? take_lengths(file, obstacles) : r;
}

int doc_file_open(const void *octets, size_t size, struct doc_file *ret_file, unsigned *obstacles)
{
	GsfInfile *container = open_container(octets, size);
	struct doc_file file = {0};

	if (container == NULL)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	int r = read_streams(container, &file, obstacles);
	g_object_unref(container);
	if (r < 0)
		doc_file_clear(&file);
	else
		*ret_file = file;
	return r;
}

void doc_file_clear(struct doc_file *file)
{
	free(file->document.octets);
	free(file->table.octets);
	free(file->data.octets);
	*file = (struct doc_file){0};
}

bool doc_file_table(const struct doc_file *file, enum doc_table table, size_t *ret_at, size_t *ret_size)
{
	size_t entry = AT_TABLES + (size_t)table * 8;
	uint32_t at = doc_get32(&file->document, entry), size = doc_get32(&file->document, entry + 4);

	if (size == 0 || !doc_stream_has(&file->table, at, size))
		return false;
	*ret_at = at;
	*ret_size = size;
	return true;
}

void doc_file_warm(void)
{
	gsf_init();
}

bool doc_file_is(const void *octets, size_t size)
{
	GsfInfile *container = open_container(octets, size);
	bool is = container != NULL && has_stream(container, "WordDocument");

	if (container != NULL)
		g_object_unref(container);
	return is;
}
