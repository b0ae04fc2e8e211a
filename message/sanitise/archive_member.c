#include "message/sanitise/archive_member.h"

#include "message/family.h"
#include "message/sanitise/image_size.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/name_class.h"
#include "message/sanitise/trial.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <string.h>

#define NAME_OCTETS 255

/* What is shown, not run, when its name says text. */
#define TEXT_CLASSES                                                                                                   \
	(UNSAFE_BIT(UNSAFE_SCRIPT) | UNSAFE_BIT(UNSAFE_SHORTCUT) | UNSAFE_BIT(UNSAFE_HTML_ATTACHMENT) |                \
	    UNSAFE_BIT(UNSAFE_SVG_ATTACHMENT))

/* The end of a name, where its extension is, as a string. */
struct tail {
	char name[NAME_OCTETS + 1];
};

static void take_tail(struct tail *tail, const char *name, size_t length)
{
	size_t skip = length > NAME_OCTETS ? length - NAME_OCTETS : 0, at = 0;

	for (size_t i = skip; i < length && name[i] != '\0'; i++)
		tail->name[at++] = name[i];
	tail->name[at] = '\0';
}

void archive_member_bomb(struct archive_look *look)
{
	look->found |= UNSAFE_BIT(UNSAFE_BOMB);
	look->is_past_limit = true;
}

uint64_t archive_member_most(const struct archive_look *look, uint64_t packed)
{
	uint64_t left = look->unpacked < LIMIT_LOOK_UNPACKED ? LIMIT_LOOK_UNPACKED - look->unpacked : 0;
	uint64_t most =
	    packed < LIMIT_LOOK_UNPACKED / LIMIT_LOOK_RATIO ? packed * LIMIT_LOOK_RATIO : LIMIT_LOOK_UNPACKED;

	if (most < LIMIT_LOOK_RATIO_FROM)
		most = LIMIT_LOOK_RATIO_FROM;
	return most < left ? most : left;
}

bool archive_member_name(struct archive_look *look, const char *name, size_t length)
{
	struct tail tail;

	take_tail(&tail, name, length);
	look->found |= name_class(tail.name);
	if (++look->members > LIMIT_LOOK_MEMBERS)
		archive_member_bomb(look);
	return !look->is_past_limit;
}

static void judge(struct archive_look *look, enum file_kind kind, const char *name, size_t length)
{
	unsigned found = file_kind_class(kind);
	struct tail tail;

	take_tail(&tail, name, length);
	if (family_of_name(tail.name) == FAMILY_TEXT)
		found &= ~TEXT_CLASSES;
	/* Of an archive that may be a document those who look into it know. */
	if (kind != KIND_ZIP)
		look->found |= found;
}

static void judge_picture(struct archive_look *look, enum file_kind kind, const char *octets, size_t size)
{
	if (kind == KIND_PICTURE && image_size_pixels(octets, size) > LIMIT_IMAGE_PIXELS)
		archive_member_bomb(look);
}

int archive_member_stored(struct archive_look *look, const char *name, size_t length, const char *octets, size_t size)
{
	enum file_kind kind = file_kind_find(octets, size);

	if (size > archive_member_most(look, size)) {
		archive_member_bomb(look);
		return 0;
	}
	look->unpacked += size;
	judge(look, kind, name, length);
	judge_picture(look, kind, octets, size);
	return archive_look_can(kind) ? archive_look_into(look, kind, octets, size) : 0;
}

static int look_into_deflated(
    struct archive_look *look, enum file_kind kind, const char *octets, size_t size, uint64_t unpacked)
{
	struct trial trial;

	if (unpacked > LIMIT_LOOK_INNER) {
		archive_member_bomb(look);
		return 0;
	}
	int r = trial_inflate(TRIAL_RAW, octets, size, (size_t)unpacked, unpacked, &trial);
	if (r < 0)
		return r;
	r = archive_look_into(look, kind, trial.octets, trial.kept);
	trial_clear(&trial);
	return r;
}

int archive_member_deflated(
    struct archive_look *look, const char *name, size_t length, const char *octets, size_t size, uint64_t most)
{
	struct trial trial;
	uint64_t bound = archive_member_most(look, size);
	int r = trial_inflate(TRIAL_RAW, octets, size, FILE_KIND_OCTETS, most < bound ? most : bound, &trial);

	if (r == -EFBIG) {
		archive_member_bomb(look);
		return 0;
	}
	if (r < 0)
		return r;
	look->unpacked += trial.size;
	enum file_kind kind = trial.kept > 0 ? file_kind_find(trial.octets, trial.kept) : KIND_UNKNOWN;
	judge(look, kind, name, length);
	judge_picture(look, kind, trial.octets, trial.kept);
	if (archive_look_can(kind))
		r = look_into_deflated(look, kind, octets, size, trial.size);
	trial_clear(&trial);
	return r;
}
