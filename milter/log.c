#include "milter/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_SIZE	 1024 /* octets of a line; what is longer is cut */
#define QUEUE_ID_MAX	 64
#define SYSLOG_PATH	 "/dev/log"
#define SYSLOG_RETRY_S	 5  /* between attempts to reach a syslog that is away */
#define LOG_WAIT_MS	 50 /* mail does not wait for a log that is stuck */
#define SYSLOG_TIME_SIZE 32

static struct {
	const char *program;
	bool to_stderr;
	bool to_syslog;
	bool has_journal; /* standard error is the journal, which takes "<N>" as the level */
	int socket;	  /* to syslog, or -1 */
	time_t last_attempt;
	unsigned long dropped; /* lines that nobody took */
	pthread_mutex_t lock;
} state = {.program = "referral-milter", .to_stderr = true, .socket = -1, .lock = PTHREAD_MUTEX_INITIALIZER};

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

void log_echo(bool to_stderr)
{
	pthread_mutex_lock(&state.lock);
	state.to_stderr = to_stderr;
	pthread_mutex_unlock(&state.lock);
}

/* Not syslog(3): that waits without end when nobody reads /dev/log, and mail would wait with it. */
static bool syslog_connect(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = SYSLOG_PATH};
	time_t now = time(NULL);

	if (state.socket >= 0)
		return true;
	if (state.last_attempt != 0 && now >= state.last_attempt && now - state.last_attempt < SYSLOG_RETRY_S)
		return false;
	state.last_attempt = now;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	if (connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0) {
		close(fd);
		return false;
	}
	state.socket = fd;
	state.last_attempt = 0;
	return true;
}

/* Once a line was lost nobody waits until the log takes lines again. */
static bool wait_writable(int fd)
{
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};

	return poll(&pollfd, 1, state.dropped > 0 ? 0 : LOG_WAIT_MS) > 0;
}

static bool syslog_send(const char *packet, size_t size)
{
	/* A restarted syslog leaves a dead socket behind: once more with a new one. */
	for (int attempt = 0; attempt < 2 && syslog_connect(); attempt++) {
		ssize_t sent = send(state.socket, packet, size, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN)
			return wait_writable(state.socket) && send(state.socket, packet, size, MSG_NOSIGNAL) > 0;
		if (sent >= 0)
			return true;
		close(state.socket);
		state.socket = -1;
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

/* One line, whatever a value holds: no control characters. */
static void tidy(char *line)
{
	for (; *line != '\0'; line++)
		if ((unsigned char)*line < ' ' || *line == 0x7f)
			*line = '?';
}

static void write_line(enum log_level level, const char *line)
{
	bool taken = false;

	if (state.to_stderr)
		taken = stderr_line(level, line);
	if (state.to_syslog)
		taken = syslog_line(level, line) || taken;
	if (!taken)
		state.dropped++;
}

void log_write(enum log_level level, const char *queue_id, const char *format, ...)
{
	char line[LINE_MAX_SIZE];
	size_t used = 0;
	va_list arguments;
	int saved_errno = errno;

	if (queue_id != NULL)
		used = (size_t)snprintf(line, sizeof(line), "%.*s: ", QUEUE_ID_MAX, queue_id);
	va_start(arguments, format);
	vsnprintf(line + used, sizeof(line) - used, format, arguments);
	va_end(arguments);
	tidy(line);
	pthread_mutex_lock(&state.lock);
	if (state.dropped > 0) {
		char lost[64];
		unsigned long dropped = state.dropped;
		snprintf(lost, sizeof(lost), "%lu lines before this one were lost", dropped);
		write_line(LOG_LEVEL_WARNING, lost);
		/* Were it not taken either, one more is lost. */
		state.dropped = state.dropped > dropped ? state.dropped : 0;
	}
	write_line(level, line);
	pthread_mutex_unlock(&state.lock);
	errno = saved_errno;
}
