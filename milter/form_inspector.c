#include "milter/form_inspector.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "milter/lone_inspector.h"
#include "rules/question.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One inspector. */
struct asking {
	struct lone_inspector inspector;
	const struct options *options;
	char *why; /* FORM_INSPECTOR_WHY_SIZE */
};

__attribute__((format(printf, 3, 4))) static int fail(struct asking *asking, int error, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(asking->why, FORM_INSPECTOR_WHY_SIZE, format, values);
	va_end(values);
	return error;
}

static int send_question(struct asking *asking, const struct form_question *question, int document_fd)
{
	struct writer writer;

	writer_init(&writer);
	form_question_encode(question, &writer);
	int r = writer.error;
	if (r == 0)
		r = channel_send(
		    asking->inspector.socket, writer.bytes, writer.length, &document_fd, 1, LIMIT_START_MS);
	writer_clear(&writer);
	return r;
}

static int receive_answer(struct asking *asking, enum form_task task, struct form_answer *ret_answer)
{
	struct packet packet;
	struct reader reader;
	struct form_answer answer;
	int r = channel_receive(asking->inspector.socket, (int)asking->options->inspect_time_ms, &packet);

	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = form_answer_decode(&reader, &answer);
	packet_clear(&packet);
	if (r < 0)
		return r;
	if (answer.error != 0 || answer.task != task) {
		r = answer.error != 0 ? -answer.error : -EBADMSG;
		form_answer_clear(&answer);
		return r == -EPIPE || r == -ETIMEDOUT ? -EBADMSG : r;
	}
	*ret_answer = answer;
	return 0;
}

static int explain_death(struct asking *asking, int error, int status)
{
	char how[CHILD_END_SIZE];

	switch (error) {
	case -EPIPE:
		child_describe(status, how);
		return fail(asking, -ECHILD, "the inspector died over it (%s)", how);
	case -ETIMEDOUT:
		return fail(asking, -ECHILD, "the inspector did not answer within %u ms (inspect-time)",
		    asking->options->inspect_time_ms);
	case -ENOMEM:
		return fail(asking, -ECHILD, "the inspector had no memory for it (inspect-memory)");
	case -EBADMSG:
		return fail(asking, -ECHILD, "the inspector gave no answer that can be believed");
	default:
		return fail(asking, -ECHILD, "the inspector failed (%s)", strerror(-error));
	}
}

static int ask_once(struct asking *asking, const struct form_question *question, int bundle_fd, int document_fd,
    struct form_answer *ret_answer)
{
	int r = lone_inspector_start(&asking->inspector, asking->options, LONE_FORM, bundle_fd, asking->why);

	if (r < 0)
		return r;
	r = send_question(asking, question, document_fd);
	if (r == 0)
		r = receive_answer(asking, question->task, ret_answer);
	int status = lone_inspector_end(&asking->inspector, r == -EPIPE);
	return r < 0 ? explain_death(asking, r, status) : 0;
}

int form_inspector_ask(const struct options *options, const struct form_question *question, int bundle_fd,
    int document_fd, struct form_answer *ret_answer, char why[FORM_INSPECTOR_WHY_SIZE])
{
	struct asking asking = {.options = options, .why = why};
	int r = -ECHILD;

	for (int i = 0; i < LIMIT_INSPECT_TRIES && r == -ECHILD; i++)
		r = ask_once(&asking, question, bundle_fd, document_fd, ret_answer);
	return r;
}
