#include "rules/bundle.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * Packed: magic, count, then for each file kind, and name, path and bytes with their lengths. Numbers are 32 bits,
 * little-endian. Written out here rather than with rules/codec.h, so that the digest of a policy does not depend on how
 * programs of one build talk to each other.
 */
static const uint8_t magic[8] = {'R', 'M', 'P', 'O', 'L', 'C', 'Y', '1'};

#define HEAD_SIZE      (sizeof(magic) + 4)
#define FILE_HEAD_SIZE (4 * 4U)

void bundle_init(struct bundle *bundle)
{
	*bundle = (struct bundle){0};
}

static void file_clear(struct bundle_file *file)
{
	free(file->name);
	free(file->path);
	free(file->bytes);
}

void bundle_clear(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		file_clear(&bundle->files[i]);
	free(bundle->files);
	bundle_init(bundle);
}

static int compare(enum bundle_kind kind, const char *name, const struct bundle_file *file)
{
	if (kind != file->kind)
		return kind < file->kind ? -1 : 1;
	return strcmp(name, file->name);
}

/* Where the file is, or belongs. */
static size_t position_of(const struct bundle *bundle, enum bundle_kind kind, const char *name, bool *ret_found)
{
	size_t low = 0, high = bundle->count;

	*ret_found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(kind, name, &bundle->files[middle]);
		if (order == 0) {
			*ret_found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool is_name(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == 0x7f || name[i] == '/')
			return false;
	return length > 0 && length <= BUNDLE_NAME_MAX && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static size_t packed_size(const struct bundle_file *file)
{
	return FILE_HEAD_SIZE + strlen(file->name) + strlen(file->path) + file->size;
}

static size_t bundle_size(const struct bundle *bundle)
{
	size_t size = HEAD_SIZE;

	for (size_t i = 0; i < bundle->count; i++)
		size += packed_size(&bundle->files[i]);
	return size;
}

static int file_make(enum bundle_kind kind, const char *name, const char *path, const void *bytes, size_t size,
    struct bundle_file *ret_file)
{
	struct bundle_file file = {
	    .kind = kind, .name = strdup(name), .path = strdup(path), .bytes = malloc(size + 1), .size = size};

	if (file.name == NULL || file.path == NULL || file.bytes == NULL) {
		file_clear(&file);
		return -ENOMEM;
	}
	if (size > 0)
		memcpy(file.bytes, bytes, size);
	file.bytes[size] = '\0';
	*ret_file = file;
	return 0;
}

int bundle_add(
    struct bundle *bundle, enum bundle_kind kind, const char *name, const char *path, const void *bytes, size_t size)
{
	struct bundle_file file = {0};
	bool found = false;

	if (kind < 0 || kind >= BUNDLE_KIND_COUNT || !is_name(name))
		return -EINVAL;
	if (size > BUNDLE_FILE_SIZE_MAX || strlen(path) > BUNDLE_PATH_MAX || bundle->count >= BUNDLE_FILES_MAX)
		return -E2BIG;
	size_t at = position_of(bundle, kind, name, &found);
	if (found)
		return -EEXIST;
	if (bundle_size(bundle) + FILE_HEAD_SIZE + strlen(name) + strlen(path) + size > BUNDLE_SIZE_MAX)
		return -E2BIG;
	struct bundle_file *grown = realloc(bundle->files, (bundle->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	bundle->files = grown;
	int r = file_make(kind, name, path, bytes, size, &file);
	if (r < 0)
		return r;
	memmove(&grown[at + 1], &grown[at], (bundle->count - at) * sizeof(*grown));
	grown[at] = file;
	bundle->count++;
	return 0;
}

static uint8_t *put_number(uint8_t *at, size_t number)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		*at++ = (uint8_t)(number >> shift);
	return at;
}

static uint8_t *put_block(uint8_t *at, const void *bytes, size_t size)
{
	at = put_number(at, size);
	if (size > 0)
		memcpy(at, bytes, size);
	return at + size;
}

int bundle_pack(const struct bundle *bundle, uint8_t **ret_bytes, size_t *ret_size)
{
	size_t size = bundle_size(bundle);

	if (size > BUNDLE_SIZE_MAX || bundle->count > BUNDLE_FILES_MAX)
		return -E2BIG;
	uint8_t *bytes = malloc(size);
	if (bytes == NULL)
		return -ENOMEM;
	memcpy(bytes, magic, sizeof(magic));
	uint8_t *at = put_number(bytes + sizeof(magic), bundle->count);
	for (size_t i = 0; i < bundle->count; i++) {
		const struct bundle_file *file = &bundle->files[i];
		at = put_number(at, (size_t)file->kind);
		at = put_block(at, file->name, strlen(file->name));
		at = put_block(at, file->path, strlen(file->path));
		at = put_block(at, file->bytes, file->size);
	}
	*ret_bytes = bytes;
	*ret_size = size;
	return 0;
}

struct block {
	const uint8_t *bytes;
	size_t size;
};

static int get_number(struct block *rest, size_t *ret_number)
{
	size_t number = 0;

	if (rest->size < 4)
		return -EBADMSG;
	for (unsigned i = 0; i < 4; i++)
		number |= (size_t)rest->bytes[i] << 8 * i;
	rest->bytes += 4;
	rest->size -= 4;
	*ret_number = number;
	return 0;
}

static int get_block(struct block *rest, size_t most, struct block *ret_block)
{
	size_t size = 0;

	if (get_number(rest, &size) < 0 || size > most || size > rest->size)
		return -EBADMSG;
	*ret_block = (struct block){rest->bytes, size};
	rest->bytes += size;
	rest->size -= size;
	return 0;
}

static int text_of(const struct block *block, char **ret_text)
{
	if (memchr(block->bytes, '\0', block->size) != NULL)
		return -EBADMSG;
	char *text = strndup((const char *)block->bytes, block->size);
	if (text == NULL)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}

/* One file, which must come after all those before: any other order would be a second spelling of the same policy. */
static int unpack_file(struct block *rest, struct bundle *bundle)
{
	struct block name = {0}, path = {0}, bytes = {0};
	size_t kind = 0, before = bundle->count;
	char *name_text = NULL, *path_text = NULL;
	int r;

	if (get_number(rest, &kind) < 0 || kind >= BUNDLE_KIND_COUNT || get_block(rest, BUNDLE_NAME_MAX, &name) < 0 ||
	    get_block(rest, BUNDLE_PATH_MAX, &path) < 0 || get_block(rest, BUNDLE_FILE_SIZE_MAX, &bytes) < 0)
		return -EBADMSG;
	r = text_of(&name, &name_text);
	if (r == 0)
		r = text_of(&path, &path_text);
	if (r < 0)
		goto out;
	r = -EBADMSG;
	if (before > 0 && compare((enum bundle_kind)kind, name_text, &bundle->files[before - 1]) <= 0)
		goto out;
	r = bundle_add(bundle, (enum bundle_kind)kind, name_text, path_text, bytes.bytes, bytes.size);
	if (r < 0 && r != -ENOMEM)
		r = -EBADMSG;
out:
	free(name_text);
	free(path_text);
	return r;
}

int bundle_unpack(const void *bytes, size_t size, struct bundle *ret_bundle)
{
	struct block rest = {bytes, size};
	struct bundle bundle;
	size_t count = 0;
	int r = 0;

	if (size < HEAD_SIZE || size > BUNDLE_SIZE_MAX || memcmp(bytes, magic, sizeof(magic)) != 0)
		return -EBADMSG;
	rest.bytes += sizeof(magic);
	rest.size -= sizeof(magic);
	if (get_number(&rest, &count) < 0 || count > BUNDLE_FILES_MAX)
		return -EBADMSG;
	bundle_init(&bundle);
	for (size_t i = 0; i < count && r == 0; i++)
		r = unpack_file(&rest, &bundle);
	if (r == 0 && rest.size > 0)
		r = -EBADMSG;
	if (r < 0) {
		bundle_clear(&bundle);
		return r;
	}
	*ret_bundle = bundle;
	return 0;
}

const struct bundle_file *bundle_find(const struct bundle *bundle, enum bundle_kind kind, const char *name)
{
	bool found = false;
	size_t at = position_of(bundle, kind, name, &found);

	return found ? &bundle->files[at] : NULL;
}
