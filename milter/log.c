#include "milter/log.h"

#include "milter/journal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_SIZE	 1024 /* octets of a line; what is longer is cut */
#define QUEUE_ID_MAX	 64
#define SYSLOG_PATH	 "/dev/log"
#define RETRY_S		 5  /* between attempts to reach a syslog or journal that is away */
#define LOG_WAIT_MS	 50 /* mail does not wait for a log that is stuck */
#define SYSLOG_TIME_SIZE 32

/* A datagram socket to who takes lines. */
struct door {
	int fd; /* or -1 */
	time_t last_attempt;
};

/* A line on its way. */
struct log_line {
	enum log_level level;
	const char *queue_id; /* or NULL */
	const struct log_fields *fields;
	const char *text;
};

static struct {
	const char *program;
	const char *journal_path;
	bool to_stderr;
	bool to_syslog;
	bool has_journal; /* standard error is the journal, which takes "<N>" as the level */
	struct door syslog, journal;
	pid_t owner; /* of the sockets: a child that was forked has closed them, and their numbers are other files */
	unsigned long dropped; /* lines that nobody took */
	pthread_mutex_t lock;
} state = {.program = "referral-milter",
    .journal_path = JOURNAL_SOCKET,
    .to_stderr = true,
    .syslog.fd = -1,
    .journal.fd = -1,
    .lock = PTHREAD_MUTEX_INITIALIZER};

static int priority_of(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return LOG_ERR;
	case LOG_LEVEL_WARNING:
		return LOG_WARNING;
	case LOG_LEVEL_NOTICE:
		return LOG_NOTICE;
	case LOG_LEVEL_INFO:
		break;
	}
	return LOG_INFO;
}

static const char *word_of(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error: ";
	case LOG_LEVEL_WARNING:
		return "warning: ";
	case LOG_LEVEL_NOTICE:
	case LOG_LEVEL_INFO:
		break;
	}
	return "";
}

/* systemd names device and inode of the stream that it gave us. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long device, inode;
	struct stat status;

	return stream != NULL && sscanf(stream, "%lu:%lu", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &status) == 0 && status.st_dev == (dev_t)device && status.st_ino == (ino_t)inode;
}

void log_open(const char *program, bool to_stderr)
{
	pthread_mutex_lock(&state.lock);
	state.program = program;
	state.to_stderr = to_stderr;
	state.to_syslog = !to_stderr;
	state.has_journal = to_stderr && stderr_is_journal();
	pthread_mutex_unlock(&state.lock);
}

void log_use_journal(const char *path)
{
	pthread_mutex_lock(&state.lock);
	state.journal_path = path;
	pthread_mutex_unlock(&state.lock);
}

void log_echo(bool to_stderr)
{
	pthread_mutex_lock(&state.lock);
	state.to_stderr = to_stderr;
	pthread_mutex_unlock(&state.lock);
}

static void close_door(struct door *door)
{
	if (door->fd >= 0)
		close(door->fd);
	door->fd = -1;
}

static void forget_parents_sockets(void)
{
	if (state.owner == getpid())
		return;
	state.owner = getpid();
	state.syslog.fd = -1;
	state.journal.fd = -1;
}

static bool open_door(struct door *door, const char *path)
{
	time_t now = time(NULL);

	if (door->fd >= 0)
		return true;
	if (door->last_attempt != 0 && now >= door->last_attempt && now - door->last_attempt < RETRY_S)
		return false;
	door->last_attempt = now;
	int fd = journal_connect(path);
	if (fd < 0)
		return false;
	door->fd = fd;
	door->last_attempt = 0;
	return true;
}

/* Once a line was lost nobody waits until the log takes lines again. */
static bool wait_writable(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};

	return poll(&pollfd, 1, state.dropped > 0 ? 0 : LOG_WAIT_MS) > 0;
}

/* Not syslog(3): that waits without end when nobody reads /dev/log, and mail would wait with it. */
static bool syslog_send(const char *packet, size_t size)
{
	/* A restarted syslog leaves a dead socket behind: once more with a new one. */
	for (int attempt = 0; attempt < 2 && open_door(&state.syslog, SYSLOG_PATH); attempt++) {
		ssize_t sent = send(state.syslog.fd, packet, size, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN)
			return wait_writable(state.syslog.fd) && send(state.syslog.fd, packet, size, MSG_NOSIGNAL) > 0;
		if (sent >= 0)
			return true;
		close_door(&state.syslog);
	}
	return false;
}

static bool syslog_line(enum log_level level, const char *line)
{
	char packet[LINE_MAX_SIZE + 128], when[SYSLOG_TIME_SIZE];
	struct tm tm;
	time_t now = time(NULL);

	localtime_r(&now, &tm);
	strftime(when, sizeof(when), "%b %e %H:%M:%S", &tm);
	int size = snprintf(packet, sizeof(packet), "<%d>%s %s[%ld]: %s%s", LOG_MAIL | priority_of(level), when,
	    state.program, (long)getpid(), word_of(level), line);
	return syslog_send(packet, (size_t)size < sizeof(packet) ? (size_t)size : sizeof(packet) - 1);
}

/* One line, whatever a value holds: no control characters. */
static void tidy(char *line)
{
	for (; *line != '\0'; line++)
		if ((unsigned char)*line < ' ' || *line == 0x7f)
			*line = '?';
}

/* 0: taken. -EAGAIN: the journal is there and takes nothing. Anything else: there is none. */
static int journal_line(const struct log_line *line)
{
	static const struct log_fields none;
	const struct log_fields *fields = line->fields != NULL ? line->fields : &none;
	char message[LINE_MAX_SIZE + 16], priority[4], facility[4], queue_id[QUEUE_ID_MAX + 1] = "";
	int r = -ENOENT;

	snprintf(message, sizeof(message), "%s%s", word_of(line->level), line->text);
	snprintf(priority, sizeof(priority), "%d", priority_of(line->level));
	snprintf(facility, sizeof(facility), "%d", LOG_FAC(LOG_MAIL));
	if (line->queue_id != NULL)
		snprintf(queue_id, sizeof(queue_id), "%s", line->queue_id);
	tidy(queue_id);
	const struct journal_field all[] = {{"MESSAGE", message}, {"PRIORITY", priority}, {"SYSLOG_FACILITY", facility},
	    {"SYSLOG_IDENTIFIER", state.program}, {"REFERRAL_QUEUE_ID", queue_id}, {"REFERRAL_ROUTE", fields->route},
	    {"REFERRAL_VERDICT", fields->verdict}, {"REFERRAL_REASON", fields->reasons},
	    {"REFERRAL_CASE", fields->case_code}};
	for (int attempt = 0; attempt < 2 && open_door(&state.journal, state.journal_path); attempt++) {
		r = journal_send(state.journal.fd, all, sizeof(all) / sizeof(*all));
		if (r == -EAGAIN && wait_writable(state.journal.fd))
			r = journal_send(state.journal.fd, all, sizeof(all) / sizeof(*all));
		if (r == 0 || r == -EAGAIN)
			return r;
		close_door(&state.journal);
	}
	return r;
}

static bool stderr_line(enum log_level level, const char *line)
{
	char text[LINE_MAX_SIZE + 128];
	int size;

	if (state.has_journal)
		size = snprintf(text, sizeof(text), "<%d>%s%s\n", priority_of(level), word_of(level), line);
	else
		size = snprintf(
		    text, sizeof(text), "%s[%ld]: %s%s\n", state.program, (long)getpid(), word_of(level), line);
	if ((size_t)size >= sizeof(text))
		size = (int)sizeof(text) - 1;
	return wait_writable(STDERR_FILENO) && write(STDERR_FILENO, text, (size_t)size) == size;
}

static void write_line(const struct log_line *line)
{
	int r = state.has_journal || state.to_syslog ? journal_line(line) : -ENOENT;
	bool taken = r == 0;

	/* A journal that is stuck does not read standard error either; and syslog would be the journal again. */
	if (state.to_stderr && !(state.has_journal && (taken || r == -EAGAIN)))
		taken = stderr_line(line->level, line->text) || taken;
	if (state.to_syslog && r != 0 && r != -EAGAIN)
		taken = syslog_line(line->level, line->text) || taken;
	if (!taken)
		state.dropped++;
}

static void write_lines(const struct log_line *line)
{
	pthread_mutex_lock(&state.lock);
	forget_parents_sockets();
	if (state.dropped > 0) {
		char lost[64];
		unsigned long dropped = state.dropped;
		snprintf(lost, sizeof(lost), "%lu lines before this one were lost", dropped);
		write_line(&(struct log_line){.level = LOG_LEVEL_WARNING, .text = lost});
		/* Were it not taken either, one more is lost. */
		state.dropped = state.dropped > dropped ? state.dropped : 0;
	}
	write_line(line);
	pthread_mutex_unlock(&state.lock);
}

__attribute__((format(printf, 4, 0))) static void write_format(
    enum log_level level, const char *queue_id, const struct log_fields *fields, const char *format, va_list arguments)
{
	char text[LINE_MAX_SIZE];
	size_t used = 0;

	if (queue_id != NULL)
		used = (size_t)snprintf(text, sizeof(text), "%.*s: ", QUEUE_ID_MAX, queue_id);
	vsnprintf(text + used, sizeof(text) - used, format, arguments);
	tidy(text);
	write_lines(&(struct log_line){.level = level, .queue_id = queue_id, .fields = fields, .text = text});
}

void log_write(enum log_level level, const char *queue_id, const char *format, ...)
{
	int saved_errno = errno;
	va_list arguments;

	va_start(arguments, format);
	write_format(level, queue_id, NULL, format, arguments);
	va_end(arguments);
	errno = saved_errno;
}

void log_write_fields(
    enum log_level level, const char *queue_id, const struct log_fields *fields, const char *format, ...)
{
	int saved_errno = errno;
	va_list arguments;

	va_start(arguments, format);
	write_format(level, queue_id, fields, format, arguments);
	va_end(arguments);
	errno = saved_errno;
}
