/*
 * milter_load: how many messages a second does a milter pass, and how long does each take?
 *
 * N connections at once, M messages in all, the same message each time, read from a file (CRLF line ends). By default
 * each message has a connection of its own, as Postfix makes them; -k keeps the connection. Speaks version 6 and
 * honours the no-reply flags, as an MTA does. Prints one line: messages, seconds, messages a second, p50 and p99 in
 * microseconds, how many were passed, refused and deferred. Exit status 1 when an answer was not the expected one (-x).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmilter/mfdef.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define OUT_SIZE       (128U << 10) /* octets gathered before they are sent, as an MTA's stream does */
#define FIELDS_MAX     1000
#define RECIPIENTS_MAX 100

enum answer { ANSWER_NONE = 0, ANSWER_PASS, ANSWER_REFUSE, ANSWER_DEFER, ANSWER_COUNT };

struct field {
	char *octets; /* name, NUL, value, NUL */
	size_t size;
};

struct job {
	struct sockaddr_storage address;
	socklen_t address_size;
	const char *sender;
	const char *recipients[RECIPIENTS_MAX];
	size_t recipient_count;
	struct field fields[FIELDS_MAX];
	size_t field_count;
	const char *body;
	size_t body_size;
	unsigned messages;
	bool keeps_connection;
	atomic_uint next;
	atomic_uint answers[ANSWER_COUNT];
	uint32_t *microseconds; /* per message */
};

struct line {
	int fd;
	uint32_t protocol;
	char out[OUT_SIZE];
	size_t out_length;
};

static void fail(const char *what)
{
	fprintf(stderr, "milter_load: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void send_all(int fd, const char *octets, size_t size)
{
	while (size > 0) {
		ssize_t n = send(fd, octets, size, MSG_NOSIGNAL);
		if (n < 0)
			fail("send");
		octets += n;
		size -= (size_t)n;
	}
}

static void line_flush(struct line *line)
{
	send_all(line->fd, line->out, line->out_length);
	line->out_length = 0;
}

static void line_put(struct line *line, char command, const void *data, size_t size)
{
	uint32_t length = htonl((uint32_t)size + 1);

	if (line->out_length + size + 5 > sizeof(line->out))
		line_flush(line);
	memcpy(line->out + line->out_length, &length, 4);
	line->out[line->out_length + 4] = command;
	if (size > 0)
		memcpy(line->out + line->out_length + 5, data, size);
	line->out_length += size + 5;
}

static void read_all(int fd, char *octets, size_t size)
{
	while (size > 0) {
		ssize_t n = recv(fd, octets, size, 0);
		if (n <= 0)
			fail("the filter closed the connection");
		octets += n;
		size -= (size_t)n;
	}
}

/* The next packet's code; its first octets are kept in `data`. */
static char line_get(struct line *line, char data[16])
{
	uint32_t length;
	char head[5], rest[4096];

	read_all(line->fd, head, sizeof(head));
	memcpy(&length, head, 4);
	length = ntohl(length) - 1;
	memset(data, 0, 16);
	for (uint32_t done = 0; done < length;) {
		uint32_t n = length - done < sizeof(rest) ? length - done : (uint32_t)sizeof(rest);
		read_all(line->fd, rest, n);
		if (done == 0)
			memcpy(data, rest, n < 16 ? n : 16);
		done += n;
	}
	return head[4];
}

static enum answer answer_of(char code, const char *data)
{
	switch (code) {
	case SMFIR_ACCEPT:
	case SMFIR_CONTINUE:
		return ANSWER_PASS;
	case SMFIR_REJECT:
		return ANSWER_REFUSE;
	case SMFIR_REPLYCODE:
		return data[0] == '5' ? ANSWER_REFUSE : ANSWER_DEFER;
	case SMFIR_TEMPFAIL:
		return ANSWER_DEFER;
	default:
		return ANSWER_NONE;
	}
}

/* One step of the protocol. ANSWER_NONE: go on; otherwise the filter has answered for the whole message. */
static enum answer step(
    struct line *line, char command, uint32_t no_step, uint32_t no_reply, const void *data, size_t size)
{
	char answer[16];

	if ((line->protocol & no_step) != 0)
		return ANSWER_NONE;
	line_put(line, command, data, size);
	if ((line->protocol & no_reply) != 0)
		return ANSWER_NONE;
	line_flush(line);
	char code = line_get(line, answer);
	return code == SMFIR_CONTINUE ? ANSWER_NONE : answer_of(code, answer);
}

static void line_open(struct line *line, const struct job *job)
{
	static const char connect_data[] = "client.example\0"
					   "4\x09\xdd"
					   "127.0.0.1";
	uint32_t offer[3] = {htonl(SMFI_PROT_VERSION), htonl(SMFI_CURR_ACTS), htonl(SMFI_CURR_PROT)};
	uint32_t answer[4];
	int on = 1;

	line->fd = socket(job->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line->fd < 0 || connect(line->fd, (const struct sockaddr *)&job->address, job->address_size) < 0)
		fail("connect");
	if (job->address.ss_family != AF_UNIX)
		setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	line->out_length = 0;
	line->protocol = 0;
	line_put(line, SMFIC_OPTNEG, offer, sizeof(offer));
	line_flush(line);
	if (line_get(line, (char *)answer) != SMFIC_OPTNEG)
		fail("negotiation");
	line->protocol = ntohl(answer[2]);
	step(line, SMFIC_CONNECT, SMFIP_NOCONNECT, SMFIP_NR_CONN, connect_data, sizeof(connect_data));
	step(line, SMFIC_HELO, SMFIP_NOHELO, SMFIP_NR_HELO, "client.example", 15);
}

static void line_close(struct line *line)
{
	line_put(line, SMFIC_QUIT, NULL, 0);
	line_flush(line);
	close(line->fd);
}

static enum answer send_envelope(struct line *line, const struct job *job)
{
	static const char macros[] = "Mi\0Q0BENCH";
	char path[1100];

	line_put(line, SMFIC_MACRO, macros, sizeof(macros));
	int size = snprintf(path, sizeof(path), "<%s>", job->sender);
	enum answer answer = step(line, SMFIC_MAIL, SMFIP_NOMAIL, SMFIP_NR_MAIL, path, (size_t)size + 1);
	for (size_t i = 0; i < job->recipient_count && answer == ANSWER_NONE; i++) {
		size = snprintf(path, sizeof(path), "<%s>", job->recipients[i]);
		answer = step(line, SMFIC_RCPT, SMFIP_NORCPT, SMFIP_NR_RCPT, path, (size_t)size + 1);
	}
	if (answer == ANSWER_NONE)
		answer = step(line, SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA, NULL, 0);
	return answer;
}

static enum answer send_message(struct line *line, const struct job *job)
{
	char data[16], code;
	enum answer answer = send_envelope(line, job);

	for (size_t i = 0; i < job->field_count && answer == ANSWER_NONE; i++)
		answer =
		    step(line, SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR, job->fields[i].octets, job->fields[i].size);
	if (answer == ANSWER_NONE)
		answer = step(line, SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH, NULL, 0);
	for (size_t sent = 0; sent < job->body_size && answer == ANSWER_NONE; sent += MILTER_CHUNK_SIZE) {
		size_t n = job->body_size - sent < MILTER_CHUNK_SIZE ? job->body_size - sent : MILTER_CHUNK_SIZE;
		answer = step(line, SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY, job->body + sent, n);
	}
	if (answer != ANSWER_NONE)
		return answer;
	line_put(line, SMFIC_BODYEOB, NULL, 0);
	line_flush(line);
	do {
		code = line_get(line, data);
		answer = answer_of(code, data);
	} while (answer == ANSWER_NONE);
	return answer;
}

static void *run_connection(void *argument)
{
	struct job *job = argument;
	struct line *line = calloc(1, sizeof(*line));
	bool is_open = false;

	if (line == NULL)
		fail("calloc");
	for (unsigned i; (i = atomic_fetch_add(&job->next, 1)) < job->messages;) {
		uint64_t start = now_us();
		if (!is_open)
			line_open(line, job);
		enum answer answer = send_message(line, job);
		job->microseconds[i] = (uint32_t)(now_us() - start);
		atomic_fetch_add(&job->answers[answer], 1);
		is_open = job->keeps_connection;
		if (!is_open)
			line_close(line);
	}
	if (is_open)
		line_close(line);
	free(line);
	return NULL;
}

static char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	size_t size = 0, capacity = 1U << 20;
	char *octets = malloc(capacity);

	if (file == NULL || octets == NULL)
		fail(path);
	for (size_t n; (n = fread(octets + size, 1, capacity - size, file)) > 0;) {
		size += n;
		if (size == capacity && (octets = realloc(octets, capacity *= 2)) == NULL)
			fail("realloc");
	}
	fclose(file);
	*ret_size = size;
	return octets;
}

/* Finds where the field that begins at `start` ends, its folded lines included; the final CRLF not counted. */
static char *field_end(char *start, char *stop)
{
	for (char *p = start; p + 2 < stop; p++)
		if (p[0] == '\r' && p[1] == '\n' && p[2] != ' ' && p[2] != '\t')
			return p;
	return NULL;
}

static void parse_message(struct job *job, char *octets, size_t size)
{
	char *p = octets, *stop = octets + size, *end;

	while (p + 2 <= stop && memcmp(p, "\r\n", 2) != 0 && job->field_count < FIELDS_MAX) {
		char *colon = memchr(p, ':', (size_t)(stop - p));
		end = field_end(p, stop);
		if (colon == NULL || end == NULL || colon > end) {
			errno = EBADMSG;
			fail("the message's header");
		}
		/* The NULs take the places of the colon and of the CR after the value. */
		*colon = '\0';
		*end = '\0';
		job->fields[job->field_count].octets = p;
		job->fields[job->field_count++].size = (size_t)(end - p) + 1;
		p = end + 2;
	}
	job->body = p + 2;
	job->body_size = (size_t)(stop - p) - 2;
}

static void parse_address(struct job *job, const char *text)
{
	struct sockaddr_un *local = (struct sockaddr_un *)&job->address;
	struct sockaddr_in *inet = (struct sockaddr_in *)&job->address;
	char host[64];
	unsigned port;

	if (strncmp(text, "unix:", 5) == 0 && strlen(text + 5) < sizeof(local->sun_path)) {
		local->sun_family = AF_UNIX;
		strcpy(local->sun_path, text + 5);
		job->address_size = sizeof(*local);
	} else if (sscanf(text, "inet:%u@%63s", &port, host) == 2 && inet_pton(AF_INET, host, &inet->sin_addr) == 1) {
		inet->sin_family = AF_INET;
		inet->sin_port = htons((uint16_t)port);
		job->address_size = sizeof(*inet);
	} else {
		errno = EINVAL;
		fail(text);
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void run_job(struct job *job, unsigned connections)
{
	pthread_t *threads = calloc(connections, sizeof(*threads));

	job->microseconds = calloc(job->messages, sizeof(*job->microseconds));
	if (threads == NULL || job->microseconds == NULL)
		fail("calloc");
	uint64_t start = now_us();
	for (unsigned i = 0; i < connections; i++)
		if (pthread_create(&threads[i], NULL, run_connection, job) != 0)
			fail("pthread_create");
	for (unsigned i = 0; i < connections; i++)
		pthread_join(threads[i], NULL);
	double seconds = (double)(now_us() - start) / 1e6;
	qsort(job->microseconds, job->messages, sizeof(*job->microseconds), compare);
	printf("%u messages %.3f s %.1f /s p50 %u us p99 %u us passed %u refused %u deferred %u\n", job->messages,
	    seconds, job->messages / seconds, job->microseconds[job->messages / 2],
	    job->microseconds[(uint64_t)job->messages * 99 / 100], job->answers[ANSWER_PASS],
	    job->answers[ANSWER_REFUSE], job->answers[ANSWER_DEFER]);
	free(job->microseconds);
	free(threads);
}

static void usage(void)
{
	fputs(
	    "usage: milter_load -s SOCKET -m FILE -r RECIPIENT [-r ...] [-f SENDER] [-c CONNECTIONS] [-n MESSAGES] [-k]"
	    " [-x pass|refuse|defer]\n",
	    stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	static struct job job = {.sender = "teacher@school.example", .messages = 1};
	unsigned connections = 1;
	enum answer expected = ANSWER_NONE;
	const char *file = NULL, *address = NULL;

	for (int option; (option = getopt(argc, argv, "s:m:r:f:c:n:kx:")) != -1;) {
		if (option == 's')
			address = optarg;
		else if (option == 'm')
			file = optarg;
		else if (option == 'r' && job.recipient_count < RECIPIENTS_MAX)
			job.recipients[job.recipient_count++] = optarg;
		else if (option == 'f')
			job.sender = optarg;
		else if (option == 'c')
			connections = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'n')
			job.messages = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'k')
			job.keeps_connection = true;
		else if (option == 'x')
			expected = *optarg == 'p' ? ANSWER_PASS : *optarg == 'r' ? ANSWER_REFUSE : ANSWER_DEFER;
		else
			usage();
	}
	if (address == NULL || file == NULL || job.recipient_count == 0 || connections == 0 || job.messages == 0)
		usage();
	parse_address(&job, address);
	size_t size;
	char *octets = read_file(file, &size);
	parse_message(&job, octets, size);
	run_job(&job, connections);
	free(octets);
	return expected == ANSWER_NONE || job.answers[expected] == job.messages ? 0 : 1;
}
