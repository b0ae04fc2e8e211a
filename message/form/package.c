#include "message/form/package.h"

#include "message/form/document.h"
#include "message/form/limits.h"
#include "message/form/zip_layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct package {
	zip_t *archive;
};

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

static int refuse_error(const zip_error_t *error, unsigned *obstacles)
{
	return zip_error_code_zip(error) == ZIP_ER_MEMORY ? -ENOMEM : refuse(obstacles, OBSTACLE_DAMAGED);
}

static int open_archive(const void *octets, size_t size, zip_t **ret_archive, unsigned *obstacles)
{
	zip_error_t error;
	int r = 0;

	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(octets, size, 0, &error);
	if (source == NULL) {
		zip_error_fini(&error);
		return -ENOMEM;
	}
	zip_t *archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
	if (archive == NULL) {
		zip_source_free(source);
		r = refuse_error(&error, obstacles);
	} else {
		*ret_archive = archive;
	}
	zip_error_fini(&error);
	return r;
}

int package_open(const void *octets, size_t size, struct package **ret_package, unsigned *obstacles)
{
	int r = zip_layout_check(octets, size, obstacles);

	if (r < 0)
		return r;
	struct package *package = calloc(1, sizeof(*package));
	if (package == NULL)
		return -ENOMEM;
	r = open_archive(octets, size, &package->archive, obstacles);
	if (r < 0) {
		free(package);
		return r;
	}
	*ret_package = package;
	return 0;
}

void package_free(struct package *package)
{
	if (package == NULL)
		return;
	zip_discard(package->archive);
	free(package);
}

const char *package_name(const struct package *package, size_t index)
{
	return zip_get_name(package->archive, index, ZIP_FL_ENC_RAW);
}

bool package_is_stored(const struct package *package, size_t index)
{
	zip_stat_t status;

	return zip_stat_index(package->archive, index, 0, &status) == 0 && (status.valid & ZIP_STAT_COMP_METHOD) != 0 &&
	       status.comp_method == ZIP_CM_STORE;
}

static zip_int64_t find(const struct package *package, const char *name)
{
	return zip_name_locate(package->archive, name, ZIP_FL_NOCASE | ZIP_FL_ENC_RAW);
}

bool package_has(const struct package *package, const char *name)
{
	return find(package, name) >= 0;
}

static int check_size(const zip_stat_t *status, unsigned *obstacles)
{
	if (status->size > LIMIT_PACKAGE_PART)
		return refuse(obstacles, OBSTACLE_LIMIT);
	if (status->size > LIMIT_PACKAGE_RATIO_FROM && status->size / LIMIT_PACKAGE_RATIO > status->comp_size)
		return refuse(obstacles, OBSTACLE_LIMIT);
	return 0;
}

/* To the end, where libzip compares the checksum. */
static int inflate_part(zip_file_t *file, char *octets, size_t size, unsigned *obstacles)
{
	char more;
	zip_int64_t got = zip_fread(file, octets, size);

	if (got < 0 || (size_t)got != size || zip_fread(file, &more, 1) != 0)
		return zip_error_code_zip(zip_file_get_error(file)) == ZIP_ER_MEMORY
			   ? -ENOMEM
			   : refuse(obstacles, OBSTACLE_DAMAGED);
	return 0;
}

int package_read(struct package *package, const char *name, char **ret_octets, size_t *ret_size, unsigned *obstacles)
{
	zip_int64_t index = find(package, name);
	zip_stat_t status;

	if (index < 0)
		return -ENOENT;
	if (zip_stat_index(package->archive, (zip_uint64_t)index, 0, &status) != 0)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	int r = check_size(&status, obstacles);
	if (r < 0)
		return r;
	char *octets = malloc(status.size + 1);
	if (octets == NULL)
		return -ENOMEM;
	zip_file_t *file = zip_fopen_index(package->archive, (zip_uint64_t)index, 0);
	if (file == NULL)
		r = refuse_error(zip_get_error(package->archive), obstacles);
	else
		r = inflate_part(file, octets, status.size, obstacles);
	if (file != NULL)
		zip_fclose(file);
	if (r < 0) {
		free(octets);
		return r;
	}
	octets[status.size] = '\0';
	*ret_octets = octets;
	*ret_size = status.size;
	return 0;
}
