#include "milter/session.h"

#include "rules/policy_eval.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct session *session_new(struct generations *generations, struct budget *budget, uint64_t size_limit)
{
	struct session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	session->generations = generations;
	capture_init(&session->message.capture, budget, size_limit);
	return session;
}

void session_free(struct session *session)
{
	if (session == NULL)
		return;
	session_end(session);
	free(session->client_address);
	free(session);
}

void session_end(struct session *session)
{
	struct message *message = &session->message;

	envelope_clear(&message->envelope);
	envelope_init(&message->envelope);
	capture_clear(&message->capture);
	lineage_clear(&message->lineage);
	screen_answer_clear(&message->screen);
	memset(&message->screen, 0, sizeof(message->screen));
	message->stage = STAGE_NONE;
	generation_unref(message->generation);
	message->generation = NULL;
	message->is_over_limit = false;
	message->is_watched = false;
	message->is_torn = false;
	message->queue_id[0] = '\0';
	message->screen_us = 0;
}

void session_set_client(struct session *session, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN];
	const void *octets = NULL;

	free(session->client_address);
	session->client_address = NULL;
	if (address != NULL && address->sa_family == AF_INET)
		octets = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	else if (address != NULL && address->sa_family == AF_INET6)
		octets = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	if (octets != NULL && inet_ntop(address->sa_family, octets, text, sizeof(text)) != NULL)
		session->client_address = strdup(text);
}

/* What went wrong with the envelope makes the message one that is not judged in full. */
static void note(struct message *message, int r)
{
	if (r == -E2BIG)
		message->is_over_limit = true;
	else if (r < 0)
		message->is_torn = true;
}

/* A sender that is too long must not become the null sender, which is exempt from much. */
static void set_beginning_of_sender(struct message *message, const char *sender)
{
	char beginning[ENVELOPE_VALUE_MAX + 1];

	memcpy(beginning, sender, ENVELOPE_VALUE_MAX);
	beginning[ENVELOPE_VALUE_MAX] = '\0';
	note(message, envelope_set_sender(&message->envelope, beginning));
}

void session_begin(struct session *session, const char *sender)
{
	struct message *message = &session->message;

	session_end(session);
	message->stage = STAGE_ENVELOPE;
	message->generation = generations_current(session->generations);
	int r = envelope_set_sender(&message->envelope, sender);
	note(message, r);
	if (r == -E2BIG)
		set_beginning_of_sender(message, sender);
	if (session->client_address != NULL)
		session_set_macro(session, MACRO_CLIENT_ADDRESS, session->client_address);
}

static char **macro_place(struct envelope *envelope, enum session_macro macro)
{
	switch (macro) {
	case MACRO_AUTH_USER:
		return &envelope->auth_user;
	case MACRO_AUTH_TYPE:
		return &envelope->auth_type;
	case MACRO_CLIENT_ADDRESS:
		return &envelope->client_address;
	case MACRO_CLIENT_NAME:
		return &envelope->client_name;
	case MACRO_DAEMON_NAME:
		break;
	}
	return &envelope->daemon_name;
}

void session_set_macro(struct session *session, enum session_macro macro, const char *value)
{
	char **place = macro_place(&session->message.envelope, macro);

	if (value == NULL || *value == '\0')
		return;
	/* Cut rather than left out: that a client has authenticated is true however long its name is. */
	if (strlen(value) > ENVELOPE_VALUE_MAX)
		note(&session->message, -E2BIG);
	char *copy = strndup(value, ENVELOPE_VALUE_MAX);
	if (copy == NULL) {
		note(&session->message, -ENOMEM);
		return;
	}
	free(*place);
	*place = copy;
}

void session_set_queue_id(struct session *session, const char *id)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";

	if (id == NULL || *id == '\0')
		return;
	size_t length = strlen(id);
	if (length > QUEUE_ID_MAX || strspn(id, allowed) != length)
		return;
	memcpy(session->message.queue_id, id, length + 1);
}

/* The envelope is full: only a referral address still matters. */
static void add_past_limit(struct session *session, const char *recipient)
{
	struct envelope *envelope = &session->message.envelope;
	struct envelope one;

	envelope_init(&one);
	int r = envelope_add_recipient(&one, recipient);
	const struct generation *generation = session->message.generation;
	if (r == 0 && generation != NULL && policy_envelope_is_ours(generation->ruleset, &one)) {
		char **last = &envelope->recipients[envelope->recipient_count - 1];
		char *kept = *last;
		*last = one.recipients[0];
		one.recipients[0] = kept;
	} else if (r < 0) {
		note(&session->message, r);
	}
	envelope_clear(&one);
}

void session_add_recipient(struct session *session, const char *recipient)
{
	struct message *message = &session->message;
	int r = envelope_add_recipient(&message->envelope, recipient);

	note(message, r);
	if (r == -E2BIG && message->envelope.recipient_count > 0)
		add_past_limit(session, recipient);
}

void session_add_field(struct session *session, const char *name, const char *value)
{
	struct message *message = &session->message;

	capture_field(&message->capture, name, value, session->has_leading_space);
	/* Past a limit the fields are not looked at either. */
	if (message->capture.error == 0)
		capture_fail(&message->capture, lineage_field(&message->lineage, name, value));
}

void session_add_body(struct session *session, const void *bytes, size_t size)
{
	capture_body(&session->message.capture, bytes, size);
}

const char *session_queue_id(const struct session *session)
{
	return session->message.queue_id[0] != '\0' ? session->message.queue_id : NULL;
}
