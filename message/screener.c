#include "message/screener.h"

#include "channel/channel.h"
#include "message/content_hint.h"
#include "message/header.h"
#include "message/limits.h"
#include "message/mailbox_list.h"
#include "rules/near_scope.h"
#include "rules/policy_misrouted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static bool is_plain_field(const struct header_field *field)
{
	return header_field_is(field, "To") || header_field_is(field, "Cc");
}

static bool is_screened_field(const struct header_field *field)
{
	return is_plain_field(field) || header_field_is(field, "Bcc") || header_field_is(field, "Resent-To") ||
	       header_field_is(field, "Resent-Cc") || header_field_is(field, "Resent-Bcc");
}

static bool has_match(const struct screen_answer *answer, const char *canonical)
{
	for (size_t i = 0; i < answer->match_count; i++)
		if (strcmp(answer->matches[i], canonical) == 0)
			return true;
	return false;
}

/* A match that finds no room or no memory is left out: the answer is to inspect anyway. */
static void add_match(struct screen_answer *answer, const char *canonical)
{
	if (answer->match_count == SCREEN_MATCHES_MAX || has_match(answer, canonical))
		return;
	answer->matches[answer->match_count] = strdup(canonical);
	if (answer->matches[answer->match_count] != NULL)
		answer->match_count++;
}

/* One header in the making. */
struct screening {
	const struct ruleset *ruleset;
	const struct mention *mention;
	struct near_scope near;
	struct content_hint hint;
	struct screen_answer *answer;
	bool is_ours, is_resent;
};

/* The plain reading of To and Cc: does it name a referral address, or nearly one? What cannot be had may do either. */
static void read_plainly(struct screening *screening, const struct header_field *field)
{
	struct mailbox_list list;

	mailbox_list_init(&list, LIMIT_ADDRESSES);
	if (mailbox_list_read(&list, field->value, field->value_length) < 0)
		screening->is_ours = true;
	for (size_t i = 0; i < list.count; i++) {
		if (ruleset_is_referral_address(screening->ruleset, list.items[i])) {
			screening->is_ours = true;
			add_match(screening->answer, list.items[i]);
		}
		screening->is_ours = screening->is_ours || near_scope_has(&screening->near, list.items[i]);
	}
	mailbox_list_clear(&list);
}

static void read_field(struct screening *screening, const struct header_field *field)
{
	screening->is_resent = screening->is_resent || header_field_is_resent(field);
	content_hint_add(&screening->hint, field);
	if (is_plain_field(field))
		read_plainly(screening, field);
	if (!screening->is_ours && is_screened_field(field))
		screening->is_ours = mention_occurs(screening->mention, field->value, field->value_length);
}

/* The header is asked first: it says no of most mail, and costs nothing more. */
static bool is_watched(const struct screening *screening, const struct envelope *envelope)
{
	return content_hint_may_carry_file(&screening->hint) &&
	       policy_envelope_is_watched(screening->ruleset, envelope);
}

void screen_header(const struct ruleset *ruleset, const struct mention *mention, const struct envelope *envelope,
    const void *header, size_t size, struct screen_answer *ret_answer)
{
	struct screening screening = {.ruleset = ruleset, .mention = mention, .answer = ret_answer};
	struct header_reader reader;
	struct header_field field;

	memset(ret_answer, 0, sizeof(*ret_answer));
	screening.is_ours = near_scope_init(&screening.near, ruleset, envelope) < 0 || screening.near.is_reached;
	header_reader_init(&reader, header, size);
	while (header_reader_next(&reader, &field))
		read_field(&screening, &field);
	/* Where fields begin and end is a matter of opinion, or the header ends before its octets do. */
	if (!screening.is_ours && (reader.is_irregular || reader.at < reader.end))
		screening.is_ours = mention_occurs(mention, header, size);
	/* To and Cc say where it went once: should no inspector answer, nobody is to take them for where it goes. */
	if (screening.is_resent)
		screen_answer_clear(ret_answer);
	ret_answer->interest = screening.is_ours		  ? SCREEN_INSPECT
			       : is_watched(&screening, envelope) ? SCREEN_WATCH
								  : SCREEN_OTHER;
}

/* Arms or, with 0, disarms the alarm whose default action is death. */
static void guard(unsigned wall_ms)
{
	struct itimerval timer = {
	    .it_value = {.tv_sec = (time_t)(wall_ms / 1000), .tv_usec = (suseconds_t)(wall_ms % 1000) * 1000}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

static int answer_packet(
    const struct ruleset *ruleset, const struct mention *mention, const struct packet *packet, int socket)
{
	struct screen_request request;
	struct screen_answer answer;
	struct reader reader;
	struct writer writer;

	reader_init(&reader, packet->bytes, packet->size);
	int r = screen_request_decode(&reader, &request);
	if (r < 0)
		return r;
	screen_header(ruleset, mention, &request.envelope, request.header, request.header_size, &answer);
	screen_request_clear(&request);
	writer_init(&writer);
	screen_answer_encode(&answer, &writer);
	screen_answer_clear(&answer);
	r = writer.error;
	if (r == 0)
		r = channel_send(socket, writer.bytes, writer.length, NULL, 0, -1);
	writer_clear(&writer);
	return r;
}

int screener_run(int socket, const struct ruleset *ruleset, unsigned wall_ms)
{
	struct mention *mention = NULL;
	struct packet packet;
	int r = mention_new(ruleset, &mention);

	while (r == 0) {
		r = channel_receive(socket, -1, &packet);
		if (r < 0)
			break;
		guard(wall_ms);
		r = answer_packet(ruleset, mention, &packet, socket);
		guard(0);
		packet_clear(&packet);
	}
	mention_free(mention);
	return r == -EPIPE ? 0 : r;
}
