/*
 * socket_address: where the milter protocol is spoken, as the administrator writes it: "unix:/path",
 * "inet:PORT@ADDRESS", "inet6:PORT@ADDRESS" or "fd:N". Addresses are numeric: no name is looked up before mail can
 * flow, and nobody listens on every interface without saying so. Pure: no socket is opened here.
 */
#ifndef MILTER_SOCKET_ADDRESS_H
#define MILTER_SOCKET_ADDRESS_H

#include <sys/socket.h>
#include <sys/un.h>

/* What is allowed, for messages. */
#define SOCKET_ADDRESS_ALLOWED                                                                                         \
	"unix:PATH (absolute, at most 107 octets), inet:PORT@ADDRESS, inet6:PORT@ADDRESS (numeric) or fd:N (3 or "     \
	"more)"

#define SOCKET_ADDRESS_FD_MIN 3
#define SOCKET_ADDRESS_FD_MAX 1023

enum socket_kind { SOCKET_UNIX = 0, SOCKET_INET, SOCKET_FD };

struct socket_address {
	enum socket_kind kind;
	union {
		struct sockaddr any;
		struct sockaddr_un local; /* SOCKET_UNIX */
		struct sockaddr_storage storage;
	} name;
	socklen_t name_size;
	int fd; /* SOCKET_FD */
};

/* 0, or -EINVAL. */
int socket_address_parse(const char *text, struct socket_address *ret_address);

#endif
