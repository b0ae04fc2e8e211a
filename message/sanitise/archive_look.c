#include "message/sanitise/archive_look.h"

#include "message/sanitise/archive_headers.h"
#include "message/sanitise/archive_member.h"
#include "message/sanitise/archive_tar.h"
#include "message/sanitise/archive_zip.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/trial.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <string.h>

#define GZIP_HEADER 10
#define GZIP_EXTRA  4
#define GZIP_NAME   8

bool archive_look_can(enum file_kind kind)
{
	switch (kind) {
	case KIND_ZIP:
	case KIND_GZIP:
	case KIND_TAR:
	case KIND_RAR:
	case KIND_7Z:
	case KIND_CABINET:
		return true;
	default:
		return false;
	}
}

/* The name in its header (RFC 1952 section 2.3), or none. */
static const char *gzip_name(const char *octets, size_t size, size_t *ret_length)
{
	size_t at = GZIP_HEADER;

	*ret_length = 0;
	if (size <= at + 2 || (octets[3] & GZIP_NAME) == 0)
		return "";
	if ((octets[3] & GZIP_EXTRA) != 0)
		at += 2 + (size_t)((unsigned char)octets[at] | (unsigned)(unsigned char)octets[at + 1] << 8);
	if (at >= size)
		return "";
	*ret_length = strnlen(octets + at, size - at);
	return octets + at;
}

/* What it holds is one file, often a tar. */
static int look_into_gzip(struct archive_look *look, const char *octets, size_t size)
{
	size_t length = 0;
	const char *name = gzip_name(octets, size, &length);
	struct trial trial;

	if (!archive_member_name(look, name, length))
		return 0;
	int r = trial_inflate(TRIAL_GZIP, octets, size, LIMIT_LOOK_INNER, archive_member_most(look, size), &trial);
	if (r == -EFBIG)
		archive_member_bomb(look);
	if (r < 0)
		return r == -EFBIG ? 0 : r;
	enum file_kind kind = trial.kept > 0 ? file_kind_find(trial.octets, trial.kept) : KIND_UNKNOWN;
	look->unpacked += trial.size - trial.kept;
	if (trial.size > trial.kept && archive_look_can(kind))
		archive_member_bomb(look);
	else if (trial.kept > 0)
		r = archive_member_stored(look, name, length, trial.octets, trial.kept);
	trial_clear(&trial);
	return r;
}

static int look_into(struct archive_look *look, enum file_kind kind, const char *octets, size_t size)
{
	enum zip_package package = ZIP_PACKAGE_NONE;
	int r = 0;

	switch (kind) {
	case KIND_ZIP:
		r = archive_zip_look(look, octets, size, &package);
		break;
	case KIND_GZIP:
		r = look_into_gzip(look, octets, size);
		break;
	case KIND_TAR:
		r = archive_tar_look(look, octets, size);
		break;
	case KIND_RAR:
		archive_headers_rar(look, octets, size);
		break;
	case KIND_CABINET:
		archive_headers_cabinet(look, octets, size);
		break;
	case KIND_7Z:
		archive_headers_7z(look, octets, size);
		break;
	default:
		break;
	}
	if (look->depth == 1)
		look->package = package;
	return r;
}

int archive_look_into(struct archive_look *look, enum file_kind kind, const char *octets, size_t size)
{
	int r = 0;

	if (look->is_past_limit)
		return 0;
	if (kind != KIND_ZIP)
		look->found |= UNSAFE_BIT(UNSAFE_ARCHIVE);
	look->depth++;
	if (look->depth > LIMIT_LOOK_DEPTH)
		archive_member_bomb(look);
	else
		r = look_into(look, kind, octets, size);
	look->depth--;
	return r;
}
