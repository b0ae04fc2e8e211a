/* channel: packets arrive whole or not at all, with their descriptors, and nothing is leaked or trusted. */
#include "channel/channel.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int pair[2];

static void setup(void)
{
	ck_assert_int_eq(channel_pair(pair), 0);
}

static void teardown(void)
{
	if (pair[0] >= 0)
		close(pair[0]);
	if (pair[1] >= 0)
		close(pair[1]);
}

static int open_descriptors(void)
{
	int count = 0;
	DIR *directory = opendir("/proc/self/fd");

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

START_TEST(packets_of_every_size_arrive_whole)
{
	static const size_t sizes[] = {
	    0, 1, 100, CHANNEL_INLINE_MAX - 1, CHANNEL_INLINE_MAX, CHANNEL_INLINE_MAX + 1, 1U << 20};
	size_t size = sizes[_i];
	uint8_t *bytes = malloc(size + 1);
	struct packet packet;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(i * 7);
	int before = open_descriptors();
	ck_assert_int_eq(channel_send(pair[0], bytes, size, NULL, 0, 1000), 0);
	ck_assert_int_eq(channel_receive(pair[1], 1000, &packet), 0);
	ck_assert_uint_eq(packet.size, size);
	ck_assert(size == 0 || memcmp(packet.bytes, bytes, size) == 0);
	ck_assert_uint_eq(packet.fd_count, 0);
	packet_clear(&packet);
	ck_assert_int_eq(open_descriptors(), before);
	free(bytes);
}
END_TEST

START_TEST(descriptors_travel_with_the_packet)
{
	size_t size = _i == 0 ? 5 : CHANNEL_INLINE_MAX + 5;
	uint8_t *bytes = calloc(size, 1);
	struct packet packet;
	int fd, found;
	char text[6] = {0};

	ck_assert_int_eq(channel_memfd("test", &fd), 0);
	ck_assert_int_eq(channel_write(fd, "hello", 5), 0);
	int before = open_descriptors();
	int two[2] = {fd, fd};
	ck_assert_int_eq(channel_send(pair[0], bytes, size, two, 2, 1000), 0);
	ck_assert_int_eq(channel_receive(pair[1], 1000, &packet), 0);
	ck_assert_uint_eq(packet.fd_count, 2);
	ck_assert_uint_eq(packet.size, size);
	found = packet_take_fd(&packet, 1);
	ck_assert_int_eq(pread(found, text, 5, 0), 5);
	ck_assert_str_eq(text, "hello");
	close(found);
	packet_clear(&packet);
	ck_assert_int_eq(open_descriptors(), before);
	close(fd);
	free(bytes);
}
END_TEST

START_TEST(a_peer_that_is_gone_is_epipe_both_ways)
{
	struct packet packet;

	close(pair[1]);
	pair[1] = -1;
	ck_assert_int_eq(channel_send(pair[0], "x", 1, NULL, 0, 1000), -EPIPE);
	ck_assert_int_eq(channel_receive(pair[0], 1000, &packet), -EPIPE);
}
END_TEST

START_TEST(silence_is_a_timeout)
{
	struct packet packet;

	ck_assert_int_eq(channel_receive(pair[0], 10, &packet), -ETIMEDOUT);
}
END_TEST

START_TEST(a_full_socket_is_a_timeout)
{
	static uint8_t bytes[CHANNEL_INLINE_MAX];
	int r = 0;

	for (int i = 0; i < 1000 && r == 0; i++)
		r = channel_send(pair[0], bytes, sizeof(bytes), NULL, 0, 10);
	ck_assert_int_eq(r, -ETIMEDOUT);
}
END_TEST

START_TEST(what_is_no_packet_of_ours_is_refused_and_leaks_nothing)
{
	static const uint8_t raw[4][8] = {{1}, {9, 0, 0, 0, 1}, {2, 0, 0, 0}, {2, 0, 0, 0, 5}};
	static const size_t sizes[4] = {1, 5, 4, 5};
	struct packet packet;
	int before = open_descriptors();

	ck_assert_int_eq(send(pair[0], raw[_i], sizes[_i], 0), (int)sizes[_i]);
	ck_assert_int_eq(channel_receive(pair[1], 1000, &packet), -EBADMSG);
	ck_assert_int_eq(open_descriptors(), before);
}
END_TEST

START_TEST(more_than_a_packet_may_be_is_refused_by_the_sender)
{
	int fds[CHANNEL_FDS_MAX + 1] = {0};

	ck_assert_int_eq(channel_send(pair[0], "x", (8U << 20) + 1, NULL, 0, 10), -E2BIG);
	ck_assert_int_eq(channel_send(pair[0], "x", 1, fds, CHANNEL_FDS_MAX + 1, 10), -E2BIG);
}
END_TEST

START_TEST(only_a_sealed_memfd_is_read)
{
	uint8_t *bytes;
	size_t size;
	int fd;

	ck_assert_int_eq(channel_memfd("test", &fd), 0);
	ck_assert_int_eq(channel_write(fd, "hello", 5), 0);
	ck_assert_int_eq(channel_read_sealed(fd, 100, &bytes, &size), -EBADMSG);
	ck_assert_int_eq(channel_seal(fd), 0);
	ck_assert_int_ne(channel_write(fd, "more", 4), 0);
	ck_assert_int_eq(channel_read_sealed(fd, 4, &bytes, &size), -E2BIG);
	ck_assert_int_eq(channel_read_sealed(fd, 5, &bytes, &size), 0);
	ck_assert_uint_eq(size, 5);
	ck_assert(memcmp(bytes, "hello", 5) == 0);
	free(bytes);
	close(fd);
	ck_assert_int_eq(channel_sealed_size(pair[0], &size), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("channel");
	TCase *tcase = tcase_create("packets");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, packets_of_every_size_arrive_whole, 0, 7);
	tcase_add_loop_test(tcase, descriptors_travel_with_the_packet, 0, 2);
	tcase_add_test(tcase, a_peer_that_is_gone_is_epipe_both_ways);
	tcase_add_test(tcase, silence_is_a_timeout);
	tcase_add_test(tcase, a_full_socket_is_a_timeout);
	tcase_add_loop_test(tcase, what_is_no_packet_of_ours_is_refused_and_leaks_nothing, 0, 4);
	tcase_add_test(tcase, more_than_a_packet_may_be_is_refused_by_the_sender);
	tcase_add_test(tcase, only_a_sealed_memfd_is_read);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
