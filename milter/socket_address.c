#include "milter/socket_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Digits only: no sign, no blank, no other base. The text ends at `end`. */
static bool number_parse(const char *text, const char *end, long most, long *ret_number)
{
	long number = 0;

	if (text == end)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		number = number * 10 + (*text - '0');
		if (number > most)
			return false;
	}
	*ret_number = number;
	return true;
}

static int unix_parse(const char *path, struct socket_address *address)
{
	size_t length = strlen(path);

	if (path[0] != '/' || length >= sizeof(address->name.local.sun_path) || path[length - 1] == '/')
		return -EINVAL;
	address->kind = SOCKET_UNIX;
	address->name.local.sun_family = AF_UNIX;
	memcpy(address->name.local.sun_path, path, length + 1);
	address->name_size = sizeof(address->name.local);
	return 0;
}

static int inet_parse(int family, const char *text, struct socket_address *address)
{
	const char *at = strchr(text, '@');
	long port;

	if (at == NULL || !number_parse(text, at, 65535, &port) || port == 0)
		return -EINVAL;
	address->kind = SOCKET_INET;
	if (family == AF_INET) {
		struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
		if (inet_pton(AF_INET, at + 1, &name.sin_addr) != 1)
			return -EINVAL;
		memcpy(&address->name, &name, sizeof(name));
		address->name_size = sizeof(name);
	} else {
		struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_port = htons((in_port_t)port)};
		if (inet_pton(AF_INET6, at + 1, &name.sin6_addr) != 1)
			return -EINVAL;
		memcpy(&address->name, &name, sizeof(name));
		address->name_size = sizeof(name);
	}
	return 0;
}

static int fd_parse(const char *text, struct socket_address *address)
{
	long fd;

	if (!number_parse(text, text + strlen(text), SOCKET_ADDRESS_FD_MAX, &fd) || fd < SOCKET_ADDRESS_FD_MIN)
		return -EINVAL;
	address->kind = SOCKET_FD;
	address->fd = (int)fd;
	return 0;
}

int socket_address_parse(const char *text, struct socket_address *ret_address)
{
	struct socket_address address;
	int r = -EINVAL;

	memset(&address, 0, sizeof(address));
	address.fd = -1;
	if (strncmp(text, "unix:", 5) == 0)
		r = unix_parse(text + 5, &address);
	else if (strncmp(text, "inet:", 5) == 0)
		r = inet_parse(AF_INET, text + 5, &address);
	else if (strncmp(text, "inet6:", 6) == 0)
		r = inet_parse(AF_INET6, text + 6, &address);
	else if (strncmp(text, "fd:", 3) == 0)
		r = fd_parse(text + 3, &address);
	if (r == 0)
		*ret_address = address;
	return r;
}
