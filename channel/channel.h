/*
 * channel: packets between our own processes over SOCK_SEQPACKET socket pairs, with descriptors.
 *
 * A packet is one encoded message (rules/codec.h); one larger than CHANNEL_INLINE_MAX travels in a sealed memfd of its
 * own, so that no socket buffer limits it. The receiver trusts nothing: sizes, seals and the number of descriptors are
 * checked, and descriptors that were not asked for are closed. Safe for threads on different sockets.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#define CHANNEL_INLINE_MAX (64U << 10) /* octets sent inside the packet */
#define CHANNEL_FDS_MAX	   4	       /* descriptors with one packet, the spilled body not counted */

struct packet {
	uint8_t *bytes; /* owned; NULL when empty */
	size_t size;
	int fds[CHANNEL_FDS_MAX]; /* owned; -1 past fd_count */
	size_t fd_count;
};

void packet_init(struct packet *packet);
/* Frees the octets and closes the descriptors that are still there. */
void packet_clear(struct packet *packet);
/* Takes a descriptor out of the packet: the caller owns it. -1 when there is none. */
int packet_take_fd(struct packet *packet, size_t index);

/* A connected pair, close-on-exec. 0 or negative errno. */
int channel_pair(int ret_fds[2]);

/* Sends one packet; descriptors are duplicated into it, the caller keeps its own. Never raises SIGPIPE. `timeout_ms` -1
 * waits for ever. 0, -EPIPE (other end gone), -ETIMEDOUT, or another negative errno. */
int channel_send(int socket, const void *bytes, size_t size, const int *fds, size_t fd_count, int timeout_ms);

/* Receives one packet. 0, -EPIPE (end of file: other end gone), -ETIMEDOUT, -EBADMSG (not a packet of ours), negative
 * errno. */
int channel_receive(int socket, int timeout_ms, struct packet *ret_packet);

/* A new memfd, close-on-exec, sealing allowed. `name` shows in /proc only. 0 and *ret_fd, or negative errno. */
int channel_memfd(const char *name, int *ret_fd);
/* Writes all of it. 0 or negative errno. */
int channel_write(int fd, const void *bytes, size_t size);
/* Seals against shrinking, growing, writing and further sealing. 0 or negative errno. */
int channel_seal(int fd);
/* 0 when the descriptor is a memfd with all these seals, and its size in *ret_size; otherwise -EBADMSG. */
int channel_sealed_size(int fd, size_t *ret_size);
/* The whole of a sealed memfd, to be freed, at most `most` octets. 0, -E2BIG, -EBADMSG, -ENOMEM. */
int channel_read_sealed(int fd, size_t most, uint8_t **ret_bytes, size_t *ret_size);

#endif
