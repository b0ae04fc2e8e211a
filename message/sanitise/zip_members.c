#include "message/sanitise/zip_members.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOCAL_SIGNATURE	    0x04034b50U
#define DIRECTORY_SIGNATURE 0x02014b50U
#define END_SIGNATURE	    0x06054b50U
#define END64_SIGNATURE	    0x06064b50U
#define LOCATOR64_SIGNATURE 0x07064b50U

#define LOCAL_SIZE     30U
#define DIRECTORY_SIZE 46U
#define END_SIZE       22U
#define END64_SIZE     56U
#define LOCATOR64_SIZE 20U
#define COMMENT_MOST   65535U
#define EXTRA_ZIP64    0x0001U
#define FLAG_ENCRYPTED (1U << 0 | 1U << 6 | 1U << 13)
#define METHOD_AES     99U
#define FIRST_CAPACITY 64

struct source {
	const uint8_t *octets;
	size_t size, most;
	struct zip_members *list;
	size_t capacity;
};

/* Where the directory is, and how many octets stand before the zip file itself. */
struct directory {
	size_t at, before;
};

static uint32_t get16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static uint64_t get64(const uint8_t *at)
{
	return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static int add(struct source *source, const struct zip_member *member)
{
	struct zip_members *list = source->list;

	if (list->count == source->most)
		return -E2BIG;
	if (list->count == source->capacity) {
		size_t capacity = source->capacity == 0 ? FIRST_CAPACITY : source->capacity * 2;
		struct zip_member *members = realloc(list->members, capacity * sizeof(*members));
		if (members == NULL)
			return -ENOMEM;
		list->members = members;
		source->capacity = capacity;
	}
	list->members[list->count++] = *member;
	/* Each is less than 2^63, or the sum is past every limit anyway. */
	list->unpacked =
	    list->unpacked > UINT64_MAX - member->unpacked ? UINT64_MAX : list->unpacked + member->unpacked;
	return 0;
}

/* The values of 64 bits that stand for those that do not fit: in this order, and only for them. */
static void take_zip64(const uint8_t *extra, size_t length, uint64_t *const *values, size_t count)
{
	for (; length >= 4; extra += 4 + get16(extra + 2)) {
		size_t octets = get16(extra + 2);
		length -= 4;
		if (octets > length)
			return;
		if (get16(extra) == EXTRA_ZIP64) {
			const uint8_t *at = extra + 4;
			for (size_t i = 0; i < count; i++) {
				if (*values[i] != UINT32_MAX || (size_t)(extra + 4 + octets - at) < 8)
					continue;
				*values[i] = get64(at);
				at += 8;
			}
			return;
		}
		length -= octets;
	}
}

/* Takes name and data of the local header at member->header, if there is one. */
static void take_local(const struct source *source, struct zip_member *member)
{
	if (member->header > source->size || source->size - member->header < LOCAL_SIZE)
		return;
	const uint8_t *local = source->octets + member->header;
	size_t left = source->size - member->header, name_length = get16(local + 26);
	size_t head = LOCAL_SIZE + name_length + get16(local + 28);
	if (get32(local) != LOCAL_SIGNATURE || head > left)
		return;
	member->local_name = (const char *)local + LOCAL_SIZE;
	member->local_name_length = name_length;
	member->data = member->header + head;
	member->data_size = member->packed < left - head ? (size_t)member->packed : left - head;
	member->is_encrypted = member->is_encrypted || (get16(local + 6) & 1U) != 0;
}

/* Takes the entry at `at`; how many octets it has, or 0. */
static size_t take_entry(const struct source *source, size_t at, size_t before, struct zip_member *ret_member)
{
	size_t left = source->size - at;
	const uint8_t *entry = source->octets + at;

	if (left < DIRECTORY_SIZE || get32(entry) != DIRECTORY_SIGNATURE)
		return 0;
	size_t name_length = get16(entry + 28), extra_length = get16(entry + 30);
	size_t octets = DIRECTORY_SIZE + name_length + extra_length + get16(entry + 32);
	if (octets > left)
		return 0;
	uint64_t offset = get32(entry + 42);
	struct zip_member member = {.name = (const char *)entry + DIRECTORY_SIZE,
	    .name_length = name_length,
	    .packed = get32(entry + 20),
	    .unpacked = get32(entry + 24),
	    .method = get16(entry + 10),
	    .is_listed = true};
	uint64_t *const values[] = {&member.unpacked, &member.packed, &offset};
	take_zip64(entry + DIRECTORY_SIZE + name_length, extra_length, values, 3);
	member.is_encrypted = (get16(entry + 8) & FLAG_ENCRYPTED) != 0 || member.method == METHOD_AES;
	member.header = offset < source->size ? (size_t)offset + before : source->size;
	take_local(source, &member);
	*ret_member = member;
	return octets;
}

static bool is_entry(const struct source *source, uint64_t at)
{
	return at < source->size && source->size - at >= 4 && get32(source->octets + at) == DIRECTORY_SIGNATURE;
}

/* The directory that the end record at `end` speaks of. */
static bool take_end(const struct source *source, size_t end, struct directory *ret_directory)
{
	uint64_t length = get32(source->octets + end + 12), offset = get32(source->octets + end + 16);
	size_t close = end;

	if (end >= LOCATOR64_SIZE && get32(source->octets + end - LOCATOR64_SIZE) == LOCATOR64_SIGNATURE) {
		uint64_t at = get64(source->octets + end - LOCATOR64_SIZE + 8);
		if (at + END64_SIZE < end && at < end && get32(source->octets + at) == END64_SIGNATURE) {
			length = get64(source->octets + at + 40);
			offset = get64(source->octets + at + 48);
			close = (size_t)at;
		}
	}
	/* It ends where the end record begins; what it says otherwise was written before octets were put before it. */
	if (length <= close && is_entry(source, close - length) && offset <= close - length) {
		*ret_directory = (struct directory){(size_t)(close - length), (size_t)(close - length - offset)};
		return true;
	}
	if (is_entry(source, offset)) {
		*ret_directory = (struct directory){(size_t)offset, 0};
		return true;
	}
	return false;
}

static bool find_directory(const struct source *source, struct directory *ret_directory)
{
	size_t least = source->size > END_SIZE + COMMENT_MOST ? source->size - END_SIZE - COMMENT_MOST : 0;

	if (source->size < END_SIZE)
		return false;
	for (size_t at = source->size - END_SIZE + 1; at > least; at--)
		if (get32(source->octets + at - 1) == END_SIGNATURE && take_end(source, at - 1, ret_directory))
			return true;
	return false;
}

static int compare_headers(const void *a, const void *b)
{
	const struct zip_member *x = a, *y = b;

	return x->header < y->header ? -1 : x->header > y->header;
}

static void sort(struct zip_members *list)
{
	if (list->count > 1)
		qsort(list->members, list->count, sizeof(*list->members), compare_headers);
}

/* The member of the directory whose header is there; NULL for none. `count` of them are sorted. */
static const struct zip_member *listed_at(const struct source *source, size_t count, size_t header)
{
	struct zip_member key = {.header = header};

	return count == 0 ? NULL : bsearch(&key, source->list->members, count, sizeof(key), compare_headers);
}

/* From the front: from header to header, as far as they say where the next one is. */
static int walk(struct source *source)
{
	size_t count = source->list->count, at = 0;
	int r = 0;

	while (r == 0 && at < source->size && source->size - at >= LOCAL_SIZE &&
	       get32(source->octets + at) == LOCAL_SIGNATURE) {
		const uint8_t *local = source->octets + at;
		const struct zip_member *listed = listed_at(source, count, at);
		struct zip_member member = {.header = at,
		    .packed = get32(local + 18),
		    .unpacked = get32(local + 22),
		    .method = get16(local + 8)};
		if (listed != NULL)
			member = *listed;
		else {
			take_local(source, &member);
			member.name = member.local_name;
			member.name_length = member.local_name_length;
			r = add(source, &member);
		}
		if (member.local_name == NULL || member.data_size < member.packed)
			break;
		at = member.data + member.data_size;
		/* A data descriptor, with its signature or without. */
		for (size_t skip = 0; (get16(local + 6) & 8U) != 0 && skip < 4; skip++) {
			static const size_t lengths[] = {0, 12, 16, 24};
			size_t next = at + lengths[skip];
			if (next < source->size && source->size - next >= 4 &&
			    get32(source->octets + next) == LOCAL_SIGNATURE) {
				at = next;
				break;
			}
		}
	}
	return r;
}

static bool has_overlap(const struct zip_members *list)
{
	for (size_t i = 1; i < list->count; i++) {
		const struct zip_member *before = &list->members[i - 1];
		size_t end = before->data > 0 ? before->data + before->data_size : before->header + 1;
		if (list->members[i].header < end)
			return true;
	}
	return false;
}

int zip_members_find(const void *octets, size_t size, size_t most, struct zip_members *ret_members)
{
	struct zip_members list = {0};
	struct source source = {octets, size, most, &list, 0};
	struct directory directory;
	int r = 0;

	if (find_directory(&source, &directory)) {
		struct zip_member member;
		size_t length;
		for (size_t at = directory.at;
		     r == 0 && (length = take_entry(&source, at, directory.before, &member)) > 0; at += length)
			r = add(&source, &member);
		sort(&list);
	}
	if (r == 0)
		r = walk(&source);
	if (r < 0) {
		zip_members_clear(&list);
		return r;
	}
	sort(&list);
	list.overlap = has_overlap(&list);
	*ret_members = list;
	return 0;
}

void zip_members_clear(struct zip_members *members)
{
	free(members->members);
	*members = (struct zip_members){0};
}

bool zip_members_has(const struct zip_members *members, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < members->count; i++)
		if (members->members[i].name_length == length &&
		    strncasecmp(members->members[i].name, name, length) == 0)
			return true;
	return false;
}
