#include "milter/callbacks.h"

#include "milter/conclusion.h"
#include "milter/judge.h"
#include "milter/meter.h"
#include "milter/notice.h"
#include "milter/session.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <stdatomic.h>
#include <time.h>

#define IDLE_POLL_MS 10

/*
 * No reply is wanted from connect, mail, rcpt, header and body: what decides is the end of the header and the end of
 * the message. libmilter answers for us where an MTA cannot do without. (It would lose the end of a message whose last
 * body chunk came inside the end-of-body packet; no MTA sends that.)
 */
#define PROTOCOL_WANTED                                                                                                \
	(SMFIP_NOHELO | SMFIP_NODATA | SMFIP_NOUNKNOWN | SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT |               \
	    SMFIP_NR_HDR | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC)
#define ACTIONS_WANTED                                                                                                 \
	(SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY | SMFIF_ADDRCPT | SMFIF_QUARANTINE | SMFIF_SETSYMLIST)

static struct parts *parts;
static atomic_uint judging;   /* callbacks that are at work on the end of a header or message */
static atomic_bool is_closed; /* no more of them */

/* Before the work on the end of a header or message; leave() after it. False when there shall be none any more. */
static bool enter(void)
{
	atomic_fetch_add(&judging, 1);
	if (!atomic_load(&is_closed))
		return true;
	atomic_fetch_sub(&judging, 1);
	return false;
}

static void leave(void)
{
	atomic_fetch_sub(&judging, 1);
}

/* The session of a connection. One that is used again (QUIT_NC) was closed and gets a new one without a negotiation:
 * only MTAs of protocol 6 do that, and those have leading spaces. */
static struct session *fetch(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	if (session != NULL)
		return session;
	session = session_new(parts->generations, &parts->budget, parts->message_size_limit);
	if (session != NULL) {
		session->has_leading_space = true;
		smfi_setpriv(ctx, session);
	}
	return session;
}

/* libmilter writes to none of these names. */
static void ask_for_macros(SMFICTX *ctx)
{
	static char connect[] = "{daemon_name}", nothing[] = "", id[] = "i";
	static char mail[] = "i {auth_authen} {auth_type} {client_addr} {client_name} {daemon_name}";

	smfi_setsymlist(ctx, SMFIM_CONNECT, connect);
	smfi_setsymlist(ctx, SMFIM_ENVFROM, mail);
	smfi_setsymlist(ctx, SMFIM_ENVRCPT, nothing);
	smfi_setsymlist(ctx, SMFIM_EOH, id);
	smfi_setsymlist(ctx, SMFIM_EOM, id);
}

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long f2,
    unsigned long f3, unsigned long *ret_actions, unsigned long *ret_steps, unsigned long *ret_f2,
    unsigned long *ret_f3)
{
	struct session *session = fetch(ctx);

	(void)f2;
	(void)f3;
	if (session == NULL)
		return SMFIS_REJECT;
	session->has_leading_space = (steps & SMFIP_HDR_LEADSPC) != 0;
	if ((actions & SMFIF_SETSYMLIST) != 0)
		ask_for_macros(ctx);
	*ret_actions = actions & ACTIONS_WANTED;
	*ret_steps = steps & PROTOCOL_WANTED;
	*ret_f2 = 0;
	*ret_f3 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	struct session *session = fetch(ctx);

	(void)name;
	if (session != NULL)
		session_set_client(session, address);
	return SMFIS_NOREPLY;
}

static const char *macro_of(SMFICTX *ctx, const char *name)
{
	return smfi_getsymval(ctx, (char *)(uintptr_t)name);
}

static sfsistat on_mail(SMFICTX *ctx, char **arguments)
{
	struct session *session = fetch(ctx);

	if (session == NULL)
		return SMFIS_NOREPLY;
	session_begin(session, arguments[0]);
	session_set_macro(session, MACRO_AUTH_USER, macro_of(ctx, "{auth_authen}"));
	session_set_macro(session, MACRO_AUTH_TYPE, macro_of(ctx, "{auth_type}"));
	session_set_macro(session, MACRO_CLIENT_ADDRESS, macro_of(ctx, "{client_addr}"));
	session_set_macro(session, MACRO_CLIENT_NAME, macro_of(ctx, "{client_name}"));
	session_set_macro(session, MACRO_DAEMON_NAME, macro_of(ctx, "{daemon_name}"));
	session_set_queue_id(session, macro_of(ctx, "i"));
	return SMFIS_NOREPLY;
}

static sfsistat on_recipient(SMFICTX *ctx, char **arguments)
{
	struct session *session = fetch(ctx);

	if (session != NULL)
		session_add_recipient(session, arguments[0]);
	return SMFIS_NOREPLY;
}

static sfsistat on_field(SMFICTX *ctx, char *name, char *value)
{
	struct session *session = fetch(ctx);

	if (session != NULL)
		session_add_field(session, name, value);
	return SMFIS_NOREPLY;
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *bytes, size_t size)
{
	struct session *session = fetch(ctx);

	if (session != NULL)
		session_add_body(session, bytes, size);
	return SMFIS_NOREPLY;
}

static enum screening screen(SMFICTX *ctx, struct session *session)
{
	int error = 0;

	session_set_queue_id(session, macro_of(ctx, "i"));
	enum screening screening = judge_screen(parts, &session->message, time(NULL), &error);
	if (screening == SCREENING_DEFER)
		notice_torn(session);
	if (error != 0)
		notice_unscreened(session, error);
	meter_screening(parts->metrics, &session->message, screening, error);
	if (screening != SCREENING_CAPTURE)
		session_end(session);
	return screening;
}

static sfsistat status_of_screening(enum screening screening)
{
	switch (screening) {
	case SCREENING_PASS:
		return SMFIS_ACCEPT; /* the body is never sent */
	case SCREENING_CAPTURE:
		return SMFIS_CONTINUE;
	case SCREENING_DEFER:
		break;
	}
	return SMFIS_TEMPFAIL;
}

static sfsistat on_end_of_header(SMFICTX *ctx)
{
	struct session *session = fetch(ctx);

	if (session == NULL || !enter())
		return SMFIS_TEMPFAIL;
	enum screening screening = screen(ctx, session);
	leave();
	return status_of_screening(screening);
}

/* An accept is said as "continue": after ACCEPT libmilter ignores the QUIT_NC and CONNECT of a connection that is used
 * again, and the MTA waits for ever. */
static sfsistat status_of(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_PASS:
		return SMFIS_CONTINUE;
	case OUTCOME_REFUSE:
		return SMFIS_REJECT;
	case OUTCOME_DEFER:
		break;
	}
	return SMFIS_TEMPFAIL;
}

static enum outcome conclude(SMFICTX *ctx, struct session *session)
{
	struct milter_call call = {.ctx = ctx, .has_leading_space = session->has_leading_space};
	struct conclusion conclusion;

	session_set_queue_id(session, macro_of(ctx, "i"));
	conclusion_reach(parts, &session->message, &milter_ops_libmilter, &call, &conclusion);
	notice_conclusion(session, &conclusion);
	meter_conclusion(parts->metrics, &session->message, &conclusion);
	conclusion_clear(&conclusion);
	return conclusion.outcome;
}

/* The MTA has left out the end of the header: the question is asked now. What body there was is lost, so that what is
 * ours cannot be read. */
static sfsistat catch_up(SMFICTX *ctx, struct session *session)
{
	enum screening screening = screen(ctx, session);

	if (screening == SCREENING_CAPTURE)
		capture_fail(&session->message.capture, -EPROTO);
	return screening == SCREENING_DEFER ? SMFIS_TEMPFAIL : SMFIS_CONTINUE;
}

static sfsistat on_end_of_message(SMFICTX *ctx)
{
	struct session *session = fetch(ctx);
	sfsistat status = SMFIS_CONTINUE;

	if (session == NULL || !enter())
		return SMFIS_TEMPFAIL;
	if (session->message.stage != STAGE_BODY)
		status = catch_up(ctx, session);
	if (session->message.stage == STAGE_BODY)
		status = status_of(conclude(ctx, session));
	session_end(session);
	leave();
	return status;
}

static sfsistat on_abort(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	if (session != NULL)
		session_end(session);
	return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *ctx)
{
	session_free(smfi_getpriv(ctx));
	smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

int callbacks_register(struct parts *shared)
{
	static char name[] = "referral-milter";
	struct smfiDesc description = {.xxfi_name = name,
	    .xxfi_version = SMFI_VERSION,
	    .xxfi_flags = ACTIONS_WANTED,
	    .xxfi_connect = on_connect,
	    .xxfi_envfrom = on_mail,
	    .xxfi_envrcpt = on_recipient,
	    .xxfi_header = on_field,
	    .xxfi_eoh = on_end_of_header,
	    .xxfi_body = on_body,
	    .xxfi_eom = on_end_of_message,
	    .xxfi_abort = on_abort,
	    .xxfi_close = on_close,
	    .xxfi_negotiate = on_negotiate};

	parts = shared;
	atomic_store(&is_closed, false);
	return smfi_register(description) == MI_SUCCESS ? 0 : -EIO;
}

bool callbacks_close(unsigned timeout_ms)
{
	const struct timespec pause = {.tv_nsec = IDLE_POLL_MS * 1000000L};
	uint64_t deadline = stopwatch_deadline(timeout_ms);

	atomic_store(&is_closed, true);
	while (atomic_load(&judging) > 0) {
		if (stopwatch_left_ms(deadline) == 0)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}
