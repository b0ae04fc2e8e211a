#include "audit/signing_key.h"

#include "audit/directory.h"
#include "audit/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "signing-key"

/* The directory of credentials, or -1: there is none, or no key in it. */
static int open_credentials(void)
{
	const char *path = getenv("CREDENTIALS_DIRECTORY");
	int fd = path != NULL ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0 && faccessat(fd, NAME, F_OK, 0) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

bool signing_key_is_given(const struct signing_place *place)
{
	int fd = place->path == NULL ? open_credentials() : -1;

	if (fd >= 0)
		close(fd);
	return place->path != NULL || fd >= 0;
}

static int load_seed(const struct signing_place *place, uint8_t seed[DIGEST_SIZE])
{
	if (place->path != NULL)
		return key_file_load_path(place->path, seed);
	int fd = open_credentials();
	if (fd >= 0) {
		int r = key_file_load_given(fd, NAME, seed);
		close(fd);
		return r;
	}
	if (place->must_exist && access(place->directory, F_OK) != 0)
		return -errno;
	int r = directory_open(place->directory, 077, &fd);
	if (r < 0)
		return r;
	r = place->must_exist ? key_file_load(fd, NAME, seed) : key_file_load_or_make(fd, NAME, seed);
	close(fd);
	return r;
}

int signing_key_load(const struct signing_place *place, const char *origin, struct note_signer *ret_signer)
{
	uint8_t seed[DIGEST_SIZE] = {0};
	int r = load_seed(place, seed);

	if (r == 0)
		r = note_signer_init(ret_signer, origin, seed);
	explicit_bzero(seed, sizeof(seed));
	return r;
}

int signing_key_draw(const char *origin, struct note_signer *ret_signer)
{
	uint8_t seed[DIGEST_SIZE] = {0};
	int r = digest_random(seed, sizeof(seed));

	if (r == 0)
		r = note_signer_init(ret_signer, origin, seed);
	explicit_bzero(seed, sizeof(seed));
	return r;
}

int signing_key_replace(const struct signing_place *place, const struct note_signer *signer)
{
	int fd = -1;

	if (signing_key_is_given(place))
		return -EROFS;
	int r = directory_open(place->directory, 077, &fd);
	if (r < 0)
		return r;
	r = key_file_replace(fd, NAME, signer->seed);
	close(fd);
	return r;
}
